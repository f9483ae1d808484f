// Where the pixels of a turned or otherwise affinely transformed image come from: whole numbers from a few doubles, computed by + - * /
// alone, so that every lane and JavaScript have the same ones.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "kernels/fixed_point.h"
#include "kernels/image.h"

namespace pixlane {

// Source position of the output's pixel in column i, row j, in units of 2^-26 px: (x0 + xx i + xy j, y0 + yx i + yy j).
struct AffineGrid {
  int64_t x0 = 0, xx = 0, xy = 0;
  int64_t y0 = 0, yx = 0, yy = 0;
  bool visible = false;  // false: the image is flattened to a line or nearly so, and nothing of it is left to be seen
};

inline constexpr int64_t kGridOne = int64_t{1} << 26;

// A grid that reaches further than this, px, is that of a flattened image.
inline constexpr double kFarthest = 16777216;

struct Turn {
  double cos, sin;
};

// Whole quarters exactly, the rest by its series within 45 degrees. Not std::cos, which may differ from JavaScript's in its last bit.
inline Turn turn_of(double degrees) {
  const double quarters = std::floor(degrees / 90 + 0.5);
  const double x = (degrees - quarters * 90) * (3.141592653589793 / 180);
  double cos = 1;
  double sin = 1;
  for (int k = 16; k > 0; k -= 2) {
    cos = 1 - (cos * (x * x)) / (k * (k - 1));
    sin = 1 - (sin * (x * x)) / (k * (k + 1));
  }
  sin *= x;
  switch (static_cast<int>(quarters) & 3) {
    case 0: return {cos, sin};
    case 1: return {-sin, cos};
    case 2: return {-cos, -sin};
    default: return {sin, -cos};
  }
}

// x = a X + b Y + x0, y = c X + d Y + y0 for the first pixel's X and Y and on from there.
inline AffineGrid grid_of(double a, double b, double c, double d, double x, double y, double x0, double y0, View dst) {
  const double reach_x = std::fabs(a) * dst.width + std::fabs(b) * dst.height;
  const double reach_y = std::fabs(c) * dst.width + std::fabs(d) * dst.height;
  if (!(reach_x <= kFarthest && reach_y <= kFarthest)) return {};
  const auto units = [](double px) { return static_cast<int64_t>(round_half_up(px * static_cast<double>(kGridOne))); };
  return {units(a * x + b * y + x0), units(a), units(b), units(c * x + d * y + y0), units(c), units(d), true};
}

// A turn clockwise about the middle; the output's middle is the source's.
inline AffineGrid rotation_grid(double degrees, View src, View dst) {
  const auto [cos, sin] = turn_of(degrees);
  const double x = 0.5 - dst.width / 2.0;
  const double y = 0.5 - dst.height / 2.0;
  return grid_of(cos, sin, -sin, cos, x, y, src.width / 2.0, src.height / 2.0, dst);
}

// X = a (x + idx) + b (y + idy) + odx, Y = c (x + idx) + d (y + idy) + ody; the output begins where the source's bounding box does,
// rounded to a whole pixel.
inline AffineGrid affine_grid(const double* matrix, double idx, double idy, double odx, double ody, View src, View dst) {
  const double a = matrix[0], b = matrix[1], c = matrix[2], d = matrix[3];
  const double determinant = a * d - b * c;
  if (determinant == 0) return {};
  // Where the source's origin goes, and the box's corner from there.
  const double shift_x = a * idx + b * idy + odx;
  const double shift_y = c * idx + d * idy + ody;
  const double left = std::min(0.0, a * src.width) + std::min(0.0, b * src.height);
  const double top = std::min(0.0, c * src.width) + std::min(0.0, d * src.height);
  const double x = std::floor(left + shift_x + 0.5) - shift_x + 0.5;
  const double y = std::floor(top + shift_y + 0.5) - shift_y + 0.5;
  return grid_of(d / determinant, -b / determinant, -c / determinant, a / determinant, x, y, 0, 0, dst);
}

}  // namespace pixlane
