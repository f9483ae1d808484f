// sobel: gradient magnitude of the luma.

#include <cstdint>

#include "kernels_gen.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/sobel.cc"
#include "hwy/foreach_target.h"  // IWYU pragma: keep
#include "hwy/highway.h"
#include "kernels/pixels-inl.h"

#ifndef PIXLANE_SOBEL_ONCE
#define PIXLANE_SOBEL_ONCE
namespace pixlane {

// A row of luma as 16-bit values: one replicated value before it (after the padding that keeps the row aligned), one behind it, and
// room for whole vectors.
inline constexpr size_t kSobelBefore = 8;
inline size_t sobel_row(View view) { return round_up(kSobelBefore + view.width + 1 + 16, 32); }

}  // namespace pixlane
#endif

HWY_BEFORE_NAMESPACE();
namespace pixlane {
namespace HWY_NAMESPACE {

void LumaRow(const uint8_t* HWY_RESTRICT from, size_t width, int16_t* HWY_RESTRICT to) {
  const U32x4 d;
  const U8x16 d8;
  const I16x8 d16;
  for (size_t x = 0; x < width; x += 8) {
    const auto low = luma(d, hn::BitCast(d, hn::LoadU(d8, from + x * 4)));
    const auto high = luma(d, hn::BitCast(d, hn::LoadU(d8, from + x * 4 + 16)));
    hn::StoreU(hn::OrderedDemote2To(d16, low, high), d16, to + x);
  }
  to[-1] = to[0];
  to[width] = to[width - 1];
}

// Round(sqrt(n)) for n below 2^21 as 32-bit lanes. sqrt of a whole number is never close enough to k + 1/2 for the float's rounding to
// matter where the result is at most 255; above, it is clamped. Adding 2^23 rounds to a whole number, which then stands in the low
// bits: cheaper in wasm than the conversion, which has to look after what does not fit.
HWY_INLINE hn::VFromD<I32x4> RootRounded(hn::VFromD<I32x4> n) {
  const F32x4 df;
  const auto shifted = hn::Add(hn::Sqrt(hn::ConvertTo(df, n)), hn::Set(df, 8388608.0f));
  return hn::And(hn::BitCast(I32x4(), shifted), hn::Set(I32x4(), 0x7FF));
}

void SobelRow(const int16_t* HWY_RESTRICT above, const int16_t* HWY_RESTRICT at, const int16_t* HWY_RESTRICT below,
              const uint8_t* HWY_RESTRICT alpha_from, uint8_t* HWY_RESTRICT to, size_t width) {
  const I16x8 d16;
  const I32x4 d32;
  const U32x4 du32;
  const U8x16 d8;
  for (size_t x = 0; x < width; x += 8) {
    const auto a_left = hn::LoadU(d16, above + x - 1), a_right = hn::LoadU(d16, above + x + 1);
    const auto c_left = hn::LoadU(d16, below + x - 1), c_right = hn::LoadU(d16, below + x + 1);
    const auto side = hn::Sub(hn::LoadU(d16, at + x + 1), hn::LoadU(d16, at + x - 1));
    const auto middle = hn::Sub(hn::LoadU(d16, below + x), hn::LoadU(d16, above + x));
    const auto fall = hn::Sub(c_right, a_left);
    const auto rise = hn::Sub(a_right, c_left);
    const auto gx = hn::Add(hn::Add(fall, rise), hn::Add(side, side));
    const auto gy = hn::Add(hn::Sub(fall, rise), hn::Add(middle, middle));
    const auto low = hn::InterleaveLower(d16, gx, gy);
    const auto high = hn::InterleaveUpper(d16, gx, gy);
    const auto m = hn::Min(hn::OrderedDemote2To(d16, RootRounded(hn::WidenMulPairwiseAdd(d32, low, low)),
                                                RootRounded(hn::WidenMulPairwiseAdd(d32, high, high))),
                           hn::Set(d16, 255));
    const auto twice = hn::Or(m, hn::ShiftLeft<8>(m));
    const auto store = [&](auto grey, size_t offset) HWY_ATTR {
      if (x * 4 + offset >= width * 4) return;
      const auto from = hn::BitCast(du32, hn::LoadU(d8, alpha_from + x * 4 + offset));
      store_bytes(d8, with_alpha_of(du32, from, hn::BitCast(du32, grey)), to + x * 4 + offset, width * 4 - (x * 4 + offset));
    };
    store(hn::InterleaveLower(d16, twice, twice), 0);
    store(hn::InterleaveUpper(d16, twice, twice), 16);
  }
}

void Sobel(View src, View dst, int16_t* rows, Pool& pool) {
  const size_t length = sobel_row(src);
  pool.rows(src.height, 16, [&](size_t begin, size_t end, unsigned thread) {
    int16_t* const base = rows + thread * 3 * length + kSobelBefore;
    // Row y (clamped to the image) lives in slot (y + 1) % 3; above the first and below the last row its neighbour is replicated.
    const auto slot = [&](size_t y_plus_1) { return base + (y_plus_1 % 3) * length; };
    const auto fill = [&](size_t y_plus_1) {
      const size_t y = y_plus_1 == 0 ? 0 : y_plus_1 - 1 < src.height ? y_plus_1 - 1 : src.height - 1;
      LumaRow(src.row(y), src.width, slot(y_plus_1));
    };
    fill(begin);
    fill(begin + 1);
    for (size_t y = begin; y < end; ++y) {
      fill(y + 2);
      SobelRow(slot(y), slot(y + 1), slot(y + 2), src.row(y), dst.row(y), src.width);
    }
  });
}

}  // namespace HWY_NAMESPACE
}  // namespace pixlane
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace pixlane {

HWY_EXPORT(Sobel);

size_t sobel_scratch(View src, View, const SobelParams&, const Pool& pool) {
  return round_up(pool.threads() * 3 * sobel_row(src) * sizeof(int16_t), kRowAlign);
}

void sobel(View src, View dst, const SobelParams&, Pool& pool, Scratch scratch) {
  HWY_DYNAMIC_DISPATCH(Sobel)(src, dst, scratch.take<int16_t>(pool.threads() * 3 * sobel_row(src)), pool);
}

}  // namespace pixlane
#endif
