// trimBox: the smallest box around all that differs from a background.
//
//   content = |alpha - A| > threshold or, of any colour, alpha * |c - C| > 255 * threshold
//
// Where channels have 16 bits, the threshold counts 257 each, and 65535 stands in place of 255.
//
// So the colour of transparent pixels does not count. The box of the whole is known when nothing outside of it is content: rows are
// searched from the top and from the bottom, then only what lies left and right of what was found.

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <type_traits>

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

// A channel is a T, uint8_t or uint16_t.
template <class T>
struct TrimRule {
  T background[4];
  uint32_t threshold;  // alpha differs by more
  uint32_t weighed;    // alpha * difference is more; at least the largest alpha * threshold

  bool is_content(const T* pixel) const {
    const uint32_t alpha = pixel[3];
    if (difference(pixel, 3) > threshold) return true;
    for (int c = 0; c < 3; ++c) {
      if (alpha * difference(pixel, c) > weighed) return true;
    }
    return false;
  }

 private:
  uint32_t difference(const T* pixel, int c) const { return static_cast<uint32_t>(std::abs(pixel[c] - background[c])); }
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

// Looks at many pixels at a time. Where no channel differs by more than the threshold there is no content, and where one does, few of its
// neighbours are looked at.
template <class T>
class Finder {
 public:
  explicit Finder(const TrimRule<T>& rule) : rule_(rule) {}

  // The first pixel of [begin, end) that is content; `end` where there is none.
  HWY_INLINE size_t First(const T* row, size_t begin, size_t end) const {
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
  HWY_INLINE size_t PastLast(const T* row, size_t begin, size_t end) const {
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
  using Word = std::conditional_t<sizeof(T) == 1, uint32_t, uint64_t>;
  static constexpr size_t kFew = 16 / (kChannels * sizeof(T));
  static constexpr size_t kMany = 4 * kFew;

  // Whether any channel of kVectors vectors differs from the background by more than the threshold.
  template <int kVectors>
  HWY_INLINE bool MayDiffer(const T* from) const {
    const hn::CappedTag<T, 16 / sizeof(T)> d;
    Word word;
    std::memcpy(&word, rule_.background, sizeof(word));
    const auto background = hn::BitCast(d, hn::Set(hn::Repartition<Word, decltype(d)>(), word));
    const auto threshold = hn::Set(d, static_cast<T>(rule_.threshold));
    auto most = hn::Zero(d);
    for (size_t i = 0; i < kVectors; ++i) {
      const auto v = hn::LoadU(d, from + i * hn::Lanes(d));
      most = hn::Max(most, hn::Or(hn::SaturatedSub(v, background), hn::SaturatedSub(background, v)));
    }
    return !hn::AllTrue(d, hn::Eq(hn::SaturatedSub(most, threshold), hn::Zero(d)));
  }

  const TrimRule<T>& rule_;
};

template <class T>
TrimBox FindBoxOf(View src, const TrimRule<T>& rule, size_t begin, size_t end) {
  const Finder finder(rule);
  const auto row = [&](size_t y) { return reinterpret_cast<const T*>(src.row(y)); };
  const size_t width = src.width;
  size_t top = begin;
  size_t left = width;
  for (; top < end; ++top) {
    left = finder.First(row(top), 0, width);
    if (left < width) break;
  }
  if (top == end) return {};
  size_t bottom = end;
  while (finder.First(row(bottom - 1), 0, width) == width) --bottom;
  size_t right = left + 1;
  for (size_t y = top; y < bottom; ++y) {
    left = finder.First(row(y), 0, left);
    right = finder.PastLast(row(y), right, width);
  }
  return {left, top, right, bottom};
}

TrimBox FindBox8(View src, const TrimRule<uint8_t>& rule, size_t begin, size_t end) { return FindBoxOf(src, rule, begin, end); }
TrimBox FindBox16(View src, const TrimRule<uint16_t>& rule, size_t begin, size_t end) { return FindBoxOf(src, rule, begin, end); }

}  // namespace HWY_NAMESPACE
}  // namespace pixlane
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace pixlane {

HWY_EXPORT(FindBox8);
HWY_EXPORT(FindBox16);

namespace {

// `white` is the largest value of a channel; `given` is the background unless it is the image's first pixel. Shares find their boxes.
template <class T, class Colour, class Find>
TrimBox find_box(View src, const TrimBoxParams& params, double white, Colour given, Find find, TrimBox* boxes, Pool& pool) {
  const double threshold = white / 255 * params.threshold;
  TrimRule<T> rule{{}, static_cast<uint32_t>(std::floor(threshold)), static_cast<uint32_t>(std::floor(white * threshold))};
  std::memcpy(rule.background, &given, sizeof(given));
  if (params.against == TrimBoxAgainst::kTopLeft) std::memcpy(rule.background, src.data, sizeof(given));

  std::fill_n(boxes, pool.threads(), TrimBox{});
  pool.rows(src.height, 1 + (size_t{1} << 18) / (src.row_bytes() + 1),
            [&](size_t begin, size_t end, unsigned thread) { boxes[thread] = find(src, rule, begin, end); });

  TrimBox whole;
  for (unsigned i = 0; i < pool.threads(); ++i) {
    const TrimBox& box = boxes[i];
    if (box.left == box.right) continue;
    if (whole.left == whole.right) whole = box;
    whole = {std::min(whole.left, box.left), std::min(whole.top, box.top), std::max(whole.right, box.right),
             std::max(whole.bottom, box.bottom)};
  }
  return whole;
}

}  // namespace

size_t trimBox_scratch(View, const TrimBoxParams&, const Pool& pool) { return round_up(pool.threads() * sizeof(TrimBox), kRowAlign); }

void trimBox(View src, double* results, const TrimBoxParams& params, Pool& pool, Scratch scratch) {
  TrimBox* const boxes = scratch.take<TrimBox>(pool.threads());
  const double* const given = params.background.values;
  const TrimBox box = src.is_16()
                          ? find_box<uint16_t>(src, params, 65535, colour_word16(given), HWY_DYNAMIC_POINTER(FindBox16), boxes, pool)
                          : find_box<uint8_t>(src, params, 255, colour_word(given), HWY_DYNAMIC_POINTER(FindBox8), boxes, pool);
  results[0] = static_cast<double>(box.left);
  results[1] = static_cast<double>(box.top);
  results[2] = static_cast<double>(box.right - box.left);
  results[3] = static_cast<double>(box.bottom - box.top);
}

}  // namespace pixlane
#endif
