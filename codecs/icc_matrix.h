// Profiles of three curves and a matrix, to sRGB: encode(clamp(M curve(x))), the curve and the matrix's products from tables. Little CMS
// does the same with less precision, or not so fast.
#pragma once

#include <memory>

#include "kernels/curves.h"
#include "kernels/curves16.h"
#include "kernels/image.h"
#include "kernels/parallel.h"

namespace pixlane {

// What a profile says: from a channel's value to linear light, and from there to sRGB's linear light.
struct MatrixProfile {
  virtual ~MatrixProfile() = default;
  // channel: 0..2; x and the result 0..1.
  virtual double curve(int channel, double x) const = 0;
  double matrix[3][3];
};

// The curves of a profile for 16 bits a channel.
struct ProfileCurves16 {
  Curve16 of[3];
};

class MatrixToSrgb {
 public:
  // False when memory is short, or when a product would not fit.
  bool open(const MatrixProfile& profile, bool is_16);
  // Alpha is kept. The two may be the same.
  void convert(View src, View dst, Pool& pool) const;

 private:
  std::unique_ptr<Contributions<int32_t>> bytes_;
  std::unique_ptr<ProfileCurves16> wide_;
  double matrix_[3][3];
};

}  // namespace pixlane
