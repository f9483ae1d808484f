// Packs as fast as is sensible. What a filtered photograph repeats is next to nothing, so there is no search for it: a code is made for
// the bytes of each block, and of matches there are only runs of one byte, which flat parts of an image are after filtering.

#include <algorithm>
#include <cstring>

#include "codecs/deflate.h"

namespace pixlane {
namespace {

constexpr int kEndOfBlock = 256;
constexpr int kLiterals = 286;
// So that four codes and what is left of a byte fit into 64 bits with room to spare.
constexpr int kMostBits = 13;
constexpr size_t kLeastRun = 8, kMostRun = 258;

struct Codes {
  uint32_t counts[kLiterals];
  uint8_t lengths[kLiterals];
  uint16_t bits[kLiterals];  // the first bit lowest
};

uint64_t load64(const uint8_t* from) {
  uint64_t value;
  std::memcpy(&value, from, sizeof value);
  return value;
}

// How often the byte before `at` is repeated, where that is at least kLeastRun times: up to kMostRun, 0 otherwise.
inline size_t run_at(const uint8_t* at, const uint8_t* end) {
  if (load64(at) != load64(at - 1)) return 0;
  const size_t most = std::min<size_t>(kMostRun, static_cast<size_t>(end - at));
  size_t run = kLeastRun;
  while (run < most && at[run] == at[-1]) ++run;
  return run;
}

// The symbol of a length, and its extra bits.
struct Length {
  int symbol, extra;
  uint32_t value;
};
Length length_of(size_t run) {
  if (run == kMostRun) return {285, 0, 0};
  const auto more = static_cast<uint32_t>(run - 3);
  if (more < 8) return {257 + static_cast<int>(more), 0, 0};
  int extra = 1;
  while (more >> (extra + 3) != 0) ++extra;
  return {static_cast<int>(257 + 4 * extra + (more >> extra)), extra, more & ((1u << extra) - 1)};
}

// Calls literal(byte) and run(length) for what a block consists of. `run_possible`: there is a byte before the first.
template <class Four, class One, class Run>
inline void walk(const uint8_t* data, size_t size, bool run_possible, const Four& four, const One& one, const Run& run) {
  const uint8_t* at = data;
  const uint8_t* const end = data + size;
  if (!run_possible && at < end) one(*at++);
  while (static_cast<size_t>(end - at) >= kLeastRun) {
    const size_t length = run_at(at, end);
    if (length > 0) {
      run(length);
      at += length;
    } else {
      four(at);
      four(at + 4);
      at += 8;
    }
  }
  while (at < end) one(*at++);
}

// Huffman's code lengths, at most `most` bits: two queues over the sorted counts, then what is too long is shortened at the cost of others.
void make_lengths(const uint32_t* counts, int symbols, int most, uint8_t* lengths) {
  struct Leaf {
    uint32_t count;
    uint16_t symbol;
  };
  Leaf leaves[kLiterals];
  int used = 0;
  std::fill_n(lengths, symbols, uint8_t{0});
  for (int i = 0; i < symbols; ++i) {
    if (counts[i] > 0) leaves[used++] = {counts[i], static_cast<uint16_t>(i)};
  }
  if (used == 0) return;
  if (used == 1) {
    lengths[leaves[0].symbol] = 1;
    return;
  }
  std::sort(leaves, leaves + used,
            [](const Leaf& a, const Leaf& b) { return a.count != b.count ? a.count < b.count : a.symbol < b.symbol; });
  // Nodes in the order they are made; their counts never fall.
  uint64_t node_counts[kLiterals];
  uint16_t parents[kLiterals];  // of nodes
  uint16_t leaf_parents[kLiterals];
  int leaf = 0, node = 0, made = 0;
  for (; made < used - 1; ++made) {
    uint64_t sum = 0;
    for (int side = 0; side < 2; ++side) {
      if (leaf < used && (node >= made || leaves[leaf].count <= node_counts[node])) {
        leaf_parents[leaf] = static_cast<uint16_t>(made);
        sum += leaves[leaf++].count;
      } else {
        parents[node] = static_cast<uint16_t>(made);
        sum += node_counts[node++];
      }
    }
    node_counts[made] = sum;
  }
  uint8_t depths[kLiterals];
  depths[made - 1] = 0;
  for (int i = made - 2; i >= 0; --i) depths[i] = static_cast<uint8_t>(std::min(depths[parents[i]] + 1, 200));
  // How many leaves have each length; the longest are cut, and pay for it in pairs with a leaf one shorter.
  uint32_t of_length[kMostBits + 2] = {};
  for (int i = 0; i < used; ++i) ++of_length[std::min(depths[leaf_parents[i]] + 1, most)];
  uint64_t taken = 0;
  for (int bits = 1; bits <= most; ++bits) taken += uint64_t{of_length[bits]} << (most - bits);
  while (taken > uint64_t{1} << most) {
    int bits = most - 1;
    while (of_length[bits] == 0) --bits;
    --of_length[bits];
    of_length[bits + 1] += 2;
    --of_length[most];
    --taken;
  }
  // The rarest first: they have the longest codes.
  int i = 0;
  for (int bits = most; bits >= 1; --bits) {
    for (uint32_t n = 0; n < of_length[bits]; ++n) lengths[leaves[i++].symbol] = static_cast<uint8_t>(bits);
  }
}

void make_codes(const uint8_t* lengths, int symbols, uint16_t* bits) {
  uint32_t counts[kMostBits + 1] = {}, next[kMostBits + 2] = {};
  for (int i = 0; i < symbols; ++i) ++counts[lengths[i]];
  counts[0] = 0;
  for (int length = 1; length <= kMostBits; ++length) next[length + 1] = (next[length] + counts[length]) << 1;
  for (int i = 0; i < symbols; ++i) {
    uint32_t code = next[lengths[i]]++, reversed = 0;
    for (int bit = 0; bit < lengths[i]; ++bit, code >>= 1) reversed = reversed << 1 | (code & 1);
    bits[i] = static_cast<uint16_t>(reversed);
  }
}

void count_block(const uint8_t* data, size_t size, bool run_possible, Codes* codes) {
  // Four tables: the same byte twice in a row would wait for its own count.
  uint32_t counts[4][256] = {};
  std::fill_n(codes->counts, kLiterals, 0u);
  walk(
      data, size, run_possible,
      [&](const uint8_t* at) {
        ++counts[0][at[0]];
        ++counts[1][at[1]];
        ++counts[2][at[2]];
        ++counts[3][at[3]];
      },
      [&](uint8_t byte) { ++counts[0][byte]; }, [&](size_t run) { ++codes->counts[length_of(run).symbol]; });
  for (int i = 0; i < 256; ++i) codes->counts[i] = counts[0][i] + counts[1][i] + counts[2][i] + counts[3][i];
  codes->counts[kEndOfBlock] = 1;
}

class Writer {
 public:
  Writer(uint64_t bits, int count, uint8_t* to) : bits_(bits), count_(static_cast<uint32_t>(count)), to_(to) {}
  void put(uint32_t value, uint32_t count) {
    bits_ |= uint64_t{value} << count_;
    count_ += count;
  }
  // After it fewer than 8 bits wait.
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

// The lengths of the codes, packed as RFC 1951 has it, with one distance: 1.
void write_lengths(const Codes& codes, Writer* writer) {
  constexpr int kSymbols = 19, kMostLengthBits = 7;
  constexpr uint8_t kOrder[kSymbols] = {16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15};
  uint8_t all[kLiterals + 1];
  std::memcpy(all, codes.lengths, kLiterals);
  all[kLiterals] = 1;
  struct Packed {
    uint8_t symbol, extra, value;
  };
  Packed packed[kLiterals + 1];
  uint32_t counts[kSymbols] = {};
  int size = 0;
  for (int i = 0; i <= kLiterals;) {
    int run = 1;
    while (i + run <= kLiterals && all[i + run] == all[i]) ++run;
    if (all[i] == 0 && run >= 3) {
      run = std::min(run, 138);
      packed[size] = run < 11 ? Packed{17, 3, static_cast<uint8_t>(run - 3)} : Packed{18, 7, static_cast<uint8_t>(run - 11)};
    } else if (i > 0 && all[i] == all[i - 1] && run >= 3) {
      run = std::min(run, 6);
      packed[size] = {16, 2, static_cast<uint8_t>(run - 3)};
    } else {
      run = 1;
      packed[size] = {all[i], 0, 0};
    }
    ++counts[packed[size++].symbol];
    i += run;
  }
  // A code of a single symbol would not be a whole one.
  int used = 0;
  for (const uint32_t count : counts) used += count > 0 ? 1 : 0;
  if (used < 2) ++counts[counts[0] > 0 ? 1 : 0];
  uint8_t lengths[kSymbols];
  uint16_t bits[kSymbols];
  make_lengths(counts, kSymbols, kMostLengthBits, lengths);
  make_codes(lengths, kSymbols, bits);
  writer->put(kLiterals - 257, 5);
  writer->put(0, 5);
  writer->put(kSymbols - 4, 4);
  for (const uint8_t symbol : kOrder) {
    writer->put(lengths[symbol], 3);
    writer->flush();
  }
  for (int i = 0; i < size; ++i) {
    writer->put(bits[packed[i].symbol], lengths[packed[i].symbol]);
    writer->put(packed[i].value, packed[i].extra);
    writer->flush();
  }
}

void write_block(const uint8_t* data, size_t size, bool run_possible, const Codes& codes, Writer* out) {
  Writer writer = *out;
  uint32_t literals[256];  // code, from bit 16 its length
  for (int i = 0; i < 256; ++i) literals[i] = codes.bits[i] | static_cast<uint32_t>(codes.lengths[i]) << 16;
  const auto put = [&](uint8_t byte) { writer.put(literals[byte] & 0xFFFF, literals[byte] >> 16); };
  walk(
      data, size, run_possible,
      [&](const uint8_t* at) {
        put(at[0]);
        put(at[1]);
        put(at[2]);
        put(at[3]);
        writer.flush();
      },
      [&](uint8_t byte) {
        put(byte);
        writer.flush();
      },
      [&](size_t run) {
        const Length length = length_of(run);
        writer.put(codes.bits[length.symbol], codes.lengths[length.symbol]);
        writer.put(length.value, static_cast<uint32_t>(length.extra));
        writer.put(0, 1);  // the only distance
        writer.flush();
      });
  writer.put(codes.bits[kEndOfBlock], codes.lengths[kEndOfBlock]);
  writer.flush();
  *out = writer;
}

// What a block may become at most: its bytes at the longest code, the lengths, and the words that are written ahead.
constexpr size_t most_of(size_t size) { return size * kMostBits / 8 + 512; }

}  // namespace

bool FastDeflater::begin() {
  constexpr uint8_t kHead[2] = {0x78, 0x01};
  return out_->append(kHead, sizeof kHead);
}

bool FastDeflater::block(const uint8_t* data, size_t size, bool first, bool last) {
  if (!out_->reserve(most_of(size))) return false;
  Codes codes;
  count_block(data, size, !first, &codes);
  make_lengths(codes.counts, kLiterals, kMostBits, codes.lengths);
  make_codes(codes.lengths, kLiterals, codes.bits);
  Writer writer(bits_, bit_count_, out_->end());
  writer.put(last ? 1 : 0, 1);
  writer.put(2, 2);
  write_lengths(codes, &writer);
  write_block(data, size, !first, codes, &writer);
  out_->commit(static_cast<size_t>(writer.to() - out_->end()));
  bits_ = writer.bits();
  bit_count_ = writer.count();
  sum_ = adler32_of(sum_, data, size);
  return true;
}

bool FastDeflater::end() {
  if (!out_->reserve(16)) return false;
  Writer writer(bits_, bit_count_, out_->end());
  if (bit_count_ > 0) writer.put(0, static_cast<uint32_t>(8 - bit_count_));
  writer.flush();
  for (int shift = 24; shift >= 0; shift -= 8) writer.put(sum_ >> shift & 255, 8);
  writer.flush();
  out_->commit(static_cast<size_t>(writer.to() - out_->end()));
  return true;
}

}  // namespace pixlane
