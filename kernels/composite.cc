// composite: one image over another by any of Porter and Duff's operators or of W3C's blend modes.

#include <cstddef>
#include <cstdint>

#include "kernels/composite.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/composite.cc"
#include "hwy/foreach_target.h"  // IWYU pragma: keep
#include "hwy/highway.h"
#include "kernels/blend-modes-inl.h"
#include "kernels/mix-inl.h"

HWY_BEFORE_NAMESPACE();
namespace pixlane {
namespace HWY_NAMESPACE {

// How much of an image Porter and Duff keep: nothing, as much as the other's alpha, the rest of that, all. In 255ths.
enum class Share { kNone, kOther, kRest, kAll };

template <Share kShare, class D32, class V32>
HWY_INLINE V32 share_of(D32 d32, V32 other_alpha) {
  const auto all = hn::Set(d32, 255u);
  if constexpr (kShare == Share::kNone) return hn::Zero(d32);
  if constexpr (kShare == Share::kOther) return other_alpha;
  if constexpr (kShare == Share::kRest) return hn::Xor(other_alpha, all);
  return all;
}

// With an opaque backdrop `colours` cover it as far as the alpha of `overlay` goes: round((A c + (255 - A) b) / 255).
template <class D32, class V32>
HWY_INLINE V32 over_opaque(D32 d32, V32 backdrop, V32 colours, V32 overlay) {
  const hn::Repartition<uint16_t, D32> d16;
  const auto alpha = alpha_lanes(d32, overlay);
  const auto rest = hn::Xor(alpha, hn::Set(d16, 255));
  const auto even = hn::Add(hn::Mul(even_bytes(d32, colours), alpha), hn::Mul(even_bytes(d32, backdrop), rest));
  const auto odd = hn::Add(hn::Mul(odd_bytes(d32, colours), alpha), hn::Mul(odd_bytes(d32, backdrop), rest));
  return hn::Or(join_high(d32, over_255(d32, even), over_255(d32, odd)), hn::Set(d32, kAlphaMask));
}

// The operators that keep one image's colours: alpha is round(own alpha * share / 255).
template <bool kOverlay, Share kShare>
void PickSpan(const uint8_t* backdrop, const uint8_t* overlay, uint8_t* to, size_t bytes) {
  map_rows(backdrop, overlay, to, bytes, [](auto d32, auto b, auto s) HWY_ATTR {
    const auto own = kOverlay ? s : b;
    const auto share = share_of<kShare>(d32, byte_of<3>(d32, kOverlay ? b : s));
    const auto alpha = alpha_from_byte_1(d32, lanes_over_255(d32, byte_product(d32, byte_of<3>(d32, own), share)));
    const auto colours = hn::And(own, hn::Set(d32, kColourMask));
    return hn::IfThenZeroElse(hn::Eq(alpha, hn::Zero(d32)), hn::Or(colours, alpha));
  });
}

// The operators that keep parts of both: the parts of each colour are the weights A * share and, of the backdrop, B * share.
template <Share kOverlay, Share kBackdrop>
void DuffSpan(const uint8_t* backdrop, const uint8_t* overlay, uint8_t* to, size_t bytes) {
  if constexpr (kBackdrop == Share::kRest && kOverlay != Share::kRest) {
    if (is_opaque(backdrop, bytes / kChannels)) {
      map_rows(backdrop, overlay, to, bytes, [](auto d32, auto b, auto s) HWY_ATTR { return over_opaque(d32, b, s, s); });
      return;
    }
  }
  map_rows(backdrop, overlay, to, bytes, [](auto d32, auto b, auto s) HWY_ATTR {
    const auto alpha_s = byte_of<3>(d32, s);
    const auto alpha_b = byte_of<3>(d32, b);
    const auto weight_s = byte_product(d32, alpha_s, share_of<kOverlay>(d32, alpha_b));
    const auto weight_b = byte_product(d32, alpha_b, share_of<kBackdrop>(d32, alpha_s));
    return weighted(d32, s, weight_s, b, weight_b, byte_of<1>(d32, lanes_over_255(d32, hn::Add(weight_s, weight_b))));
  });
}

// Sums of premultiplied colours and of alphas, clamped to 1.
void AddSpan(const uint8_t* backdrop, const uint8_t* overlay, uint8_t* to, size_t bytes) {
  map_rows(backdrop, overlay, to, bytes, [](auto d32, auto b, auto s) HWY_ATTR {
    const hn::Repartition<float, decltype(d32)> df;
    const auto weight_s = Channel<3>()(s);
    const auto weight_b = Channel<3>()(b);
    const auto alpha = hn::Min(hn::Add(weight_s, weight_b), hn::Set(df, 255.0f));
    const auto whole = hn::BitCast(d32, hn::ConvertTo(hn::RebindToSigned<decltype(d32)>(), alpha));
    return quotients(d32, hn::Max(alpha, hn::Set(df, 1.0f)), whole,
                     [&](auto channel) HWY_ATTR { return hn::Add(hn::Mul(channel(s), weight_s), hn::Mul(channel(b), weight_b)); });
  });
}

// As much of the overlay as the backdrop leaves room for, beside the backdrop.
void SaturateSpan(const uint8_t* backdrop, const uint8_t* overlay, uint8_t* to, size_t bytes) {
  map_rows(backdrop, overlay, to, bytes, [](auto d32, auto b, auto s) HWY_ATTR {
    const auto alpha_b = byte_of<3>(d32, b);
    const auto weight_s = hn::Min(byte_of<3>(d32, s), hn::Xor(alpha_b, hn::Set(d32, 255u)));
    return weighted(d32, s, weight_s, b, alpha_b, hn::Add(weight_s, alpha_b));
  });
}

// The blend modes: the overlay's colour where the backdrop is transparent, the mode's where both are opaque, the backdrop's where the
// overlay is transparent: weights A (255 - B), A B and B (255 - A).
template <class Mode>
void BlendSpan(const uint8_t* backdrop, const uint8_t* overlay, uint8_t* to, size_t bytes) {
  if (is_opaque(backdrop, bytes / kChannels)) {
    map_rows(backdrop, overlay, to, bytes, [](auto d32, auto b, auto s) HWY_ATTR { return over_opaque(d32, b, Mode::of(d32, b, s), s); });
    return;
  }
  map_rows(backdrop, overlay, to, bytes, [](auto d32, auto b, auto s) HWY_ATTR {
    const auto all = hn::Set(d32, 255u);
    const auto alpha_s = byte_of<3>(d32, s);
    const auto alpha_b = byte_of<3>(d32, b);
    const auto both = byte_product(d32, alpha_s, alpha_b);
    const auto only_s = byte_product(d32, alpha_s, hn::Xor(alpha_b, all));
    const auto only_b = byte_product(d32, alpha_b, hn::Xor(alpha_s, all));
    const auto sum = hn::Add(hn::Add(both, only_s), only_b);
    const auto alpha = byte_of<1>(d32, lanes_over_255(d32, sum));
    const auto mixed = Mode::of(d32, b, s);
    const auto w_both = to_float(d32, both), w_s = to_float(d32, only_s), w_b = to_float(d32, only_b);
    return quotients(d32, hn::Max(to_float(d32, sum), hn::Set(hn::Repartition<float, decltype(d32)>(), 1.0f)), alpha,
                     [&](auto channel) HWY_ATTR {
                       return hn::Add(hn::Add(hn::Mul(channel(s), w_s), hn::Mul(channel(mixed), w_both)), hn::Mul(channel(b), w_b));
                     });
  });
}

// What a backdrop becomes that no overlay reaches.
void KeepSpan(const uint8_t* backdrop, const uint8_t*, uint8_t* to, size_t bytes) {
  map_row(backdrop, to, bytes,
          [](auto d32, auto b) HWY_ATTR { return hn::IfThenZeroElse(hn::Eq(hn::And(b, hn::Set(d32, kAlphaMask)), hn::Zero(d32)), b); });
}
CompositeSpan SpanOutside() { return KeepSpan; }

CompositeSpan SpanOf(CompositeBlend blend) {
  switch (blend) {
    case CompositeBlend::kClear: return PickSpan<false, Share::kNone>;
    case CompositeBlend::kSource: return PickSpan<true, Share::kAll>;
    case CompositeBlend::kOver: return DuffSpan<Share::kAll, Share::kRest>;
    case CompositeBlend::kIn: return PickSpan<true, Share::kOther>;
    case CompositeBlend::kOut: return PickSpan<true, Share::kRest>;
    case CompositeBlend::kAtop: return DuffSpan<Share::kOther, Share::kRest>;
    case CompositeBlend::kDest: return PickSpan<false, Share::kAll>;
    case CompositeBlend::kDestOver: return DuffSpan<Share::kRest, Share::kAll>;
    case CompositeBlend::kDestIn: return PickSpan<false, Share::kOther>;
    case CompositeBlend::kDestOut: return PickSpan<false, Share::kRest>;
    case CompositeBlend::kDestAtop: return DuffSpan<Share::kRest, Share::kOther>;
    case CompositeBlend::kXor: return DuffSpan<Share::kRest, Share::kRest>;
    case CompositeBlend::kAdd: return AddSpan;
    case CompositeBlend::kSaturate: return SaturateSpan;
    case CompositeBlend::kMultiply: return BlendSpan<Multiply>;
    case CompositeBlend::kScreen: return BlendSpan<Screen>;
    case CompositeBlend::kOverlay: return BlendSpan<Overlay>;
    case CompositeBlend::kDarken: return BlendSpan<Darken>;
    case CompositeBlend::kLighten: return BlendSpan<Lighten>;
    case CompositeBlend::kColourDodge: return BlendSpan<ColourDodge>;
    case CompositeBlend::kColourBurn: return BlendSpan<ColourBurn>;
    case CompositeBlend::kHardLight: return BlendSpan<HardLight>;
    case CompositeBlend::kSoftLight: return BlendSpan<SoftLight>;
    case CompositeBlend::kDifference: return BlendSpan<Difference>;
    case CompositeBlend::kExclusion: return BlendSpan<Exclusion>;
    case CompositeBlend::kHue: return BlendSpan<Hue>;
    case CompositeBlend::kSaturation: return BlendSpan<Saturation>;
    case CompositeBlend::kColour: return BlendSpan<Colour>;
    case CompositeBlend::kLuminosity: return BlendSpan<Luminosity>;
  }
  return KeepSpan;
}

}  // namespace HWY_NAMESPACE
}  // namespace pixlane
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace pixlane {

HWY_EXPORT(SpanOf);
HWY_EXPORT(SpanOutside);

size_t composite_scratch(View src, View, View, const CompositeParams& params, const Pool& pool) {
  return composite_rows_scratch(src, params, pool);
}

void composite(View src, View second, View dst, const CompositeParams& params, Pool& pool, Scratch scratch) {
  composite_rows(src, second, dst, params, pool, scratch, HWY_DYNAMIC_DISPATCH(SpanOf)(params.blend), HWY_DYNAMIC_DISPATCH(SpanOutside)());
}

}  // namespace pixlane
#endif
