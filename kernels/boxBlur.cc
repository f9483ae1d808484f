// boxBlur: the mean of the (2 r + 1)^2 pixels around each, weighed by alpha, edges replicated, any radius at one cost.
//
//   n = 2 r + 1
//   column = round((sum of n values one above the other) / n),   value = round((sum of n columns side by side) / n)
//
// on P6 values, premultiplied with 6 fraction bits; n is odd, so that nothing lies halfway. Both sums run along: what enters is added,
// what leaves is subtracted.
//
// Dividing: sums are kept less n * 8160, the middle of the range, so that quotients are at most 8160 either way. As a float, such a sum is
// exact, its product with 1 / n is wrong by at most 2^-12 + 8160 * 2^-24 < 1 / (2 n), too little to reach the next halfway point;
// and adding 1.5 * 2^23 rounds it to a whole number, which then lies in the low half of the float's bits.

#include <algorithm>
#include <cstdint>

#include "kernels_gen.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/boxBlur.cc"
#include "hwy/foreach_target.h"  // IWYU pragma: keep
#include "hwy/highway.h"
#include "kernels/pixels-inl.h"

#ifndef PIXLANE_BOX_BLUR_ONCE
#define PIXLANE_BOX_BLUR_ONCE
namespace pixlane {

inline constexpr ptrdiff_t kMostBoxRadius = 255;
inline constexpr int32_t kMiddleP6 = 8160;
// 1.5 * 2^23, at which floats are whole numbers, and the middle again.
inline constexpr float kWholeFloats = 12582912.0f + 8160.0f;

// One thread's memory.
struct BoxRows {
  // Of every four columns the sums of red, of blue, of green, of alpha, four lanes each.
  int32_t* sums;
  // The means of columns, red, green, blue and alpha side by side, from column -r - 1; pixel 0 is at [0].
  uint16_t* means;
};

inline size_t box_sums(uint32_t width) { return round_up(width, 4) * 4; }
inline size_t box_means(uint32_t width) { return (static_cast<size_t>(width) + 2 * kMostBoxRadius + 16) * 4; }

}  // namespace pixlane
#endif

