#include "kernels/coefficients.h"

#include <algorithm>
#include <cmath>

#include "kernels/fixed_point.h"

namespace pixlane {

double triangle(double x) {
  x = std::fabs(x);
  return x < 1 ? 1 - x : 0;
}

double lanczos3(double x) {
  constexpr double kPi = 3.141592653589793;
  if (x == 0) return 1;
  if (std::fabs(x) >= 3) return 0;
  const double a = kPi * x;
  const double b = a / 3;
  return std::sin(a) / a * (std::sin(b) / b);
}

namespace {

double stretch(uint32_t in, uint32_t out) { return std::max(static_cast<double>(in) / out, 1.0); }

// Most samples an output can take: hi - lo of a window of 2 * support, with both ends rounded, plus one to begin at an even sample.
size_t max_samples(uint32_t in, uint32_t out, double support) {
  const double window = std::ceil(support * stretch(in, out)) * 2 + 1;
  return static_cast<size_t>(std::min<double>(window, in)) + 1;
}

}  // namespace

size_t Coefficients::max_pairs(uint32_t in, uint32_t out, double support) { return (max_samples(in, out, support) + 1) / 2; }

Coefficients::Coefficients(uint32_t in, uint32_t out, double support, Scratch& scratch)
    : in_(in),
      out_(out),
      support_(support),
      max_pairs_(max_pairs(in, out, support)),
      first_(scratch.take<uint32_t>(out)),
      count_(scratch.take<uint32_t>(out)),
      weights_(scratch.take<int32_t>(size_t{out} * max_pairs_)),
      real_(scratch.take<double>(max_samples(in, out, support))) {}

void Coefficients::compute(double (*filter)(double)) {
  for (uint32_t i = 0; i < out_; ++i) compute_one(i, filter);
}

void Coefficients::compute_one(uint32_t i, double (*filter)(double)) {
  const double stretched = stretch(in_, out_);
  const double reach = support_ * stretched;
  const double center = (i + 0.5) * (static_cast<double>(in_) / out_);
  const auto lo = static_cast<uint32_t>(std::max(0.0, std::floor(center - reach + 0.5)));
  const auto hi = static_cast<uint32_t>(std::min<double>(in_, std::floor(center + reach + 0.5)));
  const uint32_t taps = hi - lo;
  double total = 0;
  for (uint32_t j = 0; j < taps; ++j) {
    real_[j] = filter((lo + j - center + 0.5) / stretched);
    total += real_[j];
  }

  first_[i] = lo / 2;
  count_[i] = (hi + 1) / 2 - lo / 2;
  int32_t* const pairs = weights_ + size_t{i} * max_pairs_;
  std::fill_n(pairs, count_[i], 0);
  const auto add = [&](uint32_t j, int32_t weight) {
    const uint32_t position = lo + j - first_[i] * 2;
    const int shift = position % 2 == 0 ? 0 : 16;
    const auto old = static_cast<uint32_t>(pairs[position / 2]);
    const auto sum = static_cast<uint32_t>(static_cast<int16_t>(old >> shift) + weight) & 0xFFFFu;
    pairs[position / 2] = static_cast<int32_t>((old & ~(0xFFFFu << shift)) | (sum << shift));
  };
  // What rounding leaves over goes to the first of the largest weights.
  int32_t rest = 1 << kCoefficientBits;
  int32_t largest = 0;
  uint32_t largest_at = 0;
  for (uint32_t j = 0; j < taps; ++j) {
    const auto weight = static_cast<int32_t>(round_half_up(real_[j] / total * (1 << kCoefficientBits)));
    rest -= weight;
    if (weight > largest) {
      largest = weight;
      largest_at = j;
    }
    add(j, weight);
  }
  add(largest_at, rest);
}

}  // namespace pixlane
