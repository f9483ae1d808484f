// What kernels of two images share: rows in step, products of bytes, colours weighed by alpha. Compiled once a target.

#if defined(PIXLANE_MIX_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef PIXLANE_MIX_INL_H_
#undef PIXLANE_MIX_INL_H_
#else
#define PIXLANE_MIX_INL_H_
#endif

#include <cstddef>
#include <cstdint>

#include "kernels/pixels-inl.h"

HWY_BEFORE_NAMESPACE();
namespace pixlane {
namespace HWY_NAMESPACE {

// Applies `op` (a pixel a u32 lane of either row, to the same) to all pixels of two rows.
template <class Op>
HWY_INLINE void map_rows(const uint8_t* HWY_RESTRICT first, const uint8_t* HWY_RESTRICT second, uint8_t* HWY_RESTRICT dst, size_t row_bytes,
                         const Op& op) {
  const hn::ScalableTag<uint8_t> d8;
  const hn::Repartition<uint32_t, decltype(d8)> d32;
  const size_t step = hn::Lanes(d8);
  const auto at = [&](const uint8_t* row, size_t x) HWY_ATTR { return hn::BitCast(d32, hn::LoadU(d8, row + x)); };
  size_t x = 0;
  for (; x + step <= row_bytes; x += step) hn::StoreU(hn::BitCast(d8, op(d32, at(first, x), at(second, x))), d8, dst + x);
  if (x < row_bytes) store_bytes(d8, op(d32, at(first, x), at(second, x)), dst + x, row_bytes - x);
}

// Byte kByte of each pixel, as a 32-bit lane.
template <int kByte, class D32, class V32>
HWY_INLINE V32 byte_of(D32 d32, V32 v) {
  const hn::Repartition<uint8_t, D32> d8;
  constexpr int kNone = 128;
  return hn::BitCast(
      d32, bytes_or_zero(hn::BitCast(d8, v), hn::Dup128VecFromValues(d8, kByte, kNone, kNone, kNone, kByte + 4, kNone, kNone, kNone,
                                                                     kByte + 8, kNone, kNone, kNone, kByte + 12, kNone, kNone, kNone)));
}

// Each pixel's alpha in both of its 16-bit lanes.
template <class D32, class V32, class D16 = hn::Repartition<uint16_t, D32>>
HWY_INLINE hn::VFromD<D16> alpha_lanes(D32, V32 v) {
  const hn::Repartition<uint8_t, D32> d8;
  constexpr int kNone = 128;
  return hn::BitCast(D16(), bytes_or_zero(hn::BitCast(d8, v), hn::Dup128VecFromValues(d8, 3, kNone, 3, kNone, 7, kNone, 7, kNone, 11, kNone,
                                                                                      11, kNone, 15, kNone, 15, kNone)));
}

// 32-bit lanes of 0..255 times the same: the products are 16-bit ones.
template <class D32, class V32>
HWY_INLINE V32 byte_product(D32 d32, V32 a, V32 b) {
  const hn::Repartition<uint16_t, D32> d16;
  return hn::BitCast(d32, hn::Mul(hn::BitCast(d16, a), hn::BitCast(d16, b)));
}

// round(v / 255) in the high byte of each 16-bit lane, for v of 0..65025: (t + (t >> 8)) >> 8 with t = v + 128. 255 is odd: no v lies in
// the middle of two.
template <class D32, class V16>
HWY_INLINE V16 over_255(D32 d32, V16 v) {
  const auto t = hn::Add(v, hn::Set(hn::DFromV<V16>(), 128));
  return hn::Add(t, odd_bytes(d32, hn::BitCast(d32, t)));
}

// round(v / 255) of 32-bit lanes of 0..65025, in byte 1 of each.
template <class D32, class V32>
HWY_INLINE V32 lanes_over_255(D32 d32, V32 v) {
  const auto t = hn::Add(v, hn::Set(d32, 128u));
  return hn::Add(t, byte_of<1>(d32, t));
}

// Byte 1 of each pixel as its alpha, all else zero.
template <class D32, class V32>
HWY_INLINE V32 alpha_from_byte_1(D32 d32, V32 v) {
  const hn::Repartition<uint8_t, D32> d8;
  constexpr int kNone = 128;
  return hn::BitCast(d32, bytes_or_zero(hn::BitCast(d8, v), hn::Dup128VecFromValues(d8, kNone, kNone, kNone, 1, kNone, kNone, kNone, 5,
                                                                                    kNone, kNone, kNone, 9, kNone, kNone, kNone, 13)));
}

// The high bytes of two planes, as pixels.
template <class D32, class V16>
HWY_INLINE hn::VFromD<D32> join_high(D32 d32, V16 even, V16 odd) {
  const hn::Repartition<uint8_t, D32> d8;
  return hn::BitCast(d32, hn::InterleaveOdd(d8, hn::BitCast(d8, even), hn::BitCast(d8, odd)));
}

// `op` (16-bit lanes of bytes of either, to 0..65025) in all channels, rounded to / 255.
template <class D32, class V32, class Op>
HWY_INLINE V32 by_255(D32 d32, V32 a, V32 b, const Op& op) {
  return join_high(d32, over_255(d32, op(even_bytes(d32, a), even_bytes(d32, b))), over_255(d32, op(odd_bytes(d32, a), odd_bytes(d32, b))));
}

// 32-bit lanes of red, green, blue and alpha to pixels; what is beyond a byte is clamped.
template <class D32, class VI>
HWY_INLINE hn::VFromD<D32> join_channels(D32 d32, VI r, VI g, VI b, VI a) {
  const hn::Repartition<int16_t, D32> di16;
  const hn::Repartition<uint8_t, D32> d8;
  const auto planes = hn::ReorderDemote2To(d8, hn::ReorderDemote2To(di16, r, b), hn::ReorderDemote2To(di16, g, a));
  return hn::BitCast(d32, hn::TableLookupBytes(planes, hn::Dup128VecFromValues(d8, 0, 8, 4, 12, 1, 9, 5, 13, 2, 10, 6, 14, 3, 11, 7, 15)));
}

// A channel of pixels as floats.
template <int kByte>
struct Channel {
  template <class V32>
  HWY_INLINE hn::VFromD<hn::Repartition<float, hn::DFromV<V32>>> operator()(V32 v) const {
    const hn::DFromV<V32> d32;
    const hn::RebindToSigned<decltype(d32)> di32;
    return hn::ConvertTo(hn::Repartition<float, decltype(d32)>(), hn::BitCast(di32, byte_of<kByte>(d32, v)));
  }
};

// Whole numbers as floats, exactly: below 2^24.
template <class D32, class V32>
HWY_INLINE hn::VFromD<hn::Repartition<float, D32>> to_float(D32, V32 v) {
  return hn::ConvertTo(hn::Repartition<float, D32>(), hn::BitCast(hn::RebindToSigned<D32>(), v));
}

// Colours round(numerator / divisor), halves up, with `alpha`. `numerator(Channel)` gives a channel's, a whole number below 2^24; the
// divisor is one of 1..65535. Exact: a quotient that is no whole number and a half is further from one (1 / 131070) than a float's rounding
// reaches (2^-17), up to 256; and beyond, the clamp takes it.
template <class D32, class VF, class V32, class Numerator>
HWY_INLINE V32 quotients(D32 d32, VF divisor, V32 alpha, const Numerator& numerator) {
  const hn::Repartition<float, D32> df;
  const hn::RebindToSigned<D32> di32;
  const auto half = hn::Set(df, 0.5f);
  const auto one = [&](auto channel) HWY_ATTR { return hn::ConvertTo(di32, hn::Add(hn::Div(numerator(channel), divisor), half)); };
  return join_channels(d32, one(Channel<0>()), one(Channel<1>()), one(Channel<2>()), hn::BitCast(di32, alpha));
}

// The same of two images' colours, weighed: the weights are whole numbers, together at most 65535.
template <class D32, class V32>
HWY_INLINE V32 weighted(D32 d32, V32 a, V32 weight_a, V32 b, V32 weight_b, V32 alpha) {
  const auto wa = to_float(d32, weight_a);
  const auto wb = to_float(d32, weight_b);
  const auto divisor = hn::Max(hn::Add(wa, wb), hn::Set(hn::Repartition<float, D32>(), 1.0f));
  return quotients(d32, divisor, alpha, [&](auto channel) HWY_ATTR { return hn::Add(hn::Mul(channel(a), wa), hn::Mul(channel(b), wb)); });
}

}  // namespace HWY_NAMESPACE
}  // namespace pixlane
HWY_AFTER_NAMESPACE();

#endif  // toggle
