// stats: extremes, means and deviations, entropy, sharpness and the dominant colour.

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "kernels/counts.h"
#include "kernels/exact_math.h"
#include "kernels_gen.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/stats.cc"
#include "hwy/foreach_target.h"  // IWYU pragma: keep
#include "hwy/highway.h"
#include "kernels/pixels-inl.h"

#ifndef PIXLANE_STATS_ONCE
#define PIXLANE_STATS_ONCE
namespace pixlane {

// Colours by the four high bits of each: the blue ones highest.
inline constexpr size_t kCube = 4096;
inline constexpr size_t kCubeCopies = 2;

// Luma as 16-bit values, with one replicated at either end.
inline constexpr size_t kLumaBefore = 8;
inline size_t luma_row_length(View view) { return round_up(kLumaBefore + view.width + 1 + 16, 32); }

// Extremes, sums and sums of squares of the channels; of the luma's Laplacian the two sums.
struct StatsSums {
  HWY_ALIGN uint8_t lowest[16], highest[16];  // of every fourth pixel
  int64_t sums[kChannels], squares[kChannels];
  int64_t laplacian, laplacian_squares;
};

// What one thread has seen, and its rows.
struct StatsPart {
  uint32_t* luma;  // [copy][value]
  uint32_t* cube;  // [copy][colour]
  StatsSums* sums;
  int16_t* rows;      // three of luma
  uint16_t* colours;  // one, of places in the cube
};

}  // namespace pixlane
#endif

