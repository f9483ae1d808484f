// srgbToLinear, linearToSrgb, displayP3ToSrgb, adobeRgbToSrgb: curves by tables, matrices in 14 bits.

#include <cstdint>

#include "kernels/colour.h"
#include "kernels_gen.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/srgb.cc"
#include "hwy/foreach_target.h"  // IWYU pragma: keep
#include "hwy/highway.h"
#include "kernels/curves-inl.h"

HWY_BEFORE_NAMESPACE();
namespace pixlane {
namespace HWY_NAMESPACE {

// weights: row by row, 3 x 3, 14 fraction bits.
void GamutToSrgb(View src, View dst, const int16_t* weights, const Decoded& decoded, Pool& pool) {
  Contributions<int32_t> table;
  fill_contributions(weights, 8192, decoded, &table);
  const uint8_t* const encoded = encoded_srgb();
  map_colours(src, dst, pool, [&table, encoded](const uint8_t* from) HWY_ATTR {
    const I32x4 di;
    const auto linear = hn::ShiftRight<14>(sums_of(table, from));
    return encode(encoded, hn::Min(hn::Max(linear, hn::Zero(di)), hn::Set(di, kLinearWhite)));
  });
}

}  // namespace HWY_NAMESPACE
}  // namespace pixlane
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace pixlane {

HWY_EXPORT(GamutToSrgb);

// round(255 ((x / 255 + 0.055) / 1.055)^2.4), or x / 12.92 up to 10: IEC 61966-2-1.
void srgbToLinear(View src, View dst, const SrgbToLinearParams&, Pool& pool, Scratch) {
  ByteTables tables;
  fill_srgb_to_linear(&tables);
  map_by_tables(src, dst, tables, pool);
}

// The inverse: round(255 (1.055 (x / 255)^(1 / 2.4) - 0.055)).
void linearToSrgb(View src, View dst, const LinearToSrgbParams&, Pool& pool, Scratch) {
  ByteTables tables;
  fill_linear_to_srgb(&tables);
  map_by_tables(src, dst, tables, pool);
}

// encode(clamp(M decode(x))): both curves are sRGB's, M goes from P3's primaries to sRGB's, both of white D65.
void displayP3ToSrgb(View src, View dst, const DisplayP3ToSrgbParams&, Pool& pool, Scratch) {
  static constexpr int16_t kWeights[9] = {20069, -3685, 0, -689, 17073, 0, -322, -1288, 17994};
  HWY_DYNAMIC_DISPATCH(GamutToSrgb)(src, dst, kWeights, decoded_srgb(), pool);
}

// encode(clamp(M decode(x))): decode is x^(563/256), M goes from Adobe RGB's primaries to sRGB's, both of white D65.
void adobeRgbToSrgb(View src, View dst, const AdobeRgbToSrgbParams&, Pool& pool, Scratch) {
  static constexpr int16_t kWeights[9] = {22911, -6527, 0, 0, 16384, 0, 0, -703, 17087};
  HWY_DYNAMIC_DISPATCH(GamutToSrgb)(src, dst, kWeights, decoded_adobe(), pool);
}

}  // namespace pixlane
#endif
