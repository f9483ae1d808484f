// What a codec is: bytes to pixels and back, with the size known before any pixel is allocated.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/image.h"
#include "options_gen.h"

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
  kTimeout,
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

// What a file says of itself without its pixels being decoded. `colour` and `subsampling` are literals.
struct Header {
  uint32_t width = 0;  // as stored, before orientation
  uint32_t height = 0;
  int orientation = 1;  // EXIF 1..8; 1 when absent or invalid
  bool has_alpha = false;
  int bits = 8;                  // bits a channel as stored
  const char* colour = "rgb";    // grey, rgb, palette, ycbcr, cmyk, ycck
  const char* subsampling = "";  // of ycbcr and ycck: "4:2:0"
  bool progressive = false;      // progressive or interlaced
  uint32_t frames = 1;
  uint32_t loops = 0;  // of an animation; 0 for ever
  // Pixels per inch; 0 when the file says nothing.
  double density_x = 0, density_y = 0;
  // What PNG says of its colours in place of a profile.
  double gamma = 0;                // gAMA: encoding exponent, such as 0.45455; 0 when absent
  double chromaticities[8] = {};   // cHRM: white, red, green, blue, each x and y; all 0 when absent
  int srgb_intent = -1;            // sRGB: rendering intent; -1 when absent
  int cicp[4] = {-1, -1, -1, -1};  // cICP: primaries, transfer, matrix, full range; -1 when absent
};

// The region of the scaled, stored image that is decoded, and how.
struct DecodeOptions {
  uint32_t scale = 8;  // eighths
  uint32_t left = 0, top = 0, width = 0, height = 0;
  uint32_t frame = 0;
  bool inks_by_profile = false;  // CMYK becomes RGB by the file's profile, where it has one; else by the usual conversion
};

// Blocks of metadata as they stand in a file of any format. What is absent has the size 0.
struct Blocks {
  Bytes exif;  // from "II" or "MM" on
  Bytes icc;
  Bytes xmp;
  double density = 0;  // pixels per inch to be written; 0 for none
};

struct EncodeOptions {
  JpegOptions jpeg;
  PngOptions png;
  WebpOptions webp;
  Blocks metadata;  // what is to be written beside the pixels
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

// Ends what takes too long: `passed()` between rows or scans. Without a limit it costs nothing.
class Deadline {
 public:
  explicit Deadline(const Limits& limits);
  bool passed() const;

 private:
  double end_ms_;  // infinity where there is no limit
};

// Copies of the blocks of a file.
struct OwnBlocks {
  Output exif, icc, xmp;
};

struct Codec {
  const char* name;  // "jpeg"
  const char* mime;  // "image/jpeg"
  bool (*sniff)(Bytes bytes);
  // Everything but pixels, without allocating by the header's numbers. With `blocks`, the metadata too, each block at most
  // limits.maxMetadata bytes: a longer one is kLimit.
  Status (*read_header)(Bytes bytes, const Limits& limits, Header* header, OwnBlocks* blocks);
  // Fills `dst`, which is exactly options.width x options.height, with RGBA, straight alpha, of the depth that `dst` has. The region
  // lies inside the scaled image. `limits` also bound what a codec may allocate for itself (progressive coefficients). Where it
  // fails, `rows` says how many rows from the top hold what came; those behind them may hold anything, as
  // interlaced files paint ahead.
  Status (*decode)(Bytes bytes, const Limits& limits, const DecodeOptions& options, View dst, uint32_t* rows);
  Status (*encode)(View src, const EncodeOptions& options, Output* out);
};

inline constexpr int kCodecCount = 3;
extern const Codec* const kCodecs[kCodecCount];
extern const Codec kJpeg;
extern const Codec kPng;
extern const Codec kWebp;

// A side of the image after scaling by so many eighths: rounded up.
inline constexpr uint32_t scaled(uint32_t side, uint32_t eighths) { return static_cast<uint32_t>((uint64_t{side} * eighths + 7) / 8); }
// The codec whose signature the bytes begin with, or null.
const Codec* sniff(Bytes bytes);
// kLimit with a reason when the header exceeds the limits; kCorrupt for an empty image.
Status check_limits(const Header& header, const Limits& limits);
// The EXIF orientation tag (0x0112) in a TIFF block (starting at "II" or "MM"); 1 when absent, damaged or out of range.
int exif_orientation(Bytes tiff);

}  // namespace pixlane
