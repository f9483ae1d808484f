// PNG: chunks, and what a file says of itself. https://www.w3.org/TR/png-3/

#include <algorithm>
#include <cmath>
#include <cstring>

#include "codecs/png_parts.h"

namespace pixlane {
namespace {

constexpr uint8_t kSignature[kPngSignature] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};

bool is_png(Bytes bytes) { return bytes.size >= kPngSignature && std::memcmp(bytes.data, kSignature, kPngSignature) == 0; }

constexpr Status kTruncatedFile = {Code::kTruncated, "the PNG file ends too early"};
constexpr Status kTooLong = {Code::kLimit, "a block of metadata is longer than the limit"};
constexpr Status kNoMemory = {Code::kOutOfMemory, "no memory for metadata"};

// What follows a keyword of at most 79 letters and its zero; null where that is missing.
const uint8_t* after_text(Bytes data, size_t from) {
  const auto* const zero = from < data.size ? static_cast<const uint8_t*>(std::memchr(data.data + from, 0, data.size - from)) : nullptr;
  return zero == nullptr ? nullptr : zero + 1;
}

Bytes rest_of(Bytes data, const uint8_t* from) { return {from, static_cast<size_t>(data.data + data.size - from)}; }

Status keep(Bytes block, const Limits& limits, Output* out) {
  if (out->size() > 0 || block.size == 0) return {};  // the first one counts
  if (block.size > limits.maxMetadata) return kTooLong;
  return out->append(block.data, block.size) ? Status{} : kNoMemory;
}

// Unpacked; what is damaged is not there.
Status keep_packed(Bytes packed, const Limits& limits, Output* out) {
  if (out->size() > 0) return {};
  Output unpacked;
  const Status status = inflate_all(packed, limits.maxMetadata, &unpacked);
  if (status.code == Code::kLimit) return kTooLong;
  if (status.code == Code::kOutOfMemory) return status;
  if (!status.ok() || unpacked.size() == 0) return {};
  return out->append(unpacked.data(), unpacked.size()) ? Status{} : kNoMemory;
}

Status read_profile(Bytes data, const Limits& limits, Output* icc) {
  const uint8_t* const method = after_text(data, 0);
  if (method == nullptr || rest_of(data, method).size < 2 || *method != 0) return {};
  return keep_packed(rest_of(data, method + 1), limits, icc);
}

// XMP is a text with this keyword: keyword, whether packed, method, language, translated keyword, text.
Status read_text(Bytes data, const Limits& limits, Output* xmp) {
  constexpr char kKeyword[] = "XML:com.adobe.xmp";
  if (data.size < sizeof kKeyword + 4 || std::memcmp(data.data, kKeyword, sizeof kKeyword) != 0) return {};
  const bool packed = data.data[sizeof kKeyword] == 1;
  const uint8_t* const translated = after_text(data, sizeof kKeyword + 2);
  const uint8_t* const text = translated == nullptr ? nullptr : after_text(data, static_cast<size_t>(translated - data.data));
  if (text == nullptr) return {};
  return packed ? keep_packed(rest_of(data, text), limits, xmp) : keep(rest_of(data, text), limits, xmp);
}

// Of pixels a metre. A whole number of pixels per inch that would be written like this is what was meant.
double pixels_per_inch(uint32_t per_metre) {
  constexpr double kMetre = 0.0254;
  const double exact = per_metre * kMetre, whole = std::round(exact);
  return std::round(whole / kMetre) == per_metre ? whole : exact;
}

void read_colours(const PngChunk& chunk, Header* header) {
  constexpr double kUnit = 100000;
  const uint8_t* const at = chunk.data.data;
  if (chunk.type == png_type("gAMA") && chunk.data.size == 4) header->gamma = big_endian32(at) / kUnit;
  if (chunk.type == png_type("cHRM") && chunk.data.size == 32) {
    for (size_t i = 0; i < 8; ++i) header->chromaticities[i] = big_endian32(at + 4 * i) / kUnit;
  }
  if (chunk.type == png_type("sRGB") && chunk.data.size == 1) header->srgb_intent = at[0];
  if (chunk.type == png_type("cICP") && chunk.data.size == 4) {
    for (size_t i = 0; i < 4; ++i) header->cicp[i] = at[i];
  }
  if (chunk.type == png_type("pHYs") && chunk.data.size == 9 && at[8] == 1) {
    header->density_x = pixels_per_inch(big_endian32(at));
    header->density_y = pixels_per_inch(big_endian32(at + 4));
  }
  const size_t key = header->colour[0] == 'g' ? 2 : 6;
  if (chunk.type == png_type("tRNS") && (header->colour[0] == 'p' ? chunk.data.size > 0 : chunk.data.size == key)) header->has_alpha = true;
}

Status read_blocks(const PngChunk& chunk, const Limits& limits, Header* header, OwnBlocks* blocks) {
  if (chunk.type == png_type("eXIf")) {
    if (header->orientation == 1) header->orientation = exif_orientation(chunk.data);
    return blocks == nullptr ? Status{} : keep(chunk.data, limits, &blocks->exif);
  }
  if (blocks == nullptr) return {};
  if (chunk.type == png_type("iCCP")) return read_profile(chunk.data, limits, &blocks->icc);
  if (chunk.type == png_type("iTXt")) return read_text(chunk.data, limits, &blocks->xmp);
  return {};
}

bool is_told(uint32_t type) {
  for (const uint32_t known : {png_type("gAMA"), png_type("cHRM"), png_type("sRGB"), png_type("cICP"), png_type("pHYs"), png_type("tRNS"),
                               png_type("eXIf"), png_type("iCCP"), png_type("iTXt")}) {
    if (type == known) return true;
  }
  return false;
}

Status read_header(Bytes bytes, const Limits& limits, Header* header, OwnBlocks* blocks) {
  PngHead head;
  Status status = png_read_head(bytes, &head);
  if (!status.ok()) return status;
  header->width = head.width;
  header->height = head.height;
  header->bits = head.depth;
  header->colour = head.colour_type == 3 ? "palette" : (head.colour_type & 2) != 0 ? "rgb" : "grey";
  header->has_alpha = (head.colour_type & 4) != 0;
  header->progressive = head.interlaced;
  bool pixels = false;
  uint32_t count = 0;
  PngChunk chunk;
  for (size_t at = kPngSignature;; at = chunk.end) {
    status = png_chunk_at(bytes, at, &chunk);
    // What is wrong behind the first pixels is for the decoder to say.
    if (chunk.type == png_type("IDAT")) pixels = true;
    if (!status.ok()) return pixels ? Status{} : status;
    if (chunk.type == png_type("IEND")) return pixels ? Status{} : Status{Code::kCorrupt, "the PNG file holds no pixels"};
    if (chunk.type == png_type("IDAT")) continue;
    if (++count > limits.maxChunks) return {Code::kLimit, "the PNG file has more chunks than the limit"};
    if (chunk.critical() && !pixels && !chunk.intact()) return {Code::kCorrupt, "the checksum of a PNG chunk is wrong"};
    if (!is_told(chunk.type) || !chunk.intact()) continue;
    if (!pixels) read_colours(chunk, header);
    status = read_blocks(chunk, limits, header, blocks);
    if (!status.ok()) return status;
  }
}

}  // namespace

