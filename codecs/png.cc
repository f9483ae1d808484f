// PNG by libpng's row API.

#include <csetjmp>
#include <cstdlib>
#include <cstring>

#include "codecs/codec.h"
#include "png.h"

namespace pixlane {
namespace {

// Compressed text, profiles and the like are inflated before anybody asks for them: bounded, and few.
constexpr png_alloc_size_t kMaxChunkBytes = 8 << 20;
constexpr png_uint_32 kMaxChunks = 1000;

bool is_png(Bytes bytes) { return bytes.size >= 8 && png_sig_cmp(bytes.data, 0, 8) == 0; }

struct Reader {
  Bytes left;
  Status status;
};

// libpng's messages are literals of the library, but some are put together on its stack: none is passed on by pointer.
void on_error(png_structp png, png_const_charp) {
  auto* const status = static_cast<Status*>(png_get_error_ptr(png));
  if (status->ok()) *status = {Code::kCorrupt, "the PNG data breaks the format's rules"};
  png_longjmp(png, 1);
}

void on_warning(png_structp, png_const_charp) {}

// Its only way to say that memory is short: the allocation itself notes it.
png_voidp allocate(png_structp png, png_alloc_size_t size) {
  void* const memory = std::malloc(size);
  if (memory == nullptr) *static_cast<Status*>(png_get_error_ptr(png)) = {Code::kOutOfMemory, "no memory for libpng"};
  return memory;
}

void release(png_structp, png_voidp memory) { std::free(memory); }

void read_bytes(png_structp png, png_bytep to, size_t count) {
  auto* const reader = static_cast<Reader*>(png_get_io_ptr(png));
  if (count > reader->left.size) {
    reader->status = {Code::kTruncated, "the PNG file ends too early"};
    png_error(png, "truncated");
  }
  std::memcpy(to, reader->left.data, count);
  reader->left = {reader->left.data + count, reader->left.size - count};
}

// Reads the header chunks; with `dst`, the pixels too. Everything libpng makes is released on every way out.
Status read_png(Bytes bytes, Header* header, const View* dst) {
  Reader reader{bytes, {}};
  png_structp png = png_create_read_struct_2(PNG_LIBPNG_VER_STRING, &reader.status, on_error, on_warning, nullptr, allocate, release);
  if (png == nullptr) return {Code::kOutOfMemory, "no memory for libpng"};
  png_infop info = nullptr;
  if (setjmp(png_jmpbuf(png))) {
    png_destroy_read_struct(&png, &info, nullptr);
    return reader.status;
  }
  info = png_create_info_struct(png);
  if (info == nullptr) png_error(png, "no memory");
  // Dimensions are the caller's to judge: the format's own bound here.
  png_set_user_limits(png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
  png_set_chunk_malloc_max(png, kMaxChunkBytes);
  png_set_chunk_cache_max(png, kMaxChunks);
  png_set_read_fn(png, &reader, read_bytes);
  png_read_info(png, info);

  const int colour_type = png_get_color_type(png, info);
  const bool transparent = png_get_valid(png, info, PNG_INFO_tRNS) != 0;
  header->width = png_get_image_width(png, info);
  header->height = png_get_image_height(png, info);
  header->bits = png_get_bit_depth(png, info);
  header->has_alpha = (colour_type & PNG_COLOR_MASK_ALPHA) != 0 || transparent;
  png_uint_32 exif_size = 0;
  png_bytep exif = nullptr;
  if (png_get_eXIf_1(png, info, &exif_size, &exif)) header->orientation = exif_orientation({exif, exif_size});

  if (dst != nullptr) {
    png_set_expand(png);  // palettes, depths below 8, tRNS
    png_set_strip_16(png);
    png_set_gray_to_rgb(png);
    png_set_add_alpha(png, 255, PNG_FILLER_AFTER);
    const int passes = png_set_interlace_handling(png);
    png_read_update_info(png, info);
    if (png_get_rowbytes(png, info) != dst->row_bytes()) png_error(png, "not RGBA");
    for (int pass = 0; pass < passes; ++pass) {
      for (uint32_t y = 0; y < dst->height; ++y) png_read_row(png, dst->row(y), nullptr);
    }
    png_read_end(png, nullptr);
  }
  png_destroy_read_struct(&png, &info, nullptr);
  return {};
}

Status read_header(Bytes bytes, Header* header) { return read_png(bytes, header, nullptr); }

Status decode(Bytes bytes, const Limits&, View dst) {
  Header header;
  return read_png(bytes, &header, &dst);
}

struct Writer {
  Output* out;
  Status status;
};

void write_bytes(png_structp png, png_bytep from, size_t count) {
  auto* const writer = static_cast<Writer*>(png_get_io_ptr(png));
  if (!writer->out->append(from, count)) {
    writer->status = {Code::kOutOfMemory, "no memory for the PNG file"};
    png_error(png, "no memory");
  }
}

void flush_bytes(png_structp) {}

bool opaque(View src) {
  for (uint32_t y = 0; y < src.height; ++y) {
    const uint8_t* row = src.row(y);
    uint8_t all = 255;
    for (size_t x = 3; x < src.row_bytes(); x += 4) all &= row[x];
    if (all != 255) return false;
  }
  return true;
}

Status encode(View src, const EncodeOptions& options, Output* out) {
  Writer writer{out, {}};
  const bool rgb = opaque(src);
  png_structp png = png_create_write_struct_2(PNG_LIBPNG_VER_STRING, &writer.status, on_error, on_warning, nullptr, allocate, release);
  if (png == nullptr) return {Code::kOutOfMemory, "no memory for libpng"};
  png_infop info = nullptr;
  if (setjmp(png_jmpbuf(png))) {
    png_destroy_write_struct(&png, &info);
    if (writer.status.code == Code::kCorrupt) return {Code::kInternal, "libpng could not encode"};
    return writer.status;
  }
  info = png_create_info_struct(png);
  if (info == nullptr) png_error(png, "no memory");
  png_set_write_fn(png, &writer, write_bytes, flush_bytes);
  png_set_compression_level(png, options.level);
  // One IDAT chunk for each so many bytes: larger ones save nothing, smaller ones cost a checksum and a call each.
  png_set_compression_buffer_size(png, 64 << 10);
  png_set_user_limits(png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
  png_set_IHDR(png, info, src.width, src.height, 8, rgb ? PNG_COLOR_TYPE_RGB : PNG_COLOR_TYPE_RGB_ALPHA, PNG_INTERLACE_NONE,
               PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  png_write_info(png, info);
  if (rgb) png_set_filler(png, 0, PNG_FILLER_AFTER);
  for (uint32_t y = 0; y < src.height; ++y) png_write_row(png, src.row(y));
  png_write_end(png, nullptr);
  png_destroy_write_struct(&png, &info);
  return {};
}

}  // namespace

const Codec kPng = {"png", "image/png", is_png, read_header, decode, encode};

}  // namespace pixlane
