// The weights of a separable resampling along one axis, as pairs of 16-bit values.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/image.h"

namespace pixlane {

// A weight of 1 is 2^14: lanczos3's weights stay within 16 bits, sums of 16-bit samples within 32.
inline constexpr int kCoefficientBits = 14;

// Filter functions of a distance in (stretched) samples.
double triangle(double x);  // support 1
double lanczos3(double x);  // support 3

// Weights of all outputs of one axis of `in` samples resampled to `out`. Pillow's rule: the filter is stretched by in / out where that
// is above 1, is cut at the image's ends and normalised there. Each output's weights sum to exactly 2^14.
class Coefficients {
 public:
  // Lays out the memory; `compute` fills it.
  Coefficients(uint32_t in, uint32_t out, double support, Scratch& scratch);
  void compute(double (*filter)(double));

  // Most pairs any output can have.
  static size_t max_pairs(uint32_t in, uint32_t out, double support);

  // Output i is the sum over k < count(i) of pairs(i)[k] (two weights: low half for the even sample) times samples
  // 2 (first(i) + k) and 2 (first(i) + k) + 1.
  uint32_t first(size_t i) const { return first_[i]; }
  uint32_t count(size_t i) const { return count_[i]; }
  const int32_t* pairs(size_t i) const { return weights_ + i * max_pairs_; }

 private:
  void compute_one(uint32_t i, double (*filter)(double));

  uint32_t in_, out_;
  double support_;
  size_t max_pairs_;
  uint32_t* first_;
  uint32_t* count_;
  int32_t* weights_;
  double* real_;  // one output's weights before rounding
};

}  // namespace pixlane
