// blend, difference and mask of 16 bits a channel.

#include <cstddef>
#include <cstdint>

#include "kernels_gen.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/blend16.cc"
#include "hwy/foreach_target.h"  // IWYU pragma: keep
#include "hwy/highway.h"
#include "kernels/mix16-inl.h"

HWY_BEFORE_NAMESPACE();
namespace pixlane {
namespace HWY_NAMESPACE {

// `row` (two rows, a third, their bytes) on all rows. A share is at least about 64 KB of pixels: less is not worth waking a thread.
template <class Row>
HWY_INLINE void for_rows16(View src, View second, View dst, Pool& pool, const Row& row) {
  pool.rows(src.height, 1 + (size_t{1} << 13) / (src.width + 1), [&](size_t begin, size_t end, unsigned) {
    for (size_t y = begin; y < end; ++y) row(src.row(y), second.row(y), dst.row(y), src.row_bytes());
  });
}

void BlendRows16(View src, View second, View dst, float rest, float amount, Pool& pool) {
  for_rows16(src, second, dst, pool, [=](const uint8_t* first, const uint8_t* other, uint8_t* to, size_t bytes) HWY_ATTR {
    const auto of_first = hn::Set(F32x4(), rest);
    const auto of_second = hn::Set(F32x4(), amount);
    mix_row16(first, other, to, bytes,
              [&](Pixel a, Pixel b) HWY_ATTR { return weighted16(a, hn::Mul(alpha_of(a), of_first), b, hn::Mul(alpha_of(b), of_second)); });
  });
}

void DifferenceRows16(View src, View second, View dst, Pool& pool) {
  for_rows16(src, second, dst, pool, [](const uint8_t* first, const uint8_t* other, uint8_t* to, size_t bytes) HWY_ATTR {
    map_rows(first, other, to, bytes, [](auto d32, auto a, auto b) HWY_ATTR {
      const hn::Repartition<uint16_t, decltype(d32)> d16;
      const hn::Repartition<uint64_t, decltype(d32)> d64;
      const auto most = hn::Max(hn::BitCast(d16, a), hn::BitCast(d16, b));
      const auto least = hn::Min(hn::BitCast(d16, a), hn::BitCast(d16, b));
      return hn::BitCast(d32, hn::Sub(most, hn::AndNot(hn::BitCast(d16, hn::Set(d64, kAlphaMask16)), least)));
    });
  });
}

void MaskRows16(View src, View second, View dst, Pool& pool) {
  for_rows16(src, second, dst, pool, [](const uint8_t* first, const uint8_t* other, uint8_t* to, size_t bytes) HWY_ATTR {
    map_rows(first, other, to, bytes, [](auto d32, auto a, auto b) HWY_ATTR { return with_alpha_product(d32, a, hn::ShiftRight<16>(b)); });
  });
}

void LuminanceMaskRows16(View src, View second, View dst, Pool& pool) {
  for_rows16(src, second, dst, pool, [](const uint8_t* first, const uint8_t* other, uint8_t* to, size_t bytes) HWY_ATTR {
    mix_row16(first, other, to, bytes, [](Pixel a, Pixel b) HWY_ATTR {
      const F32x4 df;
      const auto red = hn::Mul(hn::Broadcast<0>(b), hn::Set(df, 6966.0f / 32768));
      const auto green = hn::Mul(hn::Broadcast<1>(b), hn::Set(df, 23436.0f / 32768));
      const auto blue = hn::Mul(hn::Broadcast<2>(b), hn::Set(df, 2366.0f / 32768));
      const auto mask = hn::Mul(hn::Add(hn::Add(red, green), blue), part_of_white(alpha_of(b)));
      return with_alpha(a, hn::Mul(mask, part_of_white(a)));
    });
  });
}

}  // namespace HWY_NAMESPACE
}  // namespace pixlane
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace pixlane {

HWY_EXPORT(BlendRows16);
HWY_EXPORT(DifferenceRows16);
HWY_EXPORT(MaskRows16);
HWY_EXPORT(LuminanceMaskRows16);

// With weights a = (1 - amount) alpha, b = amount alpha of the second: alpha is a + b, rounded, colours are c1 + (c2 - c1) b / (a + b),
// rounded; where alpha is 0, all is 0. The amount is not rounded to 256ths, which are a matter of bytes.
void blend16(View src, View second, View dst, const BlendParams& params, Pool& pool, Scratch) {
  HWY_DYNAMIC_DISPATCH(BlendRows16)
  (src, second, dst, static_cast<float>(1 - params.amount), static_cast<float>(params.amount), pool);
}

// |c1 - c2| in each colour; alpha is the larger one.
void difference16(View src, View second, View dst, const DifferenceParams&, Pool& pool, Scratch) {
  HWY_DYNAMIC_DISPATCH(DifferenceRows16)(src, second, dst, pool);
}

// alpha = round(alpha m / 65535): m is the second image's alpha, or luma * alpha / 65535 of it. Colours are kept.
void mask16(View src, View second, View dst, const MaskParams& params, Pool& pool, Scratch) {
  if (params.mode == MaskMode::kLuminance) {
    HWY_DYNAMIC_DISPATCH(LuminanceMaskRows16)(src, second, dst, pool);
  } else {
    HWY_DYNAMIC_DISPATCH(MaskRows16)(src, second, dst, pool);
  }
}

}  // namespace pixlane
#endif
