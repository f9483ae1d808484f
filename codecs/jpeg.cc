// JPEG by libjpeg-turbo: its errors and ends, and the codec's place in the table.

#include <cstring>

#include "codecs/jpeg_common.h"

namespace pixlane {
namespace {

bool is_jpeg(Bytes bytes) { return bytes.size >= 3 && bytes.data[0] == 0xFF && bytes.data[1] == 0xD8 && bytes.data[2] == 0xFF; }

JpegErrors& errors_of(j_common_ptr cinfo) { return *reinterpret_cast<JpegErrors*>(cinfo->err); }

JpegPlace place_of(j_common_ptr cinfo) {
  if (!cinfo->is_decompressor) return {};
  const auto* const info = reinterpret_cast<j_decompress_ptr>(cinfo);
  return {info->input_scan_number, info->input_iMCU_row};
}

void on_error(j_common_ptr cinfo) {
  switch (cinfo->err->msg_code) {
    case JERR_OUT_OF_MEMORY: return leave(cinfo, {Code::kOutOfMemory, "no memory for libjpeg"});
    // libjpeg would put on disk what exceeds max_memory_to_use.
    case JERR_NO_BACKING_STORE: return leave(cinfo, {Code::kLimit, "the JPEG file's coefficients take more memory than the limit"});
    case JERR_INPUT_EMPTY:
    case JERR_INPUT_EOF: return leave(cinfo, kJpegTruncated);
    case JERR_EMPTY_IMAGE: return leave(cinfo, {Code::kCorrupt, "the JPEG image has no rows or no columns"});
    case JERR_IMAGE_TOO_BIG:
    case JERR_WIDTH_OVERFLOW: return leave(cinfo, kJpegTooLarge);
    case JERR_BAD_PRECISION: return leave(cinfo, {Code::kUnsupported, "the JPEG file has a number of bits a sample that is not supported"});
    case JERR_BAD_CROP_SPEC: return leave(cinfo, {Code::kInvalidArgument, "the region reaches beyond the image"});
    case JERR_SOF_UNSUPPORTED:
    case JERR_CONVERSION_NOTIMPL:
    case JERR_NOTIMPL:
    case JERR_NOT_COMPILED:
    case JERR_ARITH_NOTIMPL:
    case JERR_CCIR601_NOTIMPL:
    case JERR_FRACT_SAMPLE_NOTIMPL:
      return leave(cinfo, {Code::kUnsupported, "the JPEG file uses a process or a colour space that is not supported"});
    default: break;
  }
  // An end marker is what libjpeg reads behind the last byte, within a segment too.
  if (errors_of(cinfo).saw_end) return leave(cinfo, kJpegTruncated);
  leave(cinfo, {Code::kCorrupt, "the JPEG data breaks the format's rules"});
}

void on_damage(j_common_ptr cinfo, Status status) {
  JpegErrors& errors = errors_of(cinfo);
  if (errors.saw_end) status = kJpegTruncated;
  if (!errors.goes_on) leave(cinfo, status);
  if (!errors.damage.ok()) return;
  errors.damage = status;
  errors.damaged = place_of(cinfo);
}

// Warnings that stand for lost pixels are errors; the others are habits of real cameras and editors.
void on_message(j_common_ptr cinfo, int level) {
  if (level >= 0) return;
  JpegErrors& errors = errors_of(cinfo);
  switch (cinfo->err->msg_code) {
    case JWRN_JPEG_EOF:
      if (!errors.saw_end) errors.end = place_of(cinfo);
      errors.saw_end = true;
      return;
    case JWRN_HIT_MARKER: return on_damage(cinfo, {Code::kCorrupt, "a JPEG scan ends too early"});
    case JWRN_HUFF_BAD_CODE:
    case JWRN_ARITH_BAD_CODE:
    case JWRN_MUST_RESYNC: return on_damage(cinfo, {Code::kCorrupt, "the JPEG's compressed data is damaged"});
    default: return;
  }
}

void no_output(j_common_ptr) {}

// Called between rows and, where several scans build the image, while they are read.
void watch(j_common_ptr cinfo) {
  const auto* const d = reinterpret_cast<JpegDecoder*>(cinfo);
  if (d->info.input_scan_number > d->max_scans) leave(cinfo, {Code::kLimit, "the JPEG file has more scans than the limit"});
  if (d->deadline->passed()) leave(cinfo, {Code::kTimeout, "decoding took longer than the limit"});
}

constexpr size_t kRoom = 64 << 10;

void make_room(j_compress_ptr info) {
  auto* const destination = reinterpret_cast<JpegDestination*>(info->dest);
  const auto cinfo = reinterpret_cast<j_common_ptr>(info);
  if (destination->most != 0 && destination->out->size() > destination->most) {
    leave(cinfo, {Code::kLimit, "the JPEG file is larger than targetSize"});
  }
  if (!destination->out->reserve(kRoom)) leave(cinfo, {Code::kOutOfMemory, "no memory for the JPEG file"});
  destination->manager.next_output_byte = destination->out->end();
  destination->manager.free_in_buffer = destination->out->room();
}

boolean on_full(j_compress_ptr info) {
  Output* const out = reinterpret_cast<JpegDestination*>(info->dest)->out;
  out->commit(out->room());
  make_room(info);
  return TRUE;
}

void on_end(j_compress_ptr info) {
  auto* const destination = reinterpret_cast<JpegDestination*>(info->dest);
  destination->out->commit(destination->out->room() - info->dest->free_in_buffer);
  if (destination->most != 0 && destination->out->size() > destination->most) {
    leave(reinterpret_cast<j_common_ptr>(info), {Code::kLimit, "the JPEG file is larger than targetSize"});
  }
}

}  // namespace

void leave(j_common_ptr cinfo, Status status) {
  JpegErrors& errors = errors_of(cinfo);
  errors.status = status;
  longjmp(errors.leave, 1);
}

jpeg_error_mgr* install(JpegErrors* errors) {
  jpeg_error_mgr* manager = jpeg_std_error(&errors->manager);
  manager->error_exit = on_error;
  manager->emit_message = on_message;
  manager->output_message = no_output;
  errors->status = errors->damage = {};
  return manager;
}

JpegDecoder::JpegDecoder(const Limits& limits) {
  std::memset(&info, 0, sizeof(info));
  std::memset(&errors, 0, sizeof(errors));
  std::memset(&progress, 0, sizeof(progress));
  info.err = install(&errors);
  max_scans = static_cast<int>(limits.maxScans);
  max_memory = static_cast<long>(limits.maxMemory);
  deadline = nullptr;
  lossless = false;
}

void create_decoder(JpegDecoder* d, Bytes bytes) {
  jpeg_create_decompress(&d->info);
  d->info.mem->max_memory_to_use = d->max_memory;
  d->progress.progress_monitor = watch;
  d->info.progress = &d->progress;
  const int process = jpeg_process(bytes);
  d->lossless = process == 0xC3 || process == 0xCB;
  jpeg_mem_src(&d->info, bytes.data, static_cast<unsigned long>(bytes.size));
}

void open_jpeg(JpegDecoder* d, Bytes bytes) {
  create_decoder(d, bytes);
  jpeg_read_header(&d->info, TRUE);
}

bool all_bits_arrived(const jpeg_decompress_struct& info) {
  if (info.coef_bits == nullptr) return false;
  for (int component = 0; component < info.num_components; ++component) {
    for (int k = 0; k < DCTSIZE2; ++k) {
      if (info.coef_bits[component][k] != 0) return false;
    }
  }
  return true;
}

// Bytes that ended after the last row's data only lack the end marker. Where several scans build the image, or the arithmetic decoder
// made up zeros, nobody can tell, unless a progressive image is complete.
bool may_be_cut(const JpegDecoder& d) {
  if (!d.errors.saw_end) return false;
  if (d.info.arith_code) return true;
  // libjpeg's function only looks.
  auto* const info = const_cast<j_decompress_ptr>(&d.info);
  return d.info.progressive_mode ? !all_bits_arrived(d.info) : jpeg_has_multiple_scans(info);
}

void write_to(j_compress_ptr info, JpegDestination* destination, Output* out, size_t most) {
  destination->manager.init_destination = make_room;
  destination->manager.empty_output_buffer = on_full;
  destination->manager.term_destination = on_end;
  destination->out = out;
  destination->most = most;
  info->dest = &destination->manager;
}

JpegEncoder::JpegEncoder() {
  std::memset(&info, 0, sizeof(info));
  std::memset(&errors, 0, sizeof(errors));
  std::memset(&destination, 0, sizeof(destination));
  info.err = install(&errors);
}

const Codec kJpeg = {"jpeg", "image/jpeg", is_jpeg, read_jpeg_header, decode_jpeg, encode_jpeg};

}  // namespace pixlane
