// Alpha of 16 bits a channel: premultiply, unpremultiply, flatten, removeAlpha, ensureAlpha. All in whole numbers, exactly.

#include <cstdint>

#include "kernels/fixed_point.h"
#include "kernels_gen.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/alpha16.cc"
#include "hwy/foreach_target.h"  // IWYU pragma: keep
#include "hwy/highway.h"
#include "kernels/pixels-inl.h"
#include "kernels/pixels16-inl.h"
#include "kernels/planes16-inl.h"

HWY_BEFORE_NAMESPACE();
namespace pixlane {
namespace HWY_NAMESPACE {

// Applies `op` (four pixels to the same) to all pixels but those that are opaque, which it would not change. Most images are opaque, at
// least for the most part: they cost a copy.
template <class Op>
HWY_INLINE void MapTranslucent16(View src, View dst, Pool& pool, const Op& op) {
  pool.rows(src.height, grain16(src), [&](size_t begin, size_t end, unsigned) {
    const U32x4 d32;
    const hn::Repartition<uint64_t, U32x4> d64;
    const auto ones = hn::Set(d32, 0xFFFFFFFFu);
    const auto colours = hn::BitCast(d32, hn::Set(d64, kColours16));
    const Op own = op;  // a copy: no store changes it
    for (size_t y = begin; y < end; ++y) {
      const uint8_t* from = src.row(y);
      uint8_t* to = dst.row(y);
      const size_t bytes = src.row_bytes();
      for (size_t x = 0; x < bytes; x += kFourPixels16) {
        FourPixels16 v = load_four16(from + x);
        if (!hn::AllTrue(d32, hn::Eq(hn::Or(hn::And(v.low, v.high), colours), ones))) v = own(v);
        store_four16(v, to + x, bytes - x);
      }
    }
  });
}

// round(n / 65535) of n + 2^15, n at most 65535^2, in the upper half; what is in the lower half is of no use. A quotient by an odd number
// is never a half.
HWY_INLINE hn::VFromD<U32x4> Over65535(hn::VFromD<U32x4> n) { return hn::Add(n, hn::BitCast(U32x4(), upper_halves(n))); }

// Red, green and blue are the upper halves of their planes, as is alpha.
HWY_INLINE FourPixels16 JoinUpper(hn::VFromD<U32x4> r, hn::VFromD<U32x4> g, hn::VFromD<U32x4> b, hn::VFromD<U32x4> a) {
  const U16x8 d16;
  const U32x4 d32;
  const auto odd = [&](auto low, auto high)
                       HWY_ATTR { return hn::BitCast(d32, hn::InterleaveOdd(d16, hn::BitCast(d16, low), hn::BitCast(d16, high))); };
  const auto rg = odd(r, g), ba = odd(b, a);
  return {hn::InterleaveLower(d32, rg, ba), hn::InterleaveUpper(d32, rg, ba)};
}

void Premultiply16(View src, View dst, Pool& pool) {
  MapTranslucent16(src, dst, pool, [](FourPixels16 v) HWY_ATTR {
    const U32x4 d32;
    const Planes16 p = planes_of(v);
    const auto alpha = hn::BitCast(d32, p.a);
    const auto times = [&](auto c) HWY_ATTR { return Over65535(hn::Add(hn::Mul(hn::BitCast(d32, c), alpha), hn::Set(d32, 0x8000u))); };
    return JoinUpper(times(p.r), times(p.g), times(p.b), hn::ConcatOdd(d32, v.high, v.low));
  });
}

// c a + B (65535 - a) = (c - B) a + 65535 B; what is below zero in between is right again modulo 2^32.
void Flatten16(View src, View dst, const uint32_t* background, Pool& pool) {
  const uint32_t red = background[0], green = background[1], blue = background[2];
  MapTranslucent16(src, dst, pool, [=](FourPixels16 v) HWY_ATTR {
    const U32x4 d32;
    const Planes16 p = planes_of(v);
    const auto alpha = hn::BitCast(d32, p.a);
    const auto over = [&](auto c, uint32_t colour) HWY_ATTR {
      const auto product = hn::Mul(hn::Sub(hn::BitCast(d32, c), hn::Set(d32, colour)), alpha);
      return Over65535(hn::Add(product, hn::Set(d32, colour * 65535 + 0x8000u)));
    };
    return JoinUpper(over(p.r, red), over(p.g, green), over(p.b, blue), hn::Set(d32, 0xFFFFFFFFu));
  });
}

// c (65535 / a), c at most a, in doubles. A quotient that is not a half is at least 1 / 131070 from one, and the numerator is 2^-40 of
// itself too high, which moves a quotient by at most 2^-24, and more than the roundings do: so halves go up, and nothing else changes.
// Adding 2^52 rounds to a whole number, which then stands in the low bits.
void Unpremultiply16(View src, View dst, Pool& pool) {
  MapTranslucent16(src, dst, pool, [](FourPixels16 v) HWY_ATTR {
    const I32x4 di;
    const hn::Rebind<int32_t, hn::CappedTag<double, 2>> half;
    const hn::CappedTag<double, 2> dd;
    const Planes16 p = planes_of(v);
    const auto divisor = hn::Max(p.a, hn::Set(di, 1));
    const auto white = hn::Set(dd, 65535.0 * (1.0 + 1.0 / (uint64_t{1} << 40)));
    const auto lower = hn::Div(white, hn::PromoteTo(dd, hn::LowerHalf(half, divisor)));
    const auto upper = hn::Div(white, hn::PromoteUpperTo(dd, divisor));
    const auto straight = [&](auto colour) HWY_ATTR {
      const auto c = hn::Min(colour, p.a);
      const auto whole = hn::Set(dd, 4503599627370496.0);
      const auto low = hn::Add(hn::Mul(hn::PromoteTo(dd, hn::LowerHalf(half, c)), lower), whole);
      const auto high = hn::Add(hn::Mul(hn::PromoteUpperTo(dd, c), upper), whole);
      return hn::ConcatEven(di, hn::BitCast(di, high), hn::BitCast(di, low));
    };
    return pixels_of({straight(p.r), straight(p.g), straight(p.b), p.a});
  });
}

// Replaces alpha.
void SetAlpha16(View src, View dst, uint16_t alpha, Pool& pool) {
  pool.rows(src.height, grain16(src), [&](size_t begin, size_t end, unsigned) {
    for (size_t y = begin; y < end; ++y) {
      map_row(src.row(y), dst.row(y), src.row_bytes(), [&](auto d32, auto v) HWY_ATTR {
        const hn::Repartition<uint64_t, decltype(d32)> d64;
        return with_alpha16_of(d32, hn::BitCast(d32, hn::Set(d64, uint64_t{alpha} << 48)), v);
      });
    }
  });
}

}  // namespace HWY_NAMESPACE
}  // namespace pixlane
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace pixlane {

HWY_EXPORT(Premultiply16);
HWY_EXPORT(Unpremultiply16);
HWY_EXPORT(Flatten16);
HWY_EXPORT(SetAlpha16);

// round(c a / 65535); alpha is kept.
void premultiply16(View src, View dst, const PremultiplyParams&, Pool& pool, Scratch) {
  HWY_DYNAMIC_DISPATCH(Premultiply16)(src, dst, pool);
}

// min(65535, round(c 65535 / a)), halves up, and 0 where alpha is 0; alpha is kept.
void unpremultiply16(View src, View dst, const UnpremultiplyParams&, Pool& pool, Scratch) {
  HWY_DYNAMIC_DISPATCH(Unpremultiply16)(src, dst, pool);
}

// round((c a + B (65535 - a)) / 65535) over a background of B = round(257 background); alpha becomes 65535.
void flatten16(View src, View dst, const FlattenParams& params, Pool& pool, Scratch) {
  uint32_t background[3];
  for (int c = 0; c < 3; ++c) background[c] = static_cast<uint32_t>(round_half_up(257 * params.background.values[c]));
  HWY_DYNAMIC_DISPATCH(Flatten16)(src, dst, background, pool);
}

// Alpha becomes 65535; colours are kept.
void removeAlpha16(View src, View dst, const RemoveAlphaParams&, Pool& pool, Scratch) {
  HWY_DYNAMIC_DISPATCH(SetAlpha16)(src, dst, uint16_t{65535}, pool);
}

// Alpha becomes round(65535 alpha) everywhere; colours are kept.
void ensureAlpha16(View src, View dst, const EnsureAlphaParams& params, Pool& pool, Scratch) {
  HWY_DYNAMIC_DISPATCH(SetAlpha16)(src, dst, static_cast<uint16_t>(round_half_up(params.alpha * 65535)), pool);
}

}  // namespace pixlane
#endif
