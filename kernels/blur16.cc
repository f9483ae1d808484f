// blur of 16 bits a channel: the plan and the steps of blur.cc, on floats.
//
// out = in * G(sigma): colours are multiplied by alpha / 65535 first, and divided by it at the end; each channel is round(65535 alpha),
// round(colour / max(alpha, 2^-22)). All steps leave an alpha of 1 alone, so that the division changes nothing in opaque images.
//
// Only the coarsest level is ever in memory as a whole. The others pass by a row at a time, the last four of each in a ring that the caches
// hold: on the way down rows that are halved across already, on the way up whole ones.

#include <algorithm>
#include <cstdint>

#include "kernels/blur.h"
#include "kernels_gen.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/blur16.cc"
#include "hwy/foreach_target.h"  // IWYU pragma: keep
#include "hwy/highway.h"

#ifndef PIXLANE_BLUR16_ONCE
#define PIXLANE_BLUR16_ONCE
namespace pixlane {

// Pixels of room at either end of a row: the widest filter's radius beyond a margin, or what a halving (2 i - 1 of i = -2) reaches.
inline constexpr ptrdiff_t kReach16 = 8;

// A row's column 0, or null when memory is only measured.
inline float* take_row16(Scratch& scratch, ptrdiff_t width) {
  float* const row = scratch.take<float>(static_cast<size_t>(4 * (width + 2 * kReach16)));
  return row == nullptr ? nullptr : row + 4 * kReach16;
}

// A level as a whole: rows -kMargin .. height + kMargin - 1.
struct Level16 {
  float* data = nullptr;
  Size size;

  ptrdiff_t stride() const { return 4 * (size.width + 2 * kReach16); }
  void take(Size s, Scratch& scratch) {
    size = s;
    data = scratch.take<float>(static_cast<size_t>(stride() * (s.height + 2 * kMargin)));
  }
  // Column 0.
  float* row(ptrdiff_t y) const { return data + (size.clamped(y) + kMargin) * stride() + 4 * kReach16; }
};

// A level that passes by: its last four rows. Level 0 is the image itself, without a margin.
struct Stream16 {
  float* ring[4];
  Size size;
  ptrdiff_t next = 0;  // the row that comes next

  float* slot(ptrdiff_t y) const { return ring[y & 3]; }
};

// One thread's rows.
struct BlurRows16 {
  float* ring[2 * kMaxRadius + 1];  // of the image, where nothing is halved
  Stream16 stream[kMaxLevels];      // [0 .. levels - 1], where something is
  float* row;
  float* out;
};

}  // namespace pixlane
#endif

#include "kernels/blur16-inl.h"

