// A table of 256 bytes a channel, applied to an image.
//
// A vector looks up 16 bytes at a time, so that a table takes 16 lookups, each of which answers for a sixteenth of the bytes and gives
// zero for the others. Channels are brought apart first: alpha that is kept then costs nothing, and three tables cost no more than one.
// Neighbours in a photo are alike: only the sixteenths from the least byte of a few pixels to their greatest are looked at.

#include <cstring>

#include "kernels/colour.h"
#include "kernels/parallel.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/tables.cc"
#include "hwy/foreach_target.h"  // IWYU pragma: keep
#include "hwy/highway.h"
#include "kernels/byte-planes-inl.h"
#include "kernels/pixels-inl.h"

HWY_BEFORE_NAMESPACE();
namespace pixlane {
namespace HWY_NAMESPACE {

// The bytes of `table` at `indices`; an index from 16 on gives zero.
HWY_INLINE hn::VFromD<U8x16> sixteenth(hn::VFromD<U8x16> table, hn::VFromD<U8x16> indices) {
#if HWY_TARGET == HWY_WASM
  return hn::TableLookupBytes(table, indices);  // wasm's own rule, which Highway does not count on
#else
  const U8x16 d8;
  return hn::IfThenElseZero(hn::Lt(indices, hn::Set(d8, 16)), hn::TableLookupBytes(table, hn::And(indices, hn::Set(d8, 15))));
#endif
}

// The least byte of all lanes of `least` and the greatest of `greatest`.
struct ByteRange {
  int least, greatest;
};
HWY_INLINE ByteRange range_of(hn::VFromD<U8x16> least, hn::VFromD<U8x16> greatest) {
  const U8x16 d8;
  const U16x8 d16;
  const U32x4 d32;
  const hn::CappedTag<uint64_t, 2> d64;
  // Both at once, half a vector each: the greatest is the least of the complements.
  const auto low = hn::BitCast(d64, least), high = hn::BitCast(d64, hn::Not(greatest));
  auto v = hn::Min(hn::BitCast(d8, hn::InterleaveLower(d64, low, high)), hn::BitCast(d8, hn::InterleaveUpper(d64, low, high)));
  v = hn::Min(v, hn::BitCast(d8, hn::Reverse2(d32, hn::BitCast(d32, v))));
  v = hn::Min(v, hn::BitCast(d8, hn::Reverse2(d16, hn::BitCast(d16, v))));
  v = hn::Min(v, hn::Reverse2(d8, v));
  return {hn::ExtractLane(v, 0), 255 - hn::ExtractLane(v, 8)};
}

// kBlocks times 16 pixels, which share the loads of the tables. kMapped: the channels that have a table; alpha is kept when it is 3.
template <int kMapped, int kBlocks, bool kWhole>
HWY_INLINE void table_blocks(const ByteTables& tables, hn::VFromD<U8x16> sixteen, const uint8_t* HWY_RESTRICT from,
                             uint8_t* HWY_RESTRICT to, size_t left) {
  const U8x16 d8;
  BytePlanes at[kBlocks];
  BytePlanes found[kBlocks];
  auto least = hn::Set(d8, 255), greatest = hn::Zero(d8);
  for (int b = 0; b < kBlocks; ++b) {
    at[b] = split_planes(from + 64 * b);
    found[b] = at[b];
    for (int c = 0; c < kMapped; ++c) {
      found[b].channel[c] = hn::Zero(d8);
      least = hn::Min(least, at[b].channel[c]);
      greatest = hn::Max(greatest, at[b].channel[c]);
    }
  }
  const ByteRange range = range_of(least, greatest);
  const int first = range.least & 0xF0;
  const auto before = hn::Set(d8, static_cast<uint8_t>(first));
  for (int b = 0; b < kBlocks; ++b) {
    for (int c = 0; c < kMapped; ++c) at[b].channel[c] = hn::Sub(at[b].channel[c], before);
  }
// Six indices and six results are what the registers of x86 hold: more steps at once would only spill them.
#pragma GCC unroll 1
  for (int k = first; k <= range.greatest; k += 16) {
    for (int c = 0; c < kMapped; ++c) {
      const auto table = hn::Load(d8, tables.of[c] + k);
      for (int b = 0; b < kBlocks; ++b) {
        found[b].channel[c] = hn::Or(found[b].channel[c], sixteenth(table, at[b].channel[c]));
        at[b].channel[c] = hn::Sub(at[b].channel[c], sixteen);
      }
    }
  }
  for (int b = 0; b < kBlocks; ++b) store_pixels<kWhole>(join_planes(found[b]), to + 64 * b, left - 64 * b);
}

// kMapped: as for table_blocks.
template <int kMapped>
HWY_INLINE void table_row(const ByteTables& tables, const uint8_t* HWY_RESTRICT from, uint8_t* HWY_RESTRICT to, size_t bytes) {
#if HWY_TARGET == HWY_EMU128 || HWY_TARGET == HWY_SCALAR
  // Without vectors a lookup is a load.
  for (size_t x = 0; x < bytes; x += kChannels) {
    uint32_t p;
    std::memcpy(&p, from + x, kChannels);
    p = tables.of[0][p & 255] | (uint32_t{tables.of[1][(p >> 8) & 255]} << 8) | (uint32_t{tables.of[2][(p >> 16) & 255]} << 16) |
        (kMapped == kChannels ? uint32_t{tables.of[3][p >> 24]} << 24 : p & kAlphaMask);
    std::memcpy(to + x, &p, kChannels);
  }
#else
  const auto sixteen = hn::Set(U8x16(), 16);
  size_t x = 0;
  for (; x + 128 <= bytes; x += 128) table_blocks<kMapped, 2, true>(tables, sixteen, from + x, to + x, 128);
  for (; x < bytes; x += 64) table_blocks<kMapped, 1, false>(tables, sixteen, from + x, to + x, bytes - x);
#endif
}

void MapByTables(View src, View dst, const ByteTables& tables, Pool& pool) {
  pool.rows(src.height, colour_grain(src), [&](size_t begin, size_t end, unsigned) {
    for (size_t y = begin; y < end; ++y) {
      if (tables.alpha) {
        table_row<kChannels>(tables, src.row(y), dst.row(y), src.row_bytes());
      } else {
        table_row<3>(tables, src.row(y), dst.row(y), src.row_bytes());
      }
    }
  });
}

}  // namespace HWY_NAMESPACE
}  // namespace pixlane
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace pixlane {

HWY_EXPORT(MapByTables);

void map_by_tables(View src, View dst, const ByteTables& tables, Pool& pool) { HWY_DYNAMIC_DISPATCH(MapByTables)(src, dst, tables, pool); }

}  // namespace pixlane
#endif
