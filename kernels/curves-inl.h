// Transfer curves and cube roots in single precision, of + - * / and square roots only: the same bits in every lane, and in
// js-baseline/curves.js, which makes its tables with the same arithmetic. Compiled once a target.
//
// Linear light is 0..32767 ("linear 15"), and 16384 times that after a matrix with 14 fraction bits ("linear 29"). Each curve has a
// straight part near black; which part counts is chosen by max: where it is not the greater one, it is masked to 0.

#if defined(PIXLANE_CURVES_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef PIXLANE_CURVES_INL_H_
#undef PIXLANE_CURVES_INL_H_
#else
#define PIXLANE_CURVES_INL_H_
#endif

#include <cstddef>
#include <cstdint>

#include "hwy/highway.h"
#include "kernels/colour-inl.h"
#include "kernels/pixels-inl.h"

HWY_BEFORE_NAMESPACE();
namespace pixlane {
namespace HWY_NAMESPACE {

using Float4 = hn::VFromD<F32x4>;
using Int4 = hn::VFromD<I32x4>;
using Pixels4 = hn::VFromD<U32x4>;
using Short8 = hn::VFromD<I16x8>;

HWY_INLINE Float4 number(float x) { return hn::Set(F32x4(), x); }
HWY_INLINE Float4 floats(Int4 v) { return hn::ConvertTo(F32x4(), v); }

// Three channels of four pixels, each step done for all three: registers are few and constants many, and so each is loaded once for three.
struct Triple {
  Float4 x, y, z;
};
template <class Op>
HWY_INLINE Triple each(const Op& op, const Triple& a) {
  return {op(a.x), op(a.y), op(a.z)};
}
template <class Op>
HWY_INLINE Triple each(const Op& op, const Triple& a, const Triple& b) {
  return {op(a.x, b.x), op(a.y, b.y), op(a.z, b.z)};
}
HWY_INLINE Triple add(const Triple& a, const Triple& b) { return {hn::Add(a.x, b.x), hn::Add(a.y, b.y), hn::Add(a.z, b.z)}; }
HWY_INLINE Triple mul(const Triple& a, const Triple& b) { return {hn::Mul(a.x, b.x), hn::Mul(a.y, b.y), hn::Mul(a.z, b.z)}; }
HWY_INLINE Triple div(const Triple& a, const Triple& b) { return {hn::Div(a.x, b.x), hn::Div(a.y, b.y), hn::Div(a.z, b.z)}; }
HWY_INLINE Triple max(const Triple& a, const Triple& b) { return {hn::Max(a.x, b.x), hn::Max(a.y, b.y), hn::Max(a.z, b.z)}; }
HWY_INLINE Triple add(const Triple& a, float b) { return add(a, {number(b), number(b), number(b)}); }
HWY_INLINE Triple mul(const Triple& a, float b) { return mul(a, {number(b), number(b), number(b)}); }
HWY_INLINE Triple max(const Triple& a, float b) { return max(a, {number(b), number(b), number(b)}); }
// `v` where `a` is below, or above, `limit`; 0 elsewhere.
HWY_INLINE Triple where_below(const Triple& a, float limit, const Triple& v) {
  const auto op = [limit](Float4 t, Float4 u) HWY_ATTR { return hn::IfThenElseZero(hn::Lt(t, number(limit)), u); };
  return each(op, a, v);
}
HWY_INLINE Triple where_above(const Triple& a, float limit, const Triple& v) {
  const auto op = [limit](Float4 t, Float4 u) HWY_ATTR { return hn::IfThenElseZero(hn::Gt(t, number(limit)), u); };
  return each(op, a, v);
}

// A channel of four pixels, as floats.
template <int kChannel>
HWY_INLINE Float4 channel(Pixels4 v) {
  const U8x16 d8;
  constexpr int kNone = 128;
  if constexpr (kChannel == 0) return floats(hn::BitCast(I32x4(), hn::And(v, hn::Set(U32x4(), 0xFFu))));
  const auto bytes =
      bytes_or_zero(hn::BitCast(d8, v), hn::Dup128VecFromValues(d8, kChannel, kNone, kNone, kNone, 4 + kChannel, kNone, kNone, kNone,
                                                                8 + kChannel, kNone, kNone, kNone, 12 + kChannel, kNone, kNone, kNone));
  return floats(hn::BitCast(I32x4(), bytes));
}

HWY_INLINE Triple channels(Pixels4 v) { return {channel<0>(v), channel<1>(v), channel<2>(v)}; }

// Channels rounded to bytes, as four pixels with the alphas of `v`.
HWY_INLINE Pixels4 pixels_of(const Triple& bytes, Pixels4 v) {
  const auto r = round_to_bits(bytes.x), g = round_to_bits(bytes.y), b = round_to_bits(bytes.z);
  const U32x4 d32;
  const U8x16 d8;
  constexpr int kNone = 128;
  const auto red = hn::And(hn::BitCast(d32, r), hn::Set(d32, 0xFFu));
  const auto green = bytes_or_zero(hn::BitCast(d8, g), hn::Dup128VecFromValues(d8, kNone, 0, kNone, kNone, kNone, 4, kNone, kNone, kNone, 8,
                                                                               kNone, kNone, kNone, 12, kNone, kNone));
  const auto blue = bytes_or_zero(hn::BitCast(d8, b), hn::Dup128VecFromValues(d8, kNone, kNone, 0, kNone, kNone, kNone, 4, kNone, kNone,
                                                                              kNone, 8, kNone, kNone, kNone, 12, kNone));
  const auto upper = hn::Or(hn::BitCast(d32, blue), hn::And(v, hn::Set(d32, kAlphaMask)));
  return hn::Or(hn::Or(red, hn::BitCast(d32, green)), upper);
}

// Applies `op`, four pixels (a vector, and where they are) to four, to rows begin .. end - 1.
template <class Op>
HWY_INLINE void map_fours(View src, View dst, size_t begin, size_t end, const Op& op) {
  const U32x4 d32;
  const U8x16 d8;
  const size_t bytes = src.row_bytes();
  for (size_t y = begin; y < end; ++y) {
    const uint8_t* const from = src.row(y);
    uint8_t* const to = dst.row(y);
    size_t x = 0;
    for (; x + 16 <= bytes; x += 16) hn::StoreU(hn::BitCast(d8, op(hn::BitCast(d32, hn::LoadU(d8, from + x)), from + x)), d8, to + x);
    if (x < bytes) store_bytes(d8, op(hn::BitCast(d32, hn::LoadU(d8, from + x)), from + x), to + x, bytes - x);
  }
}

// The sRGB curve of bytes, to linear 15: a polynomial from 11 on, within 0.05 of a step of the byte and 3e-5 of white.
struct DecodeSrgb {
  HWY_INLINE Triple operator()(const Triple& x) const {
    auto p = add(mul(x, 1.7575554e-9f), -0.00000183510638f);
    p = add(mul(p, x), 0.0012014855f);
    p = add(mul(p, x), 0.27207387f);
    p = add(mul(p, x), 3.8596992f);
    p = add(mul(p, x), 33.19224f);
    return max(mul(x, 9.94566867f), where_above(x, 10.0f, p));
  }
};

// x^(563/256), Adobe RGB's curve, to linear 15: within 0.02 of a step of the byte and 2e-5 of white.
struct DecodeAdobe {
  HWY_INLINE Triple operator()(const Triple& x) const {
    auto p = add(mul(x, -2.9383669e-7f), 0.00041617321f);
    p = add(mul(p, x), 0.4693828f);
    p = add(mul(p, x), 12.978558f);
    p = add(mul(p, x), -11.920479f);
    return div(mul(p, x), add(x, 52.22299f));
  }
};

// Linear 29 to bytes, not yet rounded: with s the square root, c + (a s + b) / (t + d s + e) from 0.0031308 on, within 0.07 and so that all
// linear bytes are rounded to nearest.
HWY_INLINE Triple encode_srgb(const Triple& t) {
  const Triple s = {hn::Sqrt(t.x), hn::Sqrt(t.y), hn::Sqrt(t.z)};
  const auto numerator = add(mul(s, -971301400.0f), -5878844500000.0f);
  const auto denominator = add(add(t, mul(s, 304774.47f)), 1786853100.0f);
  const auto power = add(div(numerator, denominator), 3279.2432f);
  return max(where_below(t, 1680784.16f, mul(t, 0.000006136858f)), power);
}

// The byte of each linear 15, made at the first call: three loads take a third of the time of three lanes' square roots and quotients.
struct EncodedSrgb {
  uint8_t of[32768];

