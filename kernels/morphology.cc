// dilate and erode: the largest, or smallest, value in a square window, each channel by itself, at nearly one cost for any radius.
//
// Pixels outside the image are ignored, which equals replicating its edge. With L = 2 radius + 1:
//
// - along a row, windows of 4 pixels from single ones, of 16 from those of 4, of 64 from those of 16, as long as L is longer; and L from up
//   to four of the last, which overlap;
// - along columns, van Herk's and Gil's and Werman's way: rows are grouped in blocks of L. A window is the end of one block and the
// beginning
//   of the next, so a running maximum down the block and one up the block before give each window's by one more maximum.
//
// The image is worked on in strips so wide that a block stays in the caches.

#include <algorithm>
#include <cstdint>
#include <cstring>

#include "kernels_gen.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/morphology.cc"
#include "hwy/foreach_target.h"  // IWYU pragma: keep
#include "hwy/highway.h"
#include "kernels/pixels-inl.h"

#ifndef PIXLANE_MORPHOLOGY_ONCE
#define PIXLANE_MORPHOLOGY_ONCE
namespace pixlane {

struct MorphologyPlan {
  size_t radius, length;  // length = 2 radius + 1
  size_t strip;           // pixels
  // Bytes: of a row of the strip, and of one with the pixels that its windows reach into; both with room for whole vectors.
  size_t row, line;

  MorphologyPlan(View view, int r) : radius(static_cast<size_t>(r)), length(2 * radius + 1) {
    constexpr size_t kBlockBytes = size_t{128} << 10;
    constexpr size_t kNarrowest = 256;  // narrower ones spend too much on the pixels beside them
    strip = radius == 1 ? view.width : std::min<size_t>(view.width, std::max(kNarrowest, kBlockBytes / (length * 4) / 64 * 64));
    row = stride_for(static_cast<uint32_t>(strip));
    line = round_up((strip + 2 * radius) * 4, kRowAlign) + 2 * kRowAlign;
  }
  size_t bytes() const { return 2 * line + (length + 2) * row; }
};

// One thread's memory.
struct MorphologyRows {
  uint8_t* line;     // a row of the image
  uint8_t* outside;  // a row outside of it: what no maximum, or minimum, takes
  uint8_t* running;  // the maximum down the block so far
  uint8_t* nowhere;  // for results of windows above the first
  uint8_t* block;    // L rows

  MorphologyRows(const MorphologyPlan& plan, uint8_t* memory)
      : line(memory), outside(line + plan.line), running(outside + plan.line), nowhere(running + plan.row), block(nowhere + plan.row) {}
};

}  // namespace pixlane
#endif

