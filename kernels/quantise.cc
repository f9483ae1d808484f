// quantise: as few colours, chosen by Wu's criterion from a histogram, with error diffusion. In one thread: every pixel waits for the
// ones before it.

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <utility>

#include "kernels/fixed_point.h"
#include "kernels/palette.h"
#include "kernels_gen.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/quantise.cc"
#include "hwy/foreach_target.h"  // IWYU pragma: keep
#include "hwy/highway.h"
#include "kernels/pixels-inl.h"

#ifndef PIXLANE_QUANTISE_ONCE
#define PIXLANE_QUANTISE_ONCE
namespace pixlane {

// How colours fall into cells: bits of a colour and, above them, of alpha.
template <bool kOpaque>
struct Cube {
  static constexpr int kColourBits = kOpaque ? 6 : 5;
  static constexpr int kAlphaBits = kOpaque ? 0 : 4;
  static constexpr size_t kCells = size_t{1} << (3 * kColourBits + kAlphaBits);

  static uint32_t cell(uint32_t pixel) {
    if constexpr (kOpaque) return (pixel >> 2 & 0x3F) | (pixel >> 4 & 0xFC0) | (pixel >> 6 & 0x3F000);
    return (pixel >> 3 & 0x1F) | (pixel >> 6 & 0x3E0) | (pixel >> 9 & 0x7C00) | (pixel >> 13 & 0x78000);
  }
  // The step of a channel, and the byte that stands for it: the ends at 0 and 255.
  static uint32_t step(uint32_t cell, size_t channel) {
    return channel == 3 ? cell >> (3 * kColourBits) : cell >> (channel * kColourBits) & ((1u << kColourBits) - 1);
  }
  static int byte(uint32_t cell, size_t channel) {
    if (channel == 3 && kOpaque) return 255;
    const int bits = channel == 3 ? kAlphaBits : kColourBits;
    const uint32_t s = step(cell, channel);
    return static_cast<int>(s << (8 - bits) | s >> (2 * bits - 8));
  }
};
inline constexpr size_t kMostCells = Cube<false>::kCells;
inline constexpr uint16_t kUnknown = 0xFFFF;

struct Palette {
  HWY_ALIGN int32_t pixels[kMostColours][kChannels];    // premultiplied
  HWY_ALIGN int32_t channels[kChannels][kMostColours];  // the same, filled up with the first colour
  uint32_t straight[kMostColours];
  int count;
};

// Rows that are mapped together, each two pixels behind the one above: a pixel waits for its left neighbour, and in the meantime there are
// three others to be had.
inline constexpr size_t kDitherRows = 4;

struct Dither {
  const Palette* palette;
  uint16_t* indices;                 // of the nearest colour to a cell, kUnknown where nobody asked yet
  int32_t* errors[kDitherRows + 1];  // what falls on each row and the one below, in parts of 16, four a pixel; one pixel more before it
  int strength;                      // of 256
};

}  // namespace pixlane
#endif

