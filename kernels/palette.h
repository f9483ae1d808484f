// The few colours that stand for many.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/image.h"

namespace pixlane {

inline constexpr int kMostColours = 256;
inline constexpr int kMostSteps = 64;  // of a channel of the colour cube

// A cell of the colour cube: its place along each channel, how many pixels lie in it, and their sums. Whole numbers all.
struct ColourCell {
  double pixels;
  double sums[kChannels];
  uint8_t at[kChannels];
};

// Splits the cells, at first one box, until there are `colours` boxes or nothing is left to split: always the box and the plane between
// steps of a channel that lower the sum of squared distances from the boxes' means the most (Wu's criterion); of equal ones the first
// box, channel and plane. Puts the boxes' means, halves up, into `palette` and returns their number. Moves the cells about.
int choose_colours(ColourCell* cells, size_t count, int colours, uint8_t (*palette)[kChannels]);

}  // namespace pixlane
