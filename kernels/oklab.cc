// rgbToOklab, oklabToRgb: Oklab in bytes: 255 L, 255 a / 0.8 + 128, 255 b / 0.8 + 128.

#include <cstdint>

#include "kernels_gen.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/oklab.cc"
#include "hwy/foreach_target.h"  // IWYU pragma: keep
#include "hwy/highway.h"
#include "kernels/curves-inl.h"

#ifndef PIXLANE_OKLAB_ONCE
#define PIXLANE_OKLAB_ONCE
namespace pixlane {

// By Bjorn Ottosson. From linear sRGB to LMS in 14 bits, the rows of which sum to 1; from its cube roots to Oklab; from Oklab's a and b to
// those roots, L's weight being 1; from LMS to linear sRGB. A step of a or b is 0.8 / 255.
inline constexpr int16_t kLmsWeights[9] = {6754, 8787, 843, 3472, 11152, 1760, 1447, 4616, 10321};
inline constexpr double kOklabWeights[3][3] = {{0.2104542553, 0.7936177850, -0.0040720468},
                                               {1.9779984951 / 0.8, -2.4285922050 / 0.8, 0.4505937099 / 0.8},
                                               {0.0259040371 / 0.8, 0.7827717662 / 0.8, -0.8086757660 / 0.8}};
inline constexpr double kRootWeights[3][2] = {{0.3963377774, 0.2158037573}, {-0.1055613458, -0.0638541728}, {-0.0894841775, -1.2914855480}};
inline constexpr double kRgbOfLms[3][3] = {{4.0767416621, -3.3077115913, 0.2309699292},
                                           {-1.2684380046, 2.6097574011, -0.3413193965},
                                           {-0.0041960863, -0.7034186147, 1.7076147010}};

}  // namespace pixlane
#endif

HWY_BEFORE_NAMESPACE();
namespace pixlane {
namespace HWY_NAMESPACE {

void RgbToOklab(View src, View dst, Pool& pool) {
  Contributions<int32_t> table;
  fill_contributions(kLmsWeights, 0, decoded_srgb(), &table);
  const float* const roots = cube_roots();
  const Columns to_oklab = columns(kOklabWeights, 1);
  const auto middle = hn::Dup128VecFromValues(F32x4(), 0.0f, 128.0f, 128.0f, 0.0f);
  map_colours(src, dst, pool, [&table, roots, to_oklab, middle](const uint8_t* from) HWY_ATTR {
    const I32x4 di;
    const auto lms = hn::ConvertTo(F32x4(), hn::Max(sums_of(table, from), hn::Set(di, 1)));
    const auto at = hn::Sub(hn::ShiftRight<kRootShift>(hn::BitCast(di, lms)), hn::Set(di, kRootOfOne));
    return to_bytes(hn::Add(times_entries(to_oklab, roots, at), middle));
  });
}

void OklabToRgb(View src, View dst, const Contributions<float>& table, Pool& pool) {
  constexpr double kWhiteByCube = kLinearWhite / (255.0 * 255 * 255);
  const uint8_t* const encoded = encoded_srgb();
  const Columns to_rgb = columns(kRgbOfLms, kWhiteByCube);
  map_colours(src, dst, pool, [&table, encoded, to_rgb](const uint8_t* from) HWY_ATTR {
    const auto root = sums_of(table, from);
    return encode(encoded, times(to_rgb, hn::Mul(hn::Mul(root, root), root)));
  });
}

}  // namespace HWY_NAMESPACE
}  // namespace pixlane
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace pixlane {

HWY_EXPORT(RgbToOklab);
HWY_EXPORT(OklabToRgb);

// (L, a, b) = M2 cbrt(M1 decode(R, G, B)).
void rgbToOklab(View src, View dst, const RgbToOklabParams&, Pool& pool, Scratch) { HWY_DYNAMIC_DISPATCH(RgbToOklab)(src, dst, pool); }

// encode(clamp(M1^-1 (M2^-1 (L, a, b))^3)).
void oklabToRgb(View src, View dst, const OklabToRgbParams&, Pool& pool, Scratch) {
  Contributions<float> table = {};
  for (int i = 0; i < 256; ++i) {
    for (int row = 0; row < 3; ++row) {
      table.of[0][i][row] = static_cast<float>(i);
      for (int c = 0; c < 2; ++c) table.of[1 + c][i][row] = static_cast<float>((i - 128) * 0.8 * kRootWeights[row][c]);
    }
  }
  HWY_DYNAMIC_DISPATCH(OklabToRgb)(src, dst, table, pool);
}

}  // namespace pixlane
#endif
