// One pixel of a source at a position between its pixels: bilinear, bicubic. Positions are 16.16; 8 bits of the fraction are used.
// Compiled once a target.
//
// Neighbours in a row are taken as pairs of 16-bit lanes, "r r g g b b a a", so that one pairwise multiplication weighs both of them in all
// four channels.

#if defined(PIXLANE_AFFINE_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef PIXLANE_AFFINE_INL_H_
#undef PIXLANE_AFFINE_INL_H_
#else
#define PIXLANE_AFFINE_INL_H_
#endif

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "hwy/highway.h"
#include "kernels/pixels-inl.h"

#ifndef PIXLANE_AFFINE_ONCE
#define PIXLANE_AFFINE_ONCE
namespace pixlane {

// Catmull-Rom's four weights for each 256th, 14 bits; each four sum to 2^14.
inline constexpr std::array<int16_t, 1024> kCubic = [] {
  std::array<int16_t, 1024> weights{};
  for (int n = 0; n < 256; ++n) {
    const int w0 = (-n * n * n + 512 * n * n - 65536 * n + 1024) >> 11;
    const int w2 = (-3 * n * n * n + 1024 * n * n + 65536 * n + 1024) >> 11;
    const int w3 = (n * n * n - 256 * n * n + 1024) >> 11;
    const int four[] = {w0, 16384 - w0 - w2 - w3, w2, w3};
    for (int i = 0; i < 4; ++i) weights[static_cast<size_t>(4 * n + i)] = static_cast<int16_t>(four[i]);
  }
  return weights;
}();

}  // namespace pixlane
#endif

HWY_BEFORE_NAMESPACE();
namespace pixlane {
namespace HWY_NAMESPACE {

using U64x2 = hn::CappedTag<uint64_t, 2>;
using Bytes = hn::VFromD<U8x16>;
using Words = hn::VFromD<U32x4>;
using Shorts = hn::VFromD<I16x8>;
using Sums = hn::VFromD<I32x4>;
inline constexpr int kZero = 128;

// The lane that is bytes k and k + 1 of each 32-bit lane, over zeros.
template <int k>
HWY_INLINE Words HalfFrom(Words v) {
  const U8x16 d8;
  return hn::BitCast(
      U32x4(), bytes_or_zero(hn::BitCast(d8, v), hn::Dup128VecFromValues(d8, k, k + 1, kZero, kZero, k + 4, k + 5, kZero, kZero, k + 8,
                                                                         k + 9, kZero, kZero, k + 12, k + 13, kZero, kZero)));
}

// Byte k of the 8 bytes from `first` on, and byte k + 4: the pairs.
template <int first>
HWY_INLINE Shorts Pairs(Bytes v) {
  const U8x16 d8;
  constexpr int f = first;
  return hn::BitCast(I16x8(), bytes_or_zero(v, hn::Dup128VecFromValues(d8, f, kZero, f + 4, kZero, f + 1, kZero, f + 5, kZero, f + 2, kZero,
                                                                       f + 6, kZero, f + 3, kZero, f + 7, kZero)));
}

HWY_INLINE Shorts LoadPairs(const uint8_t* from) {
  uint64_t two;
  std::memcpy(&two, from, 8);
  return Pairs<0>(hn::BitCast(U8x16(), hn::Set(U64x2(), two)));
}

// Four pixels whose channels are 32-bit lanes 0..255.
HWY_INLINE Bytes Join(Sums a, Sums b, Sums c, Sums d) {
  const U8x16 d8;
  const U16x8 d16;
  const auto low = hn::ConcatEven(d16, hn::BitCast(d16, b), hn::BitCast(d16, a));
  const auto high = hn::ConcatEven(d16, hn::BitCast(d16, d), hn::BitCast(d16, c));
  return hn::ConcatEven(d8, hn::BitCast(d8, high), hn::BitCast(d8, low));
}

// Weights of 8 bits that sum to 256, w = (fx fy + 128) >> 8 for the last of the four taps; with v = w * alpha and their sum D:
// alpha = (D + 128) >> 8, colour = (sum of v c + (D >> 1)) / D. Where all four are opaque that is (sum of w c + 128) >> 8.
struct Bilinear {
  static constexpr int kBefore = 0, kAfter = 1;  // taps in each direction around the pixel that the position is in

