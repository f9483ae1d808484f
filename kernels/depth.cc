// to16Bit and to8Bit: between the two depths. White stays white and black black: 257 * 255 = 65535.
//
//   to16Bit: out = 257 in, which is the byte twice
//   to8Bit:  out = round(in / 257), so to8Bit(to16Bit(image)) = image
//
// An image that has that depth already is copied.
//
// The division is exact: with y = in + 128, floor(y / 257) = (y - (y >> 8)) >> 8 for all y below 65792. Where y is above 65535, it may as
// well be 65535, which 257 divides.

#include <cstdint>
#include <cstring>

#include "kernels_gen.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/depth.cc"
#include "hwy/foreach_target.h"  // IWYU pragma: keep
#include "hwy/highway.h"
#include "kernels/pixels-inl.h"

HWY_BEFORE_NAMESPACE();
namespace pixlane {
namespace HWY_NAMESPACE {

// `count` channels to twice the bytes.
void WidenRow(const uint8_t* HWY_RESTRICT from, uint8_t* HWY_RESTRICT to, size_t count) {
  const hn::ScalableTag<uint8_t> d8;
  const size_t step = hn::Lanes(d8);
  size_t x = 0;
  for (; x + step <= count; x += step) {
    const auto v = hn::LoadU(d8, from + x);
    hn::StoreU(hn::InterleaveWholeLower(d8, v, v), d8, to + 2 * x);
    hn::StoreU(hn::InterleaveWholeUpper(d8, v, v), d8, to + 2 * x + step);
  }
  if (x == count) return;
  const auto v = hn::LoadU(d8, from + x);
  const size_t rest = 2 * (count - x);
  store_bytes(d8, hn::InterleaveWholeLower(d8, v, v), to + 2 * x, rest);
  if (rest > step) store_bytes(d8, hn::InterleaveWholeUpper(d8, v, v), to + 2 * x + step, rest - step);
}

// `count` channels to half the bytes.
void NarrowRow(const uint8_t* HWY_RESTRICT from, uint8_t* HWY_RESTRICT to, size_t count) {
  const hn::ScalableTag<uint8_t> d8;
  const hn::Repartition<uint16_t, decltype(d8)> d16;
  const hn::Repartition<uint32_t, decltype(d8)> d32;
  const size_t step = hn::Lanes(d8);
  // The quotient is every lane's upper byte.
  const auto divided = [&](const uint8_t* at) HWY_ATTR {
    const auto y = hn::SaturatedAdd(hn::BitCast(d16, hn::LoadU(d8, at)), hn::Set(d16, 128));
    return hn::BitCast(d8, hn::Sub(y, odd_bytes(d32, hn::BitCast(d32, y))));
  };
  const auto narrowed = [&](size_t x) HWY_ATTR { return hn::ConcatOdd(d8, divided(from + 2 * x + step), divided(from + 2 * x)); };
  size_t x = 0;
  for (; x + step <= count; x += step) hn::StoreU(narrowed(x), d8, to + x);
  if (x == count) return;
  const size_t rest = count - x;
  // No further than 64 bytes past the row may be read: the second half only where something of it is wanted.
  const auto low = divided(from + 2 * x);
  const auto high = 2 * rest > step ? divided(from + 2 * x + step) : low;
  store_bytes(d8, hn::ConcatOdd(d8, high, low), to + x, rest);
}

}  // namespace HWY_NAMESPACE
}  // namespace pixlane
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace pixlane {

HWY_EXPORT(WidenRow);
HWY_EXPORT(NarrowRow);

namespace {

using ConvertRow = void (*)(const uint8_t* from, uint8_t* to, size_t count);

void convert_rows(View src, View dst, ConvertRow convert, Pool& pool) {
  // About 64 KB of pixels: less is not worth waking another thread.
  pool.rows(src.height, 1 + (size_t{1} << 16) / (dst.row_bytes() + 1), [&](size_t begin, size_t end, unsigned) {
    for (size_t y = begin; y < end; ++y) {
      if (src.pixel_bytes == dst.pixel_bytes) {
        std::memcpy(dst.row(y), src.row(y), dst.row_bytes());
      } else {
        convert(src.row(y), dst.row(y), src.width * kChannels);
      }
    }
  });
}

}  // namespace

void to16Bit(View src, View dst, const To16BitParams&, Pool& pool, Scratch) { convert_rows(src, dst, HWY_DYNAMIC_POINTER(WidenRow), pool); }

void to8Bit(View src, View dst, const To8BitParams&, Pool& pool, Scratch) { convert_rows(src, dst, HWY_DYNAMIC_POINTER(NarrowRow), pool); }

}  // namespace pixlane
#endif
