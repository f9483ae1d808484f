// rgbToLab, labToRgb: CIE L*a*b* of white D65 in bytes: 255 L / 100, a + 128, b + 128.

#include <cstdint>

#include "kernels/lab.h"
#include "kernels_gen.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/lab.cc"
#include "hwy/foreach_target.h"  // IWYU pragma: keep
#include "hwy/highway.h"
#include "kernels/colour-inl.h"
#include "kernels/curves-inl.h"
#include "kernels/lab-inl.h"
#include "kernels/pixels-inl.h"

#ifndef PIXLANE_LAB_ONCE
#define PIXLANE_LAB_ONCE
namespace pixlane {

inline size_t lab_grain(View view) { return 1 + (size_t{1} << 12) / (view.width + 1); }

}  // namespace pixlane
#endif

HWY_BEFORE_NAMESPACE();
namespace pixlane {
namespace HWY_NAMESPACE {

// The third byte of each lane, where the upper halves of the sums have their results: in the place of byte `kTo`.
template <int kTo>
HWY_INLINE Pixels4 third_byte(Int4 v) {
  const U8x16 d8;
  constexpr int kNone = 128;
  constexpr int k0 = kTo == 0 ? 2 : kNone, k1 = kTo == 1 ? 2 : kNone;
  constexpr auto at = [](int index, int pixel) { return index == kNone ? kNone : index + 4 * pixel; };
  return hn::BitCast(U32x4(), bytes_or_zero(hn::BitCast(d8, v),
                                            hn::Dup128VecFromValues(d8, k0, k1, kNone, kNone, at(k0, 1), at(k1, 1), kNone, kNone, at(k0, 2),
                                                                    at(k1, 2), kNone, kNone, at(k0, 3), at(k1, 3), kNone, kNone)));
}

void RgbToLab(View src, View dst, Pool& pool) {
  Contributions table;
  fill_contributions(kXyzWeights, 8192, DecodeSrgb(), &table);
  pool.rows(src.height, lab_grain(src), [&](size_t begin, size_t end, unsigned) {
    const I32x4 di;
    const U32x4 du;
    // The lower half of a lane times a weight.
    const auto times = [&](Int4 lanes, uint32_t weight) HWY_ATTR {
      return hn::WidenMulPairwiseAdd(di, hn::BitCast(I16x8(), lanes), hn::BitCast(I16x8(), hn::Set(du, weight)));
    };
    map_fours(src, dst, begin, end, [&](Pixels4 v, const uint8_t* from) HWY_ATTR {
      const Triple f = lab_f(linear29(contributions_of_four(table, from)));
      const auto x = round_to_bits(f.x), y = round_to_bits(f.y), z = round_to_bits(f.z);
      const auto l = hn::Add(times(y, 1183), hn::Set(di, 32768 - 2670592));
      const auto middle = hn::Set(di, (128 << 16) + 32768);
      const auto a = hn::Add(times(hn::Sub(x, y), 2000), middle);
      const auto b = hn::Add(times(hn::Sub(y, z), 800), middle);
      const auto lower = hn::Or(third_byte<0>(l), third_byte<1>(a));
      const auto upper = hn::BitwiseIfThenElse(hn::Set(du, 0x00FF0000u), hn::BitCast(du, b), v);
      return hn::Or(lower, hn::And(upper, hn::Set(du, 0xFFFF0000u)));
    });
  });
}

void LabToRgb(View src, View dst, Pool& pool) {
  pool.rows(src.height, lab_grain(src), [&](size_t begin, size_t end, unsigned) {
    const auto constant = [](double x) HWY_ATTR { return number(static_cast<float>(x)); };
    map_fours(src, dst, begin, end, [&](Pixels4 v, const uint8_t*) HWY_ATTR {
      const auto fy = hn::Add(hn::Mul(channel<0>(v), constant(kLabOne * 100 / 255 / 116)), constant(kLabBlack));
      const auto fx = hn::Add(fy, hn::Mul(hn::Sub(channel<1>(v), number(128.0f)), constant(kLabOne / 500)));
      const auto fz = hn::Sub(fy, hn::Mul(hn::Sub(channel<2>(v), number(128.0f)), constant(kLabOne / 200)));
      return srgb_of_lab_f({fx, fy, fz}, v);
    });
  });
}

}  // namespace HWY_NAMESPACE
}  // namespace pixlane
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace pixlane {

HWY_EXPORT(RgbToLab);
HWY_EXPORT(LabToRgb);

// With f of X / Xn, Y / Yn, Z / Zn rounded to 14 bits: L = (1183 fy - 2670592 + 32768) >> 16, which is 255 / 100 (116 fy - 16),
// a = (2000 (fx - fy) + 32768 >> 16) + 128, b = (800 (fy - fz) + 32768 >> 16) + 128.
void rgbToLab(View src, View dst, const RgbToLabParams&, Pool& pool, Scratch) { HWY_DYNAMIC_DISPATCH(RgbToLab)(src, dst, pool); }

// encode(clamp(M (f^-1(fy + a / 500), f^-1(fy), f^-1(fy - b / 200)))), fy = (L + 16) / 116, in single precision.
void labToRgb(View src, View dst, const LabToRgbParams&, Pool& pool, Scratch) { HWY_DYNAMIC_DISPATCH(LabToRgb)(src, dst, pool); }

}  // namespace pixlane
#endif
