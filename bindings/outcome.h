// How what happened, and bytes, go to JavaScript and come from there.
#pragma once

#include <emscripten/val.h>

#include <string>
#include <utility>

#include "bindings/module.h"

namespace pixlane {

inline void put_status(emscripten::val& result, Status status) {
  result.set("code", static_cast<int>(status.code));
  result.set("reason", std::string(status.reason));
}

// Hands bytes over: JavaScript copies and releases them.
inline void put_bytes(emscripten::val& result, const char* name, Output* bytes) {
  emscripten::val block = emscripten::val::object();
  block.set("size", bytes->size());
  block.set("address", reinterpret_cast<uintptr_t>(bytes->take()));
  result.set(name, block);
}

// Hands an image over, or null; `depth` beside it.
inline void put_image(emscripten::val& result, std::unique_ptr<Image> image) {
  result.set("depth", image && image->view().is_16() ? 16 : 8);
  result.set("image",
             image ? emscripten::val(image.release(), emscripten::return_value_policy::take_ownership()) : emscripten::val::null());
}

// Bytes whose address and size stand in the parameters.
inline Bytes next_bytes(const double*& next) {
  const auto address = static_cast<uintptr_t>(*next++);
  const auto size = static_cast<size_t>(*next++);
  return bytes_at(address, size);
}

// Blocks of metadata: exif, icc, xmp, and the density.
inline Blocks next_blocks(const double*& next) {
  Blocks blocks;
  blocks.exif = next_bytes(next);
  blocks.icc = next_bytes(next);
  blocks.xmp = next_bytes(next);
  blocks.density = *next++;
  return blocks;
}

}  // namespace pixlane
