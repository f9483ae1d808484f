// rgbToOklab, oklabToRgb: Oklab in bytes: 255 L, 255 a / 0.8 + 128, 255 b / 0.8 + 128.

#include <cmath>
#include <cstdint>

#include "kernels_gen.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/oklab.cc"
#include "hwy/foreach_target.h"  // IWYU pragma: keep
#include "hwy/highway.h"
#include "kernels/colour-inl.h"
#include "kernels/curves-inl.h"
#include "kernels/lab-inl.h"
#include "kernels/pixels-inl.h"

#ifndef PIXLANE_OKLAB_ONCE
#define PIXLANE_OKLAB_ONCE
namespace pixlane {

inline size_t oklab_grain(View view) { return 1 + (size_t{1} << 12) / (view.width + 1); }

// By Bjorn Ottosson. From linear sRGB to LMS in 14 bits, the rows of which sum to 1; from its cube roots to Oklab; from Oklab's a and b to
// those roots, L's weight being 1; from LMS to linear sRGB.
inline constexpr int16_t kLmsWeights[9] = {6754, 8787, 843, 3472, 11152, 1760, 1447, 4616, 10321};
inline constexpr double kOklabWeights[3][3] = {
    {0.2104542553, 0.7936177850, -0.0040720468}, {1.9779984951, -2.4285922050, 0.4505937099}, {0.0259040371, 0.7827717662, -0.8086757660}};
inline constexpr double kRootWeights[3][2] = {{0.3963377774, 0.2158037573}, {-0.1055613458, -0.0638541728}, {-0.0894841775, -1.2914855480}};
inline constexpr double kRgbOfLms[3][3] = {{4.0767416621, -3.3077115913, 0.2309699292},
                                           {-1.2684380046, 2.6097574011, -0.3413193965},
                                           {-0.0041960863, -0.7034186147, 1.7076147010}};
// 255 by the cube root of white.
inline constexpr float kRootScale = 0.31375306f;

}  // namespace pixlane
#endif

HWY_BEFORE_NAMESPACE();
namespace pixlane {
namespace HWY_NAMESPACE {

void RgbToOklab(View src, View dst, Pool& pool) {
  Contributions table;
  fill_contributions(kLmsWeights, 0, DecodeSrgb(), &table);
  pool.rows(src.height, oklab_grain(src), [&](size_t begin, size_t end, unsigned) {
    map_fours(src, dst, begin, end, [&](Pixels4 v, const uint8_t* from) HWY_ATTR {
      const Sums sums = contributions_of_four(table, from);
      // At least 1: the cube root of 0 would be a sum of denormal numbers, which are slow.
      const Triple root = cube_root(max(Triple{floats(sums.x), floats(sums.y), floats(sums.z)}, 1.0f), kRootScale);
      const auto sum = [&](int i, double scale) HWY_ATTR {
        const auto weight = [&](int j) HWY_ATTR { return number(static_cast<float>(kOklabWeights[i][j] * scale)); };
        return hn::Add(hn::Add(hn::Mul(root.x, weight(0)), hn::Mul(root.y, weight(1))), hn::Mul(root.z, weight(2)));
      };
      const auto middle = number(128.0f);
      return pixels_of({sum(0, 1), hn::Add(sum(1, 1.25), middle), hn::Add(sum(2, 1.25), middle)}, v);
    });
  });
}

void OklabToRgb(View src, View dst, Pool& pool) {
  pool.rows(src.height, oklab_grain(src), [&](size_t begin, size_t end, unsigned) {
    map_fours(src, dst, begin, end, [&](Pixels4 v, const uint8_t*) HWY_ATTR {
      const auto l = channel<0>(v), a = hn::Sub(channel<1>(v), number(128.0f)), b = hn::Sub(channel<2>(v), number(128.0f));
      const auto root = [&](int i) HWY_ATTR {
        return hn::Add(l, hn::Add(hn::Mul(a, number(static_cast<float>(kRootWeights[i][0] * 0.8))),
                                  hn::Mul(b, number(static_cast<float>(kRootWeights[i][1] * 0.8)))));
      };
      const Triple roots = {root(0), root(1), root(2)};
      constexpr double kWhite = 32767.0 * 16384 / (255.0 * 255 * 255);
      return pixels_of(encoded_sums(kRgbOfLms, kWhite, mul(mul(roots, roots), roots)), v);
    });
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
void oklabToRgb(View src, View dst, const OklabToRgbParams&, Pool& pool, Scratch) { HWY_DYNAMIC_DISPATCH(OklabToRgb)(src, dst, pool); }

}  // namespace pixlane
#endif