  // One pixel's weights: of the upper pair and of the lower.
  struct Weights {
    Words upper, lower;
  };
  static HWY_INLINE Weights WeightsOf(Words u, Words v) {
    const U8x16 d8;
    const U16x8 d16;
    const auto twice = hn::Dup128VecFromValues(d8, 1, kZero, 1, kZero, 5, kZero, 5, kZero, 9, kZero, 9, kZero, 13, kZero, 13, kZero);
    const auto fx = hn::BitCast(d16, bytes_or_zero(hn::BitCast(d8, u), twice));
    const auto fy = hn::BitCast(d16, bytes_or_zero(hn::BitCast(d8, v), twice));
    const auto product = hn::Add(hn::Mul(fx, fy), hn::Set(d16, 128));
    const auto both = odd_bytes(U32x4(), hn::BitCast(U32x4(), product));
    const auto only_y = hn::Sub(fy, both);
    const auto neither = hn::Sub(hn::Sub(hn::Set(d16, 256), fx), only_y);
    return {hn::BitCast(U32x4(), hn::OddEven(hn::Sub(fx, both), neither)), hn::BitCast(U32x4(), hn::OddEven(both, only_y))};
  }

  template <int k>
  static HWY_INLINE Sums Opaque(const uint8_t* from, size_t stride, const Weights& w) {
    const I16x8 d16;
    return hn::Add(hn::WidenMulPairwiseAdd(I32x4(), LoadPairs(from), hn::BitCast(d16, hn::Broadcast<k>(w.upper))),
                   hn::WidenMulPairwiseAdd(I32x4(), LoadPairs(from + stride), hn::BitCast(d16, hn::Broadcast<k>(w.lower))));
  }

  // Colours times alpha, less 2^15 to make them signed: weights sum to 256, so that is 2^23 in the end.
  static HWY_INLINE Shorts TimesAlpha(Shorts pairs) {
    const U8x16 d8;
    const U16x8 d16;
    const auto alphas = bytes_or_zero(
        hn::BitCast(d8, pairs), hn::Dup128VecFromValues(d8, 12, 13, 14, 15, 12, 13, 14, 15, 12, 13, 14, 15, kZero, kZero, kZero, kZero));
    const auto one = hn::Dup128VecFromValues(d16, 0, 0, 0, 0, 0, 0, 1, 1);
    const auto product = hn::Mul(hn::BitCast(d16, pairs), hn::Or(hn::BitCast(d16, alphas), one));
    return hn::BitCast(I16x8(), hn::Xor(product, hn::Set(d16, 0x8000)));
  }

  template <int k>
  static HWY_INLINE Sums Translucent(const uint8_t* from, size_t stride, const Weights& w) {
    const I16x8 d16;
    const I32x4 d;
    const F32x4 df;
    const auto upper = hn::WidenMulPairwiseAdd(d, TimesAlpha(LoadPairs(from)), hn::BitCast(d16, hn::Broadcast<k>(w.upper)));
    const auto lower = hn::WidenMulPairwiseAdd(d, TimesAlpha(LoadPairs(from + stride)), hn::BitCast(d16, hn::Broadcast<k>(w.lower)));
    const auto sum = hn::Add(hn::Add(upper, lower), hn::Set(d, 1 << 23));
    const auto weight = hn::Broadcast<3>(sum);
    // Exact: the numerator is below 2^24, and a quotient below 256 that is not whole is further from the next whole number (1 / 65280) than
    // a float's rounding reaches (2^-17).
    const auto numerator = hn::ConvertTo(df, hn::Add(sum, hn::ShiftRight<1>(weight)));
    const auto colours = hn::ConvertTo(d, hn::Div(numerator, hn::ConvertTo(df, hn::Max(weight, hn::Set(d, 1)))));
    const auto alpha = hn::ShiftRight<8>(hn::Add(sum, hn::Set(d, 128)));
    return hn::BitwiseIfThenElse(hn::Dup128VecFromValues(d, 0, 0, 0, -1), alpha, colours);
  }

