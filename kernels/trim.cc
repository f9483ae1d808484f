// trimBox: the smallest box around all that differs from a background.
//
//   content = |alpha - A| > threshold or, of any colour, alpha * |c - C| > 255 * threshold
//
// So the colour of transparent pixels does not count. The box of the whole is known when nothing outside of it is content: rows are
// searched from the top and from the bottom, then only what lies left and right of what was found.

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <cstring>

#include "kernels/solid.h"
#include "kernels_gen.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/trim.cc"
#include "hwy/foreach_target.h"  // IWYU pragma: keep
#include "hwy/highway.h"
#include "kernels/pixels-inl.h"

#ifndef PIXLANE_TRIM_ONCE
#define PIXLANE_TRIM_ONCE
namespace pixlane {

struct TrimRule {
  uint8_t background[4];
  int threshold;  // alpha differs by more
  int weighed;    // alpha * difference is more

  bool is_content(const uint8_t* pixel) const {
    const int alpha = pixel[3];
    if (std::abs(alpha - background[3]) > threshold) return true;
    for (int c = 0; c < 3; ++c) {
      if (alpha * std::abs(pixel[c] - background[c]) > weighed) return true;
    }
    return false;
  }
};

// [left, right) x [top, bottom); empty where left == right.
struct TrimBox {
  size_t left = 0, top = 0, right = 0, bottom = 0;
};

}  // namespace pixlane
#endif

HWY_BEFORE_NAMESPACE();
namespace pixlane {
namespace HWY_NAMESPACE {

// Looks at many pixels at a time. Where no byte differs by more than the threshold there is no content, and where one does, few of its
// neighbours are looked at.
class Finder {
 public:
  explicit Finder(const TrimRule& rule) : rule_(rule) {}

  // The first pixel of [begin, end) that is content; `end` where there is none.
  HWY_INLINE size_t First(const uint8_t* row, size_t begin, size_t end) const {
    size_t x = begin;
    while (x + kMany <= end && !MayDiffer<4>(row + x * 4)) x += kMany;
    for (; x < end; x += kFew) {
      if (!MayDiffer<1>(row + x * 4)) continue;
      for (size_t i = x; i < std::min(x + kFew, end); ++i) {
        if (rule_.is_content(row + i * 4)) return i;
      }
    }
    return end;
  }

  // The last one, and one further; `begin` where there is none.
  HWY_INLINE size_t PastLast(const uint8_t* row, size_t begin, size_t end) const {
    size_t x = end;
    while (x >= begin + kMany && !MayDiffer<4>(row + (x - kMany) * 4)) x -= kMany;
    while (x > begin) {
      const size_t from = x >= begin + kFew ? x - kFew : begin;
      if (MayDiffer<1>(row + from * 4)) {
        for (size_t i = x; i > from; --i) {
          if (rule_.is_content(row + (i - 1) * 4)) return i;
        }
      }
      x = from;
    }
    return begin;
  }

 private:
  static constexpr size_t kFew = 4;
  static constexpr size_t kMany = 4 * kFew;

  // Whether any byte of kVectors vectors differs from the background by more than the threshold.
  template <int kVectors>
  HWY_INLINE bool MayDiffer(const uint8_t* from) const {
    const U8x16 d8;
    uint32_t word;
    std::memcpy(&word, rule_.background, 4);
    const auto background = hn::BitCast(d8, hn::Set(U32x4(), word));
    const auto threshold = hn::Set(d8, static_cast<uint8_t>(rule_.threshold));
    auto most = hn::Zero(d8);
    for (int i = 0; i < kVectors; ++i) {
      const auto v = hn::LoadU(d8, from + i * 16);
      most = hn::Max(most, hn::Or(hn::SaturatedSub(v, background), hn::SaturatedSub(background, v)));
    }
    return !hn::AllTrue(d8, hn::Eq(hn::SaturatedSub(most, threshold), hn::Zero(d8)));
  }

  const TrimRule& rule_;
};

TrimBox FindBox(View src, const TrimRule& rule, size_t begin, size_t end) {
  const Finder finder(rule);
  const size_t width = src.width;
  size_t top = begin;
  size_t left = width;
  for (; top < end; ++top) {
    left = finder.First(src.row(top), 0, width);
    if (left < width) break;
  }
  if (top == end) return {};
  size_t bottom = end;
  while (finder.First(src.row(bottom - 1), 0, width) == width) --bottom;
  size_t right = left + 1;
  for (size_t y = top; y < bottom; ++y) {
    left = finder.First(src.row(y), 0, left);
    right = finder.PastLast(src.row(y), right, width);
  }
  return {left, top, right, bottom};
}

}  // namespace HWY_NAMESPACE
}  // namespace pixlane
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace pixlane {

HWY_EXPORT(FindBox);

size_t trimBox_scratch(View, const TrimBoxParams&, const Pool& pool) { return round_up(pool.threads() * sizeof(TrimBox), kRowAlign); }

void trimBox(View src, double* results, const TrimBoxParams& params, Pool& pool, Scratch scratch) {
  TrimRule rule{{}, static_cast<int>(std::floor(params.threshold)), static_cast<int>(std::floor(255 * params.threshold))};
  const uint32_t given = colour_word(params.background.values);
  if (params.against == TrimBoxAgainst::kTopLeft) {
    std::memcpy(rule.background, src.data, 4);
  } else {
    std::memcpy(rule.background, &given, 4);
  }

  TrimBox* const boxes = scratch.take<TrimBox>(pool.threads());
  std::fill_n(boxes, pool.threads(), TrimBox{});
  const auto find = HWY_DYNAMIC_POINTER(FindBox);
  pool.rows(src.height, 1 + (size_t{1} << 16) / (src.width + 1),
            [&](size_t begin, size_t end, unsigned thread) { boxes[thread] = find(src, rule, begin, end); });

  TrimBox whole;
  for (unsigned i = 0; i < pool.threads(); ++i) {
    const TrimBox& box = boxes[i];
    if (box.left == box.right) continue;
    if (whole.left == whole.right) whole = box;
    whole = {std::min(whole.left, box.left), std::min(whole.top, box.top), std::max(whole.right, box.right),
             std::max(whole.bottom, box.bottom)};
  }
  results[0] = static_cast<double>(whole.left);
  results[1] = static_cast<double>(whole.top);
  results[2] = static_cast<double>(whole.right - whole.left);
  results[3] = static_cast<double>(whole.bottom - whole.top);
}

}  // namespace pixlane
#endif
