#include "kernels/box.h"

#include <algorithm>
#include <cstring>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/box.cc"
#include "hwy/foreach_target.h"  // IWYU pragma: keep
#include "hwy/highway.h"
#include "kernels/pixels-inl.h"

HWY_BEFORE_NAMESPACE();
namespace pixlane {
namespace HWY_NAMESPACE {

// Adds a row to the sums of its boxes: colours times alpha, and alphas. Pixels go in pairs, r0 r1 g0 g1 b0 b1 a0 a1, times their alphas:
// one instruction multiplies and adds up; a box is at most 656 wide, so that 32 bits hold its row.
template <bool kOpaque>
void AddBoxes(const uint8_t* HWY_RESTRICT row, const uint32_t* HWY_RESTRICT columns, size_t count, int64_t* HWY_RESTRICT sums) {
  const U8x16 d8;
  const U32x4 du;
  const I16x8 d16;
  const I32x4 d32;
  constexpr int kNone = 128;
  const auto low = hn::Dup128VecFromValues(d8, 0, kNone, 4, kNone, 1, kNone, 5, kNone, 2, kNone, 6, kNone, 3, kNone, 7, kNone);
  const auto high = hn::Dup128VecFromValues(d8, 8, kNone, 12, kNone, 9, kNone, 13, kNone, 10, kNone, 14, kNone, 11, kNone, 15, kNone);
  const auto low_alpha =
      hn::Dup128VecFromValues(d8, 3, kNone, 7, kNone, 3, kNone, 7, kNone, 3, kNone, 7, kNone, kNone, kNone, kNone, kNone);
  const auto high_alpha =
      hn::Dup128VecFromValues(d8, 11, kNone, 15, kNone, 11, kNone, 15, kNone, 11, kNone, 15, kNone, kNone, kNone, kNone, kNone);
  const auto ones = hn::Set(d16, 1);
  const auto alpha_ones = hn::BitCast(d16, hn::Dup128VecFromValues(du, 0, 0, 0, 0x10001));
  for (size_t i = 0; i < count; ++i) {
    auto sum_low = hn::Zero(d32), sum_high = hn::Zero(d32);
    const auto add = [&](auto v) HWY_ATTR {
      const auto pair = [&](auto bytes) HWY_ATTR { return hn::BitCast(d16, bytes_or_zero(v, bytes)); };
      if constexpr (kOpaque) {
        sum_low = hn::Add(sum_low, hn::WidenMulPairwiseAdd(d32, pair(low), ones));
        sum_high = hn::Add(sum_high, hn::WidenMulPairwiseAdd(d32, pair(high), ones));
      } else {
        sum_low = hn::Add(sum_low, hn::WidenMulPairwiseAdd(d32, pair(low), hn::Or(pair(low_alpha), alpha_ones)));
        sum_high = hn::Add(sum_high, hn::WidenMulPairwiseAdd(d32, pair(high), hn::Or(pair(high_alpha), alpha_ones)));
      }
    };
    size_t x = columns[i];
    const size_t end = columns[i + 1];
    for (; x + 4 <= end; x += 4) add(hn::LoadU(d8, row + x * 4));
    if (x < end) add(hn::IfThenElseZero(hn::FirstN(d8, (end - x) * 4), hn::LoadU(d8, row + x * 4)));
    HWY_ALIGN int32_t lanes[4];
    hn::Store(hn::Add(sum_low, sum_high), d32, lanes);
    for (int c = 0; c < 3; ++c) sums[i * 4 + c] += int64_t{lanes[c]} * (kOpaque ? 255 : 1);
    sums[i * 4 + 3] += lanes[3];
  }
}

void AddBoxRows(View src, const uint32_t* columns, size_t count, int64_t* sums, size_t begin, size_t end) {
  for (size_t y = begin; y < end; ++y) {
    (is_opaque(src.row(y), src.width) ? AddBoxes<true> : AddBoxes<false>)(src.row(y), columns, count, sums);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace pixlane
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace pixlane {

HWY_EXPORT(AddBoxRows);

namespace {

constexpr uint32_t kMost = 100;

uint32_t shrunk(uint32_t side, uint32_t longer) { return std::max(1u, (2 * kMost * side + longer) / (2 * longer)); }

uint32_t edge(size_t i, uint32_t in, uint32_t out) { return static_cast<uint32_t>(uint64_t{i} * in / out); }

}  // namespace

Boxes::Boxes(View src, const Pool& pool, Scratch& scratch) : src_(src), small_(src) {
  const uint32_t longer = std::max(src.width, src.height);
  if (longer <= kMost) return;
  small_.width = shrunk(src.width, longer);
  small_.height = shrunk(src.height, longer);
  small_.stride = stride_for(small_.width);
  small_.data = scratch.take<uint8_t>(small_.stride * small_.height);
  columns_ = scratch.take<uint32_t>(small_.width + 1);
  sums_ = scratch.take<int64_t>(size_t{pool.threads()} * small_.width * 4);
}

View Boxes::shrink(Pool& pool) const {
  if (columns_ == nullptr) return small_;
  const size_t width = small_.width;
  for (size_t i = 0; i <= width; ++i) columns_[i] = edge(i, src_.width, small_.width);
  pool.rows(small_.height, 1, [&](size_t begin, size_t end, unsigned thread) {
    int64_t* const sums = sums_ + thread * width * 4;
    for (size_t y = begin; y < end; ++y) {
      const uint32_t top = edge(y, src_.height, small_.height), bottom = edge(y + 1, src_.height, small_.height);
      std::fill_n(sums, width * 4, 0);
      HWY_DYNAMIC_DISPATCH(AddBoxRows)(src_, columns_, width, sums, top, bottom);
      uint8_t* to = small_.row(y);
      for (size_t i = 0; i < width; ++i, to += 4) {
        const int64_t alpha = sums[i * 4 + 3], area = std::max<int64_t>(1, int64_t{columns_[i + 1] - columns_[i]} * (bottom - top));
        for (size_t c = 0; c < 3; ++c) to[c] = static_cast<uint8_t>(alpha == 0 ? 0 : (sums[i * 4 + c] + alpha / 2) / alpha);
        to[3] = static_cast<uint8_t>((alpha + area / 2) / area);
      }
    }
  });
  return small_;
}

}  // namespace pixlane
#endif
