// The eight ways to lay an image: mirrored, turned, transposed. Whole pixels move; nothing is computed.

#include <cstdint>
#include <cstring>

#include "kernels_gen.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/orient.cc"
#include "hwy/foreach_target.h"  // IWYU pragma: keep
#include "hwy/highway.h"
#include "kernels/pixels-inl.h"

HWY_BEFORE_NAMESPACE();
namespace pixlane {
namespace HWY_NAMESPACE {

// A pixel is a Word: 64 bits where a channel has 16.
//
// Reads forwards and writes backwards: the other way takes a seventh longer, because processors fetch ahead best upwards.
template <class Word>
HWY_INLINE void MirrorWords(const uint8_t* from, uint8_t* to, size_t width) {
  constexpr size_t kBytes = sizeof(Word);
  constexpr size_t kPixels = 16 / kBytes;
  const hn::CappedTag<Word, kPixels> d;
  const U8x16 d8;
  const auto vector = [&](size_t x) HWY_ATTR {
    const auto v = hn::BitCast(d, hn::LoadU(d8, from + x * kBytes));
    hn::StoreU(hn::BitCast(d8, hn::Reverse(d, v)), d8, to + (width - kPixels - x) * kBytes);
  };
  size_t x = 0;
  // A cache line a turn.
  for (; x + 4 * kPixels <= width; x += 4 * kPixels) {
    vector(x);
    vector(x + kPixels);
    vector(x + 2 * kPixels);
    vector(x + 3 * kPixels);
  }
  for (; x + kPixels <= width; x += kPixels) vector(x);
  for (; x < width; ++x) std::memcpy(to + (width - 1 - x) * kBytes, from + x * kBytes, kBytes);
}

void MirrorRow(const uint8_t* from, uint8_t* to, size_t width, size_t pixel_bytes) {
  if (pixel_bytes == kPixelBytes16) return MirrorWords<uint64_t>(from, to, width);
  MirrorWords<uint32_t>(from, to, width);
}

// Four pixels of four rows that are `from_step` bytes apart to four rows that are `to_step` bytes apart, transposed.
HWY_INLINE void TransposeBlock(uint32_t, const uint8_t* from, ptrdiff_t from_step, uint8_t* to, ptrdiff_t to_step) {
  const U32x4 d;
  const U8x16 d8;
  const hn::CappedTag<uint64_t, 2> d64;
  const auto load = [&](int i) HWY_ATTR { return hn::BitCast(d, hn::LoadU(d8, from + i * from_step)); };
  const auto store = [&](auto v, int i) HWY_ATTR { hn::StoreU(hn::BitCast(d8, v), d8, to + i * to_step); };
  const auto a = load(0), b = load(1), c = load(2), e = load(3);
  const auto ab_low = hn::BitCast(d64, hn::InterleaveLower(d, a, b));
  const auto ab_high = hn::BitCast(d64, hn::InterleaveUpper(d, a, b));
  const auto ce_low = hn::BitCast(d64, hn::InterleaveLower(d, c, e));
  const auto ce_high = hn::BitCast(d64, hn::InterleaveUpper(d, c, e));
  store(hn::InterleaveLower(d64, ab_low, ce_low), 0);
  store(hn::InterleaveUpper(d64, ab_low, ce_low), 1);
  store(hn::InterleaveLower(d64, ab_high, ce_high), 2);
  store(hn::InterleaveUpper(d64, ab_high, ce_high), 3);
}

// Two pixels of 64 bits of four rows, to two rows.
HWY_INLINE void TransposeBlock(uint64_t, const uint8_t* from, ptrdiff_t from_step, uint8_t* to, ptrdiff_t to_step) {
  const hn::CappedTag<uint64_t, 2> d;
  const U8x16 d8;
  const auto load = [&](int i) HWY_ATTR { return hn::BitCast(d, hn::LoadU(d8, from + i * from_step)); };
  const auto store = [&](auto v, uint8_t* at) HWY_ATTR { hn::StoreU(hn::BitCast(d8, v), d8, at); };
  const auto a = load(0), b = load(1), c = load(2), e = load(3);
  store(hn::InterleaveLower(d, a, b), to);
  store(hn::InterleaveLower(d, c, e), to + 16);
  store(hn::InterleaveUpper(d, a, b), to + to_step);
  store(hn::InterleaveUpper(d, c, e), to + to_step + 16);
}

// dst(row x, column y) = src(row y, column x), with the source's rows or the destination's rows taken from the last to the first.
//
// Every row of a photo lies on pages of its own, so one side of the work jumps from page to page; what counts is how. Here the 16 columns
// of a cache line (8 of 64-bit pixels) at a time go down strips of 512 rows: each jump reads one whole line, many of them under way at
// once; the pages of a strip stay in the second-level TLB for the next columns; and the writes run along 16 rows. Tiles that write the
// jumping side took half as long again; two lines a jump, twice as long where the source's rows go up.
template <class Word>
void TransposeWords(View src, View dst, bool source_up, bool destination_up, Pool& pool) {
  constexpr size_t kStripRows = 512;
  constexpr size_t kBytes = sizeof(Word);
  constexpr size_t kColumns = 64 / kBytes;
  const size_t w = src.width;
  const size_t h = src.height;
  const uint8_t* const from = src.row(source_up ? h - 1 : 0);
  uint8_t* const to = dst.row(destination_up ? w - 1 : 0);
  const ptrdiff_t from_step = source_up ? -static_cast<ptrdiff_t>(src.stride) : static_cast<ptrdiff_t>(src.stride);
  const ptrdiff_t to_step = destination_up ? -static_cast<ptrdiff_t>(dst.stride) : static_cast<ptrdiff_t>(dst.stride);
  const auto source = [&](size_t x, size_t y) { return from + static_cast<ptrdiff_t>(y) * from_step + x * kBytes; };
  const auto destination = [&](size_t x, size_t y) { return to + static_cast<ptrdiff_t>(x) * to_step + y * kBytes; };
  const auto one_by_one = [&](size_t begin_y, size_t end_y, size_t begin_x, size_t end_x) {
    for (size_t x = begin_x; x < end_x; ++x) {
      for (size_t y = begin_y; y < end_y; ++y) std::memcpy(destination(x, y), source(x, y), kBytes);
    }
  };
  pool.rows((w + kColumns - 1) / kColumns, 4, [&](size_t begin, size_t end, unsigned) {
    const size_t end_w = end * kColumns < w ? end * kColumns : w;
    for (size_t strip = 0; strip < h; strip += kStripRows) {
      const size_t strip_end = strip + kStripRows < h ? strip + kStripRows : h;
      size_t x = begin * kColumns;
      for (; x + kColumns <= end_w; x += kColumns) {
        size_t y = strip;
        for (; y + 4 <= strip_end; y += 4) {
          for (size_t i = 0; i < kColumns; i += 16 / kBytes)
            TransposeBlock(Word{}, source(x + i, y), from_step, destination(x + i, y), to_step);
        }
        one_by_one(y, strip_end, x, x + kColumns);
      }
      one_by_one(strip, strip_end, x, end_w);
    }
  });
}

void TransposeRows(View src, View dst, bool source_up, bool destination_up, Pool& pool) {
  if (src.is_16()) return TransposeWords<uint64_t>(src, dst, source_up, destination_up, pool);
  TransposeWords<uint32_t>(src, dst, source_up, destination_up, pool);
}

}  // namespace HWY_NAMESPACE
}  // namespace pixlane
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace pixlane {

HWY_EXPORT(MirrorRow);
HWY_EXPORT(TransposeRows);

namespace {

// About 64 KB of pixels: less is not worth waking another thread.
size_t copy_grain(View view) { return 1 + (size_t{1} << 16) / (view.row_bytes() + 1); }

// Rows copied one by one, mirrored where `flop`, from the last to the first where `flip`.
void copy_rows(View src, View dst, bool flop, bool flip, Pool& pool) {
  const auto mirror = HWY_DYNAMIC_POINTER(MirrorRow);
  pool.rows(src.height, copy_grain(src), [&](size_t begin, size_t end, unsigned) {
    for (size_t y = begin; y < end; ++y) {
      uint8_t* to = dst.row(flip ? src.height - 1 - y : y);
      if (flop) {
        mirror(src.row(y), to, src.width, src.pixel_bytes);
      } else {
        std::memcpy(to, src.row(y), src.row_bytes());
      }
    }
  });
}

}  // namespace

void flip(View src, View dst, const FlipParams&, Pool& pool, Scratch) { copy_rows(src, dst, false, true, pool); }

void flop(View src, View dst, const FlopParams&, Pool& pool, Scratch) { copy_rows(src, dst, true, false, pool); }

void rotate180(View src, View dst, const Rotate180Params&, Pool& pool, Scratch) { copy_rows(src, dst, true, true, pool); }

void transpose(View src, View dst, const TransposeParams&, Pool& pool, Scratch) {
  HWY_DYNAMIC_DISPATCH(TransposeRows)(src, dst, false, false, pool);
}

void rotate90(View src, View dst, const Rotate90Params&, Pool& pool, Scratch) {
  HWY_DYNAMIC_DISPATCH(TransposeRows)(src, dst, true, false, pool);
}

void rotate270(View src, View dst, const Rotate270Params&, Pool& pool, Scratch) {
  HWY_DYNAMIC_DISPATCH(TransposeRows)(src, dst, false, true, pool);
}

void transverse(View src, View dst, const TransverseParams&, Pool& pool, Scratch) {
  HWY_DYNAMIC_DISPATCH(TransposeRows)(src, dst, true, true, pool);
}

}  // namespace pixlane
#endif
