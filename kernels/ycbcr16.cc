// rgbToYcbcr, ycbcrToRgb of 16 bits a channel: the 8-bit kernels' matrices and offsets, in floats. Alpha is kept.

#include <cstdint>

#include "kernels_gen.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/ycbcr16.cc"
#include "hwy/foreach_target.h"  // IWYU pragma: keep
#include "hwy/highway.h"
#include "kernels/pixels-inl.h"
#include "kernels/planes16-inl.h"

#ifndef PIXLANE_YCBCR16_ONCE
#define PIXLANE_YCBCR16_ONCE
namespace pixlane {

// Row by row, what three channels make of three; the rounding's half is in the offsets.
struct YcbcrMatrix16 {
  float weights[9];
  float offsets[3];
};
// Weights of luma in all colours, of Cr in red and green, of Cb in green and blue; black is luma's, 0..65535.
struct RgbMatrix16 {
  int32_t black;
  float luma, red_cr, green_cb, green_cr, blue_cb;
};
// 128 * 257: no chroma.
inline constexpr int32_t kMiddle16 = 32896;

}  // namespace pixlane
#endif

HWY_BEFORE_NAMESPACE();
namespace pixlane {
namespace HWY_NAMESPACE {

void RgbToYcbcr16(View src, View dst, const YcbcrMatrix16& matrix, Pool& pool) {
  const F32x4 df;
  const auto m = [&](int i) HWY_ATTR { return hn::Set(df, matrix.weights[i]); };
  const auto m0 = m(0), m1 = m(1), m2 = m(2), m3 = m(3), m4 = m(4), m5 = m(5), m6 = m(6), m7 = m(7), m8 = m(8);
  const auto y_offset = hn::Set(df, matrix.offsets[0]), cb_offset = hn::Set(df, matrix.offsets[1]),
             cr_offset = hn::Set(df, matrix.offsets[2]);
  map_planes16(src, dst, pool, [=](Planes16 p) HWY_ATTR -> Planes16 {
    const auto r = hn::ConvertTo(F32x4(), p.r), g = hn::ConvertTo(F32x4(), p.g), b = hn::ConvertTo(F32x4(), p.b);
    const auto sum = [&](auto wr, auto wg, auto wb, auto offset) HWY_ATTR {
      return hn::ConvertTo(I32x4(), hn::Add(hn::Add(hn::Add(hn::Mul(wr, r), hn::Mul(wg, g)), hn::Mul(wb, b)), offset));
    };
    return {sum(m0, m1, m2, y_offset), sum(m3, m4, m5, cb_offset), sum(m6, m7, m8, cr_offset), p.a};
  });
}

void YcbcrToRgb16(View src, View dst, const RgbMatrix16& matrix, Pool& pool) {
  const F32x4 df;
  const auto black = hn::Set(I32x4(), matrix.black);
  const auto luma = hn::Set(df, matrix.luma), red_cr = hn::Set(df, matrix.red_cr), green_cb = hn::Set(df, matrix.green_cb),
             green_cr = hn::Set(df, matrix.green_cr), blue_cb = hn::Set(df, matrix.blue_cb);
  map_planes16(src, dst, pool, [=](Planes16 p) HWY_ATTR -> Planes16 {
    const F32x4 d;
    const I32x4 di;
    const auto middle = hn::Set(di, kMiddle16);
    const auto y = hn::Add(hn::Mul(luma, hn::ConvertTo(d, hn::Sub(p.r, black))), hn::Set(d, 0.5f));
    const auto cb = hn::ConvertTo(d, hn::Sub(p.g, middle));
    const auto cr = hn::ConvertTo(d, hn::Sub(p.b, middle));
    const auto r = hn::Add(y, hn::Mul(red_cr, cr));
    const auto g = hn::Add(hn::Add(y, hn::Mul(green_cb, cb)), hn::Mul(green_cr, cr));
    const auto b = hn::Add(y, hn::Mul(blue_cb, cb));
    return {hn::ConvertTo(di, r), hn::ConvertTo(di, g), hn::ConvertTo(di, b), p.a};
  });
}

}  // namespace HWY_NAMESPACE
}  // namespace pixlane
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace pixlane {

HWY_EXPORT(RgbToYcbcr16);
HWY_EXPORT(YcbcrToRgb16);

namespace {

// Shares of red and blue in luma, and what the range makes of a step of luma and of chroma; black in 0..65535.
struct Coding16 {
  double kr, kb, luma, chroma;
  int32_t black;
};

Coding16 coding16(bool bt709, bool video) {
  return {bt709 ? 0.2126 : 0.299, bt709 ? 0.0722 : 0.114, video ? 219.0 / 255 : 1.0, video ? 224.0 / 255 : 1.0, video ? 16 * 257 : 0};
}

}  // namespace

// Y = kr R + kg G + kb B, Cb = (B - Y) / (2 - 2 kb), Cr = (R - Y) / (2 - 2 kr), times what the range makes of a step, plus black or
// 128 * 257; rounded and clamped, as pure blue's Cb and pure red's Cr in full range are 65663.5.
void rgbToYcbcr16(View src, View dst, const RgbToYcbcrParams& params, Pool& pool, Scratch) {
  const Coding16 to = coding16(params.matrix == RgbToYcbcrMatrix::kBt709, params.range == RgbToYcbcrRange::kVideo);
  const double yr = to.kr * to.luma, yb = to.kb * to.luma;
  const double most = 0.5 * to.chroma;
  const double cb_r = to.kr / (2 * (1 - to.kb)) * to.chroma;
  const double cr_b = to.kb / (2 * (1 - to.kr)) * to.chroma;
  const auto f = [](double x) { return static_cast<float>(x); };
  const float middle = f(kMiddle16 + 0.5);
  const YcbcrMatrix16 matrix = {{f(yr), f(to.luma - yr - yb), f(yb), f(-cb_r), f(cb_r - most), f(most), f(most), f(cr_b - most), f(-cr_b)},
                                {f(to.black + 0.5), middle, middle}};
  HWY_DYNAMIC_DISPATCH(RgbToYcbcr16)(src, dst, matrix, pool);
}

// R = Y + (2 - 2 kr) Cr, B = Y + (2 - 2 kb) Cb, G = (Y - kr R - kb B) / kg, with Y from black and Cb, Cr around 0, both divided by what the
// range makes of a step; rounded and clamped.
void ycbcrToRgb16(View src, View dst, const YcbcrToRgbParams& params, Pool& pool, Scratch) {
  const Coding16 from = coding16(params.matrix == YcbcrToRgbMatrix::kBt709, params.range == YcbcrToRgbRange::kVideo);
  const double kg = 1 - from.kr - from.kb;
  const double red = 2 * (1 - from.kr) / from.chroma, blue = 2 * (1 - from.kb) / from.chroma;
  const auto f = [](double x) { return static_cast<float>(x); };
  const RgbMatrix16 matrix = {from.black, f(1 / from.luma), f(red), f(-blue * from.kb / kg), f(-red * from.kr / kg), f(blue)};
  HWY_DYNAMIC_DISPATCH(YcbcrToRgb16)(src, dst, matrix, pool);
}

}  // namespace pixlane
#endif
