// The two checksums of a PNG file.

#include <algorithm>
#include <array>
#include <cstring>

#include "codecs/deflate.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "codecs/deflate_checks.cc"
#include "hwy/foreach_target.h"  // IWYU pragma: keep
#include "hwy/highway.h"
#include "kernels/pixels-inl.h"

HWY_BEFORE_NAMESPACE();
namespace pixlane {
namespace HWY_NAMESPACE {

// Adds up to 5552 bytes: so many that nothing leaves 32 bits before the remainders by 65521 are taken.
void AddToAdler(const uint8_t* data, size_t size, uint32_t* low, uint32_t* high) {
  uint32_t a = *low, b = *high;
  size_t i = 0;
#if HWY_TARGET != HWY_EMU128 && HWY_TARGET != HWY_SCALAR
  const U8x16 d8;
  const U32x4 d32;
  const I16x8 d16;
  const I32x4 di32;
  HWY_ALIGN constexpr int16_t kEven[8] = {16, 14, 12, 10, 8, 6, 4, 2};
  HWY_ALIGN constexpr int16_t kOdd[8] = {15, 13, 11, 9, 7, 5, 3, 1};
  const auto even_weights = hn::Load(d16, kEven), odd_weights = hn::Load(d16, kOdd), ones = hn::Set(d16, 1);
  const size_t vectors = size / 16;
  auto sums = hn::Zero(di32), before = hn::Zero(di32), weighed = hn::Zero(di32);
  for (; i < vectors * 16; i += 16) {
    const auto v = hn::BitCast(d32, hn::LoadU(d8, data + i));
    const auto even = hn::BitCast(d16, even_bytes(d32, v)), odd = hn::BitCast(d16, odd_bytes(d32, v));
    before = hn::Add(before, sums);
    sums = hn::Add(sums, hn::WidenMulPairwiseAdd(di32, hn::Add(even, odd), ones));
    weighed = hn::Add(weighed, hn::Add(hn::WidenMulPairwiseAdd(di32, even, even_weights), hn::WidenMulPairwiseAdd(di32, odd, odd_weights)));
  }
  b += a * static_cast<uint32_t>(vectors * 16);
  a += static_cast<uint32_t>(hn::ReduceSum(di32, sums));
  b += 16 * static_cast<uint32_t>(hn::ReduceSum(di32, before)) + static_cast<uint32_t>(hn::ReduceSum(di32, weighed));
#endif
  for (; i < size; ++i) {
    a += data[i];
    b += a;
  }
  *low = a;
  *high = b;
}

}  // namespace HWY_NAMESPACE
}  // namespace pixlane
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace pixlane {

HWY_EXPORT(AddToAdler);

uint32_t adler32_of(uint32_t adler, const uint8_t* data, size_t size) {
  constexpr uint32_t kBase = 65521;
  constexpr size_t kMost = 5552;
  uint32_t low = adler & 0xFFFF, high = adler >> 16;
  while (size > 0) {
    const size_t count = std::min(size, kMost);
    HWY_DYNAMIC_DISPATCH(AddToAdler)(data, count, &low, &high);
    low %= kBase;
    high %= kBase;
    data += count;
    size -= count;
  }
  return high << 16 | low;
}

namespace {

constexpr size_t kSlices = 16;
using Slices = std::array<std::array<uint32_t, 256>, kSlices>;

// [n][byte]: what a byte does to the checksum n bytes later. Made when first needed: in the file they would be 16 KB.
const Slices& slices() {
  static const Slices made = [] {
    constexpr uint32_t kPolynomial = 0xEDB88320u;
    Slices s{};
    for (uint32_t byte = 0; byte < 256; ++byte) {
      uint32_t crc = byte;
      for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ ((crc & 1) != 0 ? kPolynomial : 0);
      s[0][byte] = crc;
    }
    for (size_t n = 1; n < kSlices; ++n) {
      for (size_t byte = 0; byte < 256; ++byte) s[n][byte] = (s[n - 1][byte] >> 8) ^ s[0][s[n - 1][byte] & 255];
    }
    return s;
  }();
  return made;
}

}  // namespace

uint32_t crc32_of(uint32_t crc, const uint8_t* data, size_t size) {
  const Slices& s = slices();
  crc = ~crc;
  const auto word = [&](uint64_t w, size_t first) {
    uint32_t sum = 0;
    for (size_t i = 0; i < 8; ++i) sum ^= s[first - i][w >> (8 * i) & 255];
    return sum;
  };
  for (; size >= 16; size -= 16, data += 16) {
    uint64_t low, high;
    std::memcpy(&low, data, 8);
    std::memcpy(&high, data + 8, 8);
    crc = word(low ^ crc, 15) ^ word(high, 7);
  }
  for (; size > 0; --size) crc = (crc >> 8) ^ s[0][(crc ^ *data++) & 255];
  return ~crc;
}

}  // namespace pixlane
#endif
