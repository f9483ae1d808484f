// ssim and msSsim: structural similarity of the luma.
//
// With s = x + y - 255 and d = x - y of two lumas x and y, the means, variances and the covariance that SSIM asks for are sums and
// differences of those of s and d: four filters (s, d, s^2, d^2) in place of five, and all four fit 16 bits (squares less 32768).
// Whole numbers as far as the formula allows: weights in parts of 2048, means exact, mean squares with 5 bits behind the vertical pass.

#include <algorithm>
#include <cstdint>
#include <utility>

#include "kernels/exact_math.h"
#include "kernels_gen.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/ssim.cc"
#include "hwy/foreach_target.h"  // IWYU pragma: keep
#include "hwy/highway.h"
#include "kernels/pixels-inl.h"

#ifndef PIXLANE_SSIM_ONCE
#define PIXLANE_SSIM_ONCE
namespace pixlane {

// A Gaussian of sigma 1.5 in parts of 2048, symmetrical: from the outermost tap to the middle one.
inline constexpr size_t kSsimReach = 5;
inline constexpr size_t kSsimTaps = 2 * kSsimReach + 1;
inline constexpr int16_t kSsimWeights[kSsimReach + 1] = {2, 16, 74, 224, 436, 544};
inline constexpr size_t kSsimPlanes = 4;  // s, d, s^2 - 32768, d^2 - 32768
// Twice C1 = (0.01 * 255)^2 and C2 = (0.03 * 255)^2: sums of s and d are twice those of x and y.
inline constexpr double kSsimC1 = 13.005, kSsimC2 = 117.045;

// Elements before the first column of a filtered row, so that it stays aligned.
inline constexpr size_t kSsimBefore = 8;
inline size_t ssim_ring_row(size_t width) { return round_up(width + 16, 32); }
inline size_t ssim_filtered_row(size_t width) { return round_up(kSsimBefore + width + kSsimReach + 16, 16); }

// Two images of one size: RGBA, or lumas, a byte each.
struct LumaPair {
  View one, other;
  bool rgba;
};

// One thread's memory.
struct SsimBuffers {
  int16_t* ring;      // kSsimTaps rows of kSsimPlanes
  int32_t* filtered;  // kSsimPlanes rows, filtered vertically
};

}  // namespace pixlane
#endif

