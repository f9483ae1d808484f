// Files as JavaScript sees them: headers, metadata, decoding, encoding. bindings/wasm-lane.ts is the only user.

#include <emscripten/bind.h>
#include <emscripten/val.h>

#include <string>
#include <utility>

#include "bindings/module.h"
#include "bindings/outcome.h"

namespace pixlane {
namespace {

using emscripten::val;

val numbers(const double* from, size_t count) {
  val list = val::array();
  for (size_t i = 0; i < count; ++i) list.call<void>("push", from[i]);
  return list;
}

// Reads `Limits` from the parameters.
val read_header(uintptr_t address, size_t size, bool with_blocks) {
  const double* next = call_parameters();
  const Limits limits = read_limits_options(next);
  val result = val::object();
  const Bytes bytes = bytes_at(address, size);
  const Codec* const codec = sniff(bytes);
  Header header;
  OwnBlocks blocks;
  Status status{Code::kNotAnImage, "not a JPEG, PNG or WebP file"};
  if (codec != nullptr) status = codec->read_header(bytes, limits, &header, with_blocks ? &blocks : nullptr);
  put_status(result, status);
  result.set("codec", std::string(codec == nullptr ? "" : codec->name));
  result.set("width", header.width);
  result.set("height", header.height);
  result.set("orientation", header.orientation);
  result.set("hasAlpha", header.has_alpha);
  result.set("bits", header.bits);
  result.set("colour", std::string(header.colour));
  result.set("subsampling", std::string(header.subsampling));
  result.set("progressive", header.progressive);
  result.set("frames", header.frames);
  result.set("loops", header.loops);
  const double density[2] = {header.density_x, header.density_y};
  result.set("density", numbers(density, 2));
  result.set("gamma", header.gamma);
  result.set("chromaticities", numbers(header.chromaticities, 8));
  result.set("srgbIntent", header.srgb_intent);
  const double cicp[4] = {double(header.cicp[0]), double(header.cicp[1]), double(header.cicp[2]), double(header.cicp[3])};
  result.set("cicp", numbers(cicp, 4));
  put_bytes(result, "exif", &blocks.exif);
  put_bytes(result, "icc", &blocks.icc);
  put_bytes(result, "xmp", &blocks.xmp);
  return result;
}

// Reads `Limits` and `DecodeSettings` from the parameters.
val decode(uintptr_t address, size_t size) {
  const double* next = call_parameters();
  const Limits limits = read_limits_options(next);
  const DecodeSettings settings = read_decode_options(next);
  Upright upright;
  const Status status = decode_upright(bytes_at(address, size), limits, settings, &upright);
  val result = val::object();
  put_status(result, status);
  result.set("rows", upright.rows);
  put_bytes(result, "icc", &upright.blocks.icc);
  put_image(result, std::move(upright.image));
  return result;
}

// Reads from the parameters: exif, icc, xmp (address and size each), the density, and the options of the codec.
val encode(const std::string& name, const Image& image) {
  const double* next = call_parameters();
  EncodeOptions options;
  options.metadata = next_blocks(next);
  if (name == "jpeg") options.jpeg = read_jpeg_options(next);
  if (name == "png") options.png = read_png_options(next);
  if (name == "webp") options.webp = read_webp_options(next);
  Output out;
  Status status{Code::kUnsupported, "no such codec"};
  for (const Codec* codec : kCodecs) {
    if (name == codec->name) status = codec->encode(image.view(), options, &out);
  }
  val result = val::object();
  put_status(result, status);
  put_bytes(result, "file", &out);
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

EMSCRIPTEN_BINDINGS(pixlane_files) {
  using emscripten::function;
  function("readHeader", &read_header);
  function("decode", &decode);
  function("encode", &encode);
  function("codecs", &codecs);
}

}  // namespace pixlane
