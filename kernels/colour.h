// What the colour kernels share beyond vectors.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>

#include "kernels/image.h"
#include "kernels/parallel.h"

namespace pixlane {

// Rows a share must have before another thread is worth waking: about 64 KB of pixels.
inline size_t colour_grain(View view) { return 1 + (size_t{1} << 14) / (view.width + 1); }

// A table a channel; that of alpha counts only where `alpha` is set: else alpha is kept.
struct ByteTables {
  alignas(64) uint8_t of[kChannels][256];
  bool alpha = false;

  void set_all(int x, double value) { of[0][x] = of[1][x] = of[2][x] = static_cast<uint8_t>(value); }
};

// out = tables.of[channel][x].
void map_by_tables(View src, View dst, const ByteTables& tables, Pool& pool);

// floor(x + 1/2), and up where x is a half but for its last bits: two implementations of pow may differ there.
inline double round_power(double x) { return std::floor(x + 0.5 + 1.0 / (1 << 30)); }

// base + round(rise * t / range) of bytes t = clamp(x - black, 0, range), halves rounded up, exactly.
//
// In floats: t * factor + 2^23 + base rounds to a whole number, which then stands in the sum's lowest byte. A quotient that is not a half
// is at least 1 / (2 * range) from one; factor is 2^-19 of itself too high (in the direction of the numbers, not of their size), which
// moves a quotient by less than that, and more than the roundings of factor and product do: so halves go up, and nothing else changes.
struct ByteLine {
  uint8_t black;
  uint8_t range;  // 1..255
  float factor;
  float base;  // 2^23 is in it
};

// rise: -255..255, so that all results are bytes.
inline ByteLine byte_line(int black, int range, int base, int rise) {
  const double upwards = (rise < 0 ? -1.0 : 1.0) / (1 << 19);
  return {static_cast<uint8_t>(black), static_cast<uint8_t>(range), static_cast<float>(rise * (1.0 + upwards) / range),
          static_cast<float>(8388608 + base)};
}

}  // namespace pixlane
