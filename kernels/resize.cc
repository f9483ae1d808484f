// resize: ten filters, stretched when shrinking, weighed by alpha, in sRGB's own values or in linear light; fitted into any size.
//
// Rows stream through: every source row is read once, resampled horizontally, and kept only as long as the vertical pass needs it.
// Both passes take source samples in pairs (a pair of columns, a pair of rows), because one instruction multiplies and adds pairs
// of 16-bit values into 32 bits. Pairs begin at even positions; an odd start gets a weight of zero before it.
//
// What `cover` cuts off is not computed: each axis has weights for its visible outputs only, and of a source row only the samples that
// those take are read.

#include <algorithm>
#include <cstdint>

#include "kernels/coefficients.h"
#include "kernels/fit.h"
#include "kernels/linear_light.h"
#include "kernels/resize.h"
#include "kernels_gen.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/resize.cc"
#include "hwy/foreach_target.h"  // IWYU pragma: keep
#include "hwy/highway.h"
#include "kernels/resize-inl.h"

#ifndef PIXLANE_RESIZE_ONCE
#define PIXLANE_RESIZE_ONCE
namespace pixlane {

// Source rows resampled together: their sums are independent, which hides the latency of the additions, and they share the weights.
inline constexpr size_t kRowsAtOnce = 4;

// One thread's memory.
struct ResizeBuffers {
  int16_t* source[kRowsAtOnce];  // P6 or biased P7 of a source row, by pairs of pixels: r0 r1 g0 g1 b0 b1 a0 a1
  int16_t* ring;                 // row pairs resampled horizontally: per pixel r0 r1 g0 g1 b0 b1 a0 a1, 0 and 1 the rows
  uint8_t* ring_opaque;          // whether the rows of a pair are opaque
  const int16_t** pairs;         // the row pairs of one output row
};

// What all threads share.
struct ResizeWork {
  View src;  // the columns that are needed
  View dst;  // where the result lies
  const Coefficients& columns;
  const Coefficients& rows;
  const LinearLight* light;  // null for sRGB's own values
  size_t ring_row;           // int16 elements of a row pair in the ring
  size_t ring_pairs;         // capacity of the ring
};

}  // namespace pixlane
#endif

