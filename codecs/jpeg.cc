// JPEG by libjpeg-turbo.

#include <csetjmp>
#include <cstdio>  // jpeglib.h needs it before itself
#include <cstring>

#include "codecs/codec.h"
#include "jpeglib.h"
// After jpeglib.h.
#include "jerror.h"

namespace pixlane {
namespace {

// A progressive file may name any number of scans, each a walk over all coefficients.
constexpr int kMaxScans = 500;
constexpr uint32_t kMaxSide = JPEG_MAX_DIMENSION;

bool is_jpeg(Bytes bytes) { return bytes.size >= 3 && bytes.data[0] == 0xFF && bytes.data[1] == 0xD8 && bytes.data[2] == 0xFF; }

struct Errors {
  jpeg_error_mgr manager;  // first: libjpeg hands back its address
  jmp_buf leave;
  Status status;
  bool saw_end;  // the bytes ended, which matters only if something was still to come
};

Errors& errors_of(j_common_ptr cinfo) { return *reinterpret_cast<Errors*>(cinfo->err); }

[[noreturn]] void leave(j_common_ptr cinfo, Status status) {
  Errors& errors = errors_of(cinfo);
  errors.status = status;
  longjmp(errors.leave, 1);
}

void on_error(j_common_ptr cinfo) {
  switch (cinfo->err->msg_code) {
    case JERR_OUT_OF_MEMORY: return leave(cinfo, {Code::kOutOfMemory, "no memory for libjpeg"});
    case JERR_INPUT_EMPTY:
    case JERR_INPUT_EOF: return leave(cinfo, {Code::kTruncated, "the JPEG file ends too early"});
    case JERR_EMPTY_IMAGE: return leave(cinfo, {Code::kCorrupt, "the JPEG image has no rows or no columns"});
    case JERR_IMAGE_TOO_BIG:
    case JERR_WIDTH_OVERFLOW: return leave(cinfo, {Code::kLimit, "JPEG images are at most 65500 pixels wide and high"});
    case JERR_BAD_PRECISION: return leave(cinfo, {Code::kUnsupported, "only JPEG with 8 bits a sample is supported"});
    case JERR_SOF_UNSUPPORTED:
    case JERR_CONVERSION_NOTIMPL:
    case JERR_NOTIMPL:
    case JERR_NOT_COMPILED:
    case JERR_ARITH_NOTIMPL:
    case JERR_CCIR601_NOTIMPL:
    case JERR_FRACT_SAMPLE_NOTIMPL:
      return leave(cinfo, {Code::kUnsupported, "the JPEG file uses a process or a colour space that is not supported"});
    default: return leave(cinfo, {Code::kCorrupt, "the JPEG data breaks the format's rules"});
  }
}

// Warnings that stand for lost pixels are errors; the others are habits of real cameras and editors.
void on_message(j_common_ptr cinfo, int level) {
  if (level >= 0) return;
  switch (cinfo->err->msg_code) {
    case JWRN_JPEG_EOF: errors_of(cinfo).saw_end = true; return;
    case JWRN_HIT_MARKER:
      if (errors_of(cinfo).saw_end) return leave(cinfo, {Code::kTruncated, "the JPEG file ends too early"});
      return leave(cinfo, {Code::kCorrupt, "a JPEG scan ends too early"});
    case JWRN_HUFF_BAD_CODE:
    case JWRN_ARITH_BAD_CODE:
    case JWRN_MUST_RESYNC: return leave(cinfo, {Code::kCorrupt, "the JPEG's compressed data is damaged"});
    default: return;
  }
}

void no_output(j_common_ptr) {}

jpeg_error_mgr* install(Errors* errors) {
  jpeg_error_mgr* manager = jpeg_std_error(&errors->manager);
  manager->error_exit = on_error;
  manager->emit_message = on_message;
  manager->output_message = no_output;
  errors->status = {};
  errors->saw_end = false;
  return manager;
}

int orientation_of(const jpeg_decompress_struct& info) {
  for (const jpeg_marker_struct* marker = info.marker_list; marker != nullptr; marker = marker->next) {
    if (marker->marker != JPEG_APP0 + 1 || marker->data_length < 6 || std::memcmp(marker->data, "Exif\0\0", 6) != 0) continue;
    return exif_orientation({marker->data + 6, marker->data_length - 6});
  }
  return 1;
}

struct Decompress {
  jpeg_decompress_struct info;
  Errors errors;
  jpeg_progress_mgr progress;
};

void watch_scans(j_common_ptr cinfo) {
  if (reinterpret_cast<j_decompress_ptr>(cinfo)->input_scan_number > kMaxScans) {
    leave(cinfo, {Code::kLimit, "the JPEG file has more than 500 scans"});
  }
}

// Whatever is outstanding would have sharpened the image: every coefficient of every component has arrived with all its bits.
bool all_bits_arrived(const jpeg_decompress_struct& info) {
  if (info.coef_bits == nullptr) return false;
  for (int component = 0; component < info.num_components; ++component) {
    for (int k = 0; k < DCTSIZE2; ++k) {
      if (info.coef_bits[component][k] != 0) return false;
    }
  }
  return true;
}

// c * k / 255, rounded.
uint8_t multiply(uint32_t c, uint32_t k) {
  const uint32_t t = c * k + 128;
  return static_cast<uint8_t>((t + (t >> 8)) >> 8);
}

// CMYK samples without a profile, the usual conversion: each colour scaled by black. `inverted`: 255 is no ink, as Adobe writes.
void cmyk_to_rgba(const uint8_t* from, uint8_t* to, uint32_t width, bool inverted) {
  const uint32_t flip = inverted ? 0 : 255;
  for (uint32_t x = 0; x < width; ++x, from += 4, to += 4) {
    const uint32_t k = from[3] ^ flip;
    for (int c = 0; c < 3; ++c) to[c] = multiply(from[c] ^ flip, k);
    to[3] = 255;
  }
}

void read_rows(Decompress& d, View dst) {
  jpeg_decompress_struct& info = d.info;
  const bool cmyk = info.jpeg_color_space == JCS_CMYK || info.jpeg_color_space == JCS_YCCK;
  info.out_color_space = cmyk ? JCS_CMYK : JCS_EXT_RGBA;
  info.dct_method = JDCT_ISLOW;
  info.do_fancy_upsampling = TRUE;
  jpeg_start_decompress(&info);
  while (info.output_scanline < info.output_height) {
    uint8_t* const row = dst.row(info.output_scanline);
    JSAMPROW rows[1] = {row};
    jpeg_read_scanlines(&info, rows, 1);
    // In place: a CMYK pixel is as large as an RGBA one.
    if (cmyk) cmyk_to_rgba(row, row, dst.width, info.saw_Adobe_marker);
  }
}

// Reads the header; with `dst`, the pixels too.
Status read_jpeg(Bytes bytes, Header* header, const View* dst) {
  Decompress d;
  std::memset(&d, 0, sizeof(d));
  d.info.err = install(&d.errors);
  if (setjmp(d.errors.leave)) {
    jpeg_destroy_decompress(&d.info);
    return d.errors.status;
  }
  jpeg_create_decompress(&d.info);
  d.progress.progress_monitor = watch_scans;
  d.info.progress = &d.progress;
  jpeg_mem_src(&d.info, bytes.data, static_cast<unsigned long>(bytes.size));
  jpeg_save_markers(&d.info, JPEG_APP0 + 1, 0xFFFF);
  jpeg_read_header(&d.info, TRUE);
  header->width = d.info.image_width;
  header->height = d.info.image_height;
  header->bits = d.info.data_precision;
  header->orientation = orientation_of(d.info);
  Status status;
  if (dst != nullptr) {
    read_rows(d, *dst);
    // Bytes that ended after the last row's data only lack the end marker. Where several scans build the image, or the arithmetic
    // decoder made up zeros, nobody can tell, unless a progressive image is complete.
    const bool guessed = d.info.arith_code || (d.info.progressive_mode ? !all_bits_arrived(d.info) : jpeg_has_multiple_scans(&d.info));
    if (d.errors.saw_end && guessed) status = {Code::kTruncated, "the JPEG file ends too early"};
  }
  jpeg_destroy_decompress(&d.info);
  return status;
}

Status read_header(Bytes bytes, Header* header) { return read_jpeg(bytes, header, nullptr); }

Status decode(Bytes bytes, const Limits&, View dst) {
  Header header;
  return read_jpeg(bytes, &header, &dst);
}

// libjpeg writes straight into the Output.
struct Destination {
  jpeg_destination_mgr manager;  // first: libjpeg hands back its address
  Output* out;
};

constexpr size_t kRoom = 64 << 10;

void make_room(j_compress_ptr info) {
  auto* const destination = reinterpret_cast<Destination*>(info->dest);
  if (!destination->out->reserve(kRoom)) leave(reinterpret_cast<j_common_ptr>(info), {Code::kOutOfMemory, "no memory for the JPEG file"});
  destination->manager.next_output_byte = destination->out->end();
  destination->manager.free_in_buffer = destination->out->room();
}

boolean on_full(j_compress_ptr info) {
  Output* const out = reinterpret_cast<Destination*>(info->dest)->out;
  out->commit(out->room());
  make_room(info);
  return TRUE;
}

void on_end(j_compress_ptr info) {
  Output* const out = reinterpret_cast<Destination*>(info->dest)->out;
  out->commit(out->room() - info->dest->free_in_buffer);
}

struct Compress {
  jpeg_compress_struct info;
  Errors errors;
  Destination destination;
};

// 4:2:0, baseline, the standard's Huffman tables. Alpha is not part of JPEG and is left out.
Status encode(View src, const EncodeOptions& options, Output* out) {
  if (src.width > kMaxSide || src.height > kMaxSide) return {Code::kLimit, "JPEG images are at most 65500 pixels wide and high"};
  Compress c;
  std::memset(&c, 0, sizeof(c));
  c.info.err = install(&c.errors);
  if (setjmp(c.errors.leave)) {
    jpeg_destroy_compress(&c.info);
    return c.errors.status;
  }
  jpeg_create_compress(&c.info);
  c.destination.manager.init_destination = make_room;
  c.destination.manager.empty_output_buffer = on_full;
  c.destination.manager.term_destination = on_end;
  c.destination.out = out;
  c.info.dest = &c.destination.manager;
  c.info.image_width = src.width;
  c.info.image_height = src.height;
  c.info.input_components = 4;
  c.info.in_color_space = JCS_EXT_RGBA;
  jpeg_set_defaults(&c.info);
  c.info.dct_method = JDCT_ISLOW;
  jpeg_set_quality(&c.info, static_cast<int>(options.quality + 0.5), TRUE);
  jpeg_start_compress(&c.info, TRUE);
  while (c.info.next_scanline < c.info.image_height) {
    JSAMPROW rows[1] = {src.row(c.info.next_scanline)};
    jpeg_write_scanlines(&c.info, rows, 1);
  }
  jpeg_finish_compress(&c.info);
  jpeg_destroy_compress(&c.info);
  return {};
}

}  // namespace

const Codec kJpeg = {"jpeg", "image/jpeg", is_jpeg, read_header, decode, encode};

}  // namespace pixlane