HWY_BEFORE_NAMESPACE();
namespace pixlane {
namespace HWY_NAMESPACE {

// Eight lumas from column x on.
template <bool kRgba>
HWY_INLINE hn::VFromD<I16x8> LoadLuma(const uint8_t* HWY_RESTRICT row, size_t x) {
  const U8x16 d8;
  if constexpr (kRgba) {
    const U32x4 d;
    const auto low = luma(d, hn::BitCast(d, hn::LoadU(d8, row + x * kChannels)));
    const auto high = luma(d, hn::BitCast(d, hn::LoadU(d8, row + x * kChannels + 16)));
    return hn::OrderedDemote2To(I16x8(), low, high);
  } else {
    return hn::PromoteTo(I16x8(), hn::LowerHalf(hn::LoadU(d8, row + x)));
  }
}

template <bool kRgba>
void PrepareSsimRow(const uint8_t* HWY_RESTRICT one, const uint8_t* HWY_RESTRICT other, size_t width, int16_t* HWY_RESTRICT to) {
  const I16x8 d16;
  const size_t plane = ssim_ring_row(width);
  const auto signs = hn::Set(d16, static_cast<int16_t>(-32768));
  for (size_t x = 0; x < width; x += 8) {
    const auto a = LoadLuma<kRgba>(one, x), b = LoadLuma<kRgba>(other, x);
    const auto s = hn::Sub(hn::Add(a, b), hn::Set(d16, 255)), d = hn::Sub(a, b);
    hn::StoreU(s, d16, to + x);
    hn::StoreU(d, d16, to + plane + x);
    // The low 16 bits of a square up to 255^2 are all of it.
    hn::StoreU(hn::Xor(hn::Mul(s, s), signs), d16, to + 2 * plane + x);
    hn::StoreU(hn::Xor(hn::Mul(d, d), signs), d16, to + 3 * plane + x);
  }
}

// One plane of rows[0 .. 10] from `offset` on, filtered vertically. Opposite rows have one weight.
template <bool kSquares>
void FilterSsimColumns(const int16_t* const* rows, size_t offset, size_t width, int32_t* HWY_RESTRICT to) {
  const I16x8 d16;
  const I32x4 d32;
  const auto pair = [&](int16_t low, int16_t high) HWY_ATTR {
    return hn::BitCast(d16, hn::Set(U32x4(), static_cast<uint16_t>(low) | (uint32_t{static_cast<uint16_t>(high)} << 16)));
  };
  const auto* w = kSsimWeights;
  for (size_t x = 0; x < width; x += 8) {
    const auto row = [&](size_t i) HWY_ATTR { return hn::LoadU(d16, rows[i] + offset + x); };
    auto low = hn::Set(d32, kSquares ? 32 : 0), high = low;
    const auto add = [&](auto a, auto b, auto weights) HWY_ATTR {
      low = hn::Add(low, hn::WidenMulPairwiseAdd(d32, hn::InterleaveLower(d16, a, b), weights));
      high = hn::Add(high, hn::WidenMulPairwiseAdd(d32, hn::InterleaveUpper(d16, a, b), weights));
    };
    if constexpr (kSquares) {
      for (size_t i = 0; i < kSsimReach; ++i) add(row(i), row(10 - i), pair(w[i], w[i]));
      add(row(5), hn::Zero(d16), pair(w[5], 0));
      low = hn::ShiftRight<6>(low);
      high = hn::ShiftRight<6>(high);
    } else {
      // Sums of two still fit.
      const auto both = [&](size_t i) HWY_ATTR { return hn::Add(row(i), row(10 - i)); };
      add(both(0), both(1), pair(w[0], w[1]));
      add(both(2), both(3), pair(w[2], w[3]));
      add(both(4), row(5), pair(w[4], w[5]));
    }
    hn::StoreU(low, d32, to + x);
    hn::StoreU(high, d32, to + x + 4);
  }
  for (size_t i = 1; i <= kSsimReach; ++i) to[-static_cast<ptrdiff_t>(i)] = to[0];
  for (size_t i = 0; i < kSsimReach; ++i) to[width + i] = to[width - 1];
}

// The horizontal filter at four columns.
HWY_INLINE hn::VFromD<I32x4> FilterSsimRow(const int32_t* HWY_RESTRICT at) {
  const I32x4 d;
  auto sum = hn::Mul(hn::LoadU(d, at), hn::Set(d, kSsimWeights[5]));
  for (size_t i = 1; i <= kSsimReach; ++i) {
    const auto both = hn::Add(hn::LoadU(d, at - i), hn::LoadU(d, at + i));
    sum = hn::Add(sum, hn::Mul(both, hn::Set(d, kSsimWeights[kSsimReach - i])));
  }
  return sum;
}

// The sum over a row: of the even columns plus that of the odd ones, each from left to right.
template <bool kContrast>
double SumSsimRow(const int32_t* HWY_RESTRICT filtered, size_t plane, size_t width) {
  const hn::CappedTag<double, 2> d;
  const hn::Rebind<int32_t, decltype(d)> half;
  const auto mean_scale = hn::Set(d, 1.0 / (1 << 22)), square_scale = hn::Set(d, 1.0 / (1 << 16)), offset = hn::Set(d, 32768.0);
  const auto c1 = hn::Set(d, kSsimC1), c2 = hn::Set(d, kSsimC2);
  auto total = hn::Zero(d);
  const auto add = [&](auto s, auto ds, auto ss, auto dd, size_t columns) HWY_ATTR {
    const auto mean_s = hn::Mul(hn::PromoteTo(d, s), mean_scale), mean_d = hn::Mul(hn::PromoteTo(d, ds), mean_scale);
    const auto b = hn::Mul(mean_d, mean_d);
    const auto variance_s = hn::Sub(hn::Add(hn::Mul(hn::PromoteTo(d, ss), square_scale), offset), hn::Mul(mean_s, mean_s));
    const auto variance_d = hn::Sub(hn::Add(hn::Mul(hn::PromoteTo(d, dd), square_scale), offset), b);
    auto above = hn::Add(hn::Sub(variance_s, variance_d), c2), below = hn::Add(hn::Add(variance_s, variance_d), c2);
    if constexpr (!kContrast) {
      const auto mean = hn::Add(mean_s, hn::Set(d, 255.0));
      const auto a = hn::Mul(mean, mean);
      above = hn::Mul(hn::Add(hn::Sub(a, b), c1), above);
      below = hn::Mul(hn::Add(hn::Add(a, b), c1), below);
    }
    const auto value = hn::Div(above, below);
    total = hn::Add(total, columns >= 2 ? value : hn::IfThenElseZero(hn::FirstN(d, columns), value));
  };
  for (size_t x = 0; x < width; x += 4) {
    const auto s = FilterSsimRow(filtered + x), ds = FilterSsimRow(filtered + plane + x);
    const auto ss = FilterSsimRow(filtered + 2 * plane + x), dd = FilterSsimRow(filtered + 3 * plane + x);
    add(hn::LowerHalf(half, s), hn::LowerHalf(half, ds), hn::LowerHalf(half, ss), hn::LowerHalf(half, dd), width - x);
    if (x + 2 >= width) break;
    add(hn::UpperHalf(half, s), hn::UpperHalf(half, ds), hn::UpperHalf(half, ss), hn::UpperHalf(half, dd), width - x - 2);
  }
  HWY_ALIGN double lanes[2];
  hn::Store(total, d, lanes);
  return lanes[0] + lanes[1];
}

// sums[y] for rows [begin, end).
void SsimShare(const LumaPair& pair, bool contrast, const SsimBuffers& buffers, double* sums, size_t begin, size_t end) {
  const size_t width = pair.one.width, height = pair.one.height;
  const size_t plane = ssim_ring_row(width), filtered_plane = ssim_filtered_row(width);
  // Row y lives in slot (y + 5) % 11; above the first and below the last row its neighbour is replicated.
  const auto slot = [&](size_t y_plus_5) { return buffers.ring + y_plus_5 % kSsimTaps * kSsimPlanes * plane; };
  const auto fill = [&](size_t y_plus_5) {
    const size_t y = std::min(std::max(y_plus_5, kSsimReach) - kSsimReach, height - 1);
    (pair.rgba ? PrepareSsimRow<true> : PrepareSsimRow<false>)(pair.one.row(y), pair.other.row(y), width, slot(y_plus_5));
  };
  for (size_t i = 0; i + 1 < kSsimTaps; ++i) fill(begin + i);
  for (size_t y = begin; y < end; ++y) {
    fill(y + kSsimTaps - 1);
    const int16_t* rows[kSsimTaps];
    for (size_t i = 0; i < kSsimTaps; ++i) rows[i] = slot(y + i);
    int32_t* const to = buffers.filtered + kSsimBefore;
    for (size_t p = 0; p < kSsimPlanes; ++p) {
      (p < 2 ? FilterSsimColumns<false> : FilterSsimColumns<true>)(rows, p * plane, width, to + p * filtered_plane);
    }
    sums[y] = (contrast ? SumSsimRow<true> : SumSsimRow<false>)(to, filtered_plane, width);
  }
}

// A row of half the size from two: (a + b + c + d + 2) >> 2. `between` takes the sums of two rows.
void HalveLumaRow(const uint8_t* HWY_RESTRICT above, const uint8_t* HWY_RESTRICT below, bool rgba, size_t width,
                  int16_t* HWY_RESTRICT between, uint8_t* HWY_RESTRICT to) {
  const I16x8 d16;
  const I32x4 d32;
  const hn::CappedTag<uint8_t, 8> d8;
  const auto add = [&](auto load) HWY_ATTR {
    for (size_t x = 0; x < width; x += 8) hn::StoreU(hn::Add(load(above, x), load(below, x)), d16, between + x);
  };
  if (rgba) {
    add([](const uint8_t* row, size_t x) HWY_ATTR { return LoadLuma<true>(row, x); });
  } else {
    add([](const uint8_t* row, size_t x) HWY_ATTR { return LoadLuma<false>(row, x); });
  }
  between[width] = between[width - 1];
  for (size_t x = 0; 2 * x < width; x += 8) {
    const auto quarter = [&](size_t from) HWY_ATTR {
      return hn::ShiftRight<2>(hn::Add(hn::WidenMulPairwiseAdd(d32, hn::LoadU(d16, between + from), hn::Set(d16, 1)), hn::Set(d32, 2)));
    };
    hn::StoreU(hn::DemoteTo(d8, hn::OrderedDemote2To(d16, quarter(2 * x), quarter(2 * x + 8))), d8, to + x);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace pixlane
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace pixlane {

HWY_EXPORT(SsimShare);
HWY_EXPORT(HalveLumaRow);

namespace {

constexpr size_t kScales = 5;
constexpr double kScaleWeights[kScales] = {0.0448, 0.2856, 0.3001, 0.2363, 0.1333};

struct SsimMemory {
  size_t ring_length, filtered_length, between_length;
  int16_t* rings;
  int32_t* filtered;
  double* sums;
  int16_t* between = nullptr;  // what halving needs
  LumaPair scales[kScales];

  SsimMemory(View src, View second, size_t scale_count, const Pool& pool, Scratch& scratch)
      : ring_length(round_up(kSsimTaps * kSsimPlanes * ssim_ring_row(src.width), 32)),
        filtered_length(round_up(kSsimPlanes * ssim_filtered_row(src.width), 16)),
        between_length(ssim_ring_row(src.width)),
        rings(scratch.take<int16_t>(pool.threads() * ring_length)),
        filtered(scratch.take<int32_t>(pool.threads() * filtered_length)),
        sums(scratch.take<double>(src.height)) {
    scales[0] = {src, second, true};
    if (scale_count > 1) between = scratch.take<int16_t>(pool.threads() * between_length);
    for (size_t i = 1; i < scale_count; ++i) {
      const uint32_t width = (scales[i - 1].one.width + 1) / 2, height = (scales[i - 1].one.height + 1) / 2;
      // A row may be read and written by whole vectors.
      const size_t stride = round_up(size_t{width} + 16, 32);
      const auto plane = [&] { return View{scratch.take<uint8_t>(stride * height), width, height, stride}; };
      const View one = plane();
      scales[i] = {one, plane(), false};
    }
  }
};

// The mean over all pixels; of the whole of SSIM, or of its contrast and structure alone.
double mean_ssim(const LumaPair& pair, bool contrast, const SsimMemory& memory, Pool& pool) {
  const size_t height = pair.one.height;
  // A share begins by preparing ten rows that are its neighbour's.
  pool.rows(height, 64, [&](size_t begin, size_t end, unsigned thread) {
    const SsimBuffers buffers{memory.rings + thread * memory.ring_length, memory.filtered + thread * memory.filtered_length};
    HWY_DYNAMIC_DISPATCH(SsimShare)(pair, contrast, buffers, memory.sums, begin, end);
  });
  double sum = 0;
  for (size_t y = 0; y < height; ++y) sum += memory.sums[y];
  return sum / (static_cast<double>(pair.one.width) * static_cast<double>(height));
}

void halve(const LumaPair& from, const LumaPair& to, const SsimMemory& memory, Pool& pool) {
  const size_t last = from.one.height - 1;
  pool.rows(to.one.height, 64, [&](size_t begin, size_t end, unsigned thread) {
    int16_t* const between = memory.between + thread * memory.between_length;
    for (size_t y = begin; y < end; ++y) {
      const size_t below = std::min(2 * y + 1, last);
      for (const auto& [source, target] : {std::pair{from.one, to.one}, std::pair{from.other, to.other}}) {
        HWY_DYNAMIC_DISPATCH(HalveLumaRow)(source.row(2 * y), source.row(below), from.rgba, source.width, between, target.row(y));
      }
    }
  });
}

}  // namespace

size_t ssim_scratch(View src, View second, const SsimParams&, const Pool& pool) {
  Scratch counted = Scratch::measure();
  const SsimMemory memory(src, second, 1, pool, counted);
  return counted.used();
}

// The mean over all pixels of (2 mx my + C1)(2 cxy + C2) / ((mx^2 + my^2 + C1)(vx + vy + C2)), edges replicated.
void ssim(View src, View second, double* results, const SsimParams&, Pool& pool, Scratch scratch) {
  const SsimMemory memory(src, second, 1, pool, scratch);
  results[0] = mean_ssim(memory.scales[0], false, memory, pool);
}

size_t msSsim_scratch(View src, View second, const MsSsimParams&, const Pool& pool) {
  Scratch counted = Scratch::measure();
  const SsimMemory memory(src, second, kScales, pool, counted);
  return counted.used();
}

// The product over five scales, each of half the size, of the mean contrast and structure (at the last of the whole SSIM) to the power of
// the scale's weight. A mean below zero counts as zero: it has no power.
void msSsim(View src, View second, double* results, const MsSsimParams&, Pool& pool, Scratch scratch) {
  const SsimMemory memory(src, second, kScales, pool, scratch);
  double product = 1;
  for (size_t i = 0; i < kScales; ++i) {
    if (i > 0) halve(memory.scales[i - 1], memory.scales[i], memory, pool);
    product *= exact_power(std::max(0.0, mean_ssim(memory.scales[i], i + 1 < kScales, memory, pool)), kScaleWeights[i]);
  }
  results[0] = product;
}

}  // namespace pixlane
#endif
