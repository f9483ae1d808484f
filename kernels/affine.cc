// rotate and affine: each pixel of the output is looked up in the source, between its pixels.
//
//   out(X, Y) = in(x, y) around the four or sixteen pixels whose centres are nearest, x and y by the inverse transformation
//
// The source is surrounded by the background on all sides. A pixel's centre lies at a half: so a turn by a quarter is exact.

#include <cmath>
#include <cstdint>

#include "kernels/affine_grid.h"
#include "kernels/solid.h"
#include "kernels_gen.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/affine.cc"
#include "hwy/foreach_target.h"  // IWYU pragma: keep
#include "hwy/highway.h"
#include "kernels/affine-inl.h"
#include "kernels/affine-walk-inl.h"
#include "kernels/pixels-inl.h"

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

// What the walk takes, from what makes four pixels at once.
template <class Taps>
struct Sampler8 : Taps {
  using Word = uint32_t;
  static constexpr int kBits = 16;
  // To the first tap's centre, and half a 256th for rounding.
  static constexpr int64_t kShift = kGridOne / 512 - kGridOne / 2;

  static void Inside(View src, const AffineLine& line, uint8_t* to, size_t count) {
    if (!SampleRun<Taps, true>(src, line, to, count)) SampleRun<Taps, false>(src, line, to, count);
  }
  static void One(const Word* taps, const AffineLine& line, uint8_t* to) {
    const U32x4 d;
    constexpr size_t kStride = (Taps::kBefore + 1 + Taps::kAfter) * kChannels;
    auto all = hn::Zero(d);
    const auto pixels =
        Taps::template Four<false>(reinterpret_cast<const uint8_t*>(taps), kStride, hn::Zero(d), hn::Set(d, static_cast<uint32_t>(line.u)),
                                   hn::Set(d, static_cast<uint32_t>(line.v)), all);
    store_bytes(U8x16(), pixels, to, 4);
  }
};

void Sample(View src, View dst, const AffineGrid& grid, Interpolator interpolator, uint32_t background, Pool& pool) {
  const auto blocks = interpolator == Interpolator::kNearest    ? SampleBlocks<Nearest<uint32_t>>
                      : interpolator == Interpolator::kBilinear ? SampleBlocks<Sampler8<Bilinear>>
                                                                : SampleBlocks<Sampler8<Bicubic>>;
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
