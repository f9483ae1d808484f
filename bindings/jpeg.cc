// What only JPEG files can do, as JavaScript sees it: rows one after another, an image from each scan, lossless transformations.

#include <emscripten/bind.h>
#include <emscripten/val.h>

#include <cstdlib>
#include <memory>
#include <new>

#include "bindings/module.h"
#include "bindings/outcome.h"
#include "codecs/icc.h"
#include "codecs/jpeg_reader.h"
#include "codecs/jpeg_transform.h"

namespace pixlane {
namespace {

using emscripten::val;

// Takes over the file at `address`. Reads `Limits` from the parameters, and the scale in eighths.
val open_jpeg_reader(uintptr_t address, size_t size, bool by_scans) {
  const double* next = call_parameters();
  const Limits limits = read_limits_options(next);
  const auto eighths = static_cast<uint32_t>(*next);
  const Bytes bytes = bytes_at(address, size);
  val result = val::object();
  result.set("reader", val::null());
  result.set("icc", val::null());
  std::unique_ptr<JpegReader> reader(new (std::nothrow) JpegReader(bytes, limits));
  if (!reader) {
    std::free(reinterpret_cast<void*>(address));
    put_status(result, {Code::kOutOfMemory, "no memory for a JPEG reader"});
    return result;
  }
  Header header;
  OwnBlocks blocks;
  Status status{Code::kNotAnImage, "not a JPEG file"};
  if (kJpeg.sniff(bytes)) status = kJpeg.read_header(bytes, limits, &header, &blocks);
  if (status.ok()) status = reader->start(eighths, by_scans);
  put_status(result, status);
  if (!status.ok()) return result;
  settle_profile(header, false, View(), pool(), &blocks.icc);
  put_bytes(result, "icc", &blocks.icc);
  result.set("width", reader->width());
  result.set("height", reader->height());
  result.set("orientation", header.orientation);
  result.set("reader", val(reader.release(), emscripten::return_value_policy::take_ownership()));
  return result;
}

val read_strip(JpegReader& reader, const Image& image) {
  val result = val::object();
  put_status(result, reader.read(image.view()));
  return result;
}

val read_scan(JpegReader& reader, const Image& image) {
  val result = val::object();
  bool more = false;
  put_status(result, reader.read_scan(image.view(), &more));
  result.set("more", more);
  return result;
}

// Reads `Limits` and `JpegTransform` from the parameters.
val transform(uintptr_t address, size_t size) {
  const double* next = call_parameters();
  const Limits limits = read_limits_options(next);
  const JpegTransform options = read_transform_options(next);
  Output out;
  val result = val::object();
  put_status(result, transform_jpeg(bytes_at(address, size), limits, options, &out));
  put_bytes(result, "file", &out);
  return result;
}

}  // namespace

EMSCRIPTEN_BINDINGS(pixlane_jpeg) {
  using emscripten::function;
  emscripten::class_<JpegReader>("JpegReader").function("readStrip", &read_strip).function("readScan", &read_scan);
  function("openJpeg", &open_jpeg_reader);
  function("transformJpeg", &transform);
}

}  // namespace pixlane
