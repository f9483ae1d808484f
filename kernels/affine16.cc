// rotate and affine of 16 bits a channel: the grid, the interpolators and the edges are those of 8 bits (affine.cc, affine-walk-inl.h).
//
//   out(X, Y) = in(x, y) around the four or sixteen pixels whose centres are nearest, x and y by the inverse transformation
//
// With p = (r, g, b) a and a = alpha / 65535 of each tap:
//   bilinear: lerp(t, u, f) = t + (u - t) f along rows, then down the column
//   bicubic: w0 p0 + w1 p1 + w2 p2 + w3 p3 along rows, then down the column, with Catmull-Rom's weights of the fraction
//   alpha = 65535 min(a, 1), colours = p / min(a, 1); black where a is below half a step of alpha. Where all taps are opaque, a is 1.
// A position is the grid's, to 2^-26 px; 24 bits of its fraction are used, which a float holds exactly. Nearest takes the pixel that it
// takes in 8 bits.

#include <cmath>
#include <cstddef>
#include <cstdint>

#include "kernels/affine_grid.h"
#include "kernels/solid.h"
#include "kernels_gen.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/affine16.cc"
#include "hwy/foreach_target.h"  // IWYU pragma: keep
#include "hwy/highway.h"
#include "kernels/affine-walk-inl.h"
#include "kernels/pixels16-inl.h"

HWY_BEFORE_NAMESPACE();
namespace pixlane {
namespace HWY_NAMESPACE {

// Half a step of alpha, nearly.
inline constexpr float kLeastAlpha = 0x1p-17f;

// A tap: as it is where all are opaque, or else premultiplied by alpha, which comes to lie at 0..1.
template <bool kOpaque>
HWY_INLINE Pixel Tap(const uint16_t* from) {
  const F32x4 d;
  const Pixel p = load16(from);
  if constexpr (kOpaque) return p;
  const Pixel alpha = hn::Mul(hn::Broadcast<3>(p), hn::Set(d, 1 / kWhite16));
  return hn::Mul(with_alpha(p, hn::Set(d, 1.0f)), alpha);
}

// And back.
HWY_INLINE Pixel Straight(Pixel p) {
  const F32x4 d;
  const Pixel least = hn::Set(d, kLeastAlpha);
  const Pixel alpha = hn::Min(hn::Broadcast<3>(p), hn::Set(d, 1.0f));
  const Pixel colours = hn::IfThenElseZero(hn::Ge(alpha, least), hn::Div(p, hn::Max(alpha, least)));
  return with_alpha(colours, hn::Mul(alpha, hn::Set(d, kWhite16)));
}

// Two taps side by side, for a look at their alphas.
HWY_INLINE hn::VFromD<U16x8> TwoTaps(const uint16_t* from) { return hn::LoadU(U16x8(), from); }
HWY_INLINE bool AreOpaque(hn::VFromD<U16x8> taps) {
  const U16x8 d;
  const auto colours = hn::Dup128VecFromValues(d, 0xFFFF, 0xFFFF, 0xFFFF, 0, 0xFFFF, 0xFFFF, 0xFFFF, 0);
  return hn::AllTrue(d, hn::Eq(hn::Or(taps, colours), hn::Set(d, 0xFFFF)));
}

struct Bilinear16 {
  static constexpr int kBefore = 0, kAfter = 1;

  static HWY_INLINE Pixel Lerp(Pixel a, Pixel b, Pixel f) { return hn::Add(a, hn::Mul(hn::Sub(b, a), f)); }

  template <bool kOpaque>
  static HWY_INLINE Pixel Sum(const uint16_t* from, size_t stride, Pixel fx, Pixel fy) {
    const uint16_t* below = from + stride;
    return Lerp(Lerp(Tap<kOpaque>(from), Tap<kOpaque>(from + kChannels), fx),
                Lerp(Tap<kOpaque>(below), Tap<kOpaque>(below + kChannels), fx), fy);
  }

  static HWY_INLINE bool IsOpaque(const uint16_t* from, size_t stride) { return AreOpaque(hn::And(TwoTaps(from), TwoTaps(from + stride))); }
};

struct Bicubic16 {
  static constexpr int kBefore = 1, kAfter = 2;

  // Catmull-Rom's four weights at f, a lane each: ((c3 f + c2) f + c1) f + c0.
  static HWY_INLINE Pixel Weights(Pixel f) {
    const F32x4 d;
    const auto times = [&](Pixel sum, Pixel next) HWY_ATTR { return hn::Add(hn::Mul(sum, f), next); };
    const Pixel squares = times(hn::Dup128VecFromValues(d, -0.5f, 1.5f, -1.5f, 0.5f), hn::Dup128VecFromValues(d, 1.0f, -2.5f, 2.0f, -0.5f));
    return times(times(squares, hn::Dup128VecFromValues(d, -0.5f, 0.0f, 0.5f, 0.0f)), hn::Dup128VecFromValues(d, 0.0f, 1.0f, 0.0f, 0.0f));
  }

