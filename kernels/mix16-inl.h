// What kernels of two images of 16 bits a channel share: rows in step, products of alphas, colours weighed by alpha. Compiled once a
// target.

#if defined(PIXLANE_MIX16_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef PIXLANE_MIX16_INL_H_
#undef PIXLANE_MIX16_INL_H_
#else
#define PIXLANE_MIX16_INL_H_
#endif

#include <cstddef>
#include <cstdint>

#include "kernels/mix-inl.h"
#include "kernels/pixels16-inl.h"

HWY_BEFORE_NAMESPACE();
namespace pixlane {
namespace HWY_NAMESPACE {

// Of a pixel as a 64-bit lane.
inline constexpr uint64_t kAlphaMask16 = uint64_t{0xFFFF} << 48;

// Applies `op` (a pixel of either row as floats, to a new one) to all pixels of two rows.
template <class Op>
HWY_INLINE void mix_row16(const uint8_t* first, const uint8_t* second, uint8_t* to, size_t bytes, const Op& op) {
  const auto* HWY_RESTRICT a = reinterpret_cast<const uint16_t*>(first);
  const auto* HWY_RESTRICT b = reinterpret_cast<const uint16_t*>(second);
  auto* HWY_RESTRICT out = reinterpret_cast<uint16_t*>(to);
  for (size_t i = 0; i < bytes / sizeof(uint16_t); i += kChannels) store16(op(load16(a + i), load16(b + i)), out + i);
}

// v / 65535, so that 65535 gives 1 exactly.
HWY_INLINE Pixel part_of_white(Pixel v) { return hn::Mul(v, hn::Set(F32x4(), static_cast<float>(1.0 / 65535))); }

// The rest up to 65535 of whole numbers: exact.
HWY_INLINE Pixel rest_of_white(Pixel v) { return hn::Sub(hn::Set(F32x4(), kWhite16), v); }

HWY_INLINE Pixel alpha_of(Pixel v) { return hn::Broadcast<3>(v); }

// The mean of two colours: alpha is the sum of the weights, colours are first + (second - first) weight_second / sum; all is 0 where the
// sum would be rounded to 0. Between equal colours, and with one weight 0, the mean is exact.
HWY_INLINE Pixel weighted16(Pixel first, Pixel weight_first, Pixel second, Pixel weight_second) {
  const auto least = hn::Set(F32x4(), 0.5f);
  const auto sum = hn::Add(weight_first, weight_second);
  const auto share = hn::Div(weight_second, hn::Max(sum, least));
  const auto colours = hn::Add(first, hn::Mul(hn::Sub(second, first), share));
  return hn::IfThenElseZero(hn::Ge(sum, least), with_alpha(colours, sum));
}

// For map_rows, where a pixel is two 32-bit lanes: `pixels` with round(alpha share / 65535) as their alpha. `share` is 0..65535 in the odd
// lanes. As with bytes, round(v / 65535) = (t + (t >> 16)) >> 16, t = v + 2^15; so it lies where the alpha is to be.
template <class D32, class V32>
HWY_INLINE V32 with_alpha_product(D32 d32, V32 pixels, V32 share) {
  const hn::Repartition<uint64_t, D32> d64;
  const auto t = hn::Add(hn::Mul(hn::ShiftRight<16>(pixels), share), hn::Set(d32, 0x8000u));
  return hn::BitwiseIfThenElse(hn::BitCast(d32, hn::Set(d64, kAlphaMask16)), hn::Add(t, hn::ShiftRight<16>(t)), pixels);
}

}  // namespace HWY_NAMESPACE
}  // namespace pixlane
HWY_AFTER_NAMESPACE();

#endif  // toggle
