// RGB in any order of bytes to YCbCr or to its luma alone: jccolext.c with its 16-bit constants.
//   Y  =  0.29900 R + 0.58700 G + 0.11400 B
//   Cb = -0.16874 R - 0.33126 G + 0.50000 B + 128
//   Cr =  0.50000 R - 0.41869 G - 0.08131 B + 128

#include "codecs/jpeg_simd/upstream.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "codecs/jpeg_simd/colour_encode.cc"
#include "hwy/foreach_target.h"  // IWYU pragma: keep
#include "hwy/highway.h"
// After highway.h.
#include "codecs/jpeg_simd/colour-inl.h"

HWY_BEFORE_NAMESPACE();
namespace pixlane {
namespace HWY_NAMESPACE {

using Longs4 = hn::FixedTag<int32_t, 4>;
using Longs = hn::Vec<Longs4>;

// Weights of upstream, 65536 x rounded, as 16 bits hold them: 38470 of green is 65536 - 27066, and green is added behind the shift; sums
// with a half in them are negated, because -32768 fits and 32768 does not.
inline constexpr int kHalf = 32768, kCentre = (128 << 16) + kHalf - 1;
struct Weights {
  int r, g, b;
};
inline constexpr Weights kY = {19595, -27066, 7471}, kMinusCb = {11059, 21709, -kHalf}, kMinusCr = {-kHalf, 27439, 5329};

HWY_INLINE Words pair(int first, int second) {
  return hn::BitCast(
      Words8(), hn::Set(Longs4(), static_cast<int32_t>((static_cast<uint32_t>(second) << 16) | (static_cast<uint32_t>(first) & 0xFFFFu))));
}

// Four pixels: red and blue as words of one vector, green and alpha as those of another, multiplied and added as they lie there.
struct Four {
  Words rb, ga;
};
HWY_INLINE Longs weighted(Four p, Weights w) {
  return hn::Add(hn::WidenMulPairwiseAdd(Longs4(), p.rb, pair(w.r, w.b)), hn::WidenMulPairwiseAdd(Longs4(), p.ga, pair(w.g, 0)));
}
HWY_INLINE Longs luma(Four p) { return hn::Add(weighted(p, kY), hn::Set(Longs4(), kHalf)); }
HWY_INLINE Longs chroma(Four p, Weights w) { return hn::Sub(hn::Set(Longs4(), kCentre), weighted(p, w)); }

HWY_INLINE Four four(const uint8_t* from) {
  const auto v = hn::LoadU(Bytes16(), from);
  return {even_bytes(v), odd_bytes(v)};
}

// The upper halves of eight sums.
HWY_INLINE Words upper(Longs low, Longs high) { return hn::ConcatOdd(Words8(), hn::BitCast(Words8(), high), hn::BitCast(Words8(), low)); }
HWY_INLINE Words greens(Four low, Four high) { return hn::ConcatEven(Words8(), high.ga, low.ga); }

// 16 pixels of RGBA; alpha has no weight.
HWY_INLINE void convert16(const uint8_t* from, bool luma_only, uint8_t* y, uint8_t* cb, uint8_t* cr) {
  const Bytes16 d;
  const Four a = four(from), b = four(from + 16), c = four(from + 32), e = four(from + 48);
  const Words y_low = hn::Add(upper(luma(a), luma(b)), greens(a, b)), y_high = hn::Add(upper(luma(c), luma(e)), greens(c, e));
  hn::StoreU(hn::OrderedDemote2To(d, y_low, y_high), d, y);
  if (luma_only) return;
  const auto put = [&](Weights w, uint8_t* to) HWY_ATTR {
    hn::StoreU(hn::OrderedDemote2To(d, upper(chroma(a, w), chroma(b, w)), upper(chroma(c, w), chroma(e, w))), d, to);
  };
  put(kMinusCb, cb);
  put(kMinusCr, cr);
}

// Pixels of any layout as RGBA; the fourth byte does not matter.
void gather_pixels(const uint8_t* from, size_t count, J_COLOR_SPACE space, uint8_t* to) {
  const int size = rgb_pixelsize[space];
  for (size_t i = 0; i < count; ++i, from += size, to += 4) {
    to[0] = from[rgb_red[space]];
    to[1] = from[rgb_green[space]];
    to[2] = from[rgb_blue[space]];
  }
}

// Whole vectors are written: rows of libjpeg-turbo are padded to 64 bytes.
void RgbToYcc(j_compress_ptr info, JSAMPARRAY input, JSAMPIMAGE output, JDIMENSION row, int rows, bool luma_only) {
  const J_COLOR_SPACE space = info->in_color_space;
  const bool rgba = rgb_pixelsize[space] == 4 && rgb_red[space] == 0 && rgb_green[space] == 1;
  const size_t width = info->image_width;
  for (int i = 0; i < rows; ++i) {
    uint8_t* const y = output[0][row + i];
    uint8_t* const cb = luma_only ? y : output[1][row + i];
    uint8_t* const cr = luma_only ? y : output[2][row + i];
    for (size_t x = 0; x < width; x += kPixels) {
      alignas(16) uint8_t pixels[4 * kPixels] = {};
      const uint8_t* from = input[i] + x * 4;
      const size_t count = width - x < kPixels ? width - x : kPixels;
      if (!rgba || count < kPixels) {
        gather_pixels(input[i] + x * static_cast<size_t>(rgb_pixelsize[space]), count, space, pixels);
        from = pixels;
      }
      convert16(from, luma_only, y + x, cb + x, cr + x);
    }
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace pixlane
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace pixlane {

HWY_EXPORT(RgbToYcc);

extern "C" {

int jsimd_can_rgb_ycc(void) { return 1; }
int jsimd_can_rgb_gray(void) { return 1; }
int jsimd_c_can_null_convert(void) { return 0; }

void jsimd_rgb_ycc_convert(j_compress_ptr info, JSAMPARRAY input, JSAMPIMAGE output, JDIMENSION row, int rows) {
  HWY_DYNAMIC_DISPATCH(RgbToYcc)(info, input, output, row, rows, false);
}
void jsimd_rgb_gray_convert(j_compress_ptr info, JSAMPARRAY input, JSAMPIMAGE output, JDIMENSION row, int rows) {
  HWY_DYNAMIC_DISPATCH(RgbToYcc)(info, input, output, row, rows, true);
}
void jsimd_c_null_convert(j_compress_ptr, JSAMPARRAY, JSAMPIMAGE, JDIMENSION, int) {}

}  // extern "C"

}  // namespace pixlane
#endif
