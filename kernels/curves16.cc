#include "kernels/curves16.h"

#include "kernels/exact_math.h"

namespace pixlane {
namespace {

double decode_srgb(double x) { return x <= 0.04045 ? x / 12.92 : exact_power((x + 0.055) / 1.055, 2.4); }
double decode_adobe(double x) { return exact_power(x, 563.0 / 256); }

// The roots of t^4 as powers of t.
double encode_srgb(double t) {
  const double x = t * t * t * t;
  return (x <= 0.0031308 ? x * 12.92 : 1.055 * exact_power(t, 4 / 2.4) - 0.055) * 65535;
}
double lab_f(double t) {
  const double x = t * t * t * t;
  return x <= 216.0 / 24389 ? x * 841 / 108 + 4.0 / 29 : exact_power(t, 4.0 / 3);
}
double cube_root(double t) { return exact_power(t, 4.0 / 3); }

// The curve at i / last for each entry i, every segment `fractions` wide.
Curve16 curve_of(double (*curve)(double), double last, float fractions) {
  Curve16 made;
  for (int i = 0; i <= kCurveSegments; ++i) made.of[i].value = static_cast<float>(curve(i / last));
  for (int i = 0; i < kCurveSegments; ++i) made.of[i].step = (made.of[i + 1].value - made.of[i].value) / fractions;
  made.of[kCurveSegments].step = 0;
  return made;
}

// 16 values a segment.
Curve16 decoding(double (*curve)(double)) { return curve_of(curve, 65535.0 / 16, 16); }
Curve16 over_root(double (*curve)(double)) { return curve_of(curve, kCurveSegments, 1); }

}  // namespace

const Curve16& decoded_srgb16() {
  static const Curve16 curve = decoding(decode_srgb);
  return curve;
}

const Curve16& decoded_adobe16() {
  static const Curve16 curve = decoding(decode_adobe);
  return curve;
}

const Curve16& encoded_srgb16() {
  static const Curve16 curve = over_root(encode_srgb);
  return curve;
}

const Curve16& lab_f16() {
  static const Curve16 curve = over_root(lab_f);
  return curve;
}

const Curve16& cube_root16() {
  static const Curve16 curve = over_root(cube_root);
  return curve;
}

}  // namespace pixlane
