#include "kernels/curves.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace pixlane {
namespace {

// To the nearest whole number, halves to even: adding 2^23 leaves no fraction. x: 0 .. 2^23.
int32_t rounded(float x) { return static_cast<int32_t>((x + 8388608.0f) - 8388608.0f); }

// A polynomial from 11 on, within 0.05 of a step of the byte and 3e-5 of white.
float decode_srgb(float x) {
  if (x <= 10.0f) return x * 9.94566867f;
  return ((((1.7575554e-9f * x - 0.00000183510638f) * x + 0.0012014855f) * x + 0.27207387f) * x + 3.8596992f) * x + 33.19224f;
}

// Within 0.02 of a step of the byte and 2e-5 of white.
float decode_adobe(float x) {
  const float p = (((-2.9383669e-7f * x + 0.00041617321f) * x + 0.4693828f) * x + 12.978558f) * x - 11.920479f;
  return p * x / (x + 52.22299f);
}

// Linear light, 16384 times linear 15, to a byte not yet rounded: with s the square root, c + (a s + b) / (t + d s + e) from 0.0031308 on,
// within 0.07 and so that all linear bytes are rounded to nearest.
float encode_srgb(float t) {
  const float s = std::sqrt(t);
  const float numerator = s * -971301400.0f - 5878844500000.0f;
  const float denominator = (t + s * 304774.47f) + 1786853100.0f;
  const float power = numerator / denominator + 3279.2432f;
  return std::max(t < 1680784.16f ? t * 0.000006136858f : 0.0f, power);
}

// scale times the cube root of x > 0, within 5e-6 of itself: a third of exponent and mantissa is y, and y (p + q x) / (r + x), x being over
// y^3, with constants of least error, makes up for the rest: Halley's step, adjusted to the range that y is wrong by.
float cube_root(float x, float scale) {
  int32_t bits;
  std::memcpy(&bits, &x, sizeof bits);
  bits = (bits >> 16) * 21845 + 0x2A55C000;
  float y;
  std::memcpy(&y, &bits, sizeof y);
  const float part = x / ((y * y * y) * 1.8325791f + x);
  return y * (part * (1.4575417f * scale) + 0.48543233f * scale);
}

// The cube root from 216/24389 on, a straight line below.
float lab_f_of(float t) {
  const float line = t < 4754626.2f ? t * 0.00023764876f + 2259.8621f : 0.0f;
  return std::max(line, cube_root(std::max(t, 1.0f), 20.158942f));
}

template <class T, size_t kEntries>
struct Entries {
  T of[kEntries];

  template <class Make>
  explicit Entries(const Make& make) {
    for (size_t i = 0; i < kEntries; ++i) of[i] = static_cast<T>(make(i));
  }
};

Decoded decoded(float (*curve)(float)) {
  Decoded table;
  for (int x = 0; x < 256; ++x) table.of[x] = static_cast<int16_t>(rounded(curve(static_cast<float>(x))));
  return table;
}

constexpr size_t kLinearValues = kLinearWhite + 1;

}  // namespace

const Decoded& decoded_srgb() {
  static const Decoded table = decoded(decode_srgb);
  return table;
}

const Decoded& decoded_adobe() {
  static const Decoded table = decoded(decode_adobe);
  return table;
}

void fill_srgb_to_linear(ByteTables* tables) {
  for (int x = 0; x < 256; ++x) tables->set_all(x, rounded(decode_srgb(static_cast<float>(x)) * (255.0f / 32767.0f)));
}

void fill_linear_to_srgb(ByteTables* tables) {
  for (int x = 0; x < 256; ++x) tables->set_all(x, rounded(encode_srgb(static_cast<float>(x) * (32767.0f * 16384.0f / 255.0f))));
}

const uint8_t* encoded_srgb() {
  static const Entries<uint8_t, kLinearValues> table([](size_t i) { return rounded(encode_srgb(static_cast<float>(i) * 16384.0f)); });
  return table.of;
}

const float* lab_f() {
  static const Entries<float, kLinearValues> table([](size_t i) { return lab_f_of(static_cast<float>(i) * 16384.0f); });
  return table.of;
}

const uint16_t* lab_f_rounded() {
  static const Entries<uint16_t, kLinearValues> table([](size_t i) { return rounded(lab_f_of(static_cast<float>(i) * 16384.0f)); });
  return table.of;
}

const float* cube_roots() {
  // Up to 2^29 itself, to which the greatest sum is rounded as a float.
  constexpr size_t kEntries = (size_t{29} << kRootBits) + 1;
  static const Entries<float, kEntries> table([](size_t i) {
    const int32_t bits = ((static_cast<int32_t>(i) + kRootOfOne) << kRootShift) | (1 << (kRootShift - 1));
    float middle;
    std::memcpy(&middle, &bits, sizeof middle);
    return cube_root(middle, 0.31375306f);  // 255 by the cube root of white
  });
  return table.of;
}

void fill_contributions(const int16_t* weights, int32_t half, const Decoded& linear, Contributions<int32_t>* table) {
  for (size_t c = 0; c < kChannels - 1; ++c) {
    for (size_t x = 0; x < 256; ++x) {
      for (size_t row = 0; row < 3; ++row) table->of[c][x][row] = weights[3 * row + c] * linear.of[x] + (c == 0 ? half : 0);
      table->of[c][x][3] = 0;
    }
  }
}

}  // namespace pixlane
