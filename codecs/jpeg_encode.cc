// Pixels to JPEG, byte for byte what libjpeg-turbo's cjpeg writes with the same settings. Alpha is no part of JPEG and is left out.

#include <cmath>
#include <cstdlib>

#include "codecs/jpeg_common.h"

namespace pixlane {
namespace {

constexpr int kExifMarker = JPEG_APP0 + 1;
constexpr char kExif[] = "Exif\0";                       // with the literal's own end: two zeros
constexpr char kXmp[] = "http://ns.adobe.com/xap/1.0/";  // with one
constexpr size_t kMostInSegment = 65533;
// libjpeg splits a profile, whose parts are counted in a byte.
constexpr size_t kMostIcc = 255 * (kMostInSegment - 14);
// Rows handed over at once.
constexpr uint32_t kRows = 16;

Status check_blocks(const Blocks& blocks) {
  if (blocks.exif.size > kMostInSegment - sizeof(kExif)) return {Code::kLimit, "EXIF in JPEG is at most 65527 bytes"};
  if (blocks.xmp.size > kMostInSegment - sizeof(kXmp)) return {Code::kLimit, "XMP in JPEG is at most 65504 bytes"};
  if (blocks.icc.size > kMostIcc) return {Code::kLimit, "a profile in JPEG is at most 16707345 bytes"};
  return {};
}

void write_segment(j_compress_ptr info, const char* prefix, size_t prefix_size, Bytes block) {
  if (block.size == 0) return;
  jpeg_write_m_header(info, kExifMarker, static_cast<unsigned>(prefix_size + block.size));
  for (size_t i = 0; i < prefix_size; ++i) jpeg_write_m_byte(info, static_cast<uint8_t>(prefix[i]));
  for (size_t i = 0; i < block.size; ++i) jpeg_write_m_byte(info, block.data[i]);
}

void write_blocks(j_compress_ptr info, const Blocks& blocks) {
  write_segment(info, kExif, sizeof(kExif), blocks.exif);
  write_segment(info, kXmp, sizeof(kXmp), blocks.xmp);
  if (blocks.icc.size != 0) jpeg_write_icc_profile(info, blocks.icc.data, static_cast<unsigned>(blocks.icc.size));
}

void set_sampling(j_compress_ptr info, JpegOptionsChromaSubsampling sampling) {
  info->comp_info[0].h_samp_factor = sampling == JpegOptionsChromaSubsampling::k444 ? 1 : 2;
  info->comp_info[0].v_samp_factor = sampling == JpegOptionsChromaSubsampling::k420 ? 2 : 1;
}

void set_up(j_compress_ptr info, View src, const EncodeOptions& options, int quality) {
  const JpegOptions& jpeg = options.jpeg;
  info->image_width = src.width;
  info->image_height = src.height;
  info->input_components = kChannels;
  info->in_color_space = JCS_EXT_RGBA;
  jpeg_set_defaults(info);
  info->dct_method = JDCT_ISLOW;
  if (jpeg.grayscale) jpeg_set_colorspace(info, JCS_GRAYSCALE);
  jpeg_set_quality(info, quality, TRUE);
  if (!jpeg.grayscale) set_sampling(info, jpeg.chromaSubsampling);
  info->optimize_coding = jpeg.optimiseCoding;
  info->restart_interval = jpeg.restartInterval;
  if (jpeg.progressive) jpeg_simple_progression(info);
  if (options.metadata.density > 0) {
    info->density_unit = 1;
    info->X_density = info->Y_density = static_cast<UINT16>(std::lround(options.metadata.density));
  }
}

void write_pixels(j_compress_ptr info, View src) {
  while (info->next_scanline < src.height) {
    JSAMPROW rows[kRows];
    uint32_t count = 0;
    for (uint32_t y = info->next_scanline; y < src.height && count < kRows; ++y) rows[count++] = src.row(y);
    jpeg_write_scanlines(info, rows, count);
  }
}

// `most`: bytes, 0 for any; kLimit where it is too little.
Status encode_at(View src, const EncodeOptions& options, int quality, size_t most, Output* out) {
  JpegEncoder e;
  const bool done = attempt(e.errors, [&] {
    jpeg_create_compress(&e.info);
    write_to(&e.info, &e.destination, out, most);
    set_up(&e.info, src, options, quality);
    jpeg_start_compress(&e.info, TRUE);
    write_blocks(&e.info, options.metadata);
    write_pixels(&e.info, src);
    jpeg_finish_compress(&e.info);
  });
  return done ? Status{} : e.errors.status;
}

// Sizes grow with the quality, so that halving the interval finds the best one.
Status encode_within(View src, const EncodeOptions& options, int best, size_t most, Output* out) {
  int low = 0;  // fits, or 0
  for (int high = best + 1, quality = best; low + 1 < high; quality = low + (high - low) / 2) {
    Output tried;
    const Status status = encode_at(src, options, quality, most, &tried);
    if (status.ok()) {
      low = quality;
      std::free(out->take());
      if (!out->append(tried.data(), tried.size())) return {Code::kOutOfMemory, "no memory for the JPEG file"};
    } else if (status.code == Code::kLimit) {
      high = quality;
    } else {
      return status;
    }
  }
  if (low == 0) return {Code::kLimit, "even with quality 1 the JPEG file is larger than targetSize"};
  return {};
}

}  // namespace

Status encode_jpeg(View src, const EncodeOptions& options, Output* out) {
  if (src.width > JPEG_MAX_DIMENSION || src.height > JPEG_MAX_DIMENSION) return kJpegTooLarge;
  if (src.is_16()) return {Code::kInvalidArgument, "JPEG takes images of 8 bits a channel"};
  const Status status = check_blocks(options.metadata);
  if (!status.ok()) return status;
  const int quality = static_cast<int>(options.jpeg.quality + 0.5);
  if (options.jpeg.targetSize != 0) return encode_within(src, options, quality, options.jpeg.targetSize, out);
  return encode_at(src, options, quality, 0, out);
}

}  // namespace pixlane
