// rgbToOklab, oklabToRgb of 16 bits a channel, four pixels at a time: 65535 L, 65535 a / 0.8 + 32896, 65535 b / 0.8 + 32896.

#include "kernels/oklab.h"
#include "kernels_gen.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/oklab16.cc"
#include "hwy/foreach_target.h"  // IWYU pragma: keep
#include "hwy/highway.h"
#include "kernels/curves16-inl.h"

HWY_BEFORE_NAMESPACE();
namespace pixlane {
namespace HWY_NAMESPACE {

void RgbToOklab16(View src, View dst, Pool& pool) {
  const Curve16 *const decode = &decoded_srgb16(), *const root = &cube_root16();
  const Matrix16 to_lms = matrix16(kLmsOfRgb), to_oklab = matrix16(kOklabWeights, 65535);
  const Float4 middle = number4(128 * 257);
  map_planes16(src, dst, pool, [decode, root, to_lms, to_oklab, middle](const Planes16& p) HWY_ATTR {
    const Three lab = times(to_oklab, at_root(*root, times(to_lms, decoded(*decode, p))));
    return rounded_planes({{lab.of[0], hn::Add(lab.of[1], middle), hn::Add(lab.of[2], middle)}}, p.a);
  });
}

void OklabToRgb16(View src, View dst, Pool& pool) {
  const Curve16* const encode = &encoded_srgb16();
  Float4 weights[3][2];
  for (int row = 0; row < 3; ++row) {
    for (int c = 0; c < 2; ++c) weights[row][c] = number4(kRootWeights[row][c] * (0.8 / 65535));
  }
  const Matrix16 to_rgb = matrix16(kRgbOfLms);
  map_planes16(src, dst, pool, [encode, weights, to_rgb](const Planes16& p) HWY_ATTR {
    const Float4 light = hn::Mul(hn::ConvertTo(F32x4(), p.r), number4(1.0 / 65535));
    const Float4 a = from_middle(p.g), b = from_middle(p.b);
    const auto cube = [&](int row) HWY_ATTR {
      const Float4 root = hn::Add(hn::Add(light, hn::Mul(weights[row][0], a)), hn::Mul(weights[row][1], b));
      return hn::Mul(hn::Mul(root, root), root);
    };
    return rounded_planes(at_root(*encode, times(to_rgb, {{cube(0), cube(1), cube(2)}})), p.a);
  });
}

}  // namespace HWY_NAMESPACE
}  // namespace pixlane
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace pixlane {

HWY_EXPORT(RgbToOklab16);
HWY_EXPORT(OklabToRgb16);

// (L, a, b) = M2 cbrt(M1 decode(R, G, B)).
void rgbToOklab16(View src, View dst, const RgbToOklabParams&, Pool& pool, Scratch) { HWY_DYNAMIC_DISPATCH(RgbToOklab16)(src, dst, pool); }

// encode(clamp(M1^-1 (M2^-1 (L, a, b))^3)).
void oklabToRgb16(View src, View dst, const OklabToRgbParams&, Pool& pool, Scratch) { HWY_DYNAMIC_DISPATCH(OklabToRgb16)(src, dst, pool); }

}  // namespace pixlane
#endif
