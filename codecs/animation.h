// Files of more than one image, read and written frame by frame.
#pragma once

#include <cstdint>
#include <memory>

#include "codecs/codec.h"

namespace pixlane {

struct AnimationInfo {
  uint32_t width = 0;  // of the canvas, as stored
  uint32_t height = 0;
  uint32_t frames = 0;
  uint32_t loops = 0;       // 0 for ever
  uint32_t background = 0;  // RGBA, the first channel in the lowest byte: a hint, which the frames do not show
  Bytes icc;                // inside the file
};

class AnimationReader {
 public:
  virtual ~AnimationReader() = default;
  // Composes the next frame, with what is left of those before it; after the last one kInvalidArgument. limits.maxTime bounds all calls
  // together. After an error there is nothing more to read.
  virtual Status next() = 0;
  // What is shown, and for how many milliseconds.
  virtual View canvas() const = 0;
  virtual uint32_t duration() const = 0;
};

// A still image is an animation of one frame. The bytes outlive the reader.
Status read_animation(Bytes bytes, const Limits& limits, AnimationInfo* info, std::unique_ptr<AnimationReader>* reader);

class AnimationWriter {
 public:
  virtual ~AnimationWriter() = default;
  // A frame of the canvas's size. One that equals the last one makes that last longer.
  virtual Status add(View frame, uint32_t duration) = 0;
  virtual Status finish(const Blocks& blocks, Output* out) = 0;
};

// loops: 0 for ever, at most 65535.
Status write_animation(uint32_t width, uint32_t height, const WebpOptions& options, uint32_t loops,
                       std::unique_ptr<AnimationWriter>* writer);

}  // namespace pixlane
