// Our options in libwebp's words.

#include "codecs/webp_parts.h"

namespace pixlane::webp {

Status configure(const WebpOptions& options, WebPConfig* config) {
  if (!WebPConfigInit(config)) return {Code::kInternal, "libwebp has another version than its headers"};
  config->quality = static_cast<float>(options.quality);
  config->method = static_cast<int>(options.effort);
  config->lossless = options.lossless ? 1 : 0;
  config->near_lossless = static_cast<int>(options.nearLossless);
  // Lossless means every byte, also the colours of transparent pixels.
  config->exact = config->lossless;
  config->alpha_quality = static_cast<int>(options.alphaQuality);
  config->use_sharp_yuv = options.sharpYuv ? 1 : 0;
  if (options.targetSize > 0) {
    config->target_size = static_cast<int>(options.targetSize);
    // Tries of a quality, as many as cwebp makes.
    config->pass = 6;
  }
  if (!WebPValidateConfig(config)) return {Code::kInvalidArgument, "libwebp refuses these options"};
  return {};
}

Status import(View src, bool as_argb, WebPPicture* picture) {
  picture->use_argb = as_argb ? 1 : 0;
  picture->width = static_cast<int>(src.width);
  picture->height = static_cast<int>(src.height);
  if (WebPPictureImportRGBA(picture, src.data, static_cast<int>(src.stride))) return {};
  return {Code::kOutOfMemory, "no memory for the pixels as libwebp wants them"};
}

Status encoding_status(const WebPPicture& picture) {
  switch (picture.error_code) {
    case VP8_ENC_ERROR_OUT_OF_MEMORY:
    case VP8_ENC_ERROR_BITSTREAM_OUT_OF_MEMORY:
    case VP8_ENC_ERROR_BAD_WRITE: return {Code::kOutOfMemory, "no memory to encode WebP"};
    case VP8_ENC_ERROR_PARTITION0_OVERFLOW:
    case VP8_ENC_ERROR_PARTITION_OVERFLOW:
    case VP8_ENC_ERROR_FILE_TOO_BIG: return {Code::kUnsupported, "the image is too complex for lossy WebP at this quality"};
    default: return {Code::kInternal, "libwebp could not encode"};
  }
}

}  // namespace pixlane::webp
