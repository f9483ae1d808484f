// sharpen: unsharp mask over what blur gives.
//
//   b = blur(x, sigma), in bytes, its colours weighed by alpha
//   d = x - b
//   out = clamp8(x + round(amount * d)) where |d| > threshold and b's alpha is not 0, else x; alpha is kept
//
// As Pillow's UnsharpMask and ImageMagick's -unsharp. Where the blurred alpha is 0 there is no colour to compare with.
//
// amount * d in 16 bits, q15(p, q) = (p q + 2^14) >> 15:   q15(q15(d << 7, A), 2^(15 - s)),   A = round(amount * 2^(8 + s)),
// s the largest of 0..6 at which A fits 16 bits: 6 where amount is below 2, 3 where it is 10.

#include <cstdint>

#include "kernels/fixed_point.h"
#include "kernels_gen.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/sharpen.cc"
#include "hwy/foreach_target.h"  // IWYU pragma: keep
#include "hwy/highway.h"
#include "kernels/pixels-inl.h"

#ifndef PIXLANE_SHARPEN_ONCE
#define PIXLANE_SHARPEN_ONCE
namespace pixlane {

struct FixedSharpen {
  int16_t amount;     // A
  int16_t unscale;    // 2^(15 - s)
  int16_t threshold;  // << 7
};

}  // namespace pixlane
#endif

HWY_BEFORE_NAMESPACE();
namespace pixlane {
namespace HWY_NAMESPACE {

// `to` holds the blurred row and takes the result.
void SharpenRow(const FixedSharpen& f, const uint8_t* HWY_RESTRICT from, uint8_t* HWY_RESTRICT to, size_t row_bytes) {
  const hn::ScalableTag<uint32_t> d32;
  const hn::Repartition<uint8_t, decltype(d32)> d8;
  const hn::Repartition<int16_t, decltype(d32)> d16;
  const hn::Repartition<uint16_t, decltype(d32)> du16;
  const auto amount = hn::Set(d16, f.amount);
  const auto unscale = hn::Set(d16, f.unscale);
  const auto threshold = hn::Set(d16, f.threshold);
  for (size_t i = 0; i < row_bytes; i += hn::Lanes(d8)) {
    const auto v = hn::BitCast(d32, hn::LoadU(d8, from + i));
    const auto b = hn::BitCast(d32, hn::LoadU(d8, to + i));
    const auto transparent = hn::BitCast(d16, hn::VecFromMask(d32, hn::Eq(hn::And(b, hn::Set(d32, kAlphaMask)), hn::Zero(d32))));
    const auto sharpened = [&](auto x, auto x7, auto b7) HWY_ATTR {
      const auto d = hn::BitCast(d16, hn::Sub(x7, b7));
      const auto added = hn::MulFixedPoint15(hn::MulFixedPoint15(d, amount), unscale);
      const auto wanted = hn::IfThenElseZero(hn::Gt(hn::Abs(d), threshold), added);
      return hn::Add(hn::BitCast(d16, x), hn::AndNot(transparent, wanted));
    };
    // << 7; the odd bytes lie at << 8 already.
    const auto even7 = [&](auto bytes) HWY_ATTR { return shift_left<7>(even_bytes(d32, bytes)); };
    const auto odd7 = [&](auto bytes) HWY_ATTR { return half_of_even(hn::And(hn::BitCast(du16, bytes), hn::Set(du16, 0xFF00))); };
    const auto rb = sharpened(even_bytes(d32, v), even7(v), even7(b));
    const auto ga = sharpened(odd_bytes(d32, v), odd7(v), odd7(b));
    store_bytes(d8, with_alpha_of(d32, v, hn::BitCast(d32, join_clamped(d16, rb, ga))), to + i, row_bytes - i);
  }
}

void Sharpen(View src, View dst, const FixedSharpen& f, Pool& pool) {
  const size_t grain = 1 + (size_t{1} << 14) / (src.width + 1);
  pool.rows(src.height, grain, [&](size_t begin, size_t end, unsigned) {
    for (size_t y = begin; y < end; ++y) SharpenRow(f, src.row(y), dst.row(y), src.row_bytes());
  });
}

}  // namespace HWY_NAMESPACE
}  // namespace pixlane
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace pixlane {

HWY_EXPORT(Sharpen);

size_t sharpen_scratch(View src, View dst, const SharpenParams& params, const Pool& pool) {
  return blur_scratch(src, dst, BlurParams{params.sigma}, pool);
}

void sharpen(View src, View dst, const SharpenParams& params, Pool& pool, Scratch scratch) {
  blur(src, dst, BlurParams{params.sigma}, pool, scratch);
  int s = 6;
  while (round_half_up(params.amount * (256 << s)) > 32767) --s;
  const FixedSharpen fixed{static_cast<int16_t>(round_half_up(params.amount * (256 << s))), static_cast<int16_t>(1 << (15 - s)),
                           static_cast<int16_t>(static_cast<int>(params.threshold) << 7)};
  HWY_DYNAMIC_DISPATCH(Sharpen)(src, dst, fixed, pool);
}

}  // namespace pixlane
#endif
