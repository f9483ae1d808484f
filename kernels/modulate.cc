// modulate: brightness, saturation, hue and lightness in CIE LCh. The turn of hue and the scale of chroma are a matrix on a and b, and
// L, a, b are sums of f of X, Y and Z: what lies between f and its inverse is one affine map.

#include <cmath>
#include <cstdint>

#include "kernels/lab.h"
#include "kernels_gen.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/modulate.cc"
#include "hwy/foreach_target.h"  // IWYU pragma: keep
#include "hwy/highway.h"
#include "kernels/curves-inl.h"
#include "kernels/lab-inl.h"

#ifndef PIXLANE_MODULATE_ONCE
#define PIXLANE_MODULATE_ONCE
namespace pixlane {

// f' = matrix f + offset, of X, Y and Z.
struct LabMap {
  double matrix[3][3];
  double offset;
};

}  // namespace pixlane
#endif

HWY_BEFORE_NAMESPACE();
namespace pixlane {
namespace HWY_NAMESPACE {

void Modulate(View src, View dst, const LabMap& map, Pool& pool) {
  Contributions<int32_t> table;
  fill_contributions(kXyzWeights, 8192, decoded_srgb(), &table);
  const float* const f = lab_f();
  const uint8_t* const encoded = encoded_srgb();
  const Columns to_new = columns(map.matrix, 1), to_rgb = columns_of_lab();
  const auto offset = number(map.offset);
  // 27 times white: far outside of all that can be shown, and what is larger would cost the sums of the way back their precision.
  const auto most = number(3 * kLabOne);
  map_colours(src, dst, pool, [&table, f, encoded, to_new, to_rgb, offset, most](const uint8_t* from) HWY_ATTR {
    const auto xyz = hn::ShiftRight<14>(sums_of(table, from));
    const auto changed = hn::Min(hn::Add(times_entries(to_new, f, xyz), offset), most);
    return encode(encoded, times(to_rgb, inverse_lab_f(changed)));
  });
}

}  // namespace HWY_NAMESPACE
}  // namespace pixlane
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace pixlane {

HWY_EXPORT(Modulate);

// L' = L brightness + lightness, C' = C saturation, h' = h + hue, as sharp has it.
void modulate(View src, View dst, const ModulateParams& params, Pool& pool, Scratch) {
  constexpr double kPi = 3.141592653589793;
  const double turned = params.hue * kPi / 180;
  const double cosine = params.saturation * std::cos(turned), sine = params.saturation * std::sin(turned);
  // a = 500 (fx - fy), b = 200 (fy - fz): fx' = fy' + xx (fx - fy) + xz (fy - fz), fz' = fy' + zx (fx - fy) + zz (fy - fz).
  const double xx = cosine, xz = -sine * 200 / 500, zx = -sine * 500 / 200, zz = -cosine;
  const double brightness = params.brightness;
  const LabMap map = {{{xx, brightness - xx + xz, -xz}, {0, brightness, 0}, {zx, brightness - zx + zz, -zz}},
                      (1 - brightness) * kLabBlack + params.lightness / 116 * kLabOne};
  HWY_DYNAMIC_DISPATCH(Modulate)(src, dst, map, pool);
}

}  // namespace pixlane
#endif
