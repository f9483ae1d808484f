// Huffman encoding of a block, and what progressive scans prepare: only coefficients that are not zero are looked at. jchuff.c, jcphuff.c.

#include <array>

#include "codecs/jpeg_simd/bit_writer.h"
#include "codecs/jpeg_simd/upstream.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "codecs/jpeg_simd/huff_encode.cc"
#include "hwy/foreach_target.h"  // IWYU pragma: keep
#include "hwy/highway.h"

#ifndef PIXLANE_JPEG_HUFF_ENCODE_ONCE
#define PIXLANE_JPEG_HUFF_ENCODE_ONCE
namespace pixlane {

// Of each half row of a block, by which of its four coefficients are not zero: the same in zigzag order, a bit a coefficient.
using ZigzagMasks = std::array<std::array<uint64_t, 16>, 16>;
inline constexpr ZigzagMasks kZigzagMasks = [] {
  ZigzagMasks masks{};
  // Walks the diagonals: T.81, figure A.6.
  int place[64] = {};
  int row = 0, column = 0;
  for (int k = 0; k < 64; ++k) {
    place[row * 8 + column] = k;
    const bool up = (row + column) % 2 == 0;
    // Along an edge where the diagonal leaves the block: down at the left and at the right one, right at the others.
    const bool down = up ? column == 7 : column == 0 && row != 7;
    const bool right = up ? row == 0 && column != 7 : row == 7;
    row += down ? 1 : right ? 0 : up ? -1 : 1;
    column += right ? 1 : down ? 0 : up ? 1 : -1;
  }
  for (int half = 0; half < 16; ++half) {
    for (int bits = 0; bits < 16; ++bits) {
      for (int i = 0; i < 4; ++i) {
        if ((bits >> i & 1) != 0) masks[half][bits] |= uint64_t{1} << place[half * 4 + i];
      }
    }
  }
  return masks;
}();

// What a progressive scan knows of a block after the point transform, as bits in zigzag order: which coefficients are not zero, which of
// them are positive, which are 1.
struct Prepared {
  uint64_t nonzero, positive, ones;
};

}  // namespace pixlane
#endif

