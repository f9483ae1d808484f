// A pixel of 16 bits a channel as four floats, and back. Compiled once a target.
//
// Kernels of 16 bits compute in floats of 32, one pixel a vector, every operation rounded, in an order that the source fixes: so all lanes
// give the same bits, and so does JavaScript with Math.fround.

#if defined(PIXLANE_PIXELS16_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef PIXLANE_PIXELS16_INL_H_
#undef PIXLANE_PIXELS16_INL_H_
#else
#define PIXLANE_PIXELS16_INL_H_
#endif

#include <cstddef>
#include <cstdint>

#include "hwy/highway.h"
#include "kernels/image.h"
#include "kernels/parallel.h"
#include "kernels/pixels-inl.h"

HWY_BEFORE_NAMESPACE();
namespace pixlane {
namespace HWY_NAMESPACE {

using U16x4 = hn::CappedTag<uint16_t, 4>;
using Pixel = hn::VFromD<F32x4>;  // r g b a, 0..65535

inline constexpr float kWhite16 = 65535.0f;

// The same lanes, but the compiler no longer knows that none is negative: where it does, it makes wasm's unsigned conversion to floats, for
// which x86 takes eight instructions rather than one.
template <class V>
HWY_INLINE V any_sign(V v) {
#if HWY_TARGET == HWY_WASM
  asm("" : "+r"(v.raw));
#endif
  return v;
}

HWY_INLINE Pixel load16(const uint16_t* HWY_RESTRICT from) {
  return hn::ConvertTo(F32x4(), any_sign(hn::BitCast(I32x4(), hn::PromoteTo(U32x4(), hn::LoadU(U16x4(), from)))));
}

// Clamped to 0..65535 and rounded, halves up: floor(v + 1/2), the sum as a float.
HWY_INLINE hn::VFromD<I32x4> rounded16(Pixel v) {
  const F32x4 df;
  const auto clamped = hn::Min(hn::Max(v, hn::Zero(df)), hn::Set(df, kWhite16));
  return hn::ConvertTo(I32x4(), hn::Add(clamped, hn::Set(df, 0.5f)));
}
HWY_INLINE void store16(hn::VFromD<I32x4> v, uint16_t* HWY_RESTRICT to) { hn::StoreU(hn::DemoteTo(U16x4(), v), U16x4(), to); }
HWY_INLINE void store16(Pixel v, uint16_t* HWY_RESTRICT to) { store16(rounded16(v), to); }

// Lanes 0, 1, 2 of `colours` and lane 3 of `alpha`.
HWY_INLINE Pixel with_alpha(Pixel colours, Pixel alpha) {
  const I32x4 di;
  return hn::IfThenElse(hn::RebindMask(F32x4(), hn::Eq(hn::Iota(di, 0), hn::Set(di, 3))), alpha, colours);
}

// Applies `op` (a pixel to its new value, which is clamped and rounded) to all pixels.
template <class Op>
HWY_INLINE void map_pixels16(View src, View dst, Pool& pool, const Op& op) {
  const size_t grain = 1 + (size_t{1} << 13) / (src.width + 1);
  pool.rows(src.height, grain, [&](size_t begin, size_t end, unsigned) {
    const Op own = op;
    for (size_t y = begin; y < end; ++y) {
      const uint16_t* from = src.row16(y);
      uint16_t* to = dst.row16(y);
      for (size_t x = 0; x < src.width; ++x, from += kChannels, to += kChannels) store16(own(load16(from)), to);
    }
  });
}

// Whole pixels, two 32-bit lanes each: alpha from `from`, the colours from `v`.
template <class D32>
HWY_INLINE hn::VFromD<D32> with_alpha16_of(D32 d32, hn::VFromD<D32> from, hn::VFromD<D32> v) {
  const hn::Repartition<uint64_t, D32> d64;
  return hn::BitwiseIfThenElse(hn::BitCast(d32, hn::Set(d64, 0xFFFF000000000000u)), from, v);
}

}  // namespace HWY_NAMESPACE
}  // namespace pixlane
HWY_AFTER_NAMESPACE();

#endif  // toggle
