// What the parts of the JPEG codec share: errors that leave libjpeg by longjmp, and a decoder that is destroyed on every way out.
#pragma once

#include <csetjmp>
#include <cstdio>  // jpeglib.h needs it before itself

#include "codecs/codec.h"
#include "codecs/icc.h"
#include "jpeglib.h"
// After jpeglib.h.
#include "jerror.h"

namespace pixlane {

inline constexpr Status kJpegTooLarge{Code::kLimit, "JPEG images are at most 65500 pixels wide and high"};
inline constexpr Status kJpegTruncated{Code::kTruncated, "the JPEG file ends too early"};

// How far the bytes had been read: rows of MCUs of a scan. Scans count from 1.
struct JpegPlace {
  int scan;
  JDIMENSION mcu_row;
};

struct JpegErrors {
  jpeg_error_mgr manager;  // first: libjpeg hands back its address
  jmp_buf leave;
  Status status;
  bool saw_end;  // the bytes ended, which matters only if something was still to come
  JpegPlace end;
  // Where several scans build the image, a damaged one does not end the work: what the others brought is there.
  bool goes_on;
  Status damage;  // the first
  JpegPlace damaged;
};

jpeg_error_mgr* install(JpegErrors* errors);
[[noreturn]] void leave(j_common_ptr cinfo, Status status);

// Calls `work`; false when libjpeg left it by an error, which is in `errors.status` then. Nothing inside `work` may need a destructor.
template <class Work>
bool attempt(JpegErrors& errors, const Work& work) {
  if (setjmp(errors.leave)) return false;
  work();
  return true;
}

// Destroys what libjpeg allocated when it goes. Whoever calls into libjpeg sets `deadline` before.
struct JpegDecoder {
  explicit JpegDecoder(const Limits& limits);
  ~JpegDecoder() { jpeg_destroy_decompress(&info); }
  JpegDecoder(const JpegDecoder&) = delete;
  JpegDecoder& operator=(const JpegDecoder&) = delete;

  jpeg_decompress_struct info;  // first: libjpeg hands back its address
  JpegErrors errors;
  jpeg_progress_mgr progress;
  int max_scans;
  long max_memory;
  const Deadline* deadline;
  bool lossless;
  CmykToSrgb inks;
  bool has_inks = false;  // by the file's profile; else the usual conversion
};

// Inside `attempt`: makes a decoder of `bytes`, which reads nothing yet.
void create_decoder(JpegDecoder* d, Bytes bytes);
// Inside `attempt`: the same, and reads as far as the first scan.
void open_jpeg(JpegDecoder* d, Bytes bytes);
// Whether the scans that came leave nothing of a progressive image open.
bool all_bits_arrived(const jpeg_decompress_struct& info);
// After the bytes ended: whether something may be missing that nobody can see.
bool may_be_cut(const JpegDecoder& d);

// Where libjpeg writes: straight into an Output. `most` is what the file may be at most; 0 for any size.
struct JpegDestination {
  jpeg_destination_mgr manager;  // first: libjpeg hands back its address
  Output* out;
  size_t most;
};
void write_to(j_compress_ptr info, JpegDestination* destination, Output* out, size_t most);

struct JpegEncoder {
  JpegEncoder();
  ~JpegEncoder() { jpeg_destroy_compress(&info); }
  JpegEncoder(const JpegEncoder&) = delete;
  JpegEncoder& operator=(const JpegEncoder&) = delete;

  jpeg_compress_struct info;
  JpegErrors errors;
  JpegDestination destination;
};

// jpeg_markers.cc
// The code of the frame header, 0xC0 to 0xCF; 0 where there is none.
int jpeg_process(Bytes bytes);
Status read_jpeg_header(Bytes bytes, const Limits& limits, Header* header, OwnBlocks* blocks);
// After the header was read, outside of `attempt`: a file of inks that has their profile is converted by it.
void use_jpeg_profile(JpegDecoder* d, Bytes bytes, const Limits& limits);

// jpeg_decode.cc
Status decode_jpeg(Bytes bytes, const Limits& limits, const DecodeOptions& options, View dst, uint32_t* rows);

// jpeg_encode.cc
Status encode_jpeg(View src, const EncodeOptions& options, Output* out);

}  // namespace pixlane