  template <bool kOpaque>
  static HWY_INLINE Pixel Sum(const uint16_t* from, size_t stride, Pixel fx, Pixel fy) {
    const Pixel wx = Weights(fx), wy = Weights(fy);
    const auto row = [&](size_t j, Pixel weight) HWY_ATTR {
      const uint16_t* taps = from + j * stride;
      const auto weighed = [&](size_t i, Pixel w) HWY_ATTR { return hn::Mul(w, Tap<kOpaque>(taps + i * kChannels)); };
      return hn::Mul(weight, hn::Add(hn::Add(weighed(0, hn::Broadcast<0>(wx)), weighed(1, hn::Broadcast<1>(wx))),
                                     hn::Add(weighed(2, hn::Broadcast<2>(wx)), weighed(3, hn::Broadcast<3>(wx)))));
    };
    const Pixel upper = hn::Add(row(0, hn::Broadcast<0>(wy)), row(1, hn::Broadcast<1>(wy)));
    return hn::Add(hn::Add(upper, row(2, hn::Broadcast<2>(wy))), row(3, hn::Broadcast<3>(wy)));
  }

  static HWY_INLINE bool IsOpaque(const uint16_t* from, size_t stride) {
    const auto row = [&](size_t j) HWY_ATTR { return hn::And(TwoTaps(from + j * stride), TwoTaps(from + j * stride + 2 * kChannels)); };
    return AreOpaque(hn::And(hn::And(row(0), row(1)), hn::And(row(2), row(3))));
  }
};

// What the walk takes, from what makes a sum of taps.
template <class Taps>
struct Sampler16 : Taps {
  using Word = uint64_t;
  static constexpr int kBits = 26;
  // To the first tap's centre, and half a 2^-24th for rounding.
  static constexpr int64_t kShift = kGridOne / (1 << 25) - kGridOne / 2;

  // 24 bits of a position's fraction.
  static HWY_INLINE Pixel Fraction(int64_t position) {
    return hn::Set(F32x4(), static_cast<float>(static_cast<int32_t>(position & (kGridOne - 1)) >> 2) * 0x1p-24f);
  }

  // `stride` counts channels.
  static HWY_INLINE void Store(const uint16_t* from, size_t stride, const AffineLine& at, uint16_t* to) {
    const Pixel fx = Fraction(at.u), fy = Fraction(at.v);
    const bool opaque = Taps::IsOpaque(from, stride);
    store16(opaque ? Taps::template Sum<true>(from, stride, fx, fy) : Straight(Taps::template Sum<false>(from, stride, fx, fy)), to);
  }

  // Of its code one copy is enough.
  static HWY_NOINLINE void Inside(View src, const AffineLine& line, uint8_t* to, size_t count) {
    const size_t stride = src.stride / sizeof(uint16_t);
    const auto* const first = reinterpret_cast<const uint16_t*>(src.data) - Taps::kBefore * (stride + kChannels);
    auto* out = reinterpret_cast<uint16_t*>(to);
    AffineLine at = line;
    for (size_t i = 0; i < count; ++i, out += kChannels) {
      Store(first + static_cast<size_t>(at.v >> kBits) * stride + static_cast<size_t>(at.u >> kBits) * kChannels, stride, at, out);
      at.u += at.du;
      at.v += at.dv;
    }
  }

  // The taps are a small image.
  static void One(Word* taps, const AffineLine& line, uint8_t* to) {
    constexpr uint32_t kSide = Taps::kBefore + 1 + Taps::kAfter;
    const View image{reinterpret_cast<uint8_t*>(taps), kSide, kSide, kSide * sizeof(Word), kPixelBytes16};
    const auto inside = [](int64_t position) { return (position & (kGridOne - 1)) + Taps::kBefore * kGridOne; };
    Inside(image, {inside(line.u), inside(line.v), 0, 0}, to, 1);
  }
};

void Sample16(View src, View dst, const AffineGrid& grid, Interpolator interpolator, uint64_t background, Pool& pool) {
  const auto blocks = interpolator == Interpolator::kNearest    ? SampleBlocks<Nearest<uint64_t>>
                      : interpolator == Interpolator::kBilinear ? SampleBlocks<Sampler16<Bilinear16>>
                                                                : SampleBlocks<Sampler16<Bicubic16>>;
  blocks(src, dst, grid, background, pool);
}

}  // namespace HWY_NAMESPACE
}  // namespace pixlane
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace pixlane {

HWY_EXPORT(Sample16);

namespace {

template <class Chosen>
void sample16(View src, View dst, const AffineGrid& grid, Chosen interpolator, const Numbers<4>& background, Pool& pool) {
  const uint64_t colour = colour_word16(background.values);
  if (!grid.visible) {
    for (uint32_t y = 0; y < dst.height; ++y) fill_pixels(dst.row(y), colour, dst.width);
    return;
  }
  // Both kernels list the same interpolators in the same order.
  HWY_DYNAMIC_DISPATCH(Sample16)(src, dst, grid, static_cast<Interpolator>(interpolator), colour, pool);
}

}  // namespace

void rotate16(View src, View dst, const RotateParams& params, Pool& pool, Scratch scratch) {
  const double quarters = params.angle / 90;
  if (quarters == std::floor(quarters)) {
    // Whole pixels move, of either depth.
    rotate(src, dst, params, pool, scratch);
    return;
  }
  sample16(src, dst, rotation_grid(params.angle, src, dst), params.interpolator, params.background, pool);
}

void affine16(View src, View dst, const AffineParams& params, Pool& pool, Scratch) {
  const AffineGrid grid = affine_grid(params.matrix.values, params.idx, params.idy, params.odx, params.ody, src, dst);
  sample16(src, dst, grid, params.interpolator, params.background, pool);
}

}  // namespace pixlane
#endif
