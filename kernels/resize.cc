// resize: nearest, bilinear, lanczos3; stretched filters when shrinking, weighed by alpha.
//
// Rows stream through: every source row is read once, resampled horizontally, and kept only as long as the vertical pass needs it.
// Both passes take source samples in pairs (a pair of columns, a pair of rows), because one instruction multiplies and adds pairs
// of 16-bit values into 32 bits. Pairs begin at even positions; an odd start gets a weight of zero before it.

#include <algorithm>
#include <cstdint>
#include <cstring>

#include "kernels/coefficients.h"
#include "kernels_gen.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/resize.cc"
#include "hwy/foreach_target.h"  // IWYU pragma: keep
#include "hwy/highway.h"
#include "kernels/pixels-inl.h"

#ifndef PIXLANE_RESIZE_ONCE
#define PIXLANE_RESIZE_ONCE
namespace pixlane {

// Source rows resampled together: their sums are independent, which hides the latency of the additions, and they share the weights.
inline constexpr size_t kRowsAtOnce = 4;

// One thread's memory.
struct ResizeBuffers {
  int16_t* source[kRowsAtOnce];  // P6 of a source row, by pairs of pixels: r0 r1 g0 g1 b0 b1 a0 a1
  int16_t* ring;                 // row pairs resampled horizontally: per pixel r0 r1 g0 g1 b0 b1 a0 a1, 0 and 1 the rows
  uint8_t* ring_opaque;          // whether the rows of a pair are opaque
  const int16_t** pairs;         // the row pairs of one output row
};

struct ResizeShape {
  size_t source_row;  // int16 elements of a `source` row
  size_t ring_row;    // int16 elements of a row pair in the ring
  size_t ring_pairs;  // capacity of the ring
};

inline ResizeShape resize_shape(View src, View dst, size_t vertical_pairs) {
  return {round_up(size_t{src.width} * 4 + 32, 32), round_up(size_t{dst.width} * 8, 32),
          // The pairs of one output row, and those that come in together with the last of them.
          vertical_pairs + kRowsAtOnce / 2};
}

}  // namespace pixlane
#endif

