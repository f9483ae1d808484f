// Alpha: premultiply, unpremultiply, flatten, removeAlpha, ensureAlpha.

#include <cstdint>

#include "kernels/colour.h"
#include "kernels/fixed_point.h"
#include "kernels_gen.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/alpha.cc"
#include "hwy/foreach_target.h"  // IWYU pragma: keep
#include "hwy/highway.h"
#include "kernels/line-inl.h"
#include "kernels/pixels-inl.h"

HWY_BEFORE_NAMESPACE();
namespace pixlane {
namespace HWY_NAMESPACE {

// Applies `op` (four pixels to the same) to all pixels but those that are opaque, which it would not change. Most images are opaque, at
// least for the most part: they cost a copy.
template <class Op>
HWY_INLINE void MapTranslucent(View src, View dst, Pool& pool, const Op& op) {
  pool.rows(src.height, colour_grain(src), [&](size_t begin, size_t end, unsigned) {
    const U8x16 d8;
    const U32x4 d32;
    const auto ones = hn::Set(d32, 0xFFFFFFFFu);
    for (size_t y = begin; y < end; ++y) {
      const uint8_t* from = src.row(y);
      uint8_t* to = dst.row(y);
      const size_t bytes = src.row_bytes();
      const auto load = [&](size_t at) HWY_ATTR { return hn::BitCast(d32, hn::LoadU(d8, from + at)); };
      const auto store = [&](auto v, size_t at) HWY_ATTR { hn::StoreU(hn::BitCast(d8, v), d8, to + at); };
      size_t x = 0;
      for (; x + 64 <= bytes; x += 64) {
        auto v0 = load(x), v1 = load(x + 16), v2 = load(x + 32), v3 = load(x + 48);
        const auto all = hn::And(hn::And(v0, v1), hn::And(v2, v3));
        if (!hn::AllTrue(d32, hn::Eq(hn::Or(all, hn::Set(d32, kColourMask)), ones))) {
          v0 = op(v0);
          v1 = op(v1);
          v2 = op(v2);
          v3 = op(v3);
        }
        store(v0, x);
        store(v1, x + 16);
        store(v2, x + 32);
        store(v3, x + 48);
      }
      for (; x < bytes; x += 16) store_bytes(d32, op(load(x)), to + x, bytes - x);
    }
  });
}

// round(n / 255) of 16-bit lanes n + 128, n at most 255 * 255, in the high byte; what is in the low byte is of no use. A sum over 255 is
// never a half.
template <class D32, class V16>
HWY_INLINE V16 Over255(D32 d32, V16 n) {
  return hn::Add(n, odd_bytes(d32, hn::BitCast(d32, n)));
}

// Red and blue from the high bytes of `rb`, green from those of `ga`.
template <class D32, class V16, class V32 = hn::VFromD<D32>>
HWY_INLINE V32 JoinHigh(D32 d32, V16 rb, V16 ga) {
  return hn::Or(hn::BitCast(d32, odd_bytes(d32, hn::BitCast(d32, rb))), hn::And(hn::BitCast(d32, ga), hn::Set(d32, 0xFF00u)));
}

void Premultiply(View src, View dst, Pool& pool) {
  MapTranslucent(src, dst, pool, [](auto v) HWY_ATTR {
    const U32x4 d32;
    const auto ga = odd_bytes(d32, v);
    const auto alpha = hn::DupOdd(ga);
    const auto half = hn::Set(U16x8(), 128);
    const auto rb = Over255(d32, hn::Add(hn::Mul(even_bytes(d32, v), alpha), half));
    const auto g = Over255(d32, hn::Add(hn::Mul(ga, alpha), half));
    return hn::Or(JoinHigh(d32, rb, g), hn::And(v, hn::Set(d32, kAlphaMask)));
  });
}

// c a + B (255 - a) = (c - B) a + 255 B; what is below zero in between is right again modulo 2^16.
void Flatten(View src, View dst, const uint8_t* background, Pool& pool) {
  const uint32_t b_rb = background[0] | (uint32_t{background[2]} << 16);
  const uint32_t b_g = background[1];
  MapTranslucent(src, dst, pool, [&](auto v) HWY_ATTR {
    const U32x4 d32;
    const U16x8 d16;
    const auto ga = odd_bytes(d32, v);
    const auto alpha = hn::DupOdd(ga);
    const auto over = [&](auto c, uint32_t colour) HWY_ATTR {
      const auto offset = hn::BitCast(d16, hn::Set(d32, colour * 255 + 0x00800080u));
      return Over255(d32, hn::Add(hn::Mul(hn::Sub(c, hn::BitCast(d16, hn::Set(d32, colour))), alpha), offset));
    };
    return hn::Or(JoinHigh(d32, over(even_bytes(d32, v), b_rb), over(ga, b_g)), hn::Set(d32, kAlphaMask));
  });
}

// Replaces alpha by that of the pixel `alpha`.
void SetAlpha(View src, View dst, uint32_t alpha, Pool& pool) {
  pool.rows(src.height, colour_grain(src), [&](size_t begin, size_t end, unsigned) {
    for (size_t y = begin; y < end; ++y) {
      map_row(src.row(y), dst.row(y), src.row_bytes(),
              [&](auto d32, auto v) HWY_ATTR { return hn::Or(hn::And(v, hn::Set(d32, kColourMask)), hn::Set(d32, alpha)); });
    }
  });
}

// floor(c * 255 / a + 1/2) in floats. A quotient that is not a half is at least 1 / 510 from one: 2^-10 decides halves and nothing else, as
// long as it is below 256, where the roundings reach 2^-15; larger ones are clamped. Adding 2^23 rounds to a whole number, which then
// stands in the low bits.
void Unpremultiply(View src, View dst, Pool& pool) {
  MapTranslucent(src, dst, pool, [](auto v) HWY_ATTR {
    const U8x16 d8;
    const U32x4 d32;
    const I32x4 di32;
    const I16x8 di16;
    const F32x4 df;
    const auto alpha = hn::BitCast(di32, byte_lanes<3>(v));
    const auto a = hn::ConvertTo(df, alpha);
    const auto factor = hn::IfThenZeroElse(hn::Eq(a, hn::Zero(df)), hn::Div(hn::Set(df, 255.0f), a));
    const auto straight = [&](auto c) HWY_ATTR {
      const auto product = hn::Mul(hn::ConvertTo(df, hn::BitCast(di32, c)), factor);
      const auto rounded = hn::Add(hn::Add(product, hn::Set(df, 1.0f / 1024)), hn::Set(df, 8388608.0f));
      return hn::BitCast(di32, hn::And(hn::BitCast(d32, rounded), hn::Set(d32, 0xFFFFu)));
    };
    // Both demotions saturate.
    const auto rg = hn::OrderedDemote2To(di16, straight(byte_lanes<0>(v)), straight(byte_lanes<1>(v)));
    const auto ba = hn::OrderedDemote2To(di16, straight(byte_lanes<2>(v)), alpha);
    const auto pixels = hn::Dup128VecFromValues(d8, 0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15);
    return hn::BitCast(d32, hn::TableLookupBytes(hn::OrderedDemote2To(d8, rg, ba), pixels));
  });
}

}  // namespace HWY_NAMESPACE
}  // namespace pixlane
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace pixlane {

HWY_EXPORT(Premultiply);
HWY_EXPORT(Unpremultiply);
HWY_EXPORT(Flatten);
HWY_EXPORT(SetAlpha);

// round(c a / 255); alpha is kept.
void premultiply(View src, View dst, const PremultiplyParams&, Pool& pool, Scratch) { HWY_DYNAMIC_DISPATCH(Premultiply)(src, dst, pool); }

// min(255, round(c 255 / a)), halves up, and 0 where alpha is 0; alpha is kept.
void unpremultiply(View src, View dst, const UnpremultiplyParams&, Pool& pool, Scratch) {
  HWY_DYNAMIC_DISPATCH(Unpremultiply)(src, dst, pool);
}

// round((c a + B (255 - a)) / 255) over the background B, rounded to bytes; alpha becomes 255.
void flatten(View src, View dst, const FlattenParams& params, Pool& pool, Scratch) {
  uint8_t background[3];
  for (int c = 0; c < 3; ++c) background[c] = static_cast<uint8_t>(round_half_up(params.background.values[c]));
  HWY_DYNAMIC_DISPATCH(Flatten)(src, dst, background, pool);
}

// Alpha becomes 255; colours are kept.
void removeAlpha(View src, View dst, const RemoveAlphaParams&, Pool& pool, Scratch) {
  HWY_DYNAMIC_DISPATCH(SetAlpha)(src, dst, uint32_t{255} << 24, pool);
}

// Alpha becomes round(255 alpha) everywhere; colours are kept.
void ensureAlpha(View src, View dst, const EnsureAlphaParams& params, Pool& pool, Scratch) {
  HWY_DYNAMIC_DISPATCH(SetAlpha)(src, dst, static_cast<uint32_t>(round_half_up(params.alpha * 255)) << 24, pool);
}

}  // namespace pixlane
#endif
