// Kernels that look at one pixel at a time, in 16 bits a channel: grayscale, linear, negate, recomb, tint. Alpha is kept.

#include <cstdint>

#include "kernels_gen.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/pointwise16.cc"
#include "hwy/foreach_target.h"  // IWYU pragma: keep
#include "hwy/highway.h"
#include "kernels/pixels-inl.h"
#include "kernels/pixels16-inl.h"
#include "kernels/planes16-inl.h"

#ifndef PIXLANE_POINTWISE16_ONCE
#define PIXLANE_POINTWISE16_ONCE
namespace pixlane {

// a x + b a channel, alpha among them.
struct Linear16 {
  float a[4];
  float b[4];
};

}  // namespace pixlane
#endif

HWY_BEFORE_NAMESPACE();
namespace pixlane {
namespace HWY_NAMESPACE {

// Products of signed 16 bits, added in pairs: values lie 2^15 lower, and as the weights' sum is 2^15, luma's sum lies 2^30 lower. It is
// made twice its size, so that the result is the upper half of a lane, which one shuffle brings to all three colours.
void Grayscale16(View src, View dst, Pool& pool) {
  pool.rows(src.height, grain16(src), [&](size_t begin, size_t end, unsigned) {
    for (size_t y = begin; y < end; ++y) {
      map_row(src.row(y), dst.row(y), src.row_bytes(), [](auto d32, auto v) HWY_ATTR {
        const hn::RebindToSigned<decltype(d32)> di32;
        const hn::Repartition<int16_t, decltype(d32)> di16;
        const hn::Repartition<uint64_t, decltype(d32)> d64;
        const hn::Repartition<uint8_t, decltype(d32)> d8;
        const auto weights = hn::BitCast(di16, hn::Set(d64, 6966u | (23436u << 16) | (uint64_t{2366} << 32)));
        const auto centred = hn::BitCast(di16, hn::Xor(v, hn::Set(d32, 0x80008000u)));
        const auto pairs = hn::BitCast(d32, hn::WidenMulPairwiseAdd(di32, centred, weights));
        const auto sum = hn::Add(pairs, hn::Shuffle2301(pairs));
        const auto twice = hn::Add(hn::Add(sum, sum), hn::Set(d32, 0x80008000u));
        const auto upper = hn::Dup128VecFromValues(d8, 2, 3, 2, 3, 2, 3, 2, 3, 10, 11, 10, 11, 10, 11, 10, 11);
        const auto grey = hn::BitCast(d32, hn::TableLookupBytes(hn::BitCast(d8, twice), upper));
        return with_alpha16_of(d32, v, grey);
      });
    }
  });
}

void Negate16(View src, View dst, Pool& pool) {
  pool.rows(src.height, grain16(src), [&](size_t begin, size_t end, unsigned) {
    for (size_t y = begin; y < end; ++y) {
      map_row(src.row(y), dst.row(y), src.row_bytes(), [](auto d32, auto v) HWY_ATTR {
        const hn::Repartition<uint64_t, decltype(d32)> d64;
        return hn::Xor(v, hn::BitCast(d32, hn::Set(d64, kColours16)));
      });
    }
  });
}

// A lane a channel, whole pixels a vector. The demotion saturates, which is the clamp: sums stay far within 32 bits.
void Linear16Rows(View src, View dst, const Linear16& line, Pool& pool) {
  pool.rows(src.height, grain16(src), [&](size_t begin, size_t end, unsigned) {
    const hn::ScalableTag<float> df;
    const hn::RebindToSigned<decltype(df)> di;
    const hn::Rebind<uint16_t, decltype(df)> half16;
    const hn::Repartition<uint16_t, decltype(df)> d16;
    const size_t step = hn::Lanes(d16);
    const auto a = hn::LoadDup128(df, line.a);
    const auto b = hn::LoadDup128(df, line.b);
    for (size_t y = begin; y < end; ++y) {
      const uint16_t* from = src.row16(y);
      uint16_t* to = dst.row16(y);
      const size_t count = size_t{src.width} * kChannels;
      const auto one = [&](size_t x) HWY_ATTR {
        const auto v = hn::ConvertTo(df, hn::PromoteTo(di, hn::LoadU(half16, from + x)));
        return hn::ConvertTo(di, hn::Add(hn::Mul(v, a), b));
      };
      const auto two = [&](size_t x) HWY_ATTR { return hn::OrderedDemote2To(d16, one(x), one(x + step / 2)); };
      size_t x = 0;
      for (; x + step <= count; x += step) hn::StoreU(two(x), d16, to + x);
      if (x < count) hn::StoreN(two(x), d16, to + x, count - x);
    }
  });
}

// weights: row by row, 3 x 3.
void Recomb16(View src, View dst, const float* weights, Pool& pool) {
  const F32x4 df;
  const auto m = [&](int i) HWY_ATTR { return hn::Set(df, weights[i]); };
  const auto m0 = m(0), m1 = m(1), m2 = m(2), m3 = m(3), m4 = m(4), m5 = m(5), m6 = m(6), m7 = m(7), m8 = m(8);
  map_planes16(src, dst, pool, [=](Planes16 p) HWY_ATTR -> Planes16 {
    const auto r = hn::ConvertTo(F32x4(), p.r), g = hn::ConvertTo(F32x4(), p.g), b = hn::ConvertTo(F32x4(), p.b);
    const auto sum = [&](auto wr, auto wg, auto wb) HWY_ATTR {
      const auto total = hn::Add(hn::Add(hn::Mul(wr, r), hn::Mul(wg, g)), hn::Mul(wb, b));
      return hn::ConvertTo(I32x4(), hn::Add(total, hn::Set(F32x4(), 0.5f)));
    };
    return {sum(m0, m1, m2), sum(m3, m4, m5), sum(m6, m7, m8), p.a};
  });
}

void Tint16(View src, View dst, const float* factors, Pool& pool) {
  const F32x4 df;
  const auto fr = hn::Set(df, factors[0]), fg = hn::Set(df, factors[1]), fb = hn::Set(df, factors[2]);
  map_planes16(src, dst, pool, [=](Planes16 p) HWY_ATTR -> Planes16 {
    const F32x4 d;
    const I32x4 di;
    const auto red = hn::Mul(p.r, hn::Set(di, 6966)), green = hn::Mul(p.g, hn::Set(di, 23436)), blue = hn::Mul(p.b, hn::Set(di, 2366));
    const auto y = hn::Mul(hn::ConvertTo(d, hn::Add(hn::Add(red, green), blue)), hn::Set(d, 1.0f / 32768));
    const auto weight = hn::Mul(y, hn::Sub(hn::Set(d, 65535.0f), y));
    const auto grey = hn::Add(y, hn::Set(d, 0.5f));
    const auto tinted = [&](auto factor) HWY_ATTR { return hn::ConvertTo(di, hn::Add(grey, hn::Mul(weight, factor))); };
    return {tinted(fr), tinted(fg), tinted(fb), p.a};
  });
}

}  // namespace HWY_NAMESPACE
}  // namespace pixlane
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace pixlane {

HWY_EXPORT(Grayscale16);
HWY_EXPORT(Linear16Rows);
HWY_EXPORT(Negate16);
HWY_EXPORT(Recomb16);
HWY_EXPORT(Tint16);

// Y = (6966 R + 23436 G + 2366 B + 16384) >> 15, the 8-bit kernel's weights: below 2^31.
void grayscale16(View src, View dst, const GrayscaleParams&, Pool& pool, Scratch) { HWY_DYNAMIC_DISPATCH(Grayscale16)(src, dst, pool); }

// 65535 - x.
void negate16(View src, View dst, const NegateParams&, Pool& pool, Scratch) { HWY_DYNAMIC_DISPATCH(Negate16)(src, dst, pool); }

// round(a x + 257 b), clamped; the rounding's half is part of the offset.
void linear16(View src, View dst, const LinearParams& params, Pool& pool, Scratch) {
  Linear16 line{};
  for (int c = 0; c < 3; ++c) {
    line.a[c] = static_cast<float>(params.a.values[c]);
    line.b[c] = static_cast<float>(257 * params.b.values[c] + 0.5);
  }
  line.a[3] = 1;
  HWY_DYNAMIC_DISPATCH(Linear16Rows)(src, dst, line, pool);
}

// round(M (R, G, B)), clamped.
void recomb16(View src, View dst, const RecombParams& params, Pool& pool, Scratch) {
  float weights[9];
  for (int i = 0; i < 9; ++i) weights[i] = static_cast<float>(params.matrix.values[i]);
  HWY_DYNAMIC_DISPATCH(Recomb16)(src, dst, weights, pool);
}

// Luma plus the tint's distance from its own luma, weighed by 1 - 4 (y / 65535 - 1 / 2)^2 = 4 y (65535 - y) / 65535^2. With
// f = 4 * 257 (T - luma(T)) / 65535^2 a channel,
//
//   out = clamp(round(y + y (65535 - y) f)), y = (6966 R + 23436 G + 2366 B) / 2^15
void tint16(View src, View dst, const TintParams& params, Pool& pool, Scratch) {
  const double* colour = params.colour.values;
  const double grey = (6966 * colour[0] + 23436 * colour[1] + 2366 * colour[2]) / 32768;
  float factors[3];
  for (int c = 0; c < 3; ++c) factors[c] = static_cast<float>((colour[c] - grey) * 1028 / 4294836225);
  HWY_DYNAMIC_DISPATCH(Tint16)(src, dst, factors, pool);
}

}  // namespace pixlane
#endif
