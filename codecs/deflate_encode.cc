// Packs by libdeflate.

#include "codecs/deflate.h"
#include "libdeflate.h"

namespace pixlane {

Status deflate_all(Bytes data, int level, Output* out) {
  libdeflate_compressor* const compressor = libdeflate_alloc_compressor(level);
  if (compressor == nullptr) return {Code::kOutOfMemory, "no memory for the compressor"};
  constexpr size_t kAround = 6;  // zlib's header and checksum
  const size_t most = libdeflate_deflate_compress_bound(compressor, data.size);
  if (!out->reserve(most + kAround)) {
    libdeflate_free_compressor(compressor);
    return {Code::kOutOfMemory, "no memory for the compressed data"};
  }
  // The second byte tells the effort, and makes the two a multiple of 31.
  const uint8_t head[2] = {0x78, static_cast<uint8_t>(level < 2 ? 0x01 : level < 6 ? 0x5E : level == 6 ? 0x9C : 0xDA)};
  bool fits = out->append(head, sizeof head);
  const size_t packed = libdeflate_deflate_compress(compressor, data.data, data.size, out->end(), out->room());
  libdeflate_free_compressor(compressor);
  out->commit(packed);
  const uint32_t sum = adler32_of(1, data.data, data.size);
  const uint8_t tail[4] = {static_cast<uint8_t>(sum >> 24), static_cast<uint8_t>(sum >> 16), static_cast<uint8_t>(sum >> 8),
                           static_cast<uint8_t>(sum)};
  fits = out->append(tail, sizeof tail) && fits;
  if (packed == 0 || !fits) return {Code::kInternal, "libdeflate could not compress"};
  return {};
}

}  // namespace pixlane
