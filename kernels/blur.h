// The plan of a blur: how many halvings, which weights; and how its rows lie in memory.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace pixlane {

// Below this variance (in samples of the level) another halving would leave too little of the Gaussian to the level's own filter.
inline constexpr double kLeastVariance = 0.5;
inline constexpr int kMaxRadius = 6;
inline constexpr int kMaxLevels = 12;

struct BlurPlan {
  int levels;  // halvings: 0 filters the image itself
  int radius;
  int16_t weights[kMaxRadius + 2];  // 2^15 parts: weights[0] the centre; one of zero behind the last, so that they pair up
};

// Samples that a level keeps beyond each edge.
inline constexpr ptrdiff_t kMargin = 2;

// A level's size in samples.
struct Size {
  ptrdiff_t width = 0, height = 0;
  Size halved() const { return {(width + 1) >> 1, (height + 1) >> 1}; }
  // Row y, or the outermost row of the margin.
  ptrdiff_t clamped(ptrdiff_t y) const { return std::clamp<ptrdiff_t>(y, -kMargin, height + kMargin - 1); }
};

// The two rows of the coarser level between which row y lies.
inline ptrdiff_t near_row(ptrdiff_t y) { return y >> 1; }
inline ptrdiff_t far_row(ptrdiff_t y) { return (y & 1) == 0 ? (y >> 1) - 1 : (y >> 1) + 1; }

// A pixel of a plane; a row is a row of each plane.
using Lane = uint32_t;
inline constexpr int kPlanes = 2;
// Room before and behind a row: the margin, what the widest filter or a halving (2 i - 1 of i = -2, and whole vectors) reaches beyond it.
inline constexpr ptrdiff_t kReach = 32;

// A binomial step down or up by two (1 3 3 1) adds a variance of 3/4 of the finer level's squared sample: k halvings and doublings
// together 0.5 (4^k - 1), which the Gaussian at the coarsest level need not do again.
BlurPlan plan_blur(double sigma);

}  // namespace pixlane
