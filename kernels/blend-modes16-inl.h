// The blend modes B(cb, cs) of W3C's Compositing and Blending Level 1, of colours of 16 bits, in 32-bit floats of 0..65535. Compiled once a
// target. A mode is a type whose `of(backdrop, source)` takes whole numbers and gives what is not rounded to one; the alpha it gives means
// nothing. W is 65535, and / W is a product with its reciprocal.

#if defined(PIXLANE_BLEND_MODES16_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef PIXLANE_BLEND_MODES16_INL_H_
#undef PIXLANE_BLEND_MODES16_INL_H_
#else
#define PIXLANE_BLEND_MODES16_INL_H_
#endif

#include "kernels/mix16-inl.h"

HWY_BEFORE_NAMESPACE();
namespace pixlane {
namespace HWY_NAMESPACE {
namespace modes16 {

// b s / W
struct Multiply {
  static HWY_INLINE Pixel of(Pixel b, Pixel s) { return part_of_white(hn::Mul(b, s)); }
};

// b + s - b s / W
struct Screen {
  static HWY_INLINE Pixel of(Pixel b, Pixel s) { return hn::Sub(hn::Add(b, s), Multiply::of(b, s)); }
};

// Multiply with 2 s below 2 s = W, Screen with 2 s - W above.
struct HardLight {
  static HWY_INLINE Pixel of(Pixel b, Pixel s) {
    const auto white = hn::Set(F32x4(), kWhite16);
    const auto twice = hn::Add(s, s);
    const auto above = hn::Ge(twice, white);
    const auto t = hn::IfThenElse(above, hn::Sub(twice, white), twice);
    const auto product = Multiply::of(b, t);
    return hn::IfThenElse(above, hn::Sub(hn::Add(b, t), product), product);
  }
};

struct Overlay {
  static HWY_INLINE Pixel of(Pixel b, Pixel s) { return HardLight::of(s, b); }
};

struct Darken {
  static HWY_INLINE Pixel of(Pixel b, Pixel s) { return hn::Min(b, s); }
};

struct Lighten {
  static HWY_INLINE Pixel of(Pixel b, Pixel s) { return hn::Max(b, s); }
};

struct Difference {
  static HWY_INLINE Pixel of(Pixel b, Pixel s) { return hn::Sub(hn::Max(b, s), hn::Min(b, s)); }
};

// b + s - 2 b s / W
struct Exclusion {
  static HWY_INLINE Pixel of(Pixel b, Pixel s) {
    const auto product = Multiply::of(b, s);
    return hn::Sub(hn::Add(b, s), hn::Add(product, product));
  }
};

// W min(b, r) / r, r = max(1, W - s): 0 where b is 0, else W where s is.
struct ColourDodge {
  static HWY_INLINE Pixel of(Pixel b, Pixel s) {
    const auto rest = hn::Max(rest_of_white(s), hn::Set(F32x4(), 1.0f));
    return hn::Div(hn::Mul(hn::Min(b, rest), hn::Set(F32x4(), kWhite16)), rest);
  }
};

// W - W min(W - b, r) / r, r = max(1, s)
struct ColourBurn {
  static HWY_INLINE Pixel of(Pixel b, Pixel s) { return rest_of_white(ColourDodge::of(rest_of_white(b), rest_of_white(s))); }
};

// b + (2 s - W) g, x = b / W: g = x (W - b) / W below 2 s = W, D(x) - x above; D(x) = ((16 x - 12) x + 4) x up to b = 16383, sqrt(x) above.
struct SoftLight {
  static HWY_INLINE Pixel of(Pixel b, Pixel s) {
    const F32x4 df;
    const auto x = part_of_white(b);
    const auto inner = hn::Sub(hn::Mul(x, hn::Set(df, 16.0f)), hn::Set(df, 12.0f));
    const auto cubic = hn::Mul(hn::Add(hn::Mul(inner, x), hn::Set(df, 4.0f)), x);
    const auto d = hn::IfThenElse(hn::Lt(b, hn::Set(df, 16384.0f)), cubic, hn::Sqrt(x));
    const auto amount = hn::Sub(hn::Add(s, s), hn::Set(df, kWhite16));
    const auto g = hn::IfThenElse(hn::Lt(amount, hn::Zero(df)), hn::Mul(x, part_of_white(rest_of_white(b))), hn::Sub(d, x));
    return hn::Add(b, hn::Mul(amount, g));
  }
};

struct Channels {
  Pixel r, g, b;

  explicit HWY_INLINE Channels(Pixel v) : r(hn::Broadcast<0>(v)), g(hn::Broadcast<1>(v)), b(hn::Broadcast<2>(v)) {}
  HWY_INLINE Pixel least() const { return hn::Min(hn::Min(r, g), b); }
  HWY_INLINE Pixel most() const { return hn::Max(hn::Max(r, g), b); }
  // 30 R + 59 G + 11 B: below 2^24, so exact.
  HWY_INLINE Pixel lum() const {
    const F32x4 df;
    return hn::Add(hn::Add(hn::Mul(r, hn::Set(df, 30.0f)), hn::Mul(g, hn::Set(df, 59.0f))), hn::Mul(b, hn::Set(df, 11.0f)));
  }
};

// The four modes of hue, saturation and luminosity: B = (l + f e) / 100, e = 100 C - Lum(C), f = min(ratio, l / -min(e),
// (100 W - l) / max(e)), as with bytes. C gives what is not luminosity: it is the backdrop's colour or the source's, and l is the
// luminosity of C itself or of the other; the ratio scales C's saturation to the other's, or is 1.
template <bool kOfBackdrop, bool kOwn, bool kToOther>
struct SetLuminosity {
  static HWY_INLINE Pixel of(Pixel backdrop, Pixel s) {
    const F32x4 df;
    const auto one = hn::Set(df, 1.0f);
    const auto hundred = hn::Set(df, 100.0f);
    const auto colour = kOfBackdrop ? backdrop : s;
    const Channels c(colour);
    const Channels other(kOfBackdrop ? s : backdrop);
    const auto least = c.least(), most = c.most();
    const auto own = c.lum();
    const auto l = kOwn ? own : other.lum();
    const auto down = hn::Div(l, hn::Max(hn::Sub(own, hn::Mul(least, hundred)), one));
    const auto up = hn::Div(hn::Sub(hn::Set(df, 100 * kWhite16), l), hn::Max(hn::Sub(hn::Mul(most, hundred), own), one));
    const auto ratio = kToOther ? hn::Div(hn::Sub(other.most(), other.least()), hn::Max(hn::Sub(most, least), one)) : one;
    const auto f = hn::Min(hn::Min(down, up), ratio);
    return hn::Mul(hn::Add(l, hn::Mul(f, hn::Sub(hn::Mul(colour, hundred), own))), hn::Set(df, 0.01f));
  }
};

using Hue = SetLuminosity<false, false, true>;
// The backdrop's colour with the source's saturation: its luminosity is its own.
using Saturation = SetLuminosity<true, true, true>;
using Colour = SetLuminosity<false, false, false>;
using Luminosity = SetLuminosity<true, false, false>;

}  // namespace modes16
}  // namespace HWY_NAMESPACE
}  // namespace pixlane
HWY_AFTER_NAMESPACE();

#endif  // toggle
