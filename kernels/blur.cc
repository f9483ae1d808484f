// blur: a Gaussian of any sigma at nearly one cost.
//
// From sigma 1.87 on the image is halved by binomial steps (1 3 3 1), filtered by what remains of the Gaussian at the coarsest level, and
// doubled back by the steps' transposes. The steps' own variance is part of the Gaussian's, so that the whole stays a Gaussian: a
// sigma of 100 costs little more than reading the image and writing it. Levels keep a margin of two samples a side, with which
// replicating their outermost samples equals replicating the image's edge.
//
// Only the coarsest level is ever in memory as a whole. The others pass by a row at a time, the last four of each in a ring that the caches
// hold: halving a row asks for the rows of the level below it, doubling one for those of the level above.
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
#include "kernels/blur-inl.h"

#ifndef PIXLANE_BLUR_ONCE
#define PIXLANE_BLUR_ONCE
namespace pixlane {

inline constexpr size_t kRingRows = 2 * kMaxRadius + 1;

inline size_t row_lanes(ptrdiff_t width) { return round_up(static_cast<size_t>(width + 2 * kReach), 16); }

// A level as a whole: samples for columns and rows -kMargin .. n + kMargin - 1.
struct Level {
  Lane* data = nullptr;
  Size size;

  Level() = default;
  Level(Size s, Scratch& scratch) : size(s) {
    data = scratch.take<Lane>(row_lanes(s.width) * static_cast<size_t>(s.height + 2 * kMargin) * kPlanes);
  }
  // Column 0 of a plane's row.
  Lane* row(ptrdiff_t y, int plane) const {
    const ptrdiff_t at = size.clamped(y) + kMargin;
    return data + (at * kPlanes + plane) * static_cast<ptrdiff_t>(row_lanes(size.width)) + kReach;
  }
};

// A level that passes by: its last four rows. Level 0 is the image itself, without a margin.
struct Stream {
  Lane* ring[4][kPlanes];
  Size size;
  ptrdiff_t next = 0;  // the row that comes next

  Lane* const* slot(ptrdiff_t y) const { return ring[y & 3]; }
};

// One thread's rows; pointers are to column 0.
struct BlurRows {
  Lane* ring[kRingRows][kPlanes];  // P6 rows of the image, where nothing is halved
  bool ring_opaque[kRingRows];
  Stream stream[kMaxLevels];  // [0 .. levels - 1], where something is
  bool opaque;                // all rows of the image so far
  Lane* row[kPlanes];         // what the vertical pass hands to the horizontal one
  Lane* out[kPlanes];
};

inline size_t blur_grain(ptrdiff_t width) { return 1 + static_cast<size_t>(16384 / (width + 1)); }

}  // namespace pixlane
#endif

