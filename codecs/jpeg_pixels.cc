// From libjpeg's rows to RGBA. Samples of 8 bits come as RGBA or CMYK; those of other depths as grey, RGB or CMYK, and are scaled here.
// To n bits, a sample s of at most m becomes s * (2^n - 1) / m, rounded: white stays white.

#include "codecs/jpeg_pixels.h"

#include <algorithm>
#include <cstring>

namespace pixlane {
namespace {

// Rows that libjpeg is asked for at once: upsampling makes up to 4 in one go.
constexpr uint32_t kMostRows = 8;

bool is_plain(const JpegDecoder& d) { return d.info.data_precision == 8 && !d.lossless; }

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

// Samples of any depth. The products stay below 2^32, for 65535 * 65535 + 32767 does.
template <class Sample, class Channel>
void scale_to_rgba(const JpegDecoder& d, const Sample* from, Channel* to, uint32_t width) {
  constexpr uint32_t kWhite = static_cast<Channel>(~0);
  const uint32_t most = (1u << d.info.data_precision) - 1;
  const uint32_t half = most / 2;
  const int components = d.info.output_components;
  // Damaged lossless data can exceed what the header promised.
  const auto sample = [most](Sample s) { return std::min<uint32_t>(static_cast<uint32_t>(s), most); };
  const bool inverted = d.info.saw_Adobe_marker;
  for (uint32_t x = 0; x < width; ++x, from += components, to += kChannels) {
    for (int c = 0; c < 3; ++c) {
      uint32_t value = sample(from[components == 1 ? 0 : c]);
      if (components == 4) {
        const uint32_t k = sample(from[3]);
        value = ((inverted ? value : most - value) * (inverted ? k : most - k) + half) / most;
      }
      to[c] = static_cast<Channel>((value * kWhite + half) / most);
    }
    to[3] = static_cast<Channel>(kWhite);
  }
}

template <class Sample>
void scale_row(const JpegRows& rows, View dst, uint32_t y) {
  const auto* const from = static_cast<const Sample*>(rows.row) + size_t{rows.first} * rows.d->info.output_components;
  if (dst.is_16()) return scale_to_rgba(*rows.d, from, dst.row16(y), dst.width);
  scale_to_rgba(*rows.d, from, dst.row(y), dst.width);
}

}  // namespace

void choose_output(JpegDecoder* d, uint32_t eighths) {
  jpeg_decompress_struct& info = d->info;
  const auto cinfo = reinterpret_cast<j_common_ptr>(&info);
  if (d->lossless && eighths != 8) leave(cinfo, {Code::kUnsupported, "lossless JPEG files cannot be scaled while they are decoded"});
  const bool cmyk = info.jpeg_color_space == JCS_CMYK || info.jpeg_color_space == JCS_YCCK;
  info.out_color_space = cmyk ? JCS_CMYK : is_plain(*d) ? JCS_EXT_RGBA : info.jpeg_color_space == JCS_GRAYSCALE ? JCS_GRAYSCALE : JCS_RGB;
  info.dct_method = JDCT_ISLOW;
  info.do_fancy_upsampling = TRUE;
  info.scale_num = eighths;
  info.scale_denom = 8;
}

JpegRows open_rows(JpegDecoder* d, uint32_t first, uint32_t width) {
  jpeg_decompress_struct& info = d->info;
  const bool as_it_is = is_plain(*d) && info.out_color_space == JCS_EXT_RGBA && !info.arith_code;
  if (as_it_is && first == 0 && width == info.output_width) return {d, nullptr, 0};
  const size_t samples = size_t{info.output_width} * info.output_components;
  const size_t bytes = samples * (info.data_precision > 8 ? 2 : 1);
  return {d, info.mem->alloc_large(reinterpret_cast<j_common_ptr>(&info), JPOOL_IMAGE, bytes), first};
}

void pass_row(const JpegRows& rows) {
  JpegDecoder& d = *rows.d;
  if (d.info.data_precision > 12) {
    auto* line = static_cast<J16SAMPROW>(rows.row);
    jpeg16_read_scanlines(&d.info, &line, 1);
  } else if (d.info.data_precision > 8) {
    auto* line = static_cast<J12SAMPROW>(rows.row);
    jpeg12_read_scanlines(&d.info, &line, 1);
  } else {
    auto* line = static_cast<JSAMPROW>(rows.row);
    jpeg_read_scanlines(&d.info, &line, 1);
  }
  // The arithmetic decoder makes up what is missing, where the other one stops.
  if (d.info.arith_code && d.errors.saw_end && !d.errors.goes_on) leave(reinterpret_cast<j_common_ptr>(&d.info), kJpegTruncated);
}

uint32_t read_rows(const JpegRows& rows, View dst, uint32_t y) {
  jpeg_decompress_struct& info = rows.d->info;
  if (rows.row == nullptr) {
    JSAMPROW lines[kMostRows];
    const uint32_t count = std::min(kMostRows, dst.height - y);
    for (uint32_t i = 0; i < count; ++i) lines[i] = dst.row(y + i);
    return jpeg_read_scanlines(&info, lines, count);
  }
  pass_row(rows);
  if (info.data_precision > 8) {
    scale_row<uint16_t>(rows, dst, y);
  } else if (!is_plain(*rows.d)) {
    scale_row<uint8_t>(rows, dst, y);
  } else {
    const uint8_t* const from = static_cast<const uint8_t*>(rows.row) + size_t{rows.first} * kChannels;
    if (rows.d->has_inks) {
      rows.d->inks.row(from, dst.row(y), dst.width);
    } else if (info.out_color_space == JCS_CMYK) {
      cmyk_to_rgba(from, dst.row(y), dst.width, info.saw_Adobe_marker);
    } else {
      std::memcpy(dst.row(y), from, dst.row_bytes());
    }
  }
  return 1;
}

}  // namespace pixlane
