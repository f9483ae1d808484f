// What a codec is: bytes to pixels and back, with the size known before any pixel is allocated.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/image.h"

namespace pixlane {

// Values cross to JavaScript as numbers: bindings/errors.ts derives its names from this order.
enum class Code : int {
  kOk = 0,
  kNotAnImage,   // no codec recognises the first bytes
  kUnsupported,  // a valid file that uses something we do not read
  kCorrupt,      // the bytes break the format's rules
  kTruncated,    // the bytes end too early
  kLimit,        // larger than the caller allows
  kOutOfMemory,
  kInvalidArgument,
  kInternal,
};

// `reason` is a literal or points into static storage; it is never freed.
struct [[nodiscard]] Status {
  Code code = Code::kOk;
  const char* reason = "";
  bool ok() const { return code == Code::kOk; }
};

struct Bytes {
  const uint8_t* data = nullptr;
  size_t size = 0;
};

// Checked against the header, before anything is allocated.
struct Limits {
  uint32_t max_width = 65535;
  uint32_t max_height = 65535;
  uint64_t max_pixels = 100'000'000;
};

struct Header {
  uint32_t width = 0;  // as stored, before orientation
  uint32_t height = 0;
  int orientation = 1;  // EXIF 1..8; 1 when absent or invalid
  bool has_alpha = false;
  int bits = 8;  // bits a channel as stored
};

struct EncodeOptions {
  double quality = 80;    // jpeg, webp (lossy): 1..100
  int level = 6;          // png: zlib 0..9
  bool lossless = false;  // webp
  int effort = 4;         // webp: method 0..6
};

// Encoded bytes, allocated with malloc and owned here; grows by half, so that what an encoder writes is copied about twice at most.
class Output {
 public:
  Output() = default;
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;
  ~Output();

  // Makes room for at least `more` bytes behind the last; false when memory is short.
  bool reserve(size_t more);
  // The free room, and how much of it has been written to.
  uint8_t* end() { return data_ + size_; }
  size_t room() const { return capacity_ - size_; }
  void commit(size_t written) { size_ += written; }
  bool append(const uint8_t* data, size_t size);

  // Hands the block over; the caller frees it.
  uint8_t* take();
  const uint8_t* data() const { return data_; }
  size_t size() const { return size_; }

 private:
  uint8_t* data_ = nullptr;
  size_t size_ = 0;
  size_t capacity_ = 0;
};

struct Codec {
  const char* name;  // "jpeg"
  const char* mime;  // "image/jpeg"
  bool (*sniff)(Bytes bytes);
  // Size, orientation and kind without decoding pixels or allocating by the header's numbers.
  Status (*read_header)(Bytes bytes, Header* header);
  // Fills `dst`, which is exactly header.width x header.height, with RGBA, straight alpha. `limits.max_pixels` also bounds
  // what a codec may allocate for itself (progressive coefficients).
  Status (*decode)(Bytes bytes, const Limits& limits, View dst);
  Status (*encode)(View src, const EncodeOptions& options, Output* out);
};

inline constexpr int kCodecCount = 3;
extern const Codec* const kCodecs[kCodecCount];
extern const Codec kJpeg;
extern const Codec kPng;
extern const Codec kWebp;

// The codec whose signature the bytes begin with, or null.
const Codec* sniff(Bytes bytes);
// kLimit with a reason when the header exceeds the limits; kCorrupt for an empty image.
Status check_limits(const Header& header, const Limits& limits);
// The EXIF orientation tag (0x0112) in a TIFF block (starting at "II" or "MM"); 1 when absent, damaged or out of range.
int exif_orientation(Bytes tiff);

}  // namespace pixlane
