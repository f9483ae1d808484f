// Kernels of two images of one size, pixel by pixel: blend, difference, mask.

#include <cmath>
#include <cstdint>

#include "kernels_gen.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/blend.cc"
#include "hwy/foreach_target.h"  // IWYU pragma: keep
#include "hwy/highway.h"
#include "kernels/mix-inl.h"

#ifndef PIXLANE_BLEND_ONCE
#define PIXLANE_BLEND_ONCE
namespace pixlane {

// Rows a share must have before another thread is worth waking: about 64 KB of pixels.
inline size_t blend_grain(View view) { return 1 + (size_t{1} << 14) / (view.width + 1); }

}  // namespace pixlane
#endif

HWY_BEFORE_NAMESPACE();
namespace pixlane {
namespace HWY_NAMESPACE {

// `op` on all pixels of both images.
template <class Op>
HWY_INLINE void map_images(View src, View second, View dst, Pool& pool, const Op& op) {
  pool.rows(src.height, blend_grain(src), [&](size_t begin, size_t end, unsigned) {
    for (size_t y = begin; y < end; ++y) map_rows(src.row(y), second.row(y), dst.row(y), src.row_bytes(), op);
  });
}

// (v + 128) >> 8 of 16-bit lanes up to 65280 is in their high bytes.
template <class V16>
HWY_INLINE V16 over_256(V16 v) {
  return hn::Add(v, hn::Set(hn::DFromV<V16>(), 128));
}

// share: of the second image, in 256ths.
void BlendRows(View src, View second, View dst, uint16_t share, Pool& pool) {
  const auto opaque = [share](auto d32, auto a, auto b) HWY_ATTR {
    const hn::Repartition<uint16_t, decltype(d32)> d16;
    const auto part = hn::Set(d16, share);
    const auto rest = hn::Set(d16, static_cast<uint16_t>(256 - share));
    const auto even = hn::Add(hn::Mul(even_bytes(d32, a), rest), hn::Mul(even_bytes(d32, b), part));
    const auto odd = hn::Add(hn::Mul(odd_bytes(d32, a), rest), hn::Mul(odd_bytes(d32, b), part));
    return join_high(d32, over_256(even), over_256(odd));
  };
  const auto translucent = [share](auto d32, auto a, auto b) HWY_ATTR {
    const auto weight_a = byte_product(d32, byte_of<3>(d32, a), hn::Set(d32, 256u - share));
    const auto weight_b = byte_product(d32, byte_of<3>(d32, b), hn::Set(d32, uint32_t{share}));
    const auto alpha = byte_of<1>(d32, hn::Add(hn::Add(weight_a, weight_b), hn::Set(d32, 128u)));
    return hn::IfThenZeroElse(hn::Eq(alpha, hn::Zero(d32)), weighted(d32, a, weight_a, b, weight_b, alpha));
  };
  pool.rows(src.height, blend_grain(src), [&](size_t begin, size_t end, unsigned) {
    for (size_t y = begin; y < end; ++y) {
      if (is_opaque(src.row(y), src.width) && is_opaque(second.row(y), src.width)) {
        map_rows(src.row(y), second.row(y), dst.row(y), src.row_bytes(), opaque);
      } else {
        map_rows(src.row(y), second.row(y), dst.row(y), src.row_bytes(), translucent);
      }
    }
  });
}

void DifferenceRows(View src, View second, View dst, Pool& pool) {
  map_images(src, second, dst, pool, [](auto d32, auto a, auto b) HWY_ATTR {
    const hn::Repartition<uint8_t, decltype(d32)> d8;
    const auto most = hn::Max(hn::BitCast(d8, a), hn::BitCast(d8, b));
    const auto least = hn::Min(hn::BitCast(d8, a), hn::BitCast(d8, b));
    return hn::BitCast(d32, hn::Sub(most, hn::And(least, hn::BitCast(d8, hn::Set(d32, kColourMask)))));
  });
}

// Alpha becomes round(alpha * m / 255), `m` (u32 lanes, from the second image's pixels) 0..255.
template <class MaskOf>
HWY_INLINE void mask_rows(View src, View second, View dst, Pool& pool, const MaskOf& mask_of) {
  map_images(src, second, dst, pool, [&](auto d32, auto a, auto b) HWY_ATTR {
    const auto product = byte_product(d32, byte_of<3>(d32, a), mask_of(d32, b));
    return hn::Or(hn::And(a, hn::Set(d32, kColourMask)), alpha_from_byte_1(d32, lanes_over_255(d32, product)));
  });
}

void MaskRows(View src, View second, View dst, bool luminance, Pool& pool) {
  if (luminance) {
    mask_rows(src, second, dst, pool, [](auto d32, auto b) HWY_ATTR {
      const auto product = byte_product(d32, hn::BitCast(d32, luma(d32, b)), byte_of<3>(d32, b));
      return byte_of<1>(d32, lanes_over_255(d32, product));
    });
  } else {
    mask_rows(src, second, dst, pool, [](auto d32, auto b) HWY_ATTR { return byte_of<3>(d32, b); });
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace pixlane
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace pixlane {

HWY_EXPORT(BlendRows);
HWY_EXPORT(DifferenceRows);
HWY_EXPORT(MaskRows);

// With w = round(256 amount), weights a = (256 - w) alpha, b = w alpha of the second: colours (a c1 + b c2) / (a + b) rounded, alpha
// (a + b + 128) >> 8; where that is 0, all is 0. So what is faded is the premultiplied image.
void blend(View src, View second, View dst, const BlendParams& params, Pool& pool, Scratch) {
  HWY_DYNAMIC_DISPATCH(BlendRows)(src, second, dst, static_cast<uint16_t>(std::floor(params.amount * 256 + 0.5)), pool);
}

// |c1 - c2| in each colour; alpha is the larger one.
void difference(View src, View second, View dst, const DifferenceParams&, Pool& pool, Scratch) {
  HWY_DYNAMIC_DISPATCH(DifferenceRows)(src, second, dst, pool);
}

// alpha = round(alpha m / 255): m is the second image's alpha, or round(luma * alpha / 255) of it. Colours are kept.
void mask(View src, View second, View dst, const MaskParams& params, Pool& pool, Scratch) {
  HWY_DYNAMIC_DISPATCH(MaskRows)(src, second, dst, params.mode == MaskMode::kLuminance, pool);
}

}  // namespace pixlane
#endif
