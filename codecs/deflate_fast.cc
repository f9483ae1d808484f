// Packs as fast as is sensible. What a filtered photograph repeats is next to nothing, so there is no search for it: a code is made for
// the bytes of each block, and of matches there are only runs of one byte, which flat parts of an image are after filtering.

#include <algorithm>
#include <cstring>

#include "codecs/deflate.h"
#include "codecs/deflate_codes.h"

namespace pixlane {
namespace {

constexpr size_t kLeastRun = 8, kMostRun = 258;

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

void count_block(const uint8_t* data, size_t size, bool run_possible, DeflateCodes* codes) {
  // Four tables: the same byte twice in a row would wait for its own count.
  uint32_t counts[4][256] = {};
  std::fill_n(codes->counts, kDeflateLiterals, 0u);
  std::fill_n(codes->distance_counts, kDeflateDistances, 0u);
  walk(
      data, size, run_possible,
      [&](const uint8_t* at) {
        ++counts[0][at[0]];
        ++counts[1][at[1]];
        ++counts[2][at[2]];
        ++counts[3][at[3]];
      },
      [&](uint8_t byte) { ++counts[0][byte]; }, [&](size_t run) { ++codes->counts[deflate_length(static_cast<uint32_t>(run)).symbol]; });
  for (int i = 0; i < 256; ++i) codes->counts[i] = counts[0][i] + counts[1][i] + counts[2][i] + counts[3][i];
}

void write_block(const uint8_t* data, size_t size, bool run_possible, const DeflateCodes& codes, DeflateWriter* out) {
  DeflateWriter writer = *out;
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
        const DeflateSymbol length = deflate_length(static_cast<uint32_t>(run));
        writer.put(codes.bits[length.symbol], codes.lengths[length.symbol]);
        writer.put(length.value, length.extra);
        writer.put(0, 1);  // the only distance, 1
        writer.flush();
      });
  writer.put(codes.bits[kDeflateEnd], codes.lengths[kDeflateEnd]);
  writer.flush();
  *out = writer;
}

}  // namespace

bool FastDeflater::begin() {
  constexpr uint8_t kHead[2] = {0x78, 0x01};
  return out_->append(kHead, sizeof kHead);
}

bool FastDeflater::block(const uint8_t* data, size_t size, bool first, bool last) {
  if (!out_->reserve(most_of_deflate_block(size))) return false;
  DeflateCodes codes;
  count_block(data, size, !first, &codes);
  make_deflate_codes(&codes);
  DeflateWriter writer(bits_, bit_count_, out_->end());
  write_deflate_codes(codes, last, &writer);
  write_block(data, size, !first, codes, &writer);
  out_->commit(static_cast<size_t>(writer.to() - out_->end()));
  bits_ = writer.bits();
  bit_count_ = writer.count();
  sum_ = adler32_of(sum_, data, size);
  return true;
}

bool FastDeflater::end() {
  if (!out_->reserve(16)) return false;
  DeflateWriter writer(bits_, bit_count_, out_->end());
  if (bit_count_ > 0) writer.put(0, static_cast<uint32_t>(8 - bit_count_));
  writer.flush();
  for (int shift = 24; shift >= 0; shift -= 8) writer.put(sum_ >> shift & 255, 8);
  writer.flush();
  out_->commit(static_cast<size_t>(writer.to() - out_->end()));
  return true;
}

}  // namespace pixlane
