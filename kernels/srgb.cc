// srgbToLinear, linearToSrgb, displayP3ToSrgb, adobeRgbToSrgb: curves in single precision, matrices in 14 bits.

#include <cstdint>

#include "kernels_gen.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/srgb.cc"
#include "hwy/foreach_target.h"  // IWYU pragma: keep
#include "hwy/highway.h"
#include "kernels/colour-inl.h"
#include "kernels/curves-inl.h"
#include "kernels/pixels-inl.h"

#ifndef PIXLANE_SRGB_ONCE
#define PIXLANE_SRGB_ONCE
namespace pixlane {

inline size_t srgb_grain(View view) { return 1 + (size_t{1} << 12) / (view.width + 1); }

}  // namespace pixlane
#endif

HWY_BEFORE_NAMESPACE();
namespace pixlane {
namespace HWY_NAMESPACE {

// `curve` of each colour, from bytes as floats to bytes not yet rounded.
template <class Curve>
HWY_INLINE void CurveRows(View src, View dst, Pool& pool, const Curve& curve) {
  pool.rows(src.height, srgb_grain(src), [&](size_t begin, size_t end, unsigned) {
    map_fours(src, dst, begin, end, [&](Pixels4 v, const uint8_t*) HWY_ATTR { return pixels_of(curve(channels(v)), v); });
  });
}

void SrgbToLinear(View src, View dst, Pool& pool) {
  CurveRows(src, dst, pool, [](const Triple& x) HWY_ATTR { return mul(DecodeSrgb()(x), 255.0f / 32767); });
}

void LinearToSrgb(View src, View dst, Pool& pool) {
  CurveRows(src, dst, pool, [](const Triple& x) HWY_ATTR { return encode_srgb(mul(x, 32767.0f * 16384 / 255)); });
}

// weights: row by row, 3 x 3, 14 fraction bits.
template <class Decode>
HWY_INLINE void GamutRows(View src, View dst, const int16_t* weights, Pool& pool, const Decode& decode) {
  Contributions table;
  fill_contributions(weights, 8192, decode, &table);
  pool.rows(src.height, srgb_grain(src), [&](size_t begin, size_t end, unsigned) {
    const I32x4 di;
    const auto zero = hn::Zero(di), white = hn::Set(di, 32767 << 14);
    map_fours(src, dst, begin, end, [&](Pixels4 v, const uint8_t* from) HWY_ATTR {
      const auto clamped = [&](Int4 sum) HWY_ATTR { return hn::Min(hn::Max(sum, zero), white); };
      const Sums sums = contributions_of(table, from);
      return pixels_of(encode_srgb(linear29({clamped(sums.x), clamped(sums.y), clamped(sums.z)})), v);
    });
  });
}

void DisplayP3ToSrgb(View src, View dst, const int16_t* weights, Pool& pool) { GamutRows(src, dst, weights, pool, DecodeSrgb()); }

void AdobeRgbToSrgb(View src, View dst, const int16_t* weights, Pool& pool) { GamutRows(src, dst, weights, pool, DecodeAdobe()); }

}  // namespace HWY_NAMESPACE
}  // namespace pixlane
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace pixlane {

HWY_EXPORT(SrgbToLinear);
HWY_EXPORT(LinearToSrgb);
HWY_EXPORT(DisplayP3ToSrgb);
HWY_EXPORT(AdobeRgbToSrgb);

// round(255 ((x / 255 + 0.055) / 1.055)^2.4), or x / 12.92 up to 10: IEC 61966-2-1.
void srgbToLinear(View src, View dst, const SrgbToLinearParams&, Pool& pool, Scratch) {
  HWY_DYNAMIC_DISPATCH(SrgbToLinear)(src, dst, pool);
}

// The inverse: round(255 (1.055 (x / 255)^(1 / 2.4) - 0.055)).
void linearToSrgb(View src, View dst, const LinearToSrgbParams&, Pool& pool, Scratch) {
  HWY_DYNAMIC_DISPATCH(LinearToSrgb)(src, dst, pool);
}

// encode(clamp(M decode(x))): both curves are sRGB's, M goes from P3's primaries to sRGB's, both of white D65.
void displayP3ToSrgb(View src, View dst, const DisplayP3ToSrgbParams&, Pool& pool, Scratch) {
  static constexpr int16_t kWeights[9] = {20069, -3685, 0, -689, 17073, 0, -322, -1288, 17994};
  HWY_DYNAMIC_DISPATCH(DisplayP3ToSrgb)(src, dst, kWeights, pool);
}

// encode(clamp(M decode(x))): decode is x^(563/256), M goes from Adobe RGB's primaries to sRGB's, both of white D65.
void adobeRgbToSrgb(View src, View dst, const AdobeRgbToSrgbParams&, Pool& pool, Scratch) {
  static constexpr int16_t kWeights[9] = {22911, -6527, 0, 0, 16384, 0, 0, -703, 17087};
  HWY_DYNAMIC_DISPATCH(AdobeRgbToSrgb)(src, dst, kWeights, pool);
}

}  // namespace pixlane
#endif
