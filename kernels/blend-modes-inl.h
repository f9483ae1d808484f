// The blend modes B(cb, cs) of W3C's Compositing and Blending Level 1, of colours in bytes, rounded to bytes. Compiled once a target.
// A mode is a type whose `of(d32, backdrop, source)` takes and gives pixels; the alpha it gives means nothing.

#if defined(PIXLANE_BLEND_MODES_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef PIXLANE_BLEND_MODES_INL_H_
#undef PIXLANE_BLEND_MODES_INL_H_
#else
#define PIXLANE_BLEND_MODES_INL_H_
#endif

#include <cstdint>

#include "kernels/mix-inl.h"

HWY_BEFORE_NAMESPACE();
namespace pixlane {
namespace HWY_NAMESPACE {

template <class D32, class V32>
HWY_INLINE V32 inverted(D32 d32, V32 v) {
  return hn::Xor(v, hn::Set(d32, 0xFFFFFFFFu));
}

// round(b s / 255)
struct Multiply {
  template <class D32, class V32>
  static HWY_INLINE V32 of(D32 d32, V32 b, V32 s) {
    return by_255(d32, b, s, [](auto x, auto y) HWY_ATTR { return hn::Mul(x, y); });
  }
};

// 255 - round((255 - b) (255 - s) / 255)
struct Screen {
  template <class D32, class V32>
  static HWY_INLINE V32 of(D32 d32, V32 b, V32 s) {
    return inverted(d32, Multiply::of(d32, inverted(d32, b), inverted(d32, s)));
  }
};

// round(2 b s / 255) up to s = 127, 255 - round(2 (255 - b) (255 - s) / 255) above
struct HardLight {
  template <class D32, class V32>
  static HWY_INLINE V32 of(D32 d32, V32 b, V32 s) {
    const hn::Repartition<int8_t, D32> di8;
    const auto above = hn::BitCast(d32, hn::VecFromMask(di8, hn::Lt(hn::BitCast(di8, s), hn::Zero(di8))));
    const auto lower = by_255(d32, hn::Xor(b, above), hn::Xor(s, above), [](auto x, auto y) HWY_ATTR { return hn::Mul(x, hn::Add(y, y)); });
    return hn::Xor(lower, above);
  }
};

struct Overlay {
  template <class D32, class V32>
  static HWY_INLINE V32 of(D32 d32, V32 b, V32 s) {
    return HardLight::of(d32, s, b);
  }
};

struct Darken {
  template <class D32, class V32>
  static HWY_INLINE V32 of(D32 d32, V32 b, V32 s) {
    const hn::Repartition<uint8_t, D32> d8;
    return hn::BitCast(d32, hn::Min(hn::BitCast(d8, b), hn::BitCast(d8, s)));
  }
};

struct Lighten {
  template <class D32, class V32>
  static HWY_INLINE V32 of(D32 d32, V32 b, V32 s) {
    const hn::Repartition<uint8_t, D32> d8;
    return hn::BitCast(d32, hn::Max(hn::BitCast(d8, b), hn::BitCast(d8, s)));
  }
};

struct Difference {
  template <class D32, class V32>
  static HWY_INLINE V32 of(D32 d32, V32 b, V32 s) {
    const hn::Repartition<uint8_t, D32> d8;
    const auto x = hn::BitCast(d8, b);
    const auto y = hn::BitCast(d8, s);
    return hn::BitCast(d32, hn::Sub(hn::Max(x, y), hn::Min(x, y)));
  }
};

// round((b (255 - s) + s (255 - b)) / 255)
struct Exclusion {
  template <class D32, class V32>
  static HWY_INLINE V32 of(D32 d32, V32 b, V32 s) {
    return by_255(d32, b, s, [](auto x, auto y) HWY_ATTR {
      const auto all = hn::Set(hn::DFromV<decltype(x)>(), 255);
      return hn::Add(hn::Mul(x, hn::Xor(y, all)), hn::Mul(y, hn::Xor(x, all)));
    });
  }
};

// min(255, round(255 b / max(1, 255 - s))): 0 where b is 0, else 255 where s is.
struct ColourDodge {
  template <class D32, class V32>
  static HWY_INLINE V32 of(D32 d32, V32 b, V32 s) {
    const hn::Repartition<uint8_t, D32> d8;
    const hn::Repartition<float, D32> df;
    const hn::RebindToSigned<D32> di32;
    const auto rest = hn::BitCast(d32, hn::Max(hn::BitCast(d8, inverted(d32, s)), hn::Set(d8, 1)));
    const auto one = [&](auto channel) HWY_ATTR {
      const auto quotient = hn::Div(hn::Mul(channel(b), hn::Set(df, 255.0f)), channel(rest));
      return hn::ConvertTo(di32, hn::Add(quotient, hn::Set(df, 0.5f)));
    };
    return join_channels(d32, one(Channel<0>()), one(Channel<1>()), one(Channel<2>()), hn::Zero(di32));
  }
};

// 255 - min(255, round(255 (255 - b) / max(1, s)))
struct ColourBurn {
  template <class D32, class V32>
  static HWY_INLINE V32 of(D32 d32, V32 b, V32 s) {
    return inverted(d32, ColourDodge::of(d32, inverted(d32, b), inverted(d32, s)));
  }
};

// floor(b + (2 s - 255) g / 255 + 0.5), g = b (255 - b) / 255 up to s = 127, D(b) - b above; D(b) = ((16 b - 3060) b + 260100) b / 65025
// up to b = 63, sqrt(255 b) above. In 32-bit floats; the quotients are products with the reciprocals.
struct SoftLight {
  template <class D32, class V32>
  static HWY_INLINE V32 of(D32 d32, V32 b, V32 s) {
    const hn::Repartition<float, D32> df;
    const hn::RebindToSigned<D32> di32;
    const auto whole = hn::Set(df, 255.0f);
    const auto per_255 = hn::Set(df, 1.0f / 255.0f);
    const auto one = [&](auto channel) HWY_ATTR {
      const auto x = channel(b);
      const auto y = channel(s);
      const auto cubic =
          hn::Mul(hn::Add(hn::Mul(hn::Sub(hn::Mul(x, hn::Set(df, 16.0f)), hn::Set(df, 3060.0f)), x), hn::Set(df, 260100.0f)), x);
      const auto root = hn::Sqrt(hn::Mul(x, whole));
      const auto d = hn::IfThenElse(hn::Lt(x, hn::Set(df, 64.0f)), hn::Mul(cubic, hn::Set(df, 1.0f / 65025.0f)), root);
      const auto amount = hn::Sub(hn::Add(y, y), whole);
      const auto g = hn::IfThenElse(hn::Lt(amount, hn::Zero(df)), hn::Mul(hn::Mul(x, hn::Sub(whole, x)), per_255), hn::Sub(d, x));
      return hn::ConvertTo(di32, hn::Add(hn::Add(x, hn::Mul(hn::Mul(amount, g), per_255)), hn::Set(df, 0.5f)));
    };
    return join_channels(d32, one(Channel<0>()), one(Channel<1>()), one(Channel<2>()), hn::Zero(di32));
  }
};

// The four modes of hue, saturation and luminosity. With Lum = 30 R + 59 G + 11 B, W3C's SetLum, ClipColor and SetSat come down to
// B = floor((l + f e) / 100 + 0.5), e = 100 C - Lum(C), f = min(ratio, l / -min(e), (25500 - l) / max(e)), in 32-bit floats: C gives what
// is not luminosity, l is the luminosity, the ratio scales C's saturation to the wanted one.
enum class Ratio { kOne, kToOther };
template <class D32, class V32, class VF = hn::VFromD<hn::Repartition<float, D32>>>
HWY_INLINE V32 set_luminosity(D32 d32, V32 colour, V32 other, bool luminosity_of_colour, Ratio kind) {
  const hn::Repartition<float, D32> df;
  const hn::RebindToSigned<D32> di32;
  const auto lum = [&](VF r, VF g, VF b) HWY_ATTR {
    return hn::Add(hn::Add(hn::Mul(r, hn::Set(df, 30.0f)), hn::Mul(g, hn::Set(df, 59.0f))), hn::Mul(b, hn::Set(df, 11.0f)));
  };
  const auto one = hn::Set(df, 1.0f);
  const auto hundred = hn::Set(df, 100.0f);
  const VF r = Channel<0>()(colour), g = Channel<1>()(colour), b = Channel<2>()(colour);
  const VF other_r = Channel<0>()(other), other_g = Channel<1>()(other), other_b = Channel<2>()(other);
  const VF least = hn::Min(hn::Min(r, g), b), most = hn::Max(hn::Max(r, g), b);
  const VF own = lum(r, g, b);
  const VF l = luminosity_of_colour ? own : lum(other_r, other_g, other_b);
  VF f = hn::Min(hn::Div(l, hn::Max(hn::Sub(own, hn::Mul(least, hundred)), one)),
                 hn::Div(hn::Sub(hn::Set(df, 25500.0f), l), hn::Max(hn::Sub(hn::Mul(most, hundred), own), one)));
  if (kind == Ratio::kToOther) {
    const VF wanted = hn::Sub(hn::Max(hn::Max(other_r, other_g), other_b), hn::Min(hn::Min(other_r, other_g), other_b));
    f = hn::Min(f, hn::Div(wanted, hn::Max(hn::Sub(most, least), one)));
  } else {
    f = hn::Min(f, one);
  }
  const auto channel = [&](VF c) HWY_ATTR {
    const auto sum = hn::Add(l, hn::Mul(f, hn::Sub(hn::Mul(c, hundred), own)));
    return hn::ConvertTo(di32, hn::Add(hn::Mul(sum, hn::Set(df, 0.01f)), hn::Set(df, 0.5f)));
  };
  return join_channels(d32, channel(r), channel(g), channel(b), hn::Zero(di32));
}

struct Hue {
  template <class D32, class V32>
  static HWY_INLINE V32 of(D32 d32, V32 b, V32 s) {
    return set_luminosity(d32, s, b, false, Ratio::kToOther);
  }
};

// The backdrop's colour with the source's saturation: its luminosity is its own.
struct Saturation {
  template <class D32, class V32>
  static HWY_INLINE V32 of(D32 d32, V32 b, V32 s) {
    return set_luminosity(d32, b, s, true, Ratio::kToOther);
  }
};

struct Colour {
  template <class D32, class V32>
  static HWY_INLINE V32 of(D32 d32, V32 b, V32 s) {
    return set_luminosity(d32, s, b, false, Ratio::kOne);
  }
};

struct Luminosity {
  template <class D32, class V32>
  static HWY_INLINE V32 of(D32 d32, V32 b, V32 s) {
    return set_luminosity(d32, b, s, false, Ratio::kOne);
  }
};

}  // namespace HWY_NAMESPACE
}  // namespace pixlane
HWY_AFTER_NAMESPACE();

#endif  // toggle
