// Where `cover` puts its window when it shall keep what matters: `entropy` and `attention`, in integers, on the source's own pixels.
// The ideas are libvips' smartcrop; the formulas are simpler, because the window moves along one axis only. An image of 16 bits a channel
// has the window that its bytes would have.

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstdlib>

#include "kernels/fit.h"

namespace pixlane {

namespace {

// An image and the axis that the window moves along.
struct Way {
  View src;
  bool horizontal;

  // Samples [begin, end) of the way, all of the image across it.
  View part(uint32_t begin, uint32_t end) const {
    return horizontal ? src.part(begin, 0, end - begin, src.height) : src.part(0, begin, src.width, end - begin);
  }
};

// A byte times alpha / 255, rounded.
uint32_t times_alpha(uint32_t value, uint32_t alpha) { return (value * alpha * 257 + 32768) >> 16; }

uint32_t luma(uint32_t r, uint32_t g, uint32_t b) { return (6966 * r + 23436 * g + 2366 * b + 16384) >> 15; }

// Calls op(r, g, b, a) with the bytes of every pixel; 16 bits a channel are rounded to them as by to8Bit.
template <class Op>
void each_pixel(View part, const Op& op) {
  for (uint32_t y = 0; y < part.height; ++y) {
    const uint8_t* p = part.row(y);
    for (uint32_t x = 0; x < part.width; ++x, p += part.pixel_bytes) {
      uint32_t bytes[4];
      for (size_t c = 0; c < 4; ++c) bytes[c] = part.is_16() ? (reinterpret_cast<const uint16_t*>(p)[c] + 128u) / 257 : p[c];
      op(bytes[0], bytes[1], bytes[2], bytes[3]);
    }
  }
}

// floor(2^12 log2(n)) of a number's 16 highest bits, digit by digit.
uint32_t log2_12(uint32_t n) {
  const int exponent = std::bit_width(n) - 1;
  uint32_t mantissa = exponent > 15 ? n >> (exponent - 15) : n << (15 - exponent);
  auto result = static_cast<uint32_t>(exponent);
  for (int i = 0; i < 12; ++i) {
    mantissa = (mantissa * mantissa) >> 15;
    const uint32_t digit = mantissa >> 16;
    mantissa >>= digit;
    result = result * 2 + digit;
  }
  return result;
}

// Sum of n log2(n) over the histogram of luma times alpha: of equally many pixels, the more of it the less entropy.
uint64_t order(View part) {
  uint32_t histogram[256] = {};
  each_pixel(part, [&](uint32_t r, uint32_t g, uint32_t b, uint32_t a) { ++histogram[times_alpha(luma(r, g, b), a)]; });
  uint64_t sum = 0;
  for (const uint32_t n : histogram) {
    if (n > 1) sum += uint64_t{n} * log2_12(n);
  }
  return sum;
}

// Of the outermost slices at both ends, an eighth of what has to go, the one with less entropy goes; until the window's length is left.
uint64_t by_entropy(const Way& way, const Axis& axis) {
  const auto sample = [&](uint64_t output) { return static_cast<uint32_t>(output * axis.in / axis.out); };
  const uint64_t slice = (axis.out - axis.count + 7) / 8;
  uint64_t begin = 0;
  uint64_t end = axis.out;
  while (end - begin > axis.count) {
    const uint64_t step = std::min<uint64_t>(slice, end - begin - axis.count);
    // As many samples at one end as at the other, at least one.
    const uint32_t first = sample(begin);
    const uint32_t length = std::max(1u, sample(begin + step) - first);
    const uint32_t last = std::max(sample(end), first + length);
    if (order(way.part(first, first + length)) > order(way.part(last - length, last))) {
      begin += step;
    } else {
      end -= step;
    }
  }
  return begin;
}

constexpr uint32_t kCells = 32;

struct Cell {
  uint32_t r, g, b, y;
};

// The mean of a part, times alpha.
Cell mean(View part) {
  uint32_t red = 0, green = 0, blue = 0;
  each_pixel(part, [&](uint32_t r, uint32_t g, uint32_t b, uint32_t a) {
    red += times_alpha(r, a);
    green += times_alpha(g, a);
    blue += times_alpha(b, a);
  });
  const uint32_t count = std::max(1u, part.width * part.height);
  const auto rounded = [&](uint32_t sum) { return (sum + count / 2) / count; };
  const Cell cell = {rounded(red), rounded(green), rounded(blue), 0};
  return {cell.r, cell.g, cell.b, luma(cell.r, cell.g, cell.b)};
}

// 0..248: how near the direction of a colour comes to that of skin, (78, 57, 44); 1024 cos^2 of the angle counts from 993 on.
uint32_t skin(const Cell& c) {
  if (c.y < 40) return 0;
  const uint64_t dot = 78 * c.r + 57 * c.g + 44 * c.b;
  const uint64_t squares = c.r * c.r + c.g * c.g + c.b * c.b;
  const auto cosine = static_cast<uint32_t>(dot * dot * 1024 / (11269 * squares));
  return cosine > 993 ? (cosine - 993) * 8 : 0;
}

// 0..153: the range of the three channels from 102 on, in what is neither black nor white.
uint32_t saturation(const Cell& c) {
  if (c.y < 13 || c.y > 230) return 0;
  const uint32_t range = std::max({c.r, c.g, c.b}) - std::min({c.r, c.g, c.b});
  return range > 102 ? range - 102 : 0;
}

// The means of 32 x 32 cells, or of as many as there are samples, are scored: twice the Laplacian of their luma, skin, saturation. The
// scores are summed across the way, and the window's centre goes to where their sum, weighted by a triangle as long as the window, is
// largest.
uint64_t by_attention(const Way& way, const Axis& axis) {
  const View& src = way.src;
  const uint32_t columns = std::min(kCells, src.width);
  const uint32_t rows = std::min(kCells, src.height);
  // Which pixel a cell begins at.
  const auto edge = [](uint32_t i, uint32_t side, uint32_t cells) { return static_cast<uint32_t>(uint64_t{i} * side / cells); };
  uint8_t lumas[kCells][kCells];
  uint64_t profile[kCells] = {};
  for (uint32_t j = 0; j < rows; ++j) {
    const uint32_t top = edge(j, src.height, rows);
    const uint32_t height = edge(j + 1, src.height, rows) - top;
    for (uint32_t i = 0; i < columns; ++i) {
      const uint32_t left = edge(i, src.width, columns);
      const Cell cell = mean(src.part(left, top, edge(i + 1, src.width, columns) - left, height));
      lumas[j][i] = static_cast<uint8_t>(cell.y);
      profile[way.horizontal ? i : j] += skin(cell) + saturation(cell);
    }
  }
  for (uint32_t j = 0; j < rows; ++j) {
    for (uint32_t i = 0; i < columns; ++i) {
      const int around = lumas[j == 0 ? 0 : j - 1][i] + lumas[std::min(j + 1, rows - 1)][i] + lumas[j][i == 0 ? 0 : i - 1] +
                         lumas[j][std::min(i + 1, columns - 1)];
      profile[way.horizontal ? i : j] += 2 * static_cast<uint32_t>(std::abs(4 * lumas[j][i] - around));
    }
  }
  const uint64_t length = way.horizontal ? columns : rows;
  const uint64_t half = std::max<uint64_t>(1, (length * axis.count + axis.out) / (2 * axis.out));
  uint64_t largest = 0;
  uint64_t centre = 0;
  for (uint64_t c = 0; c < length; ++c) {
    uint64_t sum = 0;
    for (uint64_t i = 0; i < length; ++i) {
      const uint64_t distance = i < c ? c - i : i - c;
      if (distance < half) sum += profile[i] * (half - distance);
    }
    if (sum > largest) {
      largest = sum;
      centre = c;
    }
  }
  // Where nothing stands out, the middle is as good as any.
  if (largest == 0) return (axis.out - axis.count + 1) / 2;
  const uint64_t middle = (2 * centre + 1) * axis.out / (2 * length);
  const uint64_t before = axis.count / 2;
  return middle < before ? 0 : std::min<uint64_t>(middle - before, axis.out - axis.count);
}

}  // namespace

void choose_window(View src, const ResizeParams& params, Fitted& fitted) {
  if (params.fit != ResizeFit::kCover) return;
  const auto by = params.position == ResizePosition::kEntropy ? by_entropy : by_attention;
  if (params.position != ResizePosition::kEntropy && params.position != ResizePosition::kAttention) return;
  if (fitted.x.out > fitted.x.count) fitted.x.begin = by({src, true}, fitted.x);
  if (fitted.y.out > fitted.y.count) fitted.y.begin = by({src, false}, fitted.y);
}

}  // namespace pixlane
