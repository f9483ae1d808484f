// RGBA to the pixels of a PNG file.
#pragma once

#include <cstddef>
#include <cstdint>

#include "codecs/codec.h"

namespace pixlane {

// The colours of an image of few: each in its RGBA bytes, and where it stands in the palette.
class PngPalette {
 public:
  static constexpr int kMost = 256;
  // All colours of the image, those that are not opaque first; false where there are more than `most`.
  bool collect(View src, int most);
  int size() const { return count_; }
  int translucent() const { return translucent_; }  // how many are not opaque
  uint32_t colour(int i) const { return colours_[i]; }
  uint8_t index_of(uint32_t pixel) const { return indices_[place_of(pixel)]; }

 private:
  static constexpr int kBits = 10;
  size_t place_of(uint32_t pixel) const;

  int count_ = 0, translucent_ = 0;
  uint32_t colours_[kMost];
  uint32_t keys_[1 << kBits];
  uint8_t indices_[1 << kBits];
  bool used_[1 << kBits];
};

// What all pixels have in common.
struct PngFacts {
  bool opaque = true, grey = true;
  int grey_depth = 1;  // bits that hold all greys of an image of 8
};
PngFacts png_facts(View src);

// How pixels are written.
struct PngForm {
  int colour_type = 6;  // as in IHDR
  int depth = 8;
  int channels() const { return colour_type == 2 ? 3 : colour_type == 4 ? 2 : colour_type == 6 ? 4 : 1; }
  size_t row_bytes(uint32_t width) const { return (size_t{width} * static_cast<size_t>(channels() * depth) + 7) / 8; }
  int pixel_bytes() const { return channels() * depth < 8 ? 1 : channels() * depth / 8; }
};

// A row of an image in the file's form; `palette` for colour type 3. Colours become grey by their luma. May write 16 bytes past the end.
void png_pack_row(View src, uint32_t y, const PngForm& form, const PngPalette* palette, uint8_t* row);

}  // namespace pixlane
