// Our options in libwebp's words, and the search for a size.

#include <algorithm>
#include <cmath>
#include <memory>
#include <new>
#include <utility>

#include "codecs/webp_parts.h"

namespace pixlane::webp {
namespace {

int write_to_output(const uint8_t* data, size_t size, const WebPPicture* picture) {
  return static_cast<Output*>(picture->custom_ptr)->append(data, size) ? 1 : 0;
}

// A quality and the size of its file.
struct Tried {
  double quality;
  size_t size;  // 0 where it was not tried
};

// The next quality between two: sizes grow about exponentially with it. The last one is an end where all others were on one side.
double between(Tried low, Tried high, uint32_t target, bool is_last) {
  if (is_last && low.size == 0) return low.quality;
  if (is_last && high.size == 0) return high.quality;
  double part = 0.5;
  if (low.size > 0 && high.size > low.size)
    part = std::log(double(target) / double(low.size)) / std::log(double(high.size) / double(low.size));
  return low.quality + (high.quality - low.quality) * std::clamp(part, 0.1, 0.9);
}

}  // namespace

Status configure(const WebpOptions& options, WebPConfig* config) {
  if (!WebPConfigInit(config)) return {Code::kInternal, "libwebp has another version than its headers"};
  config->quality = static_cast<float>(options.quality);
  config->method = static_cast<int>(options.effort);
  config->lossless = options.lossless ? 1 : 0;
  config->near_lossless = static_cast<int>(options.nearLossless);
  // Lossless means every byte, also the colours of transparent pixels. libwebp does nothing of near-lossless where it has to keep those.
  config->exact = options.lossless && options.nearLossless == 100 ? 1 : 0;
  config->alpha_quality = static_cast<int>(options.alphaQuality);
  config->use_sharp_yuv = options.sharpYuv ? 1 : 0;
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

Status encode_image(const WebPConfig& config, WebPPicture* picture, Output* out) {
  picture->writer = write_to_output;
  picture->custom_ptr = out;
  return WebPEncode(&config, picture) ? Status{} : encoding_status(*picture);
}

Status encode_close_to(uint32_t target, WebPConfig config, WebPPicture* picture, Output* out) {
  constexpr int kTries = 8;
  constexpr double kClose = 0.01;
  const auto distance = [&](size_t size) { return std::abs(double(size) - double(target)); };
  Tried low{0, 0}, high{100, 0};
  std::unique_ptr<Output> best;
  for (int i = 0; i < kTries; ++i) {
    auto file = std::unique_ptr<Output>(new (std::nothrow) Output);
    if (!file) return {Code::kOutOfMemory, "no memory to encode WebP"};
    const Status status = encode_image(config, picture, file.get());
    if (!status.ok()) return status;
    const Tried tried{config.quality, file->size()};
    if (!best || distance(tried.size) < distance(best->size())) best = std::move(file);
    if (distance(best->size()) <= kClose * target) break;
    (tried.size < target ? low : high) = tried;
    config.quality = static_cast<float>(between(low, high, target, i + 2 == kTries));
  }
  if (!out->append(best->data(), best->size())) return {Code::kOutOfMemory, "no memory to encode WebP"};
  return {};
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
