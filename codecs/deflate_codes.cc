// Huffman codes: https://www.rfc-editor.org/rfc/rfc1951, sections 3.2.2 and 3.2.7.

#include "codecs/deflate_codes.h"

#include <algorithm>
#include <cstring>

namespace pixlane {
namespace {

// Huffman's code lengths, at most `most` bits: two queues over the sorted counts, then what is too long is shortened at the cost of others.
void make_lengths(const uint32_t* counts, int symbols, int most, uint8_t* lengths) {
  struct Leaf {
    uint32_t count;
    uint16_t symbol;
  };
  Leaf leaves[kDeflateLiterals];
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
  uint64_t node_counts[kDeflateLiterals];
  uint16_t parents[kDeflateLiterals];  // of nodes
  uint16_t leaf_parents[kDeflateLiterals];
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
  uint8_t depths[kDeflateLiterals];
  depths[made - 1] = 0;
  for (int i = made - 2; i >= 0; --i) depths[i] = static_cast<uint8_t>(std::min(depths[parents[i]] + 1, 200));
  // How many leaves have each length; the longest are cut, and pay for it in pairs with a leaf one shorter.
  uint32_t of_length[kDeflateMostBits + 2] = {};
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
  uint32_t counts[kDeflateMostBits + 1] = {}, next[kDeflateMostBits + 2] = {};
  for (int i = 0; i < symbols; ++i) ++counts[lengths[i]];
  counts[0] = 0;
  for (int length = 1; length <= kDeflateMostBits; ++length) next[length + 1] = (next[length] + counts[length]) << 1;
  for (int i = 0; i < symbols; ++i) {
    uint32_t code = next[lengths[i]]++, reversed = 0;
    for (int bit = 0; bit < lengths[i]; ++bit, code >>= 1) reversed = reversed << 1 | (code & 1);
    bits[i] = static_cast<uint16_t>(reversed);
  }
}

// The lengths of the codes, packed as RFC 1951 has it.
void write_lengths(const DeflateCodes& codes, DeflateWriter* writer) {
  constexpr int kSymbols = 19, kMostLengthBits = 7;
  constexpr uint8_t kOrder[kSymbols] = {16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15};
  int distances = kDeflateDistances;
  while (distances > 1 && codes.distance_lengths[distances - 1] == 0) --distances;
  uint8_t all[kDeflateLiterals + kDeflateDistances];
  std::memcpy(all, codes.lengths, kDeflateLiterals);
  std::memcpy(all + kDeflateLiterals, codes.distance_lengths, static_cast<size_t>(distances));
  const int end = kDeflateLiterals + distances;
  struct Packed {
    uint8_t symbol, extra, value;
  };
  Packed packed[kDeflateLiterals + kDeflateDistances];
  uint32_t counts[kSymbols] = {};
  int size = 0;
  for (int i = 0; i < end;) {
    int run = 1;
    while (i + run < end && all[i + run] == all[i]) ++run;
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
  writer->put(kDeflateLiterals - 257, 5);
  writer->put(static_cast<uint32_t>(distances - 1), 5);
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

}  // namespace

void make_deflate_codes(DeflateCodes* codes) {
  codes->counts[kDeflateEnd] = 1;
  if (std::all_of(codes->distance_counts, codes->distance_counts + kDeflateDistances, [](uint32_t count) { return count == 0; })) {
    codes->distance_counts[0] = 1;
  }
  make_lengths(codes->counts, kDeflateLiterals, kDeflateMostBits, codes->lengths);
  make_codes(codes->lengths, kDeflateLiterals, codes->bits);
  make_lengths(codes->distance_counts, kDeflateDistances, kDeflateMostBits, codes->distance_lengths);
  make_codes(codes->distance_lengths, kDeflateDistances, codes->distance_bits);
}

void write_deflate_codes(const DeflateCodes& codes, bool last, DeflateWriter* writer) {
  writer->put(last ? 1 : 0, 1);
  writer->put(2, 2);
  write_lengths(codes, writer);
}

}  // namespace pixlane
