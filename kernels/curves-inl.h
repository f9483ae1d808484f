// A pixel's colours in the lanes of one vector: what the colour spaces share, compiled once a target. Loads do the curves and the products:
// a byte's part of a sum is loaded, and so is a curve's value, which is faster than square roots and quotients.

#if defined(PIXLANE_CURVES_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef PIXLANE_CURVES_INL_H_
#undef PIXLANE_CURVES_INL_H_
#else
#define PIXLANE_CURVES_INL_H_
#endif

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "hwy/highway.h"
#include "kernels/colour-inl.h"
#include "kernels/curves.h"
#include "kernels/parallel.h"
#include "kernels/pixels-inl.h"

HWY_BEFORE_NAMESPACE();
namespace pixlane {
namespace HWY_NAMESPACE {

using Float4 = hn::VFromD<F32x4>;
using Int4 = hn::VFromD<I32x4>;

HWY_INLINE Float4 number(double x) { return hn::Set(F32x4(), static_cast<float>(x)); }

// Applies `op`, the address of a pixel to its new colours as the lower 24 bits, to all pixels; alpha is kept. What `op` holds by value
// stays in registers: each thread works with a copy of its own, which no store can change.
template <class Op>
HWY_INLINE void map_colours(View src, View dst, Pool& pool, const Op& op) {
  const size_t grain = 1 + (size_t{1} << 12) / (src.width + 1);
  pool.rows(src.height, grain, [&](size_t begin, size_t end, unsigned) {
    const Op own = op;
    for (size_t y = begin; y < end; ++y) {
      const uint8_t* from = src.row(y);
      uint8_t* to = dst.row(y);
      for (size_t x = 0; x < src.width; ++x, from += kChannels, to += kChannels) {
        const uint32_t alpha = from[kChannels - 1];
        const uint32_t pixel = own(from) | alpha << 24;
        std::memcpy(to, &pixel, kChannels);
      }
    }
  });
}

// The three sums of the pixel at `from`.
template <class T>
HWY_INLINE hn::VFromD<hn::CappedTag<T, 4>> sums_of(const Contributions<T>& table, const uint8_t* HWY_RESTRICT from) {
  const hn::CappedTag<T, 4> d;
  return hn::Add(hn::Add(hn::Load(d, table.of[0][from[0]]), hn::Load(d, table.of[1][from[1]])), hn::Load(d, table.of[2][from[2]]));
}

// The columns of a 3 x 3 matrix.
struct Columns {
  Float4 of[3];
};
HWY_INLINE Columns columns(const double (&m)[3][3], double scale) {
  const auto column = [&](int c) HWY_ATTR {
    const auto entry = [&](int row) { return static_cast<float>(m[row][c] * scale); };
    return hn::Dup128VecFromValues(F32x4(), entry(0), entry(1), entry(2), 0.0f);
  };
  return {{column(0), column(1), column(2)}};
}
HWY_INLINE Float4 times(const Columns& m, Float4 x, Float4 y, Float4 z) {
  return hn::Add(hn::Add(hn::Mul(m.of[0], x), hn::Mul(m.of[1], y)), hn::Mul(m.of[2], z));
}
HWY_INLINE Float4 times(const Columns& m, Float4 v) { return times(m, hn::Broadcast<0>(v), hn::Broadcast<1>(v), hn::Broadcast<2>(v)); }

// The entries of a table at the three lanes of `at`, through the matrix.
HWY_INLINE Float4 times_entries(const Columns& m, const float* HWY_RESTRICT table, Int4 at) {
  const auto entry = [&](int32_t i) HWY_ATTR { return hn::Set(F32x4(), table[i]); };
  return times(m, entry(hn::ExtractLane(at, 0)), entry(hn::ExtractLane(at, 1)), entry(hn::ExtractLane(at, 2)));
}

// Three lanes of linear 15 as colours.
HWY_INLINE uint32_t encode(const uint8_t* HWY_RESTRICT encoded, Int4 linear) {
  const auto byte = [&](int32_t i) HWY_ATTR { return uint32_t{encoded[i]}; };
  return byte(hn::ExtractLane(linear, 0)) | byte(hn::ExtractLane(linear, 1)) << 8 | byte(hn::ExtractLane(linear, 2)) << 16;
}
// The same of any numbers, which are clamped and rounded.
HWY_INLINE uint32_t encode(const uint8_t* HWY_RESTRICT encoded, Float4 linear) {
  const auto clamped = hn::Min(hn::Max(linear, number(0)), number(kLinearWhite));
  return encode(encoded, hn::And(round_to_bits(clamped), hn::Set(I32x4(), 0xFFFF)));
}

// Three lanes of 0..255 rounded, as colours.
HWY_INLINE uint32_t to_bytes(Float4 v) {
  const U8x16 d8;
  constexpr int kNone = 128;
  const auto bytes = bytes_or_zero(
      hn::BitCast(d8, round_to_bits(v)),
      hn::Dup128VecFromValues(d8, 0, 4, 8, kNone, kNone, kNone, kNone, kNone, kNone, kNone, kNone, kNone, kNone, kNone, kNone, kNone));
  return hn::ExtractLane(hn::BitCast(U32x4(), bytes), 0);
}

}  // namespace HWY_NAMESPACE
}  // namespace pixlane
HWY_AFTER_NAMESPACE();

#endif  // toggle
