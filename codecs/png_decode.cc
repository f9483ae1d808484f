// Decoding of PNG by libpng's row API. libpng reads the header's chunks, and turns rows of any type into RGBA; the rows it is given are
// unpacked and unfiltered already (png_rows.cc): what it takes for zlib's inflate hands over the next one, filtered by nothing.

#include <algorithm>
#include <bit>
#include <csetjmp>
#include <cstdlib>
#include <cstring>
#include <new>

#include "codecs/png_filters.h"
#include "codecs/png_parts.h"
#include "png.h"
#include "zlib.h"

namespace pixlane {
namespace {

// A block of libpng's, with its size in front.
constexpr size_t kBlockHead = 16;

struct Reader {
  Bytes left;  // what libpng reads as a file
  Status status;
  uint64_t memory = 0;  // that may still be taken
  PngRows* rows = nullptr;
  bool done = false;  // libpng only skips what is left of the pixels
  uint8_t* line = nullptr;
  uint8_t* frame = nullptr;
  PngRows source;
};

Reader* reader_of(png_structp png) { return static_cast<Reader*>(png_get_error_ptr(png)); }

// libpng's messages are literals of the library, but some are put together on its stack: none is passed on by pointer.
[[noreturn]] void on_error(png_structp png, png_const_charp) {
  Status& status = reader_of(png)->status;
  if (status.ok()) status = {Code::kCorrupt, "the PNG data breaks the format's rules"};
  png_longjmp(png, 1);
}

void on_warning(png_structp, png_const_charp) {}

void* take_memory(Reader* reader, uint64_t size) {
  if (size > reader->memory - std::min<uint64_t>(reader->memory, kBlockHead)) {
    reader->status = {Code::kLimit, "the PNG file needs more memory than the limit"};
    return nullptr;
  }
  auto* const block = static_cast<uint8_t*>(std::malloc(static_cast<size_t>(size) + kBlockHead));
  if (block == nullptr) {
    reader->status = {Code::kOutOfMemory, "no memory for the PNG decoder"};
    return nullptr;
  }
  const uint64_t taken = size + kBlockHead;
  std::memcpy(block, &taken, sizeof taken);
  reader->memory -= taken;
  return block + kBlockHead;
}

void give_back(Reader* reader, void* memory) {
  if (memory == nullptr) return;
  auto* const block = static_cast<uint8_t*>(memory) - kBlockHead;
  uint64_t taken;
  std::memcpy(&taken, block, sizeof taken);
  reader->memory += taken;
  std::free(block);
}

// libpng has no other way to say that memory is short: the allocation itself notes it.
png_voidp allocate(png_structp png, png_alloc_size_t size) { return take_memory(static_cast<Reader*>(png_get_mem_ptr(png)), size); }
void release(png_structp png, png_voidp memory) { give_back(static_cast<Reader*>(png_get_mem_ptr(png)), memory); }

void read_bytes(png_structp png, png_bytep to, size_t count) {
  Reader* const reader = reader_of(png);
  if (reader->done) return;
  if (count > reader->left.size) {
    reader->status = {Code::kTruncated, "the PNG file ends too early"};
    png_error(png, "truncated");
  }
  std::memcpy(to, reader->left.data, count);
  reader->left = {reader->left.data + count, reader->left.size - count};
}

// What is to be decoded, and how.
struct Plan {
  PngHead head;
  DecodeOptions region;
  View dst;
  Deadline deadline;
  uint32_t* rows;
  bool expand_here = false;  // RGB becomes RGBA in SIMD
  bool whole_rows = false;   // the region has whole rows: libpng writes them into dst
};

void set_transforms(png_structp png, const Plan& plan) {
  if (plan.expand_here) return;
  png_set_expand(png);  // palettes, depths below 8, tRNS
  if (plan.dst.is_16()) {
    png_set_expand_16(png);
    if constexpr (std::endian::native == std::endian::little) png_set_swap(png);
  } else {
    png_set_strip_16(png);
  }
  png_set_gray_to_rgb(png);
  png_set_add_alpha(png, plan.dst.is_16() ? 0xFFFF : 0xFF, PNG_FILLER_AFTER);
}

void copy_part(const Plan& plan, const uint8_t* line, uint32_t y) {
  uint8_t* const to = plan.dst.row(y);
  if (plan.expand_here) return png_rgb_to_rgba(line + size_t{plan.region.left} * 3, to, plan.dst.width);
  std::memcpy(to, line + size_t{plan.region.left} * plan.dst.pixel_bytes, plan.dst.row_bytes());
}

void check_time(png_structp png, const Plan& plan) {
  if (!plan.deadline.passed()) return;
  reader_of(png)->status = {Code::kTimeout, "decoding took longer than the limit"};
  png_error(png, "too late");
}

void read_rows(png_structp png, Reader* reader, const Plan& plan) {
  const uint32_t end = plan.region.top + plan.dst.height;
  for (uint32_t y = 0; y < end; ++y) {
    check_time(png, plan);
    const bool wanted = y >= plan.region.top;
    uint8_t* const to = wanted && plan.whole_rows ? plan.dst.row(y - plan.region.top) : reader->line;
    png_read_row(png, to, nullptr);
    if (!wanted) continue;
    if (to == reader->line) copy_part(plan, to, y - plan.region.top);
    *plan.rows = y - plan.region.top + 1;
  }
}

// Passes lie over each other, so the frame must be whole: in dst, or beside it where only a part of it is wanted.
void read_passes(png_structp png, Reader* reader, const Plan& plan) {
  const uint32_t height = plan.head.height;
  const bool in_place = reader->frame == nullptr;
  const size_t stride = size_t{plan.head.width} * plan.dst.pixel_bytes;
  constexpr int kPasses = 7;
  for (int pass = 0; pass < kPasses; ++pass) {
    for (uint32_t y = 0; y < height; ++y) {
      check_time(png, plan);
      uint8_t* const to = in_place ? plan.dst.row(y) : reader->frame + y * stride;
      png_read_row(png, to, nullptr);
      // A row is whole when the last pass has been there.
      if (pass < kPasses - 1 || y < plan.region.top || y - plan.region.top >= plan.dst.height) continue;
      if (!in_place) copy_part(plan, to, y - plan.region.top);
      *plan.rows = y - plan.region.top + 1;
    }
  }
}

void* must_take(png_structp png, Reader* reader, uint64_t size) {
  void* const memory = take_memory(reader, size);
  if (memory == nullptr) png_error(png, "no memory");
  return memory;
}

void read_image(png_structp png, png_infop info, Reader* reader, Bytes file, Plan* plan, void** memory) {
  // Dimensions are the caller's to judge: the format's own bound here. Of what is no pixels only the palette and its alphas count.
  png_set_user_limits(png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
  png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_NEVER, nullptr, -1);
  png_set_read_fn(png, reader, read_bytes);
  png_read_info(png, info);
  // libpng has read the length and the type of the first IDAT chunk; the rows take over there.
  const auto first_data = static_cast<size_t>(reader->left.data - file.data) - 8;
  const bool transparent = png_get_valid(png, info, PNG_INFO_tRNS) != 0;
  const PngHead& head = plan->head;
  plan->expand_here = head.colour_type == PNG_COLOR_TYPE_RGB && head.depth == 8 && !transparent && !head.interlaced && !plan->dst.is_16();
  plan->whole_rows = !plan->expand_here && plan->dst.width == head.width;
  set_transforms(png, *plan);
  if (head.interlaced) png_set_interlace_handling(png);
  // libpng reads a byte of the chunk, to have some, and its checksums are checked beside it.
  png_set_compression_buffer_size(png, 1);
  png_set_crc_action(png, PNG_CRC_QUIET_USE, PNG_CRC_NO_CHANGE);
  png_read_update_info(png, info);
  const uint64_t pixel_bytes = plan->expand_here ? 3 : plan->dst.pixel_bytes;
  if (png_get_rowbytes(png, info) != head.width * pixel_bytes) png_error(png, "not RGBA");
  *memory = must_take(png, reader, PngRows::memory_for(head));
  reader->source.start(file, first_data, head, static_cast<uint8_t*>(*memory));
  reader->rows = &reader->source;
  const bool whole = plan->dst.width == head.width && plan->dst.height == head.height;
  if (head.interlaced) {
    const uint64_t row_bytes = head.width * pixel_bytes;
    if (!whole)
      reader->frame = static_cast<uint8_t*>(must_take(png, reader, row_bytes > reader->memory ? row_bytes : row_bytes * head.height));
    read_passes(png, reader, *plan);
  } else {
    reader->line = static_cast<uint8_t*>(must_take(png, reader, head.width * pixel_bytes + kPngRowMargin));
    read_rows(png, reader, *plan);
  }
}

// libpng's own, on every way out.
Status run_libpng(Reader* reader, Bytes file, Plan* plan, void** memory) {
  png_structp png = png_create_read_struct_2(PNG_LIBPNG_VER_STRING, reader, on_error, on_warning, reader, allocate, release);
  if (png == nullptr) return reader->status.ok() ? Status{Code::kOutOfMemory, "no memory for libpng"} : reader->status;
  // This one says so instead of jumping.
  png_infop info = png_create_info_struct(png);
  if (info == nullptr || setjmp(png_jmpbuf(png))) {
    png_destroy_read_struct(&png, &info, nullptr);
    return reader->status;
  }
  read_image(png, info, reader, file, plan, memory);
  png_destroy_read_struct(&png, &info, nullptr);
  return reader->status;
}

// What follows the pixels: nothing that would change them, and an end.
Status check_tail(Bytes file, size_t at) {
  PngChunk chunk;
  for (;; at = chunk.end) {
    const Status status = png_chunk_at(file, at, &chunk);
    if (!status.ok()) return status;
    if (!chunk.critical()) continue;
    if (!chunk.intact()) return {Code::kCorrupt, "the checksum of a PNG chunk is wrong"};
    if (chunk.type == png_type("IEND")) return {};
    // libpng lets these two pass.
    if (chunk.type != png_type("IDAT") && chunk.type != png_type("PLTE"))
      return {Code::kCorrupt, "a chunk of the PNG file is out of place"};
  }
}

}  // namespace

Status png_decode(Bytes bytes, const Limits& limits, const DecodeOptions& options, View dst, uint32_t* rows) {
  *rows = 0;
  if (options.scale != 8) return {Code::kUnsupported, "PNG files are decoded at their own size only: resize afterwards"};
  if (options.frame != 0) return {Code::kInvalidArgument, "a PNG file has one frame"};
  Plan plan{{}, options, dst, Deadline(limits), rows};
  Status status = png_read_head(bytes, &plan.head);
  if (!status.ok()) return status;
  void* const place = std::malloc(sizeof(Reader));
  if (place == nullptr) return {Code::kOutOfMemory, "no memory for the PNG decoder"};
  auto* const reader = new (place) Reader;
  reader->left = bytes;
  reader->memory = limits.maxMemory;
  void* memory = nullptr;
  status = run_libpng(reader, bytes, &plan, &memory);
  if (status.ok() && reader->source.done()) status = check_tail(bytes, reader->source.at());
  give_back(reader, reader->line);
  give_back(reader, reader->frame);
  give_back(reader, memory);
  reader->~Reader();
  std::free(place);
  return status;
}

}  // namespace pixlane

