// convolve: 3 x 3 to 15 x 15 in fixed point, correlation order, edges replicated, alpha kept.
//
//   out = clamp8((sum of W c + O) >> shift),  W = round(weight / scale * 2^shift),  O = round(offset * 2^shift) + half
//
// shift is the largest of 0..14 (from 7 x 7 on, whose weights are small, 0..19) at which every W fits 16 bits.
//
// 3 x 3 and 5 x 5: rows are split once into planes of 16-bit red/blue and green/alpha with replicated ends, then every tap is an unaligned
// load. Where all sums fit one 16-bit range (whole weights, binomials), sums are 16 bits wide; else 32.
//
// Larger windows are summed by pairs (convolve-inl.h), 32 bits wide. No sum overflows: 225 * 32767 * 255 + 255 * 2^19 + 2^18 < 2^31.

#include <algorithm>
#include <cstdint>
#include <cstring>

#include "kernels/fixed_point.h"
#include "kernels_gen.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/convolve.cc"
#include "hwy/foreach_target.h"  // IWYU pragma: keep
#include "hwy/highway.h"
#include "kernels/convolve-inl.h"
#include "kernels/pixels-inl.h"

#ifndef PIXLANE_CONVOLVE_ONCE
#define PIXLANE_CONVOLVE_ONCE
namespace pixlane {

struct FixedConvolution {
  int size = 3;  // 3 or 5
  int shift = 0;
  int32_t offset = 0;        // O: includes the rounding half
  int16_t weights[26] = {};  // row by row; one of zero stands behind the last, so that they can be taken in pairs
  bool narrow = false;       // sums fit 16 bits once moved by narrow_offset, modulo 2^16
  int16_t narrow_offset = 0;
  int16_t narrow_base = 0;  // added back after the shift
};

// 7 x 7 and larger. Pairs of weights of which both are zero are left out.
struct LargeConvolution {
  int size = 7;
  int shift = 0;
  int32_t offset = 0;
  int count = 0;
  uint8_t rows[kMostPairs], columns[kMostPairs];  // of the window
  uint32_t weights[kMostPairs];
};

// A plane row: pixels as 32-bit lanes, `kConvolveBefore` before the first, and room for whole vectors behind.
inline constexpr size_t kConvolveBefore = 4;
inline size_t convolve_plane(View view) { return round_up(kConvolveBefore + view.width + 2 + 8, 16); }

}  // namespace pixlane
#endif

