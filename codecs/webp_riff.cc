// WebP's container: chunks of a name, a size and as many bytes, padded to even.
// https://developers.google.com/speed/webp/docs/riff_container

#include <algorithm>
#include <cmath>
#include <cstring>

#include "codecs/webp_parts.h"

namespace pixlane::webp {
namespace {

constexpr size_t kFileHead = 12;
constexpr size_t kChunkHead = 8;
constexpr size_t kFrameHead = 16;
constexpr size_t kExtendedSize = 10;  // payload of VP8X

// Flags of VP8X.
constexpr uint8_t kHasXmp = 0x04, kHasExif = 0x08, kHasAlpha = 0x10, kHasIcc = 0x20;
// Flags of ANMF.
constexpr uint8_t kDispose = 0x01, kNoBlend = 0x02;

uint32_t le16(const uint8_t* p) { return p[0] | uint32_t{p[1]} << 8; }
uint32_t le24(const uint8_t* p) { return le16(p) | uint32_t{p[2]} << 16; }
uint32_t le32(const uint8_t* p) { return le24(p) | uint32_t{p[3]} << 24; }

void put_le24(uint8_t* p, uint32_t value) {
  for (int i = 0; i < 3; ++i) p[i] = static_cast<uint8_t>(value >> (8 * i));
}
void put_le32(uint8_t* p, uint32_t value) {
  put_le24(p, value);
  p[3] = static_cast<uint8_t>(value >> 24);
}

struct Chunk {
  const uint8_t* name = nullptr;
  Bytes payload;     // as much of it as there is
  bool cut = false;  // there should be more
  bool is(const char* other) const { return std::memcmp(name, other, 4) == 0; }
  bool is_image() const { return is("VP8 ") || is("VP8L") || is("ALPH"); }
};

// The chunk at *at, which moves to the next one; false at the end.
bool next_chunk(Bytes bytes, size_t* at, Chunk* chunk) {
  if (*at > bytes.size || bytes.size - *at < kChunkHead) return false;
  chunk->name = bytes.data + *at;
  const size_t size = le32(chunk->name + 4);
  *at += kChunkHead;
  const size_t left = bytes.size - *at;
  chunk->cut = size > left;
  chunk->payload = {bytes.data + *at, std::min(size, left)};
  *at += chunk->payload.size + (size & 1);
  return true;
}

// The pixel chunks of a frame, from the first one on.
Bytes image_of(Bytes payload) {
  size_t at = 0;
  Chunk chunk;
  for (size_t start = 0; next_chunk(payload, &at, &chunk); start = at) {
    if (chunk.is_image()) return {payload.data + start, payload.size - start};
  }
  return {};
}

// EXIF without the prefix that JPEG's segment has and some writers keep.
Bytes without_prefix(Bytes exif) {
  constexpr size_t kPrefix = 6;
  if (exif.size < kPrefix || std::memcmp(exif.data, "Exif\0\0", kPrefix) != 0) return exif;
  return {exif.data + kPrefix, exif.size - kPrefix};
}

void take_block(const Chunk& chunk, File* file) {
  Bytes* const block = chunk.is("EXIF") ? &file->exif : chunk.is("ICCP") ? &file->icc : chunk.is("XMP ") ? &file->xmp : nullptr;
  // The first one counts, and only whole.
  if (block != nullptr && block->data == nullptr && !chunk.cut) *block = chunk.payload;
}

void take_animation(const Chunk& chunk, File* file) {
  if (chunk.payload.size < 6) return;
  const uint8_t* const p = chunk.payload.data;
  file->background = p[2] | uint32_t{p[1]} << 8 | uint32_t{p[0]} << 16 | uint32_t{p[3]} << 24;
  file->loops = le16(p + 4);
}

Status read_chunks(const Limits& limits, File* file) {
  uint32_t frames = 0, others = 0;
  bool cut = file->cut;
  size_t at = kFileHead;
  for (Chunk chunk; next_chunk(file->bytes, &at, &chunk);) {
    if (chunk.is("ANMF")) {
      if (frames == 0 && chunk.payload.size > kFrameHead) {
        const Bytes image = image_of({chunk.payload.data + kFrameHead, chunk.payload.size - kFrameHead});
        file->lossless = image.size >= 4 && std::memcmp(image.data, "VP8L", 4) == 0;
      }
      if (++frames > limits.maxFrames && file->animated) return {Code::kLimit, "the animation has more frames than the limit"};
    } else if (!chunk.is_image()) {
      if (++others > limits.maxChunks) return {Code::kLimit, "the WebP file has more chunks than the limit"};
      take_block(chunk, file);
      if (chunk.is("ANIM")) take_animation(chunk, file);
    }
    cut = cut || chunk.cut;
  }
  file->exif = without_prefix(file->exif);
  if (!file->animated) return {};
  file->frames = frames;
  if (frames > 0) return {};
  return cut ? Status{Code::kTruncated, "the WebP file ends before the first frame"}
             : Status{Code::kCorrupt, "the WebP animation has no frames"};
}

bool append_chunk(const char* name, Bytes payload, Output* out) {
  uint8_t head[kChunkHead];
  std::memcpy(head, name, 4);
  put_le32(head + 4, static_cast<uint32_t>(payload.size));
  constexpr uint8_t kPadding = 0;
  return out->append(head, sizeof(head)) && out->append(payload.data, payload.size) && (payload.size % 2 == 0 || out->append(&kPadding, 1));
}

}  // namespace

Status read_file(Bytes bytes, const Limits& limits, File* file) {
  WebPBitstreamFeatures features;
  const Status status = to_status(WebPGetFeatures(bytes.data, bytes.size, &features));
  if (!status.ok()) return status;
  const uint64_t stated = uint64_t{le32(bytes.data + 4)} + kChunkHead;
  file->cut = stated > bytes.size;
  file->bytes = {bytes.data, static_cast<size_t>(std::min<uint64_t>(stated, bytes.size))};
  file->animated = features.has_animation != 0;
  file->has_alpha = features.has_alpha != 0;
  file->lossless = features.format == 2;
  file->width = static_cast<uint32_t>(features.width);
  file->height = static_cast<uint32_t>(features.height);
  return read_chunks(limits, file);
}

Status next_frame(const File& file, size_t* at, Frame* frame) {
  if (!file.animated && *at == 0) {
    *frame = {0, 0, file.width, file.height, 0, false, false, file.bytes};
    *at = file.bytes.size;
    return {};
  }
  *at = std::max(*at, kFileHead);
  for (Chunk chunk; next_chunk(file.bytes, at, &chunk);) {
    if (!chunk.is("ANMF")) continue;
    const uint8_t* const p = chunk.payload.data;
    if (chunk.payload.size < kFrameHead) break;
    frame->left = 2 * le24(p);
    frame->top = 2 * le24(p + 3);
    frame->width = le24(p + 6) + 1;
    frame->height = le24(p + 9) + 1;
    frame->duration = le24(p + 12);
    frame->blend = (p[15] & kNoBlend) == 0;
    frame->dispose = (p[15] & kDispose) != 0;
    if (frame->left + frame->width > file.width || frame->top + frame->height > file.height) {
      return {Code::kCorrupt, "a frame reaches beyond the canvas"};
    }
    frame->image = image_of({p + kFrameHead, chunk.payload.size - kFrameHead});
    if (frame->image.size > 0) return {};
    return chunk.cut ? Status{Code::kTruncated, "the WebP file ends within a frame"} : Status{Code::kCorrupt, "a frame has no pixels"};
  }
  return {Code::kTruncated, "the WebP file ends before this frame"};
}

Blocks with_density(Blocks blocks, DensityBlock* made) {
  if (blocks.density <= 0 || blocks.exif.size > 0) return blocks;
  // A TIFF directory of three entries, each a tag, a type (short, rational), a count and a value or its place, and the two rationals.
  constexpr uint16_t kShort = 3, kRational = 5, kInch = 2;
  constexpr uint32_t kDirectory = 8, kEntries = 3, kValues = kDirectory + 2 + kEntries * 12 + 4, kUnit = 100;
  static_assert(kValues + 16 == sizeof(made->bytes));
  uint8_t* p = made->bytes;
  const auto put = [&](uint32_t value, int size) {
    for (int i = 0; i < size; ++i) *p++ = static_cast<uint8_t>(value >> (8 * i));
  };
  const auto entry = [&](uint32_t tag, uint32_t type, uint32_t value) {
    put(tag, 2);
    put(type, 2);
    put(1, 4);
    put(value, 4);
  };
  put(0x002a4949, 4);
  put(kDirectory, 4);
  put(kEntries, 2);
  entry(0x011a, kRational, kValues);
  entry(0x011b, kRational, kValues + 8);
  entry(0x0128, kShort, kInch);
  put(0, 4);
  for (int side = 0; side < 2; ++side) {
    put(static_cast<uint32_t>(std::lround(blocks.density * kUnit)), 4);
    put(kUnit, 4);
  }
  blocks.exif = {made->bytes, sizeof(made->bytes)};
  return blocks;
}

bool wrap(Bytes encoded, const Blocks& blocks, Output* out) {
  size_t at = kFileHead;
  Chunk first;
  if (!next_chunk(encoded, &at, &first)) return false;
  uint8_t extended[kExtendedSize] = {};
  if (first.is("VP8X")) {
    // Where there is alpha beside a lossy image: with flags and size as they are.
    std::memcpy(extended, first.payload.data, kExtendedSize);
  } else {
    at = kFileHead;
    WebPBitstreamFeatures features;
    if (WebPGetFeatures(encoded.data, encoded.size, &features) != VP8_STATUS_OK) return false;
    extended[0] = features.has_alpha ? kHasAlpha : 0;
    put_le24(extended + 4, static_cast<uint32_t>(features.width) - 1);
    put_le24(extended + 7, static_cast<uint32_t>(features.height) - 1);
  }
  if (blocks.icc.size > 0) extended[0] |= kHasIcc;
  if (blocks.exif.size > 0) extended[0] |= kHasExif;
  if (blocks.xmp.size > 0) extended[0] |= kHasXmp;
  const size_t start = out->size();
  const bool written =
      out->reserve(encoded.size + blocks.icc.size + blocks.exif.size + blocks.xmp.size + 128) && out->append(encoded.data, kFileHead) &&
      append_chunk("VP8X", {extended, kExtendedSize}, out) && (blocks.icc.size == 0 || append_chunk("ICCP", blocks.icc, out)) &&
      out->append(encoded.data + at, encoded.size - at) && (blocks.exif.size == 0 || append_chunk("EXIF", blocks.exif, out)) &&
      (blocks.xmp.size == 0 || append_chunk("XMP ", blocks.xmp, out));
  if (written) put_le32(const_cast<uint8_t*>(out->data()) + start + 4, static_cast<uint32_t>(out->size() - start - kChunkHead));
  return written;
}

}  // namespace pixlane::webp
