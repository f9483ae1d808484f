#include "codecs/icc_matrix.h"

#include <cmath>
#include <cstdint>
#include <cstring>
#include <new>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "codecs/icc_matrix.cc"
#include "hwy/foreach_target.h"  // IWYU pragma: keep
#include "hwy/highway.h"
#include "kernels/curves-inl.h"
#include "kernels/curves16-inl.h"

HWY_BEFORE_NAMESPACE();
namespace pixlane {
namespace HWY_NAMESPACE {

void ProfileToSrgb(View src, View dst, const Contributions<int32_t>* table, Pool& pool) {
  const uint8_t* const encoded = encoded_srgb();
  map_colours(src, dst, pool, [table, encoded](const uint8_t* from) HWY_ATTR {
    const I32x4 di;
    const auto linear = hn::ShiftRight<14>(sums_of(*table, from));
    return encode(encoded, hn::Min(hn::Max(linear, hn::Zero(di)), hn::Set(di, kLinearWhite)));
  });
}

void ProfileToSrgb16(View src, View dst, const ProfileCurves16* curves, const double (&m)[3][3], Pool& pool) {
  const Curve16* const encode = &encoded_srgb16();
  const Matrix16 matrix = matrix16(m);
  map_planes16(src, dst, pool, [=](const Planes16& p) HWY_ATTR {
    const Three linear = {{decoded(curves->of[0], p.r), decoded(curves->of[1], p.g), decoded(curves->of[2], p.b)}};
    return rounded_planes(at_root(*encode, times(matrix, linear)), p.a);
  });
}

}  // namespace HWY_NAMESPACE
}  // namespace pixlane
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace pixlane {

HWY_EXPORT(ProfileToSrgb);
HWY_EXPORT(ProfileToSrgb16);

namespace {

// Sums are in units of 2^-14 of linear 15, and must fit in 31 bits: no real profile comes near.
constexpr double kUnits = kLinearWhite * 16384.0;
constexpr double kMost = 3.9;

void fill(const MatrixProfile& profile, Contributions<int32_t>* table) {
  for (int c = 0; c < 3; ++c) {
    for (int x = 0; x < 256; ++x) {
      const double light = profile.curve(c, x / 255.0);
      for (int row = 0; row < 3; ++row) {
        table->of[c][x][row] = static_cast<int32_t>(std::lround(profile.matrix[row][c] * light * kUnits)) + (c == 0 ? 8192 : 0);
      }
      table->of[c][x][3] = 0;
    }
  }
}

bool fits(const double (&matrix)[3][3]) {
  for (const auto& row : matrix) {
    const double sum = std::fabs(row[0]) + std::fabs(row[1]) + std::fabs(row[2]);
    if (!(sum < kMost)) return false;
  }
  return true;
}

void fill(const MatrixProfile& profile, ProfileCurves16* curves) {
  constexpr double kValues = 65535.0 / 16;
  for (int c = 0; c < 3; ++c) {
    auto& of = curves->of[c].of;
    for (int i = 0; i <= kCurveSegments; ++i) of[i].value = static_cast<float>(profile.curve(c, std::fmin(1.0, i / kValues)));
    for (int i = 0; i < kCurveSegments; ++i) of[i].step = (of[i + 1].value - of[i].value) / 16;
    // White is the last value of its segment, 15/16 of the way to an entry beyond it.
    auto& last = of[kCurveSegments - 1];
    last.step = (static_cast<float>(profile.curve(c, 1)) - last.value) / 15;
    of[kCurveSegments].step = 0;
  }
}

}  // namespace

bool MatrixToSrgb::open(const MatrixProfile& profile, bool is_16) {
  if (!fits(profile.matrix)) return false;
  std::memcpy(matrix_, profile.matrix, sizeof matrix_);
  if (is_16) {
    wide_.reset(new (std::nothrow) ProfileCurves16);
    if (!wide_) return false;
    fill(profile, wide_.get());
  } else {
    bytes_.reset(new (std::nothrow) Contributions<int32_t>);
    if (!bytes_) return false;
    fill(profile, bytes_.get());
  }
  return true;
}

void MatrixToSrgb::convert(View src, View dst, Pool& pool) const {
  if (src.is_16()) {
    HWY_DYNAMIC_DISPATCH(ProfileToSrgb16)(src, dst, wide_.get(), matrix_, pool);
  } else {
    HWY_DYNAMIC_DISPATCH(ProfileToSrgb)(src, dst, bytes_.get(), pool);
  }
}

}  // namespace pixlane
#endif
