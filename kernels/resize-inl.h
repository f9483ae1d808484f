// What resize does to rows: take them apart into pairs of columns, resample them horizontally, blend them. Compiled once a target.

#if defined(PIXLANE_RESIZE_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef PIXLANE_RESIZE_INL_H_
#undef PIXLANE_RESIZE_INL_H_
#else
#define PIXLANE_RESIZE_INL_H_
#endif

#include <cstdint>
#include <cstring>

#include "hwy/highway.h"
#include "kernels/coefficients.h"
#include "kernels/linear_light.h"
#include "kernels/pixels-inl.h"

HWY_BEFORE_NAMESPACE();
namespace pixlane {
namespace HWY_NAMESPACE {

// Rearranges red0 blue0 red1 blue1 | ... into red0 red1 blue0 blue1 | ...
HWY_INLINE hn::VFromD<U16x8> PairUp(hn::VFromD<U16x8> v) {
  const U8x16 d8;
  const auto order = hn::Dup128VecFromValues(d8, 0, 1, 4, 5, 2, 3, 6, 7, 8, 9, 12, 13, 10, 11, 14, 15);
  return hn::BitCast(U16x8(), hn::TableLookupBytes(hn::BitCast(d8, v), order));
}

// Pixels as pairs of columns in P6: r0 r1 g0 g1 b0 b1 a0 a1, r2 r3 ...
template <bool kOpaque>
void LoadPairs(const uint8_t* HWY_RESTRICT from, size_t width, int16_t* HWY_RESTRICT to) {
  const U32x4 d;
  const U8x16 d8;
  const I16x8 d16;
  for (size_t x = 0; x < width; x += 4) {
    const auto v = hn::LoadU(d8, from + x * 4);
    if constexpr (kOpaque) {
      constexpr int kNone = 128;
      const auto low = hn::Dup128VecFromValues(d8, 0, kNone, 4, kNone, 1, kNone, 5, kNone, 2, kNone, 6, kNone, 3, kNone, 7, kNone);
      const auto high = hn::Dup128VecFromValues(d8, 8, kNone, 12, kNone, 9, kNone, 13, kNone, 10, kNone, 14, kNone, 11, kNone, 15, kNone);
      hn::StoreU(shift_left<6>(hn::BitCast(d16, bytes_or_zero(v, low))), d16, to + x * 4);
      hn::StoreU(shift_left<6>(hn::BitCast(d16, bytes_or_zero(v, high))), d16, to + x * 4 + 8);
    } else {
      const P6 p = to_p6<false>(hn::BitCast(d, v));
      const auto rb = hn::BitCast(d, PairUp(p.rb));
      const auto ga = hn::BitCast(d, PairUp(p.ga));
      hn::StoreU(hn::BitCast(d16, hn::InterleaveLower(d, rb, ga)), d16, to + x * 4);
      hn::StoreU(hn::BitCast(d16, hn::InterleaveUpper(d, rb, ga)), d16, to + x * 4 + 8);
    }
  }
  // What a pair takes beyond the last column has a weight of zero, but must not be read before it was written.
  std::memset(to + (width + 3) / 4 * 16, 0, 16 * sizeof(int16_t));
}

// The same in linear light: biased P7, (L a 257 + 32768) >> 16 of each colour's L, which is L where a is 255 and never above a << 7. No
// SIMD: there is no gather to look bytes up with.
template <bool kOpaque>
void LoadLinearPairs(const uint8_t* HWY_RESTRICT from, size_t width, const int16_t* HWY_RESTRICT decode, int16_t* HWY_RESTRICT to) {
  const auto linear = [decode](uint64_t pixels, int shift) -> uint64_t { return static_cast<uint16_t>(decode[(pixels >> shift) & 255]); };
  for (size_t x = 0; x < width; x += 2) {
    uint64_t p;  // two pixels; the second may lie beyond the last column
    std::memcpy(&p, from + x * 4, sizeof(p));
    if constexpr (kOpaque) {
      constexpr uint64_t kAlpha = kLinearOne - kLinearBias;
      const uint64_t rg = linear(p, 0) | linear(p, 32) << 16 | linear(p, 8) << 32 | linear(p, 40) << 48;
      const uint64_t ba = linear(p, 16) | linear(p, 48) << 16 | kAlpha << 32 | kAlpha << 48;
      std::memcpy(to + x * 4, &rg, sizeof(rg));
      std::memcpy(to + x * 4 + 4, &ba, sizeof(ba));
    } else {
      for (size_t i = 0; i < 2; ++i, p >>= 32) {
        const auto alpha = static_cast<int32_t>((p >> 24) & 255);
        int16_t* const out = to + x * 4 + i;
        for (int c = 0; c < 3; ++c) {
          const int32_t colour = decode[(p >> (8 * c)) & 255] + kLinearBias;
          out[2 * c] = static_cast<int16_t>(((colour * alpha * 257 + 32768) >> 16) - kLinearBias);
        }
        out[6] = static_cast<int16_t>((alpha << kLinearBits) - kLinearBias);
      }
    }
  }
}

// Four rows at once; row pairs (0, 1) and (2, 3) go to `low` and `high`.
inline void ResampleRows(const int16_t* const* source, const Coefficients& c, size_t width, int16_t* HWY_RESTRICT low,
                         int16_t* HWY_RESTRICT high) {
  const I32x4 d32;
  const I16x8 d16;
  const auto half = hn::Set(d32, 1 << (kCoefficientBits - 1));
  for (size_t x = 0; x < width; ++x) {
    const int32_t* weights = c.pairs(x);
    const size_t start = size_t{c.first(x)} * 8;
    const int16_t* s0 = source[0] + start;
    const int16_t* s1 = source[1] + start;
    const int16_t* s2 = source[2] + start;
    const int16_t* s3 = source[3] + start;
    auto sum0 = half, sum1 = half, sum2 = half, sum3 = half;
    for (uint32_t k = 0; k < c.count(x); ++k) {
      const auto w = hn::BitCast(d16, hn::Set(d32, weights[k]));
      sum0 = hn::Add(sum0, hn::WidenMulPairwiseAdd(d32, hn::LoadU(d16, s0 + k * 8), w));
      sum1 = hn::Add(sum1, hn::WidenMulPairwiseAdd(d32, hn::LoadU(d16, s1 + k * 8), w));
      sum2 = hn::Add(sum2, hn::WidenMulPairwiseAdd(d32, hn::LoadU(d16, s2 + k * 8), w));
      sum3 = hn::Add(sum3, hn::WidenMulPairwiseAdd(d32, hn::LoadU(d16, s3 + k * 8), w));
    }
    const auto store = [&](auto a, auto b, int16_t* to) HWY_ATTR {
      const auto ab = hn::OrderedDemote2To(d16, hn::ShiftRight<kCoefficientBits>(a), hn::ShiftRight<kCoefficientBits>(b));
      hn::StoreU(hn::InterleaveLower(d16, ab, hn::ConcatUpperUpper(d16, ab, ab)), d16, to + x * 8);
    };
    store(sum0, sum1, low);
    store(sum2, sum3, high);
  }
}

// Four pixels, each r g b a.
struct Four {
  hn::VFromD<I32x4> p0, p1, p2, p3;
};

// Pixels x .. x + 3 of the sum of row pairs; the pairs' rows have room for whole vectors.
HWY_INLINE Four SumPairs(const int16_t* const* pairs, const int32_t* weights, uint32_t count, size_t x) {
  const I32x4 d32;
  const I16x8 d16;
  const auto half = hn::Set(d32, 1 << (kCoefficientBits - 1));
  auto sum0 = half, sum1 = half, sum2 = half, sum3 = half;
  for (uint32_t k = 0; k < count; ++k) {
    const auto w = hn::BitCast(d16, hn::Set(d32, weights[k]));
    const int16_t* from = pairs[k] + x * 8;
    sum0 = hn::Add(sum0, hn::WidenMulPairwiseAdd(d32, hn::LoadU(d16, from), w));
    sum1 = hn::Add(sum1, hn::WidenMulPairwiseAdd(d32, hn::LoadU(d16, from + 8), w));
    sum2 = hn::Add(sum2, hn::WidenMulPairwiseAdd(d32, hn::LoadU(d16, from + 16), w));
    sum3 = hn::Add(sum3, hn::WidenMulPairwiseAdd(d32, hn::LoadU(d16, from + 24), w));
  }
  return {hn::ShiftRight<kCoefficientBits>(sum0), hn::ShiftRight<kCoefficientBits>(sum1), hn::ShiftRight<kCoefficientBits>(sum2),
          hn::ShiftRight<kCoefficientBits>(sum3)};
}

// Lanes 0, 1, 2 of `colours` and lane 3 of `alpha`.
HWY_INLINE hn::VFromD<I32x4> WithAlpha(hn::VFromD<I32x4> colours, hn::VFromD<I32x4> alpha) {
  const I32x4 d;
  return hn::IfThenElse(hn::Eq(hn::Iota(d, 0), hn::Set(d, 3)), alpha, colours);
}

// Sums of one output pixel (r g b a, P6 with overshoot) to bytes in the low byte of each lane.
HWY_INLINE hn::VFromD<I32x4> FinishPixel(hn::VFromD<I32x4> v) {
  const I32x4 d;
  const auto alpha = hn::Min(hn::Max(hn::Broadcast<3>(v), hn::Zero(d)), hn::Set(d, 16320));
  const auto p = hn::Min(hn::Max(v, hn::Zero(d)), alpha);
  const auto divisor = hn::ConvertTo(F32x4(), hn::Max(alpha, hn::Set(d, 1)));
  const auto straight = unpremultiply(p, hn::ShiftRight<1>(alpha), divisor);
  return WithAlpha(straight, hn::ShiftRight<6>(hn::Add(alpha, hn::Set(d, 32))));
}

template <bool kOpaque>
void BlendRows(const int16_t* const* pairs, const int32_t* weights, uint32_t count, uint8_t* HWY_RESTRICT to, size_t width) {
  const I16x8 d16;
  const U8x16 d8;
  for (size_t x = 0; x < width; x += 4) {
    const Four v = SumPairs(pairs, weights, count, x);
    if constexpr (kOpaque) {
      const auto round = [&](auto a, auto b)
                             HWY_ATTR { return hn::ShiftRight<6>(hn::SaturatedAdd(hn::OrderedDemote2To(d16, a, b), hn::Set(d16, 32))); };
      store_bytes(d8, hn::OrderedDemote2To(d8, round(v.p0, v.p1), round(v.p2, v.p3)), to + x * 4, (width - x) * 4);
    } else {
      const auto low = hn::OrderedDemote2To(d16, FinishPixel(v.p0), FinishPixel(v.p1));
      const auto high = hn::OrderedDemote2To(d16, FinishPixel(v.p2), FinishPixel(v.p3));
      store_bytes(d8, hn::OrderedDemote2To(d8, low, high), to + x * 4, (width - x) * 4);
    }
  }
}

// Biased P7 of one output pixel with overshoot to P7 of its straight colours and its alpha as a byte. Unpremultiplying takes floats of
// 24 bits for a result of 15: colour * (32640 / alpha) + 1/2, cut off, each operation rounded to a float.
template <bool kOpaque>
HWY_INLINE hn::VFromD<I32x4> FinishLinearPixel(hn::VFromD<I32x4> biased) {
  const I32x4 d;
  const F32x4 df;
  const auto v = hn::Max(hn::Add(biased, hn::Set(d, kLinearBias)), hn::Zero(d));
  if constexpr (kOpaque) {
    return hn::Min(v, hn::Set(d, kLinearOne));
  } else {
    const auto alpha = hn::Min(hn::Broadcast<3>(v), hn::Set(d, kLinearOne));
    const auto inverse = hn::Div(hn::Set(df, float{kLinearOne}), hn::ConvertTo(df, hn::Max(alpha, hn::Set(d, 1))));
    const auto straight = hn::Add(hn::Mul(hn::ConvertTo(df, hn::Min(v, alpha)), inverse), hn::Set(df, 0.5f));
    return WithAlpha(hn::ConvertTo(d, straight), hn::ShiftRight<kLinearBits>(hn::Add(alpha, hn::Set(d, 1 << (kLinearBits - 1)))));
  }
}

template <bool kOpaque>
void BlendLinearRows(const int16_t* const* pairs, const int32_t* weights, uint32_t count, const uint8_t* HWY_RESTRICT encode,
                     uint8_t* HWY_RESTRICT to, size_t width) {
  const I16x8 d16;
  for (size_t x = 0; x < width; x += 4) {
    const Four v = SumPairs(pairs, weights, count, x);
    alignas(16) int16_t linear[16];
    hn::Store(hn::OrderedDemote2To(d16, FinishLinearPixel<kOpaque>(v.p0), FinishLinearPixel<kOpaque>(v.p1)), d16, linear);
    hn::Store(hn::OrderedDemote2To(d16, FinishLinearPixel<kOpaque>(v.p2), FinishLinearPixel<kOpaque>(v.p3)), d16, linear + 8);
    uint32_t pixels[4];
    for (int i = 0; i < 4; ++i) {
      const int16_t* const p = linear + i * 4;
      const uint32_t alpha = kOpaque ? 255u : static_cast<uint32_t>(p[3]);
      pixels[i] = encode[p[0]] | uint32_t{encode[p[1]]} << 8 | uint32_t{encode[p[2]]} << 16 | alpha << 24;
    }
    if (width - x >= 4) {
      std::memcpy(to + x * 4, pixels, sizeof(pixels));
    } else {
      std::memcpy(to + x * 4, pixels, (width - x) * 4);
    }
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace pixlane
HWY_AFTER_NAMESPACE();

#endif  // toggle
