// The few vector operations every kernel shares, compiled once a target.
//
// Widening bytes: RGBA is split into even and odd bytes (`and 0x00ff`, `shift right 8`) rather than into low and high halves. Firefox
// and WebKit translate the wasm extend_high instructions into code that waits for the iteration before, 4 to 6 times slower than
// Chromium's; even and odd bytes are fast in all three. So a pixel's 16-bit form is two planes: "rb" (red, blue) and "ga"
// (green, alpha), each one 32-bit lane a pixel.
//
// Shifting: WebKit makes four instructions of a wasm shift, be its count constant or not (load the count, mask it, move it to a vector,
// shift), and one of a multiplication, a byte shuffle or an average. Where one of those does the same, the wasm lanes use it.

#if defined(PIXLANE_PIXELS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef PIXLANE_PIXELS_INL_H_
#undef PIXLANE_PIXELS_INL_H_
#else
#define PIXLANE_PIXELS_INL_H_
#endif

#include <cstddef>
#include <cstdint>

#include "hwy/highway.h"
#include "kernels/image.h"

HWY_BEFORE_NAMESPACE();
namespace pixlane {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// 128-bit vectors, for kernels whose shuffles must not be confined to blocks of a wider vector.
using U8x16 = hn::CappedTag<uint8_t, 16>;
using U16x8 = hn::CappedTag<uint16_t, 8>;
using I16x8 = hn::CappedTag<int16_t, 8>;
using U32x4 = hn::CappedTag<uint32_t, 4>;
using I32x4 = hn::CappedTag<int32_t, 4>;
using F32x4 = hn::CappedTag<float, 4>;

inline constexpr uint32_t kAlphaMask = 0xFF000000u;
inline constexpr uint32_t kColourMask = 0x00FFFFFFu;

// The vector of `d`, but only the first `count` bytes reach memory: what lies after a row may belong to somebody else.
template <class D, class V>
HWY_INLINE void store_bytes(D, V v, uint8_t* to, size_t count) {
  const hn::Repartition<uint8_t, D> d8;
  if (count >= hn::Lanes(d8)) {
    hn::StoreU(hn::BitCast(d8, v), d8, to);
  } else {
    hn::StoreN(hn::BitCast(d8, v), d8, to, count);
  }
}

// Applies `op` (u32 lanes, a pixel each, to the same) to all pixels of a row.
template <class Op>
HWY_INLINE void map_row(const uint8_t* HWY_RESTRICT src, uint8_t* HWY_RESTRICT dst, size_t row_bytes, const Op& op) {
  const hn::ScalableTag<uint8_t> d8;
  const hn::Repartition<uint32_t, decltype(d8)> d32;
  const size_t step = hn::Lanes(d8);
  const auto one = [&](size_t x) HWY_ATTR { hn::StoreU(hn::BitCast(d8, op(d32, hn::BitCast(d32, hn::LoadU(d8, src + x)))), d8, dst + x); };
  size_t x = 0;
  // Two a turn: WebKit spends eight instructions on turning.
  for (; x + 2 * step <= row_bytes; x += 2 * step) {
    one(x);
    one(x + step);
  }
  for (; x + step <= row_bytes; x += step) one(x);
  if (x < row_bytes) store_bytes(d8, op(d32, hn::BitCast(d32, hn::LoadU(d8, src + x))), dst + x, row_bytes - x);
}

// The bytes of `v` at `indices` below 16; an index of 128 gives zero.
template <class V8>
HWY_INLINE V8 bytes_or_zero(V8 v, V8 indices) {
#if HWY_TARGET == HWY_WASM
  return hn::TableLookupBytes(v, indices);  // wasm's own rule, which Highway does not count on
#else
  return hn::TableLookupBytesOr0(v, indices);
#endif
}

// Red and blue, green and alpha, as 16-bit lanes.
template <class D32, class V32, class D16 = hn::Repartition<uint16_t, D32>>
HWY_INLINE hn::VFromD<D16> even_bytes(D32, V32 v) {
  const D16 d16;
  return hn::And(hn::BitCast(d16, v), hn::Set(d16, 0x00FF));
}
template <class D32, class V32, class D16 = hn::Repartition<uint16_t, D32>>
HWY_INLINE hn::VFromD<D16> odd_bytes(D32, V32 v) {
  const D16 d16;
#if HWY_TARGET == HWY_WASM
  const U8x16 d8;
  constexpr int kNone = 128;
  return hn::BitCast(d16, bytes_or_zero(hn::BitCast(d8, v), hn::Dup128VecFromValues(d8, 1, kNone, 3, kNone, 5, kNone, 7, kNone, 9, kNone,
                                                                                    11, kNone, 13, kNone, 15, kNone)));
#else
  return hn::ShiftRight<8>(hn::BitCast(d16, v));
#endif
}
// 16-bit lanes << kBits.
template <int kBits, class V16>
HWY_INLINE V16 shift_left(V16 v) {
#if HWY_TARGET == HWY_WASM
  uint32_t factor = 1u << kBits;
  asm("" : "+r"(factor));  // not to be known: the compiler would make a shift of it
  return hn::Mul(v, hn::Set(hn::DFromV<V16>(), static_cast<hn::TFromV<V16>>(factor)));
#else
  return hn::ShiftLeft<kBits>(v);
#endif
}
// Even 16-bit lanes / 2.
template <class V16>
HWY_INLINE V16 half_of_even(V16 v) {
  return hn::AverageRound(v, hn::Zero(hn::DFromV<V16>()));
}
// Back again from signed lanes, which are clamped to a byte: the demotion saturates, and one shuffle brings the planes together.
template <class D16, class V16, class D8 = hn::Repartition<uint8_t, D16>>
HWY_INLINE hn::VFromD<D8> join_clamped(D16, V16 even, V16 odd) {
  const D8 d8;
  return hn::TableLookupBytes(hn::ReorderDemote2To(d8, even, odd),
                              hn::Dup128VecFromValues(d8, 0, 8, 1, 9, 2, 10, 3, 11, 4, 12, 5, 13, 6, 14, 7, 15));
}

// Takes alpha from `from`, the colours from `v`.
template <class D32, class V32>
HWY_INLINE V32 with_alpha_of(D32 d32, V32 from, V32 v) {
  return hn::BitwiseIfThenElse(hn::Set(d32, kAlphaMask), from, v);
}

// 15-bit Rec. 709 luma in 32-bit lanes: (6966 R + 23436 G + 2366 B + 16384) >> 15.
template <class D32, class V32, class DI32 = hn::RebindToSigned<D32>>
HWY_INLINE hn::VFromD<DI32> luma(D32 d32, V32 v) {
  const DI32 di32;
  const hn::Repartition<int16_t, D32> di16;
  const auto rb = hn::BitCast(di16, even_bytes(d32, v));
  const auto ga = hn::BitCast(di16, odd_bytes(d32, v));
  const auto weights_rb = hn::BitCast(di16, hn::Set(d32, 6966u | (2366u << 16)));
  const auto weights_ga = hn::BitCast(di16, hn::Set(d32, 23436u));
  const auto sum = hn::Add(hn::WidenMulPairwiseAdd(di32, rb, weights_rb), hn::WidenMulPairwiseAdd(di32, ga, weights_ga));
  return hn::ShiftRight<15>(hn::Add(sum, hn::Set(di32, 16384)));
}

// Whether all alphas of a row are 255.
HWY_INLINE bool is_opaque(const uint8_t* HWY_RESTRICT row, size_t width) {
  const U32x4 d;
  const hn::Repartition<uint8_t, U32x4> d8;
  auto all = hn::Set(d, 0xFFFFFFFFu);
  size_t x = 0;
  for (; x + 4 <= width; x += 4) all = hn::And(all, hn::BitCast(d, hn::LoadU(d8, row + x * 4)));
  if (!hn::AllTrue(d, hn::Eq(hn::Or(all, hn::Set(d, kColourMask)), hn::Set(d, 0xFFFFFFFFu)))) return false;
  for (; x < width; ++x) {
    if (row[x * 4 + 3] != 255) return false;
  }
  return true;
}

// "P6": premultiplied by alpha, 6 fraction bits, 0..16320. t = c a; (t + (t >> 8) + 1) >> 2 is c << 6 where a is 255, and
// never above alpha << 6. Four pixels into the two planes.
struct P6 {
  hn::VFromD<U16x8> rb, ga;
};
template <bool kOpaque>
HWY_INLINE P6 to_p6(hn::VFromD<U32x4> v) {
  const U16x8 d16;
  const auto rb = even_bytes(U32x4(), v);
  // The odd bytes lie at << 8 already.
  if constexpr (kOpaque) return {shift_left<6>(rb), half_of_even(half_of_even(hn::And(hn::BitCast(d16, v), hn::Set(d16, 0xFF00))))};
  const auto ga = odd_bytes(U32x4(), v);
  const auto alpha = hn::DupOdd(ga);
  const auto scaled = [&](hn::VFromD<U16x8> c) {
    const auto t = hn::Mul(c, alpha);
    return hn::ShiftRight<2>(hn::Add(hn::Add(t, hn::ShiftRight<8>(t)), hn::Set(d16, 1)));
  };
  return {scaled(rb), hn::OddEven(shift_left<6>(ga), scaled(ga))};
}

// P6 of four opaque pixels back to bytes; lanes must be 0..16320.
HWY_INLINE hn::VFromD<U32x4> from_p6_opaque(P6 p) {
  const U16x8 d16;
  const auto half = hn::Set(d16, 32);
  const auto odd = hn::And(shift_left<2>(hn::Add(p.ga, half)), hn::Set(d16, 0xFF00));
  return hn::BitCast(U32x4(), hn::Or(hn::ShiftRight<6>(hn::Add(p.rb, half)), odd));
}

// (p * 255 + a / 2) / a, exactly: the numerator is below 2^24, and a quotient that is not whole is further from the next whole number
// than a float's rounding reaches (1 / (16320 * 255) against 2^-24).
HWY_INLINE hn::VFromD<I32x4> unpremultiply(hn::VFromD<I32x4> p, hn::VFromD<I32x4> half_alpha, hn::VFromD<F32x4> alpha) {
  const F32x4 df;
  const auto numerator = hn::Add(hn::Sub(hn::ShiftLeft<8>(p), p), half_alpha);
  return hn::ConvertTo(I32x4(), hn::Div(hn::ConvertTo(df, numerator), alpha));
}

// P6 of four pixels back to straight bytes; colour lanes must be 0..alpha, alpha 0..16320.
HWY_INLINE hn::VFromD<U32x4> from_p6(P6 p) {
  const I32x4 di;
  const U32x4 du;
  const auto low = hn::Set(du, 0xFFFFu);
  const auto rb = hn::BitCast(du, p.rb);
  const auto ga = hn::BitCast(du, p.ga);
  const auto alpha = hn::BitCast(di, hn::ShiftRight<16>(ga));
  const auto divisor = hn::ConvertTo(F32x4(), hn::Max(alpha, hn::Set(di, 1)));
  const auto half = hn::ShiftRight<1>(alpha);
  const auto r = unpremultiply(hn::BitCast(di, hn::And(rb, low)), half, divisor);
  const auto g = unpremultiply(hn::BitCast(di, hn::And(ga, low)), half, divisor);
  const auto b = unpremultiply(hn::BitCast(di, hn::ShiftRight<16>(rb)), half, divisor);
  const auto a = hn::ShiftRight<6>(hn::Add(alpha, hn::Set(di, 32)));
  return hn::BitCast(du, hn::Or(hn::Or(r, hn::ShiftLeft<8>(g)), hn::Or(hn::ShiftLeft<16>(b), hn::ShiftLeft<24>(a))));
}

}  // namespace HWY_NAMESPACE
}  // namespace pixlane
HWY_AFTER_NAMESPACE();

#endif  // toggle
