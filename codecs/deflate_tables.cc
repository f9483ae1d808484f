// Tables that decode Huffman codes: https://www.rfc-editor.org/rfc/rfc1951, sections 3.2.2 and 3.2.5.

#include <algorithm>
#include <cstring>

#include "codecs/deflate.h"

namespace pixlane {
namespace {

constexpr int kMostBits = 15;
constexpr int kMostSymbols = 288;
constexpr int kEndOfBlock = 256;

// Symbols in the order of their codes.
struct Order {
  uint16_t symbols[kMostSymbols];
  uint16_t counts[kMostBits + 1];
  int used = 0;
  int longest = 0;
};

// False where the lengths ask for more codes than there are, or leave some unused: only a single code of one bit may be alone.
bool put_in_order(const uint8_t* lengths, int count, Order* order) {
  std::memset(order->counts, 0, sizeof order->counts);
  for (int i = 0; i < count; ++i) ++order->counts[lengths[i]];
  order->counts[0] = 0;
  uint16_t at[kMostBits + 1];
  int left = 1;
  order->used = 0;
  order->longest = 0;
  for (int bits = 1; bits <= kMostBits; ++bits) {
    at[bits] = static_cast<uint16_t>(order->used);
    order->used += order->counts[bits];
    left = 2 * left - order->counts[bits];
    if (left < 0) return false;
    if (order->counts[bits] != 0) order->longest = bits;
  }
  if (left > 0 && order->longest > 1) return false;
  for (int i = 0; i < count; ++i) {
    if (lengths[i] != 0) order->symbols[at[lengths[i]]++] = static_cast<uint16_t>(i);
  }
  return true;
}

// The code behind `code`, both with their first bit lowest.
uint32_t next_code(uint32_t code, int bits) {
  uint32_t bit = 1u << (bits - 1);
  while ((code & bit) != 0) bit >>= 1;
  return bit == 0 ? 0 : (code & (bit - 1)) | bit;
}

// entry_of(symbol, bits of its code). Codes of up to table_bits lie in the first table, wherever their bits come first; longer ones in a
// further table for each of its entries that begins them.
template <class EntryOf>
bool fill(const Order& order, int table_bits, uint32_t* table, const EntryOf& entry_of) {
  const uint32_t size = 1u << table_bits;
  // No code, or one whose other bit is none.
  if (order.longest <= 1) std::fill_n(table, size, kStop | kNoCode | 1u);
  uint32_t code = 0;
  const uint16_t* symbol = order.symbols;
  int bits = 1;
  for (; bits <= std::min(table_bits, order.longest); ++bits) {
    for (int i = 0; i < order.counts[bits]; ++i) {
      const uint32_t entry = entry_of(*symbol++, static_cast<uint32_t>(bits));
      for (uint32_t at = code; at < size; at += 1u << bits) table[at] = entry;
      code = next_code(code, bits);
    }
  }
  uint32_t end = size;
  uint32_t prefix = ~0u, begin = 0;
  int chosen_by = 0;
  for (bits = table_bits + 1; bits <= order.longest; ++bits) {
    for (int i = 0; i < order.counts[bits]; ++i) {
      if ((code & (size - 1)) != prefix) {
        prefix = code & (size - 1);
        begin = end;
        // As many bits as the longest code with this beginning has: those of this length fill it, or longer ones follow.
        chosen_by = bits - table_bits;
        int space = (1 << chosen_by) - (order.counts[bits] - i);
        while (space > 0 && chosen_by + table_bits < order.longest) {
          ++chosen_by;
          space = 2 * space - order.counts[table_bits + chosen_by];
        }
        end += 1u << chosen_by;
        table[prefix] = kLink | begin << 8 | static_cast<uint32_t>(chosen_by) << 24 | static_cast<uint32_t>(table_bits);
      }
      const int more = bits - table_bits;
      const uint32_t entry = entry_of(*symbol++, static_cast<uint32_t>(more));
      for (uint32_t at = code >> table_bits; at < 1u << chosen_by; at += 1u << more) table[begin + at] = entry;
      code = next_code(code, bits);
    }
  }
  return true;
}

uint32_t literal_entry(uint32_t symbol, uint32_t bits) {
  constexpr uint16_t kLeast[29] = {3,  4,  5,  6,  7,  8,  9,  10, 11,  13,  15,  17,  19,  23, 27,
                                   31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258};
  constexpr uint8_t kExtra[29] = {0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0};
  if (symbol < kEndOfBlock) return symbol << 8 | 1u << 6 | bits;
  if (symbol == kEndOfBlock) return kStop | bits;
  if (symbol > 285) return kStop | kNoCode | bits;
  return bits << 24 | static_cast<uint32_t>(kLeast[symbol - 257]) << 8 | (bits + kExtra[symbol - 257]);
}

uint32_t distance_entry(uint32_t symbol, uint32_t bits) {
  if (symbol > 29) return kStop | kNoCode | bits;
  const uint32_t extra = symbol < 4 ? 0 : symbol / 2 - 1;
  const uint32_t least = symbol < 4 ? symbol + 1 : ((2 + (symbol & 1)) << extra) + 1;
  return bits << 24 | least << 8 | (bits + extra);
}

// Whether two literals in a row often fit into the bits of the table. Joining them costs as much as some thousand looks, which a block of
// zlib's size must save.
bool worth_joining(const uint8_t* lengths, int table_bits) {
  uint32_t of_length[kMostBits + 1] = {};
  for (int i = 0; i < kEndOfBlock; ++i) ++of_length[lengths[i]];
  // A code of n bits comes about every 2^n times; parts of 2^15.
  uint64_t all = 0, up_to[kMostBits + 1] = {};
  for (int bits = 1; bits <= kMostBits; ++bits) up_to[bits] = all += uint64_t{of_length[bits]} << (kMostBits - bits);
  uint64_t pairs = 0;
  for (int bits = 1; bits < table_bits; ++bits) pairs += (up_to[bits] - up_to[bits - 1]) * up_to[table_bits - bits];
  constexpr uint64_t kWhole = uint64_t{1} << (2 * kMostBits);
  return pairs > kWhole * 2 / 5;
}

// Where two or three literals fit into the bits of the table, one entry gives them all.
void join_literals(int table_bits, uint32_t* table) {
  constexpr int kMostTableBits = 12;
  uint16_t single[1 << kMostTableBits];  // byte | bits << 8; what is no literal takes too many
  const uint32_t size = 1u << table_bits;
  for (uint32_t i = 0; i < size; ++i) {
    const uint32_t bits = literals_of_entry(table[i]) == 0 ? 16 : bits_of_entry(table[i]);
    single[i] = static_cast<uint16_t>((table[i] >> 8 & 255) | bits << 8);
  }
  const auto limit = static_cast<uint32_t>(table_bits);
  for (uint32_t i = 0; i < size; ++i) {
    const uint32_t one = single[i], bits1 = one >> 8;
    if (bits1 > limit) continue;
    const uint32_t two = single[i >> bits1], bits2 = bits1 + (two >> 8);
    // Beyond the table's bits everything is zero and has no meaning: its bits are then too many.
    const uint32_t three = single[bits2 > limit ? 0 : i >> bits2], bits3 = bits2 + (three >> 8);
    uint32_t entry = (one & 255) << 8 | 1u << 6 | bits1;
    if (bits2 <= limit) entry = (two & 255) << 16 | (one & 255) << 8 | 2u << 6 | bits2;
    if (bits3 <= limit) entry = (three & 255) << 24 | (two & 255) << 16 | (one & 255) << 8 | 3u << 6 | bits3;
    table[i] = entry;
  }
}

}  // namespace

bool make_literal_table(const uint8_t* lengths, int count, int table_bits, uint32_t* table) {
  Order order;
  if (!put_in_order(lengths, count, &order) || !fill(order, table_bits, table, literal_entry)) return false;
  if (worth_joining(lengths, table_bits)) join_literals(table_bits, table);
  return true;
}

bool make_distance_table(const uint8_t* lengths, int count, int table_bits, uint32_t* table) {
  Order order;
  return put_in_order(lengths, count, &order) && fill(order, table_bits, table, distance_entry);
}

bool make_length_table(const uint8_t* lengths, uint16_t* table) {
  constexpr int kSymbols = 19, kBits = 7;
  Order order;
  // Here not even a single code may be alone.
  if (!put_in_order(lengths, kSymbols, &order) || order.longest == 0 || (order.longest == 1 && order.used < 2)) return false;
  uint32_t entries[1 << kBits];
  if (!fill(order, kBits, entries, [](uint32_t symbol, uint32_t bits) { return symbol << 8 | bits; })) return false;
  for (int i = 0; i < 1 << kBits; ++i) {
    table[i] = static_cast<uint16_t>((entries[i] >> 8 & 255) | bits_of_entry(entries[i]) << 8);
  }
  return true;
}

}  // namespace pixlane
