// extend: an image with a margin of a colour, of its outermost pixels, of its mirror image (they stand twice) or of itself again.
//
//   out(left + x, top + y) = in(x', y')
//   copy: x' = clamp(x, 0, width - 1); repeat: x mod width; mirror: m = x mod 2 width, min(m, 2 width - 1 - m)

#include <algorithm>
#include <cstdint>
#include <cstring>

#include "kernels/solid.h"
#include "kernels_gen.h"

namespace pixlane {
namespace {

// A row of the output, in pixels of Word's size (64 bits where a channel has 16): its source stands in [first, past).
template <class Word>
struct Span {
  uint8_t* row;
  size_t first, past, width;
  uint8_t* at(size_t x) const { return row + x * sizeof(Word); }
};

template <class Word>
void fill_sides(const Span<Word>& span, Word left, Word right) {
  fill_pixels(span.row, left, span.first);
  fill_pixels(span.at(span.past), right, span.width - span.past);
}

template <class Word>
void fill_copied(const Span<Word>& span) {
  Word left, right;
  std::memcpy(&left, span.at(span.first), sizeof(Word));
  std::memcpy(&right, span.at(span.past - 1), sizeof(Word));
  fill_sides(span, left, right);
}

// What has a period of span.past - span.first pixels goes on to both sides; each copy makes the next one twice as long.
template <class Word>
void fill_repeated(const Span<Word>& span) {
  const size_t period = span.past - span.first;
  size_t left = span.first;
  for (size_t step = period; left > 0; step *= 2) {
    const size_t count = std::min(step, left);
    left -= count;
    std::memcpy(span.at(left), span.at(left + step), count * sizeof(Word));
  }
  size_t right = span.past;
  for (size_t step = period; right < span.width; step *= 2) {
    const size_t count = std::min(step, span.width - right);
    std::memcpy(span.at(right), span.at(right - step), count * sizeof(Word));
    right += count;
  }
}

// Once mirrored it repeats: to the left with the image before its mirror image, to the right the other way round.
template <class Word>
void fill_mirrored(const Span<Word>& span) {
  const size_t width = span.past - span.first;
  const size_t left = std::min(width, span.first);
  const size_t right = std::min(width, span.width - span.past);
  for (size_t x = 0; x < left; ++x) std::memcpy(span.at(span.first - left + x), span.at(span.first + left - 1 - x), sizeof(Word));
  for (size_t x = 0; x < right; ++x) std::memcpy(span.at(span.past + x), span.at(span.past - 1 - x), sizeof(Word));
  fill_repeated<Word>({span.row, span.first - left, span.past, span.past});
  const size_t begin = span.first;
  fill_repeated<Word>({span.at(begin), 0, span.past + right - begin, span.width - begin});
}

// Which of `count` rows stands at y, which may lie outside.
size_t row_at(int64_t y, int64_t count, ExtendExtendWith with) {
  if (with == ExtendExtendWith::kCopy) return static_cast<size_t>(std::clamp<int64_t>(y, 0, count - 1));
  const int64_t period = with == ExtendExtendWith::kMirror ? 2 * count : count;
  const int64_t within = (y % period + period) % period;
  return static_cast<size_t>(std::min(within, period == count ? within : period - 1 - within));
}

template <class Word>
void extend_rows(View src, View dst, const ExtendParams& params, Word colour, Pool& pool) {
  const auto first = static_cast<size_t>(params.left);
  // About 64 KB of pixels: less is not worth waking another thread.
  pool.rows(dst.height, 1 + (size_t{1} << 16) / (dst.row_bytes() + 1), [&](size_t begin, size_t end, unsigned) {
    for (size_t row = begin; row < end; ++row) {
      const int64_t y = static_cast<int64_t>(row) - params.top;
      const Span<Word> span{dst.row(row), first, first + src.width, dst.width};
      if (params.extendWith == ExtendExtendWith::kBackground && (y < 0 || y >= src.height)) {
        fill_pixels(span.row, colour, span.width);
        continue;
      }
      std::memcpy(span.at(first), src.row(row_at(y, src.height, params.extendWith)), src.row_bytes());
      switch (params.extendWith) {
        case ExtendExtendWith::kBackground: fill_sides(span, colour, colour); break;
        case ExtendExtendWith::kCopy: fill_copied(span); break;
        case ExtendExtendWith::kMirror: fill_mirrored(span); break;
        case ExtendExtendWith::kRepeat: fill_repeated(span); break;
      }
    }
  });
}

}  // namespace

void extend(View src, View dst, const ExtendParams& params, Pool& pool, Scratch) {
  const double* const background = params.background.values;
  if (src.is_16()) {
    extend_rows(src, dst, params, colour_word16(background), pool);
  } else {
    extend_rows(src, dst, params, colour_word(background), pool);
  }
}

}  // namespace pixlane
