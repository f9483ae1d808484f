// srgbToLinear, linearToSrgb, displayP3ToSrgb, adobeRgbToSrgb: curves in single precision, made into tables, and
// matrices in 14 bits.

#include <cstdint>
#include <cstring>

#include "kernels/colour.h"
#include "kernels_gen.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/srgb.cc"
#include "hwy/foreach_target.h"  // IWYU pragma: keep
#include "hwy/highway.h"
#include "kernels/colour-inl.h"
#include "kernels/curves-inl.h"
#include "kernels/pixels-inl.h"

#ifndef PIXLANE_SRGB_ONCE
#define PIXLANE_SRGB_ONCE
namespace pixlane {

inline size_t srgb_grain(View view) { return 1 + (size_t{1} << 12) / (view.width + 1); }

}  // namespace pixlane
#endif

HWY_BEFORE_NAMESPACE();
namespace pixlane {
namespace HWY_NAMESPACE {

// The table of `curve`, from bytes as floats to bytes not yet rounded.
template <class Curve>
HWY_INLINE void fill_table(const Curve& curve, ByteTables* HWY_RESTRICT tables) {
  HWY_ALIGN int32_t bytes[4];
  for (int x = 0; x < 256; x += 4) {
    const auto four = floats(hn::Add(hn::Iota(I32x4(), 0), hn::Set(I32x4(), x)));
    hn::Store(hn::And(round_to_bits(curve(Triple{four, four, four}).x), hn::Set(I32x4(), 0xFF)), I32x4(), bytes);
    for (int i = 0; i < 4; ++i) tables->set_all(x + i, bytes[i]);
  }
}

void FillSrgbToLinear(ByteTables* tables) {
  fill_table([](const Triple& x) HWY_ATTR { return mul(DecodeSrgb()(x), 255.0f / 32767); }, tables);
}

void FillLinearToSrgb(ByteTables* tables) {
  fill_table([](const Triple& x) HWY_ATTR { return encode_srgb(mul(x, 32767.0f * 16384 / 255)); }, tables);
}

// weights: row by row, 3 x 3, 14 fraction bits.
template <class Decode>
HWY_INLINE void GamutRows(View src, View dst, const int16_t* weights, Pool& pool, const Decode& decode) {
  Contributions table;
  fill_contributions(weights, 8192, decode, &table);
  const uint8_t* const encoded = encoded_srgb();
  pool.rows(src.height, srgb_grain(src), [&](size_t begin, size_t end, unsigned) {
    const I32x4 di;
    const auto zero = hn::Zero(di), white = hn::Set(di, 32767 << 14);
    for (size_t y = begin; y < end; ++y) {
      const uint8_t* from = src.row(y);
      uint8_t* to = dst.row(y);
      for (size_t x = 0; x < src.width; ++x, from += kChannels, to += kChannels) {
        const auto linear = hn::ShiftRight<14>(hn::Min(hn::Max(contributions_of(table, from), zero), white));
        const uint32_t alpha = from[3];
        const uint32_t pixel = encoded[hn::ExtractLane(linear, 0)] | uint32_t{encoded[hn::ExtractLane(linear, 1)]} << 8 |
                               uint32_t{encoded[hn::ExtractLane(linear, 2)]} << 16 | alpha << 24;
        std::memcpy(to, &pixel, kChannels);
      }
    }
  });
}

void DisplayP3ToSrgb(View src, View dst, const int16_t* weights, Pool& pool) { GamutRows(src, dst, weights, pool, DecodeSrgb()); }

void AdobeRgbToSrgb(View src, View dst, const int16_t* weights, Pool& pool) { GamutRows(src, dst, weights, pool, DecodeAdobe()); }

}  // namespace HWY_NAMESPACE
}  // namespace pixlane
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace pixlane {

HWY_EXPORT(FillSrgbToLinear);
HWY_EXPORT(FillLinearToSrgb);
HWY_EXPORT(DisplayP3ToSrgb);
HWY_EXPORT(AdobeRgbToSrgb);

// round(255 ((x / 255 + 0.055) / 1.055)^2.4), or x / 12.92 up to 10: IEC 61966-2-1.
void srgbToLinear(View src, View dst, const SrgbToLinearParams&, Pool& pool, Scratch) {
  ByteTables tables;
  HWY_DYNAMIC_DISPATCH(FillSrgbToLinear)(&tables);
  map_by_tables(src, dst, tables, pool);
}

// The inverse: round(255 (1.055 (x / 255)^(1 / 2.4) - 0.055)).
void linearToSrgb(View src, View dst, const LinearToSrgbParams&, Pool& pool, Scratch) {
  ByteTables tables;
  HWY_DYNAMIC_DISPATCH(FillLinearToSrgb)(&tables);
  map_by_tables(src, dst, tables, pool);
}

// encode(clamp(M decode(x))): both curves are sRGB's, M goes from P3's primaries to sRGB's, both of white D65.
void displayP3ToSrgb(View src, View dst, const DisplayP3ToSrgbParams&, Pool& pool, Scratch) {
  static constexpr int16_t kWeights[9] = {20069, -3685, 0, -689, 17073, 0, -322, -1288, 17994};
  HWY_DYNAMIC_DISPATCH(DisplayP3ToSrgb)(src, dst, kWeights, pool);
}

// encode(clamp(M decode(x))): decode is x^(563/256), M goes from Adobe RGB's primaries to sRGB's, both of white D65.
void adobeRgbToSrgb(View src, View dst, const AdobeRgbToSrgbParams&, Pool& pool, Scratch) {
  static constexpr int16_t kWeights[9] = {22911, -6527, 0, 0, 16384, 0, 0, -703, 17087};
  HWY_DYNAMIC_DISPATCH(AdobeRgbToSrgb)(src, dst, kWeights, pool);
}

}  // namespace pixlane
#endif
