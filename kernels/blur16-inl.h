// What blur16 does to rows of pixels: premultiply, halve, filter, double. Compiled once a target.
//
// A pixel is four floats: red, green, blue times alpha, 0..65535, and alpha itself, 0..1. Every row has kReach16 pixels of room before its
// first and behind its last.
//
// Every operation is rounded to a float, but for the multiplications by powers of two, which are exact. Halving and doubling leave
// constants alone, bit for bit: 8 times a float is a float, and the two roundings on the way to it cannot miss it. The filter does so with
// an alpha of 1, of which all its sums are exact.

#if defined(PIXLANE_BLUR16_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef PIXLANE_BLUR16_INL_H_
#undef PIXLANE_BLUR16_INL_H_
#else
#define PIXLANE_BLUR16_INL_H_
#endif

#include "hwy/highway.h"
#include "kernels/blur.h"
#include "kernels/pixels16-inl.h"

HWY_BEFORE_NAMESPACE();
namespace pixlane {
namespace HWY_NAMESPACE {

// What treats all elements alike may take the widest vectors; they end in a row's room.
using Elements = hn::CappedTag<float, 16>;

HWY_INLINE Pixel LoadPixel(const float* row, ptrdiff_t x) { return hn::LoadU(F32x4(), row + 4 * x); }
HWY_INLINE void StorePixel(Pixel v, float* row, ptrdiff_t x) { hn::StoreU(v, F32x4(), row + 4 * x); }

// Pixels [-margin, width + margin) of a row replicated outwards.
HWY_NOINLINE inline void ReplicateEnds16(float* row, ptrdiff_t width, ptrdiff_t margin) {
  const Pixel first = LoadPixel(row, -margin), last = LoadPixel(row, width + margin - 1);
  for (ptrdiff_t i = margin; i < kReach16; ++i) {
    StorePixel(first, row, -1 - i);
    StorePixel(last, row, width + i);
  }
}

inline void LoadRow16(const uint16_t* HWY_RESTRICT from, ptrdiff_t width, float* HWY_RESTRICT row) {
  const auto share = hn::Set(F32x4(), 1 / kWhite16);
  for (ptrdiff_t x = 0; x < width; ++x) {
    const Pixel v = load16(from + 4 * x);
    const Pixel alpha = hn::Mul(hn::Broadcast<3>(v), share);
    StorePixel(with_alpha(hn::Mul(v, alpha), alpha), row, x);
  }
}

// Below an alpha of 2^-22, 1/64 of a step, colours fade to black; of no alpha at all they are black.
inline void StoreRow16(const float* HWY_RESTRICT row, ptrdiff_t width, uint16_t* HWY_RESTRICT to) {
  const F32x4 d;
  for (ptrdiff_t x = 0; x < width; ++x) {
    const Pixel v = LoadPixel(row, x);
    const Pixel alpha = hn::Broadcast<3>(v);
    store16(with_alpha(hn::Div(v, hn::Max(alpha, hn::Set(d, 1.0f / (1 << 22)))), hn::Mul(alpha, hn::Set(d, kWhite16))), to + 4 * x);
  }
}

// Eight times the binomial (a + 3 b + 3 c + d) / 8.
template <class V>
HWY_INLINE V Binomial(V a, V b, V c, V d) {
  return hn::Add(hn::Add(a, d), hn::Mul(hn::Set(hn::DFromV<V>(), 3.0f), hn::Add(b, c)));
}

// Pixels [-kMargin, width + kMargin) of half a row, eight times: pixel i from 2 i - 1 .. 2 i + 2.
inline void HalveAcross(const float* HWY_RESTRICT row, float* HWY_RESTRICT to, ptrdiff_t width) {
  Pixel a = LoadPixel(row, -2 * kMargin - 1), b = LoadPixel(row, -2 * kMargin);
  for (ptrdiff_t i = -kMargin; i < width + kMargin; ++i) {
    const Pixel c = LoadPixel(row, 2 * i + 1), d = LoadPixel(row, 2 * i + 2);
    StorePixel(Binomial(a, b, c, d), to, i);
    a = c;
    b = d;
  }
}

// The other direction of halving, of four rows eight times too large; replicates the result's ends.
inline void HalveDown(const float* a, const float* b, const float* c, const float* d, float* HWY_RESTRICT to, ptrdiff_t width) {
  const Elements df;
  const auto scale = hn::Set(df, 1.0f / 64);
  for (ptrdiff_t i = -4 * kMargin; i < 4 * (width + kMargin); i += static_cast<ptrdiff_t>(hn::Lanes(df))) {
    const auto sum = Binomial(hn::LoadU(df, a + i), hn::LoadU(df, b + i), hn::LoadU(df, c + i), hn::LoadU(df, d + i));
    hn::StoreU(hn::Mul(sum, scale), df, to + i);
  }
  ReplicateEnds16(to, width, kMargin);
}

// (3 near + far) / 4.
HWY_INLINE Pixel Between(Pixel near, Pixel far) { return hn::Add(near, hn::Mul(hn::Set(F32x4(), 0.25f), hn::Sub(far, near))); }

// Pixels [-1, count) of a row, from two rows of the next coarser level; an odd count writes one pixel of the room behind.
inline void DoubleRow16(const float* near, const float* far, float* HWY_RESTRICT to, ptrdiff_t count) {
  const auto load = [&](ptrdiff_t i) HWY_ATTR { return Between(LoadPixel(near, i), LoadPixel(far, i)); };
  Pixel before = load(-1), here = load(0);
  StorePixel(Between(before, here), to, -1);
  for (ptrdiff_t i = 0; 2 * i < count; ++i) {
    const Pixel behind = load(i + 1);
    StorePixel(Between(here, before), to, 2 * i);
    StorePixel(Between(here, behind), to, 2 * i + 1);
    before = here;
    here = behind;
  }
}

// Elements [0, count) of a symmetric filter: minus[i] and plus[i] are the rows, or the pixels, i before and i behind.
template <int kRadius>
void FilterElements(const BlurPlan& plan, const float* const* minus, const float* const* plus, float* HWY_RESTRICT to, ptrdiff_t count) {
  const Elements df;
  const auto weight = [&](int i) HWY_ATTR { return hn::Set(df, static_cast<float>(plan.weights[i]) * (1.0f / 32768)); };
  for (ptrdiff_t x = 0; x < count; x += static_cast<ptrdiff_t>(hn::Lanes(df))) {
    auto sum = hn::Mul(weight(0), hn::LoadU(df, minus[0] + x));
    for (int i = 1; i <= kRadius; ++i) {
      sum = hn::Add(sum, hn::Mul(weight(i), hn::Add(hn::LoadU(df, minus[i] + x), hn::LoadU(df, plus[i] + x))));
    }
    hn::StoreU(sum, df, to + x);
  }
}

// Taps beyond the plan's radius weigh nothing, but must be numbers. Not inline: four copies would be no faster.
HWY_NOINLINE inline void FilterRow16(const BlurPlan& plan, const float* const* minus, const float* const* plus, float* to,
                                     ptrdiff_t count) {
  (plan.radius <= 3 ? FilterElements<3> : FilterElements<kMaxRadius>)(plan, minus, plus, to, count);
}

// The horizontal pass over a row whose ends are replicated, from the result's first pixel on.
inline void FilterAcross16(const BlurPlan& plan, const float* row, float* to, ptrdiff_t width) {
  const float* minus[kMaxRadius + 1];
  const float* plus[kMaxRadius + 1];
  for (ptrdiff_t i = 0; i <= kMaxRadius; ++i) {
    minus[i] = row - 4 * i;
    plus[i] = row + 4 * i;
  }
  FilterRow16(plan, minus, plus, to, 4 * width);
}

}  // namespace HWY_NAMESPACE
}  // namespace pixlane
HWY_AFTER_NAMESPACE();

#endif  // toggle