HWY_BEFORE_NAMESPACE();
namespace pixlane {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using Coefficients = hn::FixedTag<int16_t, 8>;

// A bit a lane: set where it is not zero.
HWY_INLINE uint32_t nonzero_bits(hn::Vec<Coefficients> first, hn::Vec<Coefficients> second) {
  const hn::FixedTag<int8_t, 16> d8;
  // Saturation keeps zero apart from all else.
  const auto bytes = hn::OrderedDemote2To(d8, first, second);
  return static_cast<uint32_t>(hn::BitsFromMask(d8, hn::Ne(bytes, hn::Zero(d8)))) & 0xFFFFu;
}

// Coefficients that are not zero, a bit each in zigzag order. `*large` becomes true where one of them, but the first, is beyond the limit.
uint64_t Nonzero(const int16_t* block, int limit, bool* large) {
  const Coefficients d;
  uint64_t mask = 0;
  auto most = hn::Zero(d), least = hn::Zero(d);
  for (size_t rows = 0; rows < 8; rows += 2) {
    const auto first = hn::LoadU(d, block + rows * 8), second = hn::LoadU(d, block + rows * 8 + 8);
    const auto counted = rows == 0 ? hn::And(first, hn::BitCast(d, hn::Dup128VecFromValues(hn::RebindToUnsigned<Coefficients>(), 0, 0xFFFF,
                                                                                           0xFFFF, 0xFFFF, 0xFFFF, 0xFFFF, 0xFFFF, 0xFFFF)))
                                   : first;
    most = hn::Max(most, hn::Max(counted, second));
    least = hn::Min(least, hn::Min(counted, second));
    const uint32_t bits = nonzero_bits(first, second);
    for (size_t i = 0; i < 4; ++i) mask |= kZigzagMasks[rows * 2 + i][bits >> (4 * i) & 15];
  }
  *large = !hn::AllFalse(
      d, hn::Or(hn::Gt(most, hn::Set(d, static_cast<int16_t>(limit))), hn::Lt(least, hn::Set(d, static_cast<int16_t>(-limit)))));
  return mask;
}

// Magnitudes after the point transform, and their negated forms (`other` may be null).
void Prepare(const int16_t* block, const int* order, int count, int shift, uint16_t* magnitudes, uint16_t* other, Prepared* out) {
  const Coefficients d;
  alignas(16) int16_t values[64] = {};
  for (int k = 0; k < count; ++k) values[k] = block[order[k]];
  *out = {};
  for (size_t k = 0; k < static_cast<size_t>(count); k += 16) {
    uint32_t bits[3];
    hn::Vec<Coefficients> kept[2], signs[2];
    for (size_t half = 0; half < 2; ++half) {
      const auto v = hn::Load(d, values + k + 8 * half);
      signs[half] = hn::BroadcastSignBit(v);
      kept[half] = hn::ShiftRightSame(hn::Abs(v), shift);
      hn::StoreU(hn::BitCast(hn::RebindToUnsigned<Coefficients>(), kept[half]), hn::RebindToUnsigned<Coefficients>(),
                 magnitudes + k + 8 * half);
      if (other != nullptr) {
        hn::StoreU(hn::BitCast(hn::RebindToUnsigned<Coefficients>(), hn::Xor(kept[half], signs[half])),
                   hn::RebindToUnsigned<Coefficients>(), other + k + 8 * half);
      }
    }
    const auto is_one = [&](size_t half) HWY_ATTR { return hn::VecFromMask(d, hn::Eq(kept[half], hn::Set(d, 1))); };
    bits[0] = nonzero_bits(kept[0], kept[1]);
    bits[1] = bits[0] & ~nonzero_bits(signs[0], signs[1]);
    bits[2] = nonzero_bits(is_one(0), is_one(1));
    out->nonzero |= uint64_t{bits[0]} << k;
    out->positive |= uint64_t{bits[1]} << k;
    out->ones |= uint64_t{bits[2]} << k;
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace pixlane
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace pixlane {

HWY_EXPORT(Nonzero);
HWY_EXPORT(Prepare);

namespace {

// The head of jchuff.c's working_state, as it is where WITH_SIMD is defined: upstream's own vector code knows it too.
struct State {
  JOCTET* next_output_byte;
  size_t free_in_buffer;
  SavedBits cur;
  j_compress_ptr info;
};

// 32 bits each on wasm32, 64 elsewhere: jcphuff.c.
void store_bits(size_t* to, uint64_t value) {
  for (size_t i = 0; i * sizeof(size_t) < sizeof(value); ++i) to[i] = static_cast<size_t>(value >> (i * 8 * sizeof(size_t) % 64));
}

}  // namespace

uint64_t nonzero_coefficients(const int16_t* block, int limit, bool* large) { return HWY_DYNAMIC_DISPATCH(Nonzero)(block, limit, large); }

extern "C" {

int jsimd_can_huff_encode_one_block(void) { return 1; }
int jsimd_can_encode_mcu_AC_first_prepare(void) { return 1; }
int jsimd_can_encode_mcu_AC_refine_prepare(void) { return 1; }

JOCTET* jsimd_huff_encode_one_block(void* working_state, JOCTET* buffer, JCOEFPTR block, int last_dc, c_derived_tbl* dc,
                                    c_derived_tbl* ac) {
  auto* const state = static_cast<State*>(working_state);
  BitWriter bits(state->cur, buffer);
  encode_block(bits, state->info, block, last_dc, *dc, *ac, nullptr);
  return bits.finish(&state->cur);
}

void jsimd_encode_mcu_AC_first_prepare(const JCOEF* block, const int* order, int count, int shift, UJCOEF* values, size_t* bits) {
  Prepared prepared;
  HWY_DYNAMIC_DISPATCH(Prepare)(block, order, count, shift, values, values + DCTSIZE2, &prepared);
  store_bits(bits, prepared.nonzero);
}

int jsimd_encode_mcu_AC_refine_prepare(const JCOEF* block, const int* order, int count, int shift, UJCOEF* magnitudes, size_t* bits) {
  Prepared prepared;
  HWY_DYNAMIC_DISPATCH(Prepare)(block, order, count, shift, magnitudes, nullptr, &prepared);
  store_bits(bits, prepared.nonzero);
  store_bits(bits + 64 / (8 * sizeof(size_t)), prepared.positive);
  // The last coefficient that becomes nonzero in this scan.
  return prepared.ones == 0 ? 0 : 63 - __builtin_clzll(prepared.ones);
}

}  // extern "C"

}  // namespace pixlane
#endif
