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

// dst(row x, column y) = src(row y, column x), with the source's rows or the destination's rows taken from the last to the first.
// Goes in tiles of 16 x 16, so that each side touches whole cache lines while they are at hand.
void TransposeRows(View src, View dst, bool source_up, bool destination_up, Pool& pool) {
  constexpr size_t kTile = 16;
  const size_t w = src.width;
  const size_t h = src.height;
  const auto from_row = [&](size_t y) { return src.row(source_up ? h - 1 - y : y); };
  const auto to_row = [&](size_t x) { return dst.row(destination_up ? w - 1 - x : x); };
  pool.rows((w + kTile - 1) / kTile, 4, [&](size_t begin, size_t end, unsigned) {
    const U32x4 d;
    const U8x16 d8;
    const hn::CappedTag<uint64_t, 2> d64;
    // Tiles go down the source's columns: the destination is then written along its rows.
    for (size_t tile_x = begin * kTile; tile_x < w && tile_x < end * kTile; tile_x += kTile) {
      const size_t end_x = tile_x + kTile < w ? tile_x + kTile : w;
      size_t y = 0;
      for (; y + 4 <= h; y += 4) {
        const uint8_t* from[4] = {from_row(y), from_row(y + 1), from_row(y + 2), from_row(y + 3)};
        size_t x = tile_x;
        for (; x + 4 <= end_x; x += 4) {
          const auto load = [&](int i) HWY_ATTR { return hn::BitCast(d, hn::LoadU(d8, from[i] + x * 4)); };
          const auto a = load(0), b = load(1), c = load(2), e = load(3);
          const auto ab_low = hn::BitCast(d64, hn::InterleaveLower(d, a, b));
          const auto ab_high = hn::BitCast(d64, hn::InterleaveUpper(d, a, b));
          const auto ce_low = hn::BitCast(d64, hn::InterleaveLower(d, c, e));
          const auto ce_high = hn::BitCast(d64, hn::InterleaveUpper(d, c, e));
          hn::StoreU(hn::BitCast(d8, hn::InterleaveLower(d64, ab_low, ce_low)), d8, to_row(x) + y * 4);
          hn::StoreU(hn::BitCast(d8, hn::InterleaveUpper(d64, ab_low, ce_low)), d8, to_row(x + 1) + y * 4);
          hn::StoreU(hn::BitCast(d8, hn::InterleaveLower(d64, ab_high, ce_high)), d8, to_row(x + 2) + y * 4);
          hn::StoreU(hn::BitCast(d8, hn::InterleaveUpper(d64, ab_high, ce_high)), d8, to_row(x + 3) + y * 4);
        }
        for (; x < end_x; ++x) {
          for (size_t i = 0; i < 4; ++i) std::memcpy(to_row(x) + (y + i) * 4, from[i] + x * 4, 4);
        }
      }
      for (; y < h; ++y) {
        const uint8_t* from = from_row(y);
        for (size_t x = tile_x; x < end_x; ++x) std::memcpy(to_row(x) + y * 4, from + x * 4, 4);
      }
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
