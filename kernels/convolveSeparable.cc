// convolveSeparable: a row of weights, then a column of weights; correlation order, edges replicated, alpha kept.
//
//   between = (sum of H c + half) >> (a - k)        H = round(horizontal * 2^a), k fraction bits, 16 bits signed
//   out = clamp8((sum of V between + O) >> (b + k)) V = round(vertical * 2^b), O = round(offset * 2^(b + k)) + half
//
// a is the largest of 0..20 at which every H fits 16 bits, k the largest of -2..10 at which no value between can leave 16 bits (7 where
// weights are positive and add up to 1), b the largest of 0..20 with b + k <= 22 at which every V fits 16 bits and
// sum of |V| * 32768 + |O| fits 32 bits: so no sum overflows.
//
// Both passes sum by pairs (convolve-inl.h). What lies between is kept as a pair too: a row in the low halves, the one above it in the
// high ones, so that the vertical pass loads two rows at once.

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdlib>

#include "kernels/fixed_point.h"
#include "kernels_gen.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/convolveSeparable.cc"
#include "hwy/foreach_target.h"  // IWYU pragma: keep
#include "hwy/highway.h"
#include "kernels/convolve-inl.h"
#include "kernels/pixels-inl.h"

#ifndef PIXLANE_CONVOLVE_SEPARABLE_ONCE
#define PIXLANE_CONVOLVE_SEPARABLE_ONCE
namespace pixlane {

inline constexpr int kMostSeparable = 31;

// One direction: (sum of weight * value + start) >> shift.
struct FixedAxis {
  int size = 3;
  int shift = 0;
  int32_t start = 0;
  int16_t weights[kMostSeparable + 1] = {};  // one of zero stands behind the last, so that they can be taken in pairs
};
struct FixedSeparable {
  FixedAxis horizontal, vertical;
};

// A thread's rows: a source row as pairs of neighbours, then the ring of what lies between.
inline size_t separable_lanes(int vertical) { return (1 + static_cast<size_t>(vertical)) * kPairRow; }

}  // namespace pixlane
#endif

HWY_BEFORE_NAMESPACE();
namespace pixlane {
namespace HWY_NAMESPACE {

// A row of what lies between, above the low halves of the row before.
void SumAcross(const FixedAxis& f, const uint32_t* split, const uint32_t* HWY_RESTRICT above, uint32_t* HWY_RESTRICT to, ptrdiff_t count) {
  PairTaps taps;
  for (int i = 0; i < f.size; i += 2) taps.add(split + i, weight_pair(f.weights[i], f.weights[i + 1]));
  const U32x4 d;
  const U16x8 d16;
  for (ptrdiff_t x = 0; x < count; x += 8) {
    const PairSums s = SumPairs(taps, x, f.start);
    const auto put = [&](auto sum, size_t plane, ptrdiff_t at) HWY_ATTR {
      const size_t lane = plane * kPairPlane + static_cast<size_t>(at);
      const auto here = hn::BitCast(d16, hn::ShiftRightSame(sum, f.shift));
      const auto before = hn::BitCast(d16, hn::LoadU(d, above + lane));
      hn::StoreU(hn::BitCast(d, hn::InterleaveEven(d16, here, before)), d, to + lane);
    };
    put(s.r0, 0, x);
    put(s.r1, 0, x + 4);
    put(s.g0, 1, x);
    put(s.g1, 1, x + 4);
    put(s.b0, 2, x);
    put(s.b1, 2, x + 4);
  }
}

void ConvolveSeparable(View src, View dst, const FixedSeparable& f, uint32_t* lanes, Pool& pool) {
  const auto size = static_cast<size_t>(f.vertical.size);
  const ptrdiff_t across = f.horizontal.size / 2, down = f.vertical.size / 2;
  const ptrdiff_t width = src.width, height = src.height;
  pool.rows(src.height, 32, [&](size_t begin, size_t end, unsigned thread) {
    uint32_t* const split = lanes + thread * separable_lanes(f.vertical.size);
    uint32_t* const ring = split + kPairRow;
    for (ptrdiff_t left = 0; left < width; left += kStrip) {
      const ptrdiff_t count = std::min(kStrip, width - left);
      // Virtual row v is image row v - down, clamped.
      const auto slot = [&](size_t v) { return ring + v % size * kPairRow; };
      const auto fill = [&](size_t v) {
        const auto y = std::clamp<ptrdiff_t>(static_cast<ptrdiff_t>(v) - down, 0, height - 1);
        SplitPairs(src.row(static_cast<size_t>(y)), width, left - across, count + 2 * across, split);
        SumAcross(f.horizontal, split, slot(v + size - 1), slot(v), count);
      };
      for (size_t v = begin; v < begin + size - 1; ++v) fill(v);
      for (size_t y = begin; y < end; ++y) {
        fill(y + size - 1);
        const int16_t* const w = f.vertical.weights;
        PairTaps taps;
        for (size_t i = 0; i + 1 < size; i += 2) taps.add(slot(y + i + 1), weight_pair(w[i + 1], w[i]));
        taps.add(slot(y + size - 1), weight_pair(w[size - 1], 0));
        SumPairsToBytes(taps, f.vertical.start, f.vertical.shift, src.row(y) + left * 4, dst.row(y) + left * 4, count);
      }
    }
  });
}

}  // namespace HWY_NAMESPACE
}  // namespace pixlane
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace pixlane {

HWY_EXPORT(ConvolveSeparable);

namespace {

constexpr int kMostBits = 20;

FixedSeparable to_fixed_separable(const ConvolveSeparableParams& params) {
  FixedSeparable f;
  FixedAxis& h = f.horizontal;
  h.size = params.horizontal.count;
  const int a = to_fixed_point(params.horizontal.values, h.size, 1.0, h.weights, kMostBits);
  int32_t lowest = 0, highest = 0;
  for (int i = 0; i < h.size; ++i) (h.weights[i] < 0 ? lowest : highest) += h.weights[i] * 255;
  int k = 10;
  for (;; --k) {
    h.shift = a - k;
    h.start = (1 << h.shift) >> 1;
    if ((highest + h.start) >> h.shift <= 32767 && (lowest + h.start) >> h.shift >= -32768) break;
  }

  FixedAxis& v = f.vertical;
  v.size = params.vertical.count;
  for (int most = std::min(kMostBits, 22 - k);; --most) {
    most = to_fixed_point(params.vertical.values, v.size, 1.0, v.weights, most);
    v.shift = most + k;
    const double start = round_half_up(params.offset * (1 << v.shift)) + ((1 << v.shift) >> 1);
    double total = std::fabs(start);
    for (const int16_t w : v.weights) total += std::abs(w) * 32768.0;
    if (total > 2147483647.0) continue;
    v.start = static_cast<int32_t>(start);
    return f;
  }
}

}  // namespace

size_t convolveSeparable_scratch(View, View, const ConvolveSeparableParams& params, const Pool& pool) {
  return round_up(pool.threads() * separable_lanes(params.vertical.count) * sizeof(uint32_t), kRowAlign);
}

void convolveSeparable(View src, View dst, const ConvolveSeparableParams& params, Pool& pool, Scratch scratch) {
  uint32_t* const lanes = scratch.take<uint32_t>(pool.threads() * separable_lanes(params.vertical.count));
  HWY_DYNAMIC_DISPATCH(ConvolveSeparable)(src, dst, to_fixed_separable(params), lanes, pool);
}

}  // namespace pixlane
#endif
