// A JPEG file that is read bit by bit over several calls: rows one after another, or an image from each scan.
#pragma once

#include <memory>

#include "codecs/codec.h"

namespace pixlane {

struct JpegReaderState;

class JpegReader {
 public:
  // Takes over `bytes`, which malloc gave.
  JpegReader(Bytes bytes, const Limits& limits);
  ~JpegReader();
  JpegReader(const JpegReader&) = delete;
  JpegReader& operator=(const JpegReader&) = delete;

  // Reads the header, and of files whose coefficients all have to be there first everything, unless `by_scans`.
  Status start(uint32_t eighths, bool by_scans);
  // Of what comes out.
  uint32_t width() const;
  uint32_t height() const;

  // Fills `dst`, which is as wide as the image, with the next rows.
  Status read(View dst);
  // Fills `dst`, which is as large as the image, with what it looks like after the next scan. `more`: another one follows.
  Status read_scan(View dst, bool* more);

 private:
  Status use(Status status);

  Bytes bytes_;
  Limits limits_;
  std::unique_ptr<JpegReaderState> state_;
  Status status_;  // of the call that failed; the decoder is of no use afterwards
};

}  // namespace pixlane
