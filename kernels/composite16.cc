// composite of 16 bits a channel.

#include <cstddef>
#include <cstdint>

#include "kernels/composite.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/composite16.cc"
#include "hwy/foreach_target.h"  // IWYU pragma: keep
#include "hwy/highway.h"
#include "kernels/blend-modes16-inl.h"
#include "kernels/mix16-inl.h"

HWY_BEFORE_NAMESPACE();
namespace pixlane {
namespace HWY_NAMESPACE {

// How much of an image Porter and Duff keep: as much as the other's alpha, the rest of that, all. The fourth, nothing, keeps one image
// only.
enum class Share16 { kOther, kRest, kAll };

// `alpha` times a share.
template <Share16 kShare>
HWY_INLINE Pixel kept(Pixel alpha, Pixel other_alpha) {
  if constexpr (kShare == Share16::kOther) return hn::Mul(alpha, part_of_white(other_alpha));
  if constexpr (kShare == Share16::kRest) return hn::Mul(alpha, part_of_white(rest_of_white(other_alpha)));
  return alpha;
}

// The operators that keep one image's colours: alpha is round(own alpha * share / 65535), share = (other's alpha & and_mask) ^ xor_mask.
HWY_NOINLINE void pick_row16(const uint8_t* own, const uint8_t* other, uint8_t* to, size_t bytes, uint32_t and_mask, uint32_t xor_mask) {
  map_rows(own, other, to, bytes, [=](auto d32, auto p, auto q) HWY_ATTR {
    const hn::Repartition<uint64_t, decltype(d32)> d64;
    const auto share = hn::Xor(hn::And(hn::ShiftRight<16>(q), hn::Set(d32, and_mask)), hn::Set(d32, xor_mask));
    const auto out = hn::BitCast(d64, with_alpha_product(d32, p, share));
    return hn::BitCast(d32, hn::IfThenZeroElse(hn::Eq(hn::And(out, hn::Set(d64, kAlphaMask16)), hn::Zero(d64)), out));
  });
}
template <bool kOverlay, uint32_t kAnd, uint32_t kXor>
void PickSpan16(const uint8_t* backdrop, const uint8_t* overlay, uint8_t* to, size_t bytes) {
  pick_row16(kOverlay ? overlay : backdrop, kOverlay ? backdrop : overlay, to, bytes, kAnd, kXor);
}

// The operators that keep parts of both.
template <Share16 kOverlay, Share16 kBackdrop>
void DuffSpan16(const uint8_t* backdrop, const uint8_t* overlay, uint8_t* to, size_t bytes) {
  mix_row16(backdrop, overlay, to, bytes, [](Pixel b, Pixel s) HWY_ATTR {
    const auto alpha_b = alpha_of(b);
    const auto alpha_s = alpha_of(s);
    return weighted16(b, kept<kBackdrop>(alpha_b, alpha_s), s, kept<kOverlay>(alpha_s, alpha_b));
  });
}

// Sums of premultiplied colours and of alphas, clamped to 1.
void AddSpan16(const uint8_t* backdrop, const uint8_t* overlay, uint8_t* to, size_t bytes) {
  mix_row16(backdrop, overlay, to, bytes, [](Pixel b, Pixel s) HWY_ATTR {
    const auto alpha_b = alpha_of(b);
    const auto alpha_s = alpha_of(s);
    const auto alpha = hn::Min(hn::Add(alpha_s, alpha_b), hn::Set(F32x4(), kWhite16));
    const auto divisor = hn::Max(alpha, hn::Set(F32x4(), 1.0f));
    return with_alpha(hn::Add(hn::Mul(s, hn::Div(alpha_s, divisor)), hn::Mul(b, hn::Div(alpha_b, divisor))), alpha);
  });
}

// As much of the overlay as the backdrop leaves room for, beside the backdrop.
void SaturateSpan16(const uint8_t* backdrop, const uint8_t* overlay, uint8_t* to, size_t bytes) {
  mix_row16(backdrop, overlay, to, bytes, [](Pixel b, Pixel s) HWY_ATTR {
    const auto alpha_b = alpha_of(b);
    return weighted16(b, alpha_b, s, hn::Min(alpha_of(s), rest_of_white(alpha_b)));
  });
}

// The blend modes: the overlay's colour becomes the mode's as far as the backdrop's alpha goes, and lies over the backdrop. Which gives the
// three colours the weights A (W - B), A B and B (W - A).
template <class Mode>
void BlendSpan16(const uint8_t* backdrop, const uint8_t* overlay, uint8_t* to, size_t bytes) {
  mix_row16(backdrop, overlay, to, bytes, [](Pixel b, Pixel s) HWY_ATTR {
    const auto alpha_b = alpha_of(b);
    const auto alpha_s = alpha_of(s);
    const auto met = hn::Add(s, hn::Mul(hn::Sub(Mode::of(b, s), s), part_of_white(alpha_b)));
    return weighted16(b, kept<Share16::kRest>(alpha_b, alpha_s), met, alpha_s);
  });
}

// What a backdrop becomes that no overlay reaches.
CompositeSpan SpanOutside16() { return PickSpan16<false, 0, 0xFFFF>; }

CompositeSpan SpanOf16(CompositeBlend blend) {
  using S = Share16;
  switch (blend) {
    case CompositeBlend::kClear: return PickSpan16<false, 0, 0>;
    case CompositeBlend::kSource: return PickSpan16<true, 0, 0xFFFF>;
    case CompositeBlend::kOver: return DuffSpan16<S::kAll, S::kRest>;
    case CompositeBlend::kIn: return PickSpan16<true, 0xFFFF, 0>;
    case CompositeBlend::kOut: return PickSpan16<true, 0xFFFF, 0xFFFF>;
    case CompositeBlend::kAtop: return DuffSpan16<S::kOther, S::kRest>;
    case CompositeBlend::kDest: return PickSpan16<false, 0, 0xFFFF>;
    case CompositeBlend::kDestOver: return DuffSpan16<S::kRest, S::kAll>;
    case CompositeBlend::kDestIn: return PickSpan16<false, 0xFFFF, 0>;
    case CompositeBlend::kDestOut: return PickSpan16<false, 0xFFFF, 0xFFFF>;
    case CompositeBlend::kDestAtop: return DuffSpan16<S::kRest, S::kOther>;
    case CompositeBlend::kXor: return DuffSpan16<S::kRest, S::kRest>;
    case CompositeBlend::kAdd: return AddSpan16;
    case CompositeBlend::kSaturate: return SaturateSpan16;
    case CompositeBlend::kMultiply: return BlendSpan16<modes16::Multiply>;
    case CompositeBlend::kScreen: return BlendSpan16<modes16::Screen>;
    case CompositeBlend::kOverlay: return BlendSpan16<modes16::Overlay>;
    case CompositeBlend::kDarken: return BlendSpan16<modes16::Darken>;
    case CompositeBlend::kLighten: return BlendSpan16<modes16::Lighten>;
    case CompositeBlend::kColourDodge: return BlendSpan16<modes16::ColourDodge>;
    case CompositeBlend::kColourBurn: return BlendSpan16<modes16::ColourBurn>;
    case CompositeBlend::kHardLight: return BlendSpan16<modes16::HardLight>;
    case CompositeBlend::kSoftLight: return BlendSpan16<modes16::SoftLight>;
    case CompositeBlend::kDifference: return BlendSpan16<modes16::Difference>;
    case CompositeBlend::kExclusion: return BlendSpan16<modes16::Exclusion>;
    case CompositeBlend::kHue: return BlendSpan16<modes16::Hue>;
    case CompositeBlend::kSaturation: return BlendSpan16<modes16::Saturation>;
    case CompositeBlend::kColour: return BlendSpan16<modes16::Colour>;
    case CompositeBlend::kLuminosity: return BlendSpan16<modes16::Luminosity>;
  }
  return SpanOutside16();
}

}  // namespace HWY_NAMESPACE
}  // namespace pixlane
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace pixlane {

HWY_EXPORT(SpanOf16);
HWY_EXPORT(SpanOutside16);

size_t composite16_scratch(View src, View, View, const CompositeParams& params, const Pool& pool) {
  return composite_rows_scratch(src, params, pool);
}

// The weights of composite in 65535ths. Alpha is their sum, rounded; colours are the weighed means, a blend mode's result not rounded
// before. In 32-bit floats: both as a first colour plus a part of the difference to the second. Operators that keep one image only are
// exact.
void composite16(View src, View second, View dst, const CompositeParams& params, Pool& pool, Scratch scratch) {
  composite_rows(src, second, dst, params, pool, scratch, HWY_DYNAMIC_DISPATCH(SpanOf16)(params.blend),
                 HWY_DYNAMIC_DISPATCH(SpanOutside16)());
}

}  // namespace pixlane
#endif
