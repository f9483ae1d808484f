// Tone: gamma, levels, posterize, each a function of one byte; and tint, one of the luma. Alpha is kept.

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "kernels/colour.h"
#include "kernels/fixed_point.h"
#include "kernels_gen.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/tone.cc"
#include "hwy/foreach_target.h"  // IWYU pragma: keep
#include "hwy/highway.h"
#include "kernels/byte-planes-inl.h"
#include "kernels/line-inl.h"
#include "kernels/pixels-inl.h"

HWY_BEFORE_NAMESPACE();
namespace pixlane {
namespace HWY_NAMESPACE {

void ToneLine(View src, View dst, const ByteLine& line, Pool& pool) {
  pool.rows(src.height, colour_grain(src), [&](size_t begin, size_t end, unsigned) {
    for (size_t y = begin; y < end; ++y) line_row(line, src.row(y), dst.row(y), src.row_bytes());
  });
}

// The line is from the level's number to its value. levels: 2..256.
void Posterize(View src, View dst, uint16_t levels, const ByteLine& line, Pool& pool) {
  pool.rows(src.height, colour_grain(src), [&](size_t begin, size_t end, unsigned) {
    const U32x4 d32;
    const ByteLine l = line;  // a copy: no store changes it
    const auto count = hn::Set(U16x8(), levels);
    for (size_t y = begin; y < end; ++y) {
      map_row_16(src.row(y), dst.row(y), src.row_bytes(), [&](auto v) HWY_ATTR {
        // The high byte of x * levels is the level's number.
        const auto rb = hn::BitCast(d32, hn::Mul(even_bytes(d32, v), count));
        const auto ga = hn::BitCast(d32, hn::Mul(odd_bytes(d32, v), count));
        return join_lanes(on_line(l, byte_lanes<1>(rb)), on_line(l, byte_lanes<1>(ga)), on_line(l, byte_lanes<3>(rb)), v);
      });
    }
  });
}

// 16 pixels, so that the tints of their lumas fill vectors of 16-bit lanes; factors are of 2 y (255 - y) / 2^15, a channel.
template <bool kWhole>
HWY_INLINE void TintBlock(const int16_t* factors, const uint8_t* HWY_RESTRICT from, uint8_t* HWY_RESTRICT to, size_t left) {
  const U8x16 d8;
  const U32x4 d32;
  const I16x8 d16;
  const auto load = [&](size_t i) HWY_ATTR { return hn::BitCast(d32, hn::LoadU(d8, from + 16 * i)); };
  const auto y0 = hn::OrderedDemote2To(d16, luma(d32, load(0)), luma(d32, load(1)));
  const auto y1 = hn::OrderedDemote2To(d16, luma(d32, load(2)), luma(d32, load(3)));
  const auto twice = [&](auto y) HWY_ATTR { return hn::Mul(y, hn::Sub(hn::Set(d16, 510), hn::Add(y, y))); };
  const auto grey = [&](auto y) HWY_ATTR { return hn::Add(shift_left<6>(y), hn::Set(d16, 32)); };
  const auto twice0 = twice(y0), twice1 = twice(y1), grey0 = grey(y0), grey1 = grey(y1);
  const auto tinted = [&](int c) HWY_ATTR {
    const auto factor = hn::Set(d16, factors[c]);
    const auto v0 = hn::ShiftRight<6>(hn::Add(grey0, hn::MulFixedPoint15(twice0, factor)));
    return hn::OrderedDemote2To(d8, v0, hn::ShiftRight<6>(hn::Add(grey1, hn::MulFixedPoint15(twice1, factor))));
  };
  // Alpha is not brought apart and together again, but taken from the pixels.
  SixteenPixels out = join_planes({{tinted(0), tinted(1), tinted(2), hn::Zero(d8)}});
  for (size_t i = 0; i < 4; ++i) {
    out.pixels[i] = hn::Or(out.pixels[i], hn::BitCast(d8, hn::And(load(i), hn::Set(d32, kAlphaMask))));
  }
  store_pixels<kWhole>(out, to, left);
}

void Tint(View src, View dst, const int16_t* factors, Pool& pool) {
  const int16_t f[3] = {factors[0], factors[1], factors[2]};  // copies: no store changes them
  pool.rows(src.height, colour_grain(src), [&](size_t begin, size_t end, unsigned) {
    for (size_t y = begin; y < end; ++y) {
      const uint8_t* from = src.row(y);
      uint8_t* to = dst.row(y);
      const size_t bytes = src.row_bytes();
      size_t x = 0;
      for (; x + 64 <= bytes; x += 64) TintBlock<true>(f, from + x, to + x, 64);
      if (x < bytes) TintBlock<false>(f, from + x, to + x, bytes - x);
    }
  });
}

}  // namespace HWY_NAMESPACE
}  // namespace pixlane
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace pixlane {

HWY_EXPORT(ToneLine);
HWY_EXPORT(Posterize);
HWY_EXPORT(Tint);

// round(255 (x / 255)^(1 / gamma)).
void gamma(View src, View dst, const GammaParams& params, Pool& pool, Scratch) {
  ByteTables tables;
  for (int x = 0; x < 256; ++x) tables.set_all(x, round_power(255 * std::pow(x / 255.0, 1 / params.gamma)));
  map_by_tables(src, dst, tables, pool);
}

// t = clamp((x - inputBlack) / max(1, inputWhite - inputBlack), 0, 1), out = round(outputBlack + (outputWhite - outputBlack) t^(1 /
// gamma)), halves rounded up.
void levels(View src, View dst, const LevelsParams& params, Pool& pool, Scratch) {
  const int range = std::max(1, params.inputWhite - params.inputBlack);
  const int rise = params.outputWhite - params.outputBlack;
  if (params.gamma == 1) {
    return HWY_DYNAMIC_DISPATCH(ToneLine)(src, dst, byte_line(params.inputBlack, range, params.outputBlack, rise), pool);
  }
  ByteTables tables;
  for (int x = 0; x < 256; ++x) {
    const double t = static_cast<double>(std::clamp(x - params.inputBlack, 0, range)) / range;
    tables.set_all(x, round_power(params.outputBlack + rise * std::pow(t, 1 / params.gamma)));
  }
  map_by_tables(src, dst, tables, pool);
}

// round(floor(x levels / 256) 255 / (levels - 1)), halves up.
void posterize(View src, View dst, const PosterizeParams& params, Pool& pool, Scratch) {
  HWY_DYNAMIC_DISPATCH(Posterize)(src, dst, static_cast<uint16_t>(params.levels), byte_line(0, params.levels - 1, 0, 255), pool);
}

// Luma plus the tint's distance from its own luma, which leaves the luma alone, weighed as sharp does: 1 - 4 (y / 255 - 1 / 2)^2, nothing
// in black and white. f = round(2^22 (T - luma(T)) / 255^2) a channel,
//
//   out = clamp8((64 y + 32 + ((2 y (255 - y) f + 2^14) >> 15)) >> 6)
void tint(View src, View dst, const TintParams& params, Pool& pool, Scratch) {
  const double* colour = params.colour.values;
  const double grey = (6966 * colour[0] + 23436 * colour[1] + 2366 * colour[2]) / 32768;
  int16_t factors[3];
  for (int c = 0; c < 3; ++c) factors[c] = static_cast<int16_t>(round_half_up((colour[c] - grey) * 4194304 / 65025));
  HWY_DYNAMIC_DISPATCH(Tint)(src, dst, factors, pool);
}

}  // namespace pixlane
#endif
