#include "codecs/jpeg_reader.h"

#include <cstdlib>
#include <new>

#include "codecs/jpeg_pixels.h"

namespace pixlane {

// What libjpeg keeps between the calls. Where an error leads back to is set anew by each of them.
struct JpegReaderState {
  explicit JpegReaderState(const Limits& limits) : d(limits) {}
  JpegDecoder d;
  JpegRows rows = {};
};

JpegReader::JpegReader(Bytes bytes, const Limits& limits)
    : bytes_(bytes), limits_(limits), state_(new (std::nothrow) JpegReaderState(limits)) {
  if (!state_) status_ = {Code::kOutOfMemory, "no memory for a JPEG reader"};
}

JpegReader::~JpegReader() { std::free(const_cast<uint8_t*>(bytes_.data)); }

uint32_t JpegReader::width() const { return state_->d.info.output_width; }
uint32_t JpegReader::height() const { return state_->d.info.output_height; }

Status JpegReader::use(Status status) { return status_ = status; }

Status JpegReader::start(uint32_t eighths, bool by_scans) {
  if (!status_.ok()) return status_;
  const Deadline deadline(limits_);
  JpegDecoder& d = state_->d;
  d.deadline = &deadline;
  const bool started = attempt(d.errors, [&] {
    open_jpeg(&d, bytes_);
    choose_output(&d, eighths);
    d.info.buffered_image = by_scans;
    jpeg_start_decompress(&d.info);
    state_->rows = open_rows(&d, 0, d.info.output_width);
  });
  if (!started) return use(d.errors.status);
  return use(may_be_cut(d) ? kJpegTruncated : Status{});
}

Status JpegReader::read(View dst) {
  if (!status_.ok()) return status_;
  const Deadline deadline(limits_);
  JpegDecoder& d = state_->d;
  d.deadline = &deadline;
  if (dst.width != width() || dst.is_16() || dst.height > height() - d.info.output_scanline) {
    return {Code::kInvalidArgument, "the image does not fit the rows that are left"};
  }
  const bool read = attempt(d.errors, [&] {
    for (uint32_t y = 0; y < dst.height;) y += read_rows(state_->rows, dst, y);
  });
  if (!read) return use(d.errors.status);
  return use(may_be_cut(d) ? kJpegTruncated : Status{});
}

Status JpegReader::read_scan(View dst, bool* more) {
  *more = false;
  if (!status_.ok()) return status_;
  const Deadline deadline(limits_);
  JpegDecoder& d = state_->d;
  d.deadline = &deadline;
  if (dst.width != width() || dst.height != height() || dst.is_16()) {
    return {Code::kInvalidArgument, "the image does not fit the scans"};
  }
  const bool read = attempt(d.errors, [&] {
    jpeg_start_output(&d.info, d.info.input_scan_number);
    for (uint32_t y = 0; y < dst.height;) y += read_rows(state_->rows, dst, y);
    jpeg_finish_output(&d.info);
    *more = !jpeg_input_complete(&d.info);
  });
  if (!read) return use(d.errors.status);
  // What came is shown before it is said that there should have been more.
  if (!*more && may_be_cut(d)) {
    *more = true;
    status_ = kJpegTruncated;
  }
  return {};
}

}  // namespace pixlane
