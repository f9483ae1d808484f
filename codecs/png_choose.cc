// Filtering rows for the encoder: all five ways at once, with the sum that tells which will pack well.

#include <algorithm>
#include <cstring>

#include "codecs/png_filters.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "codecs/png_choose.cc"
#include "hwy/foreach_target.h"  // IWYU pragma: keep
#include "hwy/highway.h"
#include "kernels/pixels-inl.h"

HWY_BEFORE_NAMESPACE();
namespace pixlane {
namespace HWY_NAMESPACE {

using U8 = hn::ScalableTag<uint8_t>;
using Bytes8 = hn::VFromD<U8>;

HWY_INLINE Bytes8 HalfOf(Bytes8 a, Bytes8 b) { return hn::Sub(hn::AverageRound(a, b), hn::And(hn::Xor(a, b), hn::Set(U8(), 1))); }

// The nearest of a, b and c to a + b - c, in bytes: with p how far c lies below the higher of a and b, and q how far above the lower one,
// it is the lower one where 2 p <= q, the higher one where 2 q <= p, and else c.
HWY_INLINE Bytes8 Paeth(Bytes8 a, Bytes8 b, Bytes8 c) {
  const auto low = hn::Min(a, b), high = hn::Max(a, b);
  const auto p = hn::SaturatedSub(high, c), q = hn::SaturatedSub(c, low);
  const auto upper = hn::IfThenElse(hn::Le(hn::SaturatedAdd(q, q), p), high, c);
  return hn::IfThenElse(hn::Le(hn::SaturatedAdd(p, p), q), low, upper);
}

// Of bytes that are not wanted (behind the row) nothing may be counted or stored.
void FilterAll(const uint8_t* row, const uint8_t* before, uint8_t* const rows[kPngFilters], size_t bytes, int pixel,
               uint64_t sums[kPngFilters]) {
  const U8 d8;
  const hn::RebindToSigned<U8> di8;
  const hn::Repartition<uint16_t, U8> d16;
  const hn::Repartition<uint32_t, U8> d32;
  const size_t step = hn::Lanes(d8);
  constexpr size_t kTurns = 128;  // so many sums of two bytes fit into 16 bits
  for (int kind = 0; kind < kPngFilters; ++kind) sums[kind] = 0;
  auto none = hn::Zero(d16), sub = none, up = none, average = none, paeth = none;
  size_t turns = 0;
  const auto flush = [&] {
    const auto total = [&](hn::VFromD<decltype(d16)>& v) HWY_ATTR {
      const uint64_t sum = hn::ReduceSum(d32, hn::SumsOf2(v));
      v = hn::Zero(d16);
      return sum;
    };
    sums[0] += total(none);
    sums[1] += total(sub);
    sums[2] += total(up);
    sums[3] += total(average);
    sums[4] += total(paeth);
    turns = 0;
  };
  const auto size_of = [&](Bytes8 v) HWY_ATTR { return hn::SumsOf2(hn::BitCast(d8, hn::Abs(hn::BitCast(di8, v)))); };
  const auto one = [&](size_t i, auto keep, auto store) HWY_ATTR {
    const auto x = hn::LoadU(d8, row + i), b = hn::LoadU(d8, before + i);
    const auto a = hn::LoadU(d8, row + i - pixel), c = hn::LoadU(d8, before + i - pixel);
    const auto by_sub = keep(hn::Sub(x, a)), by_up = keep(hn::Sub(x, b));
    const auto by_average = keep(hn::Sub(x, HalfOf(a, b))), by_paeth = keep(hn::Sub(x, Paeth(a, b, c)));
    store(by_sub, rows[1] + i);
    store(by_up, rows[2] + i);
    store(by_average, rows[3] + i);
    store(by_paeth, rows[4] + i);
    none = hn::Add(none, size_of(keep(x)));
    sub = hn::Add(sub, size_of(by_sub));
    up = hn::Add(up, size_of(by_up));
    average = hn::Add(average, size_of(by_average));
    paeth = hn::Add(paeth, size_of(by_paeth));
    if (++turns == kTurns) flush();
  };
  size_t i = 0;
  for (; i + step <= bytes; i += step) {
    one(
        i, [](auto v) HWY_ATTR { return v; }, [&](auto v, uint8_t* to) HWY_ATTR { hn::StoreU(v, d8, to); });
  }
  if (i < bytes) {
    const auto wanted = hn::FirstN(d8, bytes - i);
    one(
        i, [&](auto v) HWY_ATTR { return hn::IfThenElseZero(wanted, v); },
        [&](auto v, uint8_t* to) HWY_ATTR { hn::StoreN(v, d8, to, bytes - i); });
  }
  flush();
}

void FilterOne(int kind, const uint8_t* row, const uint8_t* before, uint8_t* filtered, size_t bytes, int pixel) {
  const U8 d8;
  const size_t step = hn::Lanes(d8);
  for (size_t i = 0; i < bytes; i += step) {
    const auto x = hn::LoadU(d8, row + i), b = hn::LoadU(d8, before + i);
    const auto a = hn::LoadU(d8, row + i - pixel), c = hn::LoadU(d8, before + i - pixel);
    const auto predicted = kind == 1 ? a : kind == 2 ? b : kind == 3 ? HalfOf(a, b) : Paeth(a, b, c);
    store_bytes(d8, hn::Sub(x, predicted), filtered + i, bytes - i);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace pixlane
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace pixlane {

HWY_EXPORT(FilterAll);
HWY_EXPORT(FilterOne);

void png_filter_all(const uint8_t* row, const uint8_t* before, uint8_t* const rows[kPngFilters], size_t bytes, int pixel,
                    uint64_t sums[kPngFilters]) {
  HWY_DYNAMIC_DISPATCH(FilterAll)(row, before, rows, bytes, pixel, sums);
}

void png_filter(int kind, const uint8_t* row, const uint8_t* before, uint8_t* filtered, size_t bytes, int pixel) {
  if (kind == 0) {
    std::memcpy(filtered, row, bytes);
  } else {
    HWY_DYNAMIC_DISPATCH(FilterOne)(kind, row, before, filtered, bytes, pixel);
  }
}

}  // namespace pixlane
#endif
