// The one EXIF tag that changes how pixels are laid out. TIFF 6.0, section 2; tag 0x0112, type SHORT, count 1.

#include "codecs/codec.h"

namespace pixlane {
namespace {

// Reads of a TIFF block in its own byte order; out of bounds reads give 0, which no caller takes for an orientation.
struct Tiff {
  Bytes bytes;
  bool big_endian;

  uint32_t u16(size_t at) const {
    if (at + 2 > bytes.size) return 0;
    const uint8_t* p = bytes.data + at;
    return big_endian ? static_cast<uint32_t>(p[0] << 8 | p[1]) : static_cast<uint32_t>(p[1] << 8 | p[0]);
  }
  uint32_t u32(size_t at) const { return big_endian ? u16(at) << 16 | u16(at + 2) : u16(at + 2) << 16 | u16(at); }
};

}  // namespace

int exif_orientation(Bytes bytes) {
  if (bytes.size < 8 || bytes.data[0] != bytes.data[1]) return 1;
  const Tiff tiff{bytes, bytes.data[0] == 'M'};
  if ((bytes.data[0] != 'M' && bytes.data[0] != 'I') || tiff.u16(2) != 42) return 1;
  const size_t directory = tiff.u32(4);
  if (directory >= bytes.size) return 1;
  const uint32_t entries = tiff.u16(directory);
  for (uint32_t i = 0; i < entries; ++i) {
    const size_t entry = directory + 2 + size_t{i} * 12;
    if (entry + 12 > bytes.size) break;
    if (tiff.u16(entry) != 0x0112) continue;
    constexpr uint32_t kShort = 3;
    const uint32_t value = tiff.u16(entry + 8);
    return tiff.u16(entry + 2) == kShort && value >= 1 && value <= 8 ? static_cast<int>(value) : 1;
  }
  return 1;
}

}  // namespace pixlane
