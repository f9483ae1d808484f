// Any small image, encoded with any options, is read again: without loss where the format promises that.

#include <algorithm>

#include "tests/fuzz/fuzz.h"

namespace pixlane {
namespace {

constexpr uint32_t kMostSide = 80;

JpegOptions any_jpeg(Choices* choices) {
  JpegOptions options;
  options.quality = 1 + choices->up_to(99);
  options.chromaSubsampling = static_cast<JpegOptionsChromaSubsampling>(choices->up_to(2));
  options.grayscale = choices->flag();
  options.progressive = choices->flag();
  options.optimiseCoding = choices->flag();
  options.restartInterval = choices->flag() ? choices->up_to(20) : 0;
  options.targetSize = choices->flag() ? choices->up_to(4000) : 0;
  return options;
}

PngOptions any_png(Choices* choices) {
  PngOptions options;
  options.level = choices->up_to(9);
  options.fast = choices->flag();
  options.filter = static_cast<PngOptionsFilter>(choices->up_to(5));
  options.colour = static_cast<PngOptionsColour>(choices->up_to(5));
  options.colours = 2 + choices->up_to(254);
  options.dither = choices->flag();
  return options;
}

WebpOptions any_webp(Choices* choices) {
  WebpOptions options;
  options.quality = 1 + choices->up_to(99);
  options.lossless = choices->flag();
  options.nearLossless = choices->flag() ? choices->up_to(100) : 100;
  options.effort = choices->up_to(6);
  options.alphaQuality = choices->up_to(100);
  options.sharpYuv = choices->flag();
  options.targetSize = choices->flag() ? choices->up_to(4000) : 0;
  return options;
}

// The input's bytes over and over: small inputs make images of few colours.
void fill(View view, Bytes bytes) {
  size_t at = 0;
  for (uint32_t y = 0; y < view.height; ++y) {
    for (size_t x = 0; x < view.row_bytes(); ++x) view.row(y)[x] = bytes.size == 0 ? 255 : bytes.data[at++ % bytes.size];
  }
}

void make_opaque(View view) {
  const size_t channel = view.pixel_bytes / kChannels;
  for (uint32_t y = 0; y < view.height; ++y) {
    for (uint32_t x = 0; x < view.width; ++x) std::memset(view.row(y) + size_t{x} * view.pixel_bytes + 3 * channel, 255, channel);
  }
}

// PNG of these colour types loses nothing; JPEG always does; WebP where it is told not to.
bool keeps_all(const Codec& codec, const EncodeOptions& options) {
  if (&codec == &kPng) return options.png.colour == PngOptionsColour::kAuto || options.png.colour == PngOptionsColour::kRgba;
  return &codec == &kWebp && options.webp.lossless && options.webp.nearLossless == 100;
}

void require_round_trip(const Codec& codec, View src, const EncodeOptions& options, const Output& file) {
  const Limits limits;
  const Bytes bytes{file.data(), file.size()};
  require(sniff(bytes) == &codec, "what a codec writes is its format");
  Header header;
  OwnBlocks blocks;
  require(codec.read_header(bytes, limits, &header, &blocks).ok(), "what was written has a header");
  require(header.width == src.width && header.height == src.height, "the size is kept");
  const auto same = [](const Output& got, Bytes given) {
    return got.size() == given.size && (given.size == 0 || std::memcmp(got.data(), given.data, given.size) == 0);
  };
  // WebP has no other place for a density than an EXIF block.
  const bool own_exif = &codec == &kWebp && options.metadata.density > 0 && options.metadata.exif.size == 0;
  require(own_exif || same(blocks.exif, options.metadata.exif), "EXIF is kept");
  require(same(blocks.icc, options.metadata.icc), "the profile is kept");
  require(same(blocks.xmp, options.metadata.xmp), "XMP is kept");
  const auto again = untouched_image(src.width, src.height, src.pixel_bytes);
  DecodeOptions whole;
  whole.width = src.width;
  whole.height = src.height;
  uint32_t rows = 0;
  require(codec.decode(bytes, limits, whole, again->view(), &rows).ok(), "what was written is read");
  if (!keeps_all(codec, options)) return;
  for (uint32_t y = 0; y < src.height; ++y)
    require(std::memcmp(src.row(y), again->view().row(y), src.row_bytes()) == 0, "no pixel is lost");
}

}  // namespace
}  // namespace pixlane

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace pixlane;
  Choices choices({data, size});
  const Codec& codec = *kCodecs[choices.up_to(kCodecCount - 1)];
  EncodeOptions options;
  options.jpeg = any_jpeg(&choices);
  options.png = any_png(&choices);
  options.webp = any_webp(&choices);
  const uint32_t width = 1 + choices.up_to(kMostSide - 1);
  const uint32_t height = 1 + choices.up_to(kMostSide - 1);
  const bool deep = &codec == &kPng && choices.flag();
  const bool opaque = choices.flag();
  if (choices.flag()) options.metadata.density = 1 + choices.up_to(65534);
  // A packet of XMP may be anything; EXIF and profiles are looked into.
  const Bytes pixels = choices.left();
  if (choices.flag()) options.metadata.xmp = {pixels.data, std::min<size_t>(pixels.size, 3000)};
  const Image image(width, height, deep ? kPixelBytes16 : kPixelBytes8);
  require(image.data() != nullptr, "memory for a small image");
  fill(image.view(), pixels);
  if (opaque) make_opaque(image.view());
  Output file;
  const Status status = codec.encode(image.view(), options, &file);
  if (status.ok())
    require_round_trip(codec, image.view(), options, file);
  else
    require(status.reason[0] != 0 && status.code != Code::kInternal, "an encoder refuses with a reason");
  return 0;
}
