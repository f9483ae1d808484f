// blur: a Gaussian of any sigma at nearly one cost.
//
// From sigma 1.87 on the image is halved by binomial steps (1 3 3 1), filtered by what remains of the Gaussian at the coarsest level, and
// doubled back by the steps' transposes. The steps' own variance is part of the Gaussian's, so that the whole stays a Gaussian: a
// sigma of 100 costs little more than reading the image and writing it. Levels keep a margin of two samples a side, with which
// replicating their outermost samples equals replicating the image's edge.
//
// Values are P6 in two planes of 32-bit lanes, red/blue and green/alpha; every pass works on both alike.

#include "kernels/blur.h"

#include <algorithm>
#include <atomic>
#include <cstdint>

#include "kernels_gen.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/blur.cc"
#include "hwy/foreach_target.h"  // IWYU pragma: keep
#include "hwy/highway.h"
#include "kernels/pixels-inl.h"

#ifndef PIXLANE_BLUR_ONCE
#define PIXLANE_BLUR_ONCE
namespace pixlane {

inline constexpr ptrdiff_t kMargin = 2;
// Before and behind a row: the margin, what the widest filter or a halving (2 i - 1 of i = -2, and whole vectors) reaches beyond it.
inline constexpr ptrdiff_t kReach = 32;
inline constexpr int kPlanes = 2;
inline constexpr size_t kRingRows = 2 * kMaxRadius + 1;

using Lane = uint32_t;  // a pixel of a plane

// Samples for columns and rows -kMargin .. n + kMargin - 1.
struct Level {
  Lane* data = nullptr;
  ptrdiff_t width = 0, height = 0;
  ptrdiff_t row_lanes = 0;

  Level() = default;
  Level(ptrdiff_t w, ptrdiff_t h, Scratch& scratch)
      : width(w), height(h), row_lanes(static_cast<ptrdiff_t>(round_up(static_cast<size_t>(w + 2 * kReach), 16))) {
    data = scratch.take<Lane>(static_cast<size_t>(row_lanes * (h + 2 * kMargin)) * kPlanes);
  }
  // Column 0 of a plane's row; rows beyond the margin are the outermost ones.
  Lane* row(ptrdiff_t y, int plane) const {
    const ptrdiff_t at = std::clamp<ptrdiff_t>(y, -kMargin, height + kMargin - 1) + kMargin;
    return data + (at * kPlanes + plane) * row_lanes + kReach;
  }
};

// One thread's rows; pointers are to column 0.
struct BlurRows {
  Lane* ring[kRingRows][kPlanes];  // P6 rows of the image
  bool ring_opaque[kRingRows];
  Lane* row[kPlanes];  // what the vertical pass hands to the horizontal one
  Lane* out[kPlanes];
};

inline size_t blur_grain(ptrdiff_t width) { return 1 + static_cast<size_t>(16384 / (width + 1)); }

}  // namespace pixlane
#endif

