// sRGB's bytes in linear light, and back.
#pragma once

#include <cstdint>

#include "kernels/image.h"

namespace pixlane {

// "P7": linear light of 15 bits, 0..32640: 255 with 7 fraction bits, for a colour as for an alpha. The darkest byte above 0 is 10.
inline constexpr int kLinearBits = 7;
inline constexpr int32_t kLinearOne = 255 << kLinearBits;
// Subtracted from P7 where it lies in signed 16-bit lanes: so there is room for a filter's overshoot on both sides. Weights that sum to
// 1 carry it through.
inline constexpr int32_t kLinearBias = 16384;

// sRGB's transfer function (IEC 61966-2-1), computed by + - * / alone, which give the same bits everywhere.
struct LinearLight {
  const int16_t* decode = nullptr;  // 256: a byte to biased P7, rounded
  const uint8_t* encode = nullptr;  // kLinearOne + 1: P7 to the byte whose decoded value is nearest in sRGB's own steps

  // Takes memory for the tables and, unless it only measures, fills them.
  static LinearLight make(Scratch& scratch, bool fill);
};

}  // namespace pixlane
