// From f of CIE L*a*b* back to sRGB: what labToRgb and modulate share, compiled once a target.

#if defined(PIXLANE_LAB_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef PIXLANE_LAB_INL_H_
#undef PIXLANE_LAB_INL_H_
#else
#define PIXLANE_LAB_INL_H_
#endif

#include <cstdint>

#include "hwy/highway.h"
#include "kernels/curves-inl.h"
#include "kernels/lab.h"

HWY_BEFORE_NAMESPACE();
namespace pixlane {
namespace HWY_NAMESPACE {

// X, Y and Z, each by its white's, times 2^42.
HWY_INLINE Float4 inverse_lab_f(Float4 f) {
  const auto line = hn::Mul(hn::Sub(f, number(kLabOne * 4 / 29)), number(kLabOne * kLabOne * 108 / 841));
  return hn::IfThenElse(hn::Gt(f, number(kLabOne * 6 / 29)), hn::Mul(hn::Mul(f, f), f), line);
}

// From those to linear 15.
HWY_INLINE Columns columns_of_lab() { return columns(kRgbWeights, kWhiteByCube); }

}  // namespace HWY_NAMESPACE
}  // namespace pixlane
HWY_AFTER_NAMESPACE();

#endif  // toggle
