// displayP3ToSrgb, adobeRgbToSrgb of 16 bits a channel, four pixels at a time.

#include "kernels_gen.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/gamut16.cc"
#include "hwy/foreach_target.h"  // IWYU pragma: keep
#include "hwy/highway.h"
#include "kernels/curves16-inl.h"

#ifndef PIXLANE_GAMUT16_ONCE
#define PIXLANE_GAMUT16_ONCE
namespace pixlane {

// A matrix whose rows sum to 1 and in which blue has no part in red and green, as what differences add to a colour: greys stay what they
// are to the last bit.
struct Gamut16 {
  double red, green;            // of red - green in red and in green
  double blue_red, blue_green;  // of blue - red and blue - green in blue
};

}  // namespace pixlane
#endif

HWY_BEFORE_NAMESPACE();
namespace pixlane {
namespace HWY_NAMESPACE {

void GamutToSrgb16(View src, View dst, const Gamut16& gamut, const Curve16& from_values, Pool& pool) {
  const Curve16 *const decode = &from_values, *const encode = &encoded_srgb16();
  const Float4 red = number4(gamut.red), green = number4(gamut.green);
  const Float4 blue_red = number4(gamut.blue_red), blue_green = number4(gamut.blue_green);
  map_planes16(src, dst, pool, [=](const Planes16& p) HWY_ATTR {
    const Three c = decoded(*decode, p);
    const Float4 r = c.of[0], g = c.of[1], b = c.of[2];
    const Float4 d = hn::Sub(r, g);
    const Float4 new_b = hn::Add(hn::Add(b, hn::Mul(blue_red, hn::Sub(b, r))), hn::Mul(blue_green, hn::Sub(b, g)));
    return rounded_planes(at_root(*encode, {{hn::Add(r, hn::Mul(red, d)), hn::Add(g, hn::Mul(green, d)), new_b}}), p.a);
  });
}

}  // namespace HWY_NAMESPACE
}  // namespace pixlane
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace pixlane {

HWY_EXPORT(GamutToSrgb16);

// encode(clamp(M decode(x))): both curves are sRGB's, M goes from P3's primaries to sRGB's, both of white D65.
void displayP3ToSrgb16(View src, View dst, const DisplayP3ToSrgbParams&, Pool& pool, Scratch) {
  static constexpr Gamut16 kGamut = {0.22494017628055996, -0.04205695470968816, 0.019637554590334432, 0.07863604555063189};
  HWY_DYNAMIC_DISPATCH(GamutToSrgb16)(src, dst, kGamut, decoded_srgb16(), pool);
}

// encode(clamp(M decode(x))): decode is x^(563/256), M goes from Adobe RGB's primaries to sRGB's, both of white D65.
void adobeRgbToSrgb16(View src, View dst, const AdobeRgbToSrgbParams&, Pool& pool, Scratch) {
  static constexpr Gamut16 kGamut = {0.3983557439607783, 0, 0, 0.042928989294473266};
  HWY_DYNAMIC_DISPATCH(GamutToSrgb16)(src, dst, kGamut, decoded_adobe16(), pool);
}

}  // namespace pixlane
#endif