  EncodedSrgb() {
    HWY_ALIGN int32_t bytes[4];
    for (int x = 0; x < 32768; x += 4) {
      const auto four = mul16384(hn::Add(hn::Iota(I32x4(), 0), hn::Set(I32x4(), x)));
      hn::Store(hn::And(round_to_bits(encode_srgb({four, four, four}).x), hn::Set(I32x4(), 0xFF)), I32x4(), bytes);
      for (int i = 0; i < 4; ++i) of[x + i] = static_cast<uint8_t>(bytes[i]);
    }
  }

  static HWY_INLINE Float4 mul16384(Int4 v) { return hn::Mul(floats(v), number(16384.0f)); }
};
HWY_INLINE const uint8_t* encoded_srgb() {
  static const EncodedSrgb encoded;
  return encoded.of;
}

// scale times the cube roots of positive floats, within 5e-6 of themselves: a third of exponent and mantissa is y, and y (p + q x) / (r +
// x), x being over y^3, with constants of least error, makes up for the rest: Halley's step, adjusted to the range that y is wrong by.
HWY_INLINE Triple cube_root(const Triple& x, float scale) {
  const auto third = [](Float4 v) HWY_ATTR {
    const I32x4 di;
    // The upper half of the bits times 21845: a third of the bits.
    const auto bits = hn::WidenMulPairwiseAdd(di, hn::BitCast(I16x8(), v), hn::BitCast(I16x8(), hn::Set(U32x4(), 21845u << 16)));
    return hn::BitCast(F32x4(), hn::Add(bits, hn::Set(di, 0x2A55C000)));
  };
  const Triple y = each(third, x);
  const auto part = div(x, add(mul(mul(mul(y, y), y), 1.8325791f), x));
  return mul(y, add(mul(part, 1.4575417f * scale), 0.48543233f * scale));
}

// 16384 f(t) of CIE L*a*b* of linear 29: the cube root from 216/24389 on.
HWY_INLINE Triple lab_f(const Triple& t) {
  const auto line = add(mul(t, 0.00023764876f), 2259.8621f);
  return max(where_below(t, 4754626.2f, line), cube_root(max(t, 1.0f), 20.158942f));
}

// What a byte of each channel adds to the three sums of a matrix with 14 fraction bits, of linear 15: a lane a row. Decoding a pixel and
// multiplying it by a matrix is then three loads and two additions, less than half of what the curves cost.
struct alignas(16) Contributions {
  int32_t of[3][256][4];
};

// weights: row by row, 3 x 3; `half` is added to each sum.
template <class Decode>
HWY_INLINE void fill_contributions(const int16_t* weights, int32_t half, const Decode& decode, Contributions* HWY_RESTRICT table) {
  HWY_ALIGN int32_t linear[4];
  for (int x = 0; x < 256; x += 4) {
    const auto bytes = hn::ConvertTo(F32x4(), hn::Add(hn::Iota(I32x4(), 0), hn::Set(I32x4(), x)));
    hn::Store(hn::And(round_to_bits(decode(Triple{bytes, bytes, bytes}).x), hn::Set(I32x4(), 0xFFFF)), I32x4(), linear);
    for (int i = 0; i < 4; ++i) {
      for (int c = 0; c < 3; ++c) {
        for (int row = 0; row < 4; ++row) {
          table->of[c][x + i][row] = row == 3 ? 0 : weights[3 * row + c] * linear[i] + (c == 0 ? half : 0);
        }
      }
    }
  }
}

// The sums of the pixel at `from`, and of the four there, a channel a vector.
HWY_INLINE Int4 contributions_of(const Contributions& table, const uint8_t* HWY_RESTRICT from) {
  const auto channel_sum = [&](int c) HWY_ATTR { return hn::Load(I32x4(), table.of[c][from[c]]); };
  return hn::Add(hn::Add(channel_sum(0), channel_sum(1)), channel_sum(2));
}
struct Sums {
  Int4 x, y, z;
};
HWY_INLINE Sums contributions_of_four(const Contributions& table, const uint8_t* HWY_RESTRICT from) {
  const I32x4 di;
  const auto one = [&](int i) HWY_ATTR { return contributions_of(table, from + 4 * i); };
  const auto p0 = one(0), p1 = one(1), p2 = one(2), p3 = one(3);
  const auto xy01 = hn::InterleaveLower(di, p0, p1), xy23 = hn::InterleaveLower(di, p2, p3);
  const auto z01 = hn::InterleaveUpper(di, p0, p1), z23 = hn::InterleaveUpper(di, p2, p3);
  return {hn::ConcatLowerLower(di, xy23, xy01), hn::ConcatUpperUpper(di, xy23, xy01), hn::ConcatLowerLower(di, z23, z01)};
}

// Sums cut to whole numbers of linear 15, as linear 29.
HWY_INLINE Triple linear29(const Sums& sums) {
  const auto mask = hn::Set(I32x4(), ~0x3FFF);
  return {floats(hn::And(sums.x, mask)), floats(hn::And(sums.y, mask)), floats(hn::And(sums.z, mask))};
}

}  // namespace HWY_NAMESPACE
}  // namespace pixlane
HWY_AFTER_NAMESPACE();

#endif  // toggle
