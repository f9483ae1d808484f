// What only JPEG files can do, as JavaScript sees it: rows one after another, an image from each scan, lossless transformations.

#include <emscripten/bind.h>
#include <emscripten/val.h>

#include <cstdlib>
#include <memory>
#include <new>
#include <utility>

#include "bindings/module.h"
#include "bindings/outcome.h"
#include "codecs/icc.h"
#include "codecs/jpeg_reader.h"
#include "codecs/jpeg_transform.h"

namespace pixlane {
namespace {

using emscripten::val;

// A reader and what the header says of how its image stands.
class OrientedReader {
 public:
  OrientedReader(Bytes bytes, const Limits& limits) : reader_(bytes, limits) {}

  // Reads the header, and its blocks.
  Status start(Bytes bytes, const Limits& limits, uint32_t eighths, bool by_scans, Header* header, OwnBlocks* blocks) {
    Status status{Code::kNotAnImage, "not a JPEG file"};
    if (kJpeg.sniff(bytes)) status = kJpeg.read_header(bytes, limits, header, blocks);
    orientation_ = header->orientation;
    return status.ok() ? reader_.start(eighths, by_scans) : status;
  }
  uint32_t width() const { return reader_.width(); }
  uint32_t height() const { return reader_.height(); }

  val read_strip(uint32_t height) {
    return made(height, 1, [&](View rows) { return reader_.read(rows); });
  }

  val read_scan(bool orient) {
    bool more = false;
    val result = made(height(), orient ? orientation_ : 1, [&](View rows) { return reader_.read_scan(rows, &more); });
    result.set("more", more);
    return result;
  }

 private:
  // An image that `read` fills, as the orientation has it stand.
  template <class Read>
  val made(uint32_t height, int orientation, const Read& read) {
    std::unique_ptr<Image> image = make_image(width(), height, 8);
    Status status{Code::kOutOfMemory, "no memory for the pixels"};
    if (image) status = read(image->view());
    if (status.ok()) {
      image = stand_up(std::move(image), orientation);
      if (!image) status = {Code::kOutOfMemory, "no memory to apply the orientation"};
    }
    if (!status.ok()) image.reset();
    val result = val::object();
    put_status(result, status);
    put_image(result, std::move(image));
    return result;
  }

  JpegReader reader_;
  int orientation_ = 1;
};

// Takes over the file at `address`. Reads `Limits` from the parameters, and the scale in eighths.
val open_jpeg_reader(uintptr_t address, size_t size, bool by_scans) {
  const double* next = call_parameters();
  const Limits limits = read_limits_options(next);
  const auto eighths = static_cast<uint32_t>(*next);
  const Bytes bytes = bytes_at(address, size);
  val result = val::object();
  result.set("reader", val::null());
  result.set("icc", val::null());
  std::unique_ptr<OrientedReader> reader(new (std::nothrow) OrientedReader(bytes, limits));
  if (!reader) {
    std::free(reinterpret_cast<void*>(address));
    put_status(result, {Code::kOutOfMemory, "no memory for a JPEG reader"});
    return result;
  }
  Header header;
  OwnBlocks blocks;
  const Status status = reader->start(bytes, limits, eighths, by_scans, &header, &blocks);
  put_status(result, status);
  if (!status.ok()) return result;
  settle_profile(header, false, View(), pool(), &blocks.icc);
  put_bytes(result, "icc", &blocks.icc);
  result.set("width", reader->width());
  result.set("height", reader->height());
  result.set("reader", val(reader.release(), emscripten::return_value_policy::take_ownership()));
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
  emscripten::class_<OrientedReader>("JpegReader")
      .function("readStrip", &OrientedReader::read_strip)
      .function("readScan", &OrientedReader::read_scan);
  function("openJpeg", &open_jpeg_reader);
  function("transformJpeg", &transform);
}

}  // namespace pixlane
