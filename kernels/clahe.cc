// clahe: contrast limited adaptive histogram equalisation of the luma; the colours follow it, alpha is kept.
//
// The image is cut into tX x tY tiles, tX = min(tilesX, width), tY alike: tile (i, j) has columns floor(i width / tX) up to those of tile i
// + 1, rows alike, and n pixels. Of each:
//
//   counts h[0..255] of Y = (6966 R + 23436 G + 2366 B + 16384) >> 15
//   limit c = max(1, floor(clipLimit n / 256)), none where clipLimit is 0; excess e = sum of max(0, h[k] - c)
//   h[k] = min(h[k], c) + floor(e / 256), and 1 more for the first e mod 256 of k = 0, s, 2 s, ..., s = max(1, floor(256 / (e mod 256)))
//   table t[k] = floor((510 (h[0] + ... + h[k]) + n) / (2 n)), which is 255 times the share, rounded
//
// A pixel lies between the centres of four tiles, or of those at the edge that are there:
//
//   fx = floor(256 ((2 x + 1) tX - width) / (2 width)), fy = floor(128 ((2 y + 1) tY - height) / (2 height))
//   i = fx >> 8, a = fx & 255; j = fy >> 7, b = fy & 127; tile indices clamped to the tiles that there are
//   Y' = ((256 - a) ((128 - b) t(i, j)[Y] + b t(i, j + 1)[Y]) + a ((128 - b) t(i + 1, j)[Y] + b t(i + 1, j + 1)[Y]) + 2^14) >> 15
//   c' = clamp(c + Y' - Y)
//
// A row's tables are blended by b beforehand, two neighbours side by side in one word: so a pixel costs one look-up, and what it finds goes
// straight into a multiplication of pairs. Look-ups are single loads; everything else is done on vectors.

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <utility>

#include "kernels_gen.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/clahe.cc"
#include "hwy/foreach_target.h"  // IWYU pragma: keep
#include "hwy/highway.h"
#include "kernels/pixels-inl.h"

#ifndef PIXLANE_CLAHE_ONCE
#define PIXLANE_CLAHE_ONCE
namespace pixlane {

inline constexpr size_t kGreys = 256;
// Pixels at a time, so that what is known of them stays in the nearest cache.
inline constexpr size_t kClahePixels = 512;
inline constexpr size_t kClaheRoom = kClahePixels + 64;
inline constexpr int kCounters = 4;

// floor(one ((2 at + 1) tiles - size) / (2 size)): the place among the centres of tiles, in steps of 1 / one.
inline int64_t tile_place(size_t at, size_t size, size_t tiles, int64_t one) {
  const auto n = static_cast<int64_t>(size), t = static_cast<int64_t>(tiles);
  return one * ((2 * static_cast<int64_t>(at) + 1) * t + n) / (2 * n) - one;
}

// One thread's memory.
struct ClaheThread {
  uint32_t* places;       // of kClahePixels pixels: where to look up or to count
  uint32_t* found;        // their entries of the row's tables
  uint32_t* counts;       // kCounters times: consecutive pixels are often equal, and a counter has to wait for itself
  uint16_t* blended;      // a row's tables by tile
  uint32_t* neighbours;   // [k]: those of tiles k - 1 and k
  int64_t row_place = 0;  // for which they were made
  bool made = false;
};

struct ClahePlan {
  size_t tiles_x, tiles_y;
  double clip_limit;
  uint16_t* tables = nullptr;   // row by row of tiles
  uint32_t* weights = nullptr;  // of each column: 512 - 2 a and 2 a
  uint32_t* starts = nullptr;   // [k]: the first column between tiles k - 1 and k
  uint8_t* threads = nullptr;

  ClahePlan(View view, const ClaheParams& params, const Pool& pool, Scratch& scratch)
      : tiles_x(std::min<size_t>(static_cast<size_t>(params.tilesX), view.width)),
        tiles_y(std::min<size_t>(static_cast<size_t>(params.tilesY), view.height)),
        clip_limit(params.clipLimit) {
    tables = scratch.take<uint16_t>(tiles_x * tiles_y * kGreys);
    weights = scratch.take<uint32_t>(view.width + 16);
    starts = scratch.take<uint32_t>(tiles_x + 2);
    threads = scratch.take<uint8_t>(pool.threads() * thread_bytes());
  }
  size_t thread_bytes() const { return lay_out(nullptr).second; }
  ClaheThread thread(unsigned index) const { return lay_out(threads + index * thread_bytes()).first; }
  const uint16_t* table(size_t x, size_t y) const { return tables + (y * tiles_x + x) * kGreys; }

