// Functions of one value of 16 bits: gamma, levels, posterize, lut, srgbToLinear, linearToSrgb.
//
// A table of 65536 values, in scratch memory, then a load a sample: no vector looks up that many. A small image has fewer samples than the
// table; there the function is computed a sample at a time. What is a line or a few steps needs no table.
#include "kernels/tables16.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>

#include "kernels/colour.h"
#include "kernels_gen.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/tables16.cc"
#include "hwy/foreach_target.h"  // IWYU pragma: keep
#include "hwy/highway.h"
#include "kernels/line-inl.h"
#include "kernels/pixels-inl.h"
#include "kernels/pixels16-inl.h"

HWY_BEFORE_NAMESPACE();
namespace pixlane {
namespace HWY_NAMESPACE {

// Two pixels of the low and high halves' results, of which the lowest 16 bits count; alpha from `v`.
template <class V32>
HWY_INLINE hn::VFromD<U32x4> two_pixels(V32 low, V32 high, hn::VFromD<U32x4> v) {
  const U16x8 d16;
  return with_alpha16_of(U32x4(), v, hn::BitCast(U32x4(), hn::ConcatEven(d16, hn::BitCast(d16, high), hn::BitCast(d16, low))));
}

// Four values of a line.
HWY_INLINE hn::VFromD<U32x4> OnLine16(hn::VFromD<I32x4> t, double factor, double base) {
  const hn::CappedTag<double, 2> df;
  const U32x4 d32;
  const auto value = [&](auto x) HWY_ATTR { return hn::BitCast(d32, hn::Add(hn::Mul(x, hn::Set(df, factor)), hn::Set(df, base))); };
  return hn::ConcatEven(d32, value(hn::PromoteUpperTo(df, t)), value(hn::PromoteLowerTo(df, t)));
}

void MapByLine16(View src, View dst, const Line16& line, Pool& pool) {
  pool.rows(src.height, colour_grain(src), [&](size_t begin, size_t end, unsigned) {
    const U16x8 d16;
    const I32x4 di32;
    const Line16 l = line;  // a copy: no store changes it
    for (size_t y = begin; y < end; ++y) {
      map_row_16(src.row(y), dst.row(y), src.row_bytes(), [&](auto v) HWY_ATTR {
        const auto t = hn::Min(hn::SaturatedSub(hn::BitCast(d16, v), hn::Set(d16, l.black)), hn::Set(d16, l.range));
        const auto low = OnLine16(hn::PromoteLowerTo(di32, t), l.factor, l.base);
        return two_pixels(low, OnLine16(hn::PromoteUpperTo(di32, t), l.factor, l.base), v);
      });
    }
  });
}

// The line is from the level's number to its value.
void Posterize16(View src, View dst, int levels, const Line16& line, Pool& pool) {
  pool.rows(src.height, colour_grain(src), [&](size_t begin, size_t end, unsigned) {
    const U16x8 d16;
    const I32x4 di32;
    const Line16 l = line;  // a copy: no store changes it
    const auto count = hn::Set(di32, levels);
    for (size_t y = begin; y < end; ++y) {
      map_row_16(src.row(y), dst.row(y), src.row_bytes(), [&](auto v) HWY_ATTR {
        const auto x = hn::BitCast(d16, v);
        const auto low = OnLine16(hn::ShiftRight<16>(hn::Mul(hn::PromoteLowerTo(di32, x), count)), l.factor, l.base);
        return two_pixels(low, OnLine16(hn::ShiftRight<16>(hn::Mul(hn::PromoteUpperTo(di32, x), count)), l.factor, l.base), v);
      });
    }
  });
}

}  // namespace HWY_NAMESPACE
}  // namespace pixlane
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace pixlane {

HWY_EXPORT(MapByLine16);
HWY_EXPORT(Posterize16);

namespace {

// A pixel is one load and one store: four of each a pixel would be what takes longest.
template <bool kAlpha>
void look_up(const Tables16& tables, const uint16_t* from, uint16_t* to, size_t width) {
  const uint16_t* const red = tables.of[0];
  const uint16_t* const green = tables.of[1];
  const uint16_t* const blue = tables.of[2];
  const uint16_t* const alpha = tables.of[3];
  for (size_t x = 0; x < width; ++x, from += kChannels, to += kChannels) {
    uint64_t p;
    std::memcpy(&p, from, sizeof p);
    const uint64_t a = kAlpha ? uint64_t{alpha[p >> 48]} << 48 : p & 0xFFFF000000000000u;
    p = red[p & 0xFFFF] | (uint64_t{green[(p >> 16) & 0xFFFF]} << 16) | (uint64_t{blue[(p >> 32) & 0xFFFF]} << 32) | a;
    std::memcpy(to, &p, sizeof p);
  }
}

bool is_small(View src) { return size_t{src.width} * src.height * 3 < kValues16; }

// Memory for `count` tables: 1 for all colours, 3, or 4 with alpha's. None where the image is small; null then.
uint16_t* lay_out(Scratch* scratch, View src, size_t count) { return is_small(src) ? nullptr : scratch->take<uint16_t>(count * kValues16); }
size_t scratch_for(View src, size_t count) {
  Scratch scratch = Scratch::measure();
  lay_out(&scratch, src, count);
  return scratch.used();
}

// out = value(table, x), by `count` tables.
template <class Value>
void map_values(View src, View dst, size_t count, Pool& pool, Scratch scratch, const Value& value) {
  uint16_t* const values = lay_out(&scratch, src, count);
  if (values == nullptr) {
    const size_t mapped = count == kChannels ? kChannels : 3;
    pool.rows(src.height, 1 + (size_t{1} << 12) / (src.width + 1), [&](size_t begin, size_t end, unsigned) {
      for (size_t y = begin; y < end; ++y) {
        const uint16_t* const from = src.row16(y);
        uint16_t* const to = dst.row16(y);
        for (size_t i = 0; i < src.width * kChannels; ++i) {
          const size_t c = i % kChannels;
          to[i] = c < mapped ? value(count == 1 ? 0 : c, from[i]) : from[i];
        }
      }
    });
    return;
  }
  pool.rows(count * kValues16, kValues16 / 8, [&](size_t begin, size_t end, unsigned) {
    for (size_t i = begin; i < end; ++i) values[i] = value(i / kValues16, static_cast<uint16_t>(i % kValues16));
  });
  const size_t step = count == 1 ? 0 : kValues16;
  map_by_tables16(src, dst, {{values, values + step, values + 2 * step, count == kChannels ? values + 3 * step : nullptr}}, pool);
}

// All values of a curve from 0..1 to 0..1, made at its first call.
struct AllValues {
  uint16_t of[kValues16];

  explicit AllValues(double (*curve)(double)) {
    for (size_t x = 0; x < kValues16; ++x) of[x] = static_cast<uint16_t>(std::floor(65535 * curve(static_cast<double>(x) / 65535) + 0.5));
  }
};

// The curves of IEC 61966-2-1, computed by + - * / and square roots alone, which give the same bits everywhere. Roots are a line's, then
// Halley's steps, each of which has twice the cube of the error before, 2^-5.
double decode_srgb16(double x) {
  if (x <= 0.04045) return x / 12.92;
  const double t = (x + 0.055) / 1.055;
  double root = 0.463 + 0.557 * std::sqrt(t);  // the fifth
  for (int i = 0; i < 3; ++i) {
    const double power = root * root * root * root * root;
    root = root * (2 * power + 3 * t) / (3 * power + 2 * t);
  }
  return t * t * root * root;
}
double encode_srgb16(double x) {
  if (x <= 0.0031308) return x * 12.92;
  const double half = std::sqrt(x);
  const double quarter = std::sqrt(half);
  double root = 0.1962 + 0.831 * quarter;  // the sixth of x
  for (int i = 0; i < 3; ++i) {
    const double power = root * root * root;
    root = root * (power + 2 * half) / (2 * power + half);
  }
  return 1.055 * (quarter * root) - 0.055;
}

}  // namespace

void map_by_tables16(View src, View dst, const Tables16& tables, Pool& pool) {
  pool.rows(src.height, colour_grain(src), [&](size_t begin, size_t end, unsigned) {
    for (size_t y = begin; y < end; ++y) {
      (tables.of[3] != nullptr ? look_up<true> : look_up<false>)(tables, src.row16(y), dst.row16(y), src.width);
    }
  });
}

void map_by_line16(View src, View dst, const Line16& line, Pool& pool) { HWY_DYNAMIC_DISPATCH(MapByLine16)(src, dst, line, pool); }

size_t gamma16_scratch(View src, View, const GammaParams&, const Pool&) { return scratch_for(src, 1); }

// round(65535 (x / 65535)^(1 / gamma)).
void gamma16(View src, View dst, const GammaParams& params, Pool& pool, Scratch scratch) {
  const double exponent = 1 / params.gamma;
  map_values(src, dst, 1, pool, scratch,
             [=](size_t, uint16_t x) { return static_cast<uint16_t>(round_power(65535 * std::pow(x / 65535.0, exponent))); });
}

size_t levels16_scratch(View src, View, const LevelsParams& params, const Pool&) { return params.gamma == 1 ? 0 : scratch_for(src, 1); }

// t = clamp((x / 257 - inputBlack) / max(1, inputWhite - inputBlack), 0, 1), out = round(257 (outputBlack + (outputWhite - outputBlack)
// t^(1 / gamma))), halves rounded up.
void levels16(View src, View dst, const LevelsParams& params, Pool& pool, Scratch scratch) {
  const int black = 257 * params.inputBlack;
  const int range = 257 * std::max(1, params.inputWhite - params.inputBlack);
  const int base = 257 * params.outputBlack;
  const int rise = 257 * (params.outputWhite - params.outputBlack);
  if (params.gamma == 1) return map_by_line16(src, dst, line16(black, range, base, rise), pool);
  const double exponent = 1 / params.gamma;
  map_values(src, dst, 1, pool, scratch, [=](size_t, uint16_t x) {
    const double t = static_cast<double>(std::clamp(x - black, 0, range)) / range;
    return static_cast<uint16_t>(round_power(base + rise * std::pow(t, exponent)));
  });
}

// round(floor(x levels / 65536) 65535 / (levels - 1)), halves up.
void posterize16(View src, View dst, const PosterizeParams& params, Pool& pool, Scratch) {
  HWY_DYNAMIC_DISPATCH(Posterize16)(src, dst, params.levels, line16(0, params.levels - 1, 0, 65535), pool);
}

namespace {
size_t tables_of(const LutParams& params) { return params.table.count / 256; }
}  // namespace

size_t lut16_scratch(View src, View, const LutParams& params, const Pool&) { return scratch_for(src, tables_of(params)); }

// out = round(257 table[c](x / 257)), halves up, linear between the table's values. One table for all colours, or one a colour; alpha has
// its own, a fourth, or is kept.
void lut16(View src, View dst, const LutParams& params, Pool& pool, Scratch scratch) {
  const float* const table = params.table.data;
  map_values(src, dst, tables_of(params), pool, scratch, [=](size_t c, uint16_t x) {
    const size_t i = x / 257;
    const double value = table[256 * c + i];
    const double next = table[256 * c + std::min<size_t>(i + 1, 255)];
    return static_cast<uint16_t>(std::floor(257 * value + (next - value) * static_cast<double>(x - 257 * i) + 0.5));
  });
}

// round(65535 ((x / 65535 + 0.055) / 1.055)^2.4), or x / 12.92 up to 0.04045 of white: IEC 61966-2-1.
void srgbToLinear16(View src, View dst, const SrgbToLinearParams&, Pool& pool, Scratch) {
  static const AllValues linear(decode_srgb16);
  map_by_tables16(src, dst, {{linear.of, linear.of, linear.of, nullptr}}, pool);
}

// The inverse: round(65535 (1.055 (x / 65535)^(1 / 2.4) - 0.055)), or 12.92 x up to 0.0031308 of white.
void linearToSrgb16(View src, View dst, const LinearToSrgbParams&, Pool& pool, Scratch) {
  static const AllValues encoded(encode_srgb16);
  map_by_tables16(src, dst, {{encoded.of, encoded.of, encoded.of, nullptr}}, pool);
}

}  // namespace pixlane
#endif
