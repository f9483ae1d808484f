// What the colour conversions share: rows in steps of eight pixels, as three planes of 16-bit lanes, compiled once a target.

#if defined(PIXLANE_COLOUR_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef PIXLANE_COLOUR_INL_H_
#undef PIXLANE_COLOUR_INL_H_
#else
#define PIXLANE_COLOUR_INL_H_
#endif

#include <cstddef>
#include <cstdint>

#include "hwy/highway.h"
#include "kernels/image.h"
#include "kernels/pixels-inl.h"

HWY_BEFORE_NAMESPACE();
namespace pixlane {
namespace HWY_NAMESPACE {

// The colours of eight pixels: even lanes are the first four pixels, odd lanes the others. Taking them apart and putting them together
// again so needs one-vector byte shuffles only, which are one instruction in every browser.
struct Planes {
  hn::VFromD<U16x8> r, g, b;
};

HWY_INLINE Planes to_planes(hn::VFromD<U32x4> first, hn::VFromD<U32x4> second) {
  const U32x4 d32;
  const U16x8 d16;
  const U8x16 d8;
  constexpr int kNone = 128;
  const auto v = hn::BitCast(d8, first), w = hn::BitCast(d8, second);
  const auto r = hn::BitCast(d8, hn::And(first, hn::Set(d32, 0xFFu)));
  const auto r2 = bytes_or_zero(
      w, hn::Dup128VecFromValues(d8, kNone, kNone, 0, kNone, kNone, kNone, 4, kNone, kNone, kNone, 8, kNone, kNone, kNone, 12, kNone));
  const auto g = bytes_or_zero(
      v, hn::Dup128VecFromValues(d8, 1, kNone, kNone, kNone, 5, kNone, kNone, kNone, 9, kNone, kNone, kNone, 13, kNone, kNone, kNone));
  const auto g2 = bytes_or_zero(
      w, hn::Dup128VecFromValues(d8, kNone, kNone, 1, kNone, kNone, kNone, 5, kNone, kNone, kNone, 9, kNone, kNone, kNone, 13, kNone));
  const auto b = bytes_or_zero(
      v, hn::Dup128VecFromValues(d8, 2, kNone, kNone, kNone, 6, kNone, kNone, kNone, 10, kNone, kNone, kNone, 14, kNone, kNone, kNone));
  const auto b2 = hn::BitCast(d8, hn::And(second, hn::Set(d32, 0xFF0000u)));
  return {hn::BitCast(d16, hn::Or(r, r2)), hn::BitCast(d16, hn::Or(g, g2)), hn::BitCast(d16, hn::Or(b, b2))};
}

// 32-bit lanes of the even and of the odd 16-bit lanes.
struct Halves {
  hn::VFromD<I32x4> even, odd;
};
HWY_INLINE hn::VFromD<U8x16> odd_to_even(hn::VFromD<U8x16> v) {
  constexpr int kNone = 128;
  return bytes_or_zero(
      v, hn::Dup128VecFromValues(U8x16(), 2, 3, kNone, kNone, 6, 7, kNone, kNone, 10, 11, kNone, kNone, 14, 15, kNone, kNone));
}
HWY_INLINE Halves widen(hn::VFromD<U16x8> v) {
  const I32x4 di;
  return {hn::And(hn::BitCast(di, v), hn::Set(di, 0xFFFF)), hn::BitCast(di, odd_to_even(hn::BitCast(U8x16(), v)))};
}
// The lowest bytes of 32-bit lanes, back in 16-bit lanes.
template <class V32>
HWY_INLINE hn::VFromD<U16x8> lowest_bytes(V32 even, V32 odd) {
  const U32x4 d32;
  const U8x16 d8;
  constexpr int kNone = 128;
  const auto upper = bytes_or_zero(hn::BitCast(d8, odd), hn::Dup128VecFromValues(d8, kNone, kNone, 0, kNone, kNone, kNone, 4, kNone, kNone,
                                                                                 kNone, 8, kNone, kNone, kNone, 12, kNone));
  return hn::BitCast(U16x8(), hn::Or(hn::And(hn::BitCast(d32, even), hn::Set(d32, 0xFFu)), hn::BitCast(d32, upper)));
}

// Pixels of planes whose lanes are bytes (kFraction 0) or have eight fraction bits (kFraction 8, cut off), alphas of `first` and `second`.
template <int kFraction>
HWY_INLINE void from_planes(Planes p, hn::VFromD<U32x4>& first, hn::VFromD<U32x4>& second) {
  const U32x4 d32;
  const U16x8 d16;
  const U8x16 d8;
  constexpr int kNone = 128;
  const auto upper = hn::Set(d16, 0xFF00);
  const auto rg = kFraction == 0 ? hn::Or(p.r, shift_left<8>(p.g)) : hn::Or(odd_bytes(d32, hn::BitCast(d32, p.r)), hn::And(p.g, upper));
  const auto b = hn::BitCast(d8, p.b);
  constexpr int kAt = kFraction / 8;
  const auto b1 = bytes_or_zero(b, hn::Dup128VecFromValues(d8, kNone, kNone, kAt, kNone, kNone, kNone, 4 + kAt, kNone, kNone, kNone,
                                                           8 + kAt, kNone, kNone, kNone, 12 + kAt, kNone));
  const auto b2 = bytes_or_zero(b, hn::Dup128VecFromValues(d8, kNone, kNone, 2 + kAt, kNone, kNone, kNone, 6 + kAt, kNone, kNone, kNone,
                                                           10 + kAt, kNone, kNone, kNone, 14 + kAt, kNone));
  const auto rg1 = hn::And(hn::BitCast(d32, rg), hn::Set(d32, 0xFFFFu));
  const auto rg2 = hn::BitCast(d32, odd_to_even(hn::BitCast(d8, rg)));
  first = with_alpha_of(d32, first, hn::Or(rg1, hn::BitCast(d32, b1)));
  second = with_alpha_of(d32, second, hn::Or(rg2, hn::BitCast(d32, b2)));
}

// Applies `op`, planes to planes, to all pixels of a row; kFraction as in from_planes.
template <int kFraction, class Op>
HWY_INLINE void map_planes(const uint8_t* HWY_RESTRICT src, uint8_t* HWY_RESTRICT dst, size_t row_bytes, const Op& op) {
  const U32x4 d32;
  const U8x16 d8;
  for (size_t x = 0; x < row_bytes; x += 32) {
    auto first = hn::BitCast(d32, hn::LoadU(d8, src + x)), second = hn::BitCast(d32, hn::LoadU(d8, src + x + 16));
    from_planes<kFraction>(op(to_planes(first, second)), first, second);
    if (x + 32 <= row_bytes) {
      hn::StoreU(hn::BitCast(d8, first), d8, dst + x);
      hn::StoreU(hn::BitCast(d8, second), d8, dst + x + 16);
    } else {
      store_bytes(d8, first, dst + x, row_bytes - x);
      if (x + 16 < row_bytes) store_bytes(d8, second, dst + x + 16, row_bytes - x - 16);
    }
  }
}

// Float lanes rounded to whole numbers from 0, in the lowest bits: adding 2^23 leaves no fraction.
HWY_INLINE hn::VFromD<I32x4> round_to_bits(hn::VFromD<F32x4> v) { return hn::BitCast(I32x4(), hn::Add(v, hn::Set(F32x4(), 8388608.0f))); }

}  // namespace HWY_NAMESPACE
}  // namespace pixlane
HWY_AFTER_NAMESPACE();

#endif  // toggle
