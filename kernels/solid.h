// One colour for many pixels.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "kernels/fixed_point.h"

namespace pixlane {

// Red, green, blue and alpha from 0 to 255 as a pixel's four bytes.
inline uint32_t colour_word(const double* rgba) {
  uint8_t bytes[4];
  for (int c = 0; c < 4; ++c) bytes[c] = static_cast<uint8_t>(round_half_up(rgba[c]));
  uint32_t word;
  std::memcpy(&word, bytes, 4);
  return word;
}

// The same as a pixel of 16 bits a channel: 257 each.
inline uint64_t colour_word16(const double* rgba) {
  uint16_t lanes[4];
  for (int c = 0; c < 4; ++c) lanes[c] = static_cast<uint16_t>(round_half_up(257 * rgba[c]));
  uint64_t word;
  std::memcpy(&word, lanes, 8);
  return word;
}

inline void fill_pixels(uint8_t* to, uint32_t colour, size_t count) {
  for (size_t x = 0; x < count; ++x) std::memcpy(to + x * 4, &colour, 4);
}
inline void fill_pixels(uint8_t* to, uint64_t colour, size_t count) {
  for (size_t x = 0; x < count; ++x) std::memcpy(to + x * 8, &colour, 8);
}

}  // namespace pixlane
