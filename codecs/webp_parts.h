// What the parts of the WebP codec share: the container, one image of it, libwebp's settings.
#pragma once

#include <cstddef>
#include <cstdint>

#include "codecs/codec.h"
#include "webp/decode.h"
#include "webp/encode.h"

namespace pixlane::webp {

// ---- the container (webp_riff.cc) ----

// A file's chunks, without its pixels. Blocks lie inside the file.
struct File {
  Bytes bytes;            // as far as the container says it reaches
  bool animated = false;  // frames stand in ANMF chunks
  bool has_alpha = false;
  bool lossless = false;  // of an animation: its first frame
  bool cut = false;       // the container says that there is more than there is
  uint32_t width = 0, height = 0;
  uint32_t frames = 1, loops = 0;
  uint32_t background = 0;  // RGBA, the first channel in the lowest byte: a hint, which no decoder follows
  Bytes exif, icc, xmp;     // `exif` without JPEG's prefix
};

// One frame of an animation.
struct Frame {
  uint32_t left = 0, top = 0, width = 0, height = 0;
  uint32_t duration = 0;  // ms
  bool blend = true;      // over what is there, else in place of it
  bool dispose = false;   // its rectangle is cleared before the next one
  Bytes image;            // from its first pixel chunk on
};

Status read_file(Bytes bytes, const Limits& limits, File* file);
// The first frame from *at on, which it moves behind it; *at begins with 0. kTruncated where there is none. A still image is one frame.
Status next_frame(const File& file, size_t* at, Frame* frame);
// WebP has no other place for the density than EXIF. Where none is given, that is made, in `made`; what is given says it itself.
struct DensityBlock {
  uint8_t bytes[66];
};
Blocks with_density(Blocks blocks, DensityBlock* made);
// Puts the blocks around a file that libwebp wrote.
bool wrap(Bytes encoded, const Blocks& blocks, Output* out);

// ---- one image (webp_image.cc) ----

Status to_status(VP8StatusCode code);
// Decodes the region of an image: a file or the pixel chunks of a frame. See Codec::decode.
Status decode_image(Bytes bytes, const Limits& limits, const Deadline& deadline, const DecodeOptions& options, View dst, uint32_t* rows);

// ---- animations (webp_animation.cc) ----

// Composes the frames of an animation, one after another, on a canvas of the file's size.
class Composer {
 public:
  // Both outlive this. The canvas is cleared.
  Composer(const File& file, View canvas);
  // Forgets what was composed and goes on with frame `index`, which it finds without decoding what it does not need; composes up to the
  // one before it.
  Status seek(uint32_t index, const Limits& limits, const Deadline& deadline);
  // `rows`: that hold the frame, from the top of the canvas.
  Status next(const Limits& limits, const Deadline& deadline, uint32_t* rows);
  // Of the frame that was composed last.
  uint32_t duration() const { return last_.duration; }

 private:
  const File& file_;
  View canvas_;
  size_t at_ = 0;
  Frame last_;
};

// ---- encoding (webp_encode.cc) ----

// kInvalidArgument for what libwebp refuses.
Status configure(const WebpOptions& options, WebPConfig* config);
// A picture of libwebp's with these pixels, in the form that `config` wants. To be freed by WebPPictureFree in any case.
Status import(View src, bool as_argb, WebPPicture* picture);
Status encoding_status(const WebPPicture& picture);
Status encode_image(const WebPConfig& config, WebPPicture* picture, Output* out);
// The same of that quality, of up to eight that are tried, whose file is closest to `target` bytes; within 1% it is close enough. libwebp's
// own search ends up to a quarter away.
Status encode_close_to(uint32_t target, WebPConfig config, WebPPicture* picture, Output* out);

}  // namespace pixlane::webp
