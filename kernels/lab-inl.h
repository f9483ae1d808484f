// From f of CIE L*a*b* back to sRGB: what labToRgb and modulate share, compiled once a target.

#if defined(PIXLANE_LAB_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef PIXLANE_LAB_INL_H_
#undef PIXLANE_LAB_INL_H_
#else
#define PIXLANE_LAB_INL_H_
#endif

#include <cstdint>

#include "hwy/highway.h"
#include "kernels/colour-inl.h"
#include "kernels/curves-inl.h"
#include "kernels/lab.h"
#include "kernels/pixels-inl.h"

HWY_BEFORE_NAMESPACE();
namespace pixlane {
namespace HWY_NAMESPACE {

// Bytes of linear light by a matrix, clamped and encoded, not yet rounded.
HWY_INLINE Triple encoded_sums(const double (&m)[3][3], double scale, const Triple& v) {
  const auto sum = [&](const double(&row)[3]) HWY_ATTR {
    const auto weight = [&](int i) HWY_ATTR { return number(static_cast<float>(row[i] * scale)); };
    return hn::Add(hn::Add(hn::Mul(v.x, weight(0)), hn::Mul(v.y, weight(1))), hn::Mul(v.z, weight(2)));
  };
  const auto clamped = [](Float4 t) HWY_ATTR { return hn::Min(hn::Max(t, number(0.0f)), number(32767.0f * 16384)); };
  return encode_srgb(each(clamped, Triple{sum(m[0]), sum(m[1]), sum(m[2])}));
}

// X, Y and Z, each by its white's, times 2^42.
HWY_INLINE Triple inverse_lab_f(const Triple& f) {
  const auto line = mul(add(f, static_cast<float>(-kLabOne * 4 / 29)), static_cast<float>(kLabOne * kLabOne * 108 / 841));
  const auto cube = mul(mul(f, f), f);
  const auto choose = [](Float4 t, Float4 a, Float4 b)
                          HWY_ATTR { return hn::IfThenElse(hn::Gt(t, number(static_cast<float>(kLabOne * 6 / 29))), a, b); };
  return {choose(f.x, cube.x, line.x), choose(f.y, cube.y, line.y), choose(f.z, cube.z, line.z)};
}

// Pixels of f of X, Y and Z, alphas of `v`.
HWY_INLINE Pixels4 srgb_of_lab_f(const Triple& f, Pixels4 v) {
  return pixels_of(encoded_sums(kRgbWeights, kWhiteByCube, inverse_lab_f(f)), v);
}

}  // namespace HWY_NAMESPACE
}  // namespace pixlane
HWY_AFTER_NAMESPACE();

#endif  // toggle
