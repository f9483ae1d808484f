// thumbhash and blurhash: a picture's lowest frequencies in a few bytes. What they look at is at most 100 x 100 pixels, so that this is
// plain C++; reading the image down to that size (box.cc) is the work.

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "kernels/box.h"
#include "kernels/exact_math.h"
#include "kernels_gen.h"

namespace pixlane {
namespace {

constexpr double kPi = 3.141592653589793;
constexpr uint32_t kMostSide = 100;

// As JavaScript's Math.round, of what is at least 0.
int rounded(double x) {
  const double whole = std::floor(x);
  return static_cast<int>(x - whole >= 0.5 ? whole + 1 : whole);
}

// One channel of what thumbhash encodes: its mean, and the other frequencies, scaled to 0..1 by the largest.
struct Frequencies {
  double mean = 0, scale = 0;
  int count = 0;
  double values[28];
};

// The sums are taken in the order of the published implementation: whether a frequency that is zero but for rounding becomes 7 or 8 of 15
// depends on it.
Frequencies frequencies(const double* channel, uint32_t width, uint32_t height, int across, int down) {
  Frequencies found;
  double columns[kMostSide];
  for (int v = 0; v < down; ++v) {
    for (int u = 0; u * down < across * (down - v); ++u) {
      for (uint32_t x = 0; x < width; ++x) columns[x] = exact_cosine(kPi / width * u * (x + 0.5));
      double sum = 0;
      for (uint32_t y = 0; y < height; ++y) {
        const double row = exact_cosine(kPi / height * v * (y + 0.5));
        for (uint32_t x = 0; x < width; ++x) sum += channel[y * width + x] * columns[x] * row;
      }
      sum /= width * height;
      if (u == 0 && v == 0) {
        found.mean = sum;
      } else {
        found.values[found.count++] = sum;
        found.scale = std::max(found.scale, std::fabs(sum));
      }
    }
  }
  if (found.scale != 0) {
    for (int i = 0; i < found.count; ++i) found.values[i] = 0.5 + 0.5 / found.scale * found.values[i];
  }
  return found;
}

// Of one thumbhash: luminance, yellow to blue, red to green, and alpha, as doubles.
struct ThumbPlanes {
  double *l, *p, *q, *a;
};

// Fills the planes: pixels on the mean colour. Returns whether the image has transparency.
bool fill_planes(View image, const ThumbPlanes& planes) {
  double red = 0, green = 0, blue = 0, alphas = 0;
  for (uint32_t y = 0; y < image.height; ++y) {
    const uint8_t* at = image.row(y);
    for (uint32_t x = 0; x < image.width; ++x, at += kChannels) {
      const double alpha = at[3] / 255.0;
      red += alpha / 255 * at[0];
      green += alpha / 255 * at[1];
      blue += alpha / 255 * at[2];
      alphas += alpha;
    }
  }
  if (alphas != 0) {
    red /= alphas;
    green /= alphas;
    blue /= alphas;
  }
  size_t i = 0;
  for (uint32_t y = 0; y < image.height; ++y) {
    const uint8_t* at = image.row(y);
    for (uint32_t x = 0; x < image.width; ++x, at += kChannels, ++i) {
      const double alpha = at[3] / 255.0;
      const double r = red * (1 - alpha) + alpha / 255 * at[0];
      const double g = green * (1 - alpha) + alpha / 255 * at[1];
      const double b = blue * (1 - alpha) + alpha / 255 * at[2];
      planes.l[i] = (r + g + b) / 3;
      planes.p[i] = (r + g) / 2 - b;
      planes.q[i] = r - g;
      planes.a[i] = alpha;
    }
  }
  return alphas < image.width * image.height;
}

// Half bytes, the low one of a byte first.
void put_nibbles(const Frequencies& f, int* hash, int* nibble) {
  for (int i = 0; i < f.count; ++i, ++*nibble) hash[*nibble >> 1] |= rounded(15 * f.values[i]) << (*nibble % 2 * 4);
}

struct ThumbMemory {
  Boxes boxes;
  ThumbPlanes planes;

