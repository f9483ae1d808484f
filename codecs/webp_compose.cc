// Frames of an animation, composed: each is a rectangle of the canvas, put over or in place of what is there.

#include <cstring>

#include "codecs/webp_parts.h"

namespace pixlane::webp {
namespace {

void clear(View view) {
  for (uint32_t y = 0; y < view.height; ++y) std::memset(view.row(y), 0, view.row_bytes());
}

// `over` on top of `under`, neither premultiplied; the roundings are those of libwebp's player. What is put on nothing stays what it is.
void blend_pixel(const uint8_t* over, uint8_t* under) {
  const uint32_t alpha = over[3];
  if (alpha == 255 || under[3] == 0) {
    std::memcpy(under, over, kPixelBytes8);
  } else if (alpha != 0) {
    const uint32_t kept = under[3] * (256 - alpha) >> 8;
    const uint32_t scale = (1u << 24) / (alpha + kept);
    for (int i = 0; i < 3; ++i) under[i] = static_cast<uint8_t>((over[i] * alpha + under[i] * kept) * scale >> 24);
    under[3] = static_cast<uint8_t>(alpha + kept);
  }
}

void blend(View over, View under, uint32_t rows) {
  for (uint32_t y = 0; y < rows; ++y) {
    const uint8_t* from = over.row(y);
    uint8_t* to = under.row(y);
    for (uint32_t x = 0; x < over.width; ++x, from += kPixelBytes8, to += kPixelBytes8) blend_pixel(from, to);
  }
}

}  // namespace

Composer::Composer(const File& file, View canvas) : file_(file), canvas_(canvas) { clear(canvas_); }

Status Composer::seek(uint32_t index, const Limits& limits, const Deadline& deadline) {
  const auto covers = [&](const Frame& frame) { return frame.width == file_.width && frame.height == file_.height; };
  uint32_t start = 0;
  size_t start_at = 0;
  Frame before;
  size_t at = 0;
  for (uint32_t i = 0; i <= index; ++i) {
    const size_t here = at;
    Frame frame;
    const Status status = next_frame(file_, &at, &frame);
    if (!status.ok()) return status;
    // From here on nothing shows of what was before.
    if ((covers(frame) && !frame.blend) || (i > 0 && covers(before) && before.dispose)) {
      start = i;
      start_at = here;
    }
    before = frame;
  }
  clear(canvas_);
  last_ = Frame{};
  at_ = start_at;
  for (uint32_t i = start; i < index; ++i) {
    uint32_t rows;
    const Status status = next(limits, deadline, &rows);
    if (!status.ok()) return status;
  }
  return {};
}

Status Composer::next(const Limits& limits, const Deadline& deadline, uint32_t* rows) {
  *rows = 0;
  if (deadline.passed()) return {Code::kTimeout, "decoding WebP takes longer than the limit"};
  Frame frame;
  Status status = next_frame(file_, &at_, &frame);
  if (!status.ok()) return status;
  if (last_.dispose) clear(canvas_.part(last_.left, last_.top, last_.width, last_.height));
  last_ = frame;
  WebPBitstreamFeatures features;
  status = to_status(WebPGetFeatures(frame.image.data, frame.image.size, &features));
  if (!status.ok()) return status;
  if (static_cast<uint32_t>(features.width) != frame.width || static_cast<uint32_t>(features.height) != frame.height) {
    return {Code::kCorrupt, "a frame's image has another size than the frame"};
  }
  const View place = canvas_.part(frame.left, frame.top, frame.width, frame.height);
  const DecodeOptions all{8, 0, 0, frame.width, frame.height, 0};
  uint32_t done = 0;
  if (!frame.blend || features.has_alpha == 0) {
    status = decode_image(frame.image, limits, deadline, all, place, &done);
  } else {
    if (uint64_t{stride_for(frame.width)} * frame.height > limits.maxMemory) {
      return {Code::kLimit, "decoding WebP takes more memory than the limit"};
    }
    const Image over(frame.width, frame.height);
    if (over.data() == nullptr) return {Code::kOutOfMemory, "no memory to decode WebP"};
    status = decode_image(frame.image, limits, deadline, all, over.view(), &done);
    blend(over.view(), place, status.ok() ? frame.height : done);
  }
  if (status.ok())
    *rows = canvas_.height;
  else if (done > 0)
    *rows = frame.top + done;
  return status;
}

}  // namespace pixlane::webp
