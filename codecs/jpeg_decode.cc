// JPEG to pixels: whole or a region, scaled by libjpeg's inverse DCTs.

#include <algorithm>

#include "codecs/jpeg_common.h"
#include "codecs/jpeg_pixels.h"

namespace pixlane {
namespace {

// Columns decoded beyond a region's edges. Upsampling treats the edges of what it is given as those of the image, which changes up to two
// columns there.
constexpr uint32_t kMargin = 8;
// Rows that are skipped in one go; in between the deadline is looked at.
constexpr uint32_t kSkipRows = 1024;

// Makes libjpeg leave out what lies left, right and above of the region; returns the region's column in what is left.
uint32_t seek(JpegDecoder* d, const DecodeOptions& region) {
  jpeg_decompress_struct& info = d->info;
  const auto cinfo = reinterpret_cast<j_common_ptr>(&info);
  const bool is_12 = info.data_precision > 8;
  JDIMENSION begin = 0;
  // Where scans are missing libjpeg estimates coefficients from their neighbours, which it must have all.
  const bool estimates = info.progressive_mode && !all_bits_arrived(info);
  if (!d->lossless && !estimates) {
    begin = region.left - std::min(region.left, kMargin);
    JDIMENSION width = std::min(info.output_width, region.left + region.width + kMargin) - begin;
    (is_12 ? jpeg12_crop_scanline : jpeg_crop_scanline)(&info, &begin, &width);
  }
  if (d->lossless) return region.left;
  for (uint32_t rows = region.top; rows > 0;) {
    if (d->deadline->passed()) leave(cinfo, {Code::kTimeout, "decoding took longer than the limit"});
    rows -= (is_12 ? jpeg12_skip_scanlines : jpeg_skip_scanlines)(&info, std::min(rows, kSkipRows));
  }
  return region.left - begin;
}

// Reads all scans of a file that has several; those after an error in between are lost, those before it stay.
bool read_scans(JpegDecoder* d) {
  d->errors.goes_on = jpeg_has_multiple_scans(&d->info);
  if (attempt(d->errors, [d] { jpeg_start_decompress(&d->info); })) return true;
  const Code code = d->errors.status.code;
  const bool anything = d->info.input_iMCU_row > 0 || d->info.input_scan_number > 1;
  if (!d->errors.goes_on || !anything || (code != Code::kCorrupt && code != Code::kTruncated && code != Code::kUnsupported)) return false;
  if (d->errors.damage.ok()) {
    d->errors.damage = d->errors.status;
    d->errors.damaged = {d->info.input_scan_number, d->info.input_iMCU_row};
  }
  // What is called again goes on where it was; for it the file ends here.
  d->info.unread_marker = JPEG_EOI;
  return attempt(d->errors, [d] { jpeg_start_decompress(&d->info); });
}

// Rows of the output that the first scan brought before that place. Later scans only refine what is there.
uint32_t rows_before(const jpeg_decompress_struct& info, JpegPlace place) {
  if (place.scan > 1) return info.output_height;
  const uint64_t rows = uint64_t{place.mcu_row} * info.max_v_samp_factor * info.min_DCT_scaled_size;
  return static_cast<uint32_t>(std::min<uint64_t>(rows, info.output_height));
}

}  // namespace

Status decode_jpeg(Bytes bytes, const Limits& limits, const DecodeOptions& options, View dst, uint32_t* rows) {
  *rows = 0;
  const Deadline deadline(limits);
  JpegDecoder d(limits);
  d.deadline = &deadline;
  const jpeg_decompress_struct& info = d.info;
  const bool opened = attempt(d.errors, [&] {
    open_jpeg(&d, bytes);
    choose_output(&d, options.scale);
  });
  if (!opened || !read_scans(&d)) return d.errors.status;
  if (options.inks_by_profile) use_jpeg_profile(&d, bytes, limits);
  if (dst.width > info.output_width || options.left > info.output_width - dst.width || dst.height > info.output_height ||
      options.top > info.output_height - dst.height) {
    return {Code::kInvalidArgument, "the region reaches beyond the image"};
  }
  if (dst.is_16() && info.data_precision <= 8) return {Code::kInvalidArgument, "the JPEG file has no more than 8 bits a channel"};
  Status status = d.errors.damage;
  JpegPlace place = d.errors.damaged;
  if (status.ok() && may_be_cut(d)) {
    status = kJpegTruncated;
    place = d.errors.end;
  }
  uint32_t wanted = dst.height;
  if (!status.ok()) {
    const uint32_t came = rows_before(info, place);
    wanted = std::min(wanted, came > options.top ? came - options.top : 0);
  }
  const View fill = dst.part(0, 0, dst.width, wanted);
  const bool read = attempt(d.errors, [&] {
    const uint32_t first = seek(&d, options);
    const JpegRows source = open_rows(&d, first, dst.width);
    // Lossless rows have to be read to be passed by.
    for (uint32_t y = 0; d.lossless && y < options.top; ++y) pass_row(source);
    while (*rows < wanted) *rows += read_rows(source, fill, *rows);
  });
  return read ? status : d.errors.status;
}

}  // namespace pixlane
