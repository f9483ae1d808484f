// Functions that are not IEEE's, by operations that are: every lane and the JavaScript twins (js-baseline/exact-math.js) compute the same
// bits, which no two mathematics libraries promise. For a kernel's few final numbers, not for pixels.
#pragma once

#include <bit>
#include <cmath>
#include <cstdint>

namespace pixlane {

// Of x above 0: 2 atanh((x - 1) / (x + 1)) / ln 2, x brought near 1 by powers of two.
inline double exact_log2(double x) {
  double exponent = 0;
  for (; x >= 1.4142135623730951; exponent += 1) x *= 0.5;
  for (; x < 0.7071067811865476; exponent -= 1) x *= 2;
  const double s = (x - 1) / (x + 1);
  const double t = s * s;
  double sum = 0;
  for (int k = 27; k >= 1; k -= 2) sum = sum * t + 1.0 / k;
  return exponent + sum * s * 2.8853900817779268;
}

// The exponential series of what is left of x beside a whole number.
inline double exact_exp2(double x) {
  const double whole = std::floor(x + 0.5);
  const double z = (x - whole) * 0.6931471805599453;
  double sum = 1;
  for (int k = 18; k >= 1; --k) sum = 1 + (sum * z) / k;
  for (int i = 0; i < static_cast<int>(whole); ++i) sum *= 2;
  for (int i = 0; i > static_cast<int>(whole); --i) sum *= 0.5;
  return sum;
}

// x to the power of y; x at least 0, y above 0.
inline double exact_power(double x, double y) { return x > 0 ? exact_exp2(y * exact_log2(x)) : 0; }

// Cosine as fdlibm has it, bit for bit: an image hash stores signs of sums that are zero but for rounding, and the implementations it is
// compared with are made of this cosine; THIRD-PARTY-NOTICES.txt has its notice.
namespace exact {

inline uint32_t upper_bits(double x) { return static_cast<uint32_t>(std::bit_cast<uint64_t>(x) >> 32) & 0x7FFFFFFFu; }

// The cosine of x + low, up to pi / 4.
inline double near_cosine(double x, double low) {
  constexpr double kTerms[] = {0.0416666666666666,     -0.001388888888887411, 2.480158728947673e-5,
                               -2.7557314351390663e-7, 2.087572321298175e-9,  -1.1359647557788195e-11};
  const uint32_t bits = upper_bits(x);
  if (bits < 0x3E400000u) return 1;
  const double z = x * x;
  double r = kTerms[5];
  for (int i = 4; i >= 0; --i) r = kTerms[i] + z * r;
  r = z * r;
  const double tail = z * r - x * low;
  if (bits < 0x3FD33333u) return 1 - (0.5 * z - tail);
  // A number near z / 4 is taken out first, so that the difference from 1 keeps its last bits.
  const double part = bits > 0x3FE90000u ? 0.28125 : std::bit_cast<double>(uint64_t{bits - 0x200000u} << 32);
  return 1 - part - (0.5 * z - part - tail);
}

// The sine of x + low, up to pi / 4.
inline double near_sine(double x, double low) {
  constexpr double kTerms[] = {-0.16666666666666632,  0.00833333333332249,    -0.0001984126982985795,
                               2.7557313707070068e-6, -2.5050760253406863e-8, 1.58969099521155e-10};
  if (upper_bits(x) < 0x3E400000u) return x;
  const double z = x * x;
  const double v = z * x;
  double r = kTerms[5];
  for (int i = 4; i >= 1; --i) r = kTerms[i] + z * r;
  return x - (z * (0.5 * low - v * r) - low - v * kTerms[0]);
}

}  // namespace exact

// Of x from 0 to 30.
inline double exact_cosine(double x) {
  // Pi / 2 in parts of 33 bits, and what is left behind each.
  constexpr double kHalfPi[] = {1.5707963267341256, 6.077100506303966e-11, 2.0222662487111665e-21};
  constexpr double kRest[] = {6.077100506506192e-11, 2.0222662487959506e-21, 8.4784276603689e-32};
  if (exact::upper_bits(x) <= 0x3FE921FBu) return exact::near_cosine(x, 0);
  const int n = static_cast<int>(x * 0.6366197723675814 + 0.5);
  double rest = x - n * kHalfPi[0];
  double below = n * kRest[0];
  double high = rest - below;
  // Near a multiple of pi / 2 the difference loses bits: 17 and more, 50 and more. The next parts of pi / 2 bring them back.
  const int exponent = static_cast<int>(exact::upper_bits(x) >> 20);
  for (int part = 1; part < 3 && exponent - static_cast<int>(exact::upper_bits(high) >> 20) > (part == 1 ? 16 : 49); ++part) {
    const double before = rest;
    const double whole = n * kHalfPi[part];
    rest = before - whole;
    below = n * kRest[part] - (before - rest - whole);
    high = rest - below;
  }
  const double low = rest - high - below;
  switch (n & 3) {
    case 0: return exact::near_cosine(high, low);
    case 1: return -exact::near_sine(high, low);
    case 2: return -exact::near_cosine(high, low);
    default: return exact::near_sine(high, low);
  }
}

}  // namespace pixlane
