// Writing a block's Huffman codes: T.81, F.1.2; jchuff.c.
#pragma once

#include <array>

#include "codecs/jpeg_simd/upstream.h"
// After upstream.h.
#include "jerror.h"

namespace pixlane {

// What is kept between MCUs: jchuff.c's savable_state with its 64-bit buffer.
struct SavedBits {
  uint64_t put_buffer;
  int free_bits;
  int last_dc_val[MAX_COMPS_IN_SCAN];
};

// Writes bits behind each other, 64 at a time; 0xFF is followed by a 0.
class BitWriter {
 public:
  BitWriter(const SavedBits& saved, JOCTET* to) : to_(to), buffer_(saved.put_buffer), free_(saved.free_bits) {}

  [[gnu::always_inline]] void put(uint64_t code, int size) {
    free_ -= size;
    if (free_ >= 0) {
      buffer_ = buffer_ << size | code;
      return;
    }
    // size + free_ bits fit, -free_ are left over.
    flush(buffer_ << (size + free_) | code >> -free_);
    free_ += 64;
    buffer_ = code;
  }

  JOCTET* finish(SavedBits* saved) const {
    saved->put_buffer = buffer_;
    saved->free_bits = free_;
    return to_;
  }

 private:
  [[gnu::always_inline]] void flush(uint64_t bits) {
    // A byte of 0xFF is one whose highest bit goes out when 1 is added.
    if ((bits & 0x8080808080808080u & ~(bits + 0x0101010101010101u)) != 0) {
      to_ = stuff(bits, to_);
      return;
    }
    const uint64_t ordered = __builtin_bswap64(bits);
    std::memcpy(to_, &ordered, 8);
    to_ += 8;
  }

  [[gnu::noinline]] static JOCTET* stuff(uint64_t bits, JOCTET* to) {
    for (int shift = 56; shift >= 0; shift -= 8) {
      const JOCTET byte = static_cast<JOCTET>(bits >> shift);
      *to++ = byte;
      if (byte == 0xFF) *to++ = 0;
    }
    return to;
  }

  JOCTET* to_;
  uint64_t buffer_;
  int free_;
};

// Coefficients that are not zero, a bit each in zigzag order. `*large` becomes true where one of them, but the first, is beyond the limit.
uint64_t nonzero_coefficients(const int16_t* block, int limit, bool* large);

// A code with the value behind it: its bits times 32, plus their number.
using ShortCode = uint32_t;
inline constexpr int kShortLimit = 16;
// Of each run of zeros, 0 to 15, the codes for values from -kShortLimit on.
using ShortCodes = std::array<std::array<ShortCode, 2 * kShortLimit>, 16>;

inline int bit_count(uint32_t magnitude) { return magnitude == 0 ? 0 : 32 - __builtin_clz(magnitude); }
// The value, or of a negative one its complement.
inline uint32_t value_bits(int value, int size) { return static_cast<uint32_t>(value < 0 ? value - 1 : value) & ((1u << size) - 1); }

[[gnu::always_inline]] inline void put_value(BitWriter& bits, const c_derived_tbl& table, int symbol, int value, int size) {
  bits.put(uint64_t{table.ehufco[symbol]} << size | value_bits(value, size), table.ehufsi[symbol] + size);
}

// `short_codes` may be null: then all codes are put together here.
[[gnu::always_inline]] inline void encode_block(BitWriter& to, j_compress_ptr info, const JCOEF* block, int last_dc,
                                                const c_derived_tbl& dc, const c_derived_tbl& ac, const ShortCodes* short_codes) {
  BitWriter bits = to;
  const int most_bits = info->data_precision + 2;
  const int difference = block[0] - last_dc;
  const int dc_size = bit_count(static_cast<uint32_t>(std::abs(difference)));
  bool large;
  uint64_t left = nonzero_coefficients(block, (1 << most_bits) - 1, &large) & ~uint64_t{1};
  if (large || dc_size > most_bits + 1) ERREXIT(info, JERR_BAD_DCT_COEF);
  put_value(bits, dc, dc_size, difference, dc_size);
  int last = 0;
  while (left != 0) {
    const int k = __builtin_ctzll(left);
    left &= left - 1;
    int run = k - last - 1;
    last = k;
    for (; run > 15; run -= 16) bits.put(ac.ehufco[0xF0], ac.ehufsi[0xF0]);
    const int value = block[jpeg_natural_order[k]];
    const auto place = static_cast<uint32_t>(value + kShortLimit);
    if (short_codes != nullptr && place < 2 * kShortLimit) {
      const ShortCode code = (*short_codes)[static_cast<uint32_t>(run)][place];
      bits.put(code >> 5, static_cast<int>(code & 31));
      continue;
    }
    const int size = bit_count(static_cast<uint32_t>(std::abs(value)));
    put_value(bits, ac, run * 16 + size, value, size);
  }
  if (last != 63) bits.put(ac.ehufco[0], ac.ehufsi[0]);
  to = bits;
}

}  // namespace pixlane
