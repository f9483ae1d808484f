#include "kernels/coefficients.h"

#include <algorithm>
#include <cmath>

#include "kernels/fixed_point.h"

namespace pixlane {

namespace {

constexpr double kPi = 3.141592653589793;

// Which of two pixels just as near counts is Pillow's choice.
double box(double x) { return x > -0.5 && x <= 0.5 ? 1 : 0; }

double triangle(double x) {
  x = std::fabs(x);
  return x < 1 ? 1 - x : 0;
}

double hamming(double x) {
  x = std::fabs(x);
  if (x == 0) return 1;
  if (x >= 1) return 0;
  const double a = kPi * x;
  return std::sin(a) / a * (0.54 + 0.46 * std::cos(a));
}

// Keys' cubic with a = -1/2.
double catrom(double x) {
  x = std::fabs(x);
  if (x < 1) return (1.5 * x - 2.5) * x * x + 1;
  if (x < 2) return (((5 - x) * x - 8) * x + 4) * 0.5;
  return 0;
}

// Mitchell and Netravali's cubic with B = C = 1/3, times 18.
double mitchell(double x) {
  x = std::fabs(x);
  if (x < 1) return (21 * x - 36) * x * x + 16;
  if (x < 2) return ((36 - 7 * x) * x - 60) * x + 32;
  return 0;
}

double lanczos2(double x) {
  if (x == 0) return 1;
  if (std::fabs(x) >= 2) return 0;
  const double a = kPi * x;
  const double b = a / 2;
  return std::sin(a) / a * (std::sin(b) / b);
}

double lanczos3(double x) {
  if (x == 0) return 1;
  if (std::fabs(x) >= 3) return 0;
  const double a = kPi * x;
  const double b = a / 3;
  return std::sin(a) / a * (std::sin(b) / b);
}

// The magic kernels are the quadratic B-spline sharpened by 3 and by 7 taps: John Costella, "The Magic Kernel".
double mks2013(double x) {
  x = std::fabs(x);
  if (x <= 0.5) return 1.0625 - 1.75 * x * x;
  if (x <= 1.5) return (1 - x) * (1.75 - x);
  if (x <= 2.5) return (x - 2.5) * (2.5 - x) * 0.125;
  return 0;
}

// Times 288.
double mks2021(double x) {
  x = std::fabs(x);
  if (x <= 0.5) return 288.5 - 478 * x * x;
  if (x <= 1.5) return (x - 1) * (280 * x - 478);
  if (x <= 2.5) return (x - 2) * (130 - 48 * x);
  if (x <= 3.5) return (x - 3) * (8 * x - 30);
  if (x <= 4.5) return (x - 4.5) * (4.5 - x);
  return 0;
}

double stretch(const Axis& axis) { return std::max(static_cast<double>(axis.in) / static_cast<double>(axis.out), 1.0); }

// Most samples an output can take: hi - lo of a window of 2 * support, with both ends rounded, plus one to begin at an even sample.
size_t max_samples(const Axis& axis, double support) {
  const double window = std::ceil(support * stretch(axis)) * 2 + 1;
  return static_cast<size_t>(std::min<double>(window, axis.in)) + 1;
}

Filter filter_for(const Axis& axis, Filter filter) { return axis.in == axis.out ? filter_of(ResizeFilter::kBox) : filter; }

// The samples that an output takes.
struct Window {
  uint32_t first, count;
  double total;  // of their weights
};

// Output begin + i; its weights, not yet normalised, to `real`.
Window window_of(const Axis& axis, const Filter& filter, uint32_t i, double* real) {
  const double stretched = stretch(axis);
  const double reach = filter.support * stretched;
  const double center = (static_cast<double>(axis.begin + i) + 0.5) * (static_cast<double>(axis.in) / static_cast<double>(axis.out));
  const auto lo = static_cast<uint32_t>(std::max(0.0, std::floor(center - reach + 0.5)));
  const auto hi = static_cast<uint32_t>(std::min<double>(axis.in, std::floor(center + reach + 0.5)));
  Window window = {lo, hi - lo, 0};
  for (uint32_t j = 0; j < window.count; ++j) {
    real[j] = filter.at((lo + j - center + 0.5) / stretched);
    window.total += real[j];
  }
  return window;
}

// Rounds to parts of which `one` make 1, and tells `weigh` each sample's. What rounding leaves over goes to the first of the largest.
template <class Weigh>
void round_weights(const Window& window, const double* real, double one, const Weigh& weigh) {
  double rest = one;
  double largest = 0;
  uint32_t largest_at = 0;
  for (uint32_t j = 0; j < window.count; ++j) {
    const double parts = round_half_up(real[j] / window.total * one);
    rest -= parts;
    if (parts > largest) {
      largest = parts;
      largest_at = j;
    }
    weigh(j, parts);
  }
  weigh(largest_at, rest);
}

}  // namespace

Filter filter_of(ResizeFilter filter) {
  switch (filter) {
    case ResizeFilter::kNearest:
    case ResizeFilter::kBox: break;
    case ResizeFilter::kBilinear: return {1, triangle};
    case ResizeFilter::kHamming: return {1, hamming};
    case ResizeFilter::kCatrom: return {2, catrom};
    case ResizeFilter::kMitchell: return {2, mitchell};
    case ResizeFilter::kLanczos2: return {2, lanczos2};
    case ResizeFilter::kLanczos3: return {3, lanczos3};
    case ResizeFilter::kMks2013: return {2.5, mks2013};
    case ResizeFilter::kMks2021: return {4.5, mks2021};
  }
  return {0.5, box};
}

Coefficients::Coefficients(const Axis& axis, Filter filter, Scratch& scratch)
    : axis_(axis),
      filter_(filter_for(axis, filter)),
      max_pairs_((max_samples(axis, filter_.support) + 1) / 2),
      first_(scratch.take<uint32_t>(axis.count)),
      count_(scratch.take<uint32_t>(axis.count)),
      weights_(scratch.take<int32_t>(size_t{axis.count} * max_pairs_)),
      real_(scratch.take<double>(max_samples(axis, filter_.support))) {}

void Coefficients::compute(const Axis& axis) {
  axis_ = axis;
  for (uint32_t i = 0; i < axis_.count; ++i) compute_one(i);
}

Samples Coefficients::trim() {
  const uint32_t base = first_[0];
  const uint32_t last = axis_.count - 1;
  const Samples used = {base * 2, std::min((first_[last] + count_[last]) * 2, axis_.in)};
  for (uint32_t i = 0; i < axis_.count; ++i) first_[i] -= base;
  return used;
}

void Coefficients::compute_one(uint32_t i) {
  const Window window = window_of(axis_, filter_, i, real_);
  first_[i] = window.first / 2;
  count_[i] = (window.first + window.count + 1) / 2 - window.first / 2;
  int32_t* const pairs = weights_ + size_t{i} * max_pairs_;
  std::fill_n(pairs, count_[i], 0);
  round_weights(window, real_, 1 << kCoefficientBits, [&](uint32_t j, double weight) {
    const uint32_t position = window.first + j - first_[i] * 2;
    const int shift = position % 2 == 0 ? 0 : 16;
    const auto old = static_cast<uint32_t>(pairs[position / 2]);
    const auto sum = static_cast<uint32_t>(static_cast<int16_t>(old >> shift) + static_cast<int32_t>(weight)) & 0xFFFFu;
    pairs[position / 2] = static_cast<int32_t>((old & ~(0xFFFFu << shift)) | (sum << shift));
  });
}

FloatCoefficients::FloatCoefficients(const Axis& axis, Filter filter, Scratch& scratch)
    : axis_(axis),
      filter_(filter_for(axis, filter)),
      max_count_(max_samples(axis, filter_.support)),
      first_(scratch.take<uint32_t>(axis.count)),
      count_(scratch.take<uint32_t>(axis.count)),
      weights_(scratch.take<float>(size_t{axis.count} * max_count_)),
      real_(scratch.take<double>(max_count_)) {}

void FloatCoefficients::compute(const Axis& axis) {
  axis_ = axis;
  // Weights stay below 4 / stretch, so these parts are whole numbers below 2^24.
  const double one = std::ldexp(1.0, 22 + std::ilogb(stretch(axis)));
  for (uint32_t i = 0; i < axis_.count; ++i) compute_one(i, one);
}

Samples FloatCoefficients::trim() {
  const uint32_t base = first_[0];
  const uint32_t last = axis_.count - 1;
  const Samples used = {base, first_[last] + count_[last]};
  for (uint32_t i = 0; i < axis_.count; ++i) first_[i] -= base;
  return used;
}

void FloatCoefficients::compute_one(uint32_t i, double one) {
  const Window window = window_of(axis_, filter_, i, real_);
  first_[i] = window.first;
  count_[i] = window.count;
  float* const weights = weights_ + size_t{i} * max_count_;
  std::fill_n(weights, window.count, 0.0f);
  round_weights(window, real_, one, [&](uint32_t j, double parts) { weights[j] += static_cast<float>(parts / one); });
}

}  // namespace pixlane
