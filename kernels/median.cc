// median: the middle of all values in a square window, each channel by itself.
//
// Whole vectors of bytes go through a network of minima and maxima, so that a vector's pixels and channels all cost one. What neighbouring
// windows have in common is sorted once:
//
// - two rows y and y + 1 share all but one row each: a column's common values are sorted, then the row above or below is merged in;
// - columns are taken in pairs (an even and an odd one, which lie in planes of their own), and the columns of a pair are merged into one
//   sorted sequence, whichever windows it is part of;
// - the windows of two neighbouring pixels share 2 radius columns, which is `radius` pairs. These are merged as far as the middle can lie
//   in them, and the one column that is left for each window only takes part in the last step.
//
// A merge is Batcher's; what nobody reads of its result, the compiler leaves out.

#include <algorithm>
#include <cstdint>
#include <cstring>

#include "kernels_gen.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/median.cc"
#include "hwy/foreach_target.h"  // IWYU pragma: keep
#include "hwy/highway.h"
#include "kernels/pixels-inl.h"

#ifndef PIXLANE_MEDIAN_ONCE
#define PIXLANE_MEDIAN_ONCE
namespace pixlane {

// So many pairs of columns at a time: their sorted columns stay in the nearest cache.
inline constexpr size_t kMedianPairs = 64;
// A chunk's row of sorted values, of which each is a pixel: the pairs, those that windows reach into, and room for whole vectors.
inline constexpr size_t kMedianChunk = kMedianPairs + 32;
inline constexpr size_t kMedianChunkRows = 2 * 4 * 7;
inline constexpr size_t kMedianRingRows = 2 * 3 + 2;
// A plane: every other pixel of a row with its replicated ends, and room for whole vectors.
inline size_t median_plane(View view) { return round_up((size_t{view.width} + 1) / 2 + 32, 16); }
inline size_t median_memory(View view) { return kMedianRingRows * 2 * median_plane(view) + kMedianChunkRows * kMedianChunk; }

}  // namespace pixlane
#endif

