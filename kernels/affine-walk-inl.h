// The way through an image that is looked up in another one between its pixels, of any depth: block by block, inside and at the edges.
// Compiled once a target.
//
// A Sampler makes the pixels. It has
// - Word, a pixel's bits;
// - kBefore and kAfter, the taps in each direction around the pixel that the position is in;
// - kBits, those of a position's fraction;
// - kShift, from the grid's position to where it counts from, in units of the grid: to the first tap's centre;
// - Inside(src, line, to, count) for pixels all of whose taps lie inside;
// - One(taps, line, to) for the line's first pixel, from its taps, kBefore + 1 + kAfter in a row.

#if defined(PIXLANE_AFFINE_WALK_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef PIXLANE_AFFINE_WALK_INL_H_
#undef PIXLANE_AFFINE_WALK_INL_H_
#else
#define PIXLANE_AFFINE_WALK_INL_H_
#endif

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "hwy/highway.h"
#include "kernels/affine_grid.h"
#include "kernels/parallel.h"
#include "kernels/solid.h"

#ifndef PIXLANE_AFFINE_WALK_ONCE
#define PIXLANE_AFFINE_WALK_ONCE
namespace pixlane {

enum class Interpolator { kNearest, kBilinear, kBicubic };

// A straight line through the source, in 2^-kBits px: where pixel 0 is, and from pixel to pixel.
struct AffineLine {
  int64_t u, v, du, dv;
  AffineLine from(size_t pixel) const {
    const auto n = static_cast<int64_t>(pixel);
    return {u + du * n, v + dv * n, du, dv};
  }
};

}  // namespace pixlane
#endif

HWY_BEFORE_NAMESPACE();
namespace pixlane {
namespace HWY_NAMESPACE {

// The pixel that the position is in.
template <class PixelWord>
struct Nearest {
  using Word = PixelWord;
  static constexpr int kBefore = 0, kAfter = 0;
  static constexpr int kBits = 16;
  static constexpr int64_t kShift = 0;

  static void Inside(View src, const AffineLine& line, uint8_t* to, size_t count) {
    auto u = static_cast<uint32_t>(line.u), v = static_cast<uint32_t>(line.v);
    for (size_t i = 0; i < count; ++i) {
      std::memcpy(to + i * sizeof(Word), src.row(v >> 16) + size_t{u >> 16} * sizeof(Word), sizeof(Word));
      u += static_cast<uint32_t>(line.du);
      v += static_cast<uint32_t>(line.dv);
    }
  }
  static void One(const Word* taps, const AffineLine&, uint8_t* to) { std::memcpy(to, taps, sizeof(Word)); }
};

// One pixel some of whose taps lie outside: the background stands there.
template <class Sampler, class Word = typename Sampler::Word>
void SampleEdge(View src, const AffineLine& line, Word background, uint8_t* to) {
  constexpr int64_t kSide = Sampler::kBefore + 1 + Sampler::kAfter;
  const int64_t left = (line.u >> Sampler::kBits) - Sampler::kBefore;
  const int64_t top = (line.v >> Sampler::kBits) - Sampler::kBefore;
  if (left + kSide <= 0 || top + kSide <= 0 || left >= src.width || top >= src.height) {
    std::memcpy(to, &background, sizeof(Word));
    return;
  }
  Word taps[kSide * kSide];
  for (int64_t j = 0; j < kSide; ++j) {
    for (int64_t i = 0; i < kSide; ++i) {
      const int64_t x = left + i;
      const int64_t y = top + j;
      Word& tap = taps[j * kSide + i];
      tap = background;
      if (x >= 0 && x < src.width && y >= 0 && y < src.height) {
        std::memcpy(&tap, src.row(static_cast<size_t>(y)) + static_cast<size_t>(x) * sizeof(Word), sizeof(Word));
      }
    }
  }
  Sampler::One(taps, line, to);
}

template <class Sampler, class Word = typename Sampler::Word>
void SampleLine(View src, const AffineLine& line, Word background, uint8_t* to, size_t count) {
  constexpr int64_t kOne = int64_t{1} << Sampler::kBits;
  const AffineLine last = line.from(count - 1);
  // Where no tap is inside.
  constexpr int64_t kLeast = -Sampler::kAfter * kOne;
  const int64_t rightmost = (int64_t{src.width} + Sampler::kBefore) * kOne;
  const int64_t lowest = (int64_t{src.height} + Sampler::kBefore) * kOne;
  if (std::max(line.u, last.u) < kLeast || std::max(line.v, last.v) < kLeast || std::min(line.u, last.u) >= rightmost ||
      std::min(line.v, last.v) >= lowest) {
    fill_pixels(to, background, count);
    return;
  }
  // Where all taps are inside: of a straight line, one piece.
  constexpr int64_t kFirst = Sampler::kBefore * kOne;
  const int64_t past_u = (int64_t{src.width} - Sampler::kAfter) * kOne;
  const int64_t past_v = (int64_t{src.height} - Sampler::kAfter) * kOne;
  size_t begin = 0;
  size_t end = count;
  const auto at_edge = [&](size_t i) {
    const AffineLine at = line.from(i);
    if (at.u >= kFirst && at.u < past_u && at.v >= kFirst && at.v < past_v) return false;
    SampleEdge<Sampler>(src, at, background, to + i * sizeof(Word));
    return true;
  };
  while (begin < end && at_edge(begin)) ++begin;
  while (begin < end && at_edge(end - 1)) --end;
  if (begin < end) Sampler::Inside(src, line.from(begin), to + begin * sizeof(Word), end - begin);
}

// By square blocks, whose source is a square of much the same size at any angle and stays in the cache. Within a row of a block
// positions go by whole 2^-kBits px; each begins at its exact place.
template <class Sampler, class Word = typename Sampler::Word>
void SampleBlocks(View src, View dst, const AffineGrid& grid, Word background, Pool& pool) {
  constexpr size_t kBlock = 64;
  // Shifting rounds down, also what is below zero.
  constexpr int kStepBits = 26 - Sampler::kBits;
  static_assert(kGridOne == int64_t{1} << (Sampler::kBits + kStepBits));
  constexpr int64_t kHalfStep = (int64_t{1} << kStepBits) / 2;
  const int64_t du = (grid.xx + kHalfStep) >> kStepBits;
  const int64_t dv = (grid.yx + kHalfStep) >> kStepBits;
  pool.rows((dst.height + kBlock - 1) / kBlock, 1, [&](size_t first_band, size_t past_band, unsigned) {
    const size_t end = std::min<size_t>(past_band * kBlock, dst.height);
    for (size_t top = first_band * kBlock; top < end; top += kBlock) {
      for (size_t left = 0; left < dst.width; left += kBlock) {
        for (size_t row = top; row < std::min(top + kBlock, end); ++row) {
          const auto x = static_cast<int64_t>(left), y = static_cast<int64_t>(row);
          const AffineLine line{(grid.x0 + grid.xx * x + grid.xy * y + Sampler::kShift) >> kStepBits,
                                (grid.y0 + grid.yx * x + grid.yy * y + Sampler::kShift) >> kStepBits, du, dv};
          SampleLine<Sampler>(src, line, background, dst.row(row) + left * sizeof(Word), std::min(kBlock, dst.width - left));
        }
      }
    }
  });
}

}  // namespace HWY_NAMESPACE
}  // namespace pixlane
HWY_AFTER_NAMESPACE();

#endif  // toggle
