// Functions of one value of 16 bits, applied to an image: by a table of all values, or where they are a line without one.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/image.h"
#include "kernels/parallel.h"

namespace pixlane {

inline constexpr size_t kValues16 = 65536;

// A table a channel, which channels may share; alpha without one is kept.
struct Tables16 {
  const uint16_t* of[kChannels];
};

// out = tables.of[channel][x].
void map_by_tables16(View src, View dst, const Tables16& tables, Pool& pool);

// base + round(rise t / range) of t = clamp(x - black, 0, range), halves rounded up, exactly.
//
// In doubles: t * factor + 2^52 + base rounds to a whole number, which then stands in the sum's lowest bits. A quotient that is not a half
// is at least 1 / (2 range), 2^-17, from one; factor is 2^-40 of itself too high (in the direction of the numbers, not of their size),
// which moves a quotient below 2^16 by less than that, and more than the roundings of factor and product do: so halves go up, and nothing
// else changes.
struct Line16 {
  uint16_t black;
  uint16_t range;  // from 1
  double factor;
  double base;  // 2^52 is in it
};

// rise: -65535..65535, so that all results have 16 bits.
inline Line16 line16(int black, int range, int base, int rise) {
  const double upwards = (rise < 0 ? -1.0 : 1.0) / (int64_t{1} << 40);
  return {static_cast<uint16_t>(black), static_cast<uint16_t>(range), rise * (1.0 + upwards) / range, 4503599627370496.0 + base};
}

// Alpha is kept.
void map_by_line16(View src, View dst, const Line16& line, Pool& pool);

}  // namespace pixlane
