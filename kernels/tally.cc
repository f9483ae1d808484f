#include "kernels/tally.h"

#include <algorithm>
#include <cstdint>

#include "kernels/colour.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/tally.cc"
#include "hwy/foreach_target.h"  // IWYU pragma: keep
#include "hwy/highway.h"
#include "kernels/pixels-inl.h"

#ifndef PIXLANE_TALLY_ONCE
#define PIXLANE_TALLY_ONCE
namespace pixlane {

// Neighbouring pixels are often equal, and a count that is increased twice in a row waits for its own store: each of four in a row has
// counts of its own.
inline constexpr size_t kWays = 4;
inline constexpr size_t kLumaCounts = 256 + 16;           // a way; behind the 256 is one for what does not count
inline constexpr size_t kColourCounts = 3 * 256 + 16;     // a way, likewise
inline constexpr size_t kCounts = kWays * kColourCounts;  // a thread

// Where a pointer has 32 bits, vectors make the counts' addresses; elsewhere their distances from the first count, in bytes.
struct CountAddresses {
  uintptr_t rest;  // of every address
  uint32_t way[kWays];

  CountAddresses(uint32_t* counts, size_t way_counts) {
    constexpr bool kFits = sizeof(uintptr_t) == sizeof(uint32_t);
    const auto address = reinterpret_cast<uintptr_t>(counts);
    rest = kFits ? 0 : address;
    for (size_t w = 0; w < kWays; ++w) way[w] = static_cast<uint32_t>((kFits ? address : 0) + w * way_counts * sizeof(uint32_t));
  }
  void add_one(uint32_t address) const { ++*reinterpret_cast<uint32_t*>(rest + address); }
};

// Pixels whose addresses are made at once: few enough to stay in the nearest cache beside the counts.
inline constexpr size_t kAtOnce = 512;

}  // namespace pixlane
#endif

