#include "codecs/png_pack.h"

#include <algorithm>
#include <cstring>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "codecs/png_pack.cc"
#include "hwy/foreach_target.h"  // IWYU pragma: keep
#include "hwy/highway.h"
#include "kernels/pixels-inl.h"

HWY_BEFORE_NAMESPACE();
namespace pixlane {
namespace HWY_NAMESPACE {

// Of a row, 16 bytes at a time: whether alpha is full everywhere, and whether red, green and blue are the same.
template <class Word>
void RowFacts(const uint8_t* row, size_t bytes, bool* opaque, bool* grey) {
  constexpr int kBits = sizeof(Word) * 2;  // of a channel
  constexpr Word kAlpha = ~Word{0} << (3 * kBits);
  constexpr Word kTwo = static_cast<Word>(~(~Word{0} << (2 * kBits)));
  const hn::CappedTag<Word, 16 / sizeof(Word)> d;
  const U8x16 d8;
  auto all = hn::Set(d, ~Word{0}), apart = hn::Zero(d);
  Word all_rest = ~Word{0}, apart_rest = 0;
  size_t i = 0;
  for (; i + 16 <= bytes; i += 16) {
    const auto v = hn::BitCast(d, hn::LoadU(d8, row + i));
    all = hn::And(all, v);
    apart = hn::Or(apart, hn::Xor(v, hn::ShiftRight<kBits>(v)));
  }
  for (; i < bytes; i += sizeof(Word)) {
    Word v;
    std::memcpy(&v, row + i, sizeof v);
    all_rest &= v;
    apart_rest |= static_cast<Word>(v ^ (v >> kBits));
  }
  *opaque = (all_rest & kAlpha) == kAlpha && hn::AllTrue(d, hn::Eq(hn::And(all, hn::Set(d, kAlpha)), hn::Set(d, kAlpha)));
  *grey = (apart_rest & kTwo) == 0 && hn::AllTrue(d, hn::Eq(hn::And(apart, hn::Set(d, kTwo)), hn::Zero(d)));
}

void RowFacts8(const uint8_t* row, size_t bytes, bool* opaque, bool* grey) { RowFacts<uint32_t>(row, bytes, opaque, grey); }
void RowFacts16(const uint8_t* row, size_t bytes, bool* opaque, bool* grey) { RowFacts<uint64_t>(row, bytes, opaque, grey); }

void DropAlpha(const uint8_t* rgba, uint8_t* rgb, size_t pixels) {
  size_t i = 0;
#if HWY_TARGET != HWY_EMU128 && HWY_TARGET != HWY_SCALAR
  const U8x16 d8;
  const auto order = hn::Dup128VecFromValues(d8, 0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, 3, 7, 11, 15);
  for (; i + 4 <= pixels; i += 4) hn::StoreU(hn::TableLookupBytes(hn::LoadU(d8, rgba + i * 4), order), d8, rgb + i * 3);
#endif
  for (; i < pixels; ++i) std::memcpy(rgb + i * 3, rgba + i * 4, 3);
}

}  // namespace HWY_NAMESPACE
}  // namespace pixlane
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace pixlane {

HWY_EXPORT(RowFacts8);
HWY_EXPORT(RowFacts16);
HWY_EXPORT(DropAlpha);

namespace {

uint32_t pixel_at(const uint8_t* row, size_t x) {
  uint32_t pixel;
  std::memcpy(&pixel, row + x * kChannels, kChannels);
  return pixel;
}

// The bits that hold this byte of grey: 0, 85, 170 and 255 are the greys of two.
int depth_of(uint8_t grey) { return grey % 255 == 0 ? 1 : grey % 85 == 0 ? 2 : grey % 17 == 0 ? 4 : 8; }

// Rec. 709 luma in 15 bits; of equal channels it is the channel.
uint32_t luma_of(uint32_t r, uint32_t g, uint32_t b) { return (6966 * r + 23436 * g + 2366 * b + 16384) >> 15; }

void put16(uint8_t* to, uint32_t value) {
  to[0] = static_cast<uint8_t>(value >> 8);
  to[1] = static_cast<uint8_t>(value);
}

void pack16(const uint16_t* from, size_t width, const PngForm& form, uint8_t* to) {
  const bool colours = (form.colour_type & 2) != 0, alpha = (form.colour_type & 4) != 0;
  for (size_t x = 0; x < width; ++x, from += kChannels) {
    if (colours) {
      for (size_t c = 0; c < 3; ++c, to += 2) put16(to, from[c]);
    } else {
      put16(to, luma_of(from[0], from[1], from[2]));
      to += 2;
    }
    if (alpha) {
      put16(to, from[3]);
      to += 2;
    }
  }
}

// value(x) below 2^depth; the first pixel is in the highest bits.
template <class Value>
void pack_bits(size_t width, int depth, uint8_t* to, const Value& value) {
  const size_t in_byte = static_cast<size_t>(8 / depth);
  for (size_t x = 0; x < width; x += in_byte) {
    uint32_t byte = 0;
    for (size_t i = 0; i < in_byte; ++i) byte = byte << depth | (x + i < width ? value(x + i) : 0u);
    *to++ = static_cast<uint8_t>(byte);
  }
}

}  // namespace

size_t PngPalette::place_of(uint32_t pixel) const {
  constexpr uint32_t kMask = (1u << kBits) - 1;
  size_t at = (pixel * 0x9E3779B1u) >> (32 - kBits);
  while (used_[at] && keys_[at] != pixel) at = (at + 1) & kMask;
  return at;
}

bool PngPalette::collect(View src, int most) {
  count_ = translucent_ = 0;
  std::fill_n(used_, size_t{1} << kBits, false);
  uint32_t before = 0;
  for (uint32_t y = 0; y < src.height; ++y) {
    const uint8_t* const row = src.row(y);
    for (size_t x = 0; x < src.width; ++x) {
      const uint32_t pixel = pixel_at(row, x);
      if (pixel == before && count_ > 0) continue;
      before = pixel;
      const size_t at = place_of(pixel);
      if (used_[at]) continue;
      if (count_ == most) return false;
      used_[at] = true;
      keys_[at] = pixel;
      colours_[count_++] = pixel;
    }
  }
  // A file names the alphas of the first colours only.
  const uint32_t* const opaque = std::stable_partition(colours_, colours_ + count_, [](uint32_t pixel) { return pixel >> 24 != 255; });
  translucent_ = static_cast<int>(opaque - colours_);
  for (int i = 0; i < count_; ++i) indices_[place_of(colours_[i])] = static_cast<uint8_t>(i);
  return true;
}

PngFacts png_facts(View src) {
  PngFacts facts;
  for (uint32_t y = 0; y < src.height && (facts.opaque || facts.grey); ++y) {
    bool opaque, grey;
    if (src.is_16()) {
      HWY_DYNAMIC_DISPATCH(RowFacts16)(src.row(y), src.row_bytes(), &opaque, &grey);
    } else {
      HWY_DYNAMIC_DISPATCH(RowFacts8)(src.row(y), src.row_bytes(), &opaque, &grey);
    }
    facts.opaque = facts.opaque && opaque;
    facts.grey = facts.grey && grey;
  }
  if (!facts.grey || src.is_16()) facts.grey_depth = 8;
  for (uint32_t y = 0; y < src.height && facts.grey_depth < 8; ++y) {
    const uint8_t* const row = src.row(y);
    for (size_t x = 0; x < src.width; ++x) facts.grey_depth = std::max(facts.grey_depth, depth_of(row[x * kChannels]));
  }
  return facts;
}

void png_pack_row(View src, uint32_t y, const PngForm& form, const PngPalette* palette, uint8_t* row) {
  const uint8_t* const from = src.row(y);
  const size_t width = src.width;
  if (src.is_16()) return pack16(src.row16(y), width, form, row);
  const auto grey_at = [&](size_t x) { return luma_of(from[x * kChannels], from[x * kChannels + 1], from[x * kChannels + 2]); };
  switch (form.colour_type) {
    case 0: {
      const int dropped = 8 - form.depth;
      return pack_bits(width, form.depth, row, [&](size_t x) { return grey_at(x) >> dropped; });
    }
    case 2: return HWY_DYNAMIC_DISPATCH(DropAlpha)(from, row, width);
    case 3: return pack_bits(width, form.depth, row, [&](size_t x) -> uint32_t { return palette->index_of(pixel_at(from, x)); });
    case 4:
      for (size_t x = 0; x < width; ++x) {
        row[x * 2] = static_cast<uint8_t>(grey_at(x));
        row[x * 2 + 1] = from[x * kChannels + 3];
      }
      return;
    default: std::memcpy(row, from, src.row_bytes());
  }
}

}  // namespace pixlane
#endif
