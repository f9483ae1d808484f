// histogram: how often each channel has each value.

#include <cstdint>
#include <cstring>

#include "kernels/counts.h"
#include "kernels_gen.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/histogram.cc"
#include "hwy/foreach_target.h"  // IWYU pragma: keep
#include "hwy/highway.h"
#include "kernels/pixels-inl.h"

#ifndef PIXLANE_HISTOGRAM_ONCE
#define PIXLANE_HISTOGRAM_ONCE
namespace pixlane {

inline constexpr size_t kChannelCounts = kCopies * kBins;
inline constexpr size_t kAllCounts = kChannels * kChannelCounts;

}  // namespace pixlane
#endif

HWY_BEFORE_NAMESPACE();
namespace pixlane {
namespace HWY_NAMESPACE {

HWY_INLINE uint32_t PixelAt(const uint8_t* row, size_t x) {
  uint32_t pixel;
  std::memcpy(&pixel, row + x * kChannels, kChannels);
  return pixel;
}

template <bool kOpaque>
HWY_INLINE void CountPixel(uint32_t pixel, uint32_t* HWY_RESTRICT counts) {
  ++counts[pixel & 255];
  ++counts[kChannelCounts + (pixel >> 8 & 255)];
  ++counts[2 * kChannelCounts + (pixel >> 16 & 255)];
  if constexpr (!kOpaque) ++counts[3 * kChannelCounts + (pixel >> 24)];
}

// Alphas of an opaque row are counted at once.
template <bool kOpaque>
void CountRow(const uint8_t* HWY_RESTRICT row, size_t width, uint32_t* HWY_RESTRICT counts) {
  size_t x = 0;
  for (; x + 4 <= width; x += 4) {
    CountPixel<kOpaque>(PixelAt(row, x), counts);
    CountPixel<kOpaque>(PixelAt(row, x + 1), counts + kBins);
    CountPixel<kOpaque>(PixelAt(row, x + 2), counts + 2 * kBins);
    CountPixel<kOpaque>(PixelAt(row, x + 3), counts + 3 * kBins);
  }
  for (; x < width; ++x) CountPixel<kOpaque>(PixelAt(row, x), counts);
  if constexpr (kOpaque) counts[3 * kChannelCounts + 255] += static_cast<uint32_t>(width);
}

void HistogramShare(View src, uint32_t* counts, size_t begin, size_t end) {
  for (size_t y = begin; y < end; ++y) {
    const uint8_t* row = src.row(y);
    (is_opaque(row, src.width) ? CountRow<true> : CountRow<false>)(row, src.width, counts);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace pixlane
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace pixlane {

HWY_EXPORT(HistogramShare);

namespace {

// What four channels' counts come to, over threads and copies, to counts[channel * kChannelCounts + value].
void add_up_channels(uint32_t* counts, unsigned threads) {
  add_up(counts, kAllCounts, threads);
  for (size_t c = 0; c < kChannels; ++c) add_up(counts + c * kChannelCounts, kBins, kCopies);
}

}  // namespace

size_t histogram_scratch(View, const HistogramParams&, const Pool& pool) { return pool.threads() * kAllCounts * sizeof(uint32_t); }

// results[256 c + v] = number of pixels whose channel c is v.
void histogram(View src, double* results, const HistogramParams&, Pool& pool, Scratch scratch) {
  const size_t all = pool.threads() * kAllCounts;
  uint32_t* const counts = scratch.take<uint32_t>(all);
  std::memset(counts, 0, all * sizeof(uint32_t));
  pool.rows(src.height, count_grain(src), [&](size_t begin, size_t end, unsigned thread) {
    HWY_DYNAMIC_DISPATCH(HistogramShare)(src, counts + thread * kAllCounts, begin, end);
  });
  add_up_channels(counts, pool.threads());
  for (size_t c = 0; c < kChannels; ++c) {
    for (size_t v = 0; v < kBins; ++v) results[c * kBins + v] = counts[c * kChannelCounts + v];
  }
}

}  // namespace pixlane
#endif