 private:
  std::pair<ClaheThread, size_t> lay_out(uint8_t* data) const {
    ClaheThread t;
    Scratch memory(data, ~size_t{0} >> 2);
    t.places = memory.take<uint32_t>(kClaheRoom);
    t.found = memory.take<uint32_t>(kClaheRoom);
    t.counts = memory.take<uint32_t>(kCounters * kGreys);
    t.blended = memory.take<uint16_t>(tiles_x * kGreys);
    t.neighbours = memory.take<uint32_t>((tiles_x + 1) * kGreys);
    return {t, memory.used()};
  }
};

// The table of a tile of n pixels from its counts, which are limited on the way.
inline void make_table(uint32_t* counts, uint64_t n, double clip_limit, uint16_t* table) {
  if (clip_limit > 0) {
    const double most = std::floor(clip_limit * static_cast<double>(n) / 256);
    const auto limit = static_cast<uint64_t>(std::clamp(most, 1.0, static_cast<double>(n)));
    uint64_t excess = 0;
    for (size_t k = 0; k < kGreys; ++k) excess += counts[k] > limit ? counts[k] - limit : 0;
    const auto rest = static_cast<size_t>(excess % kGreys);
    const size_t step = rest == 0 ? 1 : std::max<size_t>(kGreys / rest, 1);
    for (size_t k = 0; k < kGreys; ++k) {
      const bool one_more = k % step == 0 && k / step < rest;
      counts[k] = static_cast<uint32_t>(std::min<uint64_t>(counts[k], limit) + excess / kGreys + (one_more ? 1 : 0));
    }
  }
  uint64_t sum = 0;
  for (size_t k = 0; k < kGreys; ++k) {
    sum += counts[k];
    table[k] = static_cast<uint16_t>((510 * sum + n) / (2 * n));
  }
}

}  // namespace pixlane
#endif

