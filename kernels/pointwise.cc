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

// y = clamp8(clamp16((x * a >> 8) + b) >> shift) a channel.
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

// Lanes for a plane: `of` the channel in the even ones, of the channel two further on in the odd ones.
template <class Of>
HWY_INLINE auto lanes_of(size_t channel, const Of& of) {
  const hn::ScalableTag<uint32_t> du32;
  const uint32_t low = static_cast<uint16_t>(of(channel)), high = static_cast<uint16_t>(of(channel + 2));
  return hn::BitCast(hn::Repartition<uint16_t, decltype(du32)>(), hn::Set(du32, low | (high << 16)));
}

// x a >> 8, of a's two bytes: an instruction each in every browser, as the rounding multiplication by 16 bits is not.
template <class D32, class V>
HWY_INLINE V times(D32 d32, V x, V whole, V fraction) {
  return hn::Add(hn::Mul(x, whole), odd_bytes(d32, hn::BitCast(d32, hn::Mul(x, fraction))));
}

// For any numbers.
void LinearRows(View src, View dst, const FixedLinear& fixed, size_t begin, size_t end) {
  const hn::ScalableTag<int16_t> di16;
  const auto whole = [&](size_t c) { return fixed.a[c] >> 8; };
  const auto fraction = [&](size_t c) { return fixed.a[c] & 255; };
  const auto offset = [&](size_t c) { return fixed.b[c]; };
  const auto whole_rb = lanes_of(0, whole), whole_ga = lanes_of(1, whole);
  const auto fraction_rb = lanes_of(0, fraction), fraction_ga = lanes_of(1, fraction);
  const auto b_rb = lanes_of(0, offset), b_ga = lanes_of(1, offset);
  for (size_t y = begin; y < end; ++y) {
    map_row(src.row(y), dst.row(y), src.row_bytes(), [&](auto d32, auto v) HWY_ATTR {
      const auto one = [&](auto product, auto b) HWY_ATTR {
        return hn::ShiftRightSame(hn::SaturatedAdd(hn::BitCast(di16, product), hn::BitCast(di16, b)), fixed.shift);
      };
      const auto rb = one(times(d32, even_bytes(d32, v), whole_rb, fraction_rb), b_rb);
      const auto ga = one(times(d32, odd_bytes(d32, v), whole_ga, fraction_ga), b_ga);
      return hn::BitCast(d32, join_clamped(di16, rb, ga));
    });
  }
}

// The usual numbers, 0 <= a < 2 and every b of one sign: the same values with twice the scale, unsigned, so that saturation clamps
// them and the result is the upper byte of the double. Shifts are dear in WebKit.
template <bool kBrighter>
void LinearRowsOfOneSign(View src, View dst, const FixedLinear& fixed, size_t begin, size_t end) {
  const hn::ScalableTag<uint16_t> du16;
  const auto whole = [&](size_t c) { return 2 * fixed.a[c] >> 8; };
  const auto fraction = [&](size_t c) { return 2 * fixed.a[c] & 255; };
  const auto offset = [&](size_t c) { return 2 * (kBrighter ? fixed.b[c] : -fixed.b[c]); };
  const auto whole_rb = lanes_of(0, whole), whole_ga = lanes_of(1, whole);
  const auto fraction_rb = lanes_of(0, fraction), fraction_ga = lanes_of(1, fraction);
  const auto b_rb = lanes_of(0, offset), b_ga = lanes_of(1, offset);
  for (size_t y = begin; y < end; ++y) {
    map_row(src.row(y), dst.row(y), src.row_bytes(), [&](auto d32, auto v) HWY_ATTR {
      const auto one = [&](auto product, auto b) HWY_ATTR {
        const auto sum = kBrighter ? hn::SaturatedAdd(product, b) : hn::SaturatedSub(product, b);
        return hn::SaturatedAdd(sum, sum);
      };
      const auto rb = one(times(d32, even_bytes(d32, v), whole_rb, fraction_rb), b_rb);
      const auto ga = one(times(d32, odd_bytes(d32, v), whole_ga, fraction_ga), b_ga);
      return hn::BitCast(d32, hn::Or(odd_bytes(d32, hn::BitCast(d32, rb)), hn::And(ga, hn::Set(du16, 0xFF00))));
    });
  }
}

void Linear(View src, View dst, const FixedLinear& fixed, Pool& pool) {
  const bool positive = fixed.shift == kMostShift && std::ranges::all_of(fixed.a, [](int a) { return a >= 0; });
  const bool brighter = positive && std::ranges::all_of(fixed.b, [](int b) { return b >= 0; });
  const bool darker = positive && std::ranges::all_of(fixed.b, [](int b) { return b <= 0; });
  const auto rows = brighter ? LinearRowsOfOneSign<true> : darker ? LinearRowsOfOneSign<false> : LinearRows;
  pool.rows(src.height, pointwise_grain(src), [&](size_t begin, size_t end, unsigned) { rows(src, dst, fixed, begin, end); });
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
    fixed.a[3] = static_cast<int16_t>(256 << shift);
    for (int c = 0; c < 3; ++c) {
      const double a = std::floor(params.a.values[c] * 256 * one + 0.5);
      const double b = std::floor(params.b.values[c] * one + 0.5) + half;
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
