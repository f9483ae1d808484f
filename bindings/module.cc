// The wasm module as JavaScript sees it: images, a function a kernel, the codecs. bindings/engine.ts is its only user.

#include <emscripten/bind.h>
#include <emscripten/val.h>

#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>

#include "codecs/codec.h"
#include "kernels_gen.h"

namespace pixlane {
namespace {

using emscripten::val;

#if PIXLANE_THREADS
unsigned wanted_threads() {
  const val wanted = val::module_property("pixlaneThreads");
  return wanted.isNumber() ? wanted.as<unsigned>() : 1;
}
#else
unsigned wanted_threads() { return 1; }
#endif

Pool& pool() {
  // Never destroyed: the module's worker threads end with it.
  static Pool* const shared = new Pool(wanted_threads());
  return *shared;
}

// What the next kernel call reads its parameters from. JavaScript writes here: no allocation and no conversion a call.
double parameters[kParameterArea];
// Where a measure leaves its numbers.
double results[kMostResults];

uintptr_t kernel_parameters() { return reinterpret_cast<uintptr_t>(parameters); }
uintptr_t kernel_results() { return reinterpret_cast<uintptr_t>(results); }

// depth: bits a channel, 8 or 16.
Image* create_image(uint32_t width, uint32_t height, uint32_t depth) {
  auto image = std::unique_ptr<Image>(new (std::nothrow) Image(width, height, depth == 16 ? kPixelBytes16 : kPixelBytes8));
  return image && image->data() ? image.release() : nullptr;
}

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

Bytes bytes_at(uintptr_t address, size_t size) { return {reinterpret_cast<const uint8_t*>(address), size}; }

void put_status(val& result, Status status) {
  result.set("code", static_cast<int>(status.code));
  result.set("reason", std::string(status.reason));
}

Status find_codec(Bytes bytes, const Codec** codec, Header* header) {
  *codec = sniff(bytes);
  if (*codec == nullptr) return {Code::kNotAnImage, "not a JPEG, PNG or WebP file"};
  return (*codec)->read_header(bytes, header);
}

val read_header(uintptr_t address, size_t size) {
  val result = val::object();
  const Codec* codec = nullptr;
  Header header;
  put_status(result, find_codec(bytes_at(address, size), &codec, &header));
  result.set("codec", std::string(codec == nullptr ? "" : codec->name));
  result.set("width", header.width);
  result.set("height", header.height);
  result.set("orientation", header.orientation);
  result.set("hasAlpha", header.has_alpha);
  result.set("bits", header.bits);
  return result;
}

using Orient = void (*)(View, View);

template <class Params, void (*kernel)(View, View, const Params&, Pool&, Scratch)>
void orient_with(View src, View dst) {
  kernel(src, dst, Params{}, pool(), Scratch(nullptr, 0));
}

// The kernel that undoes each EXIF orientation.
constexpr Orient kOrient[9] = {
    nullptr,
    nullptr,
    orient_with<FlopParams, flop>,
    orient_with<Rotate180Params, rotate180>,
    orient_with<FlipParams, flip>,
    orient_with<TransposeParams, transpose>,
    orient_with<Rotate90Params, rotate90>,
    orient_with<TransverseParams, transverse>,
    orient_with<Rotate270Params, rotate270>,
};

Status decode_image(Bytes bytes, const Limits& limits, bool orient, const Codec** codec, std::unique_ptr<Image>* image) {
  Header header;
  Status status = find_codec(bytes, codec, &header);
  if (!status.ok()) return status;
  status = check_limits(header, limits);
  if (!status.ok()) return status;
  image->reset(create_image(header.width, header.height, 8));
  if (!*image) return {Code::kOutOfMemory, "no memory for the pixels"};
  status = (*codec)->decode(bytes, limits, (*image)->view());
  if (!status.ok() || !orient || kOrient[header.orientation] == nullptr) return status;
  const bool turned = header.orientation >= 5;
  std::unique_ptr<Image> upright(turned ? create_image(header.height, header.width, 8) : create_image(header.width, header.height, 8));
  if (!upright) return {Code::kOutOfMemory, "no memory to apply the orientation"};
  kOrient[header.orientation]((*image)->view(), upright->view());
  *image = std::move(upright);
  return status;
}

val decode(uintptr_t address, size_t size, uint32_t max_width, uint32_t max_height, double max_pixels, bool orient) {
  const Limits limits{max_width, max_height, static_cast<uint64_t>(max_pixels)};
  const Codec* codec = nullptr;
  std::unique_ptr<Image> image;
  const Status status = decode_image(bytes_at(address, size), limits, orient, &codec, &image);
  val result = val::object();
  put_status(result, status);
  result.set("codec", std::string(codec == nullptr ? "" : codec->name));
  if (status.ok()) {
    result.set("image", val(image.release(), emscripten::return_value_policy::take_ownership()));
  } else {
    result.set("image", val::null());
  }
  return result;
}

val encode(const std::string& name, const Image& image, val options) {
  val result = val::object();
  EncodeOptions settings;
  settings.quality = options["quality"].as<double>();
  settings.level = options["level"].as<int>();
  settings.lossless = options["lossless"].as<bool>();
  settings.effort = options["effort"].as<int>();
  Output out;
  Status status{Code::kUnsupported, "no such codec"};
  for (const Codec* codec : kCodecs) {
    if (name == codec->name) status = codec->encode(image.view(), settings, &out);
  }
  put_status(result, status);
  result.set("size", status.ok() ? out.size() : 0);
  result.set("address", status.ok() ? reinterpret_cast<uintptr_t>(out.take()) : 0);
  return result;
}

val codecs() {
  val list = val::array();
  for (const Codec* codec : kCodecs) {
    val entry = val::object();
    entry.set("name", std::string(codec->name));
    entry.set("mime", std::string(codec->mime));
    list.call<void>("push", entry);
  }
  return list;
}

}  // namespace

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
  function("readHeader", &read_header);
  function("decode", &decode);
  function("encode", &encode);
  function("codecs", &codecs);
  function(
      "threads", +[] { return pool().threads(); });

#define PIXLANE_BIND(kernel, Params) \
  function(#kernel, &call<Params, read_##kernel##_params, scratch_of_##kernel, run_##kernel>, allow_raw_pointers());
  PIXLANE_KERNELS(PIXLANE_BIND)
#undef PIXLANE_BIND
}

}  // namespace pixlane