HWY_BEFORE_NAMESPACE();
namespace pixlane {
namespace HWY_NAMESPACE {

// Returns whether the row is opaque.
bool LoadRow(const ResizeWork& work, size_t y, int16_t* to) {
  const uint8_t* const from = work.src.row(y);
  const size_t width = work.src.width;
  const bool opaque = is_opaque(from, width);
  if (work.light != nullptr) {
    (opaque ? LoadLinearPairs<true> : LoadLinearPairs<false>)(from, width, work.light->decode, to);
  } else {
    (opaque ? LoadPairs<true> : LoadPairs<false>)(from, width, to);
  }
  return opaque;
}

// Output rows [begin, end).
void ResizeShare(const ResizeWork& work, const ResizeBuffers& buffers, size_t begin, size_t end) {
  const Coefficients& rows = work.rows;
  const View dst = work.dst;
  size_t next = 0;  // the first row pair not yet in the ring
  const auto ring = [&](size_t pair) { return buffers.ring + (pair % work.ring_pairs) * work.ring_row; };
  for (size_t y = begin; y < end; ++y) {
    const size_t first = rows.first(y);
    const size_t last = first + rows.count(y);
    if (next < first) next = first;
    while (next < last) {
      bool opaque[kRowsAtOnce];
      for (size_t i = 0; i < kRowsAtOnce; ++i) {
        opaque[i] = LoadRow(work, std::min<size_t>(next * 2 + i, work.src.height - 1), buffers.source[i]);
      }
      // Two pairs come in at once; where the second is beyond the image it lands in a slot that nobody reads.
      ResampleRows(buffers.source, work.columns, dst.width, ring(next), ring(next + 1));
      buffers.ring_opaque[next % work.ring_pairs] = opaque[0] && opaque[1];
      buffers.ring_opaque[(next + 1) % work.ring_pairs] = opaque[2] && opaque[3];
      next += 2;
    }
    bool opaque = true;
    for (size_t p = first; p < last; ++p) {
      buffers.pairs[p - first] = ring(p);
      opaque = opaque && buffers.ring_opaque[p % work.ring_pairs];
    }
    if (work.light != nullptr) {
      const auto blend = opaque ? BlendLinearRows<true> : BlendLinearRows<false>;
      blend(buffers.pairs, rows.pairs(y), rows.count(y), work.light->encode, dst.row(y), dst.width);
    } else {
      (opaque ? BlendRows<true> : BlendRows<false>)(buffers.pairs, rows.pairs(y), rows.count(y), dst.row(y), dst.width);
    }
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace pixlane
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace pixlane {

HWY_EXPORT(ResizeShare);

namespace {

constexpr unsigned kMaxThreads = 64;

struct ResizeMemory {
  unsigned threads;
  Coefficients columns, rows;
  LinearLight light;
  size_t ring_row, ring_pairs;
  ResizeBuffers buffers[kMaxThreads];

  ResizeMemory(View src, const Fitted& fitted, const ResizeParams& params, const Pool& pool, Scratch& scratch, bool fill)
      : threads(std::min(pool.threads(), kMaxThreads)),
        columns(fitted.x, filter_of(params.filter), scratch),
        rows(fitted.y, filter_of(params.filter), scratch),
        light(params.linear ? LinearLight::make(scratch, fill) : LinearLight{}),
        ring_row(round_up(size_t{fitted.x.count} * 8, 32)),
        // The pairs of one output row, and those that come in together with the last of them.
        ring_pairs(rows.max_pairs() + kRowsAtOnce / 2) {
    const size_t source_row = round_up(size_t{src.width} * 4 + 32, 32);
    for (unsigned t = 0; t < threads; ++t) {
      for (int16_t*& row : buffers[t].source) row = scratch.take<int16_t>(source_row);
      buffers[t].ring = scratch.take<int16_t>(ring_row * ring_pairs);
      buffers[t].ring_opaque = scratch.take<uint8_t>(ring_pairs);
      buffers[t].pairs = scratch.take<const int16_t*>(rows.max_pairs());
    }
  }
};

}  // namespace

size_t resize_scratch(View src, View dst, const ResizeParams& params, const Pool& pool) {
  if (params.filter == ResizeFilter::kNearest) return nearest_scratch(dst);
  Scratch counted = Scratch::measure();
  const ResizeMemory memory(src, fit_image(src, dst, params), params, pool, counted, false);
  return counted.used();
}

// Output i of an axis is the sum over j of w(j) in(j), w(j) = f((j + 1/2 - (i + 1/2) s) / max(s, 1)) with s = in / out, normalised to
// 2^14 parts; columns first, then rows, each sum rounded and kept with the overshoot of 16 bits. Colours are premultiplied by alpha, with
// 6 fraction bits, or 7 in linear light. Filters: Pillow's box, bilinear, hamming, catrom (its bicubic) and lanczos3, libvips' mitchell,
// lanczos2, mks2013 and mks2021. Fits, positions and sizes: sharp's resize.
void resize(View src, View dst, const ResizeParams& params, Pool& pool, Scratch scratch) {
  Fitted fitted = fit_image(src, dst, params);
  choose_window(src, params, fitted);
  if (params.fit == ResizeFit::kContain) fill_around(dst, fitted, colour_word(params.background.values));
  const View result = dst.part(fitted.left, fitted.top, fitted.x.count, fitted.y.count);
  if (params.filter == ResizeFilter::kNearest) return resize_nearest<uint32_t>(src, result, fitted, pool, scratch);

  ResizeMemory memory(src, fitted, params, pool, scratch, true);
  memory.columns.compute(fitted.x);
  memory.rows.compute(fitted.y);
  const Samples used = memory.columns.trim();
  const ResizeWork work = {src.part(used.begin, 0, used.end - used.begin, src.height),
                           result,
                           memory.columns,
                           memory.rows,
                           params.linear ? &memory.light : nullptr,
                           memory.ring_row,
                           memory.ring_pairs};
  const size_t grain = std::max<size_t>(16, (result.height + memory.threads - 1) / memory.threads);
  pool.rows(result.height, grain, [&](size_t begin, size_t end, unsigned thread) {
    HWY_DYNAMIC_DISPATCH(ResizeShare)(work, memory.buffers[thread], begin, end);
  });
}

}  // namespace pixlane
#endif
