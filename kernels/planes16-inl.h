// Four pixels of 16 bits a channel as four planes of 32-bit lanes, and back: what mixes channels needs no shuffle a pixel then, and no lane
// goes to waste on alpha. Compiled once a target.

#if defined(PIXLANE_PLANES16_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef PIXLANE_PLANES16_INL_H_
#undef PIXLANE_PLANES16_INL_H_
#else
#define PIXLANE_PLANES16_INL_H_
#endif

#include <cstddef>
#include <cstdint>

#include "hwy/highway.h"
#include "kernels/image.h"
#include "kernels/parallel.h"
#include "kernels/pixels-inl.h"
#include "kernels/pixels16-inl.h"

HWY_BEFORE_NAMESPACE();
namespace pixlane {
namespace HWY_NAMESPACE {

// The bits of a pixel's colours.
inline constexpr uint64_t kColours16 = 0x0000FFFFFFFFFFFFu;

// Rows a share must have before another thread is worth waking: about 64 KB of pixels.
HWY_INLINE size_t grain16(View view) { return 1 + (size_t{1} << 13) / (view.width + 1); }

// A plane a channel, 0..65535.
struct Planes16 {
  hn::VFromD<I32x4> r, g, b, a;
};
// Four pixels as they lie in memory, each two lanes: red and green, blue and alpha, the first in the lower half.
struct FourPixels16 {
  hn::VFromD<U32x4> low, high;
};
inline constexpr size_t kFourPixels16 = 4 * kPixelBytes16;

HWY_INLINE hn::VFromD<I32x4> lower_halves(hn::VFromD<U32x4> v) { return hn::BitCast(I32x4(), hn::And(v, hn::Set(U32x4(), 0xFFFFu))); }
// v >> 16.
HWY_INLINE hn::VFromD<I32x4> upper_halves(hn::VFromD<U32x4> v) {
#if HWY_TARGET == HWY_WASM
  const U8x16 d8;
  constexpr int kNone = 128;
  return hn::BitCast(I32x4(), bytes_or_zero(hn::BitCast(d8, v), hn::Dup128VecFromValues(d8, 2, 3, kNone, kNone, 6, 7, kNone, kNone, 10, 11,
                                                                                        kNone, kNone, 14, 15, kNone, kNone)));
#else
  return hn::BitCast(I32x4(), hn::ShiftRight<16>(v));
#endif
}

HWY_INLINE FourPixels16 load_four16(const uint8_t* HWY_RESTRICT from) {
  const U8x16 d8;
  const U32x4 d32;
  return {hn::BitCast(d32, hn::LoadU(d8, from)), hn::BitCast(d32, hn::LoadU(d8, from + 16))};
}
HWY_INLINE void store_four16(FourPixels16 v, uint8_t* HWY_RESTRICT to, size_t bytes) {
  const U32x4 d32;
  store_bytes(d32, v.low, to, bytes);
  if (bytes > 16) store_bytes(d32, v.high, to + 16, bytes - 16);
}

HWY_INLINE Planes16 planes_of(FourPixels16 v) {
  const U32x4 d32;
  const auto rg = hn::ConcatEven(d32, v.high, v.low);
  const auto ba = hn::ConcatOdd(d32, v.high, v.low);
  return {lower_halves(rg), upper_halves(rg), lower_halves(ba), upper_halves(ba)};
}
// Values below 0 or above 65535 are clamped: the demotion saturates.
HWY_INLINE FourPixels16 pixels_of(Planes16 p) {
  const U16x8 d16;
  const U32x4 d32;
  const auto rg = hn::OrderedDemote2To(d16, p.r, p.g);
  const auto ba = hn::OrderedDemote2To(d16, p.b, p.a);
  const auto rb = hn::InterleaveLower(d16, rg, ba);
  const auto ga = hn::InterleaveUpper(d16, rg, ba);
  return {hn::BitCast(d32, hn::InterleaveLower(d16, rb, ga)), hn::BitCast(d32, hn::InterleaveUpper(d16, rb, ga))};
}

// Applies `op` (four pixels' planes to the same, clamped here) to all pixels.
template <class Op>
HWY_INLINE void map_planes16(View src, View dst, Pool& pool, const Op& op) {
  pool.rows(src.height, grain16(src), [&](size_t begin, size_t end, unsigned) HWY_ATTR {
    const Op own = op;  // a copy: no store changes it
    for (size_t y = begin; y < end; ++y) {
      const uint8_t* from = src.row(y);
      uint8_t* to = dst.row(y);
      const size_t bytes = src.row_bytes();
      for (size_t x = 0; x < bytes; x += kFourPixels16) store_four16(pixels_of(own(planes_of(load_four16(from + x)))), to + x, bytes - x);
    }
  });
}

}  // namespace HWY_NAMESPACE
}  // namespace pixlane
HWY_AFTER_NAMESPACE();

#endif  // toggle
