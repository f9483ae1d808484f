// Files of several frames, read one after another; the frames are those that decoding gives by number.

#include "codecs/animation.h"
#include "tests/fuzz/fuzz.h"

namespace {

using namespace pixlane;

// What `decode` gives for one frame, if it gives it, is what the reader shows.
void require_same_frame(Bytes bytes, const Limits& limits, uint32_t frame, View canvas) {
  const auto image = untouched_image(canvas.width, canvas.height, canvas.pixel_bytes);
  DecodeOptions options;
  options.width = canvas.width;
  options.height = canvas.height;
  options.frame = frame;
  uint32_t rows = 0;
  if (!sniff(bytes)->decode(bytes, limits, options, image->view(), &rows).ok()) return;
  for (uint32_t y = 0; y < canvas.height; ++y) {
    require(std::memcmp(canvas.row(y), image->view().row(y), canvas.row_bytes()) == 0, "a frame by number is the frame in its turn");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const Limits limits = small_limits();
  const Bytes bytes{data, size};
  AnimationInfo info;
  std::unique_ptr<AnimationReader> reader;
  Status status = read_animation(bytes, limits, &info, &reader);
  if (!status.ok()) {
    require(status.reason[0] != 0, "an error has a reason");
    return 0;
  }
  require(info.frames >= 1 && info.frames <= limits.maxFrames, "frames are within the limit");
  require(uint64_t{info.width} * info.height <= limits.maxPixels, "pixels are within the limit");
  for (uint32_t frame = 0; frame < info.frames; ++frame) {
    status = reader->next();
    if (!status.ok()) {
      require(status.reason[0] != 0, "an error has a reason");
      return 0;
    }
    const View canvas = reader->canvas();
    require(canvas.width == info.width && canvas.height == info.height, "a canvas has the animation's size");
    // The last one needs all those before it.
    if (frame == 0 || frame + 1 == info.frames) require_same_frame(bytes, limits, frame, canvas);
  }
  require(!reader->next().ok(), "after the last frame there is none");
  return 0;
}
