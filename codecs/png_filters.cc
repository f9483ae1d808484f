// Undoing PNG's filters. Average and Paeth wait for the pixel on the left: one pixel at a time, its channels in a vector, and two rows at
// once where both are of that kind.

#include "codecs/png_filters.h"

#include <cstring>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "codecs/png_filters.cc"
#include "hwy/foreach_target.h"  // IWYU pragma: keep
#include "hwy/highway.h"
#include "kernels/pixels-inl.h"

HWY_BEFORE_NAMESPACE();
namespace pixlane {
namespace HWY_NAMESPACE {

enum : int { kNone, kSub, kUp, kAverage, kPaeth };

void UndoUp(const uint8_t* filtered, const uint8_t* before, uint8_t* row, size_t bytes) {
  const hn::ScalableTag<uint8_t> d;
  const size_t step = hn::Lanes(d);
  size_t i = 0;
  for (; i + step <= bytes; i += step) hn::StoreU(hn::Add(hn::LoadU(d, filtered + i), hn::LoadU(d, before + i)), d, row + i);
  for (; i < bytes; ++i) row[i] = static_cast<uint8_t>(filtered[i] + before[i]);
}

#if HWY_TARGET == HWY_EMU128 || HWY_TARGET == HWY_SCALAR

int Predict(int kind, int a, int b, int c) {
  if (kind == kSub) return a;
  if (kind == kAverage) return (a + b) >> 1;
  // The nearest of a, b and c to a + b - c: c where that lies between them, else the one on the other side of it.
  const int turn = 3 * c - (a + b), low = a < b ? a : b, high = a < b ? b : a;
  const int below = high <= turn ? low : c;
  return turn <= low ? high : below;
}

template <int kKind, int kPixel>
void UndoOne(const uint8_t* filtered, const uint8_t* before, uint8_t* row, size_t bytes) {
  for (size_t i = 0; i < bytes; ++i) {
    const ptrdiff_t left = static_cast<ptrdiff_t>(i) - kPixel;
    row[i] = static_cast<uint8_t>(filtered[i] + Predict(kKind, row[left], before[i], before[left]));
  }
}

template <int kFirst, int kSecond, int kPixel>
void UndoTwo(const uint8_t* first, const uint8_t* second, const uint8_t* before, uint8_t* row, uint8_t* below, size_t bytes) {
  UndoOne<kFirst, kPixel>(first, before, row, bytes);
  UndoOne<kSecond, kPixel>(second, row, below, bytes);
}

#else

// A pixel's bytes, each in the low half of a 16-bit lane.
using Pixel = hn::VFromD<I16x8>;

template <int kPixel>
HWY_INLINE Pixel LoadPixel(const uint8_t* from) {
  const U8x16 d8;
  // Loads more than the pixel, which the margins allow.
  if constexpr (kPixel <= 4) {
    uint32_t word;
    std::memcpy(&word, from, sizeof word);
    return hn::BitCast(I16x8(), hn::InterleaveLower(d8, hn::BitCast(d8, hn::Set(U32x4(), word)), hn::Zero(d8)));
  } else {
    const hn::Repartition<uint64_t, U8x16> d64;
    uint64_t word;
    std::memcpy(&word, from, sizeof word);
    return hn::BitCast(I16x8(), hn::InterleaveLower(d8, hn::BitCast(d8, hn::Set(d64, word)), hn::Zero(d8)));
  }
}

// Behind the pixel comes what the next store overwrites.
template <int kPixel>
HWY_INLINE void StorePixel(Pixel v, uint8_t* to) {
  const U8x16 d8;
  const auto bytes = hn::OrderedDemote2To(d8, v, v);
  if constexpr (kPixel <= 2) {
    const uint32_t word = hn::GetLane(hn::BitCast(U32x4(), bytes));
    std::memcpy(to, &word, kPixel);
  } else if constexpr (kPixel <= 4) {
    const uint32_t word = hn::GetLane(hn::BitCast(U32x4(), bytes));
    std::memcpy(to, &word, sizeof word);
  } else {
    const uint64_t word = hn::GetLane(hn::BitCast(hn::Repartition<uint64_t, U8x16>(), bytes));
    std::memcpy(to, &word, sizeof word);
  }
}

// a on the left, b above, c above it.
template <int kKind>
HWY_INLINE Pixel Undo(Pixel filtered, Pixel a, Pixel b, Pixel c) {
  const I16x8 d;
  const U8x16 d8;
  Pixel predicted = a;
  if constexpr (kKind == kAverage) {
    predicted = hn::ShiftRight<1>(hn::Add(a, b));
  } else if constexpr (kKind == kPaeth) {
    // The nearest of a, b and c to a + b - c is c where that lies between a and b, which is to say where 3 c - (a + b) does; else the
    // one on the other side. Only the last three steps wait for a.
    const auto turn = hn::Sub(hn::Sub(hn::Add(hn::Add(c, c), c), b), a);
    const auto low = hn::Min(a, b), high = hn::Max(a, b);
    const auto below = hn::IfThenElse(hn::Gt(high, turn), c, low);
    predicted = hn::IfThenElse(hn::Gt(turn, low), below, high);
  }
  // Bytes wrap; the high halves are zero.
  return hn::BitCast(d, hn::Add(hn::BitCast(d8, filtered), hn::BitCast(d8, predicted)));
}

template <int kKind, int kPixel>
void UndoOne(const uint8_t* filtered, const uint8_t* before, uint8_t* row, size_t bytes) {
  Pixel a = hn::Zero(I16x8()), c = a;
  for (size_t i = 0; i < bytes; i += kPixel) {
    const Pixel b = kKind == kSub ? c : LoadPixel<kPixel>(before + i);
    a = Undo<kKind>(LoadPixel<kPixel>(filtered + i), a, b, c);
    c = b;
    StorePixel<kPixel>(a, row + i);
  }
}

template <int kFirst, int kSecond, int kPixel>
void UndoTwo(const uint8_t* first, const uint8_t* second, const uint8_t* before, uint8_t* row, uint8_t* below, size_t bytes) {
  Pixel a = hn::Zero(I16x8()), c = a, a_below = a, c_below = a;
  // The row below is one pixel behind: what it needs from above is still in registers.
  Pixel b = LoadPixel<kPixel>(before);
  a = Undo<kFirst>(LoadPixel<kPixel>(first), a, b, c);
  c = b;
  StorePixel<kPixel>(a, row);
  size_t i = 0;
  for (; i + kPixel < bytes; i += kPixel) {
    const Pixel above = a;
    b = LoadPixel<kPixel>(before + i + kPixel);
    a = Undo<kFirst>(LoadPixel<kPixel>(first + i + kPixel), a, b, c);
    c = b;
    StorePixel<kPixel>(a, row + i + kPixel);
    a_below = Undo<kSecond>(LoadPixel<kPixel>(second + i), a_below, above, c_below);
    c_below = above;
    StorePixel<kPixel>(a_below, below + i);
  }
  StorePixel<kPixel>(Undo<kSecond>(LoadPixel<kPixel>(second + i), a_below, a, c_below), below + i);
}

#endif

template <int kPixel>
void UndoRow(int kind, const uint8_t* filtered, const uint8_t* before, uint8_t* row, size_t bytes) {
  if (kind == kSub) return UndoOne<kSub, kPixel>(filtered, before, row, bytes);
  if (kind == kAverage) return UndoOne<kAverage, kPixel>(filtered, before, row, bytes);
  return UndoOne<kPaeth, kPixel>(filtered, before, row, bytes);
}

template <int kPixel>
void UndoRows(int first_kind, const uint8_t* first, int second_kind, const uint8_t* second, const uint8_t* before, uint8_t* row,
              uint8_t* below, size_t bytes) {
  const bool average = second_kind == kAverage;
  if (first_kind == kAverage) {
    return (average ? UndoTwo<kAverage, kAverage, kPixel> : UndoTwo<kAverage, kPaeth, kPixel>)(first, second, before, row, below, bytes);
  }
  (average ? UndoTwo<kPaeth, kAverage, kPixel> : UndoTwo<kPaeth, kPaeth, kPixel>)(first, second, before, row, below, bytes);
}

void UndoAnyRow(int kind, const uint8_t* filtered, const uint8_t* before, uint8_t* row, size_t bytes, int pixel) {
  if (kind == kUp) return UndoUp(filtered, before, row, bytes);
  constexpr decltype(&UndoRow<1>) kOf[9] = {nullptr, UndoRow<1>, UndoRow<2>, UndoRow<3>, UndoRow<4>,
                                            nullptr, UndoRow<6>, nullptr,    UndoRow<8>};
  kOf[pixel](kind, filtered, before, row, bytes);
}

void UndoAnyPair(int first_kind, const uint8_t* first, int second_kind, const uint8_t* second, const uint8_t* before, uint8_t* row,
                 uint8_t* below, size_t bytes, int pixel) {
  constexpr decltype(&UndoRows<1>) kOf[9] = {nullptr, UndoRows<1>, UndoRows<2>, UndoRows<3>, UndoRows<4>,
                                             nullptr, UndoRows<6>, nullptr,     UndoRows<8>};
  kOf[pixel](first_kind, first, second_kind, second, before, row, below, bytes);
}

void RgbToRgba(const uint8_t* rgb, uint8_t* rgba, size_t pixels) {
  size_t i = 0;
#if HWY_TARGET != HWY_EMU128 && HWY_TARGET != HWY_SCALAR
  const U8x16 d8;
  const auto order = hn::Dup128VecFromValues(d8, 0, 1, 2, 0, 3, 4, 5, 0, 6, 7, 8, 0, 9, 10, 11, 0);
  const auto opaque = hn::BitCast(d8, hn::Set(U32x4(), kAlphaMask));
  const auto four = [&](size_t at) HWY_ATTR {
    hn::StoreU(hn::Or(hn::TableLookupBytes(hn::LoadU(d8, rgb + at * 3), order), opaque), d8, rgba + at * 4);
  };
  for (; i + 16 <= pixels; i += 16) {
    four(i);
    four(i + 4);
    four(i + 8);
    four(i + 12);
  }
  for (; i + 4 <= pixels; i += 4) four(i);
#endif
  for (; i < pixels; ++i) {
    std::memcpy(rgba + i * 4, rgb + i * 3, 3);
    rgba[i * 4 + 3] = 255;
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace pixlane
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace pixlane {

HWY_EXPORT(UndoAnyRow);
HWY_EXPORT(UndoAnyPair);
HWY_EXPORT(RgbToRgba);

namespace {

// Sub waits too, but for one addition only.
bool waits_long(int kind) { return kind >= 3; }

}  // namespace

void png_unfilter(int kind, const uint8_t* filtered, const uint8_t* before, uint8_t* row, size_t bytes, int pixel) {
  if (kind == 0) {
    std::memcpy(row, filtered, bytes);
  } else {
    HWY_DYNAMIC_DISPATCH(UndoAnyRow)(kind, filtered, before, row, bytes, pixel);
  }
}

void png_unfilter_pair(int first_kind, const uint8_t* first, int second_kind, const uint8_t* second, const uint8_t* before, uint8_t* row,
                       uint8_t* row_below, size_t bytes, int pixel) {
  if (waits_long(first_kind) && waits_long(second_kind)) {
    HWY_DYNAMIC_DISPATCH(UndoAnyPair)(first_kind, first, second_kind, second, before, row, row_below, bytes, pixel);
  } else {
    png_unfilter(first_kind, first, before, row, bytes, pixel);
    png_unfilter(second_kind, second, row, row_below, bytes, pixel);
  }
}

void png_rgb_to_rgba(const uint8_t* rgb, uint8_t* rgba, size_t pixels) { HWY_DYNAMIC_DISPATCH(RgbToRgba)(rgb, rgba, pixels); }

}  // namespace pixlane
#endif