HWY_BEFORE_NAMESPACE();
namespace pixlane {
namespace HWY_NAMESPACE {

#if HWY_TARGET == HWY_EMU128
// One pixel: the networks are unrolled, and without vectors so is every byte of theirs.
using D8 = hn::CappedTag<uint8_t, 4>;
#else
using D8 = hn::CappedTag<uint8_t, 32>;  // two of them are no more than may be read past the end of a row
#endif
using D32 = hn::Repartition<uint32_t, D8>;
using V = hn::VFromD<D8>;

HWY_INLINE V LoadPixels(const uint32_t* from) { return hn::BitCast(D8(), hn::LoadU(D32(), from)); }
HWY_INLINE void StorePixels(V v, uint32_t* to) { hn::StoreU(hn::BitCast(D32(), v), D32(), to); }

// Merges kM and kN sorted values, which lie kStride apart, into kM + kN.
template <int kM, int kN, int kStride = 1>
HWY_INLINE void Merge(const V* a, const V* b, V* out) {
  if constexpr (kM == 0 || kN == 0) {
#pragma GCC unroll 32
    for (int i = 0; i < kM + kN; ++i) out[i] = (kM == 0 ? b : a)[i * kStride];
  } else if constexpr (kM == 1 && kN == 1) {
    out[0] = hn::Min(a[0], b[0]);
    out[1] = hn::Max(a[0], b[0]);
  } else {
    // The first, third, ... of both, and the second, fourth, ...: no more than two of the former come before one of the latter.
    constexpr int kOdd = (kM + 1) / 2 + (kN + 1) / 2;
    constexpr int kEven = kM / 2 + kN / 2;
    V odd[kOdd];
    V even[kEven];
    Merge<(kM + 1) / 2, (kN + 1) / 2, 2 * kStride>(a, b, odd);
    Merge<kM / 2, kN / 2, 2 * kStride>(a + kStride, b + kStride, even);
    constexpr int kBoth = std::min(kOdd - 1, kEven);
    out[0] = odd[0];
#pragma GCC unroll 32
    for (int i = 0; i < kBoth; ++i) {
      out[2 * i + 1] = hn::Min(odd[i + 1], even[i]);
      out[2 * i + 2] = hn::Max(odd[i + 1], even[i]);
    }
    if constexpr (kOdd - 1 > kBoth) out[2 * kBoth + 1] = odd[kBoth + 1];
    if constexpr (kEven > kBoth) out[2 * kBoth + 1] = even[kBoth];
  }
}

template <int kN>
HWY_INLINE void Sort(V* v) {
  if constexpr (kN > 1) {
    Sort<kN / 2>(v);
    Sort<kN - kN / 2>(v + kN / 2);
    V sorted[kN];
    Merge<kN / 2, kN - kN / 2>(v, v + kN / 2, sorted);
#pragma GCC unroll 32
    for (int i = 0; i < kN; ++i) v[i] = sorted[i];
  }
}

template <int kRadius>
struct Window {
  static constexpr int kSide = 2 * kRadius + 1;
  static constexpr int kMiddle = (kSide * kSide + 1) / 2;  // its rank, from 1
  // Of a pair of columns: the values that can be the middle, by what is outside the pair.
  static constexpr int kPairFirst = std::max(kMiddle - kSide * (kSide - 2), 1);
  static constexpr int kPairLast = std::min(kMiddle, 2 * kSide);
  static constexpr int kPair = kPairLast - kPairFirst + 1;
  // Of all that two neighbouring windows share, the same: the middle of these and of the column that is left is the window's.
  static constexpr int kShared = kSide + 1;
  static constexpr int kChunkRows = kPair + 2 * kSide;  // a row of the image
};

// Where a chunk's sorted values lie.
template <int kRadius>
struct ChunkRow {
  uint32_t* data;
  uint32_t* pair(int rank) const { return data + static_cast<size_t>(rank) * kMedianChunk; }
  uint32_t* even(int rank) const { return pair(Window<kRadius>::kPair + rank); }
  uint32_t* odd(int rank) const { return even(Window<kRadius>::kSide + rank); }
};

// The columns of one plane for rows y and y + 1, sorted; rows[0] is row y - radius.
template <int kRadius>
HWY_INLINE void SortColumns(const uint32_t* const* rows, size_t at, V* upper, V* lower) {
  V common[2 * kRadius];
#pragma GCC unroll 32
  for (int i = 0; i < 2 * kRadius; ++i) common[i] = LoadPixels(rows[i + 1] + at);
  Sort<2 * kRadius>(common);
  const V above = LoadPixels(rows[0] + at);
  const V below = LoadPixels(rows[2 * kRadius + 1] + at);
  Merge<2 * kRadius, 1>(common, &above, upper);
  Merge<2 * kRadius, 1>(common, &below, lower);
}

template <int kRadius>
HWY_INLINE void StoreColumns(const V* even, const V* odd, ChunkRow<kRadius> to, size_t at) {
  using W = Window<kRadius>;
  V pair[2 * W::kSide];
  Merge<W::kSide, W::kSide>(even, odd, pair);
#pragma GCC unroll 32
  for (int i = 0; i < W::kPair; ++i) StorePixels(pair[W::kPairFirst - 1 + i], to.pair(i) + at);
#pragma GCC unroll 32
  for (int i = 0; i < W::kSide; ++i) {
    StorePixels(even[i], to.even(i) + at);
    StorePixels(odd[i], to.odd(i) + at);
  }
}

// The rows of both planes, from the chunk's first pair.
template <int kRadius>
void SortChunk(const uint32_t* const* even_rows, const uint32_t* const* odd_rows, size_t pairs, ChunkRow<kRadius> upper,
               ChunkRow<kRadius> lower) {
  using W = Window<kRadius>;
  for (size_t i = 0; i < pairs; i += hn::Lanes(D32())) {
    V even[2][W::kSide];
    V odd[2][W::kSide];
    SortColumns<kRadius>(even_rows, i, even[0], even[1]);
    SortColumns<kRadius>(odd_rows, i, odd[0], odd[1]);
    StoreColumns<kRadius>(even[0], odd[0], upper, i);
    StoreColumns<kRadius>(even[1], odd[1], lower, i);
  }
}

// What the windows of two neighbours share, as far as the middle can lie in it.
template <int kRadius>
HWY_INLINE void MergeShared(ChunkRow<kRadius> from, size_t at, V* shared) {
  using W = Window<kRadius>;
  constexpr int kPair = W::kPair;
  V pairs[kRadius][kPair];
#pragma GCC unroll 32
  for (int i = 0; i < kRadius * kPair; ++i) {
    pairs[i / kPair][i % kPair] = LoadPixels(from.pair(i % kPair) + at + 1 + static_cast<size_t>(i / kPair));
  }
  // Less the ranks that are dropped on the way, which are the same number on both sides.
  constexpr int kFirst = W::kMiddle - W::kSide - 1;
  if constexpr (kRadius == 1) {
#pragma GCC unroll 32
    for (int i = 0; i < W::kShared; ++i) shared[i] = pairs[0][i];
  } else if constexpr (kRadius == 2) {
    V both[2 * kPair];
    Merge<kPair, kPair>(pairs[0], pairs[1], both);
#pragma GCC unroll 32
    for (int i = 0; i < W::kShared; ++i) shared[i] = both[kFirst + i];
  } else {
    // Of two pairs, those that leave the middle among them when the other 3 columns are all on one side.
    constexpr int kDropped = W::kMiddle - 3 * W::kSide - 1;
    V two[2 * kPair];
    V three[3 * kPair - 2 * kDropped];
    Merge<kPair, kPair>(pairs[0], pairs[1], two);
    Merge<2 * kPair - 2 * kDropped, kPair>(two + kDropped, pairs[2], three);
#pragma GCC unroll 32
    for (int i = 0; i < W::kShared; ++i) shared[i] = three[kFirst - kDropped + i];
  }
}

// The middle of what is shared and the kSide sorted values of one column: the least of what is above any split of the lower half.
template <int kRadius>
HWY_INLINE V Middle(const V* shared, uint32_t* column, size_t at) {
  constexpr int kShared = Window<kRadius>::kShared;
  V middle = shared[kShared - 1];
#pragma GCC unroll 32
  for (int i = 0; i < kShared - 1; ++i) {
    middle = hn::Min(middle, hn::Max(shared[i], LoadPixels(column + static_cast<size_t>(kShared - 2 - i) * kMedianChunk + at)));
  }
  return middle;
}

template <int kRadius>
void MedianChunk(ChunkRow<kRadius> from, uint8_t* HWY_RESTRICT to, size_t pixels) {
  const D32 d32;
  const size_t step = hn::Lanes(d32);
  for (size_t i = 0; 2 * i < pixels; i += step) {
    V shared[Window<kRadius>::kShared];
    MergeShared<kRadius>(from, i, shared);
    const auto even = hn::BitCast(d32, Middle<kRadius>(shared, from.odd(0), i));
    const auto odd = hn::BitCast(d32, Middle<kRadius>(shared, from.even(0), i + kRadius + 1));
    if (2 * (i + step) <= pixels) {
      hn::StoreInterleaved2(even, odd, d32, reinterpret_cast<uint32_t*>(to) + 2 * i);
    } else {
      uint32_t last[2 * hn::MaxLanes(D32())];
      hn::StoreInterleaved2(even, odd, d32, last);
      std::memcpy(to + 8 * i, last, (pixels - 2 * i) * 4);
    }
  }
}

// A row into its planes: pixel x stands at x + radius + 1, so that what two windows share begins with an even one.
template <int kRadius>
void SplitRow(const uint8_t* from_bytes, size_t width, uint32_t* even, uint32_t* odd) {
  const D32 d32;
  const auto* from = reinterpret_cast<const uint32_t*>(from_bytes);
  constexpr size_t kBefore = kRadius + 1;
  constexpr size_t kFirstPair = (kBefore + 1) / 2;
  size_t pair = kFirstPair;
  for (size_t x = 2 * kFirstPair - kBefore; x < width; x += 2 * hn::Lanes(d32), pair += hn::Lanes(d32)) {
    hn::VFromD<D32> a, b;
    hn::LoadInterleaved2(d32, from + x, a, b);
    hn::StoreU(a, d32, even + pair);
    hn::StoreU(b, d32, odd + pair);
  }
  const auto put = [&](size_t at, size_t x) { (at % 2 == 0 ? even : odd)[at / 2] = from[x]; };
  for (size_t at = 0; at < 2 * kFirstPair; ++at) put(at, at < kBefore ? 0 : std::min(at - kBefore, width - 1));
  for (size_t at = width + kBefore; at <= width + kBefore + kRadius; ++at) put(at, width - 1);
}

template <int kRadius>
void MedianRows(View src, View dst, uint32_t* memory, size_t begin, size_t end) {
  constexpr size_t kRows = 2 * kRadius + 2;
  const size_t plane = median_plane(src);
  uint32_t* const chunk = memory + kMedianRingRows * 2 * plane;
  const ChunkRow<kRadius> sorted[2] = {{chunk}, {chunk + Window<kRadius>::kChunkRows * kMedianChunk}};
  const auto slot = [&](size_t v, size_t which) { return memory + (v % kRows * 2 + which) * plane; };
  // Virtual row v is image row v - radius, clamped.
  const auto fill = [&](size_t v) {
    const size_t y = v < kRadius ? 0 : std::min<size_t>(v - kRadius, src.height - 1);
    SplitRow<kRadius>(src.row(y), src.width, slot(v, 0), slot(v, 1));
  };
  for (size_t v = begin; v < begin + kRows - 2; ++v) fill(v);
  for (size_t y = begin; y < end; y += 2) {
    fill(y + kRows - 2);
    fill(y + kRows - 1);
    for (size_t x = 0; x < src.width; x += 2 * kMedianPairs) {
      const uint32_t* rows[2][kMedianRingRows];
      for (size_t i = 0; i < kRows; ++i) {
        for (size_t which = 0; which < 2; ++which) rows[which][i] = slot(y + i, which) + x / 2;
      }
      const size_t pixels = std::min<size_t>(src.width - x, 2 * kMedianPairs);
      SortChunk<kRadius>(rows[0], rows[1], (pixels + 1) / 2 + kRadius + 1, sorted[0], sorted[1]);
      for (size_t i = 0; i < 2 && y + i < end; ++i) MedianChunk<kRadius>(sorted[i], dst.row(y + i) + x * 4, pixels);
    }
  }
}

void Median(View src, View dst, int radius, uint32_t* memory, Pool& pool) {
  pool.rows(src.height, 16, [&](size_t begin, size_t end, unsigned thread) {
    const auto rows = radius == 1 ? MedianRows<1> : radius == 2 ? MedianRows<2> : MedianRows<3>;
    rows(src, dst, memory + thread * median_memory(src), begin, end);
  });
}

}  // namespace HWY_NAMESPACE
}  // namespace pixlane
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace pixlane {

HWY_EXPORT(Median);

size_t median_scratch(View src, View, const MedianParams&, const Pool& pool) {
  return round_up(pool.threads() * median_memory(src) * sizeof(uint32_t), kRowAlign);
}

void median(View src, View dst, const MedianParams& params, Pool& pool, Scratch scratch) {
  HWY_DYNAMIC_DISPATCH(Median)(src, dst, params.radius, scratch.take<uint32_t>(pool.threads() * median_memory(src)), pool);
}

}  // namespace pixlane
#endif