HWY_BEFORE_NAMESPACE();
namespace pixlane {
namespace HWY_NAMESPACE {

// A row's luma and, where asked for, its places in the cube: r / 16 + g / 16 * 16 + b / 16 * 256.
template <bool kColours>
void StatsRow(const uint8_t* HWY_RESTRICT from, size_t width, int16_t* HWY_RESTRICT to, uint16_t* HWY_RESTRICT colours) {
  const U32x4 d;
  const U8x16 d8;
  const I16x8 d16;
  const U16x8 du16;
  const I32x4 d32;
  for (size_t x = 0; x < width; x += 8) {
    const auto v0 = hn::BitCast(d, hn::LoadU(d8, from + x * 4)), v1 = hn::BitCast(d, hn::LoadU(d8, from + x * 4 + 16));
    hn::StoreU(hn::OrderedDemote2To(d16, luma(d, v0), luma(d, v1)), d16, to + x);
    if constexpr (kColours) {
      const auto place = [&](auto v) HWY_ATTR {
        const auto high = hn::And(v, hn::Set(d, 0xF0F0F0u));
        const auto weights_rb = hn::BitCast(d16, hn::Set(d, 1u | 256u << 16)), weights_g = hn::BitCast(d16, hn::Set(d, 16u));
        return hn::Add(hn::WidenMulPairwiseAdd(d32, hn::BitCast(d16, even_bytes(d, high)), weights_rb),
                       hn::WidenMulPairwiseAdd(d32, hn::BitCast(d16, odd_bytes(d, high)), weights_g));
      };
      hn::StoreU(hn::ShiftRight<4>(hn::OrderedDemote2To(du16, place(v0), place(v1))), du16, colours + x);
    }
  }
  to[-1] = to[0];
  to[width] = to[width - 1];
}

// Adds a row's extremes and sums. Lanes of 16 bits take 128 steps of two bytes.
void AddRow(const uint8_t* HWY_RESTRICT row, size_t width, StatsSums& to) {
  const U32x4 d;
  const U8x16 d8;
  const U16x8 du16;
  const I16x8 d16;
  const I32x4 d32;
  auto lowest = hn::Load(d8, to.lowest), highest = hn::Load(d8, to.highest);
  const auto low = hn::Set(d, 0xFFFFu);
  size_t x = 0;
  while (x + 8 <= width) {
    auto rb = hn::Zero(du16), ga = rb;
    // Squares of red and green, and of both channels of a plane.
    auto r2 = hn::Zero(d32), rb2 = r2, g2 = r2, ga2 = r2;
    const auto add = [&](auto v) HWY_ATTR {
      lowest = hn::Min(lowest, v);
      highest = hn::Max(highest, v);
      const auto even = even_bytes(d, hn::BitCast(d, v)), odd = odd_bytes(d, hn::BitCast(d, v));
      rb = hn::Add(rb, even);
      ga = hn::Add(ga, odd);
      const auto square = [&](auto plane, auto& first, auto& both) HWY_ATTR {
        const auto all = hn::BitCast(d16, plane);
        both = hn::Add(both, hn::WidenMulPairwiseAdd(d32, all, all));
        first = hn::Add(first, hn::WidenMulPairwiseAdd(d32, all, hn::BitCast(d16, hn::And(hn::BitCast(d, plane), low))));
      };
      square(even, r2, rb2);
      square(odd, g2, ga2);
    };
    for (const size_t end = std::min(width, x + 8 * 128); x + 8 <= end; x += 8) {
      add(hn::LoadU(d8, row + x * 4));
      add(hn::LoadU(d8, row + x * 4 + 16));
    }
    HWY_ALIGN uint16_t sums[16];
    hn::Store(rb, du16, sums);
    hn::Store(ga, du16, sums + 8);
    HWY_ALIGN int32_t squares[4][4];
    hn::Store(r2, d32, squares[0]);
    hn::Store(g2, d32, squares[1]);
    hn::Store(hn::Sub(rb2, r2), d32, squares[2]);
    hn::Store(hn::Sub(ga2, g2), d32, squares[3]);
    for (size_t i = 0; i < 4; ++i) {
      for (size_t c = 0; c < kChannels; ++c) {
        to.sums[c] += sums[(c & 1) * 8 + (c >> 1) + 2 * i];
        to.squares[c] += squares[c][i];
      }
    }
  }
  hn::Store(lowest, d8, to.lowest);
  hn::Store(highest, d8, to.highest);
  for (size_t i = x * kChannels; i < width * kChannels; ++i) {
    const size_t c = i % kChannels;
    to.lowest[c] = std::min(to.lowest[c], row[i]);
    to.highest[c] = std::max(to.highest[c], row[i]);
    to.sums[c] += row[i];
    to.squares[c] += row[i] * row[i];
  }
}

// In turns, for the counts' sake.
void CountColours(const int16_t* HWY_RESTRICT lumas, size_t width, const StatsPart& part) {
  const auto count = [&](size_t at, size_t luma_copy, size_t cube_copy) {
    ++part.luma[luma_copy * kBins + static_cast<size_t>(lumas[at])];
    ++part.cube[cube_copy * kCube + part.colours[at]];
  };
  size_t x = 0;
  for (; x + 4 <= width; x += 4) {
    count(x, 0, 0);
    count(x + 1, 1, 1);
    count(x + 2, 2, 0);
    count(x + 3, 3, 1);
  }
  for (; x < width; ++x) count(x, 0, 0);
}

// Adds a row's sums of the Laplacian and of its squares: above + below + left + right - 4 centre.
void AddLaplacian(const int16_t* HWY_RESTRICT above, const int16_t* HWY_RESTRICT at, const int16_t* HWY_RESTRICT below, size_t width,
                  StatsSums& to) {
  const I16x8 d16;
  const I32x4 d32;
  constexpr size_t kSteps = 1024;  // of at most 2 * 1020^2 a lane: what 32 bits hold
  for (size_t x = 0; x < width;) {
    auto plain = hn::Zero(d32), squares = hn::Zero(d32);
    for (const size_t end = std::min(width, x + 8 * kSteps); x < end; x += 8) {
      const auto around = hn::Add(hn::Add(hn::LoadU(d16, above + x), hn::LoadU(d16, below + x)),
                                  hn::Add(hn::LoadU(d16, at + x - 1), hn::LoadU(d16, at + x + 1)));
      auto l = hn::Sub(around, shift_left<2>(hn::LoadU(d16, at + x)));
      if (x + 8 > width) l = hn::IfThenElseZero(hn::FirstN(d16, width - x), l);
      plain = hn::Add(plain, hn::WidenMulPairwiseAdd(d32, l, hn::Set(d16, 1)));
      squares = hn::Add(squares, hn::WidenMulPairwiseAdd(d32, l, l));
    }
    HWY_ALIGN int32_t lanes[8];
    hn::Store(plain, d32, lanes);
    hn::Store(squares, d32, lanes + 4);
    for (int i = 0; i < 4; ++i) {
      to.laplacian += lanes[i];
      to.laplacian_squares += lanes[4 + i];
    }
  }
}

void StatsShare(View src, const StatsPart& part, size_t begin, size_t end) {
  const size_t length = luma_row_length(src);
  // Row y lives in slot (y + 1) % 3; above the first and below the last row its neighbour is replicated.
  const auto slot = [&](size_t y_plus_1) { return part.rows + kLumaBefore + (y_plus_1 % 3) * length; };
  const auto fill = [&](size_t y_plus_1) {
    const size_t y = y_plus_1 == 0 ? 0 : std::min<size_t>(y_plus_1 - 1, src.height - 1);
    if (y_plus_1 <= begin || y_plus_1 > end) return StatsRow<false>(src.row(y), src.width, slot(y_plus_1), nullptr);
    StatsRow<true>(src.row(y), src.width, slot(y_plus_1), part.colours);
    CountColours(slot(y_plus_1), src.width, part);
    AddRow(src.row(y), src.width, *part.sums);
  };
  fill(begin);
  fill(begin + 1);
  for (size_t y = begin; y < end; ++y) {
    fill(y + 2);
    AddLaplacian(slot(y), slot(y + 1), slot(y + 2), src.width, *part.sums);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace pixlane
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace pixlane {

HWY_EXPORT(StatsShare);

namespace {

// The standard deviation of a sample: n - 1 below the line.
double deviation(double sum, double squares, double n) { return n > 1 ? std::sqrt(std::fabs(squares - sum * sum / n) / (n - 1)) : 0; }

struct StatsMemory {
  uint32_t *luma, *cube;
  StatsSums* sums;
  int16_t* rows;
  uint16_t* colours;
  size_t threads, row_length;

  StatsMemory(View src, const Pool& pool, Scratch& scratch) : threads(pool.threads()), row_length(luma_row_length(src)) {
    luma = scratch.take<uint32_t>(threads * kCopies * kBins);
    cube = scratch.take<uint32_t>(threads * kCubeCopies * kCube);
    sums = scratch.take<StatsSums>(threads);
    rows = scratch.take<int16_t>(threads * 3 * row_length);
    colours = scratch.take<uint16_t>(threads * row_length);
  }
  StatsPart part(size_t thread) const {
    return {luma + thread * kCopies * kBins, cube + thread * kCubeCopies * kCube, sums + thread, rows + thread * 3 * row_length,
            colours + thread * row_length};
  }
  void clear() const {
    std::fill_n(luma, threads * kCopies * kBins, 0);
    std::fill_n(cube, threads * kCubeCopies * kCube, 0);
    std::fill_n(sums, threads, StatsSums{});
    for (size_t t = 0; t < threads; ++t) std::fill_n(sums[t].lowest, sizeof(sums[t].lowest), uint8_t{255});
  }
};

// Sums in whole numbers: in which order threads' are added does not matter.
StatsSums added_up(const StatsMemory& memory) {
  StatsSums all = memory.sums[0];
  for (size_t t = 1; t < memory.threads; ++t) {
    const StatsSums& more = memory.sums[t];
    for (size_t i = 0; i < sizeof(all.lowest); ++i) {
      all.lowest[i] = std::min(all.lowest[i], more.lowest[i]);
      all.highest[i] = std::max(all.highest[i], more.highest[i]);
    }
    for (size_t c = 0; c < kChannels; ++c) {
      all.sums[c] += more.sums[c];
      all.squares[c] += more.squares[c];
    }
    all.laplacian += more.laplacian;
    all.laplacian_squares += more.laplacian_squares;
  }
  for (size_t i = kChannels; i < sizeof(all.lowest); ++i) {
    all.lowest[i % kChannels] = std::min(all.lowest[i % kChannels], all.lowest[i]);
    all.highest[i % kChannels] = std::max(all.highest[i % kChannels], all.highest[i]);
  }
  return all;
}

double entropy(const uint32_t* counts, double n) {
  double sum = 0;
  for (size_t v = 0; v < kBins; ++v) {
    if (counts[v] == 0) continue;
    const double share = counts[v] / n;
    sum -= share * exact_log2(share);
  }
  return sum;
}

}  // namespace

size_t stats_scratch(View src, const StatsParams&, const Pool& pool) {
  Scratch counted = Scratch::measure();
  const StatsMemory memory(src, pool, counted);
  return counted.used();
}

// As sharp's stats: means and deviations (n - 1) of the four channels; entropy -sum p log2 p of the luma; sharpness, the deviation of the
// luma's Laplacian / 9; and the centre of the fullest of 16 x 16 x 16 bins, the lowest by blue, green, red where several are.
void stats(View src, double* results, const StatsParams&, Pool& pool, Scratch scratch) {
  const StatsMemory memory(src, pool, scratch);
  memory.clear();
  pool.rows(src.height, count_grain(src), [&](size_t begin, size_t end, unsigned thread) {
    HWY_DYNAMIC_DISPATCH(StatsShare)(src, memory.part(thread), begin, end);
  });
  const StatsSums all = added_up(memory);
  add_up(memory.luma, kBins, memory.threads * kCopies);
  add_up(memory.cube, kCube, memory.threads * kCubeCopies);
  const double n = static_cast<double>(src.width) * src.height;
  for (size_t c = 0; c < kChannels; ++c) {
    const auto sum = static_cast<double>(all.sums[c]);
    results[c] = all.lowest[c];
    results[4 + c] = all.highest[c];
    results[8 + c] = sum / n;
    results[12 + c] = deviation(sum, static_cast<double>(all.squares[c]), n);
  }
  results[16] = entropy(memory.luma, n);
  results[17] = deviation(static_cast<double>(all.laplacian), static_cast<double>(all.laplacian_squares), n) / 9;
  results[18] = all.lowest[3] == 255 ? 1 : 0;
  const auto fullest = static_cast<int>(std::max_element(memory.cube, memory.cube + kCube) - memory.cube);
  for (int c = 0; c < 3; ++c) results[19 + c] = (fullest >> (4 * c) & 15) * 16 + 8;
}

}  // namespace pixlane
#endif
