// resize of 16 bits a channel: as in 8 bits, in floats of 32.
//
// Rows stream through: every source row is read once, made floats, resampled horizontally, and kept only as long as the vertical pass
// needs it. What `cover` cuts off is not computed.

#include <algorithm>
#include <cstdint>

#include "kernels/coefficients.h"
#include "kernels/curves16.h"
#include "kernels/fit.h"
#include "kernels/resize.h"
#include "kernels_gen.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/resize16.cc"
#include "hwy/foreach_target.h"  // IWYU pragma: keep
#include "hwy/highway.h"
#include "kernels/resize16-inl.h"

#ifndef PIXLANE_RESIZE16_ONCE
#define PIXLANE_RESIZE16_ONCE
namespace pixlane {

// Source rows resampled together: their sums are independent, which hides the latency of the additions, and they share the weights.
inline constexpr size_t kFloatRowsAtOnce = 4;

// One thread's memory.
struct Resize16Buffers {
  float* source[kFloatRowsAtOnce];  // source rows, premultiplied
  float* ring;                      // rows resampled horizontally
  uint8_t* ring_opaque;             // whether they are opaque
  const float** rows;               // those of one output row
};

// What all threads share.
struct Resize16Work {
  View src;  // the columns that are needed
  View dst;  // where the result lies
  const FloatCoefficients& columns;
  const FloatCoefficients& rows;
  const Curve16* decode;  // to linear light, and back; null for sRGB's own values
  const Curve16* encode;
  size_t ring_row;   // floats of a row in the ring
  size_t ring_rows;  // capacity of the ring
};

}  // namespace pixlane
#endif

HWY_BEFORE_NAMESPACE();
namespace pixlane {
namespace HWY_NAMESPACE {

// Output rows [begin, end).
void Resize16Share(const Resize16Work& work, const Resize16Buffers& buffers, size_t begin, size_t end) {
  const FloatCoefficients& rows = work.rows;
  const View dst = work.dst;
  const auto ring = [&](size_t row) { return buffers.ring + (row % work.ring_rows) * work.ring_row; };
  size_t next = 0;  // the first row not yet in the ring
  for (size_t y = begin; y < end; ++y) {
    const size_t first = rows.first(y);
    const size_t last = first + rows.count(y);
    if (next < first) next = first;
    // Four rows come in at once; those beyond the image land in slots that nobody reads.
    for (; next < last; next += kFloatRowsAtOnce) {
      float* to[kFloatRowsAtOnce];
      for (size_t i = 0; i < kFloatRowsAtOnce; ++i) {
        const uint16_t* const from = work.src.row16(std::min<size_t>(next + i, work.src.height - 1));
        const bool opaque = is_opaque16(from, work.src.width);
        LoadRow16(from, work.src.width, opaque, work.decode, buffers.source[i]);
        buffers.ring_opaque[(next + i) % work.ring_rows] = opaque;
        to[i] = ring(next + i);
      }
      ResampleRows16(buffers.source, work.columns, dst.width, to);
    }
    bool opaque = true;
    for (size_t row = first; row < last; ++row) {
      buffers.rows[row - first] = ring(row);
      opaque = opaque && buffers.ring_opaque[row % work.ring_rows];
    }
    BlendRows16(buffers.rows, rows.weights(y), rows.count(y), opaque, work.encode, dst.row16(y), dst.width);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace pixlane
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace pixlane {

HWY_EXPORT(Resize16Share);

namespace {

constexpr unsigned kMaxThreads = 64;

struct Resize16Memory {
  unsigned threads;
  FloatCoefficients columns, rows;
  size_t ring_row, ring_rows;
  Resize16Buffers buffers[kMaxThreads];

  Resize16Memory(View src, const Fitted& fitted, const ResizeParams& params, const Pool& pool, Scratch& scratch)
      : threads(std::min(pool.threads(), kMaxThreads)),
        columns(fitted.x, filter_of(params.filter), scratch),
        rows(fitted.y, filter_of(params.filter), scratch),
        ring_row(round_up(fitted.x.count, 4) * kChannels),
        // The rows of one output row, and those that come in together with the last of them.
        ring_rows(rows.max_count() + kFloatRowsAtOnce - 1) {
    for (unsigned t = 0; t < threads; ++t) {
      for (float*& row : buffers[t].source) row = scratch.take<float>(size_t{src.width} * kChannels);
      buffers[t].ring = scratch.take<float>(ring_row * ring_rows);
      buffers[t].ring_opaque = scratch.take<uint8_t>(ring_rows);
      buffers[t].rows = scratch.take<const float*>(rows.max_count());
    }
  }
};

}  // namespace

size_t resize16_scratch(View src, View dst, const ResizeParams& params, const Pool& pool) {
  if (params.filter == ResizeFilter::kNearest) return nearest_scratch(dst);
  Scratch counted = Scratch::measure();
  const Resize16Memory memory(src, fit_image(src, dst, params), params, pool, counted);
  return counted.used();
}

// Output i of an axis is the sum over j of w(j) in(j), w(j) = f((j + 1/2 - (i + 1/2) s) / max(s, 1)) with s = in / out, normalised to
// parts of 2^-22 / s or less; columns first, then rows, in floats, nothing rounded to 16 bits in between. Colours are premultiplied by
// alpha, in linear light after decoding. The result is clamped and rounded once; what has an alpha of 0 is black. Filters, fits and
// positions: as in 8 bits; entropy and attention put the window where the image in 8 bits has it.
void resize16(View src, View dst, const ResizeParams& params, Pool& pool, Scratch scratch) {
  Fitted fitted = fit_image(src, dst, params);
  choose_window(src, params, fitted);
  if (params.fit == ResizeFit::kContain) fill_around(dst, fitted, colour_word16(params.background.values));
  const View result = dst.part(fitted.left, fitted.top, fitted.x.count, fitted.y.count);
  if (params.filter == ResizeFilter::kNearest) return resize_nearest<uint64_t>(src, result, fitted, pool, scratch);

  Resize16Memory memory(src, fitted, params, pool, scratch);
  memory.columns.compute(fitted.x);
  memory.rows.compute(fitted.y);
  const Samples used = memory.columns.trim();
  const Resize16Work work = {src.part(used.begin, 0, used.end - used.begin, src.height),
                             result,
                             memory.columns,
                             memory.rows,
                             params.linear ? &decoded_srgb16() : nullptr,
                             params.linear ? &encoded_srgb16() : nullptr,
                             memory.ring_row,
                             memory.ring_rows};
  const size_t grain = std::max<size_t>(16, (result.height + memory.threads - 1) / memory.threads);
  pool.rows(result.height, grain, [&](size_t begin, size_t end, unsigned thread) {
    HWY_DYNAMIC_DISPATCH(Resize16Share)(work, memory.buffers[thread], begin, end);
  });
}

}  // namespace pixlane
#endif
