// A table of 256 bytes a colour, applied to a row of pixels.
//
// A vector looks up 16 bytes at a time, so that a table takes 16 lookups, each of which answers for a sixteenth of the bytes and gives
// zero for the others. Colours are brought apart first: alpha then costs nothing, and three tables cost no more than one. Neighbours in
// a photo are alike: only the sixteenths from the least byte of a few pixels to their greatest are looked at.

#if defined(PIXLANE_TABLE_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef PIXLANE_TABLE_INL_H_
#undef PIXLANE_TABLE_INL_H_
#else
#define PIXLANE_TABLE_INL_H_
#endif

#include <cstring>

#include "kernels/colour.h"
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

// 16 pixels, a plane a channel.
struct Planes {
  hn::VFromD<U8x16> colour[3], alpha;
};

HWY_INLINE Planes split_planes(const uint8_t* HWY_RESTRICT from) {
  const U8x16 d8;
  const U32x4 d32;
  const hn::CappedTag<uint64_t, 2> d64;
  const auto by_channel = hn::Dup128VecFromValues(d8, 0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15);
  const auto load = [&](size_t i) HWY_ATTR { return hn::BitCast(d32, hn::TableLookupBytes(hn::LoadU(d8, from + 16 * i), by_channel)); };
  const auto v0 = load(0), v1 = load(1), v2 = load(2), v3 = load(3);
  const auto rg01 = hn::BitCast(d64, hn::InterleaveLower(d32, v0, v1)), ba01 = hn::BitCast(d64, hn::InterleaveUpper(d32, v0, v1));
  const auto rg23 = hn::BitCast(d64, hn::InterleaveLower(d32, v2, v3)), ba23 = hn::BitCast(d64, hn::InterleaveUpper(d32, v2, v3));
  return {{hn::BitCast(d8, hn::InterleaveLower(d64, rg01, rg23)), hn::BitCast(d8, hn::InterleaveUpper(d64, rg01, rg23)),
           hn::BitCast(d8, hn::InterleaveLower(d64, ba01, ba23))},
          hn::BitCast(d8, hn::InterleaveUpper(d64, ba01, ba23))};
}

struct SixteenPixels {
  hn::VFromD<U8x16> pixels[4];
};
HWY_INLINE SixteenPixels join_planes(const Planes& p) {
  const U8x16 d8;
  const U16x8 d16;
  const auto rg0 = hn::BitCast(d16, hn::InterleaveLower(d8, p.colour[0], p.colour[1]));
  const auto rg1 = hn::BitCast(d16, hn::InterleaveUpper(d8, p.colour[0], p.colour[1]));
  const auto ba0 = hn::BitCast(d16, hn::InterleaveLower(d8, p.colour[2], p.alpha));
  const auto ba1 = hn::BitCast(d16, hn::InterleaveUpper(d8, p.colour[2], p.alpha));
  return {{hn::BitCast(d8, hn::InterleaveLower(d16, rg0, ba0)), hn::BitCast(d8, hn::InterleaveUpper(d16, rg0, ba0)),
           hn::BitCast(d8, hn::InterleaveLower(d16, rg1, ba1)), hn::BitCast(d8, hn::InterleaveUpper(d16, rg1, ba1))}};
}

// kWhole: all 16 pixels are in the row; else only `left` bytes are.
template <bool kWhole>
HWY_INLINE void store_pixels(const SixteenPixels& v, uint8_t* HWY_RESTRICT to, size_t left) {
  const U8x16 d8;
  for (size_t i = 0; i < 4; ++i) {
    if constexpr (kWhole) {
      hn::StoreU(v.pixels[i], d8, to + 16 * i);
    } else if (16 * i < left) {
      store_bytes(d8, v.pixels[i], to + 16 * i, left - 16 * i);
    }
  }
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

// kBlocks times 16 pixels, which share the loads of the tables.
template <int kBlocks, bool kWhole>
HWY_INLINE void table_blocks(const ByteTables& tables, hn::VFromD<U8x16> sixteen, const uint8_t* HWY_RESTRICT from,
                             uint8_t* HWY_RESTRICT to, size_t left) {
  const U8x16 d8;
  Planes at[kBlocks];
  Planes found[kBlocks];
  auto least = hn::Set(d8, 255), greatest = hn::Zero(d8);
  for (int b = 0; b < kBlocks; ++b) {
    at[b] = split_planes(from + 64 * b);
    found[b] = {{hn::Zero(d8), hn::Zero(d8), hn::Zero(d8)}, at[b].alpha};
    for (const auto& colour : at[b].colour) {
      least = hn::Min(least, colour);
      greatest = hn::Max(greatest, colour);
    }
  }
  const ByteRange range = range_of(least, greatest);
  const int first = range.least & 0xF0;
  const auto before = hn::Set(d8, static_cast<uint8_t>(first));
  for (int b = 0; b < kBlocks; ++b) {
    for (auto& colour : at[b].colour) colour = hn::Sub(colour, before);
  }
// Six indices and six results are what the registers of x86 hold: more steps at once would only spill them.
#pragma GCC unroll 1
  for (int k = first; k <= range.greatest; k += 16) {
    for (int c = 0; c < 3; ++c) {
      const auto table = hn::Load(d8, tables.of[c] + k);
      for (int b = 0; b < kBlocks; ++b) {
        found[b].colour[c] = hn::Or(found[b].colour[c], sixteenth(table, at[b].colour[c]));
        at[b].colour[c] = hn::Sub(at[b].colour[c], sixteen);
      }
    }
  }
  for (int b = 0; b < kBlocks; ++b) store_pixels<kWhole>(join_planes(found[b]), to + 64 * b, left - 64 * b);
}

// Alpha is kept.
HWY_INLINE void table_row(const ByteTables& tables, const uint8_t* HWY_RESTRICT from, uint8_t* HWY_RESTRICT to, size_t bytes) {
#if HWY_TARGET == HWY_EMU128 || HWY_TARGET == HWY_SCALAR
  // Without vectors a lookup is a load.
  for (size_t x = 0; x < bytes; x += 4) {
    uint32_t p;
    std::memcpy(&p, from + x, 4);
    p = tables.of[0][p & 255] | (uint32_t{tables.of[1][(p >> 8) & 255]} << 8) | (uint32_t{tables.of[2][(p >> 16) & 255]} << 16) |
        (p & kAlphaMask);
    std::memcpy(to + x, &p, 4);
  }
#else
  const auto sixteen = hn::Set(U8x16(), 16);
  size_t x = 0;
  for (; x + 128 <= bytes; x += 128) table_blocks<2, true>(tables, sixteen, from + x, to + x, 128);
  for (; x < bytes; x += 64) table_blocks<1, false>(tables, sixteen, from + x, to + x, bytes - x);
#endif
}

}  // namespace HWY_NAMESPACE
}  // namespace pixlane
HWY_AFTER_NAMESPACE();

#endif  // toggle
