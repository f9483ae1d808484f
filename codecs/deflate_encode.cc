// Packs by libdeflate.

#include "codecs/deflate.h"
#include "libdeflate.h"

namespace pixlane {
namespace {

// libdeflate's quickest search, and the level from which searches are as long as was asked.
constexpr int kQuick = 1, kWhateverItTakes = 9;

// Whether searching longer is in vain, as in a filtered photograph: in samples of the data matches that are quickly found save hardly a
// byte, and all others together save a thousandth then, at twice the time.
bool is_noise(Bytes data) {
  constexpr size_t kSamples = 12, kSample = 16 << 10, kLeast = 512 << 10;
  if (data.size < kLeast) return false;
  libdeflate_compressor* const compressor = libdeflate_alloc_compressor(kQuick);
  Output by_codes, by_matches;
  bool made = compressor != nullptr && by_matches.reserve(2 * kSample);
  size_t with_matches = 0;
  FastDeflater deflater(&by_codes);
  for (size_t i = 0; made && i < kSamples; ++i) {
    const uint8_t* const sample = data.data + (data.size - kSample) / (kSamples - 1) * i;
    made = deflater.block(sample, kSample, true, false);
    with_matches += libdeflate_deflate_compress(compressor, sample, kSample, by_matches.end(), by_matches.room());
  }
  if (compressor != nullptr) libdeflate_free_compressor(compressor);
  return made && with_matches * 10 > by_codes.size() * 9;
}

Status pack(Bytes data, int level, Output* out) {
  libdeflate_compressor* const compressor = libdeflate_alloc_compressor(level);
  if (compressor == nullptr) return {Code::kOutOfMemory, "no memory for the compressor"};
  if (!out->reserve(libdeflate_deflate_compress_bound(compressor, data.size))) {
    libdeflate_free_compressor(compressor);
    return {Code::kOutOfMemory, "no memory for the compressed data"};
  }
  const size_t packed = libdeflate_deflate_compress(compressor, data.data, data.size, out->end(), out->room());
  libdeflate_free_compressor(compressor);
  out->commit(packed);
  return packed > 0 ? Status{} : Status{Code::kInternal, "libdeflate could not compress"};
}

}  // namespace

Status deflate_all(Bytes data, int level, Output* out) {
  constexpr Status kNoMemory = {Code::kOutOfMemory, "no memory for the compressed data"};
  // The second byte tells the effort, and makes the two a multiple of 31.
  const uint8_t head[2] = {0x78, static_cast<uint8_t>(level < 2 ? 0x01 : level < 6 ? 0x5E : level == 6 ? 0x9C : 0xDA)};
  if (!out->append(head, sizeof head)) return kNoMemory;
  const bool in_vain = level > kQuick && level < kWhateverItTakes && is_noise(data);
  const Status status = pack(data, in_vain ? kQuick : level, out);
  if (!status.ok()) return status;
  const uint32_t sum = adler32_of(1, data.data, data.size);
  const uint8_t tail[4] = {static_cast<uint8_t>(sum >> 24), static_cast<uint8_t>(sum >> 16), static_cast<uint8_t>(sum >> 8),
                           static_cast<uint8_t>(sum)};
  return out->append(tail, sizeof tail) ? Status{} : kNoMemory;
}

}  // namespace pixlane
