#include <algorithm>
#include <cstdlib>
#include <cstring>

#include "codecs/codec.h"

namespace pixlane {

const Codec* const kCodecs[kCodecCount] = {&kJpeg, &kPng, &kWebp};

Output::~Output() { std::free(data_); }

bool Output::reserve(size_t more) {
  if (more <= room()) return true;
  const size_t wanted = std::max(size_ + more, capacity_ + capacity_ / 2);
  auto* const grown = static_cast<uint8_t*>(std::realloc(data_, wanted));
  if (grown == nullptr) return false;
  data_ = grown;
  capacity_ = wanted;
  return true;
}

bool Output::append(const uint8_t* data, size_t size) {
  if (!reserve(size)) return false;
  std::memcpy(end(), data, size);
  commit(size);
  return true;
}

uint8_t* Output::take() {
  uint8_t* const taken = data_;
  data_ = nullptr;
  size_ = capacity_ = 0;
  return taken;
}

const Codec* sniff(Bytes bytes) {
  for (const Codec* codec : kCodecs) {
    if (codec->sniff(bytes)) return codec;
  }
  return nullptr;
}

Status check_limits(const Header& header, const Limits& limits) {
  if (header.width == 0 || header.height == 0) return {Code::kCorrupt, "the image has no pixels"};
  if (header.width > limits.max_width) return {Code::kLimit, "the image is wider than the limit"};
  if (header.height > limits.max_height) return {Code::kLimit, "the image is higher than the limit"};
  if (uint64_t{header.width} * header.height > limits.max_pixels) return {Code::kLimit, "the image has more pixels than the limit"};
  return {};
}

}  // namespace pixlane
