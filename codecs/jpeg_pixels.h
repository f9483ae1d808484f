// From libjpeg's rows to RGBA.
#pragma once

#include "codecs/jpeg_common.h"

namespace pixlane {

// Inside `attempt`, after the header: asks libjpeg for the colours that JpegRows understands, of `eighths` of the size.
void choose_output(JpegDecoder* d, uint32_t eighths);

// The rows of a decoder that was started, or a part of each.
struct JpegRows {
  JpegDecoder* d;
  void* row;       // a row of libjpeg's own samples; null where they are RGBA and wanted whole
  uint32_t first;  // the column of libjpeg's row that is wanted first
};

// Inside `attempt`, after the start. The row's memory is libjpeg's and goes with the decoder.
JpegRows open_rows(JpegDecoder* d, uint32_t first, uint32_t width);
// Inside `attempt`: passes by one row. Only where there is a row of libjpeg's own.
void pass_row(const JpegRows& rows);
// Inside `attempt`: fills rows of `dst` from `y` on; returns how many, at least 1.
uint32_t read_rows(const JpegRows& rows, View dst, uint32_t y);

}  // namespace pixlane