HWY_BEFORE_NAMESPACE();
namespace pixlane {
namespace HWY_NAMESPACE {

// Where pixels' lumas are in tables of 32-bit values, one a lane: as addresses where these have 32 bits, so that wasm does not add the
// table's for every pixel; else as distances from the first table. Four pixels at a time, so some more are written.
constexpr bool kAddresses = sizeof(uintptr_t) == sizeof(uint32_t);
void PlacesOf(const uint8_t* HWY_RESTRICT from, size_t pixels, const uint32_t* table, size_t from_lane_to_lane, uint32_t* HWY_RESTRICT to) {
  const U32x4 d;
  const I32x4 di;
  const U8x16 d8;
  const auto first = kAddresses ? static_cast<int32_t>(reinterpret_cast<uintptr_t>(table)) : 0;
  const auto tables = hn::Add(hn::Set(di, first), hn::Mul(hn::Iota(di, 0), hn::Set(di, static_cast<int32_t>(from_lane_to_lane * 4))));
  for (size_t x = 0; x < pixels; x += 4) {
    const auto y = luma(d, hn::BitCast(d, hn::LoadU(d8, from + x * 4)));
    const auto twice = hn::Add(y, y);
    hn::StoreU(hn::BitCast(d, hn::Add(hn::Add(twice, twice), tables)), d, to + x);
  }
}
template <class T>
HWY_INLINE T& AtPlace(T* table, uint32_t place) {
  return *reinterpret_cast<T*>((kAddresses ? 0 : reinterpret_cast<uintptr_t>(table)) + place);
}

// Tiles [begin, end), counted row by row.
void MakeTables(View src, const ClahePlan& plan, size_t begin, size_t end, unsigned thread) {
  const ClaheThread memory = plan.thread(thread);
  const uint32_t* const places = memory.places;
  uint32_t* const counts = memory.counts;
  for (size_t tile = begin; tile < end; ++tile) {
    const size_t i = tile % plan.tiles_x, j = tile / plan.tiles_x;
    const size_t left = i * src.width / plan.tiles_x, right = (i + 1) * src.width / plan.tiles_x;
    const size_t top = j * src.height / plan.tiles_y, bottom = (j + 1) * src.height / plan.tiles_y;
    std::fill_n(counts, kCounters * kGreys, 0);
    for (size_t y = top; y < bottom; ++y) {
      for (size_t x = left; x < right; x += kClahePixels) {
        const size_t pixels = std::min(kClahePixels, right - x);
        PlacesOf(src.row(y) + x * 4, pixels, counts, kGreys, memory.places);
        size_t p = 0;
        for (; p + 4 <= pixels; p += 4) {
          ++AtPlace(counts, places[p]);
          ++AtPlace(counts, places[p + 1]);
          ++AtPlace(counts, places[p + 2]);
          ++AtPlace(counts, places[p + 3]);
        }
        for (; p < pixels; ++p) ++AtPlace(counts, places[p]);
      }
    }
    for (size_t k = 0; k < kGreys; ++k) counts[k] += counts[kGreys + k] + counts[2 * kGreys + k] + counts[3 * kGreys + k];
    make_table(counts, static_cast<uint64_t>(right - left) * (bottom - top), plan.clip_limit, plan.tables + tile * kGreys);
  }
}

// The tables for a row at `place`, blended between tiles above and below, less what leaves a luma unchanged: 128 (Y' - Y), signed.
void BlendTables(const ClahePlan& plan, int64_t place, ClaheThread& memory) {
  const U16x8 d16;
  const U32x4 d32;
  const int64_t j = place >> 7;
  const auto last = static_cast<int64_t>(plan.tiles_y) - 1;
  const auto upper = static_cast<size_t>(std::clamp<int64_t>(j, 0, last));
  const auto lower = static_cast<size_t>(std::clamp<int64_t>(j + 1, 0, last));
  const auto below = hn::Set(d16, static_cast<uint16_t>(place & 127));
  const auto above = hn::Set(d16, static_cast<uint16_t>(128 - (place & 127)));
  // The tables of a row of tiles lie one behind the other.
  const uint16_t* const from_upper = plan.table(0, upper);
  const uint16_t* const from_lower = plan.table(0, lower);
  for (size_t k = 0; k < plan.tiles_x * kGreys; k += 8) {
    const auto unchanged = hn::Mul(hn::Iota(d16, static_cast<uint16_t>(k % kGreys)), hn::Set(d16, 128));
    const auto sum = hn::Add(hn::Mul(hn::LoadU(d16, from_upper + k), above), hn::Mul(hn::LoadU(d16, from_lower + k), below));
    hn::StoreU(hn::Sub(sum, unchanged), d16, memory.blended + k);
  }
  for (size_t i = 0; i <= plan.tiles_x; ++i) {
    const uint16_t* const left = memory.blended + (i == 0 ? 0 : i - 1) * kGreys;
    const uint16_t* const right = memory.blended + std::min(i, plan.tiles_x - 1) * kGreys;
    uint32_t* const to = memory.neighbours + i * kGreys;
    for (size_t k = 0; k < kGreys; k += 8) {
      const auto a = hn::LoadU(d16, left + k), b = hn::LoadU(d16, right + k);
      hn::StoreU(hn::BitCast(d32, hn::InterleaveLower(d16, a, b)), d32, to + k);
      hn::StoreU(hn::BitCast(d32, hn::InterleaveUpper(d16, a, b)), d32, to + k + 4);
    }
  }
}

// Pixels whose table entries are known. Weights are doubled, so that Y' - Y is the upper half of its sum.
void Equalise(const uint8_t* HWY_RESTRICT from, const uint32_t* HWY_RESTRICT found, const uint32_t* HWY_RESTRICT weights,
              uint8_t* HWY_RESTRICT to, size_t pixels) {
  const U8x16 d8;
  const U32x4 d32;
  const I16x8 d16;
  const I32x4 di32;
  constexpr int kNone = 128;
  const auto rise_bytes = hn::Dup128VecFromValues(d8, 1, 1, 1, kNone, 3, 3, 3, kNone, 5, 5, 5, kNone, 7, 7, 7, kNone);
  const auto fall_bytes = hn::Dup128VecFromValues(d8, 9, 9, 9, kNone, 11, 11, 11, kNone, 13, 13, 13, kNone, 15, 15, 15, kNone);
  const auto half = hn::Set(di32, 1 << 15);
  for (size_t x = 0; x < pixels; x += 4) {
    const auto entry = hn::BitCast(d16, hn::LoadU(d32, found + x));
    const auto weight = hn::BitCast(d16, hn::LoadU(d32, weights + x));
    const auto rise = hn::BitCast(d16, hn::Add(hn::WidenMulPairwiseAdd(di32, entry, weight), half));
    // Both ways, of which the negative one saturates to zero.
    const auto both = hn::OrderedDemote2To(d8, rise, hn::Sub(hn::Zero(d16), rise));
    const auto v = hn::SaturatedAdd(hn::LoadU(d8, from + x * 4), bytes_or_zero(both, rise_bytes));
    store_bytes(d8, hn::SaturatedSub(v, bytes_or_zero(both, fall_bytes)), to + x * 4, (pixels - x) * 4);
  }
}

void ClaheRows(View src, View dst, const ClahePlan& plan, size_t begin, size_t end, unsigned thread) {
  ClaheThread memory = plan.thread(thread);
  for (size_t y = begin; y < end; ++y) {
    const int64_t place = tile_place(y, src.height, plan.tiles_y, 128);
    if (!memory.made || place != memory.row_place) BlendTables(plan, place, memory);
    memory.made = true;
    memory.row_place = place;
    for (size_t i = 0; i <= plan.tiles_x; ++i) {
      const uint32_t* const table = memory.neighbours + i * kGreys;
      for (size_t x = plan.starts[i]; x < plan.starts[i + 1]; x += kClahePixels) {
        const size_t pixels = std::min<size_t>(kClahePixels, plan.starts[i + 1] - x);
        PlacesOf(src.row(y) + x * 4, pixels, table, 0, memory.places);
        const uint32_t* const places = memory.places;
        uint32_t* const found = memory.found;
        for (size_t p = 0; p < pixels; p += 4) {
          found[p] = AtPlace(table, places[p]);
          found[p + 1] = AtPlace(table, places[p + 1]);
          found[p + 2] = AtPlace(table, places[p + 2]);
          found[p + 3] = AtPlace(table, places[p + 3]);
        }
        Equalise(src.row(y) + x * 4, found, plan.weights + x, dst.row(y) + x * 4, pixels);
      }
    }
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace pixlane
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace pixlane {

HWY_EXPORT(MakeTables);
HWY_EXPORT(ClaheRows);

size_t clahe_scratch(View src, View, const ClaheParams& params, const Pool& pool) {
  Scratch counted = Scratch::measure();
  const ClahePlan plan(src, params, pool, counted);
  return counted.used();
}

void clahe(View src, View dst, const ClaheParams& params, Pool& pool, Scratch scratch) {
  const ClahePlan plan(src, params, pool, scratch);
  size_t reached = 0;
  for (size_t x = 0; x < src.width; ++x) {
    const int64_t place = tile_place(x, src.width, plan.tiles_x, 256);
    const auto a = static_cast<uint32_t>(place & 255);
    plan.weights[x] = (512 - 2 * a) | (2 * a << 16);
    for (const auto i = static_cast<size_t>((place >> 8) + 1); reached <= i; ++reached) plan.starts[reached] = static_cast<uint32_t>(x);
  }
  for (; reached < plan.tiles_x + 2; ++reached) plan.starts[reached] = src.width;

  const size_t tiles = plan.tiles_x * plan.tiles_y;
  const size_t grain = 1 + tiles * 16384 / (size_t{src.width} * src.height + 1);
  pool.rows(tiles, grain, [&](size_t begin, size_t end, unsigned thread) {
    HWY_DYNAMIC_DISPATCH(MakeTables)(src, plan, begin, end, thread);
  });
  pool.rows(src.height, 16, [&](size_t begin, size_t end, unsigned thread) {
    HWY_DYNAMIC_DISPATCH(ClaheRows)(src, dst, plan, begin, end, thread);
  });
}

}  // namespace pixlane
#endif
