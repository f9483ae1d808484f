// What the transforms share, compiled once a target. Vectors have 128 bits: a row of a block is eight 16-bit lanes.
//
// Products are sums of two: the wasm instruction dot_i16x8 (pmaddwd) multiplies two pairs of 16-bit lanes and adds them into 32 bits
// without overflow. So every rotation of the transform is written as a * p + b * q, with p and q sums of upstream's 13-bit constants:
// multiplication distributes over addition, the results are upstream's to the bit.

#if defined(PIXLANE_JPEG_DCT_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef PIXLANE_JPEG_DCT_INL_H_
#undef PIXLANE_JPEG_DCT_INL_H_
#else
#define PIXLANE_JPEG_DCT_INL_H_
#endif

#include <cstdint>

#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace pixlane {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using DctTag = hn::FixedTag<int16_t, 8>;
using WideTag = hn::FixedTag<int32_t, 4>;
using ByteTag = hn::FixedTag<uint8_t, 16>;
using HalfByteTag = hn::FixedTag<uint8_t, 8>;
using Dct = hn::Vec<DctTag>;
using Half = hn::Vec<WideTag>;

// FIX(x) of upstream: x * 2^13, rounded.
inline constexpr int kF0298 = 2446, kF0390 = 3196, kF0541 = 4433, kF0765 = 6270, kF0899 = 7373, kF1175 = 9633, kF1501 = 12299;
inline constexpr int kF1847 = 15137, kF1961 = 16069, kF2053 = 16819, kF2562 = 20995, kF3072 = 25172;
inline constexpr int kOne = 1 << 13;
inline constexpr int kConstBits = 13;
inline constexpr int kPass1Bits = 2;

// Eight lanes of 32 bits.
struct Wide {
  Half low, high;
};

HWY_INLINE Wide operator+(Wide a, Wide b) { return {hn::Add(a.low, b.low), hn::Add(a.high, b.high)}; }
HWY_INLINE Wide operator-(Wide a, Wide b) { return {hn::Sub(a.low, b.low), hn::Sub(a.high, b.high)}; }

// Lanes of a and b in turn.
struct Pairs {
  Dct low, high;
};

HWY_INLINE Pairs pairs(Dct a, Dct b) {
  const DctTag d;
  return {hn::InterleaveLower(d, a, b), hn::InterleaveUpper(d, a, b)};
}

// p and q in turn.
HWY_INLINE Dct constants(int p, int q) {
  const uint32_t both = (static_cast<uint32_t>(q) << 16) | (static_cast<uint32_t>(p) & 0xFFFFu);
  return hn::BitCast(DctTag(), hn::Set(WideTag(), static_cast<int32_t>(both)));
}

// a * p + b * q
HWY_INLINE Wide dot(Pairs ab, int p, int q) {
  const WideTag d;
  const Dct c = constants(p, q);
  return {hn::WidenMulPairwiseAdd(d, ab.low, c), hn::WidenMulPairwiseAdd(d, ab.high, c)};
}

// Right by kShift, without rounding, to 16 bits.
template <int kShift>
HWY_INLINE Dct narrow(Wide v) {
  return hn::OrderedDemote2To(DctTag(), hn::ShiftRight<kShift>(v.low), hn::ShiftRight<kShift>(v.high));
}

// Half of the last bit that a shift by kShift drops.
template <int kShift>
HWY_INLINE Wide rounding() {
  const Half half = hn::Set(WideTag(), 1 << (kShift - 1));
  return {half, half};
}

HWY_INLINE void transpose(Dct& v0, Dct& v1, Dct& v2, Dct& v3, Dct& v4, Dct& v5, Dct& v6, Dct& v7) {
  const DctTag d;
  const WideTag d32;
  const hn::FixedTag<int64_t, 2> d64;
  const auto low16 = [&](Dct a, Dct b) HWY_ATTR { return hn::BitCast(d32, hn::InterleaveLower(d, a, b)); };
  const auto high16 = [&](Dct a, Dct b) HWY_ATTR { return hn::BitCast(d32, hn::InterleaveUpper(d, a, b)); };
  const auto low32 = [&](Half a, Half b) HWY_ATTR { return hn::BitCast(d64, hn::InterleaveLower(d32, a, b)); };
  const auto high32 = [&](Half a, Half b) HWY_ATTR { return hn::BitCast(d64, hn::InterleaveUpper(d32, a, b)); };
  const Half a0 = low16(v0, v1), a1 = low16(v2, v3), a2 = low16(v4, v5), a3 = low16(v6, v7);
  const Half b0 = high16(v0, v1), b1 = high16(v2, v3), b2 = high16(v4, v5), b3 = high16(v6, v7);
  const auto c0 = low32(a0, a1), c1 = low32(a2, a3), c2 = high32(a0, a1), c3 = high32(a2, a3);
  const auto e0 = low32(b0, b1), e1 = low32(b2, b3), e2 = high32(b0, b1), e3 = high32(b2, b3);
  v0 = hn::BitCast(d, hn::InterleaveLower(d64, c0, c1));
  v1 = hn::BitCast(d, hn::InterleaveUpper(d64, c0, c1));
  v2 = hn::BitCast(d, hn::InterleaveLower(d64, c2, c3));
  v3 = hn::BitCast(d, hn::InterleaveUpper(d64, c2, c3));
  v4 = hn::BitCast(d, hn::InterleaveLower(d64, e0, e1));
  v5 = hn::BitCast(d, hn::InterleaveUpper(d64, e0, e1));
  v6 = hn::BitCast(d, hn::InterleaveLower(d64, e2, e3));
  v7 = hn::BitCast(d, hn::InterleaveUpper(d64, e2, e3));
}

}  // namespace HWY_NAMESPACE
}  // namespace pixlane
HWY_AFTER_NAMESPACE();

#endif  // PIXLANE_JPEG_DCT_INL_H_
