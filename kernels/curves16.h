// Transfer curves and roots for 16 bits a channel, as lines between 4097 points: 32 KB each, where a table of all values would take eight
// times as much and push the pixels out of the caches. Each is made at its first call, in doubles of + - * / only and then rounded to
// floats: the same bits in every lane, and in js-baseline/curves16.js.
#pragma once

namespace pixlane {

inline constexpr int kCurveSegments = 4096;

// value + step * fraction, the product rounded. Value and step lie side by side, for they are loaded together.
struct Curve16 {
  struct Entry {
    float value, step;
  };
  Entry of[kCurveSegments + 1];
};

// From a value x of 16 bits to linear light of 0..1: entry x >> 4, fraction x & 15. sRGB's curve (IEC 61966-2-1), and Adobe RGB's,
// x^(563/256). Within 1e-7 of the curve.
const Curve16& decoded_srgb16();
const Curve16& decoded_adobe16();

// From x of 0..1 by its fourth root t, over which these curves bend little even near 0: the entry is the whole part of 4096 t, the fraction
// what is left of it.
//
// sRGB's curve from linear light to 0..65535, not rounded: within 0.05, also of the value that was decoded.
const Curve16& encoded_srgb16();
// f of CIE L*a*b*, within 2e-7.
const Curve16& lab_f16();
// Within 2e-7 for sums of decoded colours, which are 0 or above 1e-8.
const Curve16& cube_root16();

}  // namespace pixlane
