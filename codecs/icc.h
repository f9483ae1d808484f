// ICC profiles: what colours are in sRGB. Little CMS reads the profiles; those of curves and a matrix, which cameras and screens have, are
// then applied by code of our own (icc_matrix.h). Intent: perceptual, as sharp and libvips have it, and no compensation of the black point
// but for profiles of version 4, which demand it.
//
// Profiles are hostile bytes like files are: what cannot be read or used is an error, and changes no pixel.
#pragma once

#include <cstddef>
#include <cstdint>

#include "codecs/codec.h"
#include "kernels/image.h"
#include "kernels/parallel.h"

namespace pixlane {

// Whether the colours of a profile are sRGB's but for what a byte cannot tell (1 of 255). The last answer is remembered.
bool is_srgb(Bytes profile);

// Converts RGBA in place, of 8 or 16 bits; alpha is kept. The profile's colours are RGB or grey.
Status to_srgb(Bytes profile, View pixels, Pool& pool);

// Brings decoded pixels and their profile together. `icc` is what the file holds, and becomes what `pixels` have in the end; nothing for
// sRGB. What a PNG says in place of a profile (cICP, or gAMA and cHRM) becomes a profile; one of CMYK is the codec's matter; one of grey
// becomes one of RGB with the same curve, for that is what pixels are. With `convert` they are made sRGB. A profile that is of no use is
// left out, and the pixels stay as they are.
void settle_profile(const Header& header, bool convert, View pixels, Pool& pool, Output* icc);

// CMYK to sRGB by the profile of a file.
class CmykToSrgb {
 public:
  CmykToSrgb() = default;
  CmykToSrgb(const CmykToSrgb&) = delete;
  CmykToSrgb& operator=(const CmykToSrgb&) = delete;
  ~CmykToSrgb();

  // inverted: 255 stands for no ink, as in Adobe's files. pixels: how many there are, for tables are worth while for many only. Fails for
  // a profile that is not one of CMYK: then the usual conversion has to do. Once, and not in two threads at a time.
  Status open(Bytes profile, bool inverted, size_t pixels);
  // `count` pixels of four bytes to opaque RGBA; the two may be the same memory. Threads may share what is open.
  void row(const uint8_t* cmyk, uint8_t* rgba, size_t count) const;

 private:
  void* context_ = nullptr;
  void* transform_ = nullptr;
};

}  // namespace pixlane
