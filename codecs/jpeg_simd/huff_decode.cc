// Huffman decoding of sequential JPEG. Stands before upstream's decoder (jdhuff.c), which it asks for everything out of the ordinary: the
// end of the data, markers, restarts, damage. Bit for bit the same coefficients.
//
// A table looks up 11 bits at once. Most entries hold a whole coefficient: how many zeros come before it, its value, and how many bits
// it took, code and value together. The bits come from a 64-bit buffer that is filled a word at a time where no byte of the word is 0xFF.

#include "codecs/jpeg_simd/upstream.h"
// After upstream.h.
#include "jdhuff.h"
#if defined(__wasm_simd128__)
#include <wasm_simd128.h>
#endif

namespace pixlane {
namespace {

// Upstream's decoder as jdhuff.c has it.
struct Upstream {
  jpeg_entropy_decoder pub;
  bitread_perm_state bitstate;
  int last_dc_val[MAX_COMPS_IN_SCAN];
  unsigned int restarts_to_go;
  d_derived_tbl* dc_derived_tbls[NUM_HUFF_TBLS];
  d_derived_tbl* ac_derived_tbls[NUM_HUFF_TBLS];
  d_derived_tbl* dc_cur_tbls[D_MAX_BLOCKS_IN_MCU];
  d_derived_tbl* ac_cur_tbls[D_MAX_BLOCKS_IN_MCU];
  boolean dc_needed[D_MAX_BLOCKS_IN_MCU];
  boolean ac_needed[D_MAX_BLOCKS_IN_MCU];
};

constexpr int kLook = 11;

// What the next kLook bits mean, in one word so that a table is 8 KB.
class Entry {
 public:
  Entry() = default;
  Entry(int value, int size, int length, int skip)
      : word_(static_cast<uint32_t>(value) << 16 | static_cast<uint32_t>(size << 12 | length << 8 | skip)) {}
  // Of the coefficient, where it is known.
  int value() const { return static_cast<int32_t>(word_) >> 16; }
  // Bits of a value that does not lie within kLook: it follows the code.
  int size() const { return word_ >> 12 & 15; }
  // Bits to drop; 0: the code is longer than kLook.
  int length() const { return word_ >> 8 & 15; }
  // Coefficients to go: the zeros and the one itself; kEnd: the block is over.
  int skip() const { return word_ & 0xFF; }
  // Neither a long code nor a value behind it.
  bool whole() const { return (word_ & 0xF000) == 0 && (word_ & 0x0F00) != 0; }

