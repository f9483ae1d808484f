// What the targets share: limits under which every input is answered soon, choices made of the input's bytes, and a way to complain.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>

#include "codecs/codec.h"
#include "kernels/image.h"

namespace pixlane {

// Small enough that a sanitized run stays far below libFuzzer's limits of time and memory.
inline Limits small_limits() {
  Limits limits;
  limits.maxPixels = 1u << 20;
  limits.maxMemory = 64u << 20;
  limits.maxScans = 30;
  limits.maxChunks = 100;
  limits.maxMetadata = 1u << 20;
  limits.maxFrames = 20;
  limits.maxTime = 2000;
  return limits;
}

// libFuzzer takes an abort for a find and keeps the input.
inline void require(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "broken: %s\n", what);
  std::abort();
}

// Numbers from the end of an input: so that a file is an input as it is, and a mutation of the choices leaves the file alone.
class Choices {
 public:
  explicit Choices(Bytes input) : left_(input) {}
  uint32_t byte() { return left_.size == 0 ? 0 : left_.data[--left_.size]; }
  uint32_t word() {
    const uint32_t high = byte();
    return high << 8 | byte();
  }
  // 0 to `most`, both possible.
  uint32_t up_to(uint32_t most) { return most == 0 ? 0 : word() % (most + 1); }
  bool flag() { return (byte() & 1) != 0; }
  Bytes left() const { return left_; }

 private:
  Bytes left_;
};

// An image that shows where it was written to.
inline constexpr uint8_t kUntouched = 0xA5;

inline std::unique_ptr<Image> untouched_image(uint32_t width, uint32_t height, uint32_t pixel_bytes) {
  auto image = std::make_unique<Image>(width, height, pixel_bytes);
  require(image->data() != nullptr, "memory for a small image");
  std::memset(image->data(), kUntouched, image->view().stride * height);
  return image;
}

// The bytes behind each row are nobody's to write. Rows that did not come may hold anything: interlaced files paint ahead.
inline void require_untouched(View view) {
  for (uint32_t y = 0; y < view.height; ++y) {
    const uint8_t* const row = view.row(y);
    for (size_t x = view.row_bytes(); x < view.stride; ++x) require(row[x] == kUntouched, "bytes behind a row were written");
  }
}

}  // namespace pixlane
