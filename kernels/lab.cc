// rgbToLab, labToRgb: CIE L*a*b* of white D65 in bytes: 255 L / 100, a + 128, b + 128.

#include <cstdint>

#include "kernels/lab.h"
#include "kernels_gen.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/lab.cc"
#include "hwy/foreach_target.h"  // IWYU pragma: keep
#include "hwy/highway.h"
#include "kernels/curves-inl.h"
#include "kernels/lab-inl.h"

HWY_BEFORE_NAMESPACE();
namespace pixlane {
namespace HWY_NAMESPACE {

void RgbToLab(View src, View dst, Pool& pool) {
  Contributions<int32_t> table;
  fill_contributions(kXyzWeights, 8192, decoded_srgb(), &table);
  const uint16_t* const f = lab_f_rounded();
  map_colours(src, dst, pool, [&table, f](const uint8_t* from) HWY_ATTR {
    const auto xyz = hn::ShiftRight<14>(sums_of(table, from));
    const int32_t fx = f[hn::ExtractLane(xyz, 0)], fy = f[hn::ExtractLane(xyz, 1)], fz = f[hn::ExtractLane(xyz, 2)];
    const auto l = static_cast<uint32_t>(1183 * fy - 2670592 + 32768);
    const auto a = static_cast<uint32_t>(2000 * (fx - fy) + (128 << 16) + 32768);
    const auto b = static_cast<uint32_t>(800 * (fy - fz) + (128 << 16) + 32768);
    return (l >> 16) | (a >> 16 << 8) | (b & 0xFF0000u);
  });
}

void LabToRgb(View src, View dst, const Contributions<float>& table, Pool& pool) {
  const uint8_t* const encoded = encoded_srgb();
  const Columns to_rgb = columns_of_lab();
  map_colours(src, dst, pool, [&table, encoded, to_rgb](const uint8_t* from) HWY_ATTR {
    return encode(encoded, times(to_rgb, inverse_lab_f(sums_of(table, from))));
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
void labToRgb(View src, View dst, const LabToRgbParams&, Pool& pool, Scratch) {
  Contributions<float> table = {};
  for (int i = 0; i < 256; ++i) {
    const auto l = static_cast<float>(i * (kLabOne * 100 / 255 / 116) + kLabBlack);
    for (int row = 0; row < 3; ++row) table.of[0][i][row] = l;
    table.of[1][i][0] = static_cast<float>((i - 128) * (kLabOne / 500));
    table.of[2][i][2] = static_cast<float>((128 - i) * (kLabOne / 200));
  }
  HWY_DYNAMIC_DISPATCH(LabToRgb)(src, dst, table, pool);
}

}  // namespace pixlane
#endif
