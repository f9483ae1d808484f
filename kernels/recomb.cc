// recomb: each colour a weighted sum of the three, in 16-bit fixed point with 32-bit sums.

#include <cmath>
#include <cstdint>

#include "kernels/fixed_point.h"
#include "kernels_gen.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/recomb.cc"
#include "hwy/foreach_target.h"  // IWYU pragma: keep
#include "hwy/highway.h"
#include "kernels/pixels-inl.h"

HWY_BEFORE_NAMESPACE();
namespace pixlane {
namespace HWY_NAMESPACE {

// weights: row by row, 3 x 3.
void Recomb(View src, View dst, const int16_t* weights, int shift, Pool& pool) {
  const size_t grain = 1 + (size_t{1} << 13) / (src.width + 1);
  pool.rows(src.height, grain, [&](size_t begin, size_t end, unsigned) {
    const U32x4 du;
    const I32x4 di;
    const I16x8 di16;
    const U8x16 d8;
    const auto pair = [&](int16_t low, int16_t high) HWY_ATTR {
      return hn::BitCast(di16, hn::Set(du, static_cast<uint16_t>(low) | (uint32_t{static_cast<uint16_t>(high)} << 16)));
    };
    const auto r_rb = pair(weights[0], weights[2]), r_ga = pair(weights[1], 0);
    const auto g_rb = pair(weights[3], weights[5]), g_ga = pair(weights[4], 0);
    const auto b_rb = pair(weights[6], weights[8]), b_ga = pair(weights[7], 0);
    const auto half = hn::Set(di, (1 << shift) >> 1);
    for (size_t y = begin; y < end; ++y) {
      const uint8_t* from = src.row(y);
      uint8_t* to = dst.row(y);
      const size_t bytes = src.row_bytes();
      for (size_t x = 0; x < bytes; x += 16) {
        const auto v = hn::BitCast(du, hn::LoadU(d8, from + x));
        const auto rb = hn::BitCast(di16, even_bytes(du, v));
        const auto ga = hn::BitCast(di16, odd_bytes(du, v));
        const auto sum = [&](auto w_rb, auto w_ga) HWY_ATTR {
          const auto total = hn::Add(hn::WidenMulPairwiseAdd(di, rb, w_rb), hn::WidenMulPairwiseAdd(di, ga, w_ga));
          return hn::ShiftRightSame(hn::Add(total, half), shift);
        };
        // Both demotions saturate, which is the clamp; they leave four reds, four greens, ..., a 4 x 4 transpose from pixels.
        const auto alpha = hn::BitCast(di, hn::ShiftRight<24>(v));
        const auto rg = hn::OrderedDemote2To(di16, sum(r_rb, r_ga), sum(g_rb, g_ga));
        const auto ba = hn::OrderedDemote2To(di16, sum(b_rb, b_ga), alpha);
        const auto planes = hn::OrderedDemote2To(d8, rg, ba);
        store_bytes(d8, hn::TableLookupBytes(planes, hn::Dup128VecFromValues(d8, 0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15)),
                    to + x, bytes - x);
      }
    }
  });
}

}  // namespace HWY_NAMESPACE
}  // namespace pixlane
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace pixlane {

HWY_EXPORT(Recomb);

void recomb(View src, View dst, const RecombParams& params, Pool& pool, Scratch) {
  int16_t weights[9];
  const int shift = to_fixed_point(params.matrix.values, 9, 1.0, weights);
  HWY_DYNAMIC_DISPATCH(Recomb)(src, dst, weights, shift, pool);
}

}  // namespace pixlane
#endif
