// How often each byte occurs in an image. Fully transparent pixels do not count: nobody sees their colours.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/image.h"
#include "kernels/parallel.h"

namespace pixlane {

// 32 bits hold all pixels of the largest image.
struct Tally {
  uint32_t of[256];
};

size_t tally_scratch(const Pool& pool);

// Of the 15-bit Rec. 709 luma.
void tally_luma(View src, Pool& pool, Scratch scratch, Tally* luma);

// Of red, green and blue.
void tally_colours(View src, Pool& pool, Scratch scratch, Tally* colours);

}  // namespace pixlane
