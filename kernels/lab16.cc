// rgbToLab, labToRgb, modulate of 16 bits a channel, four pixels at a time. CIE L*a*b* of white D65 is 65535 L / 100, 257 a + 32896,
// 257 b + 32896.

#include <cmath>

#include "kernels/exact_math.h"
#include "kernels/lab.h"
#include "kernels_gen.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/lab16.cc"
#include "hwy/foreach_target.h"  // IWYU pragma: keep
#include "hwy/highway.h"
#include "kernels/curves16-inl.h"

#ifndef PIXLANE_LAB16_ONCE
#define PIXLANE_LAB16_ONCE
namespace pixlane {

// With red = fx - fy and yellow = fy - fz: fy' = fy brightness + offset, fx' = fy' + red xx + yellow xz, fz' = fy' + red zx + yellow zz.
// Differences of f are small and exact, so that greys stay grey.
struct LabMap16 {
  double brightness, offset, xx, xz, zx, zz;
};

}  // namespace pixlane
#endif

HWY_BEFORE_NAMESPACE();
namespace pixlane {
namespace HWY_NAMESPACE {

// X, Y and Z, each by its white's.
HWY_INLINE Float4 inverse_lab_f16(Float4 f) {
  const Float4 line = hn::Mul(hn::Sub(f, number4(4.0 / 29)), number4(108.0 / 841));
  return hn::IfThenElse(hn::Gt(f, number4(6.0 / 29)), hn::Mul(hn::Mul(f, f), f), line);
}
HWY_INLINE Planes16 rgb_of_f(const Curve16& encode, const Matrix16& to_rgb, Float4 fx, Float4 fy, Float4 fz, Int4 alpha) {
  const Three xyz = {{inverse_lab_f16(fx), inverse_lab_f16(fy), inverse_lab_f16(fz)}};
  return rounded_planes(at_root(encode, times(to_rgb, xyz)), alpha);
}

void RgbToLab16(View src, View dst, Pool& pool) {
  const Curve16 *const decode = &decoded_srgb16(), *const curve = &lab_f16();
  const Matrix16 to_xyz = matrix16(kXyzOfRgb);
  map_planes16(src, dst, pool, [decode, curve, to_xyz](const Planes16& p) HWY_ATTR {
    const Three f = at_root(*curve, times(to_xyz, decoded(*decode, p)));
    const Float4 light = hn::Sub(hn::Mul(f.of[1], number4(65535 * 1.16)), number4(65535 * 0.16));
    const Float4 red = hn::Mul(hn::Sub(f.of[0], f.of[1]), number4(257 * 500));
    const Float4 yellow = hn::Mul(hn::Sub(f.of[1], f.of[2]), number4(257 * 200));
    const Float4 middle = number4(128 * 257);
    return rounded_planes({{light, hn::Add(red, middle), hn::Add(yellow, middle)}}, p.a);
  });
}

void LabToRgb16(View src, View dst, Pool& pool) {
  const Curve16* const encode = &encoded_srgb16();
  const Matrix16 to_rgb = matrix16(kRgbWeights);
  map_planes16(src, dst, pool, [encode, to_rgb](const Planes16& p) HWY_ATTR {
    const Float4 fy = hn::Add(hn::Mul(hn::ConvertTo(F32x4(), p.r), number4(100.0 / 65535 / 116)), number4(16.0 / 116));
    const Float4 fx = hn::Add(fy, hn::Mul(from_middle(p.g), number4(1.0 / (257 * 500))));
    const Float4 fz = hn::Sub(fy, hn::Mul(from_middle(p.b), number4(1.0 / (257 * 200))));
    return rgb_of_f(*encode, to_rgb, fx, fy, fz, p.a);
  });
}

void Modulate16(View src, View dst, const LabMap16& map, Pool& pool) {
  const Curve16 *const decode = &decoded_srgb16(), *const curve = &lab_f16(), *const encode = &encoded_srgb16();
  const Matrix16 to_xyz = matrix16(kXyzOfRgb), to_rgb = matrix16(kRgbWeights);
  const Float4 brightness = number4(map.brightness), offset = number4(map.offset);
  const Float4 xx = number4(map.xx), xz = number4(map.xz), zx = number4(map.zx), zz = number4(map.zz);
  map_planes16(src, dst, pool, [=](const Planes16& p) HWY_ATTR {
    const Three f = at_root(*curve, times(to_xyz, decoded(*decode, p)));
    const Float4 red = hn::Sub(f.of[0], f.of[1]), yellow = hn::Sub(f.of[1], f.of[2]);
    const Float4 fy = hn::Add(hn::Mul(f.of[1], brightness), offset);
    const Float4 fx = hn::Add(hn::Add(fy, hn::Mul(red, xx)), hn::Mul(yellow, xz));
    const Float4 fz = hn::Add(hn::Add(fy, hn::Mul(red, zx)), hn::Mul(yellow, zz));
    // 27 times white: far outside of all that can be shown, and what is larger would cost the sums of the way back their precision.
    const Float4 most = number4(3);
    return rgb_of_f(*encode, to_rgb, hn::Min(fx, most), hn::Min(fy, most), hn::Min(fz, most), p.a);
  });
}

}  // namespace HWY_NAMESPACE
}  // namespace pixlane
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace pixlane {

HWY_EXPORT(RgbToLab16);
HWY_EXPORT(LabToRgb16);
HWY_EXPORT(Modulate16);

// With f of X / Xn, Y / Yn, Z / Zn: L = 655.35 (116 fy - 16), a = 257 * 500 (fx - fy) + 32896, b = 257 * 200 (fy - fz) + 32896.
void rgbToLab16(View src, View dst, const RgbToLabParams&, Pool& pool, Scratch) { HWY_DYNAMIC_DISPATCH(RgbToLab16)(src, dst, pool); }

// encode(clamp(M (f^-1(fy + a / 500), f^-1(fy), f^-1(fy - b / 200)))), fy = (L + 16) / 116.
void labToRgb16(View src, View dst, const LabToRgbParams&, Pool& pool, Scratch) { HWY_DYNAMIC_DISPATCH(LabToRgb16)(src, dst, pool); }

// L' = L brightness + lightness, C' = C saturation, h' = h + hue, as sharp has it.
void modulate16(View src, View dst, const ModulateParams& params, Pool& pool, Scratch) {
  constexpr double kPi = 3.141592653589793;
  const double turned = params.hue * kPi / 180;
  const double cosine = params.saturation * exact_cosine(std::abs(turned));
  const double sine = params.saturation * exact_cosine(std::abs(turned - kPi / 2));
  const double offset = (1 - params.brightness) * 16 / 116 + params.lightness / 116;
  const LabMap16 map = {params.brightness, offset, cosine, -sine * 200 / 500, -sine * 500 / 200, -cosine};
  HWY_DYNAMIC_DISPATCH(Modulate16)(src, dst, map, pool);
}

}  // namespace pixlane
#endif
