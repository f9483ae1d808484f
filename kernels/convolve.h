// Convolution by pairs: how the pixels of a row lie in memory, and which of them are summed.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/image.h"

namespace pixlane {

// Columns that are worked on at a time, so that the rows of the widest window stay in the caches.
inline constexpr ptrdiff_t kStrip = 512;
// Pixels that the widest window reaches beyond each end.
inline constexpr ptrdiff_t kPairReach = 15;
// A row of a strip is three planes, red, green and blue, of this many 32-bit lanes: the strip, its reach, and room for whole vectors.
inline constexpr size_t kPairPlane = round_up(static_cast<size_t>(kStrip + 2 * kPairReach) + 16, 16);
inline constexpr size_t kPairRow = 3 * kPairPlane;
// 15 rows of 15 weights, two at a time.
inline constexpr int kMostPairs = 15 * 8;

// What is summed: `count` lanes, each of two 16-bit values, times two weights.
struct PairTaps {
  struct Tap {
    const uint32_t* from;  // in the red plane
    uint32_t weights;
  };
  int count = 0;
  Tap taps[kMostPairs];

  void add(const uint32_t* from, uint32_t weights) { taps[count++] = {from, weights}; }
};

inline uint32_t weight_pair(int16_t low, int16_t high) {
  return static_cast<uint16_t>(low) | (uint32_t{static_cast<uint16_t>(high)} << 16);
}

}  // namespace pixlane
