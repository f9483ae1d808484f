// Kernels that look at one pixel at a time: grayscale, linear, negate. Bound by memory: they read and write each byte once.

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "kernels_gen.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/pointwise.cc"
#include "hwy/foreach_target.h"  // IWYU pragma: keep
#include "hwy/highway.h"
#include "kernels/pixels-inl.h"

#ifndef PIXLANE_POINTWISE_ONCE
#define PIXLANE_POINTWISE_ONCE
namespace pixlane {

// Rows a share must have before another thread is worth waking: about 64 KB of pixels.
inline size_t pointwise_grain(View view) { return 1 + (size_t{1} << 14) / (view.width + 1); }

// y = clamp8(clamp16(((x << 7) * a + 16384 >> 15) + b) >> shift) a channel.
inline constexpr int kMostShift = 6;
struct FixedLinear {
  int16_t a[4];
  int16_t b[4];
  int shift;  // 0..kMostShift
};

}  // namespace pixlane
#endif

HWY_BEFORE_NAMESPACE();
namespace pixlane {
namespace HWY_NAMESPACE {

void Grayscale(View src, View dst, Pool& pool) {
  pool.rows(src.height, pointwise_grain(src), [&](size_t begin, size_t end, unsigned) {
    for (size_t y = begin; y < end; ++y) {
      map_row(src.row(y), dst.row(y), src.row_bytes(), [](auto d32, auto v) HWY_ATTR {
        const hn::Repartition<uint8_t, decltype(d32)> d8;
        const auto lowest = hn::Dup128VecFromValues(d8, 0, 0, 0, 0, 4, 4, 4, 4, 8, 8, 8, 8, 12, 12, 12, 12);
        return with_alpha_of(d32, v, hn::BitCast(d32, hn::TableLookupBytes(hn::BitCast(d8, luma(d32, v)), lowest)));
      });
    }
  });
}

void Negate(View src, View dst, Pool& pool) {
  pool.rows(src.height, pointwise_grain(src), [&](size_t begin, size_t end, unsigned) {
    for (size_t y = begin; y < end; ++y) {
      map_row(src.row(y), dst.row(y), src.row_bytes(), [](auto d32, auto v) HWY_ATTR { return hn::Xor(v, hn::Set(d32, kColourMask)); });
    }
  });
}

// `by(v)` shifts right by fixed.shift.
template <class Shift>
void LinearRows(View src, View dst, const FixedLinear& fixed, const Shift& by, size_t begin, size_t end) {
  const hn::ScalableTag<uint32_t> du32;
  const hn::Repartition<int16_t, decltype(du32)> di16;
  const hn::Repartition<uint16_t, decltype(du32)> du16;
  const auto pair = [&](const int16_t* channel) HWY_ATTR {
    const uint32_t low = static_cast<uint16_t>(channel[0]);
    return hn::BitCast(di16, hn::Set(du32, low | (static_cast<uint32_t>(static_cast<uint16_t>(channel[2])) << 16)));
  };
  const auto a_rb = pair(fixed.a), a_ga = pair(fixed.a + 1);
  const auto b_rb = pair(fixed.b), b_ga = pair(fixed.b + 1);
  for (size_t y = begin; y < end; ++y) {
    map_row(src.row(y), dst.row(y), src.row_bytes(), [&](auto d32, auto v) HWY_ATTR {
      const auto one = [&](auto shifted, auto a, auto b)
                           HWY_ATTR { return by(hn::SaturatedAdd(hn::MulFixedPoint15(hn::BitCast(di16, shifted), a), b)); };
      // x << 7; the odd bytes lie at << 8 already.
      const auto rb = shift_left<7>(even_bytes(d32, v));
      const auto ga = half_of_even(hn::And(hn::BitCast(du16, v), hn::Set(du16, 0xFF00)));
      return hn::BitCast(d32, join_clamped(di16, one(rb, a_rb, b_rb), one(ga, a_ga, b_ga)));
    });
  }
}

void Linear(View src, View dst, const FixedLinear& fixed, Pool& pool) {
  pool.rows(src.height, pointwise_grain(src), [&](size_t begin, size_t end, unsigned) {
    if (fixed.shift == kMostShift) {
      // The usual one, as a constant: wasm masks every count that it does not know.
      LinearRows(
          src, dst, fixed, [](auto v) HWY_ATTR { return hn::ShiftRight<kMostShift>(v); }, begin, end);
    } else {
      LinearRows(
          src, dst, fixed, [&](auto v) HWY_ATTR { return hn::ShiftRightSame(v, fixed.shift); }, begin, end);
    }
  });
}

}  // namespace HWY_NAMESPACE
}  // namespace pixlane
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace pixlane {

HWY_EXPORT(Grayscale);
HWY_EXPORT(Linear);
HWY_EXPORT(Negate);

void grayscale(View src, View dst, const GrayscaleParams&, Pool& pool, Scratch) { HWY_DYNAMIC_DISPATCH(Grayscale)(src, dst, pool); }

void negate(View src, View dst, const NegateParams&, Pool& pool, Scratch) { HWY_DYNAMIC_DISPATCH(Negate)(src, dst, pool); }

// As many fraction bits as leave multiplier and offset within 16 bits. Alpha passes through: its multiplier is exactly 1.
void linear(View src, View dst, const LinearParams& params, Pool& pool, Scratch) {
  FixedLinear fixed{};
  for (int shift = kMostShift; shift >= 0; --shift) {
    const double one = 1 << shift;
    const double half = (1 << shift) >> 1;
    bool fits = true;
    for (int c = 0; c < 4; ++c) {
      const double a = std::floor((c < 3 ? params.a.values[c] : 1.0) * 256 * one + 0.5);
      const double b = std::floor((c < 3 ? params.b.values[c] : 0.0) * one + 0.5) + half;
      fits = fits && std::fabs(a) <= 32767 && std::fabs(b) <= 32767;
      fixed.a[c] = static_cast<int16_t>(std::clamp(a, -32767.0, 32767.0));
      fixed.b[c] = static_cast<int16_t>(std::clamp(b, -32767.0, 32767.0));
    }
    fixed.shift = shift;
    if (fits) break;
  }
  HWY_DYNAMIC_DISPATCH(Linear)(src, dst, fixed, pool);
}

}  // namespace pixlane
#endif
