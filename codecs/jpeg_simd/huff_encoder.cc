// Huffman encoding of sequential JPEG, MCU by MCU. Stands before upstream's encoder (jchuff.c), whose state it shares and which it asks for
// restarts and where the output is nearly full. Nine of ten values are small: a table has their codes with the values already behind them.

#include "codecs/jpeg_simd/bit_writer.h"
#include "codecs/jpeg_simd/upstream.h"

namespace pixlane {
namespace {

// Upstream's encoder as jchuff.c has it where WITH_SIMD is defined.
struct Upstream {
  jpeg_entropy_encoder pub;
  SavedBits saved;
  unsigned int restarts_to_go;
  int next_restart_num;
  c_derived_tbl* dc_derived_tbls[NUM_HUFF_TBLS];
  c_derived_tbl* ac_derived_tbls[NUM_HUFF_TBLS];
  long* dc_count_ptrs[NUM_HUFF_TBLS];
  long* ac_count_ptrs[NUM_HUFF_TBLS];
  int simd;
};

struct Encoder {
  Upstream upstream;  // first: upstream's functions take the whole for theirs
  void (*start_pass)(j_compress_ptr, boolean);
  boolean (*encode_mcu)(j_compress_ptr, JBLOCKROW*);
  ShortCodes codes[NUM_HUFF_TBLS];
};

Encoder& encoder_of(j_compress_ptr info) { return *reinterpret_cast<Encoder*>(info->entropy); }

void fill_codes(const c_derived_tbl& table, ShortCodes* codes) {
  for (int run = 0; run < 16; ++run) {
    for (int place = 0; place < 2 * kShortLimit; ++place) {
      const int value = place - kShortLimit;
      const int size = bit_count(static_cast<uint32_t>(std::abs(value)));
      const int symbol = run * 16 + size;
      const uint32_t bits = table.ehufco[symbol] << size | value_bits(value, size);
      (*codes)[static_cast<size_t>(run)][static_cast<size_t>(place)] = bits << 5 | static_cast<uint32_t>(table.ehufsi[symbol] + size);
    }
  }
}

// Bytes that a block may take, stuffing included, as upstream reckons.
constexpr size_t kBlockBytes = DCTSIZE2 * 8;

boolean encode_mcu(j_compress_ptr info, JBLOCKROW* blocks) {
  Encoder& encoder = encoder_of(info);
  Upstream& state = encoder.upstream;
  const bool restart = info->restart_interval != 0 && state.restarts_to_go == 0;
  if (restart || info->dest->free_in_buffer < kBlockBytes * static_cast<size_t>(info->blocks_in_MCU))
    return encoder.encode_mcu(info, blocks);
  BitWriter bits(state.saved, info->dest->next_output_byte);
  for (int i = 0; i < info->blocks_in_MCU; ++i) {
    const int component = info->MCU_membership[i];
    const jpeg_component_info& tables = *info->cur_comp_info[component];
    const JCOEF* const block = *blocks[i];
    encode_block(bits, info, block, state.saved.last_dc_val[component], *state.dc_derived_tbls[tables.dc_tbl_no],
                 *state.ac_derived_tbls[tables.ac_tbl_no], &encoder.codes[tables.ac_tbl_no]);
    state.saved.last_dc_val[component] = block[0];
  }
  JOCTET* const end = bits.finish(&state.saved);
  info->dest->free_in_buffer -= static_cast<size_t>(end - info->dest->next_output_byte);
  info->dest->next_output_byte = end;
  if (info->restart_interval != 0) --state.restarts_to_go;
  return TRUE;
}

void start_pass(j_compress_ptr info, boolean gather_statistics) {
  Encoder& encoder = encoder_of(info);
  encoder.start_pass(info, gather_statistics);
  if (gather_statistics) return;
  encoder.encode_mcu = encoder.upstream.pub.encode_mcu;
  encoder.upstream.pub.encode_mcu = encode_mcu;
  for (int i = 0; i < info->comps_in_scan; ++i) {
    const int table = info->cur_comp_info[i]->ac_tbl_no;
    fill_codes(*encoder.upstream.ac_derived_tbls[table], &encoder.codes[table]);
  }
}

}  // namespace

// What jcinit.c and jctrans.c call in place of jinit_huff_encoder.
extern "C" void pixlane_jinit_huff_encoder(j_compress_ptr info) {
  jinit_huff_encoder(info);
  auto* const encoder = static_cast<Encoder*>(info->mem->alloc_small(reinterpret_cast<j_common_ptr>(info), JPOOL_IMAGE, sizeof(Encoder)));
  std::memset(encoder, 0, sizeof(*encoder));
  std::memcpy(&encoder->upstream, info->entropy, sizeof(Upstream));
  encoder->start_pass = encoder->upstream.pub.start_pass;
  encoder->upstream.pub.start_pass = start_pass;
  info->entropy = &encoder->upstream.pub;
}

}  // namespace pixlane
