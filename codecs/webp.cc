// WebP by libwebp.

#include <algorithm>
#include <cstring>

#include "codecs/webp_parts.h"
#include "codecs/webp_worker.h"

namespace pixlane {
namespace {

constexpr uint32_t kMaxSide = WEBP_MAX_DIMENSION;

bool is_webp(Bytes bytes) {
  return bytes.size >= 12 && std::memcmp(bytes.data, "RIFF", 4) == 0 && std::memcmp(bytes.data + 8, "WEBP", 4) == 0;
}

Status copy_block(Bytes block, const Limits& limits, Output* copy) {
  if (block.size > limits.maxMetadata) return {Code::kLimit, "a block of metadata is larger than the limit"};
  if (block.size > 0 && !copy->append(block.data, block.size)) return {Code::kOutOfMemory, "no memory for metadata"};
  return {};
}

Status read_header(Bytes bytes, const Limits& limits, Header* header, OwnBlocks* blocks) {
  webp::File file;
  Status status = webp::read_file(bytes, limits, &file);
  if (!status.ok()) return status;
  header->width = file.width;
  header->height = file.height;
  header->has_alpha = file.has_alpha;
  header->colour = file.lossless ? "rgb" : "ycbcr";
  header->subsampling = file.lossless ? "" : "4:2:0";
  header->frames = file.frames;
  header->loops = file.loops;
  header->orientation = exif_orientation(file.exif);
  if (blocks == nullptr) return {};
  status = copy_block(file.exif, limits, &blocks->exif);
  if (status.ok()) status = copy_block(file.icc, limits, &blocks->icc);
  if (status.ok()) status = copy_block(file.xmp, limits, &blocks->xmp);
  return status;
}

// Scales a canvas and takes a region of that, weighing by alpha.
Status scale(View canvas, const DecodeOptions& options, View dst) {
  WebPPicture picture;
  if (!WebPPictureInit(&picture)) return {Code::kInternal, "libwebp has another version than its headers"};
  Status status = webp::import(canvas, true, &picture);
  if (status.ok() && !WebPPictureRescale(&picture, static_cast<int>(scaled(canvas.width, options.scale)),
                                         static_cast<int>(scaled(canvas.height, options.scale)))) {
    status = {Code::kOutOfMemory, "no memory to scale a frame"};
  }
  for (uint32_t y = 0; status.ok() && y < dst.height; ++y) {
    const uint32_t* from = picture.argb + size_t{options.top + y} * static_cast<size_t>(picture.argb_stride) + options.left;
    uint8_t* to = dst.row(y);
    for (uint32_t x = 0; x < dst.width; ++x, to += kPixelBytes8) {
      const uint32_t argb = from[x];
      to[0] = static_cast<uint8_t>(argb >> 16);
      to[1] = static_cast<uint8_t>(argb >> 8);
      to[2] = static_cast<uint8_t>(argb);
      to[3] = static_cast<uint8_t>(argb >> 24);
    }
  }
  WebPPictureFree(&picture);
  return status;
}

// A frame as it is shown: with what is left of those before it.
Status decode_frame(const webp::File& file, const Limits& limits, const DecodeOptions& options, View dst, uint32_t* rows) {
  const bool is_whole = options.scale == 8 && dst.width == file.width && dst.height == file.height;
  const uint64_t canvases = is_whole ? 0 : options.scale == 8 ? 1 : 3;
  if (canvases * stride_for(file.width) * file.height > limits.maxMemory) {
    return {Code::kLimit, "decoding WebP takes more memory than the limit"};
  }
  const Image between(is_whole ? 1 : file.width, is_whole ? 1 : file.height);
  if (between.data() == nullptr) return {Code::kOutOfMemory, "no memory to compose a frame"};
  const View canvas = is_whole ? dst : between.view();
  const Deadline deadline(limits);
  webp::Composer composer(file, canvas);
  Status status = composer.seek(options.frame, limits, deadline);
  if (!status.ok()) return status;
  uint32_t done = 0;
  status = composer.next(limits, deadline, &done);
  if (options.scale != 8) {
    if (done == 0) return status;
    const Status scaling = scale(canvas, options, dst);
    if (!scaling.ok()) return scaling;
    // Without those that mix with what did not come.
    done = done == file.height ? scaled(file.height, options.scale) : done * options.scale / 8;
  }
  *rows = done > options.top ? std::min(dst.height, done - options.top) : 0;
  if (is_whole || options.scale != 8) return status;
  const View found = canvas.part(options.left, options.top, dst.width, dst.height);
  for (uint32_t y = 0; y < *rows; ++y) std::memcpy(dst.row(y), found.row(y), dst.row_bytes());
  return status;
}

Status decode(Bytes bytes, const Limits& limits, const DecodeOptions& options, View dst, uint32_t* rows) {
  *rows = 0;
  webp::File file;
  Status status = webp::read_file(bytes, limits, &file);
  if (!status.ok()) return status;
  if (options.frame >= file.frames) return {Code::kInvalidArgument, "the file has no frame of that number"};
  if (file.animated) {
    status = decode_frame(file, limits, options, dst, rows);
  } else {
    status = webp::decode_image(bytes, limits, Deadline(limits), options, dst, rows);
  }
  if (status.ok() && file.cut && !file.animated) return {Code::kTruncated, "the WebP file ends too early"};
  return status;
}

Status encode(View src, const EncodeOptions& options, Output* out) {
  if (src.width > kMaxSide || src.height > kMaxSide) return {Code::kLimit, "WebP images are at most 16383 pixels wide and high"};
  WebPConfig config;
  Status status = webp::configure(options.webp, &config);
  if (!status.ok()) return status;
  WebPPicture picture;
  if (!WebPPictureInit(&picture)) return {Code::kInternal, "libwebp has another version than its headers"};
  webp::DensityBlock density;
  const Blocks blocks = webp::with_density(options.metadata, &density);
  const bool has_blocks = blocks.exif.size + blocks.icc.size + blocks.xmp.size > 0;
  Output plain;
  status = webp::import(src, config.lossless != 0 || config.use_sharp_yuv != 0, &picture);
  if (status.ok()) {
    webp::with_helper([&](bool helped) {
      config.thread_level = helped;
      Output* const file = has_blocks ? &plain : out;
      const uint32_t target = config.lossless ? 0 : options.webp.targetSize;
      status = target > 0 ? webp::encode_close_to(target, config, &picture, file) : webp::encode_image(config, &picture, file);
    });
  }
  WebPPictureFree(&picture);
  if (status.ok() && has_blocks && !webp::wrap({plain.data(), plain.size()}, blocks, out)) {
    status = {Code::kOutOfMemory, "no memory to encode WebP"};
  }
  return status;
}

}  // namespace

const Codec kWebp = {"webp", "image/webp", is_webp, read_header, decode, encode};

}  // namespace pixlane
