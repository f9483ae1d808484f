#include <algorithm>
#include <cstring>

#include "kernels/composite.h"

namespace pixlane {
namespace {

struct Corner {
  int64_t left, top;
};

// Where the overlay's first pixel comes to lie. The middle is rounded as sharp rounds it.
Corner corner_of(View src, View second, const CompositeParams& params) {
  using G = CompositeGravity;
  const int64_t free_x = int64_t{src.width} - second.width;
  const int64_t free_y = int64_t{src.height} - second.height;
  const G g = params.gravity;
  if (g == G::kNone) return {params.left, params.top};
  Corner corner{(free_x + 1) / 2, (free_y + 1) / 2};
  if (g == G::kWest || g == G::kNorthwest || g == G::kSouthwest) corner.left = 0;
  if (g == G::kEast || g == G::kNortheast || g == G::kSoutheast) corner.left = free_x;
  if (g == G::kNorth || g == G::kNorthwest || g == G::kNortheast) corner.top = 0;
  if (g == G::kSouth || g == G::kSouthwest || g == G::kSoutheast) corner.top = free_y;
  return corner;
}

// Where a transparent overlay leaves nothing of the backdrop.
bool clears_outside(CompositeBlend blend) {
  using B = CompositeBlend;
  return blend == B::kClear || blend == B::kSource || blend == B::kIn || blend == B::kOut || blend == B::kDestIn || blend == B::kDestAtop;
}

size_t remainder_of(int64_t a, int64_t b) { return static_cast<size_t>((a % b + b) % b); }

// The row `from` of `period` bytes, from byte `phase` on, again and again.
void repeat_row(const uint8_t* from, size_t period, size_t phase, uint8_t* to, size_t bytes) {
  size_t filled = std::min(period - phase, bytes);
  std::memcpy(to, from + phase, filled);
  const size_t turned = std::min(phase, bytes - filled);
  std::memcpy(to + filled, from, turned);
  filled += turned;
  while (filled < bytes) {
    const size_t more = std::min(filled, bytes - filled);
    std::memcpy(to + filled, to, more);
    filled += more;
  }
}

}  // namespace

// The overlay's rows, repeated to the width of the image: one a thread.
size_t composite_rows_scratch(View src, const CompositeParams& params, const Pool& pool) {
  Scratch scratch = Scratch::measure();
  if (params.tile) scratch.take<uint8_t>(pool.threads() * stride_for(src.width, src.pixel_bytes));
  return scratch.used();
}

void composite_rows(View src, View second, View dst, const CompositeParams& params, Pool& pool, Scratch scratch, CompositeSpan inside,
                    CompositeSpan keep) {
  const bool clears = clears_outside(params.blend);
  const size_t pixel = src.pixel_bytes;
  const size_t stride = stride_for(src.width, src.pixel_bytes);
  uint8_t* const repeated = params.tile ? scratch.take<uint8_t>(pool.threads() * stride) : nullptr;
  const Corner corner = corner_of(src, second, params);
  const int64_t width = src.width;
  // The part of a row that the overlay covers.
  const size_t begin_x = params.tile ? 0 : static_cast<size_t>(std::clamp(corner.left, int64_t{0}, width)) * pixel;
  const size_t end_x =
      params.tile ? src.row_bytes() : static_cast<size_t>(std::clamp(corner.left + second.width, int64_t{0}, width)) * pixel;
  const size_t grain = 1 + (size_t{1} << 16) / (src.row_bytes() + pixel);
  pool.rows(src.height, grain, [&](size_t begin, size_t end, unsigned thread) {
    const auto outside = [&](size_t y, size_t from_x, size_t to_x) {
      if (from_x == to_x) return;
      if (clears) {
        std::memset(dst.row(y) + from_x, 0, to_x - from_x);
      } else {
        keep(src.row(y) + from_x, src.row(y) + from_x, dst.row(y) + from_x, to_x - from_x);
      }
    };
    for (size_t y = begin; y < end; ++y) {
      const int64_t second_y = static_cast<int64_t>(y) - corner.top;
      if (params.tile) {
        uint8_t* const row = repeated + thread * stride;
        const size_t phase = remainder_of(-corner.left, second.width) * pixel;
        repeat_row(second.row(remainder_of(second_y, second.height)), second.row_bytes(), phase, row, src.row_bytes());
        inside(src.row(y), row, dst.row(y), src.row_bytes());
      } else if (second_y < 0 || second_y >= second.height || begin_x == end_x) {
        outside(y, 0, src.row_bytes());
      } else {
        outside(y, 0, begin_x);
        const int64_t skipped = std::max(int64_t{0}, -corner.left);
        inside(src.row(y) + begin_x, second.row(static_cast<size_t>(second_y)) + static_cast<size_t>(skipped) * pixel, dst.row(y) + begin_x,
               end_x - begin_x);
        outside(y, end_x, src.row_bytes());
      }
    }
  });
}

}  // namespace pixlane
