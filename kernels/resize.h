// What resize does without weighing anything, on pixels of Word's size: 32 bits, or 64 where a channel has 16.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "kernels/fit.h"
#include "kernels/image.h"
#include "kernels/parallel.h"
#include "kernels/solid.h"

namespace pixlane {

// floor((2 i + 1) in / (2 out)): the source sample under the centre of an output.
inline uint32_t nearest(const Axis& axis, uint64_t i) {
  const uint64_t at = (2 * (axis.begin + i) + 1) * axis.in / (2 * axis.out);
  return static_cast<uint32_t>(std::min<uint64_t>(axis.in - 1, at));
}

inline size_t nearest_scratch(View dst) { return round_up(size_t{dst.width} * sizeof(uint32_t), kRowAlign); }

// The filter `nearest`; `dst` is what is fitted.
template <class Word>
void resize_nearest(View src, View dst, const Fitted& fitted, Pool& pool, Scratch scratch) {
  uint32_t* const columns = scratch.take<uint32_t>(dst.width);
  for (uint32_t x = 0; x < dst.width; ++x) columns[x] = nearest(fitted.x, x);
  pool.rows(dst.height, 64, [&](size_t begin, size_t end, unsigned) {
    for (size_t y = begin; y < end; ++y) {
      const uint8_t* from = src.row(nearest(fitted.y, y));
      uint8_t* to = dst.row(y);
      for (size_t x = 0; x < dst.width; ++x) std::memcpy(to + x * sizeof(Word), from + columns[x] * sizeof(Word), sizeof(Word));
    }
  });
}

// The background around the result: above, below, left and right of it.
template <class Word>
void fill_around(View dst, const Fitted& fitted, Word colour) {
  const uint32_t right = fitted.left + fitted.x.count;
  const uint32_t bottom = fitted.top + fitted.y.count;
  for (uint32_t y = 0; y < dst.height; ++y) {
    const bool beside = y >= fitted.top && y < bottom;
    fill_pixels(dst.row(y), colour, beside ? fitted.left : dst.width);
    if (beside) fill_pixels(dst.row(y) + right * sizeof(Word), colour, dst.width - right);
  }
}

}  // namespace pixlane