HWY_BEFORE_NAMESPACE();
namespace pixlane {
namespace HWY_NAMESPACE {

using D8 = hn::ScalableTag<uint8_t>;

struct Dilation {
  static constexpr uint8_t kNeutral = 0;
  template <class V>
  HWY_INLINE V operator()(V a, V b) const {
    return hn::Max(a, b);
  }
};
struct Erosion {
  static constexpr uint8_t kNeutral = 255;
  template <class V>
  HWY_INLINE V operator()(V a, V b) const {
    return hn::Min(a, b);
  }
};

// Calls body(i, k) for the vectors of `bytes` bytes, which begin at i + k: four in a turn, because k is known to the compiler and costs
// nothing, while i costs an addition for every pointer.
template <class Body>
HWY_INLINE void ForVectors(size_t bytes, const Body& body) {
  const size_t step = hn::Lanes(D8());
  size_t i = 0;
  for (; i + 4 * step <= bytes; i += 4 * step) {
    body(i, 0);
    body(i, step);
    body(i, 2 * step);
    body(i, 3 * step);
  }
  for (; i < bytes; i += step) body(i, 0);
}

// The same for those that go to the image: what is left of the last vector has to stay inside.
template <class Body>
HWY_INLINE void StoreVectors(uint8_t* to, size_t bytes, const Body& body) {
  const size_t whole = bytes / hn::Lanes(D8()) * hn::Lanes(D8());
  ForVectors(whole, [&](size_t i, size_t k) HWY_ATTR { hn::StoreU(body(i, k), D8(), to + i + k); });
  if (whole < bytes) store_bytes(D8(), body(whole, 0), to + whole, bytes - whole);
}

// The most extreme of the values at `from` and `offsets` behind it.
template <class Op, int kCount>
HWY_INLINE hn::VFromD<D8> Extreme(const uint8_t* from, const size_t* offsets, size_t i, size_t k) {
  auto v = hn::LoadU(D8(), from + i + k);
#pragma GCC unroll 4
  for (int n = 1; n < kCount; ++n) v = Op()(v, hn::LoadU(D8(), from + offsets[n] + i + k));
  return v;
}

// Columns first - radius .. of a row, those outside the image neutral.
template <class Op>
void LoadLine(const MorphologyPlan& plan, const uint8_t* from, size_t width, size_t first, size_t pixels, uint8_t* HWY_RESTRICT line) {
  const D8 d8;
  const size_t begin = std::max(first, plan.radius) - plan.radius;
  const size_t end = std::min(width, first + pixels + plan.radius);
  const size_t before = (begin + plan.radius - first) * 4;
  const size_t bytes = (end - begin) * 4;
  const uint8_t* const inside = from + begin * 4;
  uint8_t* const to = line + before;
  ForVectors(bytes, [&](size_t i, size_t k) HWY_ATTR { hn::StoreU(hn::LoadU(d8, inside + i + k), d8, to + i + k); });
  std::memset(line, Op::kNeutral, before);
  std::memset(line + before + bytes, Op::kNeutral, (pixels + 2 * plan.radius) * 4 - before - bytes);
}

// Windows of 4 times the size from windows of `size`, in place: what is written has been read.
template <class Op>
void Quadruple(uint8_t* line, size_t size, size_t windows) {
  const size_t offsets[4] = {0, size * 4, size * 8, size * 12};
  ForVectors(windows * 4, [&](size_t i, size_t k) HWY_ATTR { hn::StoreU(Extreme<Op, 4>(line, offsets, i, k), D8(), line + i + k); });
}

// A row's windows from kCount smaller ones; they go into the block, down its running extreme and, with the end of the block before, out.
template <class Op, int kCount>
void NextRow(const uint8_t* line, const size_t* offsets, const uint8_t* so_far, const uint8_t* block_before, uint8_t* in_block,
             uint8_t* running, uint8_t* to, size_t bytes) {
  const D8 d8;
  StoreVectors(to, bytes, [&](size_t i, size_t k) HWY_ATTR {
    const auto v = Extreme<Op, kCount>(line, offsets, i, k);
    const auto down = Op()(hn::LoadU(d8, so_far + i + k), v);
    const auto out = Op()(hn::LoadU(d8, block_before + i + k), down);
    hn::StoreU(v, d8, in_block + i + k);
    hn::StoreU(down, d8, running + i + k);
    return out;
  });
}

// Up a block: each row the extreme of itself and all below it.
template <class Op>
void RunUp(uint8_t* block, size_t rows, size_t stride, size_t bytes) {
  const D8 d8;
  for (size_t y = rows - 1; y-- > 0;) {
    uint8_t* const row = block + y * stride;
    const uint8_t* const below = row + stride;
    ForVectors(bytes, [&](size_t i, size_t k)
                          HWY_ATTR { hn::StoreU(Op()(hn::LoadU(d8, row + i + k), hn::LoadU(d8, below + i + k)), d8, row + i + k); });
  }
}

// Rows [begin, end) of columns [first, first + pixels).
template <class Op>
void MorphologyStrip(const MorphologyPlan& plan, View src, View dst, const MorphologyRows& rows, size_t first, size_t pixels, size_t begin,
                     size_t end) {
  const size_t length = plan.length;
  size_t size = 1;
  while (4 * size < length) size *= 4;
  const size_t count = (length + size - 1) / size;
  size_t offsets[4] = {};
  for (size_t i = 1; i < count; ++i) offsets[i] = std::min(i * size, length - size) * 4;
  const auto next_row = count == 2 ? NextRow<Op, 2> : count == 3 ? NextRow<Op, 3> : NextRow<Op, 4>;

  // Row v of what goes in is row begin - radius + v of the image; with it the window of row begin + v - (length - 1) is complete.
  for (size_t v = 0; v < end - begin + length - 1; ++v) {
    const size_t in_block = v % length;
    uint8_t* const block_row = rows.block + in_block * plan.row;
    const uint8_t* line = rows.outside;
    if (begin + v >= plan.radius && begin + v - plan.radius < src.height) {
      LoadLine<Op>(plan, src.row(begin + v - plan.radius), src.width, first, pixels, rows.line);
      for (size_t s = 1; s < size; s *= 4) Quadruple<Op>(rows.line, s, pixels + length - 4 * s);
      line = rows.line;
    }
    // The first window is all of the first block; so is every one that ends with a block.
    const bool complete = v + 1 >= length;
    const bool last = in_block + 1 == length;
    next_row(line, offsets, in_block == 0 ? rows.outside : rows.running, last || !complete ? rows.outside : block_row + plan.row, block_row,
             rows.running, complete ? dst.row(begin + v + 1 - length) + first * 4 : rows.nowhere, pixels * 4);
    if (last) RunUp<Op>(rows.block, length, plan.row, pixels * 4);
  }
}

// Radius 1, where the above would spend more on memory than on maxima: the columns of two rows, which share their middle, then along each.
template <class Op>
void MorphologyOf3(View src, View dst, uint8_t* const* lines, size_t begin, size_t end) {
  const D8 d8;
  const size_t bytes = src.row_bytes();
  const size_t offsets[3] = {0, 4, 8};
  for (size_t y = begin; y < end; y += 2) {
    const uint8_t* const a = src.row(y == 0 ? 0 : y - 1);
    const uint8_t* const b = src.row(y);
    const uint8_t* const c = src.row(std::min<size_t>(y + 1, src.height - 1));
    const uint8_t* const d = src.row(std::min<size_t>(y + 2, src.height - 1));
    uint8_t* const upper = lines[0] + 4;
    uint8_t* const lower = lines[1] + 4;
    ForVectors(bytes, [&](size_t i, size_t k) HWY_ATTR {
      const auto middle = Op()(hn::LoadU(d8, b + i + k), hn::LoadU(d8, c + i + k));
      hn::StoreU(Op()(hn::LoadU(d8, a + i + k), middle), d8, upper + i + k);
      hn::StoreU(Op()(hn::LoadU(d8, d + i + k), middle), d8, lower + i + k);
    });
    for (size_t row = 0; row < 2 && y + row < end; ++row) {
      uint8_t* const line = lines[row];
      std::memset(line, Op::kNeutral, 4);
      std::memset(line + 4 + bytes, Op::kNeutral, 4);
      StoreVectors(dst.row(y + row), bytes, [&](size_t i, size_t k) HWY_ATTR { return Extreme<Op, 3>(line, offsets, i, k); });
    }
  }
}

template <class Op>
void Morphology(View src, View dst, const MorphologyPlan& plan, uint8_t* memory, Pool& pool) {
  pool.rows(src.height, 16 + 2 * plan.radius, [&](size_t begin, size_t end, unsigned thread) {
    const MorphologyRows rows(plan, memory + thread * plan.bytes());
    if (plan.radius == 1) {
      uint8_t* const lines[2] = {rows.line, rows.outside};
      return MorphologyOf3<Op>(src, dst, lines, begin, end);
    }
    std::memset(rows.outside, Op::kNeutral, plan.line);
    for (size_t x = 0; x < src.width; x += plan.strip) {
      MorphologyStrip<Op>(plan, src, dst, rows, x, std::min(plan.strip, src.width - x), begin, end);
    }
  });
}

void Dilate(View src, View dst, const MorphologyPlan& plan, uint8_t* memory, Pool& pool) {
  Morphology<Dilation>(src, dst, plan, memory, pool);
}
void Erode(View src, View dst, const MorphologyPlan& plan, uint8_t* memory, Pool& pool) {
  Morphology<Erosion>(src, dst, plan, memory, pool);
}

}  // namespace HWY_NAMESPACE
}  // namespace pixlane
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace pixlane {

HWY_EXPORT(Dilate);
HWY_EXPORT(Erode);

size_t dilate_scratch(View src, View, const DilateParams& params, const Pool& pool) {
  return round_up(pool.threads() * MorphologyPlan(src, params.radius).bytes(), kRowAlign);
}

size_t erode_scratch(View src, View, const ErodeParams& params, const Pool& pool) {
  return round_up(pool.threads() * MorphologyPlan(src, params.radius).bytes(), kRowAlign);
}

void dilate(View src, View dst, const DilateParams& params, Pool& pool, Scratch scratch) {
  const MorphologyPlan plan(src, params.radius);
  HWY_DYNAMIC_DISPATCH(Dilate)(src, dst, plan, scratch.take<uint8_t>(pool.threads() * plan.bytes()), pool);
}

void erode(View src, View dst, const ErodeParams& params, Pool& pool, Scratch scratch) {
  const MorphologyPlan plan(src, params.radius);
  HWY_DYNAMIC_DISPATCH(Erode)(src, dst, plan, scratch.take<uint8_t>(pool.threads() * plan.bytes()), pool);
}

}  // namespace pixlane
#endif
