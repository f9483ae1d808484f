// WebP by libwebp.

#include <cstring>

#include "codecs/codec.h"
#include "webp/decode.h"
#include "webp/encode.h"

namespace pixlane {
namespace {

constexpr uint32_t kMaxSide = WEBP_MAX_DIMENSION;

bool is_webp(Bytes bytes) {
  return bytes.size >= 12 && std::memcmp(bytes.data, "RIFF", 4) == 0 && std::memcmp(bytes.data + 8, "WEBP", 4) == 0;
}

Status to_status(VP8StatusCode code) {
  switch (code) {
    case VP8_STATUS_OK: return {};
    case VP8_STATUS_OUT_OF_MEMORY: return {Code::kOutOfMemory, "no memory to decode WebP"};
    case VP8_STATUS_UNSUPPORTED_FEATURE: return {Code::kUnsupported, "the WebP file uses a feature that libwebp does not read"};
    case VP8_STATUS_SUSPENDED:
    case VP8_STATUS_NOT_ENOUGH_DATA: return {Code::kTruncated, "the WebP file ends too early"};
    default: return {Code::kCorrupt, "the WebP data breaks the format's rules"};
  }
}

// The payload of the first RIFF chunk of that name; empty when there is none.
Bytes find_chunk(Bytes bytes, const char* name) {
  size_t at = 12;
  while (at + 8 <= bytes.size) {
    const uint8_t* p = bytes.data + at;
    const size_t size = p[4] | size_t{p[5]} << 8 | size_t{p[6]} << 16 | size_t{p[7]} << 24;
    at += 8;
    if (size > bytes.size - at) break;
    if (std::memcmp(p, name, 4) == 0) return {bytes.data + at, size};
    at += size + (size & 1);
  }
  return {};
}

int orientation_of(Bytes bytes) {
  Bytes exif = find_chunk(bytes, "EXIF");
  // Some writers keep JPEG's prefix.
  if (exif.size > 6 && std::memcmp(exif.data, "Exif\0\0", 6) == 0) exif = {exif.data + 6, exif.size - 6};
  return exif_orientation(exif);
}

Status read_header(Bytes bytes, Header* header) {
  WebPBitstreamFeatures features;
  const Status status = to_status(WebPGetFeatures(bytes.data, bytes.size, &features));
  if (!status.ok()) return status;
  if (features.has_animation) return {Code::kUnsupported, "animated WebP is not supported yet"};
  header->width = static_cast<uint32_t>(features.width);
  header->height = static_cast<uint32_t>(features.height);
  header->has_alpha = features.has_alpha != 0;
  header->orientation = orientation_of(bytes);
  return {};
}

Status decode(Bytes bytes, const Limits&, View dst) {
  WebPDecoderConfig config;
  if (!WebPInitDecoderConfig(&config)) return {Code::kInternal, "libwebp has another version than its headers"};
  config.output.colorspace = MODE_RGBA;
  config.output.is_external_memory = 1;
  config.output.u.RGBA.rgba = dst.data;
  config.output.u.RGBA.stride = static_cast<int>(dst.stride);
  config.output.u.RGBA.size = dst.stride * (dst.height - 1) + dst.row_bytes();
  const Status status = to_status(WebPDecode(bytes.data, bytes.size, &config));
  WebPFreeDecBuffer(&config.output);
  return status;
}

int write_to_output(const uint8_t* data, size_t size, const WebPPicture* picture) {
  return static_cast<Output*>(picture->custom_ptr)->append(data, size) ? 1 : 0;
}

Status encode(View src, const EncodeOptions& options, Output* out) {
  if (src.width > kMaxSide || src.height > kMaxSide) return {Code::kLimit, "WebP images are at most 16383 pixels wide and high"};
  WebPConfig config;
  WebPPicture picture;
  if (!WebPConfigInit(&config) || !WebPPictureInit(&picture)) return {Code::kInternal, "libwebp has another version than its headers"};
  config.quality = static_cast<float>(options.quality);
  config.method = options.effort;
  config.lossless = options.lossless ? 1 : 0;
  // Lossless means every byte, also the colours of transparent pixels.
  config.exact = config.lossless;
  if (!WebPValidateConfig(&config)) return {Code::kInvalidArgument, "libwebp refuses these options"};
  picture.use_argb = config.lossless;
  picture.width = static_cast<int>(src.width);
  picture.height = static_cast<int>(src.height);
  picture.writer = write_to_output;
  picture.custom_ptr = out;
  Status status;
  if (!WebPPictureImportRGBA(&picture, src.data, static_cast<int>(src.stride))) {
    status = {Code::kOutOfMemory, "no memory to encode WebP"};
  } else if (!WebPEncode(&config, &picture)) {
    const bool memory = picture.error_code == VP8_ENC_ERROR_OUT_OF_MEMORY || picture.error_code == VP8_ENC_ERROR_BITSTREAM_OUT_OF_MEMORY ||
                        picture.error_code == VP8_ENC_ERROR_BAD_WRITE;
    status = memory ? Status{Code::kOutOfMemory, "no memory to encode WebP"} : Status{Code::kInternal, "libwebp could not encode"};
  }
  WebPPictureFree(&picture);
  return status;
}

}  // namespace

const Codec kWebp = {"webp", "image/webp", is_webp, read_header, decode, encode};

}  // namespace pixlane