HWY_BEFORE_NAMESPACE();
namespace pixlane {
namespace HWY_NAMESPACE {

// No halving: rows [begin, end) of the image itself.
void BlurDirectly16(const BlurPlan& plan, View src, View dst, BlurRows16& rows, size_t begin, size_t end) {
  const ptrdiff_t r = plan.radius, width = src.width, last = static_cast<ptrdiff_t>(src.height) - 1;
  const auto slot = [&](ptrdiff_t y) { return rows.ring[(y + r) % (2 * r + 1)]; };
  const auto first = static_cast<ptrdiff_t>(begin);
  for (ptrdiff_t loaded = first - r, y = first; y < static_cast<ptrdiff_t>(end); ++y) {
    for (; loaded <= y + r; ++loaded) {
      LoadRow16(src.row16(static_cast<size_t>(std::clamp<ptrdiff_t>(loaded, 0, last))), width, slot(loaded));
    }
    const float* minus[kMaxRadius + 1];
    const float* plus[kMaxRadius + 1];
    for (ptrdiff_t i = 0; i <= kMaxRadius; ++i) {
      minus[i] = slot(y - std::min(i, r));
      plus[i] = slot(y + std::min(i, r));
    }
    FilterRow16(plan, minus, plus, rows.row, 4 * width);
    ReplicateEnds16(rows.row, width, 0);
    FilterAcross16(plan, rows.row, rows.out, width);
    StoreRow16(rows.out, width, dst.row16(static_cast<size_t>(y)));
  }
}

// Row i of level k, from the level below, which is brought so far first.
void HalveRow16(View src, BlurRows16& rows, int k, ptrdiff_t i, float* to) {
  Stream16& finer = rows.stream[k - 1];
  const ptrdiff_t margin = k == 1 ? 0 : kMargin, width = finer.size.halved().width;
  const auto clamped = [&](ptrdiff_t y) { return std::clamp<ptrdiff_t>(y, -margin, finer.size.height + margin - 1); };
  for (; finer.next <= clamped(2 * i + 2); ++finer.next) {
    if (k > 1) {
      HalveRow16(src, rows, k - 1, finer.next, rows.row);
    } else {
      LoadRow16(src.row16(static_cast<size_t>(finer.next)), src.width, rows.row);
      ReplicateEnds16(rows.row, src.width, 0);
    }
    HalveAcross(rows.row, finer.slot(finer.next), width);
  }
  const auto row = [&](ptrdiff_t y) { return finer.slot(clamped(y)); };
  HalveDown(row(2 * i - 1), row(2 * i), row(2 * i + 1), row(2 * i + 2), to, width);
}

// Rows [begin, end) of the coarsest level k, counted from its first margin row.
void HalveImage16(View src, const Level16& coarsest, int k, BlurRows16& rows, size_t begin, size_t end) {
  ptrdiff_t first = static_cast<ptrdiff_t>(begin) - kMargin, needed = first;
  for (int finer = k - 1; finer >= 0; --finer) {
    Stream16& stream = rows.stream[finer];
    needed = 2 * needed - 1;
    stream.next = needed = finer == 0 ? std::clamp<ptrdiff_t>(needed, 0, stream.size.height - 1) : stream.size.clamped(needed);
  }
  for (; first < static_cast<ptrdiff_t>(end) - kMargin; ++first) HalveRow16(src, rows, k, first, coarsest.row(first));
}

// Rows -1 .. height of `to`, which is as large as `from`; [begin, end) counts from row -1.
void FilterLevel16(const BlurPlan& plan, const Level16& from, const Level16& to, BlurRows16& rows, size_t begin, size_t end) {
  const ptrdiff_t width = from.size.width;
  for (ptrdiff_t y = static_cast<ptrdiff_t>(begin) - 1; y < static_cast<ptrdiff_t>(end) - 1; ++y) {
    const float* minus[kMaxRadius + 1];
    const float* plus[kMaxRadius + 1];
    for (int i = 0; i <= kMaxRadius; ++i) {
      minus[i] = from.row(y - i) - 4 * kMargin;
      plus[i] = from.row(y + i) - 4 * kMargin;
    }
    FilterRow16(plan, minus, plus, rows.row, 4 * (width + 2 * kMargin));
    ReplicateEnds16(rows.row, width + 2 * kMargin, 0);
    FilterAcross16(plan, rows.row + 4 * (kMargin - 1), to.row(y) - 4, width + 2);
  }
}

// Columns [-1, count) of row y of level k, from the level above. The coarsest level is there, others are brought so far first.
void DoubleToRow16(const Level16& coarsest, int levels, BlurRows16& rows, int k, ptrdiff_t y, float* to, ptrdiff_t count) {
  const ptrdiff_t near = near_row(y), far = far_row(y);
  if (k + 1 == levels) return DoubleRow16(coarsest.row(near), coarsest.row(far), to, count);
  Stream16& from = rows.stream[k + 1];
  for (; from.next <= std::max(near, far); ++from.next) {
    DoubleToRow16(coarsest, levels, rows, k + 1, from.next, from.slot(from.next), from.size.width + 1);
  }
  DoubleRow16(from.slot(near), from.slot(far), to, count);
}

void DoubleToImage16(const Level16& coarsest, int levels, View dst, BlurRows16& rows, size_t begin, size_t end) {
  ptrdiff_t needed = static_cast<ptrdiff_t>(begin);
  for (int k = 1; k < levels; ++k) rows.stream[k].next = needed = std::min(near_row(needed), far_row(needed));
  for (size_t y = begin; y < end; ++y) {
    DoubleToRow16(coarsest, levels, rows, 0, static_cast<ptrdiff_t>(y), rows.row, dst.width);
    StoreRow16(rows.row, dst.width, dst.row16(y));
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace pixlane
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace pixlane {

HWY_EXPORT(BlurDirectly16);
HWY_EXPORT(HalveImage16);
HWY_EXPORT(FilterLevel16);
HWY_EXPORT(DoubleToImage16);

namespace {

constexpr unsigned kMaxThreads = 64;

struct BlurMemory {
  Level16 coarsest;
  Level16 filtered;
  BlurRows16 rows[kMaxThreads];
  unsigned threads;

  BlurMemory(View src, const BlurPlan& plan, const Pool& pool, Scratch& scratch) : threads(std::min(pool.threads(), kMaxThreads)) {
    const Size image{static_cast<ptrdiff_t>(src.width), static_cast<ptrdiff_t>(src.height)};
    Size size = image;
    for (unsigned t = 0; t < threads; ++t) {
      // Filtering a level takes its margins for pixels; filtering across, whole vectors reach as far.
      rows[t].row = take_row16(scratch, image.width + 2 * kMargin);
      if (plan.levels == 0) {
        rows[t].out = take_row16(scratch, image.width);
        for (int i = 0; i <= 2 * plan.radius; ++i) rows[t].ring[i] = take_row16(scratch, image.width);
      }
      size = image;
      for (int k = 0; k < plan.levels; ++k) {
        Stream16& stream = rows[t].stream[k];
        stream.size = size;
        size = size.halved();
        for (float*& row : stream.ring) row = take_row16(scratch, k == 0 ? size.width : stream.size.width);
      }
    }
    if (plan.levels == 0) return;
    coarsest.take(size, scratch);
    filtered.take(size, scratch);
  }

  // Shares of some 16384 pixels at least, and no more shares than there are row buffers.
  size_t grain(size_t count, ptrdiff_t pixels) const {
    return std::max(1 + static_cast<size_t>(16384 / (pixels + 1)), (count + threads - 1) / threads);
  }
};

}  // namespace

size_t blur16_scratch(View src, View, const BlurParams& params, const Pool& pool) {
  Scratch counted = Scratch::measure();
  const BlurMemory memory(src, plan_blur(params.sigma), pool, counted);
  return counted.used();
}

void blur16(View src, View dst, const BlurParams& params, Pool& pool, Scratch scratch) {
  const BlurPlan plan = plan_blur(params.sigma);
  BlurMemory memory(src, plan, pool, scratch);
  const auto rows = [&](ptrdiff_t count, ptrdiff_t pixels, const auto& body) {
    const auto n = static_cast<size_t>(count);
    pool.rows(n, memory.grain(n, pixels), [&](size_t begin, size_t end, unsigned t) { body(memory.rows[t], begin, end); });
  };
  const auto width = static_cast<ptrdiff_t>(src.width), height = static_cast<ptrdiff_t>(src.height);
  if (plan.levels == 0) {
    return rows(height, width, [&](BlurRows16& r, size_t begin, size_t end) {
      HWY_DYNAMIC_DISPATCH(BlurDirectly16)(plan, src, dst, r, begin, end);
    });
  }
  const Level16& coarsest = memory.coarsest;
  rows(coarsest.size.height + 2 * kMargin, width << std::min(plan.levels, 4), [&](BlurRows16& r, size_t begin, size_t end) {
    HWY_DYNAMIC_DISPATCH(HalveImage16)(src, coarsest, plan.levels, r, begin, end);
  });
  rows(coarsest.size.height + 2, coarsest.size.width * 2, [&](BlurRows16& r, size_t begin, size_t end) {
    HWY_DYNAMIC_DISPATCH(FilterLevel16)(plan, coarsest, memory.filtered, r, begin, end);
  });
  rows(height, width, [&](BlurRows16& r, size_t begin, size_t end) {
    HWY_DYNAMIC_DISPATCH(DoubleToImage16)(memory.filtered, plan.levels, dst, r, begin, end);
  });
}

}  // namespace pixlane
#endif
