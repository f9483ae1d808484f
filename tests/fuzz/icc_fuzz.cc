// ICC profiles: any bytes may be one.

#include "codecs/icc.h"
#include "tests/fuzz/fuzz.h"

namespace {

using namespace pixlane;

constexpr uint32_t kWidth = 37, kHeight = 3;

// All kinds of colours; alpha counts the pixels.
std::unique_ptr<Image> colours(uint32_t pixel_bytes) {
  auto image = untouched_image(kWidth, kHeight, pixel_bytes);
  for (uint32_t y = 0; y < kHeight; ++y) {
    uint8_t* const row = image->view().row(y);
    for (size_t i = 0; i < image->view().row_bytes(); ++i) row[i] = static_cast<uint8_t>(i * (i % 4 == 3 ? 1 : 37) + y * 91);
  }
  return image;
}

void require_same_alpha(View a, View b) {
  const size_t channel = a.pixel_bytes / kChannels;
  for (uint32_t y = 0; y < a.height; ++y) {
    for (size_t x = 3 * channel; x < a.row_bytes(); x += a.pixel_bytes) {
      require(std::memcmp(a.row(y) + x, b.row(y) + x, channel) == 0, "alpha is kept");
    }
  }
}

void convert(Bytes profile, uint32_t pixel_bytes, Pool* pool) {
  const auto before = colours(pixel_bytes);
  const auto image = colours(pixel_bytes);
  const Status status = to_srgb(profile, image->view(), *pool);
  require(status.ok() || status.reason[0] != 0, "an error has a reason");
  require_same_alpha(before->view(), image->view());
  if (status.ok()) return;
  for (uint32_t y = 0; y < kHeight; ++y) {
    require(std::memcmp(before->view().row(y), image->view().row(y), image->view().row_bytes()) == 0, "an error changes no pixel");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static Pool pool(1);
  const Bytes profile{data, size};
  (void)is_srgb(profile);
  convert(profile, kPixelBytes8, &pool);
  convert(profile, kPixelBytes16, &pool);
  const bool inverted = size % 2 == 1;
  CmykToSrgb cmyk;
  if (cmyk.open(profile, inverted, size % 3 == 0 ? 1u << 20 : 1).ok()) {
    const auto ink = colours(kPixelBytes8);
    for (uint32_t y = 0; y < kHeight; ++y) cmyk.row(ink->view().row(y), ink->view().row(y), kWidth);
  }
  // As it happens after decoding.
  const auto image = colours(kPixelBytes8);
  Output icc;
  if (size > 0) require(icc.append(data, size), "memory for a profile");
  settle_profile(Header{}, inverted, image->view(), pool, &icc);
  return 0;
}
