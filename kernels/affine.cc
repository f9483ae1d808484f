// rotate and affine: each pixel of the output is looked up in the source, between its pixels.
//
//   out(X, Y) = in(x, y) around the four or sixteen pixels whose centres are nearest, x and y by the inverse transformation
//
// The source is surrounded by the background on all sides. A pixel's centre lies at a half: so a turn by a quarter is exact.

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>

#include "kernels/affine_grid.h"
#include "kernels/solid.h"
#include "kernels_gen.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/affine.cc"
#include "hwy/foreach_target.h"  // IWYU pragma: keep
#include "hwy/highway.h"
#include "kernels/affine-inl.h"
#include "kernels/pixels-inl.h"

#ifndef PIXLANE_AFFINE_CC_ONCE
#define PIXLANE_AFFINE_CC_ONCE
namespace pixlane {

enum class Interpolator { kNearest, kBilinear, kBicubic };

// A straight line through the source, in 2^-16 px: where pixel 0 is, and from pixel to pixel.
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

// `count` pixels on a line, all of whose taps lie inside. False: not all were opaque, and the pixels are wrong.
template <class Sampler, bool kOpaque>
bool SampleRun(View src, const AffineLine& line, uint8_t* to, size_t count) {
  const U32x4 d;
  const U8x16 d8;
  const auto stride = hn::Set(d, static_cast<uint32_t>(src.stride));
  const auto first = hn::Set(d, Sampler::kBefore * static_cast<uint32_t>(src.stride + kChannels));
  // Whole pixels are below 2^16, so that 32 bits are enough, also of a step that wraps.
  const auto step_u = hn::Set(d, static_cast<uint32_t>(line.du)), step_v = hn::Set(d, static_cast<uint32_t>(line.dv));
  auto all = hn::Set(d, 0xFFFFFFFFu);
  const auto four = [&](Words u, Words v) HWY_ATTR {
    const auto x = HalfFrom<2>(u), y = HalfFrom<2>(v);
    const auto x2 = hn::Add(x, x);
    const auto offsets = hn::Sub(hn::Add(hn::Mul(y, stride), hn::Add(x2, x2)), first);
    return Sampler::template Four<kOpaque>(src.data, src.stride, offsets, u, v, all);
  };
  auto n = hn::Iota(d, 0);
  auto u = hn::Add(hn::Set(d, static_cast<uint32_t>(line.u)), hn::Mul(n, step_u));
  auto v = hn::Add(hn::Set(d, static_cast<uint32_t>(line.v)), hn::Mul(n, step_v));
  const auto step_u4 = hn::Set(d, static_cast<uint32_t>(line.du * 4)), step_v4 = hn::Set(d, static_cast<uint32_t>(line.dv * 4));
  size_t i = 0;
  for (; i + 4 <= count; i += 4) {
    hn::StoreU(four(u, v), d8, to + i * 4);
    u = hn::Add(u, step_u4);
    v = hn::Add(v, step_v4);
  }
  if (i < count) {
    // Lanes past the last pixel repeat it.
    const auto past = hn::Sub(n, hn::Min(n, hn::Set(d, static_cast<uint32_t>(count - i - 1))));
    store_bytes(d8, four(hn::Sub(u, hn::Mul(past, step_u)), hn::Sub(v, hn::Mul(past, step_v))), to + i * 4, (count - i) * 4);
  }
  return !kOpaque || Sampler::WasOpaque(all);
}

template <class Sampler>
void SampleInside(View src, const AffineLine& line, uint8_t* to, size_t count) {
  if (!SampleRun<Sampler, true>(src, line, to, count)) SampleRun<Sampler, false>(src, line, to, count);
}

// One pixel from taps that were gathered, kBefore + 1 + kAfter in a row.
template <class Sampler>
void SampleTaps(const uint32_t* taps, const AffineLine& line, uint8_t* to) {
  const U32x4 d;
  constexpr size_t kStride = (Sampler::kBefore + 1 + Sampler::kAfter) * kChannels;
  auto all = hn::Zero(d);
  const auto pixels =
      Sampler::template Four<false>(reinterpret_cast<const uint8_t*>(taps), kStride, hn::Zero(d), hn::Set(d, static_cast<uint32_t>(line.u)),
                                    hn::Set(d, static_cast<uint32_t>(line.v)), all);
  store_bytes(U8x16(), pixels, to, 4);
}

struct Nearest {
  static constexpr int kBefore = 0, kAfter = 0;
};
template <>
inline void SampleInside<Nearest>(View src, const AffineLine& line, uint8_t* to, size_t count) {
  auto u = static_cast<uint32_t>(line.u), v = static_cast<uint32_t>(line.v);
  for (size_t i = 0; i < count; ++i) {
    std::memcpy(to + i * 4, src.row(v >> 16) + size_t{u >> 16} * 4, 4);
    u += static_cast<uint32_t>(line.du);
    v += static_cast<uint32_t>(line.dv);
  }
}
template <>
inline void SampleTaps<Nearest>(const uint32_t* taps, const AffineLine&, uint8_t* to) {
  std::memcpy(to, taps, 4);
}

// One pixel some of whose taps lie outside: the background stands there.
template <class Sampler>
void SampleEdge(View src, const AffineLine& line, uint32_t background, uint8_t* to) {
  constexpr int64_t kSide = Sampler::kBefore + 1 + Sampler::kAfter;
  const int64_t left = (line.u >> 16) - Sampler::kBefore;
  const int64_t top = (line.v >> 16) - Sampler::kBefore;
  if (left + kSide <= 0 || top + kSide <= 0 || left >= src.width || top >= src.height) {
    std::memcpy(to, &background, 4);
    return;
  }
  uint32_t taps[kSide * kSide];
  for (int64_t j = 0; j < kSide; ++j) {
    for (int64_t i = 0; i < kSide; ++i) {
      const int64_t x = left + i;
      const int64_t y = top + j;
      uint32_t& tap = taps[j * kSide + i];
      tap = background;
      if (x >= 0 && x < src.width && y >= 0 && y < src.height) std::memcpy(&tap, src.row(static_cast<size_t>(y)) + x * 4, 4);
    }
  }
  SampleTaps<Sampler>(taps, line, to);
}

template <class Sampler>
void SampleLine(View src, const AffineLine& line, uint32_t background, uint8_t* to, size_t count) {
  const AffineLine last = line.from(count - 1);
  // Where no tap is inside.
  constexpr int64_t kLeast = Sampler::kAfter * int64_t{-65536};
  const int64_t rightmost = (int64_t{src.width} + Sampler::kBefore) * 65536;
  const int64_t lowest = (int64_t{src.height} + Sampler::kBefore) * 65536;
  if (std::max(line.u, last.u) < kLeast || std::max(line.v, last.v) < kLeast || std::min(line.u, last.u) >= rightmost ||
      std::min(line.v, last.v) >= lowest) {
    fill_pixels(to, background, count);
    return;
  }
  // Where all taps are inside: of a straight line, one piece.
  constexpr int64_t kFirst = Sampler::kBefore * 65536;
  const int64_t past_u = (int64_t{src.width} - Sampler::kAfter) * 65536;
  const int64_t past_v = (int64_t{src.height} - Sampler::kAfter) * 65536;
  size_t begin = 0;
  size_t end = count;
  const auto at_edge = [&](size_t i) {
    const AffineLine at = line.from(i);
    if (at.u >= kFirst && at.u < past_u && at.v >= kFirst && at.v < past_v) return false;
    SampleEdge<Sampler>(src, at, background, to + i * 4);
    return true;
  };
  while (begin < end && at_edge(begin)) ++begin;
  while (begin < end && at_edge(end - 1)) --end;
  if (begin < end) SampleInside<Sampler>(src, line.from(begin), to + begin * 4, end - begin);
}

// By square blocks, whose source is a square of much the same size at any angle and stays in the cache. Within a row of a block
// positions go by whole 2^-16 px; each begins at its exact place.
template <class Sampler>
void SampleBlocks(View src, View dst, const AffineGrid& grid, uint32_t background, Pool& pool) {
  constexpr size_t kBlock = 64;
  constexpr int64_t kStep = kGridOne / 65536;
  // To the first tap's centre, and half a 256th for rounding.
  constexpr int64_t kShift = Sampler::kAfter == 0 ? 0 : kGridOne / 512 - kGridOne / 2;
  // Shifting rounds down, also what is below zero.
  constexpr int kStepBits = 10;
  static_assert(kStep == 1 << kStepBits);
  const int64_t du = (grid.xx + kStep / 2) >> kStepBits;
  const int64_t dv = (grid.yx + kStep / 2) >> kStepBits;
  pool.rows((dst.height + kBlock - 1) / kBlock, 1, [&](size_t first_band, size_t past_band, unsigned) {
    const size_t end = std::min<size_t>(past_band * kBlock, dst.height);
    for (size_t top = first_band * kBlock; top < end; top += kBlock) {
      for (size_t left = 0; left < dst.width; left += kBlock) {
        for (size_t row = top; row < std::min(top + kBlock, end); ++row) {
          const auto x = static_cast<int64_t>(left), y = static_cast<int64_t>(row);
          const AffineLine line{(grid.x0 + grid.xx * x + grid.xy * y + kShift) >> kStepBits,
                                (grid.y0 + grid.yx * x + grid.yy * y + kShift) >> kStepBits, du, dv};
          SampleLine<Sampler>(src, line, background, dst.row(row) + left * 4, std::min(kBlock, dst.width - left));
        }
      }
    }
  });
}

void Sample(View src, View dst, const AffineGrid& grid, Interpolator interpolator, uint32_t background, Pool& pool) {
  const auto blocks = interpolator == Interpolator::kNearest    ? SampleBlocks<Nearest>
                      : interpolator == Interpolator::kBilinear ? SampleBlocks<Bilinear>
                                                                : SampleBlocks<Bicubic>;
  blocks(src, dst, grid, background, pool);
}

}  // namespace HWY_NAMESPACE
}  // namespace pixlane
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace pixlane {

HWY_EXPORT(Sample);

namespace {

template <class Chosen>
void sample(View src, View dst, const AffineGrid& grid, Chosen interpolator, const Numbers<4>& background, Pool& pool) {
  const uint32_t colour = colour_word(background.values);
  if (!grid.visible) {
    for (uint32_t y = 0; y < dst.height; ++y) fill_pixels(dst.row(y), colour, dst.width);
    return;
  }
  // Both kernels list the same interpolators in the same order.
  HWY_DYNAMIC_DISPATCH(Sample)(src, dst, grid, static_cast<Interpolator>(interpolator), colour, pool);
}

}  // namespace

void rotate(View src, View dst, const RotateParams& params, Pool& pool, Scratch scratch) {
  const double quarters = params.angle / 90;
  if (quarters != std::floor(quarters)) {
    sample(src, dst, rotation_grid(params.angle, src, dst), params.interpolator, params.background, pool);
    return;
  }
  switch (static_cast<int>(quarters) & 3) {
    case 0: extract(src, dst, {}, pool, scratch); break;
    case 1: rotate90(src, dst, {}, pool, scratch); break;
    case 2: rotate180(src, dst, {}, pool, scratch); break;
    default: rotate270(src, dst, {}, pool, scratch);
  }
}

void affine(View src, View dst, const AffineParams& params, Pool& pool, Scratch) {
  const AffineGrid grid = affine_grid(params.matrix.values, params.idx, params.idy, params.odx, params.ody, src, dst);
  sample(src, dst, grid, params.interpolator, params.background, pool);
}

}  // namespace pixlane
#endif
