// Animations as JavaScript sees them: frames come out of a source and go into a sink. bindings/wasm-lane.ts is the only user.

#include "codecs/animation.h"

#include <emscripten/bind.h>
#include <emscripten/val.h>

#include <cstdlib>
#include <cstring>
#include <utility>

#include "bindings/module.h"
#include "bindings/outcome.h"
#include "codecs/icc.h"

namespace pixlane {
namespace {

using emscripten::val;

template <class T>
val owned(std::unique_ptr<T> made) {
  return made ? val(made.release(), emscripten::return_value_policy::take_ownership()) : val::null();
}

class FrameSource {
 public:
  // Takes the bytes over.
  FrameSource(Bytes bytes, std::unique_ptr<AnimationReader> reader) : bytes_(bytes), reader_(std::move(reader)) {}
  ~FrameSource() {
    reader_.reset();
    std::free(const_cast<uint8_t*>(bytes_.data));
  }
  FrameSource(const FrameSource&) = delete;
  FrameSource& operator=(const FrameSource&) = delete;

  val next() {
    Status status = reader_->next();
    std::unique_ptr<Image> image;
    if (status.ok()) {
      const View canvas = reader_->canvas();
      image = make_image(canvas.width, canvas.height, 8);
      for (uint32_t y = 0; image && y < canvas.height; ++y) std::memcpy(image->view().row(y), canvas.row(y), canvas.row_bytes());
      if (!image) status = {Code::kOutOfMemory, "no memory for the pixels"};
    }
    val result = val::object();
    put_status(result, status);
    put_image(result, std::move(image));
    result.set("duration", reader_->duration());
    return result;
  }

 private:
  const Bytes bytes_;
  std::unique_ptr<AnimationReader> reader_;
};

class FrameSink {
 public:
  explicit FrameSink(std::unique_ptr<AnimationWriter> writer) : writer_(std::move(writer)) {}

  val add(const Image& image, uint32_t duration) {
    val result = val::object();
    put_status(result, writer_->add(image.view(), duration));
    return result;
  }

  // Reads blocks and the density from the parameters.
  val finish() {
    const double* next = call_parameters();
    Output out;
    val result = val::object();
    put_status(result, writer_->finish(next_blocks(next), &out));
    put_bytes(result, "file", &out);
    return result;
  }

 private:
  std::unique_ptr<AnimationWriter> writer_;
};

// Takes the bytes over, also where it fails. Reads `Limits` from the parameters.
val open_frames(uintptr_t address, size_t size) {
  const double* next = call_parameters();
  const Limits limits = read_limits_options(next);
  const Bytes bytes = bytes_at(address, size);
  AnimationInfo info;
  std::unique_ptr<AnimationReader> reader;
  std::unique_ptr<FrameSource> source;
  Output icc;
  Status status = read_animation(bytes, limits, &info, &reader);
  if (status.ok() && info.icc.size > limits.maxMetadata) status = {Code::kLimit, "a block of metadata is larger than the limit"};
  if (status.ok()) {
    source.reset(new (std::nothrow) FrameSource(bytes, std::move(reader)));
    const bool copied = info.icc.size == 0 || icc.append(info.icc.data, info.icc.size);
    if (!source || !copied) status = {Code::kOutOfMemory, "no memory for an animation"};
  }
  if (!source) std::free(reinterpret_cast<void*>(address));
  if (!status.ok()) source.reset();
  val result = val::object();
  put_status(result, status);
  result.set("frames", info.frames);
  settle_profile(Header(), false, View(), pool(), &icc);
  put_bytes(result, "icc", &icc);
  result.set("source", owned(std::move(source)));
  return result;
}

// Reads `WebpOptions` from the parameters.
val open_frame_sink(uint32_t width, uint32_t height, uint32_t loops) {
  const double* next = call_parameters();
  std::unique_ptr<AnimationWriter> writer;
  std::unique_ptr<FrameSink> sink;
  Status status = write_animation(width, height, read_webp_options(next), loops, &writer);
  if (status.ok()) {
    sink.reset(new (std::nothrow) FrameSink(std::move(writer)));
    if (!sink) status = {Code::kOutOfMemory, "no memory for an animation"};
  }
  val result = val::object();
  put_status(result, status);
  result.set("sink", owned(std::move(sink)));
  return result;
}

}  // namespace

EMSCRIPTEN_BINDINGS(pixlane_animation) {
  emscripten::class_<FrameSource>("FrameSource").function("next", &FrameSource::next);
  emscripten::class_<FrameSink>("FrameSink").function("add", &FrameSink::add).function("finish", &FrameSink::finish);
  emscripten::function("openFrames", &open_frames);
  emscripten::function("openFrameSink", &open_frame_sink);
}

}  // namespace pixlane
