// rgbToYcbcr, ycbcrToRgb: a 3 x 3 matrix with offsets in 16 fraction bits. The sums leave a result in the upper half of each 32-bit lane,
// where byte shuffles take it from: nothing is shifted.

#include <cmath>
#include <cstdint>

#include "kernels/fixed_point.h"
#include "kernels_gen.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/ycbcr.cc"
#include "hwy/foreach_target.h"  // IWYU pragma: keep
#include "hwy/highway.h"
#include "kernels/pixels-inl.h"

#ifndef PIXLANE_YCBCR_ONCE
#define PIXLANE_YCBCR_ONCE
namespace pixlane {

inline size_t ycbcr_grain(View view) { return 1 + (size_t{1} << 14) / (view.width + 1); }

// offset minus or plus three products: what makes one output channel.
struct YcbcrSum {
  int32_t first, second, third, offset;
};
struct YcbcrSums {
  YcbcrSum sums[3];
};

// Two 16-bit weights beside each other.
inline uint32_t weight_pair(int32_t low, int32_t high) {
  return static_cast<uint16_t>(low) | (static_cast<uint32_t>(static_cast<uint16_t>(high)) << 16);
}

}  // namespace pixlane
#endif

HWY_BEFORE_NAMESPACE();
namespace pixlane {
namespace HWY_NAMESPACE {

// The second byte of each pixel as both 16-bit lanes: two weights of 16 bits make one of nearly 17.
template <class D32, class V32, class D16 = hn::Repartition<int16_t, D32>>
HWY_INLINE hn::VFromD<D16> second_twice(D32, V32 v) {
  const hn::Repartition<uint8_t, D32> d8;
  constexpr int kNone = 128;
  return hn::BitCast(D16(), bytes_or_zero(hn::BitCast(d8, v), hn::Dup128VecFromValues(d8, 1, kNone, 1, kNone, 5, kNone, 5, kNone, 9, kNone,
                                                                                      9, kNone, 13, kNone, 13, kNone)));
}

void RgbToYcbcr(View src, View dst, const YcbcrSums& ycbcr, Pool& pool) {
  pool.rows(src.height, ycbcr_grain(src), [&](size_t begin, size_t end, unsigned) {
    const hn::ScalableTag<uint32_t> du;
    const hn::RebindToSigned<decltype(du)> di;
    const hn::Repartition<int16_t, decltype(du)> di16;
    const hn::Repartition<uint8_t, decltype(du)> d8;
    // Negative, and subtracted: 1/2 does not fit 16 bits, -1/2 does.
    const auto outer = [&](int c)
                           HWY_ATTR { return hn::BitCast(di16, hn::Set(du, weight_pair(-ycbcr.sums[c].first, -ycbcr.sums[c].third))); };
    const auto middle = [&](int c) HWY_ATTR {
      const int32_t half = -ycbcr.sums[c].second / 2;
      return hn::BitCast(di16, hn::Set(du, weight_pair(half, -ycbcr.sums[c].second - half)));
    };
    const auto y_rb = outer(0), y_gg = middle(0), cb_rb = outer(1), cb_gg = middle(1), cr_rb = outer(2), cr_gg = middle(2);
    const auto y_offset = hn::Set(di, ycbcr.sums[0].offset), c_offset = hn::Set(di, ycbcr.sums[1].offset);
    constexpr int kNone = 128;
    const auto to_first =
        hn::Dup128VecFromValues(d8, 2, kNone, kNone, kNone, 6, kNone, kNone, kNone, 10, kNone, kNone, kNone, 14, kNone, kNone, kNone);
    const auto to_second =
        hn::Dup128VecFromValues(d8, kNone, 2, kNone, kNone, kNone, 6, kNone, kNone, kNone, 10, kNone, kNone, kNone, 14, kNone, kNone);
    for (size_t row = begin; row < end; ++row) {
      map_row(src.row(row), dst.row(row), src.row_bytes(), [&](auto d32, auto v) HWY_ATTR {
        const auto rb = hn::BitCast(di16, even_bytes(d32, v));
        const auto gg = second_twice(d32, v);
        const auto sum = [&](auto w_rb, auto w_gg, auto offset) HWY_ATTR {
          return hn::Sub(offset, hn::Add(hn::WidenMulPairwiseAdd(di, rb, w_rb), hn::WidenMulPairwiseAdd(di, gg, w_gg)));
        };
        const auto y = bytes_or_zero(hn::BitCast(d8, sum(y_rb, y_gg, y_offset)), to_first);
        const auto cb = bytes_or_zero(hn::BitCast(d8, sum(cb_rb, cb_gg, c_offset)), to_second);
        const auto cr = hn::BitCast(d32, sum(cr_rb, cr_gg, c_offset));
        const auto upper = hn::And(hn::BitwiseIfThenElse(hn::Set(d32, 0x00FF0000u), cr, v), hn::Set(d32, 0xFFFF0000u));
        return hn::Or(hn::BitCast(d32, hn::Or(y, cb)), upper);
      });
    }
  });
}

void YcbcrToRgb(View src, View dst, const YcbcrSums& rgb, Pool& pool) {
  pool.rows(src.height, ycbcr_grain(src), [&](size_t begin, size_t end, unsigned) {
    const hn::ScalableTag<uint32_t> du;
    const hn::RebindToSigned<decltype(du)> di;
    const hn::Repartition<int16_t, decltype(du)> di16;
    const hn::Repartition<uint8_t, decltype(du)> d8;
    const auto outer = [&](int c) HWY_ATTR { return hn::BitCast(di16, hn::Set(du, weight_pair(rgb.sums[c].first, rgb.sums[c].third))); };
    const auto middle = [&](int c) HWY_ATTR {
      const int32_t half = rgb.sums[c].second / 2;
      return hn::BitCast(di16, hn::Set(du, weight_pair(half, rgb.sums[c].second - half)));
    };
    const auto r_outer = outer(0), g_outer = outer(1), g_middle = middle(1), b_outer = outer(2), b_middle = middle(2);
    const auto r_offset = hn::Set(di, rgb.sums[0].offset), g_offset = hn::Set(di, rgb.sums[1].offset),
               b_offset = hn::Set(di, rgb.sums[2].offset);
    constexpr int kNone = 128;
    const auto upper_to_lower =
        hn::Dup128VecFromValues(d8, 2, 3, kNone, kNone, 6, 7, kNone, kNone, 10, 11, kNone, kNone, 14, 15, kNone, kNone);
    const auto alpha_to_upper =
        hn::Dup128VecFromValues(d8, kNone, kNone, 3, kNone, kNone, kNone, 7, kNone, kNone, kNone, 11, kNone, kNone, kNone, 15, kNone);
    for (size_t row = begin; row < end; ++row) {
      map_row(src.row(row), dst.row(row), src.row_bytes(), [&](auto d32, auto v) HWY_ATTR {
        // The weights have 14 fraction bits, to fit: two more here.
        const hn::Repartition<uint16_t, decltype(d32)> du16;
        const auto y_cr = hn::BitCast(di16, shift_left<2>(even_bytes(d32, v)));
        const auto cb = hn::BitCast(di16, shift_left<2>(hn::BitCast(du16, second_twice(d32, v))));
        const auto r = hn::Add(hn::WidenMulPairwiseAdd(di, y_cr, r_outer), r_offset);
        const auto g = hn::Add(hn::Add(hn::WidenMulPairwiseAdd(di, y_cr, g_outer), hn::WidenMulPairwiseAdd(di, cb, g_middle)), g_offset);
        const auto b = hn::Add(hn::Add(hn::WidenMulPairwiseAdd(di, y_cr, b_outer), hn::WidenMulPairwiseAdd(di, cb, b_middle)), b_offset);
        const auto lower = [&](auto sums) HWY_ATTR { return hn::BitCast(d32, bytes_or_zero(hn::BitCast(d8, sums), upper_to_lower)); };
        const auto rg = hn::BitwiseIfThenElse(hn::Set(d32, 0xFFFF0000u), hn::BitCast(d32, g), lower(r));
        const auto ba = hn::Or(lower(b), hn::BitCast(d32, bytes_or_zero(hn::BitCast(d8, v), alpha_to_upper)));
        // The demotion clamps.
        const auto bytes = hn::ReorderDemote2To(d8, hn::BitCast(di16, rg), hn::BitCast(di16, ba));
        return hn::BitCast(d32,
                           hn::TableLookupBytes(bytes, hn::Dup128VecFromValues(d8, 0, 1, 8, 9, 2, 3, 10, 11, 4, 5, 12, 13, 6, 7, 14, 15)));
      });
    }
  });
}

}  // namespace HWY_NAMESPACE
}  // namespace pixlane
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace pixlane {

HWY_EXPORT(RgbToYcbcr);
HWY_EXPORT(YcbcrToRgb);

namespace {

// Shares of red and blue in luma, and what the range makes of 255 steps of luma and of chroma.
struct Coding {
  double kr, kb, luma, chroma;
  int32_t black;
};

Coding coding(bool bt709, bool video) {
  return {bt709 ? 0.2126 : 0.299, bt709 ? 0.0722 : 0.114, video ? 219.0 / 255 : 1.0, video ? 224.0 / 255 : 1.0, video ? 16 : 0};
}

int32_t rounded(double x) { return static_cast<int32_t>(round_half_up(x)); }

}  // namespace

// (wr R + wg G + wb B + (offset << 16) + 32767) >> 16, weights in 16 bits. Green's makes up for the rounding of the others: white has
// exactly the range's luma, greys exactly chroma 128. 32767 and not 32768: 255.5, pure blue's Cb, becomes 255 without a clamp.
void rgbToYcbcr(View src, View dst, const RgbToYcbcrParams& params, Pool& pool, Scratch) {
  const Coding to = coding(params.matrix == RgbToYcbcrMatrix::kBt709, params.range == RgbToYcbcrRange::kVideo);
  constexpr double kOne = 65536;
  constexpr int32_t kHalf = 32767;
  const int32_t yr = rounded(to.kr * to.luma * kOne), yb = rounded(to.kb * to.luma * kOne);
  const int32_t most = rounded(0.5 * to.chroma * kOne);
  const int32_t cb_r = rounded(to.kr / (2 * (1 - to.kb)) * to.chroma * kOne);
  const int32_t cr_b = rounded(to.kb / (2 * (1 - to.kr)) * to.chroma * kOne);
  const int32_t middle = (128 << 16) + kHalf;
  const YcbcrSums sums = {{{yr, rounded(to.luma * kOne) - yr - yb, yb, (to.black << 16) + kHalf},
                           {-cb_r, cb_r - most, most, middle},
                           {most, cr_b - most, -cr_b, middle}}};
  HWY_DYNAMIC_DISPATCH(RgbToYcbcr)(src, dst, sums, pool);
}

// clamp8((wy (Y - black) + wcb (Cb - 128) + wcr (Cr - 128) + 8192) >> 14), weights in 14 bits.
void ycbcrToRgb(View src, View dst, const YcbcrToRgbParams& params, Pool& pool, Scratch) {
  const Coding from = coding(params.matrix == YcbcrToRgbMatrix::kBt709, params.range == YcbcrToRgbRange::kVideo);
  constexpr double kOne = 16384;
  const double kg = 1 - from.kr - from.kb;
  const double red = 2 * (1 - from.kr) / from.chroma, blue = 2 * (1 - from.kb) / from.chroma;
  const int32_t y = rounded(kOne / from.luma);
  const auto sum = [&](double cb, double cr) {
    const int32_t wcb = rounded(cb * kOne), wcr = rounded(cr * kOne);
    return YcbcrSum{y, wcb, wcr, (8192 - y * from.black - 128 * (wcb + wcr)) * 4};
  };
  const YcbcrSums sums = {{sum(0, red), sum(-blue * from.kb / kg, -red * from.kr / kg), sum(blue, 0)}};
  HWY_DYNAMIC_DISPATCH(YcbcrToRgb)(src, dst, sums, pool);
}

}  // namespace pixlane
#endif
