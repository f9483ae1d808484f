// The wasm module as JavaScript sees it: images and a function a kernel; files.cc has the codecs. bindings/wasm-lane.ts is the only user.

#include <emscripten/bind.h>
#include <emscripten/val.h>

#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <memory>

#include "bindings/module.h"
#include "codecs/threads.h"
#include "kernels_gen.h"

namespace pixlane {
namespace {

#if PIXLANE_THREADS
unsigned wanted_threads() {
  const emscripten::val wanted = emscripten::val::module_property("pixlaneThreads");
  return wanted.isNumber() ? wanted.as<unsigned>() : 1;
}
#else
unsigned wanted_threads() { return 1; }
#endif

// See call_parameters.
double parameters[kParameterArea];
// Where a measure leaves its numbers.
double results[kMostResults];

uintptr_t kernel_parameters() { return reinterpret_cast<uintptr_t>(parameters); }
uintptr_t kernel_results() { return reinterpret_cast<uintptr_t>(results); }

Image* create_image(uint32_t width, uint32_t height, uint32_t depth) { return make_image(width, height, depth).release(); }

// Runs a kernel with scratch memory of its own. Returns a Code.
template <class Params, Params (*read)(const double*), size_t (*scratch_bytes)(const Operands&, const Params&, const Pool&),
          void (*kernel)(const Operands&, const Params&, Pool&, Scratch)>
int call(const Image& src, const Image* second, Image* dst) {
  const Params params = read(parameters);
  const Operands on{src.view(), second == nullptr ? View{} : second->view(), dst == nullptr ? View{} : dst->view(), results};
  const size_t bytes = scratch_bytes(on, params, pool());
  const std::unique_ptr<void, void (*)(void*)> memory(bytes == 0 ? nullptr : std::aligned_alloc(kRowAlign, round_up(bytes, kRowAlign)),
                                                      std::free);
  if (bytes != 0 && !memory) return static_cast<int>(Code::kOutOfMemory);
  kernel(on, params, pool(), Scratch(static_cast<uint8_t*>(memory.get()), bytes));
  return static_cast<int>(Code::kOk);
}

// The yardstick: the same bytes, row by row as kernels see them.
int copy_image(const Image& src, Image& dst) {
  const View from = src.view();
  const View to = dst.view();
  pool().rows(from.height, 64, [&](size_t begin, size_t end, unsigned) {
    for (size_t y = begin; y < end; ++y) std::memcpy(to.row(y), from.row(y), from.row_bytes());
  });
  return static_cast<int>(Code::kOk);
}

uintptr_t allocate(size_t bytes) { return reinterpret_cast<uintptr_t>(std::malloc(bytes == 0 ? 1 : bytes)); }
void release(uintptr_t address) { std::free(reinterpret_cast<void*>(address)); }

}  // namespace

Pool& pool() {
  // Never destroyed: the module's worker threads end with it.
  static Pool* const shared = [] {
    auto* const made = new Pool(wanted_threads());
    give_codecs(made);
    return made;
  }();
  return *shared;
}

const double* call_parameters() { return parameters; }

EMSCRIPTEN_BINDINGS(pixlane) {
  using emscripten::allow_raw_pointers;
  using emscripten::function;

  emscripten::class_<Image>("Image")
      .property(
          "width", +[](const Image& image) { return image.view().width; })
      .property(
          "height", +[](const Image& image) { return image.view().height; })
      .property(
          "stride", +[](const Image& image) { return image.view().stride; })
      .property(
          "data", +[](const Image& image) { return reinterpret_cast<uintptr_t>(image.data()); });

  function("createImage", &create_image, allow_raw_pointers());
  function("kernelParams", &kernel_parameters);
  function("kernelResults", &kernel_results);
  function("copyImage", &copy_image);
  function("allocate", &allocate);
  function("release", &release);
  function(
      "threads", +[] { return pool().threads(); });

#define PIXLANE_BIND(kernel, Params) \
  function(#kernel, &call<Params, read_##kernel##_params, scratch_of_##kernel, run_##kernel>, allow_raw_pointers());
  PIXLANE_KERNELS(PIXLANE_BIND)
#undef PIXLANE_BIND
}

}  // namespace pixlane
