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
#include "kernels/colour-inl.h"
#include "kernels/curves-inl.h"
#include "kernels/lab-inl.h"
#include "kernels/pixels-inl.h"

#ifndef PIXLANE_MODULATE_ONCE
#define PIXLANE_MODULATE_ONCE
namespace pixlane {

inline size_t modulate_grain(View view) { return 1 + (size_t{1} << 11) / (view.width + 1); }

// fy' = scale fy + offset, fx' = fy' + xx (fx - fy) + xz (fy - fz), fz' = fy' + zx (fx - fy) + zz (fy - fz).
struct LabMap {
  float scale, offset, xx, xz, zx, zz;
};

}  // namespace pixlane
#endif

HWY_BEFORE_NAMESPACE();
namespace pixlane {
namespace HWY_NAMESPACE {

void Modulate(View src, View dst, const LabMap& map, Pool& pool) {
  Contributions table;
  fill_contributions(kXyzWeights, 8192, DecodeSrgb(), &table);
  pool.rows(src.height, modulate_grain(src), [&](size_t begin, size_t end, unsigned) {
    const auto scale = number(map.scale), offset = number(map.offset);
    const auto xx = number(map.xx), xz = number(map.xz), zx = number(map.zx), zz = number(map.zz);
    // 27 times white: far outside of all that can be shown, and what is larger would cost the sums of the way back their precision.
    const auto most = number(static_cast<float>(3 * kLabOne));
    map_fours(src, dst, begin, end, [&](Pixels4 v, const uint8_t* from) HWY_ATTR {
      const Triple f = lab_f(linear29(contributions_of_four(table, from)));
      const auto a = hn::Sub(f.x, f.y), b = hn::Sub(f.y, f.z);
      const auto fy = hn::Add(hn::Mul(f.y, scale), offset);
      const auto fx = hn::Add(fy, hn::Add(hn::Mul(a, xx), hn::Mul(b, xz)));
      const auto fz = hn::Add(fy, hn::Add(hn::Mul(a, zx), hn::Mul(b, zz)));
      return srgb_of_lab_f({hn::Min(fx, most), hn::Min(fy, most), hn::Min(fz, most)}, v);
    });
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
  // a = 500 (fx - fy), b = 200 (fy - fz).
  const LabMap map = {static_cast<float>(params.brightness),
                      static_cast<float>((1 - params.brightness) * kLabBlack + params.lightness / 116 * kLabOne),
                      static_cast<float>(cosine),
                      static_cast<float>(-sine * 200 / 500),
                      static_cast<float>(-sine * 500 / 200),
                      static_cast<float>(-cosine)};
  HWY_DYNAMIC_DISPATCH(Modulate)(src, dst, map, pool);
}

}  // namespace pixlane
#endif
