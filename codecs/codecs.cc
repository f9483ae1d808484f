#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <limits>

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

namespace {

double now_ms() {
  using std::chrono::duration;
  return duration<double, std::milli>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

}  // namespace

Deadline::Deadline(const Limits& limits)
    : end_ms_(limits.maxTime > 0 ? now_ms() + limits.maxTime : std::numeric_limits<double>::infinity()) {}

bool Deadline::passed() const { return end_ms_ != std::numeric_limits<double>::infinity() && now_ms() > end_ms_; }

const Codec* sniff(Bytes bytes) {
  for (const Codec* codec : kCodecs) {
    if (codec->sniff(bytes)) return codec;
  }
  return nullptr;
}

Status check_limits(const Header& header, const Limits& limits) {
  if (header.width == 0 || header.height == 0) return {Code::kCorrupt, "the image has no pixels"};
  if (header.width > limits.maxWidth) return {Code::kLimit, "the image is wider than the limit"};
  if (header.height > limits.maxHeight) return {Code::kLimit, "the image is higher than the limit"};
  if (uint64_t{header.width} * header.height > limits.maxPixels) return {Code::kLimit, "the image has more pixels than the limit"};
  return {};
}

}  // namespace pixlane