  // Four pixels whose first taps are `offsets` bytes from `base`. Opaque: `all` loses bits of a sum of alphas, 0xFF00, where a tap was not.
  template <bool kOpaque>
  static HWY_INLINE Bytes Four(const uint8_t* base, size_t stride, Words offsets, Words u, Words v, Words& all) {
    const auto w = WeightsOf(u, v);
    const auto at = [&](size_t k) HWY_ATTR { return base + hn::ExtractLane(offsets, k); };
    if constexpr (kOpaque) {
      const U8x16 d8;
      const U16x8 d16;
      const auto pack = [&](Sums a, Sums b) HWY_ATTR { return hn::ConcatEven(d16, hn::BitCast(d16, b), hn::BitCast(d16, a)); };
      const auto low = pack(Opaque<0>(at(0), stride, w), Opaque<1>(at(1), stride, w));
      const auto high = pack(Opaque<2>(at(2), stride, w), Opaque<3>(at(3), stride, w));
      all = hn::And(all, hn::BitCast(U32x4(), hn::And(low, high)));
      const auto half = hn::Set(d16, 128);
      return hn::ConcatOdd(d8, hn::BitCast(d8, hn::Add(high, half)), hn::BitCast(d8, hn::Add(low, half)));
    } else {
      return Join(Translucent<0>(at(0), stride, w), Translucent<1>(at(1), stride, w), Translucent<2>(at(2), stride, w),
                  Translucent<3>(at(3), stride, w));
    }
  }
  static HWY_INLINE bool WasOpaque(Words all) {
    const auto others = hn::Dup128VecFromValues(U32x4(), 0xFFFFFFFFu, 0x00FFFFFFu, 0xFFFFFFFFu, 0x00FFFFFFu);
    return hn::AllTrue(U32x4(), hn::Eq(hn::Or(all, others), hn::Set(U32x4(), 0xFFFFFFFFu)));
  }
};

// Rows first, rounded to 6 fraction bits, then columns, on P6. For opaque pixels h = (sum of w c + 128) >> 8 and
// clamp((sum of w h + 8192 + 2^19) >> 20).
struct Bicubic {
  static constexpr int kBefore = 1, kAfter = 2;

  struct Weights {
    Words u, v;
  };
  static HWY_INLINE Weights WeightsOf(Words u, Words v) { return {u, v}; }

  struct Four16 {
    Shorts first, second;  // pairs of weights
  };
  static HWY_INLINE Four16 WeightsAt(uint32_t position) {
    const int16_t* four = kCubic.data() + ((position >> 8) & 255) * 4;
    uint32_t first, second;
    std::memcpy(&first, four, 4);
    std::memcpy(&second, four + 2, 4);
    return {hn::BitCast(I16x8(), hn::Set(U32x4(), first)), hn::BitCast(I16x8(), hn::Set(U32x4(), second))};
  }

  static HWY_INLINE Sums Weigh(Shorts first, Shorts second, const Four16& w) {
    return hn::Add(hn::WidenMulPairwiseAdd(I32x4(), first, w.first), hn::WidenMulPairwiseAdd(I32x4(), second, w.second));
  }
  // 16-bit lanes of two rows as pairs: bytes kByte and kByte + 1 of each 32-bit lane.
  template <int kByte>
  static HWY_INLINE Shorts PairRows(Sums upper, Sums lower) {
    const U8x16 d8;
    constexpr int k = kByte;
    const auto low = HalfFrom<k>(hn::BitCast(U32x4(), upper));
    const auto high =
        bytes_or_zero(hn::BitCast(d8, lower), hn::Dup128VecFromValues(d8, kZero, kZero, k, k + 1, kZero, kZero, k + 4, k + 5, kZero, kZero,
                                                                      k + 8, k + 9, kZero, kZero, k + 12, k + 13));
    return hn::BitCast(I16x8(), hn::Or(low, hn::BitCast(U32x4(), high)));
  }

