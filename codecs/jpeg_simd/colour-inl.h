// YCbCr to RGB, 16 pixels at a time, compiled once a target. jdcolor.c's tables as arithmetic:
//   R = Y + 1.402 Cr         = Y + Cr + round(0.402 Cr)
//   G = Y - 0.34414 Cb - 0.71414 Cr
//   B = Y + 1.772 Cb         = Y + 2 Cb + round(-0.228 Cb)
// with upstream's 16-bit constants and roundings. The rounded products of red and blue are the 15-bit ones that vectors have
// (q15mulr_sat, pmulhrsw): for all 256 values of Cr and Cb they give what upstream's 16 bits give. Green needs the sum before it rounds.

#if defined(PIXLANE_JPEG_COLOUR_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef PIXLANE_JPEG_COLOUR_INL_H_
#undef PIXLANE_JPEG_COLOUR_INL_H_
#else
#define PIXLANE_JPEG_COLOUR_INL_H_
#endif

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace pixlane {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using Bytes16 = hn::FixedTag<uint8_t, 16>;
using Words8 = hn::FixedTag<int16_t, 8>;
using Words = hn::Vec<Words8>;

inline constexpr int kPixels = 16;

// Even and odd bytes as words: cheaper than halves, see kernels/pixels-inl.h.
HWY_INLINE Words even_bytes(hn::Vec<Bytes16> v) { return hn::And(hn::BitCast(Words8(), v), hn::Set(Words8(), 0xFF)); }
HWY_INLINE Words odd_bytes(hn::Vec<Bytes16> v) {
  return hn::BitCast(Words8(), hn::ShiftRight<8>(hn::BitCast(hn::FixedTag<uint16_t, 8>(), v)));
}

// What chroma adds to the luma of a pixel.
struct Offsets {
  Words r, g, b;
};

// cb and cr: 0 to 255.
HWY_INLINE Offsets offsets(Words cb, Words cr) {
  const Words8 d;
  const hn::FixedTag<int32_t, 4> d32;
  const Words centre = hn::Set(d, 128);
  cb = hn::Sub(cb, centre);
  cr = hn::Sub(cr, centre);
  const Words r = hn::Add(cr, hn::MulFixedPoint15(cr, hn::Set(d, 13173)));
  const Words b = hn::Add(hn::Add(cb, cb), hn::MulFixedPoint15(cb, hn::Set(d, -7471)));
  // FIX(0.34414) = 22554; 65536 - FIX(0.71414) = 18734.
  const Words weights = hn::BitCast(d, hn::Set(d32, static_cast<int32_t>((18734u << 16) | (0x10000u - 22554u))));
  const auto half = hn::Set(d32, 1 << 15);
  const auto low = hn::Add(hn::WidenMulPairwiseAdd(d32, hn::InterleaveLower(d, cb, cr), weights), half);
  const auto high = hn::Add(hn::WidenMulPairwiseAdd(d32, hn::InterleaveUpper(d, cb, cr), weights), half);
  // The upper halves of the sums.
  const Words sums = hn::ConcatOdd(d, hn::BitCast(d, high), hn::BitCast(d, low));
  return {r, hn::Sub(sums, cr), b};
}

// Bytes of the even pixels, then of the odd ones.
HWY_INLINE hn::Vec<Bytes16> clamped(Words even, Words odd) { return hn::OrderedDemote2To(Bytes16(), even, odd); }

// How a pixel is laid out: `size` bytes; of four, `order` puts R, G, B, 255 where they belong.
struct Layout {
  uint8_t size;
  bool reordered;   // not RGBA
  bool blue_first;  // of three bytes
  alignas(16) uint8_t order[16];
};

// 16 pixels. Writes 16 * size bytes.
template <int kSize, bool kReorder>
HWY_INLINE void put_pixels(hn::Vec<Bytes16> luma, const Offsets& even, const Offsets& odd, const Layout& layout, uint8_t* to) {
  const Bytes16 d;
  const hn::FixedTag<uint16_t, 8> d16;
  const hn::FixedTag<uint32_t, 4> d32;
  const Words y_even = even_bytes(luma), y_odd = odd_bytes(luma);
  const auto r = clamped(hn::Add(y_even, even.r), hn::Add(y_odd, odd.r));
  const auto g = clamped(hn::Add(y_even, even.g), hn::Add(y_odd, odd.g));
  const auto b = clamped(hn::Add(y_even, even.b), hn::Add(y_odd, odd.b));
  const auto a = hn::Set(d, 255);
  const auto rg_even = hn::BitCast(d16, hn::InterleaveLower(d, r, g)), rg_odd = hn::BitCast(d16, hn::InterleaveUpper(d, r, g));
  const auto ba_even = hn::BitCast(d16, hn::InterleaveLower(d, b, a)), ba_odd = hn::BitCast(d16, hn::InterleaveUpper(d, b, a));
  const auto even0 = hn::BitCast(d32, hn::InterleaveLower(d16, rg_even, ba_even));
  const auto even8 = hn::BitCast(d32, hn::InterleaveUpper(d16, rg_even, ba_even));
  const auto odd0 = hn::BitCast(d32, hn::InterleaveLower(d16, rg_odd, ba_odd));
  const auto odd8 = hn::BitCast(d32, hn::InterleaveUpper(d16, rg_odd, ba_odd));
  const auto put = [&](hn::Vec<decltype(d32)> pixels, uint8_t* at) HWY_ATTR {
    auto bytes = hn::BitCast(d, pixels);
    if constexpr (kReorder || kSize == 3) bytes = hn::TableLookupBytes(bytes, hn::Load(d, layout.order));
    hn::StoreU(bytes, d, at);
  };
  // Four pixels of three bytes are 12: the next store covers what this one writes too far, and the last is cut.
  put(hn::InterleaveLower(d32, even0, odd0), to);
  put(hn::InterleaveUpper(d32, even0, odd0), to + 4 * kSize);
  put(hn::InterleaveLower(d32, even8, odd8), to + 8 * kSize);
  if constexpr (kSize == 4) {
    put(hn::InterleaveUpper(d32, even8, odd8), to + 12 * kSize);
  } else {
    alignas(16) uint8_t last[16];
    put(hn::InterleaveUpper(d32, even8, odd8), last);
    std::memcpy(to + 12 * kSize, last, 4 * kSize);
  }
}

// A row of `width` pixels. With kMerged each chroma sample stands for two pixels beside each other. Reads whole vectors: rows of
// libjpeg-turbo are padded to 64 bytes.
template <int kSize, bool kReorder, bool kMerged>
HWY_INLINE void put_row(const uint8_t* y, const uint8_t* cb, const uint8_t* cr, size_t width, const Layout& layout, uint8_t* to) {
  const Bytes16 d;
  const hn::FixedTag<uint8_t, 8> half;
  for (size_t x = 0; x < width; x += kPixels) {
    alignas(16) uint8_t tail[kPixels * kSize];
    const bool whole = width - x >= kPixels;
    uint8_t* const at = whole ? to + x * kSize : tail;
    const auto luma = hn::LoadU(d, y + x);
    if constexpr (kMerged) {
      const Offsets both =
          offsets(hn::PromoteTo(Words8(), hn::LoadU(half, cb + x / 2)), hn::PromoteTo(Words8(), hn::LoadU(half, cr + x / 2)));
      put_pixels<kSize, kReorder>(luma, both, both, layout, at);
    } else {
      const auto blue = hn::LoadU(d, cb + x), red = hn::LoadU(d, cr + x);
      put_pixels<kSize, kReorder>(luma, offsets(even_bytes(blue), even_bytes(red)), offsets(odd_bytes(blue), odd_bytes(red)), layout, at);
    }
    if (!whole) std::memcpy(to + x * kSize, tail, (width - x) * kSize);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace pixlane
HWY_AFTER_NAMESPACE();

#endif  // PIXLANE_JPEG_COLOUR_INL_H_
