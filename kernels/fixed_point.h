// Real weights as 16-bit integers with one shift, the same in every lane and in JavaScript.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace pixlane {

// As JavaScript's Math.round.
inline double round_half_up(double x) { return std::floor(x + 0.5); }

// fixed[i] = round(weights[i] / scale * 2^shift) with the largest shift of 0..most at which all fit 16 bits; returns that shift.
// Where even shift 0 is too much (a tiny scale), weights saturate.
inline int to_fixed_point(const double* weights, int count, double scale, int16_t* fixed, int most = 14) {
  for (int shift = most;; --shift) {
    bool fits = true;
    for (int i = 0; i < count; ++i) {
      const double w = round_half_up(weights[i] / scale * (1 << shift));
      fits = fits && std::fabs(w) <= 32767;
      fixed[i] = static_cast<int16_t>(std::clamp(w, -32767.0, 32767.0));
    }
    if (fits || shift == 0) return shift;
  }
}

}  // namespace pixlane
