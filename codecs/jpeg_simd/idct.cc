// Inverse DCT: islow at 8 x 8, and reduced to 4 x 4 and 2 x 2. Bit for bit what jidctint.c and jidctred.c give for every coefficient that
// fits 16 bits when it is dequantised, as those of all sound files do.

#include "codecs/jpeg_simd/upstream.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "codecs/jpeg_simd/idct.cc"
#include "hwy/foreach_target.h"  // IWYU pragma: keep
#include "hwy/highway.h"
// After highway.h.
#include "codecs/jpeg_simd/dct-inl.h"

HWY_BEFORE_NAMESPACE();
namespace pixlane {
namespace HWY_NAMESPACE {

HWY_INLINE Dct dequantised(const int16_t* coefficients, const int16_t* table, int row) {
  const DctTag d;
  return hn::Mul(hn::LoadU(d, coefficients + row * 8), hn::LoadU(d, table + row * 8));
}

// The last step: what even and odd frequencies make, to rows.
template <int kShift>
HWY_INLINE void join(Wide t10, Wide t11, Wide t12, Wide t13, Wide odd0, Wide odd1, Wide odd2, Wide odd3, Dct& v0, Dct& v1, Dct& v2, Dct& v3,
                     Dct& v4, Dct& v5, Dct& v6, Dct& v7) {
  v0 = narrow<kShift>(t10 + odd3);
  v7 = narrow<kShift>(t10 - odd3);
  v1 = narrow<kShift>(t11 + odd2);
  v6 = narrow<kShift>(t11 - odd2);
  v2 = narrow<kShift>(t12 + odd1);
  v5 = narrow<kShift>(t12 - odd1);
  v3 = narrow<kShift>(t13 + odd0);
  v4 = narrow<kShift>(t13 - odd0);
}

// One dimension of the transform over eight columns: v0 to v7 are rows, in and out. Loeffler, Ligtenberg, Moschytz; jidctint.c.
template <int kShift>
HWY_INLINE void transform(Dct& v0, Dct& v1, Dct& v2, Dct& v3, Dct& v4, Dct& v5, Dct& v6, Dct& v7) {
  const Pairs p26 = pairs(v2, v6);
  const Pairs p04 = pairs(v0, v4);
  const Wide even2 = dot(p26, kF0541, kF0541 - kF1847);
  const Wide even3 = dot(p26, kF0541 + kF0765, kF0541);
  const Wide even0 = dot(p04, kOne, kOne) + rounding<kShift>();
  const Wide even1 = dot(p04, kOne, -kOne) + rounding<kShift>();
  const Wide t10 = even0 + even3, t13 = even0 - even3, t11 = even1 + even2, t12 = even1 - even2;

  const Pairs sums = pairs(hn::Add(v7, v3), hn::Add(v5, v1));
  const Wide z3 = dot(sums, kF1175 - kF1961, kF1175);
  const Wide z4 = dot(sums, kF1175, kF1175 - kF0390);
  const Pairs p71 = pairs(v7, v1);
  const Pairs p53 = pairs(v5, v3);
  const Wide odd0 = dot(p71, kF0298 - kF0899, -kF0899) + z3;
  const Wide odd3 = dot(p71, -kF0899, kF1501 - kF0899) + z4;
  const Wide odd1 = dot(p53, kF2053 - kF2562, -kF2562) + z4;
  const Wide odd2 = dot(p53, -kF2562, kF3072 - kF2562) + z3;

  join<kShift>(t10, t11, t12, t13, odd0, odd1, odd2, odd3, v0, v1, v2, v3, v4, v5, v6, v7);
}

// The same where v4 to v7 are zero, as the high frequencies of most blocks are.
template <int kShift>
HWY_INLINE void transform_low(Dct& v0, Dct& v1, Dct& v2, Dct& v3, Dct& v4, Dct& v5, Dct& v6, Dct& v7) {
  const Pairs p02 = pairs(v0, v2);
  const Pairs p31 = pairs(v3, v1);
  const Wide half = rounding<kShift>();
  const Wide t10 = dot(p02, kOne, kF0541 + kF0765) + half;
  const Wide t11 = dot(p02, kOne, kF0541) + half;
  const Wide t12 = dot(p02, kOne, -kF0541) + half;
  const Wide t13 = dot(p02, kOne, -kF0541 - kF0765) + half;
  const Wide odd0 = dot(p31, kF1175 - kF1961, kF1175 - kF0899);
  const Wide odd1 = dot(p31, kF1175 - kF2562, kF1175 - kF0390);
  const Wide odd2 = dot(p31, kF3072 - kF2562 + kF1175 - kF1961, kF1175);
  const Wide odd3 = dot(p31, kF1175, kF1501 - kF0899 + kF1175 - kF0390);
  join<kShift>(t10, t11, t12, t13, odd0, odd1, odd2, odd3, v0, v1, v2, v3, v4, v5, v6, v7);
}

HWY_INLINE bool all_zero(Dct v) {
  const hn::FixedTag<int16_t, 8> d;
  return hn::AllTrue(d, hn::Eq(v, hn::Zero(d)));
}

// Two rows of eight bytes.
HWY_INLINE void store_rows(hn::Vec<ByteTag> rows, uint8_t* first, uint8_t* second) {
  const HalfByteTag half;
  hn::StoreU(hn::LowerHalf(half, rows), half, first);
  hn::StoreU(hn::UpperHalf(half, rows), half, second);
}

// v0 to v7 are columns of samples around 0: the block's rows of bytes.
HWY_INLINE void store_block(Dct v0, Dct v1, Dct v2, Dct v3, Dct v4, Dct v5, Dct v6, Dct v7, uint8_t* const* rows, size_t column) {
  const ByteTag d;
  const hn::FixedTag<int8_t, 16> d8;
  const hn::FixedTag<uint16_t, 8> d16;
  const hn::FixedTag<uint32_t, 4> d32;
  // Saturated around 0, then moved to 0..255.
  const auto bytes = [&](Dct a, Dct b) HWY_ATTR { return hn::Xor(hn::BitCast(d, hn::OrderedDemote2To(d8, a, b)), hn::Set(d, 0x80)); };
  const auto a = bytes(v0, v4), b = bytes(v1, v5), c = bytes(v2, v6), e = bytes(v3, v7);
  const auto ab_low = hn::BitCast(d16, hn::InterleaveLower(d, a, b)), ab_high = hn::BitCast(d16, hn::InterleaveUpper(d, a, b));
  const auto ce_low = hn::BitCast(d16, hn::InterleaveLower(d, c, e)), ce_high = hn::BitCast(d16, hn::InterleaveUpper(d, c, e));
  const auto left0 = hn::BitCast(d32, hn::InterleaveLower(d16, ab_low, ce_low));     // rows 0 to 3, columns 0 to 3
  const auto left4 = hn::BitCast(d32, hn::InterleaveUpper(d16, ab_low, ce_low));     // rows 4 to 7
  const auto right0 = hn::BitCast(d32, hn::InterleaveLower(d16, ab_high, ce_high));  // columns 4 to 7
  const auto right4 = hn::BitCast(d32, hn::InterleaveUpper(d16, ab_high, ce_high));
  store_rows(hn::BitCast(d, hn::InterleaveLower(d32, left0, right0)), rows[0] + column, rows[1] + column);
  store_rows(hn::BitCast(d, hn::InterleaveUpper(d32, left0, right0)), rows[2] + column, rows[3] + column);
  store_rows(hn::BitCast(d, hn::InterleaveLower(d32, left4, right4)), rows[4] + column, rows[5] + column);
  store_rows(hn::BitCast(d, hn::InterleaveUpper(d32, left4, right4)), rows[6] + column, rows[7] + column);
}

void InverseIslow(const int16_t* coefficients, const int16_t* table, uint8_t* const* rows, size_t column) {
  const DctTag d;
  const auto stored = [&](int row) HWY_ATTR { return hn::LoadU(d, coefficients + row * 8); };
  const Dct high = hn::Or(hn::Or(stored(4), stored(5)), hn::Or(stored(6), stored(7)));
  Dct v0 = dequantised(coefficients, table, 0), v1 = dequantised(coefficients, table, 1);
  Dct v2 = dequantised(coefficients, table, 2), v3 = dequantised(coefficients, table, 3);
  Dct v4 = hn::Zero(d), v5 = v4, v6 = v4, v7 = v4;
  constexpr int kFirst = kConstBits - kPass1Bits;
  if (all_zero(high)) {
    const Dct first_row = hn::And(stored(0), hn::BitCast(d, hn::Dup128VecFromValues(hn::FixedTag<uint16_t, 8>(), 0, 0xFFFF, 0xFFFF, 0xFFFF,
                                                                                    0xFFFF, 0xFFFF, 0xFFFF, 0xFFFF)));
    if (all_zero(hn::Or(hn::Or(first_row, stored(1)), hn::Or(stored(2), stored(3))))) {
      // The mean alone: what both passes make of it.
      const int dc = static_cast<int16_t>(coefficients[0] * table[0]);
      const int value = ((dc + 4) >> 3) + 128;
      const auto flat = hn::Set(HalfByteTag(), static_cast<uint8_t>(value < 0 ? 0 : value > 255 ? 255 : value));
      for (int row = 0; row < 8; ++row) hn::StoreU(flat, HalfByteTag(), rows[row] + column);
      return;
    }
    transform_low<kFirst>(v0, v1, v2, v3, v4, v5, v6, v7);
  } else {
    v4 = dequantised(coefficients, table, 4);
    v5 = dequantised(coefficients, table, 5);
    v6 = dequantised(coefficients, table, 6);
    v7 = dequantised(coefficients, table, 7);
    transform<kFirst>(v0, v1, v2, v3, v4, v5, v6, v7);
  }
  transpose(v0, v1, v2, v3, v4, v5, v6, v7);
  constexpr int kSecond = kConstBits + kPass1Bits + 3;
  if (all_zero(hn::Or(hn::Or(v4, v5), hn::Or(v6, v7)))) {
    transform_low<kSecond>(v0, v1, v2, v3, v4, v5, v6, v7);
  } else {
    transform<kSecond>(v0, v1, v2, v3, v4, v5, v6, v7);
  }
  store_block(v0, v1, v2, v3, v4, v5, v6, v7, rows, column);
}

// One dimension, eight frequencies to four samples; the fifth has no part in it. jidctred.c.
template <int kShift>
HWY_INLINE void reduce4(Dct v0, Dct v1, Dct v2, Dct v3, Dct v5, Dct v6, Dct v7, Dct& out0, Dct& out1, Dct& out2, Dct& out3) {
  const Wide even = dot(pairs(v0, hn::Zero(DctTag())), 2 * kOne, 0) + rounding<kShift>();
  const Wide side = dot(pairs(v2, v6), kF1847, -kF0765);
  const Wide t10 = even + side, t12 = even - side;
  const Pairs p75 = pairs(v7, v5), p31 = pairs(v3, v1);
  const Wide odd0 = dot(p75, -1730, 11893) + dot(p31, -17799, 8697);
  const Wide odd2 = dot(p75, -4176, -4926) + dot(p31, 7373, 20995);
  out0 = narrow<kShift>(t10 + odd2);
  out3 = narrow<kShift>(t10 - odd2);
  out1 = narrow<kShift>(t12 + odd0);
  out2 = narrow<kShift>(t12 - odd0);
}

// Bytes of sample values around 0.
HWY_INLINE hn::Vec<ByteTag> samples(Dct a, Dct b) {
  const ByteTag d;
  return hn::Xor(hn::BitCast(d, hn::OrderedDemote2To(hn::FixedTag<int8_t, 16>(), a, b)), hn::Set(d, 0x80));
}

void Inverse4x4(const int16_t* coefficients, const int16_t* table, uint8_t* const* rows, size_t column) {
  const DctTag d;
  Dct v0 = dequantised(coefficients, table, 0), v1 = dequantised(coefficients, table, 1);
  Dct v2 = dequantised(coefficients, table, 2), v3 = dequantised(coefficients, table, 3);
  Dct v4 = hn::Zero(d), v5 = dequantised(coefficients, table, 5);
  Dct v6 = dequantised(coefficients, table, 6), v7 = dequantised(coefficients, table, 7);
  reduce4<kConstBits - kPass1Bits + 1>(v0, v1, v2, v3, v5, v6, v7, v0, v1, v2, v3);
  v4 = v5 = v6 = v7 = hn::Zero(d);
  transpose(v0, v1, v2, v3, v4, v5, v6, v7);
  reduce4<kConstBits + kPass1Bits + 3 + 1>(v0, v1, v2, v3, v5, v6, v7, v0, v1, v2, v3);
  // Columns of four rows each (and four lanes of nothing): transposed as 16 bits, then to bytes.
  const hn::FixedTag<int32_t, 4> d32;
  const auto a = hn::BitCast(d32, hn::InterleaveLower(d, v0, v1)), b = hn::BitCast(d32, hn::InterleaveLower(d, v2, v3));
  const Dct first = hn::BitCast(d, hn::InterleaveLower(d32, a, b)), second = hn::BitCast(d, hn::InterleaveUpper(d32, a, b));
  alignas(16) uint8_t bytes[16];
  hn::StoreU(samples(first, second), ByteTag(), bytes);
  for (int row = 0; row < 4; ++row) std::memcpy(rows[row] + column, bytes + row * 4, 4);
}

// One dimension, eight frequencies to two samples; even ones but the first have no part in it.
template <int kShift>
HWY_INLINE void reduce2(Dct v0, Dct v1, Dct v3, Dct v5, Dct v7, Dct& out0, Dct& out1) {
  const Wide even = dot(pairs(v0, hn::Zero(DctTag())), 2 * kOne, 0);
  const Wide twice = even + even + rounding<kShift>();
  const Wide odd = dot(pairs(v7, v5), -5906, 6967) + dot(pairs(v3, v1), -10426, 29692);
  out0 = narrow<kShift>(twice + odd);
  out1 = narrow<kShift>(twice - odd);
}

void Inverse2x2(const int16_t* coefficients, const int16_t* table, uint8_t* const* rows, size_t column) {
  const DctTag d;
  Dct v0 = dequantised(coefficients, table, 0), v1 = dequantised(coefficients, table, 1), v2 = hn::Zero(d);
  Dct v3 = dequantised(coefficients, table, 3), v4 = v2, v5 = dequantised(coefficients, table, 5), v6 = v2;
  Dct v7 = dequantised(coefficients, table, 7);
  reduce2<kConstBits - kPass1Bits + 2>(v0, v1, v3, v5, v7, v0, v1);
  v3 = v5 = v7 = v2;
  transpose(v0, v1, v2, v3, v4, v5, v6, v7);
  reduce2<kConstBits + kPass1Bits + 3 + 2>(v0, v1, v3, v5, v7, v0, v1);
  alignas(16) uint8_t bytes[16];
  hn::StoreU(samples(hn::InterleaveLower(d, v0, v1), v2), ByteTag(), bytes);
  for (int row = 0; row < 2; ++row) std::memcpy(rows[row] + column, bytes + row * 2, 2);
}

}  // namespace HWY_NAMESPACE
}  // namespace pixlane
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace pixlane {

HWY_EXPORT(InverseIslow);
HWY_EXPORT(Inverse4x4);
HWY_EXPORT(Inverse2x2);

extern "C" {

int jsimd_can_idct_islow(void) { return 1; }
int jsimd_can_idct_4x4(void) { return 1; }
int jsimd_can_idct_2x2(void) { return 1; }
// Fast but inexact transforms are not used.
int jsimd_can_idct_ifast(void) { return 0; }
int jsimd_can_idct_float(void) { return 0; }

void jsimd_idct_islow(j_decompress_ptr, jpeg_component_info* component, JCOEFPTR block, JSAMPARRAY output, JDIMENSION column) {
  HWY_DYNAMIC_DISPATCH(InverseIslow)(block, static_cast<const int16_t*>(component->dct_table), output, column);
}
void jsimd_idct_4x4(j_decompress_ptr, jpeg_component_info* component, JCOEFPTR block, JSAMPARRAY output, JDIMENSION column) {
  HWY_DYNAMIC_DISPATCH(Inverse4x4)(block, static_cast<const int16_t*>(component->dct_table), output, column);
}
void jsimd_idct_2x2(j_decompress_ptr, jpeg_component_info* component, JCOEFPTR block, JSAMPARRAY output, JDIMENSION column) {
  HWY_DYNAMIC_DISPATCH(Inverse2x2)(block, static_cast<const int16_t*>(component->dct_table), output, column);
}
void jsimd_idct_ifast(j_decompress_ptr, jpeg_component_info*, JCOEFPTR, JSAMPARRAY, JDIMENSION) {}
void jsimd_idct_float(j_decompress_ptr, jpeg_component_info*, JCOEFPTR, JSAMPARRAY, JDIMENSION) {}

}  // extern "C"

}  // namespace pixlane
#endif
