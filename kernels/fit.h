// How a source is fitted into a destination: what becomes of each axis, and where in the destination the result lies.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/coefficients.h"
#include "kernels/image.h"
#include "kernels_gen.h"

namespace pixlane {

struct Fitted {
  Axis x, y;
  uint32_t left = 0, top = 0;  // of the result in dst
};

// What sharp makes of a source and a destination. Rounding is half up, of exact quotients.
//   cover    the smallest size with the source's aspect ratio that covers dst, of which a window of dst's size is made
//   contain  the largest such size that dst contains, or the source's own where that is smaller and nothing may be enlarged
//   others   dst's size
// A position at the centre leaves the larger half before the window, the smaller one before a contained image.
Fitted fit_image(View src, View dst, const ResizeParams& params);

// The window's place by what is in the image, where `position` says so: only `begin` of an axis changes. Reads all of the source's pixels
// for kAttention, those that may be cut off for kEntropy.
void choose_window(View src, const ResizeParams& params, Fitted& fitted);

}  // namespace pixlane
