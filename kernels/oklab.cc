// rgbToOklab, oklabToRgb: Oklab in bytes: 255 L, 255 a / 0.8 + 128, 255 b / 0.8 + 128.

#include <cstdint>

#include "kernels/oklab.h"
#include "kernels_gen.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/oklab.cc"
#include "hwy/foreach_target.h"  // IWYU pragma: keep
#include "hwy/highway.h"
#include "kernels/curves-inl.h"

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
