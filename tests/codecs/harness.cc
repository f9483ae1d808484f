// Decodes files natively for tests/codecs. Each line of standard input names a file; the answer is a line
//   code width height reason
// and, where code is 0, width x height x 4 bytes of RGBA. Limits are the defaults.

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

#include "codecs/codec.h"

namespace pixlane {
namespace {

std::vector<uint8_t> read_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

Status decode_file(const std::vector<uint8_t>& file, Header* header, std::unique_ptr<Image>* image) {
  // A copy of exactly the right size, so that the address sanitizer sees every read past the end.
  const std::unique_ptr<uint8_t[]> exact(new uint8_t[file.size()]);
  std::copy(file.begin(), file.end(), exact.get());
  const Bytes bytes{exact.get(), file.size()};
  const Codec* const codec = sniff(bytes);
  if (codec == nullptr) return {Code::kNotAnImage, "no codec knows it"};
  Status status = codec->read_header(bytes, header);
  if (!status.ok()) return status;
  const Limits limits;
  status = check_limits(*header, limits);
  if (!status.ok()) return status;
  *image = std::make_unique<Image>(header->width, header->height);
  if ((*image)->data() == nullptr) return {Code::kOutOfMemory, "no memory for the pixels"};
  return codec->decode(bytes, limits, (*image)->view());
}

}  // namespace
}  // namespace pixlane

int main() {
  using namespace pixlane;
  for (std::string path; std::getline(std::cin, path);) {
    Header header;
    std::unique_ptr<Image> image;
    const Status status = decode_file(read_file(path), &header, &image);
    std::printf("%d %u %u %s\n", static_cast<int>(status.code), header.width, header.height, status.reason);
    for (uint32_t y = 0; status.ok() && y < header.height; ++y) std::fwrite(image->view().row(y), 1, image->view().row_bytes(), stdout);
    std::fflush(stdout);
  }
}
