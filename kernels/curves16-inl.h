// Curves of 16 bits (kernels/curves16.h) and matrices between them, for a channel of four pixels in a vector; compiled once a target.

#if defined(PIXLANE_CURVES16_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef PIXLANE_CURVES16_INL_H_
#undef PIXLANE_CURVES16_INL_H_
#else
#define PIXLANE_CURVES16_INL_H_
#endif

#include <cstdint>

#include "hwy/highway.h"
#include "kernels/curves16.h"
#include "kernels/planes16-inl.h"

HWY_BEFORE_NAMESPACE();
namespace pixlane {
namespace HWY_NAMESPACE {

using Float4 = hn::VFromD<F32x4>;
using Int4 = hn::VFromD<I32x4>;

HWY_INLINE Float4 number4(double x) { return hn::Set(F32x4(), static_cast<float>(x)); }

// Rounded, halves up, below 2^31; what is below 0 or above 65535 is left to pixels_of.
HWY_INLINE Int4 rounded_plane(Float4 v) { return hn::ConvertTo(I32x4(), hn::Add(v, number4(0.5))); }

// Of a value that is 32896 for 0, which is 128 in a byte.
HWY_INLINE Float4 from_middle(Int4 v) { return hn::ConvertTo(F32x4(), hn::Sub(v, hn::Set(I32x4(), 128 * 257))); }

// One load an entry brings value and step.
HWY_INLINE Float4 on_segment(const Curve16& curve, Int4 at, Float4 fraction) {
  const F32x4 df;
  const auto entry = [&](int32_t i) HWY_ATTR { return hn::LoadU(hn::CappedTag<float, 2>(), &curve.of[i].value); };
  const Float4 lower = hn::Combine(df, entry(hn::ExtractLane(at, 1)), entry(hn::ExtractLane(at, 0)));
  const Float4 upper = hn::Combine(df, entry(hn::ExtractLane(at, 3)), entry(hn::ExtractLane(at, 2)));
  return hn::Add(hn::ConcatEven(df, upper, lower), hn::Mul(hn::ConcatOdd(df, upper, lower), fraction));
}

// x: values of 16 bits.
HWY_INLINE Float4 decoded(const Curve16& curve, Int4 x) {
  return on_segment(curve, hn::ShiftRight<4>(x), hn::ConvertTo(F32x4(), hn::And(x, hn::Set(I32x4(), 15))));
}

// Lane by lane, as the scalar target has it, a look-up is too much code to have six times in a kernel.
#undef PIXLANE_AT_ROOT
#if HWY_TARGET == HWY_EMU128
#define PIXLANE_AT_ROOT HWY_NOINLINE inline
#else
#define PIXLANE_AT_ROOT HWY_INLINE
#endif

// x, clamped to 0..1, by its fourth root.
PIXLANE_AT_ROOT Float4 at_root(const Curve16& curve, Float4 x) {
  const F32x4 df;
  const Float4 clamped = hn::Min(hn::Max(x, hn::Zero(df)), hn::Set(df, 1.0f));
  const Float4 place = hn::Mul(hn::Sqrt(hn::Sqrt(clamped)), hn::Set(df, kCurveSegments));
  const Int4 at = hn::ConvertTo(I32x4(), place);
  return on_segment(curve, at, hn::Sub(place, hn::ConvertTo(df, at)));
}

// Three numbers of each of four pixels.
struct Three {
  Float4 of[3];
};
HWY_INLINE Three decoded(const Curve16& curve, const Planes16& p) {
  return {{decoded(curve, p.r), decoded(curve, p.g), decoded(curve, p.b)}};
}
HWY_INLINE Three at_root(const Curve16& curve, const Three& x) {
  return {{at_root(curve, x.of[0]), at_root(curve, x.of[1]), at_root(curve, x.of[2])}};
}
HWY_INLINE Planes16 rounded_planes(const Three& v, Int4 alpha) {
  return {rounded_plane(v.of[0]), rounded_plane(v.of[1]), rounded_plane(v.of[2]), alpha};
}

// A 3 x 3 matrix, every entry in all lanes.
struct Matrix16 {
  Float4 of[3][3];
};
HWY_INLINE Matrix16 matrix16(const double (&m)[3][3], double scale = 1) {
  const auto entry = [&](int row, int column) HWY_ATTR { return number4(m[row][column] * scale); };
  return {{{entry(0, 0), entry(0, 1), entry(0, 2)}, {entry(1, 0), entry(1, 1), entry(1, 2)}, {entry(2, 0), entry(2, 1), entry(2, 2)}}};
}
HWY_INLINE Three times(const Matrix16& m, const Three& v) {
  const auto sum = [&](int row) HWY_ATTR {
    return hn::Add(hn::Add(hn::Mul(m.of[row][0], v.of[0]), hn::Mul(m.of[row][1], v.of[1])), hn::Mul(m.of[row][2], v.of[2]));
  };
  return {{sum(0), sum(1), sum(2)}};
}

}  // namespace HWY_NAMESPACE
}  // namespace pixlane
HWY_AFTER_NAMESPACE();

#endif  // toggle