HWY_BEFORE_NAMESPACE();
namespace pixlane {
namespace HWY_NAMESPACE {

// A row into its two planes (pixel 0 at rb[0], ga[0]) with two replicated pixels at each end.
void SplitRow(const uint8_t* HWY_RESTRICT from, size_t width, uint32_t* HWY_RESTRICT rb, uint32_t* HWY_RESTRICT ga) {
  const U32x4 d;
  const U8x16 d8;
  for (size_t x = 0; x < width; x += 4) {
    const auto v = hn::BitCast(d, hn::LoadU(d8, from + x * 4));
    hn::StoreU(hn::BitCast(d, even_bytes(d, v)), d, rb + x);
    hn::StoreU(hn::BitCast(d, odd_bytes(d, v)), d, ga + x);
  }
  for (uint32_t* plane : {rb, ga}) {
    plane[-2] = plane[-1] = plane[0];
    plane[width] = plane[width + 1] = plane[width - 1];
  }
}

// Tap t of a window whose top left lane is rows[0][x].
template <int kSize>
HWY_INLINE hn::VFromD<I16x8> Tap(const uint32_t* const* rows, size_t x, int t) {
  return hn::BitCast(I16x8(), hn::LoadU(U32x4(), rows[t / kSize] + x + t % kSize));
}

// One plane's four pixels, 16-bit sums.
template <int kSize>
HWY_INLINE hn::VFromD<I16x8> SumNarrow(const FixedConvolution& f, const uint32_t* const* rows, size_t x) {
  const I16x8 d16;
  auto sum = hn::Set(d16, f.narrow_offset);
// Without the pragma the 25 taps stay a loop, with a division for each tap's row.
#pragma GCC unroll 25
  for (int t = 0; t < kSize * kSize; ++t) sum = hn::Add(sum, hn::Mul(Tap<kSize>(rows, x, t), hn::Set(d16, f.weights[t])));
  return hn::SaturatedAdd(hn::ShiftRightSame(sum, f.shift), hn::Set(d16, f.narrow_base));
}

// The same with 32-bit sums: two taps at a time, a pair of weights a lane.
template <int kSize>
HWY_INLINE hn::VFromD<I16x8> SumWide(const FixedConvolution& f, const uint32_t* const* rows, size_t x) {
  const I16x8 d16;
  const I32x4 d32;
  auto low = hn::Set(d32, f.offset);
  auto high = low;
#pragma GCC unroll 13
  for (int t = 0; t < kSize * kSize; t += 2) {
    const auto a = Tap<kSize>(rows, x, t);
    const auto b = t + 1 < kSize * kSize ? Tap<kSize>(rows, x, t + 1) : hn::Zero(d16);
    const auto weights =
        hn::BitCast(d16, hn::Set(U32x4(), static_cast<uint16_t>(f.weights[t]) | (uint32_t{static_cast<uint16_t>(f.weights[t + 1])} << 16)));
    low = hn::Add(low, hn::WidenMulPairwiseAdd(d32, hn::InterleaveLower(d16, a, b), weights));
    high = hn::Add(high, hn::WidenMulPairwiseAdd(d32, hn::InterleaveUpper(d16, a, b), weights));
  }
  return hn::OrderedDemote2To(d16, hn::ShiftRightSame(low, f.shift), hn::ShiftRightSame(high, f.shift));
}

// rb, ga: the window's rows of each plane, from its leftmost column.
template <int kSize, bool kNarrow>
void ConvolveRow(const FixedConvolution& f, const uint32_t* const* rb_rows, const uint32_t* const* ga_rows,
                 const uint8_t* HWY_RESTRICT alpha_from, uint8_t* HWY_RESTRICT to, size_t width) {
  const U32x4 d;
  const U8x16 d8;
  // Copies, so that the compiler sees that no store changes them.
  const FixedConvolution fixed = f;
  const uint32_t* rb[kSize];
  const uint32_t* ga[kSize];
  for (int i = 0; i < kSize; ++i) {
    rb[i] = rb_rows[i] - kSize / 2;
    ga[i] = ga_rows[i] - kSize / 2;
  }
  for (size_t x = 0; x < width; x += 4) {
    const auto sum = [&](const uint32_t* const* rows) HWY_ATTR {
      if constexpr (kNarrow) return SumNarrow<kSize>(fixed, rows, x);
      return SumWide<kSize>(fixed, rows, x);
    };
    const auto colours = hn::BitCast(d, join_clamped(I16x8(), sum(rb), sum(ga)));
    const auto from = hn::BitCast(d, hn::LoadU(d8, alpha_from + x * 4));
    store_bytes(d8, with_alpha_of(d, from, colours), to + x * 4, (width - x) * 4);
  }
}

void Convolve(View src, View dst, const FixedConvolution& f, uint32_t* planes, Pool& pool) {
  const size_t length = convolve_plane(src);
  const size_t size = static_cast<size_t>(f.size);
  pool.rows(src.height, 16, [&](size_t begin, size_t end, unsigned thread) {
    uint32_t* const base = planes + thread * 5 * 2 * length + kConvolveBefore;
    const auto plane = [&](size_t virtual_row, size_t which) { return base + ((virtual_row % size) * 2 + which) * length; };
    // Virtual row v is image row v - size / 2, clamped.
    const auto fill = [&](size_t v) {
      const size_t y = v < size / 2 ? 0 : std::min<size_t>(v - size / 2, src.height - 1);
      SplitRow(src.row(y), src.width, plane(v, 0), plane(v, 1));
    };
    for (size_t v = begin; v < begin + size - 1; ++v) fill(v);
    for (size_t y = begin; y < end; ++y) {
      fill(y + size - 1);
      const uint32_t* rb[5];
      const uint32_t* ga[5];
      for (size_t i = 0; i < size; ++i) {
        rb[i] = plane(y + i, 0);
        ga[i] = plane(y + i, 1);
      }
      const auto row =
          size == 3 ? (f.narrow ? ConvolveRow<3, true> : ConvolveRow<3, false>) : (f.narrow ? ConvolveRow<5, true> : ConvolveRow<5, false>);
      row(f, rb, ga, src.row(y), dst.row(y), src.width);
    }
  });
}

void ConvolveLarge(View src, View dst, const LargeConvolution& f, uint32_t* rings, Pool& pool) {
  const auto size = static_cast<size_t>(f.size);
  const ptrdiff_t reach = f.size / 2;
  const ptrdiff_t width = src.width, height = src.height;
  pool.rows(src.height, 16, [&](size_t begin, size_t end, unsigned thread) {
    uint32_t* const ring = rings + thread * size * kPairRow;
    for (ptrdiff_t left = 0; left < width; left += kStrip) {
      const ptrdiff_t count = std::min(kStrip, width - left);
      // Virtual row v is image row v - reach, clamped.
      const auto slot = [&](size_t v) { return ring + v % size * kPairRow; };
      const auto fill = [&](size_t v) {
        const auto y = std::clamp<ptrdiff_t>(static_cast<ptrdiff_t>(v) - reach, 0, height - 1);
        SplitPairs(src.row(static_cast<size_t>(y)), width, left - reach, count + 2 * reach, slot(v));
      };
      for (size_t v = begin; v < begin + size - 1; ++v) fill(v);
      for (size_t y = begin; y < end; ++y) {
        fill(y + size - 1);
        PairTaps taps;
        for (int t = 0; t < f.count; ++t) taps.add(slot(y + f.rows[t]) + f.columns[t], f.weights[t]);
        SumPairsToBytes(taps, f.offset, f.shift, src.row(y) + left * 4, dst.row(y) + left * 4, count);
      }
    }
  });
}

}  // namespace HWY_NAMESPACE
}  // namespace pixlane
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace pixlane {

HWY_EXPORT(Convolve);
HWY_EXPORT(ConvolveLarge);

namespace {

constexpr int kMostWeights = 15 * 15;

struct Weights {
  int shift;
  int32_t offset;                         // O
  int16_t values[kMostWeights + 1] = {};  // row by row
};

int size_of(const ConvolveParams& params) {
  int size = 3;
  while (size * size < params.kernel.count) size += 2;
  return size;
}

Weights to_weights(const ConvolveParams& params) {
  Weights f;
  const int count = params.kernel.count;
  double scale = params.scale;
  if (scale == 0) {
    for (int i = 0; i < count; ++i) scale += params.kernel.values[i];
    if (scale == 0) scale = 1;
  }
  f.shift = to_fixed_point(params.kernel.values, count, scale, f.values, count > 25 ? 19 : 14);
  f.offset = static_cast<int32_t>(round_half_up(params.offset * (1 << f.shift))) + ((1 << f.shift) >> 1);

  // Weights that share a power of two lose it: (2^k n + o) >> (s + k) = (n + (o >> k)) >> s.
  int common = 0;
  for (int i = 0; i < count; ++i) common |= f.values[i];
  while (f.shift > 0 && (common & 1) == 0) {
    for (int16_t& w : f.values) w = static_cast<int16_t>(w / 2);
    common >>= 1;
    f.offset >>= 1;
    --f.shift;
  }
  return f;
}

FixedConvolution to_fixed(const Weights& weights, int size) {
  FixedConvolution f;
  f.size = size;
  f.shift = weights.shift;
  f.offset = weights.offset;
  int32_t lowest = f.offset;
  int32_t highest = f.offset;
  for (int i = 0; i < size * size; ++i) {
    f.weights[i] = weights.values[i];
    (f.weights[i] < 0 ? lowest : highest) += f.weights[i] * 255;
  }

  // All sums between lowest and highest: moved by a multiple of 2^shift so that they begin at -32768, they fit 16 bits or not.
  const int32_t base = (lowest + 32768) >> f.shift;
  const int32_t moved = base * (1 << f.shift);
  f.narrow = highest - moved <= 32767 && base >= -32768 && base <= 32767;
  f.narrow_base = static_cast<int16_t>(f.narrow ? base : 0);
  f.narrow_offset = static_cast<int16_t>(f.offset - moved);  // modulo 2^16, as are the sums
  return f;
}

LargeConvolution to_large(const Weights& weights, int size) {
  LargeConvolution f;
  f.size = size;
  f.shift = weights.shift;
  f.offset = weights.offset;
  for (int row = 0; row < size; ++row) {
    for (int column = 0; column < size; column += 2) {
      const int16_t* const w = weights.values + row * size + column;
      const uint32_t pair = weight_pair(w[0], column + 1 < size ? w[1] : int16_t{0});
      if (pair == 0) continue;
      f.rows[f.count] = static_cast<uint8_t>(row);
      f.columns[f.count] = static_cast<uint8_t>(column);
      f.weights[f.count++] = pair;
    }
  }
  return f;
}

// 32-bit lanes that the threads' rows take.
size_t convolve_lanes(View src, int size, const Pool& pool) {
  return pool.threads() * (size <= 5 ? 5 * 2 * convolve_plane(src) : static_cast<size_t>(size) * kPairRow);
}

}  // namespace

size_t convolve_scratch(View src, View, const ConvolveParams& params, const Pool& pool) {
  return round_up(convolve_lanes(src, size_of(params), pool) * sizeof(uint32_t), kRowAlign);
}

void convolve(View src, View dst, const ConvolveParams& params, Pool& pool, Scratch scratch) {
  const int size = size_of(params);
  const Weights weights = to_weights(params);
  uint32_t* const lanes = scratch.take<uint32_t>(convolve_lanes(src, size, pool));
  if (size <= 5) {
    HWY_DYNAMIC_DISPATCH(Convolve)(src, dst, to_fixed(weights, size), lanes, pool);
  } else {
    HWY_DYNAMIC_DISPATCH(ConvolveLarge)(src, dst, to_large(weights, size), lanes, pool);
  }
}

}  // namespace pixlane
#endif