  static HWY_INLINE Sums Opaque(const uint8_t* from, size_t stride, uint32_t u, uint32_t v, Words& all) {
    const U8x16 d8;
    const auto wx = WeightsAt(u), wy = WeightsAt(v);
    const auto row = [&](size_t j) HWY_ATTR {
      const auto taps = hn::LoadU(d8, from + j * stride);
      all = hn::And(all, hn::BitCast(U32x4(), taps));
      return hn::Add(Weigh(Pairs<0>(taps), Pairs<8>(taps), wx), hn::Set(I32x4(), 128));
    };
    const auto first = row(0), second = row(1), third = row(2), fourth = row(3);
    return hn::Add(Weigh(PairRows<1>(first, second), PairRows<1>(third, fourth), wy), hn::Set(I32x4(), 8192 + (1 << 19)));
  }

  static HWY_INLINE Sums Translucent(const uint8_t* from, size_t stride, uint32_t u, uint32_t v) {
    const U8x16 d8;
    const I32x4 d;
    const auto wx = WeightsAt(u), wy = WeightsAt(v);
    const auto pairs = [&](auto two_pixels) HWY_ATTR {
      return hn::BitCast(I16x8(), hn::TableLookupBytes(hn::BitCast(d8, two_pixels),
                                                       hn::Dup128VecFromValues(d8, 0, 1, 8, 9, 2, 3, 10, 11, 4, 5, 12, 13, 6, 7, 14, 15)));
    };
    const auto rounded = [&](Sums sum) HWY_ATTR { return hn::ShiftRight<14>(hn::Add(sum, hn::Set(d, 8192))); };
    const auto row = [&](size_t j) HWY_ATTR {
      const auto p = to_p6<false>(hn::BitCast(U32x4(), hn::LoadU(d8, from + j * stride)));
      return rounded(Weigh(pairs(hn::InterleaveLower(U16x8(), p.rb, p.ga)), pairs(hn::InterleaveUpper(U16x8(), p.rb, p.ga)), wx));
    };
    const auto first = row(0), second = row(1), third = row(2), fourth = row(3);
    const auto sum = hn::Max(rounded(Weigh(PairRows<0>(first, second), PairRows<0>(third, fourth), wy)), hn::Zero(d));
    const auto alpha = hn::Min(hn::Broadcast<3>(sum), hn::Set(d, 255 << 6));
    const auto divisor = hn::ConvertTo(F32x4(), hn::Max(alpha, hn::Set(d, 1)));
    const auto colours = unpremultiply(hn::Min(sum, alpha), hn::ShiftRight<1>(alpha), divisor);
    return hn::BitwiseIfThenElse(hn::Dup128VecFromValues(d, 0, 0, 0, -1), hn::ShiftRight<6>(hn::Add(alpha, hn::Set(d, 32))), colours);
  }

  template <bool kOpaque>
  static HWY_INLINE Bytes Four(const uint8_t* base, size_t stride, Words offsets, Words u, Words v, Words& all) {
    const auto one = [&](size_t k) HWY_ATTR {
      const uint8_t* from = base + hn::ExtractLane(offsets, k);
      const uint32_t x = hn::ExtractLane(u, k), y = hn::ExtractLane(v, k);
      if constexpr (kOpaque) return Opaque(from, stride, x, y, all);
      return Translucent(from, stride, x, y);
    };
    const auto a = one(0), b = one(1), c = one(2), d = one(3);
    if constexpr (kOpaque) {
      const I16x8 d16;
      const auto high_halves = [&](Sums low, Sums high) HWY_ATTR {
        return hn::ShiftRight<4>(hn::ConcatOdd(d16, hn::BitCast(d16, high), hn::BitCast(d16, low)));
      };
      return hn::OrderedDemote2To(U8x16(), high_halves(a, b), high_halves(c, d));
    } else {
      return Join(a, b, c, d);
    }
  }
  static HWY_INLINE bool WasOpaque(Words all) {
    return hn::AllTrue(U32x4(), hn::Eq(hn::Or(all, hn::Set(U32x4(), kColourMask)), hn::Set(U32x4(), 0xFFFFFFFFu)));
  }
};

}  // namespace HWY_NAMESPACE
}  // namespace pixlane
HWY_AFTER_NAMESPACE();

#endif  // toggle
