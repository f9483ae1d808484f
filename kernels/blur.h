// The plan of a blur: how many halvings, which weights; and how its rows lie in memory.
#pragma once

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

// A pixel of a plane; a row is a row of each plane.
using Lane = uint32_t;
inline constexpr int kPlanes = 2;
// Samples that a level keeps beyond each edge.
inline constexpr ptrdiff_t kMargin = 2;
// Room before and behind a row: the margin, what the widest filter or a halving (2 i - 1 of i = -2, and whole vectors) reaches beyond it.
inline constexpr ptrdiff_t kReach = 32;

// A binomial step down or up by two (1 3 3 1) adds a variance of 3/4 of the finer level's squared sample: k halvings and doublings
// together 0.5 (4^k - 1), which the Gaussian at the coarsest level need not do again.
BlurPlan plan_blur(double sigma);

}  // namespace pixlane