bool PngChunk::intact() const {
  if (!whole) return false;
  const uint8_t* const sum = data.data + data.size;
  return crc32_of(0, data.data - 4, data.size + 4) == big_endian32(sum);
}

Status png_chunk_at(Bytes file, size_t at, PngChunk* chunk) {
  constexpr size_t kAround = 12;  // length, type, checksum
  *chunk = {};
  if (at > file.size || file.size - at < 8) return kTruncatedFile;
  const uint32_t length = big_endian32(file.data + at);
  const uint8_t* const type = file.data + at + 4;
  for (int i = 0; i < 4; ++i) {
    const int letter = type[i] | 32;
    if (letter < 'a' || letter > 'z') return {Code::kCorrupt, "the PNG file has something that is no chunk"};
  }
  if (length > 0x7FFFFFFF) return {Code::kCorrupt, "a PNG chunk is longer than chunks can be"};
  chunk->type = big_endian32(type);
  chunk->begin = at;
  const size_t there = file.size - at - 8;
  chunk->data = {type + 4, std::min<size_t>(there, length)};
  chunk->whole = file.size - at >= kAround && file.size - at - kAround >= length;
  chunk->end = chunk->whole ? at + kAround + length : file.size;
  return chunk->whole ? Status{} : kTruncatedFile;
}

Status png_read_head(Bytes file, PngHead* head) {
  PngChunk chunk;
  const Status status = png_chunk_at(file, kPngSignature, &chunk);
  if (!status.ok()) return status;
  if (chunk.type != png_type("IHDR") || chunk.data.size != 13 || !chunk.intact()) {
    return {Code::kCorrupt, "the PNG file does not begin with a whole header"};
  }
  const uint8_t* const at = chunk.data.data;
  *head = {big_endian32(at), big_endian32(at + 4), at[8], at[9], at[12] == 1};
  const int depth = head->depth;
  const bool power = depth == 1 || depth == 2 || depth == 4 || depth == 8 || depth == 16;
  bool fits = power && head->width <= 0x7FFFFFFF && head->height <= 0x7FFFFFFF;
  if (head->colour_type == 3) fits = fits && depth <= 8;
  if (head->colour_type == 2 || head->colour_type == 4 || head->colour_type == 6) fits = fits && depth >= 8;
  fits = fits && (head->colour_type <= 4 || head->colour_type == 6) && head->colour_type != 1;
  if (!fits || at[10] != 0 || at[11] != 0 || at[12] > 1) return {Code::kCorrupt, "the header of the PNG file is none"};
  return {};
}

const Codec kPng = {"png", "image/png", is_png, read_header, png_decode, png_encode};

}  // namespace pixlane
