// What the parts of the wasm module share.
#pragma once

#include <cstdint>
#include <memory>
#include <new>

#include "codecs/codec.h"
#include "kernels/image.h"
#include "kernels/parallel.h"

namespace pixlane {

// The threads that run kernels; started with the module, ended with it.
Pool& pool();

// What the next call reads its parameters from: JavaScript has written them there, so that a call needs no allocation and no conversion.
const double* call_parameters();

// depth: bits a channel, 8 or 16. Null when memory is short.
inline std::unique_ptr<Image> make_image(uint32_t width, uint32_t height, uint32_t depth) {
  auto image = std::unique_ptr<Image>(new (std::nothrow) Image(width, height, depth == 16 ? kPixelBytes16 : kPixelBytes8));
  return image && image->data() ? std::move(image) : nullptr;
}

inline Bytes bytes_at(uintptr_t address, size_t size) { return {reinterpret_cast<const uint8_t*>(address), size}; }

// Files, decoded: the pixels stand upright if that is wanted.
struct Upright {
  std::unique_ptr<Image> image;  // null when there is nothing to show
  uint32_t rows = 0;             // that came, from the top of the stored image
  OwnBlocks blocks;              // of the file; `icc` is the profile of the pixels, empty for sRGB
};
// The stored image as EXIF's orientation has it stand; null when memory is short.
std::unique_ptr<Image> stand_up(std::unique_ptr<Image> stored, int orientation);
Status decode_upright(Bytes bytes, const Limits& limits, const DecodeSettings& settings, Upright* out);

}  // namespace pixlane