// What libpng takes for zlib.

extern "C" {

int inflateInit(z_streamp) { return Z_OK; }
int inflateReset(z_streamp) { return Z_OK; }
int inflateEnd(z_streamp) { return Z_OK; }

uLong crc32(uLong crc, const Bytef* data, uInt size) {
  return data == nullptr ? 0 : pixlane::crc32_of(static_cast<uint32_t>(crc), data, size);
}

// A whole row a call, and after the last one the end.
int inflate(z_streamp stream, int) {
  auto* const png = static_cast<png_structp>(stream->opaque);
  pixlane::Reader* const reader = pixlane::reader_of(png);
  pixlane::PngRows* const rows = reader->rows;
  if (rows == nullptr) return Z_DATA_ERROR;
  if (rows->done()) {
    rows->finish();
    reader->status = rows->status();
    reader->done = true;
    stream->avail_in = 0;
    return Z_STREAM_END;
  }
  size_t bytes = 0;
  const uint8_t* const row = rows->next(&bytes);
  if (row == nullptr || bytes + 1 != stream->avail_out) {
    reader->status = rows->status();
    png_error(png, "no row");
  }
  stream->next_out[0] = 0;
  std::memcpy(stream->next_out + 1, row, bytes);
  stream->next_out += bytes + 1;
  stream->avail_out = 0;
  return Z_OK;
}
}
