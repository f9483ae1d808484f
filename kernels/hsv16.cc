// rgbToHsv, hsvToRgb, rgbToHsl, hslToRgb of 16 bits a channel, four pixels at a time. Saturation, value and lightness have 65535 steps,
// hue 65536 a turn, as a byte has 256.

#include "kernels_gen.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/hsv16.cc"
#include "hwy/foreach_target.h"  // IWYU pragma: keep
#include "hwy/highway.h"
#include "kernels/curves16-inl.h"

#ifndef PIXLANE_HSV16_ONCE
#define PIXLANE_HSV16_ONCE
namespace pixlane {

// Steps of hue a turn. Six times a hue has as many a sextant.
inline constexpr double kTurn16 = 65536;

}  // namespace pixlane
#endif

HWY_BEFORE_NAMESPACE();
namespace pixlane {
namespace HWY_NAMESPACE {

HWY_INLINE Float4 float4(Int4 v) { return hn::ConvertTo(F32x4(), v); }

// Of colours as floats, all of them exact.
struct Extremes16 {
  Three rgb;
  Float4 most, least, difference;
};
HWY_INLINE Extremes16 extremes16(const Planes16& p) {
  const Three c = {{float4(p.r), float4(p.g), float4(p.b)}};
  const Float4 most = hn::Max(c.of[0], hn::Max(c.of[1], c.of[2])), least = hn::Min(c.of[0], hn::Min(c.of[1], c.of[2]));
  return {c, most, least, hn::Sub(most, least)};
}

// a / b of whole numbers, 0 where both are 0.
HWY_INLINE Float4 quotient(Float4 a, Float4 b) { return hn::Div(a, hn::Max(b, number4(1))); }

// 65536 t / (6 d) with t = d times the hue in sextants, from red's -1 to blue's 5. What lies less than half a step below red is red.
HWY_INLINE Float4 hue16(const Extremes16& e) {
  const Float4 r = e.rgb.of[0], g = e.rgb.of[1], b = e.rgb.of[2];
  const Float4 twice = hn::Add(e.difference, e.difference);
  const Float4 from_green = hn::Add(hn::Sub(b, r), twice);
  const Float4 from_blue = hn::Add(hn::Sub(r, g), hn::Add(twice, twice));
  const Float4 t = hn::IfThenElse(hn::Eq(e.most, r), hn::Sub(g, b), hn::IfThenElse(hn::Eq(e.most, g), from_green, from_blue));
  const Float4 hue = quotient(hn::Mul(t, number4(kTurn16 / 6)), e.difference);
  return hn::Add(hue, hn::IfThenElseZero(hn::Lt(hue, number4(-0.5)), number4(kTurn16)));
}

// 65535 a / b.
HWY_INLINE Float4 ratio16(Float4 a, Float4 b) { return hn::Mul(quotient(a, b), number4(65535)); }

// How far red, green and blue are from the greatest colour at that hue, 0..1 as 0..65536, exactly.
HWY_INLINE Three shortfalls16(Int4 hue) {
  const Float4 h = hn::Mul(float4(hue), number4(6)), one = number4(kTurn16);
  const auto clamped = [&](Float4 v) HWY_ATTR { return hn::Min(hn::Max(v, hn::Zero(F32x4())), one); };
  const auto from = [&](int sextants) HWY_ATTR { return hn::Abs(hn::Sub(h, number4(sextants * kTurn16))); };
  return {{clamped(hn::Sub(number4(2 * kTurn16), from(3))), clamped(hn::Sub(from(2), one)), clamped(hn::Sub(from(4), one))}};
}

void RgbToHsv16(View src, View dst, Pool& pool) {
  map_planes16(src, dst, pool, [](const Planes16& p) HWY_ATTR {
    const Extremes16 e = extremes16(p);
    return rounded_planes({{hue16(e), ratio16(e.difference, e.most), e.most}}, p.a);
  });
}

void RgbToHsl16(View src, View dst, Pool& pool) {
  map_planes16(src, dst, pool, [](const Planes16& p) HWY_ATTR {
    const Extremes16 e = extremes16(p);
    const Float4 sum = hn::Add(e.most, e.least);
    const Float4 widest = hn::Min(sum, hn::Sub(number4(131070), sum));
    return rounded_planes({{hue16(e), ratio16(e.difference, widest), hn::Mul(sum, number4(0.5))}}, p.a);
  });
}

void HsvToRgb16(View src, View dst, Pool& pool) {
  map_planes16(src, dst, pool, [](const Planes16& p) HWY_ATTR {
    const Three m = shortfalls16(p.r);
    const Float4 v = float4(p.b);
    const Float4 reach = hn::Mul(hn::Mul(float4(p.g), number4(1 / (65535 * kTurn16))), v);
    const auto one = [&](Float4 shortfall) HWY_ATTR { return hn::Sub(v, hn::Mul(reach, shortfall)); };
    return rounded_planes({{one(m.of[0]), one(m.of[1]), one(m.of[2])}}, p.a);
  });
}

void HslToRgb16(View src, View dst, Pool& pool) {
  map_planes16(src, dst, pool, [](const Planes16& p) HWY_ATTR {
    const Three m = shortfalls16(p.r);
    const Float4 l = float4(p.b), half = number4(kTurn16 / 2);
    const Float4 reach = hn::Mul(hn::Mul(float4(p.g), number4(2 / (65535 * kTurn16))), hn::Min(l, hn::Sub(number4(65535), l)));
    const auto one = [&](Float4 shortfall) HWY_ATTR { return hn::Add(l, hn::Mul(reach, hn::Sub(half, shortfall))); };
    return rounded_planes({{one(m.of[0]), one(m.of[1]), one(m.of[2])}}, p.a);
  });
}

}  // namespace HWY_NAMESPACE
}  // namespace pixlane
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace pixlane {

HWY_EXPORT(RgbToHsv16);
HWY_EXPORT(HsvToRgb16);
HWY_EXPORT(RgbToHsl16);
HWY_EXPORT(HslToRgb16);

// V = max, S = 65535 d / max, H = 65536 (hue / 360 degrees), d = max - min; 0 where d is 0. H of 65535.5 and more is 0.
void rgbToHsv16(View src, View dst, const RgbToHsvParams&, Pool& pool, Scratch) { HWY_DYNAMIC_DISPATCH(RgbToHsv16)(src, dst, pool); }

// V (1 - S m) with h = 6 H / 65536 and m = clamp(2 - |h - 3|, 0, 1) for red, clamp(|h - 2| - 1, 0, 1) for green, clamp(|h - 4| - 1, 0, 1)
// for blue.
void hsvToRgb16(View src, View dst, const HsvToRgbParams&, Pool& pool, Scratch) { HWY_DYNAMIC_DISPATCH(HsvToRgb16)(src, dst, pool); }

// L = (max + min) / 2, S = 65535 d / min(max + min, 131070 - max - min), H as in rgbToHsv16.
void rgbToHsl16(View src, View dst, const RgbToHslParams&, Pool& pool, Scratch) { HWY_DYNAMIC_DISPATCH(RgbToHsl16)(src, dst, pool); }

// L + S min(L, 1 - L) (1 - 2 m), m as in hsvToRgb16.
void hslToRgb16(View src, View dst, const HslToRgbParams&, Pool& pool, Scratch) { HWY_DYNAMIC_DISPATCH(HslToRgb16)(src, dst, pool); }

}  // namespace pixlane
#endif