HWY_BEFORE_NAMESPACE();
namespace pixlane {
namespace HWY_NAMESPACE {

// Row y of the image, the outermost ones replicated. `guess`: whether it is likely to be opaque. Returns whether it is.
bool LoadImageRow(View src, ptrdiff_t y, bool guess, Lane* const* to) {
  const uint8_t* from = src.row(static_cast<size_t>(std::clamp<ptrdiff_t>(y, 0, static_cast<ptrdiff_t>(src.height) - 1)));
  return LoadP6(from, src.width, guess, to[0], to[1]);
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
  bool opaque_before = true;
  const auto fill = [&](ptrdiff_t y) {
    rows.ring_opaque[slot(y)] = opaque_before = LoadImageRow(src, y, opaque_before, rows.ring[slot(y)]);
  };
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

// Row i of level k, from the level below, which is brought so far first.
void HalveRow(View src, BlurRows& rows, int k, ptrdiff_t i, Lane* const* to) {
  Stream& finer = rows.stream[k - 1];
  const ptrdiff_t margin = k == 1 ? 0 : kMargin;
  const auto clamped = [&](ptrdiff_t y) { return std::clamp<ptrdiff_t>(y, -margin, finer.size.height + margin - 1); };
  for (; finer.next <= clamped(2 * i + 2); ++finer.next) {
    if (k > 1) {
      HalveRow(src, rows, k - 1, finer.next, finer.slot(finer.next));
    } else if (!LoadImageRow(src, finer.next, rows.opaque, finer.slot(finer.next))) {
      rows.opaque = false;
    }
  }
  const auto row = [&](ptrdiff_t y) { return finer.slot(clamped(y)); };
  const ptrdiff_t begin = -margin, end = finer.size.width + margin;
  for (int plane = 0; plane < kPlanes; ++plane) {
    HalveVertically(row(2 * i - 1)[plane], row(2 * i)[plane], row(2 * i + 1)[plane], row(2 * i + 2)[plane], rows.row[plane], begin, end);
    ReplicateEnds(rows.row[plane], begin, end, 8);
    HalveHorizontally(rows.row[plane], to[plane], -kMargin, ((finer.size.width + 1) >> 1) + kMargin);
  }
}

// Rows [begin, end) of the coarsest level k, counted from its first margin row. Returns whether all rows of the image were opaque.
bool HalveImage(View src, const Level& coarsest, int k, BlurRows& rows, size_t begin, size_t end) {
  ptrdiff_t first = static_cast<ptrdiff_t>(begin) - kMargin;
  const ptrdiff_t last = static_cast<ptrdiff_t>(end) - kMargin;
  ptrdiff_t needed = first;
  for (int finer = k - 1; finer >= 0; --finer) {
    Stream& stream = rows.stream[finer];
    needed = 2 * needed - 1;
    needed = finer == 0 ? std::clamp<ptrdiff_t>(needed, 0, stream.size.height - 1) : stream.size.clamped(needed);
    stream.next = needed;
  }
  rows.opaque = true;
  for (; first < last; ++first) {
    Lane* const to[kPlanes] = {coarsest.row(first, 0), coarsest.row(first, 1)};
    HalveRow(src, rows, k, first, to);
  }
  return rows.opaque;
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
      FilterRow(plan, minus, plus, rows.row[plane], -kMargin, from.size.width + kMargin);
      FilterHorizontally(plan, rows.row[plane], -kMargin, from.size.width + kMargin, to.row(y, plane), -1, to.size.width + 1);
    }
  }
}

// The vertical half of doubling level k to row y of the finer one, into rows.row. The coarsest level is there, others are brought so far
// first.
void DoubleRow(const Level& coarsest, int levels, BlurRows& rows, int k, ptrdiff_t y) {
  const ptrdiff_t near = near_row(y), far = far_row(y);
  if (k == levels) {
    for (int plane = 0; plane < kPlanes; ++plane) {
      DoubleVertically(coarsest.row(near, plane), coarsest.row(far, plane), rows.row[plane], -1, coarsest.size.width + 1);
    }
    return;
  }
  Stream& from = rows.stream[k];
  for (; from.next <= std::max(near, far); ++from.next) {
    DoubleRow(coarsest, levels, rows, k + 1, from.next);
    const ptrdiff_t end = ((from.size.width + 1) >> 1) + 1;
    for (int plane = 0; plane < kPlanes; ++plane) {
      Lane* const out = from.slot(from.next)[plane];
      for (ptrdiff_t i = -1; i < end; i += 4) {
        const U32x4 d;
        const Doubled v = DoubleHorizontally(rows.row[plane] + i);
        const auto even = hn::BitCast(d, v.even), odd = hn::BitCast(d, v.odd);
        hn::StoreU(hn::InterleaveLower(d, even, odd), d, out + 2 * i);
        hn::StoreU(hn::InterleaveUpper(d, even, odd), d, out + 2 * i + 4);
      }
    }
  }
  for (int plane = 0; plane < kPlanes; ++plane) {
    DoubleVertically(from.slot(near)[plane], from.slot(far)[plane], rows.row[plane], -1, from.size.width + 1);
  }
}

void DoubleToImage(const Level& coarsest, int levels, View dst, bool opaque, BlurRows& rows, size_t begin, size_t end) {
  auto y = static_cast<ptrdiff_t>(begin);
  ptrdiff_t needed = y;
  for (int k = 1; k < levels; ++k) {
    needed = std::min(near_row(needed), far_row(needed));
    rows.stream[k].next = needed;
  }
  for (; y < static_cast<ptrdiff_t>(end); ++y) {
    DoubleRow(coarsest, levels, rows, 1, y);
    (opaque ? DoubleRowToImage<true> : DoubleRowToImage<false>)(rows.row[0], rows.row[1], dst.row(static_cast<size_t>(y)), dst.width);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace pixlane
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace pixlane {

HWY_EXPORT(BlurDirectly);
HWY_EXPORT(HalveImage);
HWY_EXPORT(FilterLevel);
HWY_EXPORT(DoubleToImage);

namespace {

constexpr unsigned kMaxThreads = 64;

struct BlurMemory {
  Level coarsest;
  Level filtered;
  BlurRows rows[kMaxThreads];
  unsigned threads;

  BlurMemory(View src, const BlurPlan& plan, const Pool& pool, Scratch& scratch) : threads(std::min(pool.threads(), kMaxThreads)) {
    const Size image{static_cast<ptrdiff_t>(src.width), static_cast<ptrdiff_t>(src.height)};
    const auto take = [&](Lane*& row, ptrdiff_t width) {
      Lane* const taken = scratch.take<Lane>(row_lanes(width));
      row = taken == nullptr ? nullptr : taken + kReach;
    };
    const auto take_rows = [&](Lane*(*ring)[kPlanes], size_t count, ptrdiff_t width) {
      for (size_t i = 0; i < count; ++i) {
        for (Lane*& row : ring[i]) take(row, width);
      }
    };
    for (unsigned t = 0; t < threads; ++t) {
      for (Lane*& row : rows[t].row) take(row, image.width);
      if (plan.levels == 0) {
        for (Lane*& row : rows[t].out) take(row, image.width);
        take_rows(rows[t].ring, static_cast<size_t>(2 * plan.radius + 1), image.width);
      }
      Size size = image;
      for (int k = 0; k < plan.levels; ++k, size = size.halved()) {
        rows[t].stream[k].size = size;
        take_rows(rows[t].stream[k].ring, 4, size.width);
      }
    }
    if (plan.levels == 0) return;
    Size size = image;
    for (int k = 0; k < plan.levels; ++k) size = size.halved();
    coarsest = Level(size, scratch);
    filtered = Level(size, scratch);
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
  const Level& coarsest = memory.coarsest;
  const auto work_a_row = static_cast<ptrdiff_t>(src.width) << std::min(plan.levels, 4);
  rows(coarsest.size.height + 2 * kMargin, work_a_row, [&](BlurRows& r, size_t begin, size_t end) {
    if (!HWY_DYNAMIC_DISPATCH(HalveImage)(src, coarsest, plan.levels, r, begin, end)) opaque.store(false, std::memory_order_relaxed);
  });
  rows(coarsest.size.height + 2, coarsest.size.width * 2, [&](BlurRows& r, size_t begin, size_t end) {
    HWY_DYNAMIC_DISPATCH(FilterLevel)(plan, coarsest, memory.filtered, r, begin, end);
  });
  rows(src.height, src.width, [&](BlurRows& r, size_t begin, size_t end) {
    HWY_DYNAMIC_DISPATCH(DoubleToImage)(memory.filtered, plan.levels, dst, opaque.load(std::memory_order_relaxed), r, begin, end);
  });
}

}  // namespace pixlane
#endif