 private:
  uint32_t word_ = 0;
};
constexpr int kEnd = 64;

struct Table {
  Entry entries[1 << kLook];
};

struct Decoder {
  Upstream upstream;  // first: upstream's functions take the whole for theirs
  void (*start_pass)(j_decompress_ptr);
  boolean (*decode_mcu)(j_decompress_ptr, JBLOCKROW*);
  Table* tables[2][NUM_HUFF_TBLS];  // dc, ac
  const Table* dc[D_MAX_BLOCKS_IN_MCU];
  const Table* ac[D_MAX_BLOCKS_IN_MCU];
};

// The value of `size` bits that begin with `bits`. T.81, F.12.
int extend(uint32_t bits, int size) {
  return bits < (1u << (size - 1)) ? static_cast<int>(bits) - (1 << size) + 1 : static_cast<int>(bits);
}

// `rest`: the kLook - length bits behind the code.
Entry make_entry(int symbol, int length, uint32_t rest, bool is_dc) {
  const int size = is_dc ? symbol : symbol & 15;
  const int run = is_dc ? 0 : symbol >> 4;
  if (size == 0) return {0, 0, length, !is_dc && run != 15 ? kEnd : run + 1};
  if (length + size > kLook) return {0, size, length, run + 1};
  return {extend(rest >> (kLook - length - size), size), 0, length + size, run + 1};
}

void make_table(const JHUFF_TBL& huffman, bool is_dc, Table* table) {
  *table = {};
  uint32_t code = 0;
  int symbol = 0;
  for (int length = 1; length <= kLook; ++length, code <<= 1) {
    for (int i = 0; i < huffman.bits[length]; ++i, ++code, ++symbol) {
      const uint32_t first = code << (kLook - length);
      for (uint32_t rest = 0; rest < 1u << (kLook - length); ++rest) {
        // Upstream's checks of the table came before: no code reaches beyond its length.
        table->entries[first + rest] = make_entry(huffman.huffval[symbol], length, rest, is_dc);
      }
    }
  }
}

Decoder* decoder_of(j_decompress_ptr info) { return reinterpret_cast<Decoder*>(info->entropy); }

const Table* table_for(j_decompress_ptr info, bool is_dc, int number) {
  Table*& table = decoder_of(info)->tables[is_dc ? 0 : 1][number];
  if (table == nullptr) {
    table = static_cast<Table*>(info->mem->alloc_small(reinterpret_cast<j_common_ptr>(info), JPOOL_IMAGE, sizeof(Table)));
  }
  make_table(is_dc ? *info->dc_huff_tbl_ptrs[number] : *info->ac_huff_tbl_ptrs[number], is_dc, table);
  return table;
}

boolean decode_mcu(j_decompress_ptr info, JBLOCKROW* blocks);

void start_pass(j_decompress_ptr info) {
  Decoder* const decoder = decoder_of(info);
  decoder->start_pass(info);
  const Table* dc[NUM_HUFF_TBLS] = {};
  const Table* ac[NUM_HUFF_TBLS] = {};
  for (int i = 0; i < info->blocks_in_MCU; ++i) {
    const jpeg_component_info& component = *info->cur_comp_info[info->MCU_membership[i]];
    if (dc[component.dc_tbl_no] == nullptr) dc[component.dc_tbl_no] = table_for(info, true, component.dc_tbl_no);
    if (ac[component.ac_tbl_no] == nullptr) ac[component.ac_tbl_no] = table_for(info, false, component.ac_tbl_no);
    decoder->dc[i] = dc[component.dc_tbl_no];
    decoder->ac[i] = ac[component.ac_tbl_no];
  }
}

// Eight bytes, the first in the highest place.
uint64_t load_ordered(const uint8_t* from) {
#if defined(__wasm_simd128__)
  // wasm has no byte swap; a shuffle is one.
  const v128_t bytes = wasm_v128_load64_zero(from);
  return static_cast<uint64_t>(
      wasm_i64x2_extract_lane(wasm_i8x16_shuffle(bytes, bytes, 7, 6, 5, 4, 3, 2, 1, 0, 7, 6, 5, 4, 3, 2, 1, 0), 0));
#else
  uint64_t word;
  std::memcpy(&word, from, 8);
  return __builtin_bswap64(word);
#endif
}

// The bits that are next, from the highest on. Never reads beyond the end, which the caller leaves far enough behind.
struct Reader {
  uint64_t buffer;
  int count;  // of bits that are there
  const uint8_t* next;
};

// Both change the reader only through what they return: nothing takes its address, so that it stays in registers.
[[gnu::noinline]] Reader fill_bytes(Reader reader) {
  while (reader.count <= 56) {
    const uint64_t byte = *reader.next;
    if (byte == 0xFF) {
      if (reader.next[1] != 0) return reader;
      ++reader.next;
    }
    ++reader.next;
    reader.buffer |= byte << (56 - reader.count);
    reader.count += 8;
  }
  return reader;
}

// At least 57 bits, unless a marker is ahead: `next` stays before it.
[[gnu::always_inline]] inline Reader filled(Reader reader) {
  const uint64_t word = load_ordered(reader.next);
  // A byte of 0xFF is a 0 of the complement.
  if (((~word - 0x0101010101010101u) & word & 0x8080808080808080u) != 0) return fill_bytes(reader);
  reader.buffer |= word >> reader.count;
  const int bytes = (63 - reader.count) >> 3;
  reader.next += bytes;
  reader.count += bytes * 8;
  return reader;
}

[[gnu::always_inline]] inline Reader without(Reader reader, int bits) {
  reader.buffer <<= bits;
  reader.count -= bits;
  return reader;
}

// A code longer than kLook: upstream's search. Gives how long it is and its symbol; a length above 16 is no code.
struct LongCode {
  int length, symbol;
};
[[gnu::noinline]] LongCode long_code(uint64_t buffer, const d_derived_tbl* table) {
  for (int length = kLook + 1; length <= 16; ++length) {
    const auto code = static_cast<JLONG>(buffer >> (64 - length));
    if (code <= table->maxcode[length]) return {length, table->pub->huffval[static_cast<int>(code + table->valoffset[length]) & 0xFF]};
  }
  return {17, 0};
}

// The value of the next `size` bits.
[[gnu::always_inline]] inline int value_of(Reader reader, int size) {
  return extend(static_cast<uint32_t>(reader.buffer >> (64 - size)), size);
}

// How many bits a coefficient takes at most: a code of 16 and a value of 15.
constexpr int kMostBits = 31;

// Decodes the AC coefficients of a block, or with null drops them; false where it cannot.
template <bool kStore>
[[gnu::always_inline]] inline bool decode_ac(Reader& to, const Table* table, const d_derived_tbl* slow, JCOEF* block) {
  Reader reader = to;
  for (int k = 0; k < 63;) {
    if (reader.count < kMostBits) {
      reader = filled(reader);
      if (reader.count < kMostBits) return false;
    }
    const Entry entry = table->entries[reader.buffer >> (64 - kLook)];
    int skip = entry.skip();
    if (entry.whole()) {
      reader = without(reader, entry.length());
      k += skip;
      // The order has 16 places behind its end for damaged files.
      if (kStore && skip != kEnd) block[jpeg_natural_order[k]] = static_cast<JCOEF>(entry.value());
      continue;
    }
    int size = entry.size();
    int length = entry.length();
    if (size == 0) {
      const LongCode code = long_code(reader.buffer, slow);
      if (code.length > 16) return false;
      length = code.length;
      size = code.symbol & 15;
      skip = (code.symbol >> 4) + 1;
    }
    reader = without(reader, length);
    if (size == 0) {
      if (skip != 16) break;
      k += 16;
      continue;
    }
    k += skip;
    if (kStore) block[jpeg_natural_order[k]] = static_cast<JCOEF>(value_of(reader, size));
    reader = without(reader, size);
  }
  to = reader;
  return true;
}

[[gnu::always_inline]] inline bool decode_dc(Reader& to, const Table* table, const d_derived_tbl* slow, int* difference) {
  Reader reader = to;
  if (reader.count < kMostBits) {
    reader = filled(reader);
    if (reader.count < kMostBits) return false;
  }
  const Entry entry = table->entries[reader.buffer >> (64 - kLook)];
  *difference = entry.value();
  int size = entry.size();
  int length = entry.length();
  if (length == 0) {
    const LongCode code = long_code(reader.buffer, slow);
    if (code.length > 16 || code.symbol > 15) return false;
    length = code.length;
    size = code.symbol;
    *difference = 0;
  }
  reader = without(reader, length);
  if (size != 0) *difference = value_of(reader, size);
  to = without(reader, size);
  return true;
}

// Decodes an MCU and leaves upstream's state behind it; false, with nothing changed but coefficients that will be written again, where a
// marker, the end of the data or damage is near.
bool decode_fast(j_decompress_ptr info, Decoder& decoder, JBLOCKROW* blocks) {
  Upstream& state = decoder.upstream;
  const int had = state.bitstate.bits_left;
  Reader reader{had == 0 ? 0 : static_cast<uint64_t>(state.bitstate.get_buffer) << (64 - had), had, info->src->next_input_byte};
  int last_dc[MAX_COMPS_IN_SCAN];
  std::memcpy(last_dc, state.last_dc_val, sizeof(last_dc));
  for (int i = 0; i < info->blocks_in_MCU; ++i) {
    int difference;
    if (!decode_dc(reader, decoder.dc[i], state.dc_cur_tbls[i], &difference)) return false;
    JCOEF* const block = blocks == nullptr ? nullptr : *blocks[i];
    if (state.dc_needed[i]) {
      int& last = last_dc[info->MCU_membership[i]];
      // Damaged files may add until it overflows: it wraps.
      last = static_cast<int>(static_cast<unsigned>(last) + static_cast<unsigned>(difference));
      if (block != nullptr) block[0] = static_cast<JCOEF>(last);
    }
    const bool store = state.ac_needed[i] && block != nullptr;
    const bool sound = store ? decode_ac<true>(reader, decoder.ac[i], state.ac_cur_tbls[i], block)
                             : decode_ac<false>(reader, decoder.ac[i], state.ac_cur_tbls[i], nullptr);
    if (!sound) return false;
  }
  info->src->bytes_in_buffer -= static_cast<size_t>(reader.next - info->src->next_input_byte);
  info->src->next_input_byte = reader.next;
  state.bitstate.bits_left = reader.count;
  state.bitstate.get_buffer = reader.count == 0 ? 0 : static_cast<bit_buf_type>(reader.buffer >> (64 - reader.count));
  std::memcpy(state.last_dc_val, last_dc, sizeof(last_dc));
  return true;
}

// Bytes that an MCU may take, stuffing included, as upstream reckons.
constexpr size_t kBlockBytes = DCTSIZE2 * 8;

void clear_blocks(j_decompress_ptr info, JBLOCKROW* blocks) {
  if (blocks == nullptr) return;
  for (int i = 0; i < info->blocks_in_MCU; ++i) std::memset(blocks[i], 0, sizeof(JBLOCK));
}

boolean decode_mcu(j_decompress_ptr info, JBLOCKROW* blocks) {
  Decoder& decoder = *decoder_of(info);
  Upstream& state = decoder.upstream;
  const bool restart = info->restart_interval != 0 && state.restarts_to_go == 0;
  const bool ample = info->src->bytes_in_buffer >= kBlockBytes * static_cast<size_t>(info->blocks_in_MCU) && info->unread_marker == 0;
  if (restart || !ample || state.pub.insufficient_data) return decoder.decode_mcu(info, blocks);
  if (!decode_fast(info, decoder, blocks)) {
    clear_blocks(info, blocks);
    return decoder.decode_mcu(info, blocks);
  }
  if (info->restart_interval != 0) --state.restarts_to_go;
  return TRUE;
}

}  // namespace

// What jdmaster.c calls in place of jinit_huff_decoder.
extern "C" void pixlane_jinit_huff_decoder(j_decompress_ptr info) {
  jinit_huff_decoder(info);
  auto* const decoder = static_cast<Decoder*>(info->mem->alloc_small(reinterpret_cast<j_common_ptr>(info), JPOOL_IMAGE, sizeof(Decoder)));
  std::memset(decoder, 0, sizeof(*decoder));
  std::memcpy(&decoder->upstream, info->entropy, sizeof(Upstream));
  decoder->start_pass = decoder->upstream.pub.start_pass;
  decoder->decode_mcu = decoder->upstream.pub.decode_mcu;
  decoder->upstream.pub.start_pass = start_pass;
  decoder->upstream.pub.decode_mcu = decode_mcu;
  info->entropy = &decoder->upstream.pub;
}

}  // namespace pixlane
