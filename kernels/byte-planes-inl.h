// Channels of 16 pixels brought apart as bytes and together again, compiled once a target.

#if defined(PIXLANE_BYTE_PLANES_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef PIXLANE_BYTE_PLANES_INL_H_
#undef PIXLANE_BYTE_PLANES_INL_H_
#else
#define PIXLANE_BYTE_PLANES_INL_H_
#endif

#include <cstddef>
#include <cstdint>

#include "kernels/image.h"
#include "kernels/pixels-inl.h"

HWY_BEFORE_NAMESPACE();
namespace pixlane {
namespace HWY_NAMESPACE {

// 16 pixels, a plane a channel.
struct BytePlanes {
  hn::VFromD<U8x16> channel[kChannels];
};

HWY_INLINE BytePlanes split_planes(const uint8_t* HWY_RESTRICT from) {
  const U8x16 d8;
  const U32x4 d32;
  const hn::CappedTag<uint64_t, 2> d64;
  const auto by_channel = hn::Dup128VecFromValues(d8, 0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15);
  const auto load = [&](size_t i) HWY_ATTR { return hn::BitCast(d32, hn::TableLookupBytes(hn::LoadU(d8, from + 16 * i), by_channel)); };
  const auto v0 = load(0), v1 = load(1), v2 = load(2), v3 = load(3);
  const auto rg01 = hn::BitCast(d64, hn::InterleaveLower(d32, v0, v1)), ba01 = hn::BitCast(d64, hn::InterleaveUpper(d32, v0, v1));
  const auto rg23 = hn::BitCast(d64, hn::InterleaveLower(d32, v2, v3)), ba23 = hn::BitCast(d64, hn::InterleaveUpper(d32, v2, v3));
  return {{hn::BitCast(d8, hn::InterleaveLower(d64, rg01, rg23)), hn::BitCast(d8, hn::InterleaveUpper(d64, rg01, rg23)),
           hn::BitCast(d8, hn::InterleaveLower(d64, ba01, ba23)), hn::BitCast(d8, hn::InterleaveUpper(d64, ba01, ba23))}};
}

struct SixteenPixels {
  hn::VFromD<U8x16> pixels[4];
};
HWY_INLINE SixteenPixels join_planes(const BytePlanes& p) {
  const U8x16 d8;
  const U16x8 d16;
  const auto rg0 = hn::BitCast(d16, hn::InterleaveLower(d8, p.channel[0], p.channel[1]));
  const auto rg1 = hn::BitCast(d16, hn::InterleaveUpper(d8, p.channel[0], p.channel[1]));
  const auto ba0 = hn::BitCast(d16, hn::InterleaveLower(d8, p.channel[2], p.channel[3]));
  const auto ba1 = hn::BitCast(d16, hn::InterleaveUpper(d8, p.channel[2], p.channel[3]));
  return {{hn::BitCast(d8, hn::InterleaveLower(d16, rg0, ba0)), hn::BitCast(d8, hn::InterleaveUpper(d16, rg0, ba0)),
           hn::BitCast(d8, hn::InterleaveLower(d16, rg1, ba1)), hn::BitCast(d8, hn::InterleaveUpper(d16, rg1, ba1))}};
}

// kWhole: all 16 pixels are in the row; else only `left` bytes are.
template <bool kWhole>
HWY_INLINE void store_pixels(const SixteenPixels& v, uint8_t* HWY_RESTRICT to, size_t left) {
  const U8x16 d8;
  for (size_t i = 0; i < 4; ++i) {
    if constexpr (kWhole) {
      hn::StoreU(v.pixels[i], d8, to + 16 * i);
    } else if (16 * i < left) {
      store_bytes(d8, v.pixels[i], to + 16 * i, left - 16 * i);
    }
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace pixlane
HWY_AFTER_NAMESPACE();

#endif  // toggle
