// What resize16 does to rows: make floats of them, resample them horizontally, blend them. Compiled once a target.

#if defined(PIXLANE_RESIZE16_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef PIXLANE_RESIZE16_INL_H_
#undef PIXLANE_RESIZE16_INL_H_
#else
#define PIXLANE_RESIZE16_INL_H_
#endif

#include <algorithm>
#include <cstdint>

#include "hwy/highway.h"
#include "kernels/coefficients.h"
#include "kernels/curves16-inl.h"
#include "kernels/pixels16-inl.h"

HWY_BEFORE_NAMESPACE();
namespace pixlane {
namespace HWY_NAMESPACE {

// Products that are summed in floats; such sums are summed in doubles. So however long a filter is, the sum of a constant is off by less
// than 0.1.
inline constexpr uint32_t kSummedInFloats = 32;
// What a sum of alphas that are all 65535 may be off by.
inline constexpr float kAlphaSlack = 0.25f;

// Whether all alphas of a row are 65535.
HWY_INLINE bool is_opaque16(const uint16_t* HWY_RESTRICT row, size_t width) {
  const U16x8 d;
  auto all = hn::Set(d, uint16_t{0xFFFF});
  size_t x = 0;
  for (; x + 2 <= width; x += 2) all = hn::And(all, hn::LoadU(d, row + x * kChannels));
  HWY_ALIGN uint16_t lanes[8];
  hn::Store(all, d, lanes);
  if (x < width) lanes[3] &= row[x * kChannels + 3];
  return (lanes[3] & lanes[7]) == 0xFFFF;
}

// A row as floats, premultiplied: colours times alpha / 65535, which is 1 exactly where alpha is 65535. Decoded before, if `decode` is
// given.
inline void LoadRow16(const uint16_t* HWY_RESTRICT from, size_t width, bool opaque, const Curve16* decode, float* HWY_RESTRICT to) {
  const F32x4 d;
  for (size_t x = 0; x < width * kChannels; x += kChannels) {
    const auto whole = hn::BitCast(I32x4(), hn::PromoteTo(U32x4(), hn::LoadU(U16x4(), from + x)));
    const Pixel pixel = hn::ConvertTo(d, whole);
    Pixel v = decode == nullptr ? pixel : with_alpha(decoded(*decode, whole), pixel);
    if (!opaque) v = with_alpha(hn::Mul(v, hn::Mul(hn::Broadcast<3>(pixel), hn::Set(d, 1.0f / kWhite16))), pixel);
    hn::StoreU(v, d, to + x);
  }
}

// Four pixels.
struct FourPixels {
  Pixel p0, p1, p2, p3;
};

// The sum over k < count of weights[k] times the four pixels at at(k, 0) .. at(k, 3).
template <class At>
HWY_INLINE FourPixels SumProducts(const float* HWY_RESTRICT weights, uint32_t count, const At& at) {
  const F32x4 d;
  const auto sum = [&](uint32_t begin, uint32_t end) HWY_ATTR {
    FourPixels s = {hn::Zero(d), hn::Zero(d), hn::Zero(d), hn::Zero(d)};
    for (uint32_t k = begin; k < end; ++k) {
      const Pixel w = hn::Set(d, weights[k]);
      s.p0 = hn::Add(s.p0, hn::Mul(w, hn::LoadU(d, at(k, 0))));
      s.p1 = hn::Add(s.p1, hn::Mul(w, hn::LoadU(d, at(k, 1))));
      s.p2 = hn::Add(s.p2, hn::Mul(w, hn::LoadU(d, at(k, 2))));
      s.p3 = hn::Add(s.p3, hn::Mul(w, hn::LoadU(d, at(k, 3))));
    }
    return s;
  };
  if (HWY_LIKELY(count <= kSummedInFloats)) return sum(0, count);
  HWY_ALIGN float part[16];
  double totals[16] = {};
  for (uint32_t k = 0; k < count; k += kSummedInFloats) {
    const FourPixels s = sum(k, std::min(count, k + kSummedInFloats));
    hn::Store(s.p0, d, part);
    hn::Store(s.p1, d, part + 4);
    hn::Store(s.p2, d, part + 8);
    hn::Store(s.p3, d, part + 12);
    for (int i = 0; i < 16; ++i) totals[i] += static_cast<double>(part[i]);
  }
  for (int i = 0; i < 16; ++i) part[i] = static_cast<float>(totals[i]);
  return {hn::Load(d, part), hn::Load(d, part + 4), hn::Load(d, part + 8), hn::Load(d, part + 12)};
}

// An alpha that is 65535 but for rounding becomes that: so opaque pixels remain opaque whatever is around.
HWY_INLINE Pixel SettleAlpha(Pixel v) {
  const F32x4 d;
  const Pixel white = hn::Set(d, kWhite16);
  return with_alpha(v, hn::IfThenElse(hn::Lt(hn::Abs(hn::Sub(v, white)), hn::Set(d, kAlphaSlack)), white, v));
}

// Four rows at once, source[i] to to[i].
inline void ResampleRows16(const float* const* source, const FloatCoefficients& c, size_t width, float* const* to) {
  const F32x4 d;
  for (size_t x = 0; x < width; ++x) {
    const size_t start = size_t{c.first(x)} * kChannels;
    const float* const rows[4] = {source[0] + start, source[1] + start, source[2] + start, source[3] + start};
    const FourPixels s = SumProducts(c.weights(x), c.count(x), [&](size_t k, int i) { return rows[i] + k * kChannels; });
    hn::StoreU(SettleAlpha(s.p0), d, to[0] + x * kChannels);
    hn::StoreU(SettleAlpha(s.p1), d, to[1] + x * kChannels);
    hn::StoreU(SettleAlpha(s.p2), d, to[2] + x * kChannels);
    hn::StoreU(SettleAlpha(s.p3), d, to[3] + x * kChannels);
  }
}

// The sum of one output pixel, premultiplied and with overshoot, to its straight value; where alpha rounds to 0, so do colours.
HWY_INLINE Pixel FinishPixel16(Pixel sum, bool opaque, const Curve16* encode) {
  const F32x4 d;
  const Pixel v = SettleAlpha(sum);
  Pixel colours = v;
  if (!opaque) {
    const Pixel white = hn::Set(d, kWhite16);
    const Pixel alpha = hn::Min(hn::Broadcast<3>(v), white);
    const Pixel least = hn::Set(d, 0.5f);
    colours = hn::IfThenElseZero(hn::Ge(alpha, least), hn::Mul(v, hn::Div(white, hn::Max(alpha, least))));
  }
  if (encode != nullptr) colours = at_root(*encode, colours);
  return with_alpha(colours, v);
}

// `opaque`, whether all rows are, only saves the division.
inline void BlendRows16(const float* const* rows, const float* weights, uint32_t count, bool opaque, const Curve16* encode,
                        uint16_t* HWY_RESTRICT to, size_t width) {
  const F32x4 d;
  HWY_ALIGN float sums[4 * kChannels];
  for (size_t x = 0; x < width; x += 4) {
    const size_t start = x * kChannels;
    const FourPixels s = SumProducts(weights, count, [&](size_t k, size_t i) { return rows[k] + start + i * kChannels; });
    hn::Store(s.p0, d, sums);
    hn::Store(s.p1, d, sums + kChannels);
    hn::Store(s.p2, d, sums + 2 * kChannels);
    hn::Store(s.p3, d, sums + 3 * kChannels);
    const size_t end = std::min<size_t>(4, width - x) * kChannels;
    for (size_t i = 0; i < end; i += kChannels) store16(FinishPixel16(hn::Load(d, sums + i), opaque, encode), to + start + i);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace pixlane
HWY_AFTER_NAMESPACE();

#endif  // toggle
