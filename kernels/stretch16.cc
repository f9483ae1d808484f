// normalise, equalise and threshold of 16 bits a channel: what the image holds is counted in 65536 bins. Alpha is kept, and fully
// transparent pixels do not count: nobody sees their colours.

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>

#include "kernels/colour.h"
#include "kernels/tables16.h"
#include "kernels_gen.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/stretch16.cc"
#include "hwy/foreach_target.h"  // IWYU pragma: keep
#include "hwy/highway.h"
#include "kernels/pixels-inl.h"
#include "kernels/pixels16-inl.h"

HWY_BEFORE_NAMESPACE();
namespace pixlane {
namespace HWY_NAMESPACE {

// Luma is (6966 R + 23436 G + 2366 B + 2^14) >> 15. Products of signed lanes are what machines have: 2^15 is taken from each value, and so
// 2^30 from the sum of a pixel's two lanes.
template <class D32>
HWY_INLINE hn::VFromD<hn::RebindToSigned<D32>> WeighedPairs(D32 d32, hn::VFromD<D32> v) {
  const hn::RebindToSigned<D32> di32;
  const hn::Repartition<int16_t, D32> di16;
  const auto weights = hn::Dup128VecFromValues(di16, 6966, 23436, 2366, 0, 6966, 23436, 2366, 0);
  return hn::WidenMulPairwiseAdd(di32, hn::BitCast(di16, hn::Xor(v, hn::Set(d32, 0x80008000u))), weights);
}

void ThresholdLuma16(View src, View dst, int value, Pool& pool) {
  // (sum + 2^14) >> 15 >= value, without the shift.
  const int32_t below = (value - 32768) * 32768 - 16384 - 1;
  pool.rows(src.height, colour_grain(src), [&](size_t begin, size_t end, unsigned) {
    for (size_t y = begin; y < end; ++y) {
      map_row(src.row(y), dst.row(y), src.row_bytes(), [&](auto d32, auto v) HWY_ATTR {
        const hn::RebindToSigned<decltype(d32)> di32;
        const auto pairs = WeighedPairs(d32, v);
        const auto sum = hn::Add(pairs, hn::Reverse2(di32, pairs));
        return with_alpha16_of(d32, v, hn::BitCast(d32, hn::VecFromMask(di32, hn::Gt(sum, hn::Set(di32, below)))));
      });
    }
  });
}

void ThresholdColours16(View src, View dst, int value, Pool& pool) {
  pool.rows(src.height, colour_grain(src), [&](size_t begin, size_t end, unsigned) {
    for (size_t y = begin; y < end; ++y) {
      map_row(src.row(y), dst.row(y), src.row_bytes(), [&](auto d32, auto v) HWY_ATTR {
        const hn::Repartition<uint16_t, decltype(d32)> d16;
        // x >= value where the greater of the two is x.
        const auto x = hn::BitCast(d16, v);
        const auto white = hn::Eq(hn::Max(x, hn::Set(d16, static_cast<uint16_t>(value))), x);
        return with_alpha16_of(d32, v, hn::BitCast(d32, hn::VecFromMask(d16, white)));
      });
    }
  });
}

// Counts a row's lumas; what does not count goes to the bin behind the last.
void TallyLumaRow16(const uint16_t* HWY_RESTRICT from, size_t width, uint32_t* HWY_RESTRICT counts) {
  const U16x8 d16;
  const U32x4 d32;
  const I32x4 di32;
  constexpr size_t kAtOnce = 256;
  alignas(64) uint32_t bins[kAtOnce];
  for (size_t x = 0; x < width; x += kAtOnce) {
    const size_t count = std::min(kAtOnce, width - x);
    for (size_t i = 0; i < count; i += 4) {
      const uint16_t* const at = from + (x + i) * kChannels;
      const auto v0 = hn::BitCast(d32, hn::LoadU(d16, at)), v1 = hn::BitCast(d32, hn::LoadU(d16, at + 8));
      const auto p0 = WeighedPairs(d32, v0), p1 = WeighedPairs(d32, v1);
      const auto sum = hn::Add(hn::Add(hn::ConcatEven(di32, p1, p0), hn::ConcatOdd(di32, p1, p0)), hn::Set(di32, (1 << 30) + (1 << 14)));
      const auto alpha = hn::ShiftRight<16>(hn::ConcatOdd(d32, v1, v0));
      const auto luma = hn::BitCast(d32, hn::ShiftRight<15>(sum));
      hn::Store(hn::IfThenElse(hn::Eq(alpha, hn::Zero(d32)), hn::Set(d32, uint32_t{kValues16}), luma), d32, bins + i);
    }
    for (size_t i = 0; i < count; ++i) ++counts[bins[i]];
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace pixlane
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace pixlane {

HWY_EXPORT(ThresholdLuma16);
HWY_EXPORT(ThresholdColours16);
HWY_EXPORT(TallyLumaRow16);

namespace {

constexpr size_t kColours = 3;
constexpr size_t kLumaBins = kValues16 + 16;  // behind the last value is a bin for what does not count
constexpr size_t kColourBins = kColours * kValues16;

// A share has bins of its own, which cost about as much as that many pixels. Pool numbers the shares from 0.
size_t tally_grain(View src) { return 1 + (size_t{1} << 16) / (src.width + 1); }
size_t tally_shares(View src, const Pool& pool) {
  const size_t grain = tally_grain(src);
  return std::min<size_t>(pool.threads(), (src.height + grain - 1) / grain);
}

uint32_t* lay_out(Scratch* scratch, View src, size_t bins, const Pool& pool) {
  return scratch->take<uint32_t>(tally_shares(src, pool) * bins);
}

void tally_luma_row(const uint16_t* from, size_t width, uint32_t* counts) { HWY_DYNAMIC_DISPATCH(TallyLumaRow16)(from, width, counts); }

void tally_colour_row(const uint16_t* from, size_t width, uint32_t* counts) {
  for (size_t x = 0; x < width; ++x, from += kChannels) {
    uint64_t p;
    std::memcpy(&p, from, sizeof p);
    if (p >> 48 == 0) continue;
    ++counts[p & 0xFFFF];
    ++counts[kValues16 + ((p >> 16) & 0xFFFF)];
    ++counts[2 * kValues16 + ((p >> 32) & 0xFFFF)];
  }
}

// Leaves the sums of all shares in the first `bins` of counts.
void tally(View src, Pool& pool, uint32_t* counts, size_t bins, void (*row)(const uint16_t*, size_t, uint32_t*)) {
  pool.rows(src.height, tally_grain(src), [&](size_t begin, size_t end, unsigned share) {
    uint32_t* const own = counts + share * bins;
    std::fill_n(own, bins, 0u);
    for (size_t y = begin; y < end; ++y) row(src.row16(y), src.width, own);
  });
  const size_t shares = tally_shares(src, pool);
  pool.rows(shares == 1 ? 0 : bins, kValues16 / 4, [&](size_t begin, size_t end, unsigned) {
    for (size_t share = 1; share < shares; ++share) {
      for (size_t i = begin; i < end; ++i) counts[i] += counts[share * bins + i];
    }
  });
}

// How many of the 65536 bins' pixels there are; 32 bits hold those of the largest image.
uint32_t sum_of(const uint32_t* counts) {
  uint32_t sum = 0;
  for (size_t i = 0; i < kValues16; ++i) sum += counts[i];
  return sum;
}

// The smallest value that occurs and that at least `percent` of all `count` pixels do not exceed; 0 where there are no pixels.
int percentile(const uint32_t* counts, double count, double percent) {
  const double least = percent * count;
  uint32_t up_to = 0;
  for (size_t i = 0; i < kValues16; ++i) {
    up_to += counts[i];
    if (up_to > 0 && static_cast<double>(up_to) * 100 >= least) return static_cast<int>(i);
  }
  return 0;
}

// See equalise16.
void equalising_table(const uint32_t* counts, uint16_t* table) {
  size_t highest = kValues16 - 1;
  while (highest > 0 && counts[highest] == 0) --highest;
  const uint32_t others = sum_of(counts) - counts[highest];
  uint32_t below = 0;
  uint16_t out = 0;
  for (size_t i = 0; i < kValues16; ++i) {
    table[i] = others == 0 ? static_cast<uint16_t>(i) : out;
    if (counts[i] == 0 || i == highest) continue;
    below += counts[i];
    out = static_cast<uint16_t>(std::floor(65535.0 * below / others + 0.5));
  }
}

// The value at which the variance between what lies below and the rest is greatest; the first of equal ones, and 1 where all is one
// value. Doubles, in one order of operations: the twin finds the same. Behind a value that does not occur, nothing has changed.
int otsu(const uint32_t* counts) {
  const double count = sum_of(counts);
  double total = 0;
  for (size_t i = 0; i < kValues16; ++i) total += static_cast<double>(counts[i]) * static_cast<double>(i);
  int value = 1;
  double greatest = 0;
  double below = 0;
  double sum_below = 0;
  for (size_t i = 0; i + 1 < kValues16; ++i) {
    if (counts[i] == 0) continue;
    below += counts[i];
    sum_below += static_cast<double>(counts[i]) * static_cast<double>(i);
    const double above = count - below;
    if (above == 0) break;
    const double apart = sum_below / below - (total - sum_below) / above;
    const double variance = below * above * apart * apart;
    if (variance > greatest) {
      greatest = variance;
      value = static_cast<int>(i + 1);
    }
  }
  return value;
}

size_t scratch_for(View src, size_t bins, const Pool& pool) {
  Scratch scratch = Scratch::measure();
  lay_out(&scratch, src, bins, pool);
  return scratch.used();
}

}  // namespace

size_t normalise16_scratch(View src, View, const NormaliseParams&, const Pool& pool) { return scratch_for(src, kLumaBins, pool); }

// clamp(round((x - low) 65535 / (high - low))), halves up, of all colours alike; low and high are percentiles of the luma of 16 bits.
// Unchanged where high is not above low.
void normalise16(View src, View dst, const NormaliseParams& params, Pool& pool, Scratch scratch) {
  uint32_t* const counts = lay_out(&scratch, src, kLumaBins, pool);
  tally(src, pool, counts, kLumaBins, tally_luma_row);
  const uint32_t count = sum_of(counts);
  const int low = percentile(counts, count, params.lower);
  const int high = percentile(counts, count, params.upper);
  map_by_line16(src, dst, high > low ? line16(low, high - low, 0, 65535) : line16(0, 65535, 0, 65535), pool);
}

size_t equalise16_scratch(View src, View, const EqualiseParams&, const Pool& pool) {
  return scratch_for(src, kColourBins, pool) + kColourBins * sizeof(uint16_t);
}

// round(65535 (pixels below x) / (pixels - pixels of the highest value)), halves up, a colour at a time; unchanged where there is one value
// only. As in 8 bits, but for the step, which is a whole number of pixels a value there: few images have that many.
void equalise16(View src, View dst, const EqualiseParams&, Pool& pool, Scratch scratch) {
  uint32_t* const counts = lay_out(&scratch, src, kColourBins, pool);
  auto* const tables = scratch.take<uint16_t>(kColourBins);
  tally(src, pool, counts, kColourBins, tally_colour_row);
  pool.rows(kColours, 1, [&](size_t begin, size_t end, unsigned) {
    for (size_t c = begin; c < end; ++c) equalising_table(counts + c * kValues16, tables + c * kValues16);
  });
  map_by_tables16(src, dst, {{tables, tables + kValues16, tables + 2 * kValues16, nullptr}}, pool);
}

size_t threshold16_scratch(View src, View, const ThresholdParams& params, const Pool& pool) {
  return params.method == ThresholdMethod::kOtsu ? scratch_for(src, kLumaBins, pool) : 0;
}

// 65535 where x >= 257 value, else 0; x is the luma of 16 bits or, without grayscale, each colour. Otsu's value is one of 65536.
void threshold16(View src, View dst, const ThresholdParams& params, Pool& pool, Scratch scratch) {
  int value = 257 * params.value;
  if (params.method == ThresholdMethod::kOtsu) {
    uint32_t* const counts = lay_out(&scratch, src, kLumaBins, pool);
    tally(src, pool, counts, kLumaBins, tally_luma_row);
    value = otsu(counts);
  }
  if (params.grayscale) {
    HWY_DYNAMIC_DISPATCH(ThresholdLuma16)(src, dst, value, pool);
  } else {
    HWY_DYNAMIC_DISPATCH(ThresholdColours16)(src, dst, value, pool);
  }
}

}  // namespace pixlane
#endif