HWY_BEFORE_NAMESPACE();
namespace pixlane {
namespace HWY_NAMESPACE {

// Colours times alpha / 255, rounded.
void PremultiplyRows(View src, View dst) {
  for (size_t y = 0; y < src.height; ++y) {
    map_row(src.row(y), dst.row(y), src.row_bytes(), [](auto d32, auto v) HWY_ATTR {
      const hn::Repartition<uint16_t, decltype(d32)> d16;
      const auto ga = odd_bytes(d32, v);
      const auto alpha = hn::DupOdd(ga);
      const auto scaled = [&](auto c) HWY_ATTR {
        const auto t = hn::Add(hn::Mul(c, alpha), hn::Set(d16, 128));
        return hn::ShiftRight<8>(hn::Add(t, hn::ShiftRight<8>(t)));
      };
      const auto rb = scaled(even_bytes(d32, v));
      return hn::BitCast(d32, hn::Or(rb, shift_left<8>(hn::OddEven(ga, scaled(ga)))));
    });
  }
}

bool IsOpaqueImage(View src) {
  for (size_t y = 0; y < src.height; ++y) {
    if (!is_opaque(src.row(y), src.width)) return false;
  }
  return true;
}

// The bytes of a pixel as four 32-bit lanes.
HWY_INLINE hn::VFromD<I32x4> Spread(uint32_t pixel) {
  const U8x16 d8;
  constexpr int kNone = 128;
  const auto order =
      hn::Dup128VecFromValues(d8, 0, kNone, kNone, kNone, 1, kNone, kNone, kNone, 2, kNone, kNone, kNone, 3, kNone, kNone, kNone);
  return hn::BitCast(I32x4(), bytes_or_zero(hn::BitCast(d8, hn::Set(U32x4(), pixel)), order));
}

// Four numbers a cell: sums of what the cell does not say of red, green and blue, and the pixels. Alphas are summed up whole. Transparent
// pixels stay out.
template <bool kOpaque>
void GatherRows(View image, uint32_t* HWY_RESTRICT cells, double* HWY_RESTRICT alphas) {
  const I32x4 d;
  constexpr uint32_t kLow = kOpaque ? 0x030303u : 0x070707u;
  for (size_t y = 0; y < image.height; ++y) {
    const uint8_t* row = image.row(y);
    for (size_t x = 0; x < image.width; ++x) {
      uint32_t pixel;
      std::memcpy(&pixel, row + x * kChannels, kChannels);
      if (!kOpaque && pixel >> 24 == 0) continue;
      const uint32_t cell = Cube<kOpaque>::cell(pixel);
      auto* at = reinterpret_cast<int32_t*>(cells + cell * size_t{4});
      hn::Store(hn::Add(hn::Load(d, at), Spread((pixel & kLow) | 0x01000000u)), d, at);
      if constexpr (!kOpaque) alphas[cell] += pixel >> 24;
    }
  }
}

// The nearest colour to a cell, the first of equal ones: distances above, indices in the low byte.
template <bool kOpaque>
HWY_NOINLINE uint16_t NearestColour(uint32_t cell, const Palette& palette) {
  const I32x4 d;
  const auto r = hn::Set(d, Cube<kOpaque>::byte(cell, 0)), g = hn::Set(d, Cube<kOpaque>::byte(cell, 1));
  const auto b = hn::Set(d, Cube<kOpaque>::byte(cell, 2)), a = hn::Set(d, Cube<kOpaque>::byte(cell, 3));
  auto best = hn::Set(d, INT32_MAX);
  for (int i = 0; i < palette.count; i += 4) {
    const auto square = [&](auto v, const int32_t* from) HWY_ATTR {
      const auto apart = hn::Sub(v, hn::Load(d, from + i));
      return hn::Mul(apart, apart);
    };
    const auto distance = hn::Add(hn::Add(square(r, palette.channels[0]), square(g, palette.channels[1])),
                                  hn::Add(square(b, palette.channels[2]), square(a, palette.channels[3])));
    best = hn::Min(best, hn::Add(hn::ShiftLeft<8>(distance), hn::Iota(d, i)));
  }
  return static_cast<uint16_t>(hn::ReduceMin(d, best) & 255);
}

template <bool kOpaque>
HWY_INLINE uint32_t IndexOf(uint32_t pixel, const Dither& dither) {
  uint16_t* at = dither.indices + Cube<kOpaque>::cell(pixel);
  if (HWY_UNLIKELY(*at == kUnknown)) *at = NearestColour<kOpaque>(Cube<kOpaque>::cell(pixel), *dither.palette);
  return *at;
}

template <bool kOpaque>
void MapRows(View from, View dst, const Dither& dither) {
  for (size_t y = 0; y < dst.height; ++y) {
    for (size_t x = 0; x < dst.width; ++x) {
      uint32_t pixel;
      std::memcpy(&pixel, from.row(y) + x * kChannels, kChannels);
      if (kOpaque || pixel >> 24 != 0) pixel = dither.palette->straight[IndexOf<kOpaque>(pixel, dither)];
      std::memcpy(dst.row(y) + x * kChannels, &pixel, kChannels);
    }
  }
}

// kWhole: all of the difference is handed on.
template <bool kOpaque, bool kWhole>
void DitherRows(View from, View dst, Dither& dither) {
  using V = hn::VFromD<I32x4>;
  const I32x4 d;
  const U8x16 d8;
  const size_t width = dst.width;
  const auto lowest = hn::Dup128VecFromValues(d8, 0, 4, 8, 12, 0, 4, 8, 12, 0, 4, 8, 12, 0, 4, 8, 12);
  const auto strength = hn::Set(d, dither.strength);
  std::fill_n(dither.errors[0], 4 * (width + 1), 0);
  for (size_t y = 0; y < dst.height; y += kDitherRows) {
    const size_t rows = std::min(kDitherRows, dst.height - y);
    // Of each row: the difference at the last pixel, and what has fallen so far on the pixel below it.
    V last[kDitherRows], fallen[kDitherRows];
    for (size_t i = 0; i < kDitherRows; ++i) last[i] = fallen[i] = hn::Zero(d);
    const auto finish = [&](size_t i, size_t x, V before, V apart) HWY_ATTR {
      const auto twice = hn::Add(apart, apart);
      // 3 to the left below, 5 below, 1 to the right below.
      hn::Store(hn::Add(fallen[i], hn::Add(apart, twice)), d, dither.errors[i + 1] + 4 * x);
      fallen[i] = hn::Add(before, hn::Add(apart, hn::Add(twice, twice)));
      last[i] = apart;
      if (x + 1 == width) hn::Store(fallen[i], d, dither.errors[i + 1] + 4 * width);
    };
    const auto step = [&](size_t i, size_t x) HWY_ATTR {
      uint32_t pixel;
      std::memcpy(&pixel, from.row(y + i) + x * kChannels, kChannels);
      const V before = last[i];
      if (!kOpaque && pixel >> 24 == 0) {
        // Transparent it stays, and hands nothing on.
        std::memcpy(dst.row(y + i) + x * kChannels, &pixel, kChannels);
        return finish(i, x, before, hn::Zero(d));
      }
      const auto twice = hn::Add(before, before);
      const auto four = hn::Add(twice, twice);
      const auto seven = hn::Sub(hn::Add(four, four), before);
      const auto received = hn::Add(seven, hn::Add(hn::Load(d, dither.errors[i] + 4 * (x + 1)), hn::Set(d, 8)));
      const auto wanted = hn::Min(hn::Max(hn::Add(Spread(pixel), hn::ShiftRight<4>(received)), hn::Zero(d)), hn::Set(d, 255));
      const uint32_t index =
          IndexOf<kOpaque>(hn::GetLane(hn::BitCast(U32x4(), hn::TableLookupBytes(hn::BitCast(d8, wanted), lowest))), dither);
      std::memcpy(dst.row(y + i) + x * kChannels, &dither.palette->straight[index], kChannels);
      V apart = hn::Sub(wanted, hn::Load(d, dither.palette->pixels[index]));
      if constexpr (!kWhole) apart = hn::ShiftRight<8>(hn::Add(hn::Mul(apart, strength), hn::Set(d, 128)));
      finish(i, x, before, apart);
    };
    // Column x of row i at time x + 2 i.
    for (size_t time = 0; time < width + 2 * (kDitherRows - 1); ++time) {
      for (size_t i = 0; i < kDitherRows; ++i) {
        if (i < rows && time - 2 * i < width) step(i, time - 2 * i);
      }
    }
    std::swap(dither.errors[0], dither.errors[kDitherRows]);
  }
}

void MapImage(View from, View dst, bool opaque, Dither& dither) {
  if (dither.strength == 0) return (opaque ? MapRows<true> : MapRows<false>)(from, dst, dither);
  if (dither.strength == 256) return (opaque ? DitherRows<true, true> : DitherRows<false, true>)(from, dst, dither);
  (opaque ? DitherRows<true, false> : DitherRows<false, false>)(from, dst, dither);
}

void GatherImage(View image, bool opaque, uint32_t* cells, double* alphas) {
  (opaque ? GatherRows<true> : GatherRows<false>)(image, cells, alphas);
}

}  // namespace HWY_NAMESPACE
}  // namespace pixlane
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace pixlane {

HWY_EXPORT(PremultiplyRows);
HWY_EXPORT(IsOpaqueImage);
HWY_EXPORT(GatherImage);
HWY_EXPORT(MapImage);

namespace {

struct QuantiseMemory {
  uint32_t* sums;
  double* alphas;
  ColourCell* cells;
  Palette* palette;
  Dither dither{};

  QuantiseMemory(View src, Scratch& scratch)
      : sums(scratch.take<uint32_t>(4 * kMostCells)),
        alphas(scratch.take<double>(kMostCells)),
        cells(scratch.take<ColourCell>(std::min(kMostCells, size_t{src.width} * src.height))),
        palette(scratch.take<Palette>(1)) {
    dither.palette = palette;
    dither.indices = scratch.take<uint16_t>(kMostCells);
    for (int32_t*& row : dither.errors) row = scratch.take<int32_t>(4 * (size_t{src.width} + 1));
  }
};

uint32_t pixel_at(View view, size_t x, size_t y) {
  uint32_t pixel;
  std::memcpy(&pixel, view.row(y) + x * kChannels, kChannels);
  return pixel >> 24 == 0 ? 0 : pixel;
}

// Whether there are at most `colours`, all transparent pixels being one.
bool has_few_colours(View src, int colours) {
  // Open addressing. 0 is no pixel: what is transparent counts by itself.
  constexpr int kBits = 10;
  uint32_t set[1 << kBits] = {};
  int found = 0;
  bool transparent = false;
  uint32_t before = ~pixel_at(src, 0, 0);
  for (size_t y = 0; y < src.height; ++y) {
    for (size_t x = 0; x < src.width; ++x) {
      const uint32_t pixel = pixel_at(src, x, y);
      if (pixel == before) continue;
      before = pixel;
      if (pixel == 0) {
        found += transparent ? 0 : 1;
        transparent = true;
      } else {
        uint32_t at = (pixel * 0x9E3779B1u) >> (32 - kBits);
        while (set[at] != 0 && set[at] != pixel) at = (at + 1) & ((1u << kBits) - 1);
        found += set[at] == 0 ? 1 : 0;
        set[at] = pixel;
      }
      if (found > colours) return false;
    }
  }
  return true;
}

// The cells that hold pixels, in order.
template <bool kOpaque>
size_t collect(const uint32_t* sums, const double* alphas, ColourCell* cells) {
  using C = Cube<kOpaque>;
  size_t count = 0;
  for (uint32_t cell = 0; cell < C::kCells; ++cell) {
    const uint32_t* at = sums + cell * size_t{4};
    const double pixels = at[3];
    if (pixels == 0) continue;
    ColourCell& to = cells[count++];
    to.pixels = pixels;
    for (size_t c = 0; c < kChannels; ++c) to.at[c] = static_cast<uint8_t>(C::step(cell, c));
    for (size_t c = 0; c < 3; ++c) to.sums[c] = pixels * (C::step(cell, c) << (8 - C::kColourBits)) + at[c];
    to.sums[3] = kOpaque ? pixels * 255 : alphas[cell];
  }
  return count;
}

void fill_palette(const uint8_t (*colours)[kChannels], int count, Palette* palette) {
  palette->count = count;
  for (int i = 0; i < kMostColours; ++i) {
    for (size_t c = 0; c < kChannels; ++c) palette->channels[c][i] = colours[i < count ? i : 0][c];
  }
  for (int i = 0; i < count; ++i) {
    const uint32_t a = colours[i][3];
    uint32_t word = a << 24;
    for (size_t c = 0; c < kChannels; ++c) palette->pixels[i][c] = colours[i][c];
    for (size_t c = 0; a > 0 && c < 3; ++c) word |= (std::min<uint32_t>(colours[i][c], a) * 255 + (a >> 1)) / a << (8 * c);
    palette->straight[i] = word;
  }
}

}  // namespace

size_t quantise_scratch(View src, View, const QuantiseParams&, const Pool&) {
  Scratch counted = Scratch::measure();
  const QuantiseMemory memory(src, counted);
  return counted.used();
}

// Premultiplied pixels are counted in cells of 6 bits a colour (5, and 4 of alpha, where there is transparency); the means of Wu's boxes
// are the palette; a pixel, with what its neighbours left (7, 3, 5, 1 of 16, from left to right), becomes the palette's nearest to its
// cell. An image of no more colours stays as it is. Transparent pixels become 0, which is one of the colours where there are any.
void quantise(View src, View dst, const QuantiseParams& params, Pool&, Scratch scratch) {
  if (has_few_colours(src, params.colours)) {
    for (size_t y = 0; y < src.height; ++y) {
      for (size_t x = 0; x < src.width; ++x) {
        const uint32_t pixel = pixel_at(src, x, y);
        std::memcpy(dst.row(y) + x * kChannels, &pixel, kChannels);
      }
    }
    return;
  }
  QuantiseMemory memory(src, scratch);
  const bool opaque = HWY_DYNAMIC_DISPATCH(IsOpaqueImage)(src);
  if (!opaque) HWY_DYNAMIC_DISPATCH(PremultiplyRows)(src, dst);
  const View image = opaque ? src : dst;
  const size_t cells = opaque ? Cube<true>::kCells : Cube<false>::kCells;
  std::fill_n(memory.sums, 4 * cells, 0);
  if (!opaque) std::fill_n(memory.alphas, cells, 0.0);
  std::fill_n(memory.dither.indices, cells, kUnknown);
  HWY_DYNAMIC_DISPATCH(GatherImage)(image, opaque, memory.sums, memory.alphas);
  const size_t count = (opaque ? collect<true> : collect<false>)(memory.sums, memory.alphas, memory.cells);
  double pixels = 0;
  for (size_t i = 0; i < count; ++i) pixels += memory.cells[i].pixels;
  const bool transparent = pixels < static_cast<double>(src.width) * src.height;
  uint8_t colours[kMostColours][kChannels];
  int found = choose_colours(memory.cells, count, transparent ? params.colours - 1 : params.colours, colours);
  if (transparent) std::fill_n(colours[found++], kChannels, uint8_t{0});
  fill_palette(colours, found, memory.palette);
  memory.dither.strength = static_cast<int>(round_half_up(params.dither * 256));
  HWY_DYNAMIC_DISPATCH(MapImage)(image, dst, opaque, memory.dither);
}

}  // namespace pixlane
#endif
