// rgbToHsv, hsvToRgb, rgbToHsl, hslToRgb, eight pixels at a time. Hue has 256 steps a turn, saturation, value and lightness 255.

#include <cstdint>

#include "kernels_gen.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/hsv.cc"
#include "hwy/foreach_target.h"  // IWYU pragma: keep
#include "hwy/highway.h"
#include "kernels/colour-inl.h"
#include "kernels/pixels-inl.h"

#ifndef PIXLANE_HSV_ONCE
#define PIXLANE_HSV_ONCE
namespace pixlane {

inline size_t hsv_grain(View view) { return 1 + (size_t{1} << 13) / (view.width + 1); }

}  // namespace pixlane
#endif

HWY_BEFORE_NAMESPACE();
namespace pixlane {
namespace HWY_NAMESPACE {

using F = hn::VFromD<F32x4>;
using U16 = hn::VFromD<U16x8>;

HWY_INLINE F to_float(hn::VFromD<I32x4> v) { return hn::ConvertTo(F32x4(), v); }

struct Extremes {
  U16 most, least, difference;
};
HWY_INLINE Extremes extremes(Planes p) {
  const U16 most = hn::Max(p.r, hn::Max(p.g, p.b)), least = hn::Min(p.r, hn::Min(p.g, p.b));
  return {most, least, hn::Sub(most, least)};
}

// round(256 t / (6 d)) & 255 with t = d (6 + hue in sextants), halves upwards: (256 t + 1/2) / (6 d) is never a half, and no nearer to one
// than 1 / (12 d), which a float's rounding does not reach. The division is (t + 1/512) / (d 3/128). Where d is 0 it gives infinity, whose
// lowest bits are 0.
HWY_INLINE U16 hue(Planes p, U16 most, U16 d) {
  const F32x4 df;
  const U16 twice = hn::Add(d, d), four = hn::Add(twice, twice);
  const U16 from_red = hn::Add(hn::Sub(p.g, p.b), hn::Add(four, twice));
  const U16 from_green = hn::Add(hn::Sub(p.b, p.r), twice);
  const U16 from_blue = hn::Add(hn::Sub(p.r, p.g), four);
  const U16 t = hn::IfThenElse(hn::Eq(most, p.r), from_red, hn::IfThenElse(hn::Eq(most, p.g), from_green, from_blue));
  const Halves ts = widen(t), ds = widen(d);
  const auto one = [&](auto numerator, auto denominator) HWY_ATTR {
    return round_to_bits(
        hn::Div(hn::Add(to_float(numerator), hn::Set(df, 1.0f / 512)), hn::Mul(to_float(denominator), hn::Set(df, 3.0f / 128))));
  };
  return lowest_bytes(one(ts.even, ds.even), one(ts.odd, ds.odd));
}

// round(255 d / most), halves upwards: (255 d + 1/4) / most is never a half, nor nearer to one than 1 / (4 most). 0 where most is 0, as
// above.
HWY_INLINE U16 ratio(U16 d, U16 most) {
  const F32x4 df;
  const Halves ds = widen(d), ms = widen(most);
  const auto one = [&](auto numerator, auto denominator) HWY_ATTR {
    return round_to_bits(hn::Div(hn::Add(hn::Mul(to_float(numerator), hn::Set(df, 255.0f)), hn::Set(df, 0.25f)), to_float(denominator)));
  };
  return lowest_bytes(one(ds.even, ms.even), one(ds.odd, ms.odd));
}

// How far red, green and blue are from the greatest colour at that hue, 0..256: with h = 6 hue (256 steps a sextant), red's is
// clamp(512 - |h - 768|, 0, 256), green's clamp(|h - 512| - 256, 0, 256), blue's clamp(|h - 1024| - 256, 0, 256).
HWY_INLINE Planes shortfalls(U16 hue) {
  const I16x8 di;
  const U16x8 du;
  const auto h = hn::BitCast(di, hn::Mul(hue, hn::Set(du, 6)));
  const auto zero = hn::Zero(di), full = hn::Set(di, 256);
  const auto clamped = [&](auto v) HWY_ATTR { return hn::BitCast(du, hn::Min(hn::Max(v, zero), full)); };
  const auto from = [&](int16_t middle) HWY_ATTR { return hn::Abs(hn::Sub(h, hn::Set(di, middle))); };
  return {clamped(hn::Sub(hn::Set(di, 512), from(768))), clamped(hn::Sub(from(512), full)), clamped(hn::Sub(from(1024), full))};
}

HWY_INLINE hn::VFromD<I16x8> times_q15(U16 a, U16 b) {
  const I16x8 di;
  return hn::MulFixedPoint15(hn::BitCast(di, a), hn::BitCast(di, b));
}

template <int kFraction, class Op>
void Rows(View src, View dst, Pool& pool, const Op& op) {
  pool.rows(src.height, hsv_grain(src), [&](size_t begin, size_t end, unsigned) {
    for (size_t y = begin; y < end; ++y) map_planes<kFraction>(src.row(y), dst.row(y), src.row_bytes(), op);
  });
}

void RgbToHsv(View src, View dst, Pool& pool) {
  Rows<0>(src, dst, pool, [](Planes p) HWY_ATTR {
    const Extremes e = extremes(p);
    return Planes{hue(p, e.most, e.difference), ratio(e.difference, e.most), e.most};
  });
}

void RgbToHsl(View src, View dst, Pool& pool) {
  Rows<0>(src, dst, pool, [](Planes p) HWY_ATTR {
    const Extremes e = extremes(p);
    const U16 sum = hn::Add(e.most, e.least);
    const U16 widest = hn::Min(sum, hn::Sub(hn::Set(U16x8(), 510), sum));
    return Planes{hue(p, e.most, e.difference), ratio(e.difference, widest), hn::AverageRound(e.most, e.least)};
  });
}

void HsvToRgb(View src, View dst, Pool& pool) {
  Rows<0>(src, dst, pool, [](Planes p) HWY_ATTR {
    const U16x8 du;
    const I16x8 di;
    const auto zero = hn::Zero(du);
    const Planes m = shortfalls(p.r);
    const U16 v = hn::BitCast(du, hn::Sub(hn::Mul(p.b, hn::Set(du, 129)), hn::BitCast(du, hn::AverageRound(p.b, zero))));
    const auto one = [&](U16 shortfall) HWY_ATTR {
      const U16 left = hn::Sub(hn::Set(du, 32640), hn::AverageRound(hn::Mul(p.g, shortfall), zero));
      // (x + 64) >> 7 as a multiplication by 1/128.
      return hn::BitCast(du, hn::MulFixedPoint15(times_q15(v, left), hn::Set(di, 256)));
    };
    return Planes{one(m.r), one(m.g), one(m.b)};
  });
}

void HslToRgb(View src, View dst, Pool& pool) {
  Rows<8>(src, dst, pool, [](Planes p) HWY_ATTR {
    const U16x8 du;
    const Planes m = shortfalls(p.r);
    const U16 reach = hn::Mul(hn::Min(p.b, hn::Sub(hn::Set(du, 255), p.b)), hn::Set(du, 257));
    const U16 lightness = hn::Add(shift_left<8>(p.b), hn::Set(du, 128));
    const auto one = [&](U16 shortfall) HWY_ATTR {
      return hn::Add(lightness, hn::BitCast(du, times_q15(reach, hn::Mul(p.g, hn::Sub(hn::Set(du, 128), shortfall)))));
    };
    return Planes{one(m.r), one(m.g), one(m.b)};
  });
}

}  // namespace HWY_NAMESPACE
}  // namespace pixlane
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace pixlane {

HWY_EXPORT(RgbToHsv);
HWY_EXPORT(HsvToRgb);
HWY_EXPORT(RgbToHsl);
HWY_EXPORT(HslToRgb);

// V = max, S = round(255 d / max), H = round(256 (hue / 60 degrees) / 6) & 255, d = max - min; halves upwards, 0 where d is 0.
void rgbToHsv(View src, View dst, const RgbToHsvParams&, Pool& pool, Scratch) { HWY_DYNAMIC_DISPATCH(RgbToHsv)(src, dst, pool); }

// V (1 - S m), m of each colour as in shortfalls: with q = 32640 - ((S m + 1) >> 1) and v = 129 V - ((V + 1) >> 1), which is V 32767/255,
// ((v q + 16384 >> 15) + 64) >> 7.
void hsvToRgb(View src, View dst, const HsvToRgbParams&, Pool& pool, Scratch) { HWY_DYNAMIC_DISPATCH(HsvToRgb)(src, dst, pool); }

// L = (max + min + 1) >> 1, S = round(255 d / min(max + min, 510 - max - min)), H as in rgbToHsv.
void rgbToHsl(View src, View dst, const RgbToHslParams&, Pool& pool, Scratch) { HWY_DYNAMIC_DISPATCH(RgbToHsl)(src, dst, pool); }

// L + S min(L, 1 - L) (1 - 2 m): (256 L + 128 + (257 min(L, 255 - L) S (128 - m) + 16384 >> 15)) >> 8.
void hslToRgb(View src, View dst, const HslToRgbParams&, Pool& pool, Scratch) { HWY_DYNAMIC_DISPATCH(HslToRgb)(src, dst, pool); }

}  // namespace pixlane
#endif