HWY_BEFORE_NAMESPACE();
namespace pixlane {
namespace HWY_NAMESPACE {

// The even or the odd lanes of 16-bit values, times `factor`, as 32-bit ones.
template <class V16>
HWY_INLINE hn::VFromD<I32x4> EvenTimes(V16 v, uint32_t factor) {
  return hn::WidenMulPairwiseAdd(I32x4(), hn::BitCast(I16x8(), v), hn::BitCast(I16x8(), hn::Set(U32x4(), factor)));
}
template <class V16>
HWY_INLINE hn::VFromD<I32x4> OddTimes(V16 v, uint32_t factor) {
  return EvenTimes(v, factor << 16);
}

// round(sum / n), and whatever `whole` holds beside 1.5 * 2^23, in the low halves; the high ones hold the float's exponent.
HWY_INLINE hn::VFromD<U16x8> MeanOfSum(hn::VFromD<I32x4> sum, hn::VFromD<F32x4> inverse, hn::VFromD<F32x4> whole) {
  return hn::BitCast(U16x8(), hn::Add(hn::Mul(hn::ConvertTo(F32x4(), sum), inverse), whole));
}

// The low halves of `low`, and those of `high` above them. (InterleaveEven does the same, but V8 makes five instructions of it.)
template <class V16>
HWY_INLINE V16 JoinHalves(V16 low, V16 high) {
  return hn::OddEven(hn::BitCast(U16x8(), hn::ShiftLeft<16>(hn::BitCast(U32x4(), high))), low);
}

// Adds a row to the sums `times` times.
void AddBoxRow(const uint8_t* HWY_RESTRICT row, ptrdiff_t width, uint32_t times, int32_t* HWY_RESTRICT sums) {
  const I32x4 d32;
  for (ptrdiff_t x = 0; x < width; x += 4) {
    const P6 p = to_p6<false>(hn::BitCast(U32x4(), hn::LoadU(U8x16(), row + x * 4)));
    int32_t* const at = sums + x * 4;
    hn::StoreU(hn::Add(hn::LoadU(d32, at), EvenTimes(p.rb, times)), d32, at);
    hn::StoreU(hn::Add(hn::LoadU(d32, at + 4), OddTimes(p.rb, times)), d32, at + 4);
    hn::StoreU(hn::Add(hn::LoadU(d32, at + 8), EvenTimes(p.ga, times)), d32, at + 8);
    hn::StoreU(hn::Add(hn::LoadU(d32, at + 12), OddTimes(p.ga, times)), d32, at + 12);
  }
}

// Moves the sums down by a row and takes their means. kOpaque: the window was and is opaque, and alpha need not be looked at; then bytes
// will do, as 64 of them is what P6 is.
template <bool kOpaque>
void BoxColumns(const uint8_t* HWY_RESTRICT entering, const uint8_t* HWY_RESTRICT leaving, ptrdiff_t width, float inverse_n,
                const BoxRows& rows) {
  const U32x4 d;
  const U8x16 d8;
  const U16x8 d16;
  const I32x4 d32;
  const auto inverse = hn::Set(F32x4(), inverse_n);
  const auto whole = hn::Set(F32x4(), kWholeFloats);
  constexpr uint32_t kTimes = kOpaque ? 64 : 1;
  for (ptrdiff_t x = 0; x < width; x += 4) {
    const auto in = hn::BitCast(d, hn::LoadU(d8, entering + x * 4));
    const auto out = hn::BitCast(d, hn::LoadU(d8, leaving + x * 4));
    P6 more, less;
    if constexpr (kOpaque) {
      more = {even_bytes(d, in), odd_bytes(d, in)};
      less = {even_bytes(d, out), odd_bytes(d, out)};
    } else {
      more = to_p6<false>(in);
      less = to_p6<false>(out);
    }
    const auto rb = hn::Sub(more.rb, less.rb);
    const auto ga = hn::Sub(more.ga, less.ga);
    int32_t* const at = rows.sums + x * 4;
    const auto mean = [&](int32_t* sum, auto change) HWY_ATTR {
      const auto v = hn::Add(hn::LoadU(d32, sum), change);
      hn::StoreU(v, d32, sum);
      return MeanOfSum(v, inverse, whole);
    };
    const auto r = mean(at, EvenTimes(rb, kTimes));
    const auto b = mean(at + 4, OddTimes(rb, kTimes));
    const auto g = mean(at + 8, EvenTimes(ga, kTimes));
    const auto ba = kOpaque ? hn::OddEven(hn::Set(d16, 255 << 6), b) : JoinHalves(b, mean(at + 12, OddTimes(ga, kTimes)));
    const auto rg32 = hn::BitCast(d, JoinHalves(r, g)), ba32 = hn::BitCast(d, ba);
    hn::StoreU(hn::BitCast(d16, hn::InterleaveLower(d, rg32, ba32)), d16, rows.means + x * 4);
    hn::StoreU(hn::BitCast(d16, hn::InterleaveUpper(d, rg32, ba32)), d16, rows.means + x * 4 + 8);
  }
}

// Four pixels, two a vector, of red, green, blue and alpha in P6, to bytes. Opaque ones have the rounding half in them.
template <bool kOpaque>
HWY_INLINE hn::VFromD<U8x16> BoxPixels(hn::VFromD<U16x8> p01, hn::VFromD<U16x8> p23) {
  if constexpr (kOpaque) {
    const auto byte = [](auto v) HWY_ATTR { return hn::BitCast(I16x8(), hn::ShiftRight<6>(v)); };
    return hn::OrderedDemote2To(U8x16(), byte(p01), byte(p23));
  }
  const U32x4 d;
  const U16x8 d16;
  const auto low = hn::BitCast(d, p01), high = hn::BitCast(d, p23);
  const auto rg = hn::ConcatEven(d, high, low);
  const auto ba = hn::ConcatOdd(d, high, low);
  const auto rb = JoinHalves(hn::BitCast(d16, rg), hn::BitCast(d16, ba));
  const auto ga = hn::OddEven(hn::BitCast(d16, ba), hn::BitCast(d16, hn::ShiftRight<16>(rg)));
  return hn::BitCast(U8x16(), from_p6({rb, ga}));
}

// A row from the means of its columns.
template <bool kOpaque>
void BoxAcross(uint16_t* means, ptrdiff_t width, ptrdiff_t radius, float inverse_n, uint8_t* HWY_RESTRICT to) {
  const U16x8 d16;
  const I32x4 d32;
  const hn::Rebind<int16_t, I32x4> half16;
  const auto inverse = hn::Set(F32x4(), inverse_n);
  const auto whole = hn::Set(F32x4(), kWholeFloats + (kOpaque ? 32.0f : 0.0f));
  const auto pixel = [&](ptrdiff_t x)
                         HWY_ATTR { return hn::PromoteTo(d32, hn::LoadU(half16, reinterpret_cast<const int16_t*>(means + x * 4))); };
  for (ptrdiff_t i = 1; i <= radius + 1; ++i) std::copy_n(means, 4, means - i * 4);
  for (ptrdiff_t i = 0; i < radius + 4; ++i) std::copy_n(means + (width - 1) * 4, 4, means + (width + i) * 4);

  // The window of column -1.
  auto sum = hn::Mul(pixel(0), hn::Set(d32, static_cast<int32_t>(radius) + 1));
  for (ptrdiff_t x = 0; x < radius; ++x) sum = hn::Add(sum, pixel(x));
  sum = hn::Sub(sum, hn::Set(d32, static_cast<int32_t>(2 * radius + 1) * kMiddleP6));
  for (ptrdiff_t x = 0; x < width; x += 4) {
    const auto next = [&](ptrdiff_t i) HWY_ATTR {
      sum = hn::Add(sum, hn::Sub(pixel(x + i + radius), pixel(x + i - radius - 1)));
      return MeanOfSum(sum, inverse, whole);
    };
    const auto p0 = next(0), p1 = next(1), p2 = next(2), p3 = next(3);
    const auto pixels = BoxPixels<kOpaque>(hn::ConcatEven(d16, p1, p0), hn::ConcatEven(d16, p3, p2));
    store_bytes(U8x16(), pixels, to + x * 4, static_cast<size_t>(width - x) * 4);
  }
}

void BoxBlurRows(View src, View dst, ptrdiff_t radius, const BoxRows& rows, ptrdiff_t begin, ptrdiff_t end) {
  const ptrdiff_t width = src.width;
  const ptrdiff_t n = 2 * radius + 1;
  const float inverse_n = 1.0f / static_cast<float>(n);
  const auto clamped = [&](ptrdiff_t y) {
    return static_cast<size_t>(std::clamp<ptrdiff_t>(y, 0, static_cast<ptrdiff_t>(src.height) - 1));
  };

  // The window of row begin - 1, and how many of its rows are not opaque.
  bool opaque[2 * kMostBoxRadius + 2];
  const auto is_row_opaque = [&](ptrdiff_t y) -> bool& { return opaque[(y + n) % (n + 1)]; };
  ptrdiff_t translucent = 0;
  std::fill_n(rows.sums, box_sums(src.width), static_cast<int32_t>(-n) * kMiddleP6);
  for (ptrdiff_t y = begin - radius - 1; y < begin + radius;) {
    const size_t row = clamped(y);
    const bool row_opaque = is_opaque(src.row(row), src.width);
    uint32_t times = 0;
    for (; y < begin + radius && clamped(y) == row; ++y, ++times) is_row_opaque(y) = row_opaque;
    AddBoxRow(src.row(row), width, times, rows.sums);
    if (!row_opaque) translucent += times;
  }

  for (ptrdiff_t y = begin; y < end; ++y) {
    const ptrdiff_t entering = y + radius, leaving = y - radius - 1;
    const uint8_t* const in = src.row(clamped(entering));
    const uint8_t* const out = src.row(clamped(leaving));
    const bool was_opaque = translucent == 0;
    is_row_opaque(entering) = is_opaque(in, src.width);
    translucent += (is_row_opaque(entering) ? 0 : 1) - (is_row_opaque(leaving) ? 0 : 1);
    (was_opaque && translucent == 0 ? BoxColumns<true> : BoxColumns<false>)(in, out, width, inverse_n, rows);
    (translucent == 0 ? BoxAcross<true> : BoxAcross<false>)(rows.means, width, radius, inverse_n, dst.row(static_cast<size_t>(y)));
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace pixlane
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace pixlane {

HWY_EXPORT(BoxBlurRows);

namespace {

BoxRows take_box_rows(View src, Scratch& scratch) {
  BoxRows rows{};
  rows.sums = scratch.take<int32_t>(box_sums(src.width));
  uint16_t* const means = scratch.take<uint16_t>(box_means(src.width));
  rows.means = means == nullptr ? nullptr : means + (kMostBoxRadius + 1) * 4;
  return rows;
}

}  // namespace

size_t boxBlur_scratch(View src, View, const BoxBlurParams&, const Pool& pool) {
  Scratch counted = Scratch::measure();
  take_box_rows(src, counted);
  return counted.used() * pool.threads();
}

void boxBlur(View src, View dst, const BoxBlurParams& params, Pool& pool, Scratch scratch) {
  const size_t bytes = boxBlur_scratch(src, dst, params, pool) / pool.threads();
  uint8_t* const memory = scratch.take<uint8_t>(bytes * pool.threads());
  // A share sums up a whole window before its first row.
  const auto grain = static_cast<size_t>(2 * params.radius + 1) + 16;
  pool.rows(src.height, grain, [&](size_t begin, size_t end, unsigned thread) {
    Scratch own(memory + thread * bytes, bytes);
    const BoxRows rows = take_box_rows(src, own);
    HWY_DYNAMIC_DISPATCH(BoxBlurRows)
    (src, dst, params.radius, rows, static_cast<ptrdiff_t>(begin), static_cast<ptrdiff_t>(end));
  });
}

}  // namespace pixlane
#endif
