// Profiles of images in memory. bindings/wasm-lane.ts is the only user.

#include "codecs/icc.h"

#include <emscripten/bind.h>
#include <emscripten/val.h>

#include "bindings/module.h"
#include "bindings/outcome.h"

namespace pixlane {
namespace {

using emscripten::val;

// Converts the image itself.
val convert_to_srgb(const Image& image, uintptr_t address, size_t size) {
  const Status status = to_srgb(bytes_at(address, size), image.view(), pool());
  val result = val::object();
  put_status(result, status);
  return result;
}

}  // namespace

EMSCRIPTEN_BINDINGS(pixlane_icc) { emscripten::function("toSrgb", &convert_to_srgb); }

}  // namespace pixlane
