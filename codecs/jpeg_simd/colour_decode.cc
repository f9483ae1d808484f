// YCbCr to RGB in any order of bytes, of rows at full resolution and, merged with upsampling by repetition, of rows with half the chroma.

#include "codecs/jpeg_simd/upstream.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "codecs/jpeg_simd/colour_decode.cc"
#include "hwy/foreach_target.h"  // IWYU pragma: keep
#include "hwy/highway.h"
// After highway.h.
#include "codecs/jpeg_simd/colour-inl.h"

HWY_BEFORE_NAMESPACE();
namespace pixlane {
namespace HWY_NAMESPACE {

// Where the colours of a pixel stand: upstream's tables.
Layout layout_of(J_COLOR_SPACE space) {
  Layout layout{};
  layout.size = static_cast<uint8_t>(rgb_pixelsize[space]);
  const int at[3] = {rgb_red[space], rgb_green[space], rgb_blue[space]};
  uint8_t from[4] = {3, 3, 3, 3};  // 255 where no colour is
  for (uint8_t c = 0; c < 3; ++c) from[at[c]] = c;
  for (uint8_t i = 0; i < 16; ++i) {
    const uint8_t pixel = static_cast<uint8_t>(i / layout.size);
    layout.order[i] = pixel < 4 ? static_cast<uint8_t>(pixel * 4 + from[i % layout.size]) : 0;
  }
  layout.reordered = at[0] != 0 || at[1] != 1;
  return layout;
}

template <bool kMerged>
void Row(const uint8_t* y, const uint8_t* cb, const uint8_t* cr, size_t width, const Layout& layout, uint8_t* to) {
  if (layout.size == 3) {
    put_row<3, true, kMerged>(y, cb, cr, width, layout, to);
  } else if (layout.reordered) {
    put_row<4, true, kMerged>(y, cb, cr, width, layout, to);
  } else {
    put_row<4, false, kMerged>(y, cb, cr, width, layout, to);
  }
}

void YccToRgb(j_decompress_ptr info, JSAMPIMAGE input, JDIMENSION row, JSAMPARRAY output, int rows) {
  const Layout layout = layout_of(info->out_color_space);
  for (int i = 0; i < rows; ++i) Row<false>(input[0][row + i], input[1][row + i], input[2][row + i], info->output_width, layout, output[i]);
}

// `group`: the row of chroma; each has `lumas` rows of luma.
void Merged(j_decompress_ptr info, JSAMPIMAGE input, JDIMENSION group, JSAMPARRAY output, int lumas) {
  const Layout layout = layout_of(info->out_color_space);
  for (int i = 0; i < lumas; ++i) {
    Row<true>(input[0][group * lumas + i], input[1][group], input[2][group], info->output_width, layout, output[i]);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace pixlane
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace pixlane {

HWY_EXPORT(YccToRgb);
HWY_EXPORT(Merged);

extern "C" {

int jsimd_can_ycc_rgb(void) { return 1; }
int jsimd_can_h2v1_merged_upsample(void) { return 1; }
int jsimd_can_h2v2_merged_upsample(void) { return 1; }
int jsimd_can_ycc_rgb565(void) { return 0; }

void jsimd_ycc_rgb_convert(j_decompress_ptr info, JSAMPIMAGE input, JDIMENSION row, JSAMPARRAY output, int rows) {
  HWY_DYNAMIC_DISPATCH(YccToRgb)(info, input, row, output, rows);
}
void jsimd_h2v1_merged_upsample(j_decompress_ptr info, JSAMPIMAGE input, JDIMENSION group, JSAMPARRAY output) {
  HWY_DYNAMIC_DISPATCH(Merged)(info, input, group, output, 1);
}
void jsimd_h2v2_merged_upsample(j_decompress_ptr info, JSAMPIMAGE input, JDIMENSION group, JSAMPARRAY output) {
  HWY_DYNAMIC_DISPATCH(Merged)(info, input, group, output, 2);
}
void jsimd_ycc_rgb565_convert(j_decompress_ptr, JSAMPIMAGE, JDIMENSION, JSAMPARRAY, int) {}

}  // extern "C"

}  // namespace pixlane
#endif
