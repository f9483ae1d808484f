// Profiles, natively, for tests/codecs/icc.test.mjs. A line of standard input is one of
//   compare PATH         how far to_srgb is from Little CMS in floats, for 8 and 16 bits: the worst and the mean, of 255
//   cmyk PATH C M Y K    the sRGB of an ink, by tables and without them
//   damage PATH COUNT    COUNT damaged copies through everything; the answer says how many converted
// and its answer one line; where a profile is refused, the reason.

#include <lcms2.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <iostream>
#include <iterator>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "codecs/icc.h"

namespace pixlane {
namespace {

using File = std::vector<uint8_t>;

File read_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

Pool& pool() {
  static Pool threads(2);
  return threads;
}

constexpr int kSteps = 18;
constexpr uint32_t kWidth = kSteps * kSteps, kHeight = kSteps;

// A channel of colour i, 0 to 255.
int channel(uint32_t i, int c) { return static_cast<int>((c == 0 ? i / kSteps / kSteps : c == 1 ? i / kSteps % kSteps : i % kSteps) * 15); }

// Colours all over the cube; greys for a profile of grey.
std::unique_ptr<Image> colours(uint32_t pixel_bytes, bool grey) {
  auto image = std::make_unique<Image>(kWidth, kHeight, pixel_bytes);
  for (uint32_t i = 0; i < kWidth * kHeight; ++i) {
    for (int c = 0; c < 4; ++c) {
      const int value = c == 3 ? 200 : grey ? channel(i, 0) : channel(i, c);
      if (pixel_bytes == kPixelBytes8) {
        image->view().row(i / kWidth)[i % kWidth * 4 + static_cast<uint32_t>(c)] = static_cast<uint8_t>(value);
      } else {
        image->view().row16(i / kWidth)[i % kWidth * 4 + static_cast<uint32_t>(c)] = static_cast<uint16_t>(value * 257);
      }
    }
  }
  return image;
}

// Little CMS in floats, without any table of its own.
std::vector<float> expected(const File& file) {
  const cmsHPROFILE profile = cmsOpenProfileFromMem(file.data(), static_cast<cmsUInt32Number>(file.size()));
  const bool grey = cmsGetColorSpace(profile) == cmsSigGrayData;
  const cmsHPROFILE srgb = cmsCreate_sRGBProfile();
  if (cmsGetEncodedICCversion(profile) < 0x4000000) cmsSetProfileVersion(srgb, 2.1);
  const cmsHTRANSFORM transform = cmsCreateTransform(profile, grey ? TYPE_GRAY_FLT : TYPE_RGB_FLT, srgb, TYPE_RGB_FLT, INTENT_PERCEPTUAL,
                                                     cmsFLAGS_NOOPTIMIZE | cmsFLAGS_NOCACHE);
  std::vector<float> in, out(size_t{3} * kWidth * kHeight);
  for (uint32_t i = 0; i < kWidth * kHeight; ++i) {
    for (int c = 0; c < (grey ? 1 : 3); ++c) in.push_back(static_cast<float>(channel(i, c)) / 255);
  }
  if (transform != nullptr) cmsDoTransform(transform, in.data(), out.data(), kWidth * kHeight);
  cmsDeleteTransform(transform);
  cmsCloseProfile(srgb);
  cmsCloseProfile(profile);
  return out;
}

void compare(const File& file) {
  const Bytes bytes{file.data(), file.size()};
  std::string answer = is_srgb(bytes) ? "srgb" : "other";
  for (const uint32_t pixel_bytes : {kPixelBytes8, kPixelBytes16}) {
    const auto image = colours(pixel_bytes, std::memcmp(file.data() + 16, "GRAY", 4) == 0);
    const Status status = to_srgb(bytes, image->view(), pool());
    if (!status.ok()) {
      std::printf("%s\n", status.reason);
      return;
    }
    const std::vector<float> wanted = expected(file);
    double worst = 0, sum = 0;
    for (uint32_t i = 0; i < kWidth * kHeight; ++i) {
      for (uint32_t c = 0; c < 3; ++c) {
        const uint32_t x = i % kWidth * 4 + c, y = i / kWidth;
        const double got = pixel_bytes == kPixelBytes8 ? image->view().row(y)[x] : image->view().row16(y)[x] / 257.0;
        const double error = std::fabs(got - 255 * std::clamp(wanted[size_t{3} * i + c], 0.0f, 1.0f));
        worst = std::max(worst, error);
        sum += error;
      }
    }
    char numbers[64];
    std::snprintf(numbers, sizeof numbers, " %.4f %.4f", worst, sum / (3 * kWidth * kHeight));
    answer += numbers;
  }
  std::printf("%s\n", answer.c_str());
}

void ink(const File& file, const uint8_t (&cmyk)[4]) {
  std::string answer;
  for (const size_t pixels : {size_t{1}, size_t{1} << 20}) {
    for (const bool inverted : {false, true}) {
      CmykToSrgb conversion;
      const Status status = conversion.open({file.data(), file.size()}, inverted, pixels);
      if (!status.ok()) {
        std::printf("%s\n", status.reason);
        return;
      }
      uint8_t pixel[4];
      for (int c = 0; c < 4; ++c) pixel[c] = inverted ? static_cast<uint8_t>(255 - cmyk[c]) : cmyk[c];
      conversion.row(pixel, pixel, 1);
      for (const uint8_t value : pixel) answer += std::to_string(value) + " ";
    }
  }
  std::printf("%s\n", answer.c_str());
}

void damage(const File& file, int count) {
  uint32_t random = 2463534242;
  const auto next = [&random]() {
    random ^= random << 13;
    random ^= random >> 17;
    return random ^= random << 5;
  };
  int converted = 0;
  for (int i = 0; i < count; ++i) {
    // Exactly as long as it is, so that the address sanitizer sees every read past the end.
    const size_t size = i % 4 == 0 ? next() % file.size() : file.size();
    const std::unique_ptr<uint8_t[]> exact(new uint8_t[size]);
    std::copy_n(file.data(), size, exact.get());
    // The directory and the heads of tags more often than what they hold.
    for (uint32_t flips = 1 + next() % 4; flips > 0 && size > 0; --flips) {
      const size_t within = next() % 2 == 0 ? std::min<size_t>(size, 600) : size;
      exact[next() % within] = static_cast<uint8_t>(next() % 3 == 0 ? 255 : next());
    }
    const Bytes bytes{exact.get(), size};
    static_cast<void>(is_srgb(bytes));
    for (const uint32_t pixel_bytes : {kPixelBytes8, kPixelBytes16}) {
      const Image image(9, 3, pixel_bytes);
      std::memset(image.data(), 77, image.view().stride * 3);
      if (to_srgb(bytes, image.view(), pool()).ok()) ++converted;
      for (const bool convert : {false, true}) {
        Output icc;
        if (!icc.append(exact.get(), size)) continue;
        Header header;
        if (i % 2 == 0) header.colour = "grey";
        settle_profile(header, convert, image.view(), pool(), &icc);
      }
    }
    CmykToSrgb conversion;
    uint8_t row[4 * 5] = {};
    if (conversion.open(bytes, i % 2 == 0, 5).ok()) {
      conversion.row(row, row, 5);
      ++converted;
    }
  }
  std::printf("%d\n", converted);
}

void answer(const std::string& line) {
  std::istringstream words(line);
  std::string command, path;
  words >> command >> path;
  const File file = read_file(path);
  if (command == "compare") compare(file);
  if (command == "cmyk") {
    int values[4] = {};
    uint8_t cmyk[4];
    for (int& value : values) words >> value;
    std::copy_n(values, 4, cmyk);
    ink(file, cmyk);
  }
  if (command == "damage") {
    int count = 0;
    words >> count;
    damage(file, count);
  }
  std::fflush(stdout);
}

}  // namespace
}  // namespace pixlane

int main() {
  for (std::string line; std::getline(std::cin, line);) pixlane::answer(line);
}