HWY_BEFORE_NAMESPACE();
namespace pixlane {
namespace HWY_NAMESPACE {

using V16 = hn::VFromD<U16x8>;

HWY_INLINE V16 Load(const Lane* from) { return hn::BitCast(U16x8(), hn::LoadU(U32x4(), from)); }
HWY_INLINE void Store(V16 v, Lane* to) { hn::StoreU(hn::BitCast(U32x4(), v), U32x4(), to); }

// (a + 3 b + 3 c + d) / 8 and (3 near + far) / 4, by rounding averages.
HWY_INLINE V16 Halve(V16 a, V16 b, V16 c, V16 d) {
  const auto inner = hn::AverageRound(b, c);
  return hn::AverageRound(hn::AverageRound(hn::AverageRound(a, d), inner), inner);
}
HWY_INLINE V16 Double(V16 near, V16 far) { return hn::AverageRound(hn::AverageRound(near, far), near); }

// Lanes [begin, end) replicated outwards by `by` on either side.
void ReplicateEnds(Lane* row, ptrdiff_t begin, ptrdiff_t end, ptrdiff_t by) {
  for (ptrdiff_t i = 1; i <= by; ++i) {
    row[begin - i] = row[begin];
    row[end - 1 + i] = row[end - 1];
  }
}

template <bool kOpaque>
void LoadP6(const uint8_t* HWY_RESTRICT from, ptrdiff_t width, Lane* HWY_RESTRICT rb, Lane* HWY_RESTRICT ga) {
  for (ptrdiff_t x = 0; x < width; x += 4) {
    const P6 p = to_p6<kOpaque>(hn::BitCast(U32x4(), hn::LoadU(U8x16(), from + x * 4)));
    Store(p.rb, rb + x);
    Store(p.ga, ga + x);
  }
}

void FillRing(View src, ptrdiff_t y, size_t slot, const BlurRows& rows, bool* opaque) {
  const uint8_t* from = src.row(static_cast<size_t>(std::clamp<ptrdiff_t>(y, 0, static_cast<ptrdiff_t>(src.height) - 1)));
  *opaque = is_opaque(from, src.width);
  (*opaque ? LoadP6<true> : LoadP6<false>)(from, src.width, rows.ring[slot][0], rows.ring[slot][1]);
}

void HalveVertically(const Lane* a, const Lane* b, const Lane* c, const Lane* d, Lane* HWY_RESTRICT to, ptrdiff_t begin, ptrdiff_t end) {
  for (ptrdiff_t x = begin; x < end; x += 4) Store(Halve(Load(a + x), Load(b + x), Load(c + x), Load(d + x)), to + x);
}

void HalveHorizontally(const Lane* HWY_RESTRICT from, Lane* HWY_RESTRICT to, ptrdiff_t begin, ptrdiff_t end) {
  const U32x4 d;
  for (ptrdiff_t i = begin; i < end; i += 4) {
    const auto v0 = hn::LoadU(d, from + 2 * i - 1), v1 = hn::LoadU(d, from + 2 * i + 3);
    const auto w0 = hn::LoadU(d, from + 2 * i + 1), w1 = hn::LoadU(d, from + 2 * i + 5);
    const U16x8 d16;
    Store(Halve(hn::BitCast(d16, hn::ConcatEven(d, v1, v0)), hn::BitCast(d16, hn::ConcatOdd(d, v1, v0)),
                hn::BitCast(d16, hn::ConcatEven(d, w1, w0)), hn::BitCast(d16, hn::ConcatOdd(d, w1, w0))),
          to + i);
  }
}

// Two neighbouring outputs for each sample, [2 begin, 2 end): the nearer sample weighs 3/4.
template <class Emit>
HWY_INLINE void DoubleHorizontally(const Lane* from, ptrdiff_t begin, ptrdiff_t end, const Emit& emit) {
  const U32x4 d;
  for (ptrdiff_t i = begin; i < end; i += 4) {
    const auto near = Load(from + i);
    const auto even = hn::BitCast(d, Double(near, Load(from + i - 1)));
    const auto odd = hn::BitCast(d, Double(near, Load(from + i + 1)));
    emit(2 * i, hn::InterleaveLower(d, even, odd));
    emit(2 * i + 4, hn::InterleaveUpper(d, even, odd));
  }
}

void DoubleVertically(const Lane* near, const Lane* far, Lane* HWY_RESTRICT to, ptrdiff_t begin, ptrdiff_t end) {
  for (ptrdiff_t x = begin; x < end; x += 4) Store(Double(Load(near + x), Load(far + x)), to + x);
}

// Four lanes of the symmetric filter: minus[i] and plus[i] are the samples i before and i behind. Pairs of (sums of) samples are
// multiplied and added by one instruction.
template <int kRadius>
HWY_INLINE V16 Filter(const BlurPlan& plan, const Lane* const* minus, const Lane* const* plus, ptrdiff_t x) {
  const I16x8 d16;
  const I32x4 d32;
  auto low = hn::Set(d32, 1 << 14);
  auto high = low;
  const auto sum = [&](int i)
                       HWY_ATTR { return hn::BitCast(d16, i == 0 ? Load(minus[0] + x) : hn::Add(Load(minus[i] + x), Load(plus[i] + x))); };
  for (int i = 0; i <= kRadius; i += 2) {
    const auto a = sum(i);
    const auto b = i + 1 <= kRadius ? sum(i + 1) : hn::Zero(d16);
    const auto weights = hn::BitCast(
        d16, hn::Set(U32x4(), static_cast<uint16_t>(plan.weights[i]) | (uint32_t{static_cast<uint16_t>(plan.weights[i + 1])} << 16)));
    low = hn::Add(low, hn::WidenMulPairwiseAdd(d32, hn::InterleaveLower(d16, a, b), weights));
    high = hn::Add(high, hn::WidenMulPairwiseAdd(d32, hn::InterleaveUpper(d16, a, b), weights));
  }
  return hn::BitCast(U16x8(), hn::OrderedDemote2To(d16, hn::ShiftRight<15>(low), hn::ShiftRight<15>(high)));
}

template <int kRadius>
void FilterLanes(const BlurPlan& plan, const Lane* const* minus, const Lane* const* plus, Lane* HWY_RESTRICT to, ptrdiff_t begin,
                 ptrdiff_t end) {
  for (ptrdiff_t x = begin; x < end; x += 4) Store(Filter<kRadius>(plan, minus, plus, x), to + x);
}

void FilterRow(const BlurPlan& plan, const Lane* const* minus, const Lane* const* plus, Lane* to, ptrdiff_t begin, ptrdiff_t end) {
  switch (plan.radius) {
    case 1: return FilterLanes<1>(plan, minus, plus, to, begin, end);
    case 2: return FilterLanes<2>(plan, minus, plus, to, begin, end);
    case 3: return FilterLanes<3>(plan, minus, plus, to, begin, end);
    case 4: return FilterLanes<4>(plan, minus, plus, to, begin, end);
    case 5: return FilterLanes<5>(plan, minus, plus, to, begin, end);
    default: return FilterLanes<6>(plan, minus, plus, to, begin, end);
  }
}

// The horizontal pass over one plane's row, whose lanes [begin, end) hold samples; writes [to_begin, to_end).
void FilterHorizontally(const BlurPlan& plan, Lane* row, ptrdiff_t begin, ptrdiff_t end, Lane* to, ptrdiff_t to_begin, ptrdiff_t to_end) {
  ReplicateEnds(row, begin, end, plan.radius);
  const Lane* minus[kMaxRadius + 1];
  const Lane* plus[kMaxRadius + 1];
  for (int i = 0; i <= plan.radius; ++i) {
    minus[i] = row - i;
    plus[i] = row + i;
  }
  FilterRow(plan, minus, plus, to, to_begin, to_end);
}

HWY_INLINE void StoreBytes(bool opaque, P6 p, uint8_t* to, ptrdiff_t pixels_left) {
  const auto v = opaque ? from_p6_opaque(p) : from_p6(p);
  store_bytes(U8x16(), v, to, static_cast<size_t>(pixels_left) * 4);
}

// No halving: rows [begin, end) of the image itself.
void BlurDirectly(const BlurPlan& plan, View src, View dst, BlurRows& rows, size_t begin, size_t end) {
  const int r = plan.radius;
  const size_t ring = static_cast<size_t>(2 * r + 1);
  const ptrdiff_t width = src.width;
  const auto slot = [&](ptrdiff_t y) { return static_cast<size_t>(y + r) % ring; };
  const auto fill = [&](ptrdiff_t y) { FillRing(src, y, slot(y), rows, &rows.ring_opaque[slot(y)]); };
  const auto first = static_cast<ptrdiff_t>(begin);
  for (ptrdiff_t y = first - r; y < first + r; ++y) fill(y);
  for (ptrdiff_t y = first; y < static_cast<ptrdiff_t>(end); ++y) {
    fill(y + r);
    const bool opaque = std::all_of(rows.ring_opaque, rows.ring_opaque + ring, [](bool o) { return o; });
    for (int plane = 0; plane < kPlanes; ++plane) {
      const Lane* minus[kMaxRadius + 1];
      const Lane* plus[kMaxRadius + 1];
      for (int i = 0; i <= r; ++i) {
        minus[i] = rows.ring[slot(y - i)][plane];
        plus[i] = rows.ring[slot(y + i)][plane];
      }
      FilterRow(plan, minus, plus, rows.row[plane], 0, width);
      FilterHorizontally(plan, rows.row[plane], 0, width, rows.out[plane], 0, width);
    }
    uint8_t* to = dst.row(static_cast<size_t>(y));
    for (ptrdiff_t x = 0; x < width; x += 4) StoreBytes(opaque, {Load(rows.out[0] + x), Load(rows.out[1] + x)}, to + x * 4, width - x);
  }
}

// Rows [begin, end) of level 1, counted from its first margin row. Returns whether all source rows were opaque.
bool HalveImage(View src, const Level& level, BlurRows& rows, size_t begin, size_t end) {
  const ptrdiff_t width = src.width;
  bool all_opaque = true;
  const auto slot = [](ptrdiff_t y) { return static_cast<size_t>(y + 8) % 4; };
  const auto fill = [&](ptrdiff_t y) {
    bool opaque;
    FillRing(src, y, slot(y), rows, &opaque);
    all_opaque = all_opaque && opaque;
  };
  const ptrdiff_t first = static_cast<ptrdiff_t>(begin) - kMargin;
  fill(2 * first - 1);
  fill(2 * first);
  for (ptrdiff_t i = first; i < static_cast<ptrdiff_t>(end) - kMargin; ++i) {
    fill(2 * i + 1);
    fill(2 * i + 2);
    for (int plane = 0; plane < kPlanes; ++plane) {
      HalveVertically(rows.ring[slot(2 * i - 1)][plane], rows.ring[slot(2 * i)][plane], rows.ring[slot(2 * i + 1)][plane],
                      rows.ring[slot(2 * i + 2)][plane], rows.row[plane], 0, width);
      ReplicateEnds(rows.row[plane], 0, width, 8);
      HalveHorizontally(rows.row[plane], level.row(i, plane), -kMargin, level.width + kMargin);
    }
  }
  return all_opaque;
}

void HalveLevel(const Level& from, const Level& to, BlurRows& rows, size_t begin, size_t end) {
  for (ptrdiff_t i = static_cast<ptrdiff_t>(begin) - kMargin; i < static_cast<ptrdiff_t>(end) - kMargin; ++i) {
    for (int plane = 0; plane < kPlanes; ++plane) {
      HalveVertically(from.row(2 * i - 1, plane), from.row(2 * i, plane), from.row(2 * i + 1, plane), from.row(2 * i + 2, plane),
                      rows.row[plane], -kMargin, from.width + kMargin);
      ReplicateEnds(rows.row[plane], -kMargin, from.width + kMargin, 8);
      HalveHorizontally(rows.row[plane], to.row(i, plane), -kMargin, to.width + kMargin);
    }
  }
}

// Rows -1 .. height of `to`, which is as large as `from`; [begin, end) counts from row -1.
void FilterLevel(const BlurPlan& plan, const Level& from, const Level& to, BlurRows& rows, size_t begin, size_t end) {
  for (ptrdiff_t y = static_cast<ptrdiff_t>(begin) - 1; y < static_cast<ptrdiff_t>(end) - 1; ++y) {
    for (int plane = 0; plane < kPlanes; ++plane) {
      const Lane* minus[kMaxRadius + 1];
      const Lane* plus[kMaxRadius + 1];
      for (int i = 0; i <= plan.radius; ++i) {
        minus[i] = from.row(y - i, plane);
        plus[i] = from.row(y + i, plane);
      }
      FilterRow(plan, minus, plus, rows.row[plane], -kMargin, from.width + kMargin);
      FilterHorizontally(plan, rows.row[plane], -kMargin, from.width + kMargin, to.row(y, plane), -1, to.width + 1);
    }
  }
}

// The vertical half of a doubling for row y of the finer level.
HWY_INLINE void DoubleRow(const Level& from, ptrdiff_t y, BlurRows& rows) {
  const ptrdiff_t near = y >> 1;
  const ptrdiff_t far = (y & 1) == 0 ? near - 1 : near + 1;
  for (int plane = 0; plane < kPlanes; ++plane) {
    DoubleVertically(from.row(near, plane), from.row(far, plane), rows.row[plane], -1, from.width + 1);
  }
}

// Rows -1 .. height of `to`; [begin, end) counts from row -1.
void DoubleLevel(const Level& from, const Level& to, BlurRows& rows, size_t begin, size_t end) {
  for (ptrdiff_t y = static_cast<ptrdiff_t>(begin) - 1; y < static_cast<ptrdiff_t>(end) - 1; ++y) {
    DoubleRow(from, y, rows);
    for (int plane = 0; plane < kPlanes; ++plane) {
      Lane* const out = to.row(y, plane);
      DoubleHorizontally(rows.row[plane], -1, from.width + 1, [&](ptrdiff_t x, auto v) HWY_ATTR { hn::StoreU(v, U32x4(), out + x); });
    }
  }
}

void DoubleToImage(const Level& from, View dst, bool opaque, BlurRows& rows, size_t begin, size_t end) {
  const ptrdiff_t width = dst.width;
  const U16x8 d16;
  for (auto y = static_cast<ptrdiff_t>(begin); y < static_cast<ptrdiff_t>(end); ++y) {
    DoubleRow(from, y, rows);
    uint8_t* const to = dst.row(static_cast<size_t>(y));
    // Red/blue wait in a row of their own for green/alpha.
    Lane* const rb = rows.out[0];
    DoubleHorizontally(rows.row[0], 0, from.width, [&](ptrdiff_t x, auto v) HWY_ATTR { hn::StoreU(v, U32x4(), rb + x); });
    DoubleHorizontally(rows.row[1], 0, from.width, [&](ptrdiff_t x, auto v) HWY_ATTR {
      if (x < width) StoreBytes(opaque, {Load(rb + x), hn::BitCast(d16, v)}, to + x * 4, width - x);
    });
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace pixlane
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace pixlane {

HWY_EXPORT(BlurDirectly);
HWY_EXPORT(HalveImage);
HWY_EXPORT(HalveLevel);
HWY_EXPORT(FilterLevel);
HWY_EXPORT(DoubleLevel);
HWY_EXPORT(DoubleToImage);

namespace {

constexpr unsigned kMaxThreads = 64;

struct BlurMemory {
  Level level[kMaxLevels + 1];  // [0] is unused: the image itself
  Level filtered;               // the coarsest level once more
  BlurRows rows[kMaxThreads];
  unsigned threads;

  BlurMemory(View src, const BlurPlan& plan, const Pool& pool, Scratch& scratch) : threads(std::min(pool.threads(), kMaxThreads)) {
    ptrdiff_t width = src.width;
    ptrdiff_t height = src.height;
    for (int k = 1; k <= plan.levels; ++k) {
      width = (width + 1) >> 1;
      height = (height + 1) >> 1;
      level[k] = Level(width, height, scratch);
    }
    if (plan.levels > 0) filtered = Level(width, height, scratch);
    const size_t lanes = round_up(src.width + 2 * static_cast<size_t>(kReach), 16);
    const auto take = [&](Lane*& row) {
      Lane* const taken = scratch.take<Lane>(lanes);
      row = taken == nullptr ? nullptr : taken + kReach;
    };
    const size_t ring = plan.levels > 0 ? 4 : static_cast<size_t>(2 * plan.radius + 1);
    for (unsigned t = 0; t < threads; ++t) {
      for (size_t i = 0; i < ring; ++i) {
        for (Lane*& row : rows[t].ring[i]) take(row);
      }
      for (Lane*& row : rows[t].row) take(row);
      for (Lane*& row : rows[t].out) take(row);
    }
  }

  // Shares of at least `grain` rows, and no more shares than there are row buffers.
  size_t grain(size_t count, ptrdiff_t width) const { return std::max(blur_grain(width), (count + threads - 1) / threads); }
};

}  // namespace

size_t blur_scratch(View src, View, const BlurParams& params, const Pool& pool) {
  Scratch counted = Scratch::measure();
  const BlurMemory memory(src, plan_blur(params.sigma), pool, counted);
  return counted.used();
}

void blur(View src, View dst, const BlurParams& params, Pool& pool, Scratch scratch) {
  const BlurPlan plan = plan_blur(params.sigma);
  BlurMemory memory(src, plan, pool, scratch);
  const auto rows = [&](ptrdiff_t count, ptrdiff_t width, const auto& body) {
    const auto n = static_cast<size_t>(count);
    pool.rows(n, memory.grain(n, width), [&](size_t begin, size_t end, unsigned t) { body(memory.rows[t], begin, end); });
  };
  if (plan.levels == 0) {
    return rows(src.height, src.width, [&](BlurRows& r, size_t begin, size_t end) {
      HWY_DYNAMIC_DISPATCH(BlurDirectly)(plan, src, dst, r, begin, end);
    });
  }

  std::atomic<bool> opaque{true};
  const Level* const level = memory.level;
  rows(level[1].height + 2 * kMargin, src.width * 2, [&](BlurRows& r, size_t begin, size_t end) {
    if (!HWY_DYNAMIC_DISPATCH(HalveImage)(src, level[1], r, begin, end)) opaque.store(false, std::memory_order_relaxed);
  });
  for (int k = 2; k <= plan.levels; ++k) {
    rows(level[k].height + 2 * kMargin, level[k - 1].width * 2, [&](BlurRows& r, size_t begin, size_t end) {
      HWY_DYNAMIC_DISPATCH(HalveLevel)(level[k - 1], level[k], r, begin, end);
    });
  }
  const Level& coarsest = level[plan.levels];
  rows(coarsest.height + 2, coarsest.width * 2, [&](BlurRows& r, size_t begin, size_t end) {
    HWY_DYNAMIC_DISPATCH(FilterLevel)(plan, coarsest, memory.filtered, r, begin, end);
  });
  for (int k = plan.levels - 1; k >= 1; --k) {
    // Level k's own samples have been halved: it can take the result.
    rows(level[k].height + 2, level[k].width, [&](BlurRows& r, size_t begin, size_t end) {
      HWY_DYNAMIC_DISPATCH(DoubleLevel)(k + 1 == plan.levels ? memory.filtered : level[k + 1], level[k], r, begin, end);
    });
  }
  rows(src.height, src.width, [&](BlurRows& r, size_t begin, size_t end) {
    HWY_DYNAMIC_DISPATCH(DoubleToImage)
    (plan.levels == 1 ? memory.filtered : level[1], dst, opaque.load(std::memory_order_relaxed), r, begin, end);
  });
}

}  // namespace pixlane
#endif