  ThumbMemory(View src, const Pool& pool, Scratch& scratch) : boxes(src, pool, scratch) {
    const auto plane = [&] { return scratch.take<double>(size_t{boxes.small().width} * boxes.small().height); };
    planes.l = plane();
    planes.p = plane();
    planes.q = plane();
    planes.a = plane();
  }
};

constexpr size_t kMostThumbBytes = 25;
constexpr size_t kMostBlurCharacters = 166;

// Characters of a number below 83^length.
double* put_base83(int value, int length, double* to) {
  static constexpr char kDigits[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz#$%*+,-.:;=?@[]^_{|}~";
  for (int i = length - 1; i >= 0; --i, value /= 83) to[i] = kDigits[value % 83];
  return to + length;
}

double to_linear(int v) {
  const double e = v / 255.0;
  return e <= 0.04045 ? e / 12.92 : exact_power((e + 0.055) / 1.055, 2.4);
}

int to_srgb(double linear) {
  const double v = std::clamp(linear, 0.0, 1.0);
  return static_cast<int>((v <= 0.0031308 ? v * 12.92 : 1.055 * exact_power(v, 1 / 2.4) - 0.055) * 255 + 0.5);
}

// A component's channel in 19 steps.
int step_of(double value, double most) {
  const double part = value / most;
  const double root = std::sqrt(std::fabs(part));
  return static_cast<int>(std::clamp(std::floor((part < 0 ? -root : root) * 9 + 9.5), 0.0, 18.0));
}

struct Linear {
  double c[3];
};

// components[v * across + u] = the means of the linear colours times cosines: first along rows, then across them.
void blur_components(View image, int across, int down, Linear* components) {
  double linear[256];
  for (int v = 0; v < 256; ++v) linear[v] = to_linear(v);
  double columns[9][kMostSide];
  for (int u = 0; u < across; ++u) {
    for (uint32_t x = 0; x < image.width; ++x) columns[u][x] = exact_cosine(kPi * u * x / image.width);
  }
  for (int i = 0; i < across * down; ++i) components[i] = {};
  for (uint32_t y = 0; y < image.height; ++y) {
    double rows[9];
    for (int v = 0; v < down; ++v) rows[v] = exact_cosine(kPi * v * y / image.height);
    for (int u = 0; u < across; ++u) {
      double r = 0, g = 0, b = 0;
      const uint8_t* at = image.row(y);
      for (uint32_t x = 0; x < image.width; ++x, at += kChannels) {
        r += columns[u][x] * linear[at[0]];
        g += columns[u][x] * linear[at[1]];
        b += columns[u][x] * linear[at[2]];
      }
      for (int v = 0; v < down; ++v) {
        double* c = components[v * across + u].c;
        c[0] += rows[v] * r;
        c[1] += rows[v] * g;
        c[2] += rows[v] * b;
      }
    }
  }
  for (int i = 0; i < across * down; ++i) {
    for (double& c : components[i].c) c *= (i == 0 ? 1.0 : 2.0) / (image.width * image.height);
  }
}

}  // namespace

size_t thumbhash_scratch(View src, const ThumbhashParams&, const Pool& pool) {
  Scratch counted = Scratch::measure();
  const ThumbMemory memory(src, pool, counted);
  return counted.used();
}

// results: the number of bytes, then the bytes, then zeros.
void thumbhash(View src, double* results, const ThumbhashParams&, Pool& pool, Scratch scratch) {
  const ThumbMemory memory(src, pool, scratch);
  const View image = memory.boxes.shrink(pool);
  const uint32_t width = image.width, height = image.height;
  const auto& [lp, pp, qp, ap] = memory.planes;
  const bool translucent = fill_planes(image, memory.planes);

  const int most = translucent ? 5 : 7;  // luminance shares its bits with alpha
  const double longer = std::max(width, height);
  const int across = std::max(1, rounded(most * width / longer)), down = std::max(1, rounded(most * height / longer));
  const Frequencies l = frequencies(lp, width, height, std::max(3, across), std::max(3, down));
  const Frequencies p = frequencies(pp, width, height, 3, 3);
  const Frequencies q = frequencies(qp, width, height, 3, 3);

  int hash[kMostThumbBytes + 1] = {};
  const bool landscape = width > height;
  const int first = rounded(63 * l.mean) | rounded(31.5 + 31.5 * p.mean) << 6 | rounded(31.5 + 31.5 * q.mean) << 12 |
                    rounded(31 * l.scale) << 18 | (translucent ? 1 << 23 : 0);
  const int second = (landscape ? down : across) | rounded(63 * p.scale) << 3 | rounded(63 * q.scale) << 9 | (landscape ? 1 << 15 : 0);
  for (int i = 0; i < 3; ++i) hash[i] = first >> (8 * i);
  for (int i = 0; i < 2; ++i) hash[3 + i] = second >> (8 * i);
  int nibble = 10;
  Frequencies a;
  if (translucent) {
    a = frequencies(ap, width, height, 5, 5);
    hash[5] = rounded(15 * a.mean) | rounded(15 * a.scale) << 4;
    nibble = 12;
  }
  put_nibbles(l, hash, &nibble);
  put_nibbles(p, hash, &nibble);
  put_nibbles(q, hash, &nibble);
  put_nibbles(a, hash, &nibble);

  const int length = (nibble + 1) / 2;
  results[0] = length;
  for (int i = 0; i < static_cast<int>(kMostThumbBytes); ++i) results[1 + i] = i < length ? hash[i] & 255 : 0;
}

size_t blurhash_scratch(View src, const BlurhashParams&, const Pool& pool) {
  Scratch counted = Scratch::measure();
  const Boxes boxes(src, pool, counted);
  return counted.used();
}

// results: the number of characters, then their codes, then zeros.
void blurhash(View src, double* results, const BlurhashParams& params, Pool& pool, Scratch scratch) {
  const Boxes boxes(src, pool, scratch);
  const int across = params.componentsX, down = params.componentsY;
  Linear components[81];
  blur_components(boxes.shrink(pool), across, down, components);

  std::fill_n(results, 1 + kMostBlurCharacters, 0.0);
  double* to = put_base83(across - 1 + (down - 1) * 9, 1, results + 1);
  int range = 0;
  double most = 1;
  if (across * down > 1) {
    double largest = components[1].c[0];
    for (int i = 1; i < across * down; ++i) {
      for (const double c : components[i].c) largest = std::max(largest, c);
    }
    range = static_cast<int>(std::clamp(std::floor(largest * 166 - 0.5), 0.0, 82.0));
    most = (range + 1) / 166.0;
  }
  to = put_base83(range, 1, to);
  const double* mean = components[0].c;
  to = put_base83(to_srgb(mean[0]) << 16 | to_srgb(mean[1]) << 8 | to_srgb(mean[2]), 4, to);
  for (int i = 1; i < across * down; ++i) {
    const double* c = components[i].c;
    to = put_base83(step_of(c[0], most) * 361 + step_of(c[1], most) * 19 + step_of(c[2], most), 2, to);
  }
  results[0] = static_cast<double>(to - (results + 1));
}

}  // namespace pixlane