HWY_BEFORE_NAMESPACE();
namespace pixlane {
namespace HWY_NAMESPACE {

// Rearranges red0 blue0 red1 blue1 | ... into red0 red1 blue0 blue1 | ...
HWY_INLINE hn::VFromD<U16x8> PairUp(hn::VFromD<U16x8> v) {
  const U8x16 d8;
  const auto order = hn::Dup128VecFromValues(d8, 0, 1, 4, 5, 2, 3, 6, 7, 8, 9, 12, 13, 10, 11, 14, 15);
  return hn::BitCast(U16x8(), hn::TableLookupBytes(hn::BitCast(d8, v), order));
}

// Pixels as pairs of columns in P6: r0 r1 g0 g1 b0 b1 a0 a1, r2 r3 ...
template <bool kOpaque>
void LoadPairs(const uint8_t* HWY_RESTRICT from, size_t width, int16_t* HWY_RESTRICT to) {
  const U32x4 d;
  const U8x16 d8;
  const I16x8 d16;
  for (size_t x = 0; x < width; x += 4) {
    const auto v = hn::LoadU(d8, from + x * 4);
    if constexpr (kOpaque) {
      constexpr int kNone = 128;
      const auto low = hn::Dup128VecFromValues(d8, 0, kNone, 4, kNone, 1, kNone, 5, kNone, 2, kNone, 6, kNone, 3, kNone, 7, kNone);
      const auto high = hn::Dup128VecFromValues(d8, 8, kNone, 12, kNone, 9, kNone, 13, kNone, 10, kNone, 14, kNone, 11, kNone, 15, kNone);
      hn::StoreU(shift_left<6>(hn::BitCast(d16, bytes_or_zero(v, low))), d16, to + x * 4);
      hn::StoreU(shift_left<6>(hn::BitCast(d16, bytes_or_zero(v, high))), d16, to + x * 4 + 8);
    } else {
      const P6 p = to_p6<false>(hn::BitCast(d, v));
      const auto rb = hn::BitCast(d, PairUp(p.rb));
      const auto ga = hn::BitCast(d, PairUp(p.ga));
      hn::StoreU(hn::BitCast(d16, hn::InterleaveLower(d, rb, ga)), d16, to + x * 4);
      hn::StoreU(hn::BitCast(d16, hn::InterleaveUpper(d, rb, ga)), d16, to + x * 4 + 8);
    }
  }
  // What a pair takes beyond the last column has a weight of zero, but must not be read before it was written.
  std::memset(to + (width + 3) / 4 * 16, 0, 16 * sizeof(int16_t));
}

// Four rows at once; row pairs (0, 1) and (2, 3) go to `low` and `high`.
void ResampleRows(const int16_t* const* source, const Coefficients& c, size_t width, int16_t* HWY_RESTRICT low,
                  int16_t* HWY_RESTRICT high) {
  const I32x4 d32;
  const I16x8 d16;
  const auto half = hn::Set(d32, 1 << (kCoefficientBits - 1));
  for (size_t x = 0; x < width; ++x) {
    const int32_t* weights = c.pairs(x);
    const size_t start = size_t{c.first(x)} * 8;
    const int16_t* s0 = source[0] + start;
    const int16_t* s1 = source[1] + start;
    const int16_t* s2 = source[2] + start;
    const int16_t* s3 = source[3] + start;
    auto sum0 = half, sum1 = half, sum2 = half, sum3 = half;
    for (uint32_t k = 0; k < c.count(x); ++k) {
      const auto w = hn::BitCast(d16, hn::Set(d32, weights[k]));
      sum0 = hn::Add(sum0, hn::WidenMulPairwiseAdd(d32, hn::LoadU(d16, s0 + k * 8), w));
      sum1 = hn::Add(sum1, hn::WidenMulPairwiseAdd(d32, hn::LoadU(d16, s1 + k * 8), w));
      sum2 = hn::Add(sum2, hn::WidenMulPairwiseAdd(d32, hn::LoadU(d16, s2 + k * 8), w));
      sum3 = hn::Add(sum3, hn::WidenMulPairwiseAdd(d32, hn::LoadU(d16, s3 + k * 8), w));
    }
    const auto store = [&](auto a, auto b, int16_t* to) HWY_ATTR {
      const auto ab = hn::OrderedDemote2To(d16, hn::ShiftRight<kCoefficientBits>(a), hn::ShiftRight<kCoefficientBits>(b));
      hn::StoreU(hn::InterleaveLower(d16, ab, hn::ConcatUpperUpper(d16, ab, ab)), d16, to + x * 8);
    };
    store(sum0, sum1, low);
    store(sum2, sum3, high);
  }
}

// Sums of one output pixel (r g b a, P6 with overshoot) to bytes in the low byte of each lane.
HWY_INLINE hn::VFromD<I32x4> FinishPixel(hn::VFromD<I32x4> v) {
  const I32x4 d;
  const auto alpha = hn::Min(hn::Max(hn::Broadcast<3>(v), hn::Zero(d)), hn::Set(d, 16320));
  const auto p = hn::Min(hn::Max(v, hn::Zero(d)), alpha);
  const auto divisor = hn::ConvertTo(F32x4(), hn::Max(alpha, hn::Set(d, 1)));
  const auto straight = unpremultiply(p, hn::ShiftRight<1>(alpha), divisor);
  const auto alpha_byte = hn::ShiftRight<6>(hn::Add(alpha, hn::Set(d, 32)));
  return hn::IfThenElse(hn::Eq(hn::Iota(d, 0), hn::Set(d, 3)), alpha_byte, straight);
}

template <bool kOpaque>
void BlendRows(const int16_t* const* pairs, const int32_t* weights, uint32_t count, uint8_t* HWY_RESTRICT to, size_t width) {
  const I32x4 d32;
  const I16x8 d16;
  const U8x16 d8;
  const auto half = hn::Set(d32, 1 << (kCoefficientBits - 1));
  // The ring's rows have room for whole vectors.
  for (size_t x = 0; x < width; x += 4) {
    auto sum0 = half, sum1 = half, sum2 = half, sum3 = half;
    for (uint32_t k = 0; k < count; ++k) {
      const auto w = hn::BitCast(d16, hn::Set(d32, weights[k]));
      const int16_t* from = pairs[k] + x * 8;
      sum0 = hn::Add(sum0, hn::WidenMulPairwiseAdd(d32, hn::LoadU(d16, from), w));
      sum1 = hn::Add(sum1, hn::WidenMulPairwiseAdd(d32, hn::LoadU(d16, from + 8), w));
      sum2 = hn::Add(sum2, hn::WidenMulPairwiseAdd(d32, hn::LoadU(d16, from + 16), w));
      sum3 = hn::Add(sum3, hn::WidenMulPairwiseAdd(d32, hn::LoadU(d16, from + 24), w));
    }
    const auto v0 = hn::ShiftRight<kCoefficientBits>(sum0), v1 = hn::ShiftRight<kCoefficientBits>(sum1);
    const auto v2 = hn::ShiftRight<kCoefficientBits>(sum2), v3 = hn::ShiftRight<kCoefficientBits>(sum3);
    if constexpr (kOpaque) {
      const auto round = [&](auto a, auto b)
                             HWY_ATTR { return hn::ShiftRight<6>(hn::SaturatedAdd(hn::OrderedDemote2To(d16, a, b), hn::Set(d16, 32))); };
      store_bytes(d8, hn::OrderedDemote2To(d8, round(v0, v1), round(v2, v3)), to + x * 4, (width - x) * 4);
    } else {
      const auto low = hn::OrderedDemote2To(d16, FinishPixel(v0), FinishPixel(v1));
      const auto high = hn::OrderedDemote2To(d16, FinishPixel(v2), FinishPixel(v3));
      store_bytes(d8, hn::OrderedDemote2To(d8, low, high), to + x * 4, (width - x) * 4);
    }
  }
}

// Output rows [begin, end).
void ResizeShare(View src, View dst, const Coefficients& columns, const Coefficients& rows, const ResizeShape& shape,
                 const ResizeBuffers& buffers, size_t begin, size_t end) {
  size_t next = 0;  // the first row pair not yet in the ring
  const auto ring = [&](size_t pair) { return buffers.ring + (pair % shape.ring_pairs) * shape.ring_row; };
  for (size_t y = begin; y < end; ++y) {
    const size_t first = rows.first(y);
    const size_t last = first + rows.count(y);
    if (next < first) next = first;
    while (next < last) {
      bool opaque[kRowsAtOnce];
      for (size_t i = 0; i < kRowsAtOnce; ++i) {
        const size_t row = std::min<size_t>(next * 2 + i, src.height - 1);
        opaque[i] = is_opaque(src.row(row), src.width);
        (opaque[i] ? LoadPairs<true> : LoadPairs<false>)(src.row(row), src.width, buffers.source[i]);
      }
      // Two pairs come in at once; where the second is beyond the image it lands in a slot that nobody reads.
      ResampleRows(buffers.source, columns, dst.width, ring(next), ring(next + 1));
      buffers.ring_opaque[next % shape.ring_pairs] = opaque[0] && opaque[1];
      buffers.ring_opaque[(next + 1) % shape.ring_pairs] = opaque[2] && opaque[3];
      next += 2;
    }
    bool opaque = true;
    for (size_t p = first; p < last; ++p) {
      buffers.pairs[p - first] = ring(p);
      opaque = opaque && buffers.ring_opaque[p % shape.ring_pairs];
    }
    (opaque ? BlendRows<true> : BlendRows<false>)(buffers.pairs, rows.pairs(y), rows.count(y), dst.row(y), dst.width);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace pixlane
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace pixlane {

HWY_EXPORT(ResizeShare);

namespace {

void resize_nearest(View src, View dst, Pool& pool, Scratch scratch) {
  // floor((2 i + 1) in / (2 out)): the source pixel under the centre of the output pixel.
  const auto nearest = [](uint64_t i, uint64_t in, uint64_t out) {
    return static_cast<uint32_t>(std::min(in - 1, (2 * i + 1) * in / (2 * out)));
  };
  uint32_t* const columns = scratch.take<uint32_t>(dst.width);
  for (uint32_t x = 0; x < dst.width; ++x) columns[x] = nearest(x, src.width, dst.width) * static_cast<uint32_t>(kChannels);
  pool.rows(dst.height, 64, [&](size_t begin, size_t end, unsigned) {
    for (size_t y = begin; y < end; ++y) {
      const uint8_t* from = src.row(nearest(y, src.height, dst.height));
      uint8_t* to = dst.row(y);
      for (uint32_t x = 0; x < dst.width; ++x) std::memcpy(to + size_t{x} * kChannels, from + columns[x], kChannels);
    }
  });
}

constexpr unsigned kMaxThreads = 64;

struct ResizeMemory {
  unsigned threads;
  size_t vertical_pairs;
  ResizeShape shape;
  Coefficients columns, rows;
  ResizeBuffers buffers[kMaxThreads];

  ResizeMemory(View src, View dst, ResizeFilter filter, const Pool& pool, Scratch& scratch)
      : threads(std::min(pool.threads(), kMaxThreads)),
        vertical_pairs(Coefficients::max_pairs(src.height, dst.height, support(filter))),
        shape(resize_shape(src, dst, vertical_pairs)),
        columns(src.width, dst.width, support(filter), scratch),
        rows(src.height, dst.height, support(filter), scratch) {
    for (unsigned t = 0; t < threads; ++t) {
      for (int16_t*& row : buffers[t].source) row = scratch.take<int16_t>(shape.source_row);
      buffers[t].ring = scratch.take<int16_t>(shape.ring_row * shape.ring_pairs);
      buffers[t].ring_opaque = scratch.take<uint8_t>(shape.ring_pairs);
      buffers[t].pairs = scratch.take<const int16_t*>(vertical_pairs);
    }
  }
  static double support(ResizeFilter filter) { return filter == ResizeFilter::kLanczos3 ? 3.0 : 1.0; }
};

}  // namespace

size_t resize_scratch(View src, View dst, const ResizeParams& params, const Pool& pool) {
  if (params.filter == ResizeFilter::kNearest) return round_up(size_t{dst.width} * sizeof(uint32_t), kRowAlign);
  Scratch counted = Scratch::measure();
  const ResizeMemory memory(src, dst, params.filter, pool, counted);
  return counted.used();
}

void resize(View src, View dst, const ResizeParams& params, Pool& pool, Scratch scratch) {
  if (params.filter == ResizeFilter::kNearest) return resize_nearest(src, dst, pool, scratch);
  ResizeMemory memory(src, dst, params.filter, pool, scratch);
  const auto filter = params.filter == ResizeFilter::kLanczos3 ? lanczos3 : triangle;
  memory.columns.compute(filter);
  memory.rows.compute(filter);
  const size_t grain = std::max<size_t>(16, (dst.height + memory.threads - 1) / memory.threads);
  pool.rows(dst.height, grain, [&](size_t begin, size_t end, unsigned thread) {
    HWY_DYNAMIC_DISPATCH(ResizeShare)(src, dst, memory.columns, memory.rows, memory.shape, memory.buffers[thread], begin, end);
  });
}

}  // namespace pixlane
#endif
