#include <algorithm>
#include <cmath>

#include "kernels/blur.h"
#include "kernels/fixed_point.h"

namespace pixlane {

BlurPlan plan_blur(double sigma) {
  BlurPlan plan{};
  double variance = sigma * sigma;
  for (int k = 1; k <= kMaxLevels; ++k) {
    const double steps = std::ldexp(1.0, 2 * k);
    const double left = (sigma * sigma - 0.5 * (steps - 1)) / steps;
    if (left < kLeastVariance) break;
    plan.levels = k;
    variance = left;
  }
  plan.radius = std::min(kMaxRadius, static_cast<int>(std::ceil(3 * std::sqrt(variance))));
  double gaussian[kMaxRadius + 1];
  double total = 0;
  for (int i = 0; i <= plan.radius; ++i) {
    gaussian[i] = std::exp(-(i * i) / (2 * variance));
    total += i == 0 ? gaussian[i] : 2 * gaussian[i];
  }
  int centre = 32768;
  for (int i = 1; i <= plan.radius; ++i) {
    plan.weights[i] = static_cast<int16_t>(round_half_up(32768 * gaussian[i] / total));
    centre -= 2 * plan.weights[i];
  }
  plan.weights[0] = static_cast<int16_t>(centre);
  return plan;
}

}  // namespace pixlane
