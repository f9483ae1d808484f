// JPEG to JPEG without decoding: the coefficients are moved, and nothing is lost.
#pragma once

#include "codecs/codec.h"

namespace pixlane {

Status transform_jpeg(Bytes bytes, const Limits& limits, const JpegTransform& options, Output* out);

}  // namespace pixlane
