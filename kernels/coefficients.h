// The weights of a separable resampling along one axis: as pairs of 16-bit values for bytes, as floats for 16 bits a channel.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/image.h"
#include "kernels_gen.h"

namespace pixlane {

// A weight of 1 is 2^14: every filter's weights stay within 16 bits, sums of 16-bit samples within 32.
inline constexpr int kCoefficientBits = 14;

// One axis: `in` samples of the source would become `out`, of which outputs begin .. begin + count - 1 are made.
struct Axis {
  uint32_t in = 0;
  uint64_t out = 0;
  uint64_t begin = 0;
  uint32_t count = 0;
};

// A function of a distance in (stretched) samples, and the distance from which on it is 0.
struct Filter {
  double support;
  double (*at)(double);
};

// Of all filters but kNearest, which copies and weighs nothing.
Filter filter_of(ResizeFilter filter);

// Samples [begin, end) of an axis.
struct Samples {
  uint32_t begin, end;
};

// Weights of all outputs that an axis makes. Pillow's rule: the filter is stretched by in / out where that is above 1, is cut at the
// image's ends and normalised there. Each output's weights sum to exactly 2^14. An axis that keeps its length is copied, as in Pillow
// and libvips, though mitchell and the magic kernels would change it.
class Coefficients {
 public:
  // Lays out the memory; `compute` fills it. Only the axis' `begin` may differ between the two.
  Coefficients(const Axis& axis, Filter filter, Scratch& scratch);
  void compute(const Axis& axis);

  // Has `first` count from the first pair that any output takes; returns the samples from there to the last.
  Samples trim();

  // Most pairs any output can have.
  size_t max_pairs() const { return max_pairs_; }
  // Output begin + i is the sum over k < count(i) of pairs(i)[k] (two weights: low half for the even sample) times samples
  // 2 (first(i) + k) and 2 (first(i) + k) + 1.
  uint32_t first(size_t i) const { return first_[i]; }
  uint32_t count(size_t i) const { return count_[i]; }
  const int32_t* pairs(size_t i) const { return weights_ + i * max_pairs_; }

 private:
  void compute_one(uint32_t i);

  Axis axis_;
  Filter filter_;
  size_t max_pairs_;
  uint32_t* first_;
  uint32_t* count_;
  int32_t* weights_;
  double* real_;  // one output's weights before rounding
};

// The same for samples of 16 bits a channel: as floats, each a multiple of a power of two that is fine enough for the longest filter and
// coarse enough that all are exact. Each output's weights sum to exactly 1.
class FloatCoefficients {
 public:
  // As those of Coefficients.
  FloatCoefficients(const Axis& axis, Filter filter, Scratch& scratch);
  void compute(const Axis& axis);
  Samples trim();

  // Most samples any output can take.
  size_t max_count() const { return max_count_; }
  // Output begin + i is the sum over k < count(i) of weights(i)[k] times sample first(i) + k.
  uint32_t first(size_t i) const { return first_[i]; }
  uint32_t count(size_t i) const { return count_[i]; }
  const float* weights(size_t i) const { return weights_ + i * max_count_; }

 private:
  void compute_one(uint32_t i, double one);

  Axis axis_;
  Filter filter_;
  size_t max_count_;
  uint32_t* first_;
  uint32_t* count_;
  float* weights_;
  double* real_;  // one output's weights before rounding
};

}  // namespace pixlane
