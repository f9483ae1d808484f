// threshold: black or white, by a fixed value or by Otsu's. Alpha is kept.

#include <cstdint>

#include "kernels/colour.h"
#include "kernels/tally.h"
#include "kernels_gen.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/threshold.cc"
#include "hwy/foreach_target.h"  // IWYU pragma: keep
#include "hwy/highway.h"
#include "kernels/pixels-inl.h"

HWY_BEFORE_NAMESPACE();
namespace pixlane {
namespace HWY_NAMESPACE {

void ThresholdLuma(View src, View dst, int value, Pool& pool) {
  // (sum + 2^14) >> 15 >= value, without the shift.
  const int32_t below = value * 32768 - 16384 - 1;
  pool.rows(src.height, colour_grain(src), [&](size_t begin, size_t end, unsigned) {
    for (size_t y = begin; y < end; ++y) {
      map_row(src.row(y), dst.row(y), src.row_bytes(), [&](auto d32, auto v) HWY_ATTR {
        const hn::RebindToSigned<decltype(d32)> di32;
        const hn::Repartition<int16_t, decltype(d32)> di16;
        const auto rb = hn::BitCast(di16, even_bytes(d32, v));
        const auto ga = hn::BitCast(di16, odd_bytes(d32, v));
        const auto rb_weights = hn::BitCast(di16, hn::Set(d32, 6966u | (2366u << 16)));
        const auto ga_weights = hn::BitCast(di16, hn::Set(d32, 23436u));
        const auto sum = hn::Add(hn::WidenMulPairwiseAdd(di32, rb, rb_weights), hn::WidenMulPairwiseAdd(di32, ga, ga_weights));
        return with_alpha_of(d32, v, hn::BitCast(d32, hn::VecFromMask(di32, hn::Gt(sum, hn::Set(di32, below)))));
      });
    }
  });
}

void ThresholdColours(View src, View dst, int value, Pool& pool) {
  pool.rows(src.height, colour_grain(src), [&](size_t begin, size_t end, unsigned) {
    for (size_t y = begin; y < end; ++y) {
      map_row(src.row(y), dst.row(y), src.row_bytes(), [&](auto d32, auto v) HWY_ATTR {
        const hn::Repartition<uint8_t, decltype(d32)> d8;
        // x >= value where the greater of the two is x.
        const auto x = hn::BitCast(d8, v);
        const auto white = hn::Eq(hn::Max(x, hn::Set(d8, static_cast<uint8_t>(value))), x);
        return with_alpha_of(d32, v, hn::BitCast(d32, hn::VecFromMask(d8, white)));
      });
    }
  });
}

}  // namespace HWY_NAMESPACE
}  // namespace pixlane
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace pixlane {

HWY_EXPORT(ThresholdLuma);
HWY_EXPORT(ThresholdColours);

namespace {

// The value at which the variance between what lies below and the rest is greatest; the first of equal ones, and 1 where all is one
// value. Doubles, in one order of operations: the twin finds the same.
int otsu(const Tally& tally) {
  double count = 0;
  double total = 0;
  for (int i = 0; i < 256; ++i) {
    count += tally.of[i];
    total += static_cast<double>(tally.of[i]) * i;
  }
  int value = 1;
  double greatest = 0;
  double below = 0;
  double sum_below = 0;
  for (int i = 1; i < 256; ++i) {
    below += tally.of[i - 1];
    sum_below += static_cast<double>(tally.of[i - 1]) * (i - 1);
    const double above = count - below;
    if (below == 0 || above == 0) continue;
    const double apart = sum_below / below - (total - sum_below) / above;
    const double variance = below * above * apart * apart;
    if (variance > greatest) {
      greatest = variance;
      value = i;
    }
  }
  return value;
}

}  // namespace

size_t threshold_scratch(View, View, const ThresholdParams& params, const Pool& pool) {
  return params.method == ThresholdMethod::kOtsu ? tally_scratch(pool) : 0;
}

// 255 where x >= value, else 0; x is the luma or, without grayscale, each colour.
void threshold(View src, View dst, const ThresholdParams& params, Pool& pool, Scratch scratch) {
  int value = params.value;
  if (params.method == ThresholdMethod::kOtsu) {
    Tally tally;
    tally_luma(src, pool, scratch, &tally);
    value = otsu(tally);
  }
  if (params.grayscale) {
    HWY_DYNAMIC_DISPATCH(ThresholdLuma)(src, dst, value, pool);
  } else {
    HWY_DYNAMIC_DISPATCH(ThresholdColours)(src, dst, value, pool);
  }
}

}  // namespace pixlane
#endif