HWY_BEFORE_NAMESPACE();
namespace pixlane {
namespace HWY_NAMESPACE {

// `address` where a pixel is visible, else `nothing`.
template <bool kOpaque>
HWY_INLINE hn::VFromD<U32x4> IfVisible(hn::VFromD<U32x4> pixels, hn::VFromD<U32x4> address, hn::VFromD<U32x4> nothing) {
  const U32x4 d;
  if constexpr (kOpaque) return address;
  return hn::IfThenElse(hn::Eq(hn::And(pixels, hn::Set(d, kAlphaMask)), hn::Zero(d)), nothing, address);
}

template <bool kOpaque>
void TallyLumaRow(const CountAddresses& counts, const uint8_t* HWY_RESTRICT from, size_t width) {
  const U32x4 d;
  const U8x16 d8;
  const auto ways = hn::LoadU(d, counts.way);
  const auto nothing = hn::Add(ways, hn::Set(d, uint32_t{256 * sizeof(uint32_t)}));
  alignas(64) uint32_t addresses[kAtOnce];
  for (size_t x = 0; x < width; x += kAtOnce) {
    const size_t count = std::min(kAtOnce, width - x);
    for (size_t i = 0; i < count; i += 4) {
      const auto v = hn::BitCast(d, hn::LoadU(d8, from + (x + i) * 4));
      const auto address = hn::Add(hn::ShiftLeft<2>(hn::BitCast(d, luma(d, v))), ways);
      hn::Store(IfVisible<kOpaque>(v, address, nothing), d, addresses + i);
    }
    size_t i = 0;
    for (; i + 4 <= count; i += 4) {
      for (size_t w = 0; w < kWays; ++w) counts.add_one(addresses[i + w]);
    }
    for (; i < count; ++i) counts.add_one(addresses[i]);
  }
}

template <bool kOpaque>
void TallyColourRow(const CountAddresses& counts, const uint8_t* HWY_RESTRICT from, size_t width) {
  const U32x4 d;
  const U8x16 d8;
  constexpr auto kTable = static_cast<uint32_t>(256 * sizeof(uint32_t));
  const auto ways = hn::LoadU(d, counts.way);
  const auto greens = hn::Add(ways, hn::Set(d, kTable)), blues = hn::Add(ways, hn::Set(d, 2 * kTable));
  const auto nothing = hn::Add(ways, hn::Set(d, 3 * kTable));
  const auto byte = hn::Set(d, static_cast<uint32_t>(255 * sizeof(uint32_t)));
  alignas(64) uint32_t addresses[3][kAtOnce];
  for (size_t x = 0; x < width; x += kAtOnce) {
    const size_t count = std::min(kAtOnce, width - x);
    for (size_t i = 0; i < count; i += 4) {
      const auto v = hn::BitCast(d, hn::LoadU(d8, from + (x + i) * 4));
      const auto store = [&](int c, auto index, auto table) HWY_ATTR {
        hn::Store(IfVisible<kOpaque>(v, hn::Add(hn::And(index, byte), table), nothing), d, addresses[c] + i);
      };
      store(0, hn::ShiftLeft<2>(v), ways);
      store(1, hn::ShiftRight<6>(v), greens);
      store(2, hn::ShiftRight<14>(v), blues);
    }
    size_t i = 0;
    for (; i + 4 <= count; i += 4) {
      for (size_t w = 0; w < kWays; ++w) {
        for (const auto& colour : addresses) counts.add_one(colour[i + w]);
      }
    }
    for (; i < count; ++i) {
      for (const auto& colour : addresses) counts.add_one(colour[i]);
    }
  }
}

void TallyLumaRows(View src, size_t begin, size_t end, uint32_t* counts) {
  const CountAddresses addresses(counts, kLumaCounts);
  for (size_t y = begin; y < end; ++y) {
    (is_opaque(src.row(y), src.width) ? TallyLumaRow<true> : TallyLumaRow<false>)(addresses, src.row(y), src.width);
  }
}

void TallyColourRows(View src, size_t begin, size_t end, uint32_t* counts) {
  const CountAddresses addresses(counts, kColourCounts);
  for (size_t y = begin; y < end; ++y) {
    (is_opaque(src.row(y), src.width) ? TallyColourRow<true> : TallyColourRow<false>)(addresses, src.row(y), src.width);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace pixlane
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace pixlane {

HWY_EXPORT(TallyLumaRows);
HWY_EXPORT(TallyColourRows);

namespace {

// Runs `rows(begin, end, counts)`, a block of counts a thread, and leaves the sum of all blocks and ways in `tallies`: way w of tally t
// begins at w * way + t * 256.
template <class Rows>
void tally(View src, Pool& pool, Scratch scratch, size_t way, size_t count, Tally* tallies, const Rows& rows) {
  const size_t all = pool.threads() * kCounts;
  auto* const counts = scratch.take<uint32_t>(all);
  std::fill_n(counts, all, 0u);
  pool.rows(src.height, colour_grain(src), [&](size_t begin, size_t end, unsigned thread) { rows(begin, end, counts + thread * kCounts); });
  for (size_t t = 0; t < count; ++t) {
    for (size_t i = 0; i < 256; ++i) {
      uint32_t sum = 0;
      for (size_t block = 0; block < all; block += kCounts) {
        for (size_t w = 0; w < kWays; ++w) sum += counts[block + w * way + t * 256 + i];
      }
      tallies[t].of[i] = sum;
    }
  }
}

}  // namespace

size_t tally_scratch(const Pool& pool) { return round_up(pool.threads() * kCounts * sizeof(uint32_t), kRowAlign); }

void tally_luma(View src, Pool& pool, Scratch scratch, Tally* luma) {
  tally(src, pool, scratch, kLumaCounts, 1, luma, [&](size_t begin, size_t end, uint32_t* counts) {
    HWY_DYNAMIC_DISPATCH(TallyLumaRows)(src, begin, end, counts);
  });
}

void tally_colours(View src, Pool& pool, Scratch scratch, Tally* colours) {
  tally(src, pool, scratch, kColourCounts, 3, colours, [&](size_t begin, size_t end, uint32_t* counts) {
    HWY_DYNAMIC_DISPATCH(TallyColourRows)(src, begin, end, counts);
  });
}

}  // namespace pixlane
#endif
