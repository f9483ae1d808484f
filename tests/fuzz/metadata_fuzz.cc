// Headers and blocks of metadata of every format, and the EXIF reader on bytes that no file has checked.

#include "tests/fuzz/fuzz.h"

namespace {

void require_within(const pixlane::Output& block, const pixlane::Limits& limits) {
  pixlane::require(block.size() <= limits.maxMetadata, "a block is within the limit");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace pixlane;
  const Bytes bytes{data, size};
  const int orientation = exif_orientation(bytes);
  require(orientation >= 1 && orientation <= 8, "an orientation is one of eight");
  const Codec* const codec = sniff(bytes);
  if (codec == nullptr) return 0;
  Limits limits = small_limits();
  limits.maxMetadata = 64u << 10;
  Header bare;
  Header header;
  OwnBlocks blocks;
  const Status without = codec->read_header(bytes, limits, &bare, nullptr);
  const Status with = codec->read_header(bytes, limits, &header, &blocks);
  if (!with.ok()) {
    require(with.reason[0] != 0, "an error has a reason");
    return 0;
  }
  require(without.ok(), "a header is read without blocks where it is read with them");
  require(header.width == bare.width && header.height == bare.height && header.orientation == bare.orientation, "one header");
  require_within(blocks.exif, limits);
  require_within(blocks.icc, limits);
  require_within(blocks.xmp, limits);
  return 0;
}
