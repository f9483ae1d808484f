// What counting pixels by value has in common.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/image.h"

namespace pixlane {

inline constexpr size_t kBins = 256;
// Neighbouring pixels are often equal, and a count waits for the one before it of the same bin: pixels count in copies by turns.
inline constexpr size_t kCopies = 4;

// Rows of a share, about 256 KB of pixels: its counts have to be cleared and added up.
inline size_t count_grain(View view) { return 1 + (size_t{1} << 16) / (view.width + 1); }

// The first `length` of `counts` become the sums of `blocks` blocks of that length.
inline void add_up(uint32_t* counts, size_t length, size_t blocks) {
  for (size_t block = 1; block < blocks; ++block) {
    for (size_t i = 0; i < length; ++i) counts[i] += counts[block * length + i];
  }
}

}  // namespace pixlane
