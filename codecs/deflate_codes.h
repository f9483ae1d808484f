// Huffman codes of a block of DEFLATE, and the bits they become.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace pixlane {

inline constexpr int kDeflateLiterals = 286, kDeflateDistances = 30, kDeflateEnd = 256;
// So that four codes and what is left of a byte fit into 64 bits with room to spare.
inline constexpr int kDeflateMostBits = 13;

struct DeflateCodes {
  uint32_t counts[kDeflateLiterals], distance_counts[kDeflateDistances];
  uint8_t lengths[kDeflateLiterals], distance_lengths[kDeflateDistances];
  uint16_t bits[kDeflateLiterals], distance_bits[kDeflateDistances];  // the first bit lowest
};
// Lengths and bits by the counts. Where no distance is counted, one is there all the same: a code must have something.
void make_deflate_codes(DeflateCodes* codes);

// A symbol, and its extra bits.
struct DeflateSymbol {
  uint32_t symbol, extra, value;
};
// Of a length of 3 to 258.
inline DeflateSymbol deflate_length(uint32_t length) {
  if (length == 258) return {285, 0, 0};
  const uint32_t more = length - 3;
  if (more < 8) return {257 + more, 0, 0};
  const auto extra = static_cast<uint32_t>(29 - __builtin_clz(more));
  return {257 + 4 * extra + (more >> extra), extra, more & ((1u << extra) - 1)};
}
// Of a distance of 1 to 32768.
inline DeflateSymbol deflate_distance(uint32_t distance) {
  const uint32_t more = distance - 1;
  if (more < 4) return {more, 0, 0};
  const auto extra = static_cast<uint32_t>(30 - __builtin_clz(more));
  return {2 * extra + (more >> extra), extra, more & ((1u << extra) - 1)};
}

class DeflateWriter {
 public:
  DeflateWriter(uint64_t bits, int count, uint8_t* to) : bits_(bits), count_(static_cast<uint32_t>(count)), to_(to) {}
  void put(uint32_t value, uint32_t count) {
    bits_ |= uint64_t{value} << count_;
    count_ += count;
  }
  // After it fewer than 8 bits wait. Writes 8 bytes.
  void flush() {
    std::memcpy(to_, &bits_, sizeof bits_);
    to_ += count_ >> 3;
    bits_ >>= count_ & ~7u;
    count_ &= 7;
  }
  uint64_t bits() const { return bits_; }
  int count() const { return static_cast<int>(count_); }
  uint8_t* to() const { return to_; }

 private:
  uint64_t bits_;
  uint32_t count_;
  uint8_t* to_;
};

// The head of a block with codes of its own.
void write_deflate_codes(const DeflateCodes& codes, bool last, DeflateWriter* writer);

// What a block of so many bytes may become at most: its bytes at the longest code, the codes, and the words that are written ahead.
inline constexpr size_t most_of_deflate_block(size_t size) { return size * kDeflateMostBits / 8 + 1024; }

}  // namespace pixlane
