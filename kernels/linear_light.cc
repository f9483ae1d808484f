#include "kernels/linear_light.h"

#include <algorithm>
#include <cmath>

#include "kernels/fixed_point.h"

namespace pixlane {

namespace {

// x^2.4 for 0.09 <= x <= 1: the fifth root by Newton's method, whose error is below a double's rounding after 7 steps from 1.
double to_the_2_4(double x) {
  double root = 1;
  for (int i = 0; i < 10; ++i) {
    const double square = root * root;
    root = (4 * root + x / (square * square)) / 5;
  }
  return x * x * root * root;
}

// P7 of an sRGB value of 0..255.
double to_linear(double value) {
  const double x = value / 255;
  return (x <= 0.04045 ? x / 12.92 : to_the_2_4((x + 0.055) / 1.055)) * kLinearOne;
}

}  // namespace

LinearLight LinearLight::make(Scratch& scratch, bool fill) {
  auto* const decode = scratch.take<int16_t>(256);
  auto* const encode = scratch.take<uint8_t>(kLinearOne + 1);
  if (fill) {
    int32_t begin = 0;
    for (int value = 0; value < 256; ++value) {
      decode[value] = static_cast<int16_t>(static_cast<int32_t>(round_half_up(to_linear(value))) - kLinearBias);
      // The step from one byte to the next lies half-way between them.
      const int32_t end = value == 255 ? kLinearOne + 1 : static_cast<int32_t>(std::ceil(to_linear(value + 0.5)));
      std::fill(encode + begin, encode + end, static_cast<uint8_t>(value));
      begin = end;
    }
  }
  return {decode, encode};
}

}  // namespace pixlane
