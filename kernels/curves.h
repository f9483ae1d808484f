// Transfer curves and cube roots, as tables. Each is made at its first call, in single precision and of + - * / and square roots only:
// the same bits in every lane, and in js-baseline/curves.js. Linear light is 0..32767 ("linear 15").
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/colour.h"
#include "kernels/image.h"

namespace pixlane {

inline constexpr int kLinearWhite = 32767;

// Bytes to linear 15, rounded: the curve of sRGB (IEC 61966-2-1), and Adobe RGB's, x^(563/256).
struct Decoded {
  int16_t of[256];
};
const Decoded& decoded_srgb();
const Decoded& decoded_adobe();

// The curve and its inverse from bytes to bytes, of all colours alike.
void fill_srgb_to_linear(ByteTables* tables);
void fill_linear_to_srgb(ByteTables* tables);

// Linear 15 to the nearest byte of sRGB.
const uint8_t* encoded_srgb();

// Linear 15 to 16384 f(t) of CIE L*a*b*, and the same rounded.
const float* lab_f();
const uint16_t* lab_f_rounded();

// 255 times the cube root of numbers that are 1 for 32767 times 16384. A number stands where the upper bits of its float say, from 1's on:
// an exponent and kRootBits of the mantissa, for which their middle stands.
inline constexpr int kRootBits = 10;
inline constexpr int kRootShift = 23 - kRootBits;
inline constexpr int32_t kRootOfOne = 127 << kRootBits;
const float* cube_roots();

// What a byte of each channel adds to three sums: a lane a sum.
template <class T>
struct alignas(16) Contributions {
  T of[kChannels - 1][256][4];
};

// Of a matrix times linear 15. weights: row by row, 3 x 3, 14 fraction bits; `half` is added to each sum.
void fill_contributions(const int16_t* weights, int32_t half, const Decoded& linear, Contributions<int32_t>* table);

}  // namespace pixlane
