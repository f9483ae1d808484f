// What the parts of the PNG codec share.
#pragma once

#include <cstddef>
#include <cstdint>

#include "codecs/codec.h"
#include "codecs/deflate.h"

namespace pixlane {

// The four letters of a chunk's type.
inline constexpr uint32_t png_type(const char (&name)[5]) {
  return static_cast<uint32_t>(name[0]) << 24 | static_cast<uint32_t>(name[1]) << 16 | static_cast<uint32_t>(name[2]) << 8 |
         static_cast<uint32_t>(name[3]);
}
inline constexpr size_t kPngSignature = 8;

inline uint32_t big_endian32(const uint8_t* at) {
  return static_cast<uint32_t>(at[0]) << 24 | static_cast<uint32_t>(at[1]) << 16 | static_cast<uint32_t>(at[2]) << 8 | at[3];
}

struct PngChunk {
  uint32_t type = 0;
  Bytes data;  // shorter than it should be where the file ends in it
  size_t begin = 0, end = 0;
  bool whole = false;
  // An upper-case first letter: who does not know the chunk cannot show the image.
  bool critical() const { return (type & 0x20000000) == 0; }
  bool intact() const;  // its checksum is right
};

// The chunk that begins at `at`; kTruncated where the file ends before its data, kCorrupt where no chunk begins.
Status png_chunk_at(Bytes file, size_t at, PngChunk* chunk);

// IHDR. Colour types as in the file: 0 grey, 2 RGB, 3 palette, 4 grey and alpha, 6 RGBA.
struct PngHead {
  uint32_t width = 0, height = 0;
  int depth = 0, colour_type = 0;
  bool interlaced = false;
  int channels() const { return colour_type == 2 ? 3 : colour_type == 4 ? 2 : colour_type == 6 ? 4 : 1; }
  int bits() const { return depth * channels(); }
  uint64_t row_bytes(uint64_t pixels) const { return (pixels * static_cast<uint32_t>(bits()) + 7) / 8; }
  int pixel_bytes() const { return bits() < 8 ? 1 : bits() / 8; }
};
Status png_read_head(Bytes file, PngHead* head);

// The data of the IDAT chunks from `at` on, in pieces, with their checksums. Afterwards `at` is behind the last.
class PngPieces {
 public:
  void start(Bytes file, size_t at) { *this = {file, at}; }
  bool next(Bytes* piece);
  // The rest of the chunks, unread.
  void skip();
  size_t at() const { return at_; }
  const Status& status() const { return status_; }

  PngPieces() = default;

 private:
  PngPieces(Bytes file, size_t at) : file_(file), at_(at) {}
  Bytes file_;
  size_t at_ = 0;
  Bytes left_;  // of this chunk
  uint32_t crc_ = 0;
  bool in_chunk_ = false;
  Status status_;
};

// Rows as the file holds them, unpacked and unfiltered; of an interlaced file those of one pass after the other.
class PngRows {
 public:
  // What it needs of memory besides itself.
  static uint64_t memory_for(const PngHead& head);
  void start(Bytes file, size_t first_data, const PngHead& head, uint8_t* memory);
  // The next row and how long it is; null after the last, and where `status` says why.
  const uint8_t* next(size_t* bytes);
  bool done() const { return pass_ == passes_; }
  // Reads on to the checksum at the end, which must be right.
  void finish();
  const Status& status() const { return status_; }
  // Behind the last IDAT chunk.
  size_t at() const { return pieces_.at(); }

 private:
  void begin_pass();
  bool unpack(uint32_t count);
  void fail();

  PngHead head_;
  PngPieces pieces_;
  Inflater inflater_;
  Status status_;
  uint8_t* rows_[3] = {};  // the row above, the next one, and the one below that
  bool ready_ = false;     // the third is there
  bool fresh_ = false;     // a pass begins
  size_t bytes_ = 0;
  uint32_t left_ = 0;  // rows of this pass
  int pass_ = 0, passes_ = 1;
};

Status png_decode(Bytes bytes, const Limits& limits, const DecodeOptions& options, View dst, uint32_t* rows);
Status png_encode(View src, const EncodeOptions& options, Output* out);

}  // namespace pixlane
