// Any bytes through one codec, which the build names: PIXLANE_CODEC.

#include "tests/fuzz/fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace pixlane;
  const Codec& codec = PIXLANE_CODEC;
  const Limits limits = small_limits();
  const Bytes bytes{data, size};
  if (!codec.sniff(bytes)) return 0;
  Header header;
  Status status = codec.read_header(bytes, limits, &header, nullptr);
  if (!status.ok()) {
    require(status.reason[0] != 0, "an error has a reason");
    return 0;
  }
  require(header.orientation >= 1 && header.orientation <= 8, "an orientation is one of eight");
  if (!check_limits(header, limits).ok()) return 0;
  DecodeOptions whole;
  whole.width = header.width;
  whole.height = header.height;
  const auto image = untouched_image(header.width, header.height, header.bits > 8 ? kPixelBytes16 : kPixelBytes8);
  uint32_t rows = 0;
  status = codec.decode(bytes, limits, whole, image->view(), &rows);
  if (status.ok()) rows = header.height;
  require(rows <= header.height, "no more rows than there are");
  require_untouched(image->view());
  if (!status.ok()) require(status.reason[0] != 0, "an error has a reason");
  return 0;
}
