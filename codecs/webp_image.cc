// One image of a WebP file, through libwebp's incremental decoder: it says how many rows are done, and takes the file piece by piece, so
// that the time can be looked at in between.

#include <algorithm>
#include <cstring>

#include "codecs/webp_parts.h"
#include "codecs/webp_worker.h"

namespace pixlane::webp {
namespace {

// Part of an image.
struct Box {
  uint32_t left, top, width, height;
  bool operator==(const Box& other) const {
    return left == other.left && top == other.top && width == other.width && height == other.height;
  }
};

// What has to be decoded so that a region comes out as it does of the whole image. Lossy images have a colour for 2 x 2 pixels, and
// libwebp interpolates between them: at the edges of what it decodes it takes the nearest instead. And it begins at even places only.
// Alpha has to begin at the top: of rows above it libwebp 1.6.0 forgets what the next ones are predicted from.
Box with_margin(const Box& region, uint32_t width, uint32_t height, bool has_alpha) {
  constexpr uint32_t kMargin = 2;
  const uint32_t left = std::max(region.left & ~1u, kMargin) - kMargin;
  const uint32_t top = has_alpha ? 0 : std::max(region.top & ~1u, kMargin) - kMargin;
  const uint32_t right = std::min(width, region.left + region.width + kMargin);
  const uint32_t bottom = std::min(height, region.top + region.height + kMargin);
  return {left, top, right - left, bottom - top};
}

// What libwebp allocates: lossless images are decoded as a whole before they become rows, of lossy ones the alpha channel is.
uint64_t memory_of(const WebPBitstreamFeatures& features) {
  const auto width = static_cast<uint64_t>(features.width);
  const uint64_t pixels = width * static_cast<uint64_t>(features.height);
  constexpr uint64_t kRows = 128;  // bytes for each column: rows of macroblocks, filters, predictions
  if (features.format == 2) return pixels * 4 + width * kRows;
  // The plane itself, and the lossless image that it is decoded from, which may have four channels.
  return width * kRows + (features.has_alpha ? pixels * 6 : 0);
}

// Bytes that are decoded between two looks at the time.
size_t step_of(size_t size, const WebPBitstreamFeatures& features, const Limits& limits) {
  constexpr size_t kStep = 32 << 10;
  // Before its first row, a lossless image has tables that are read anew with every step that has not all of them: few steps.
  // Without steps nobody would know how many of its rows came before an error.
  if (features.format == 2) return std::max(kStep, size / 16);
  return limits.maxTime > 0 ? kStep : std::max<size_t>(size, 1);
}

Status decode_steps(Bytes bytes, size_t step, const Deadline& deadline, WebPDecoderConfig* config, uint32_t* rows) {
  WebPIDecoder* const decoder = WebPIDecode(nullptr, 0, config);
  if (decoder == nullptr) return {Code::kOutOfMemory, "no memory to decode WebP"};
  Status status;
  for (size_t fed = 0;;) {
    fed = std::min(bytes.size, fed + step);
    status = to_status(WebPIUpdate(decoder, bytes.data, fed));
    // It waits for more, which it calls truncated too.
    if (status.code != Code::kTruncated || fed == bytes.size) break;
    if (deadline.passed()) {
      status = {Code::kTimeout, "decoding WebP takes longer than the limit"};
      break;
    }
  }
  int last = 0;
  *rows = WebPIDecGetRGB(decoder, &last, nullptr, nullptr, nullptr) != nullptr ? static_cast<uint32_t>(last) : 0;
  WebPIDelete(decoder);
  return status;
}

void aim(View view, WebPDecoderConfig* config) {
  config->output.colorspace = MODE_RGBA;
  config->output.is_external_memory = 1;
  config->output.u.RGBA.rgba = view.data;
  config->output.u.RGBA.stride = static_cast<int>(view.stride);
  config->output.u.RGBA.size = view.stride * (view.height - 1) + view.row_bytes();
}

}  // namespace

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

Status decode_image(Bytes bytes, const Limits& limits, const Deadline& deadline, const DecodeOptions& options, View dst, uint32_t* rows) {
  *rows = 0;
  WebPDecoderConfig config;
  if (!WebPInitDecoderConfig(&config)) return {Code::kInternal, "libwebp has another version than its headers"};
  const Status known = to_status(WebPGetFeatures(bytes.data, bytes.size, &config.input));
  if (!known.ok()) return known;
  const auto width = static_cast<uint32_t>(config.input.width), height = static_cast<uint32_t>(config.input.height);
  const Box region{options.left, options.top, options.width, options.height};
  // What libwebp is asked for: scaled images as a whole, because the scaler's rounding depends on where it began.
  Box box{0, 0, scaled(width, options.scale), scaled(height, options.scale)};
  if (options.scale != 8) {
    config.options.use_scaling = 1;
    config.options.scaled_width = static_cast<int>(box.width);
    config.options.scaled_height = static_cast<int>(box.height);
  } else if (!(region == box)) {
    box = config.input.format == 2 ? region : with_margin(region, width, height, config.input.has_alpha != 0);
    config.options.use_cropping = 1;
    config.options.crop_left = static_cast<int>(box.left);
    config.options.crop_top = static_cast<int>(box.top);
    config.options.crop_width = static_cast<int>(box.width);
    config.options.crop_height = static_cast<int>(box.height);
  }
  const bool direct = region == box;
  const uint64_t memory = memory_of(config.input) + (direct ? 0 : uint64_t{stride_for(box.width)} * box.height);
  if (memory > limits.maxMemory) return {Code::kLimit, "decoding WebP takes more memory than the limit"};
  const Image between(direct ? 1 : box.width, direct ? 1 : box.height);
  if (between.data() == nullptr) return {Code::kOutOfMemory, "no memory to decode WebP"};
  aim(direct ? dst : between.view(), &config);
  uint32_t done = 0;
  Status status;
  with_helper([&](bool helped) {
    config.options.use_threads = helped;
    status = decode_steps(bytes, step_of(bytes.size, config.input, limits), deadline, &config, &done);
  });
  const uint32_t above = region.top - box.top;
  *rows = std::min(region.height, done > above ? done - above : 0);
  if (direct) return status;
  const View found = between.view().part(region.left - box.left, above, region.width, region.height);
  for (uint32_t y = 0; y < *rows; ++y) std::memcpy(dst.row(y), found.row(y), dst.row_bytes());
  return status;
}

}  // namespace pixlane::webp
