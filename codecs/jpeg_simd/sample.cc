// Resampling of chroma: up by repetition or by the triangle filter, down by averages. jdsample.c, jcsample.c.

#include <algorithm>

#include "codecs/jpeg_simd/upstream.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "codecs/jpeg_simd/sample.cc"
#include "hwy/foreach_target.h"  // IWYU pragma: keep
#include "hwy/highway.h"
// After highway.h.
#include "codecs/jpeg_simd/colour-inl.h"

HWY_BEFORE_NAMESPACE();
namespace pixlane {
namespace HWY_NAMESPACE {

using UWords8 = hn::FixedTag<uint16_t, 8>;

// Columns that are filtered at a time: their sums lie in the first cache.
inline constexpr size_t kTile = 1024;
// One before them, and those that whole vectors write behind them.
inline constexpr size_t kBefore = 8;
inline constexpr size_t kSums = kBefore + kTile + 2 * 16;

// Makes two samples of each sum: 3/4 of it and 1/4 of its left, then of its right neighbour.
template <int kLeft, int kRight, int kShift>
HWY_INLINE void spread(const uint16_t* sums, size_t count, uint8_t* to) {
  const UWords8 d;
  const Bytes16 d8;
  for (size_t x = 0; x < count; x += 8) {
    const auto here = hn::LoadU(d, sums + x);
    const auto three = hn::Add(here, hn::Add(here, here));
    const auto left = hn::ShiftRight<kShift>(hn::Add(hn::Add(three, hn::LoadU(d, sums + x - 1)), hn::Set(d, kLeft)));
    const auto right = hn::ShiftRight<kShift>(hn::Add(hn::Add(three, hn::LoadU(d, sums + x + 1)), hn::Set(d, kRight)));
    hn::StoreU(hn::BitCast(d8, hn::Or(left, hn::ShiftLeft<8>(right))), d8, to + 2 * x);
  }
}

// Sums of columns: near, or 3 * near + far.
template <bool kTwoRows>
HWY_INLINE void sum_columns(const uint8_t* near, const uint8_t* far, size_t count, uint16_t* sums) {
  const UWords8 d;
  const hn::FixedTag<uint8_t, 8> half;
  for (size_t x = 0; x < count; x += 8) {
    const auto n = hn::PromoteTo(d, hn::LoadU(half, near + x));
    if constexpr (kTwoRows) {
      hn::StoreU(hn::Add(hn::Add(n, hn::Add(n, n)), hn::PromoteTo(d, hn::LoadU(half, far + x))), d, sums + x);
    } else {
      hn::StoreU(n, d, sums + x);
    }
  }
}

template <bool kTwoRows>
HWY_INLINE uint16_t sum_at(const uint8_t* near, const uint8_t* far, size_t x) {
  return static_cast<uint16_t>(kTwoRows ? 3 * near[x] + far[x] : near[x]);
}

// A row of chroma to twice its width. At the ends the sample itself stands for the neighbour it has not: that is what upstream's special
// cases come to.
template <bool kTwoRows, int kLeft, int kRight, int kShift>
HWY_INLINE void triangle_row(const uint8_t* near, const uint8_t* far, size_t width, uint8_t* to) {
  alignas(16) uint16_t memory[kSums];
  uint16_t* const sums = memory + kBefore;
  for (size_t begin = 0; begin < width; begin += kTile) {
    const size_t count = std::min(kTile, width - begin);
    sum_columns<kTwoRows>(near + begin, far + begin, count, sums);
    sums[-1] = begin == 0 ? sums[0] : sum_at<kTwoRows>(near, far, begin - 1);
    sums[count] = begin + count == width ? sums[count - 1] : sum_at<kTwoRows>(near, far, begin + count);
    spread<kLeft, kRight, kShift>(sums, count, to + 2 * begin);
  }
}

// `input` has a row before and one behind those that are upsampled.
void FancyH2V2(JSAMPARRAY input, size_t width, JSAMPARRAY output, int rows) {
  for (int row = 0; row < rows; ++row) {
    const int from = row / 2;
    triangle_row<true, 8, 7, 4>(input[from], row % 2 == 0 ? input[from - 1] : input[from + 1], width, output[row]);
  }
}

void FancyH2V1(JSAMPARRAY input, size_t width, JSAMPARRAY output, int rows) {
  for (int row = 0; row < rows; ++row) triangle_row<false, 1, 2, 2>(input[row], input[row], width, output[row]);
}

// Each sample twice, and each row `lines` times.
void Repeat(JSAMPARRAY input, size_t width, JSAMPARRAY output, int rows, int lines) {
  const Bytes16 d;
  for (int row = 0; row < rows; ++row) {
    if (row % lines != 0) {
      std::memcpy(output[row], output[row - 1], width);
      continue;
    }
    const uint8_t* const from = input[row / lines];
    for (size_t x = 0; x < width; x += 2 * kPixels) {
      const auto v = hn::LoadU(d, from + x / 2);
      hn::StoreU(hn::InterleaveLower(d, v, v), d, output[row] + x);
      hn::StoreU(hn::InterleaveUpper(d, v, v), d, output[row] + x + kPixels);
    }
  }
}

// Upstream's order of rounding: up and down in turn, so that no half is always rounded up.
template <int kEven, int kOdd>
HWY_INLINE hn::Vec<UWords8> bias() {
  return hn::BitCast(UWords8(), hn::Set(hn::FixedTag<uint32_t, 4>(), (uint32_t{kOdd} << 16) | kEven));
}

HWY_INLINE hn::Vec<UWords8> pair_sums(const uint8_t* from) {
  const auto v = hn::BitCast(UWords8(), hn::LoadU(Bytes16(), from));
  return hn::Add(hn::And(v, hn::Set(UWords8(), 0xFF)), hn::ShiftRight<8>(v));
}

// `columns`: of the output, a multiple of 8.
void Halve(JSAMPARRAY input, size_t columns, JSAMPARRAY output, int rows, int lines) {
  const hn::FixedTag<uint8_t, 8> half;
  for (int row = 0; row < rows; ++row) {
    const uint8_t* const first = input[row * lines];
    const uint8_t* const second = input[row * lines + lines - 1];
    for (size_t x = 0; x < columns; x += 8) {
      const auto sums = pair_sums(first + 2 * x);
      const auto mean = lines == 1 ? hn::ShiftRight<1>(hn::Add(sums, bias<0, 1>()))
                                   : hn::ShiftRight<2>(hn::Add(hn::Add(sums, pair_sums(second + 2 * x)), bias<1, 2>()));
      hn::StoreU(hn::DemoteTo(half, hn::BitCast(hn::FixedTag<int16_t, 8>(), mean)), half, output[row] + x);
    }
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace pixlane
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace pixlane {

HWY_EXPORT(FancyH2V2);
HWY_EXPORT(FancyH2V1);
HWY_EXPORT(Repeat);
HWY_EXPORT(Halve);

namespace {

// What lies right of the image is as its last column.
void extend_right(JSAMPARRAY rows, int count, size_t from, size_t to) {
  for (int row = 0; row < count && to > from; ++row) std::memset(rows[row] + from, rows[row][from - 1], to - from);
}

void halve(j_compress_ptr info, jpeg_component_info* component, JSAMPARRAY input, JSAMPARRAY output, int lines) {
  const size_t columns = size_t{component->width_in_blocks} * DCTSIZE;
  extend_right(input, info->max_v_samp_factor, info->image_width, columns * 2);
  HWY_DYNAMIC_DISPATCH(Halve)(input, columns, output, component->v_samp_factor, lines);
}

}  // namespace
extern "C" {

int jsimd_can_h2v2_fancy_upsample(void) { return 1; }
int jsimd_can_h2v1_fancy_upsample(void) { return 1; }
int jsimd_can_h1v2_fancy_upsample(void) { return 0; }
int jsimd_can_h2v2_upsample(void) { return 1; }
int jsimd_can_h2v1_upsample(void) { return 1; }
int jsimd_can_int_upsample(void) { return 0; }
int jsimd_can_h2v2_downsample(void) { return 1; }
int jsimd_can_h2v1_downsample(void) { return 1; }
int jsimd_can_h2v2_smooth_downsample(void) { return 0; }

void jsimd_h2v2_fancy_upsample(j_decompress_ptr info, jpeg_component_info* component, JSAMPARRAY input, JSAMPARRAY* output) {
  HWY_DYNAMIC_DISPATCH(FancyH2V2)(input, component->downsampled_width, *output, info->max_v_samp_factor);
}
void jsimd_h2v1_fancy_upsample(j_decompress_ptr info, jpeg_component_info* component, JSAMPARRAY input, JSAMPARRAY* output) {
  HWY_DYNAMIC_DISPATCH(FancyH2V1)(input, component->downsampled_width, *output, info->max_v_samp_factor);
}
void jsimd_h2v2_upsample(j_decompress_ptr info, jpeg_component_info*, JSAMPARRAY input, JSAMPARRAY* output) {
  HWY_DYNAMIC_DISPATCH(Repeat)(input, info->output_width, *output, info->max_v_samp_factor, 2);
}
void jsimd_h2v1_upsample(j_decompress_ptr info, jpeg_component_info*, JSAMPARRAY input, JSAMPARRAY* output) {
  HWY_DYNAMIC_DISPATCH(Repeat)(input, info->output_width, *output, info->max_v_samp_factor, 1);
}
void jsimd_h2v2_downsample(j_compress_ptr info, jpeg_component_info* component, JSAMPARRAY input, JSAMPARRAY output) {
  halve(info, component, input, output, 2);
}
void jsimd_h2v1_downsample(j_compress_ptr info, jpeg_component_info* component, JSAMPARRAY input, JSAMPARRAY output) {
  halve(info, component, input, output, 1);
}
// Of these, what upstream calls on some processors only: jsimd_can_* says no.
void jsimd_h1v2_fancy_upsample(j_decompress_ptr, jpeg_component_info*, JSAMPARRAY, JSAMPARRAY*) {}
void jsimd_int_upsample(j_decompress_ptr, jpeg_component_info*, JSAMPARRAY, JSAMPARRAY*) {}
void jsimd_h2v2_smooth_downsample(j_compress_ptr, jpeg_component_info*, JSAMPARRAY, JSAMPARRAY) {}

}  // extern "C"

}  // namespace pixlane
#endif
