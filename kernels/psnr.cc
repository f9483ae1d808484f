// psnr: the peak signal to noise ratio of the straight colours.

#include <cstdint>
#include <limits>

#include "kernels/exact_math.h"
#include "kernels_gen.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/psnr.cc"
#include "hwy/foreach_target.h"  // IWYU pragma: keep
#include "hwy/highway.h"
#include "kernels/pixels-inl.h"

HWY_BEFORE_NAMESPACE();
namespace pixlane {
namespace HWY_NAMESPACE {

// The sum of the squared differences of rows' colours.
uint64_t SquaredDifference(View src, View second, size_t begin, size_t end) {
  const U8x16 d8;
  const U32x4 d;
  const I32x4 d32;
  const I16x8 d16;
  uint64_t total = 0;
  for (size_t y = begin; y < end; ++y) {
    const uint8_t* HWY_RESTRICT one = src.row(y);
    const uint8_t* HWY_RESTRICT other = second.row(y);
    const size_t bytes = src.row_bytes();
    // A lane takes at most 3 * 255^2 from every fourth pixel: 32 bits hold those of 65535.
    auto sums = hn::Zero(d32);
    const auto add = [&](auto colours) HWY_ATTR {
      const auto a = hn::LoadU(d8, one), b = hn::LoadU(d8, other);
      const auto apart = hn::And(hn::BitCast(d, hn::Or(hn::SaturatedSub(a, b), hn::SaturatedSub(b, a))), colours);
      const auto rb = hn::BitCast(d16, even_bytes(d, apart)), g = hn::BitCast(d16, odd_bytes(d, apart));
      sums = hn::Add(sums, hn::Add(hn::WidenMulPairwiseAdd(d32, rb, rb), hn::WidenMulPairwiseAdd(d32, g, g)));
    };
    size_t x = 0;
    for (; x + 16 <= bytes; x += 16, one += 16, other += 16) add(hn::Set(d, kColourMask));
    if (x < bytes) add(hn::IfThenElseZero(hn::FirstN(d, (bytes - x) / kChannels), hn::Set(d, kColourMask)));
    HWY_ALIGN uint32_t lanes[4];
    hn::Store(hn::BitCast(d, sums), d, lanes);
    for (const uint32_t lane : lanes) total += lane;
  }
  return total;
}

}  // namespace HWY_NAMESPACE
}  // namespace pixlane
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace pixlane {

HWY_EXPORT(SquaredDifference);

size_t psnr_scratch(View, View, const PsnrParams&, const Pool& pool) { return pool.threads() * kRowAlign; }

// 10 log10(255^2 / mse), mse the mean of the squared differences of all colours; alpha has no part. Equal images give infinity.
void psnr(View src, View second, double* results, const PsnrParams&, Pool& pool, Scratch scratch) {
  constexpr size_t kApart = kRowAlign / sizeof(uint64_t);  // no two threads' sums in one cache line
  uint64_t* const sums = scratch.take<uint64_t>(pool.threads() * kApart);
  for (size_t t = 0; t < pool.threads(); ++t) sums[t * kApart] = 0;
  pool.rows(src.height, 1 + (size_t{1} << 14) / (src.width + 1), [&](size_t begin, size_t end, unsigned thread) {
    sums[thread * kApart] = HWY_DYNAMIC_DISPATCH(SquaredDifference)(src, second, begin, end);
  });
  uint64_t squares = 0;
  for (size_t t = 0; t < pool.threads(); ++t) squares += sums[t * kApart];
  const double peak = static_cast<double>(src.width) * src.height * 3 * 65025;
  // 10 log10(2) a doubling.
  results[0] = squares == 0 ? std::numeric_limits<double>::infinity() : exact_log2(peak / static_cast<double>(squares)) * 3.010299956639812;
}

}  // namespace pixlane
#endif
