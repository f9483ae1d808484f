// Transfer curves and roots for 16 bits a channel, as lines between 4097 points: 32 KB each, where a table of all values would take eight
// times as much. Each is made when first asked for, in doubles of + - * / only and then rounded to floats: as in kernels/curves16.cc, bit
// for bit. Entry i has its value at 2 i and the step that a unit of its fraction adds at 2 i + 1.

import { power } from './exact-math.js';

const { fround } = Math;

const SEGMENTS = 4096;

/**
 * The curve at i / last for each entry i, every segment `fractions` wide; made at the first call.
 *
 * @param {(x: number) => number} curve
 * @param {number} last
 * @param {number} fractions
 * @returns {() => Float32Array}
 */
function curveOf(curve, last, fractions) {
  /** @type {Float32Array | undefined} */
  let made;
  return () => {
    if (made === undefined) {
      made = new Float32Array(2 * SEGMENTS + 2);
      for (let i = 0; i <= SEGMENTS; i++) made[2 * i] = curve(i / last);
      for (let i = 0; i < SEGMENTS; i++) made[2 * i + 1] = fround(made[2 * i + 2] - made[2 * i]) / fractions;
    }
    return made;
  };
}

/** 16 values a segment. @param {(x: number) => number} curve */
const decoding = (curve) => curveOf(curve, 65535 / 16, 16);
/** Over the fourth root. @param {(t: number) => number} curve */
const overRoot = (curve) => curveOf(curve, SEGMENTS, 1);

/** From values of 16 bits to linear light of 0..1, the curve of IEC 61966-2-1: for `decoded`. */
export const decodedSrgb16 = decoding((x) => (x <= 0.04045 ? x / 12.92 : power((x + 0.055) / 1.055, 2.4)));

/** x^(563/256), the curve of Adobe RGB: for `decoded`. */
export const decodedAdobe16 = decoding((x) => power(x, 563 / 256));

/** From linear light to 0..65535 by the curve of IEC 61966-2-1, not rounded: for `atRoot`. */
export const encodedSrgb16 = overRoot((t) => {
  const x = t * t * t * t;
  return (x <= 0.0031308 ? x * 12.92 : 1.055 * power(t, 4 / 2.4) - 0.055) * 65535;
});

/** f of CIE L*a*b*: for `atRoot`. */
export const labF16 = overRoot((t) => {
  const x = t * t * t * t;
  return x <= 216 / 24389 ? (x * 841) / 108 + 4 / 29 : power(t, 4 / 3);
});

/** For `atRoot`. */
export const cubeRoot16 = overRoot((t) => power(t, 4 / 3));

/**
 * @param {Float32Array} curve
 * @param {number} x a value of 16 bits
 * @returns {number} linear light
 */
export function decoded(curve, x) {
  const i = (x >> 4) << 1;
  return fround(curve[i] + fround(curve[i + 1] * (x & 15)));
}

/**
 * @param {Float32Array} curve
 * @param {number} x clamped to 0..1; its fourth root says the place on the curve
 * @returns {number}
 */
export function atRoot(curve, x) {
  const clamped = x > 0 ? (x < 1 ? x : 1) : 0;
  const place = fround(fround(Math.sqrt(fround(Math.sqrt(clamped)))) * SEGMENTS);
  const i = place | 0;
  return fround(curve[2 * i] + fround(curve[2 * i + 1] * fround(place - i)));
}
