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

void MirrorRow(const uint8_t* from, uint8_t* to, size_t width) {
  const U32x4 d;
  const U8x16 d8;
  size_t x = 0;
  for (; x + 4 <= width; x += 4) {
    const auto v = hn::BitCast(d, hn::LoadU(d8, from + (width - 4 - x) * 4));
    hn::StoreU(hn::BitCast(d8, hn::Reverse(d, v)), d8, to + x * 4);
  }
  for (; x < width; ++x) std::memcpy(to + x * 4, from + (width - 1 - x) * 4, 4);
}

// Pixels moved as 4 x 4 blocks.
HWY_INLINE void TransposeBlock(const uint8_t* const* from, size_t from_offset, uint8_t* const* to, size_t to_offset) {
  const U32x4 d;
  const U8x16 d8;
  const hn::CappedTag<uint64_t, 2> d64;
  const auto load = [&](int i) HWY_ATTR { return hn::BitCast(d, hn::LoadU(d8, from[i] + from_offset)); };
  const auto store = [&](auto v, int i) HWY_ATTR { hn::StoreU(hn::BitCast(d8, v), d8, to[i] + to_offset); };
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

// dst(row x, column y) = src(row y, column x), with the source's rows or the destination's rows taken from the last to the first.
// Tiles of 16 source rows and 32 columns: each destination row gets one whole cache line at a time, and each source row
// is read two lines at a time, few enough rows on either side for the first-level caches of data and of addresses.
void TransposeRows(View src, View dst, bool source_up, bool destination_up, Pool& pool) {
  constexpr size_t kTileRows = 16;
  constexpr size_t kTileColumns = 32;
  const size_t w = src.width;
  const size_t h = src.height;
  const auto from_row = [&](size_t y) { return src.row(source_up ? h - 1 - y : y); };
  const auto to_row = [&](size_t x) { return dst.row(destination_up ? w - 1 - x : x); };
  const auto one_by_one = [&](size_t begin_y, size_t end_y, size_t begin_x, size_t end_x) {
    for (size_t x = begin_x; x < end_x; ++x) {
      for (size_t y = begin_y; y < end_y; ++y) std::memcpy(to_row(x) + y * 4, from_row(y) + x * 4, 4);
    }
  };
  pool.rows((w + kTileColumns - 1) / kTileColumns, 2, [&](size_t begin, size_t end, unsigned) {
    for (size_t tile_x = begin * kTileColumns; tile_x < w && tile_x < end * kTileColumns; tile_x += kTileColumns) {
      const size_t end_x = tile_x + kTileColumns < w ? tile_x + kTileColumns : w;
      size_t y = 0;
      for (; y + kTileRows <= h; y += kTileRows) {
        const uint8_t* from[kTileRows];
        for (size_t i = 0; i < kTileRows; ++i) from[i] = from_row(y + i);
        size_t x = tile_x;
        for (; x + 4 <= end_x; x += 4) {
          uint8_t* to[4] = {to_row(x), to_row(x + 1), to_row(x + 2), to_row(x + 3)};
          for (size_t i = 0; i < kTileRows; i += 4) TransposeBlock(from + i, x * 4, to, (y + i) * 4);
        }
        one_by_one(y, y + kTileRows, x, end_x);
      }
      one_by_one(y, h, tile_x, end_x);
    }
  });
}

}  // namespace HWY_NAMESPACE
}  // namespace pixlane
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace pixlane {

HWY_EXPORT(MirrorRow);
HWY_EXPORT(TransposeRows);

namespace {

size_t copy_grain(View view) { return 1 + (size_t{1} << 14) / (view.width + 1); }

// Rows copied one by one, mirrored where `flop`, from the last to the first where `flip`.
void copy_rows(View src, View dst, bool flop, bool flip, Pool& pool) {
  const auto mirror = HWY_DYNAMIC_POINTER(MirrorRow);
  pool.rows(src.height, copy_grain(src), [&](size_t begin, size_t end, unsigned) {
    for (size_t y = begin; y < end; ++y) {
      uint8_t* to = dst.row(flip ? src.height - 1 - y : y);
      if (flop) {
        mirror(src.row(y), to, src.width);
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
