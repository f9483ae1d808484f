// Decodes files natively for tests/codecs. Each line of standard input names a file and, after a tab, what is asked of it:
//   path[<tab>name=value ...]
// with the names of `DecodeOptions` and of `Limits`, `depth` (8 or 16), and `forget` (bytes that are lost on purpose, so that a test of the
// counter can fail). The answer is a line
//   code rows width height depth reason
// then `rows` rows of RGBA without gaps, little-endian where depth is 16, and a line with the number of bytes that are still allocated.

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <iterator>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "codecs/codec.h"
#include "tests/codecs/allocations.h"

namespace pixlane {
namespace {

struct Order {
  std::string path;
  DecodeOptions options;
  Limits limits;
  uint32_t depth = 8;
  uint32_t forget = 0;
};

struct Name {
  const char* name;
  uint32_t* value;
};

void set(Order* order, const std::string& name, double value) {
  DecodeOptions& options = order->options;
  Limits& limits = order->limits;
  const Name names[] = {
      {"scale", &options.scale},
      {"left", &options.left},
      {"top", &options.top},
      {"width", &options.width},
      {"height", &options.height},
      {"frame", &options.frame},
      {"maxWidth", &limits.maxWidth},
      {"maxHeight", &limits.maxHeight},
      {"maxPixels", &limits.maxPixels},
      {"maxMemory", &limits.maxMemory},
      {"maxScans", &limits.maxScans},
      {"maxChunks", &limits.maxChunks},
      {"maxFrames", &limits.maxFrames},
      {"maxMetadata", &limits.maxMetadata},
      {"depth", &order->depth},
      {"forget", &order->forget},
  };
  for (const Name& one : names) {
    if (name == one.name) *one.value = static_cast<uint32_t>(value);
  }
  if (name == "maxTime") limits.maxTime = value;
}

Order parse(const std::string& line) {
  Order order;
  const size_t tab = std::min(line.find('\t'), line.size());
  order.path = line.substr(0, tab);
  std::istringstream words(line.substr(tab));
  for (std::string word; words >> word;) {
    const size_t sign = word.find('=');
    if (sign != std::string::npos) set(&order, word.substr(0, sign), std::strtod(word.c_str() + sign + 1, nullptr));
  }
  return order;
}

struct Result {
  Status status;
  uint32_t rows = 0;
  std::unique_ptr<Image> image;
};

// As bindings/upright.cc does it, without the orientation.
Status decode(Bytes bytes, const Order& order, Result* result) {
  const Codec* const codec = sniff(bytes);
  if (codec == nullptr) return {Code::kNotAnImage, "no codec knows it"};
  Header header;
  OwnBlocks blocks;
  Status status = codec->read_header(bytes, order.limits, &header, &blocks);
  if (!status.ok()) return status;
  DecodeOptions options = order.options;
  const uint32_t width = scaled(header.width, options.scale);
  const uint32_t height = scaled(header.height, options.scale);
  if (options.left > width || options.top > height) return {Code::kInvalidArgument, "the region begins outside of the image"};
  if (options.width == 0) options.width = width - options.left;
  if (options.height == 0) options.height = height - options.top;
  Header asked = header;
  asked.width = options.width;
  asked.height = options.height;
  status = check_limits(asked, order.limits);
  if (!status.ok()) return status;
  result->image = std::make_unique<Image>(asked.width, asked.height, order.depth == 16 ? kPixelBytes16 : kPixelBytes8);
  if (result->image->data() == nullptr) return {Code::kOutOfMemory, "no memory for the pixels"};
  status = codec->decode(bytes, order.limits, options, result->image->view(), &result->rows);
  if (status.ok()) result->rows = asked.height;
  return status;
}

void answer(const Order& order) {
  std::ifstream in(order.path, std::ios::binary);
  const std::vector<uint8_t> file{std::istreambuf_iterator<char>(in), {}};
  // A copy of exactly the right size, so that the address sanitizer sees every read past the end.
  const std::unique_ptr<uint8_t[]> exact(new uint8_t[file.size()]);
  std::copy(file.begin(), file.end(), exact.get());
  Result result;
  result.status = decode({exact.get(), file.size()}, order, &result);
  const View view = result.image ? result.image->view() : View{};
  std::printf("%d %u %u %u %u %s\n", static_cast<int>(result.status.code), result.rows, view.width, view.height, order.depth,
              result.status.reason);
  for (uint32_t y = 0; y < result.rows; ++y) std::fwrite(view.row(y), 1, view.row_bytes(), stdout);
}

char output_buffer[1 << 20];
void* forgotten = nullptr;

}  // namespace
}  // namespace pixlane

int main() {
  using namespace pixlane;
  // Else the first answer would allocate one.
  std::setvbuf(stdout, output_buffer, _IOFBF, sizeof(output_buffer));
  for (std::string line; std::getline(std::cin, line);) {
    const Order order = parse(line);
    const size_t before = allocated_bytes();
    answer(order);
    if (order.forget > 0) forgotten = std::malloc(order.forget);
    std::printf("%lld\n", static_cast<long long>(allocated_bytes()) - static_cast<long long>(before));
    std::free(forgotten);
    forgotten = nullptr;
    std::fflush(stdout);
  }
}
