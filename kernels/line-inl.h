// A straight line a colour (ByteLine), exactly, in arithmetic rather than by a table.

#if defined(PIXLANE_LINE_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef PIXLANE_LINE_INL_H_
#undef PIXLANE_LINE_INL_H_
#else
#define PIXLANE_LINE_INL_H_
#endif

#include "kernels/colour.h"
#include "kernels/pixels-inl.h"

HWY_BEFORE_NAMESPACE();
namespace pixlane {
namespace HWY_NAMESPACE {

// As map_row, of 16 bytes at a time on all targets: for shuffles that must not be confined to blocks of a wider vector.
template <class Op>
HWY_INLINE void map_row_16(const uint8_t* HWY_RESTRICT from, uint8_t* HWY_RESTRICT to, size_t bytes, const Op& op) {
  const U8x16 d8;
  const U32x4 d32;
  size_t x = 0;
  for (; x + 16 <= bytes; x += 16) hn::StoreU(hn::BitCast(d8, op(hn::BitCast(d32, hn::LoadU(d8, from + x)))), d8, to + x);
  if (x < bytes) store_bytes(d32, op(hn::BitCast(d32, hn::LoadU(d8, from + x))), to + x, bytes - x);
}

// Byte kByte of each pixel as a 32-bit lane; then lowest bytes of such lanes back to byte kByte.
template <int kByte>
HWY_INLINE hn::VFromD<U32x4> byte_lanes(hn::VFromD<U32x4> v) {
  const U8x16 d8;
  constexpr int kNone = 128;
  return hn::BitCast(
      U32x4(), bytes_or_zero(hn::BitCast(d8, v), hn::Dup128VecFromValues(d8, kByte, kNone, kNone, kNone, kByte + 4, kNone, kNone, kNone,
                                                                         kByte + 8, kNone, kNone, kNone, kByte + 12, kNone, kNone, kNone)));
}
HWY_INLINE hn::VFromD<U32x4> join_lanes(hn::VFromD<U32x4> r, hn::VFromD<U32x4> g, hn::VFromD<U32x4> b, hn::VFromD<U32x4> alpha_from) {
  const U8x16 d8;
  const U32x4 d32;
  constexpr int kNone = 128;
  const auto second =
      hn::Dup128VecFromValues(d8, kNone, 0, kNone, kNone, kNone, 4, kNone, kNone, kNone, 8, kNone, kNone, kNone, 12, kNone, kNone);
  const auto third =
      hn::Dup128VecFromValues(d8, kNone, kNone, 0, kNone, kNone, kNone, 4, kNone, kNone, kNone, 8, kNone, kNone, kNone, 12, kNone);
  const auto gb = hn::Or(bytes_or_zero(hn::BitCast(d8, g), second), bytes_or_zero(hn::BitCast(d8, b), third));
  const auto ra = hn::Or(hn::And(r, hn::Set(d32, 0xFFu)), hn::And(alpha_from, hn::Set(d32, kAlphaMask)));
  return hn::Or(ra, hn::BitCast(d32, gb));
}

// Lanes t of 0..range; the result is in the lowest byte.
HWY_INLINE hn::VFromD<U32x4> on_line(const ByteLine& line, hn::VFromD<U32x4> t) {
  const F32x4 df;
  const auto product = hn::Mul(hn::ConvertTo(df, hn::BitCast(I32x4(), t)), hn::Set(df, line.factor));
  return hn::BitCast(U32x4(), hn::Add(product, hn::Set(df, line.base)));
}

// Alpha is kept.
HWY_INLINE void line_row(const ByteLine& line, const uint8_t* HWY_RESTRICT from, uint8_t* HWY_RESTRICT to, size_t bytes) {
  const U8x16 d8;
  const U32x4 d32;
  const ByteLine l = line;  // a copy: no store changes it
  const auto black = hn::Set(d8, l.black), range = hn::Set(d8, l.range);
  map_row_16(from, to, bytes, [&](auto v) HWY_ATTR {
    const auto t = hn::BitCast(d32, hn::Min(hn::SaturatedSub(hn::BitCast(d8, v), black), range));
    return join_lanes(on_line(l, byte_lanes<0>(t)), on_line(l, byte_lanes<1>(t)), on_line(l, byte_lanes<2>(t)), v);
  });
}

}  // namespace HWY_NAMESPACE
}  // namespace pixlane
HWY_AFTER_NAMESPACE();

#endif  // toggle
