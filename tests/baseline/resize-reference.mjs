// resize in double precision, from the definitions of its filters and of sRGB.
import { numbers, premultiplied, separable, straight } from './reference.mjs';

/**
 * @typedef {import('../../js-baseline/pixels.js').Pixels} Pixels
 * @typedef {import('./reference.mjs').Numbers} Numbers
 * @typedef {import('../../js-baseline/resize-filters.js').FilterName} FilterName
 */

/** @param {number} x */
function sinc(x) {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
}

/** @param {number} n @returns {(x: number) => number} */
const lanczos = (n) => (x) => sinc(x) * sinc(x / n);

/** The family of Mitchell and Netravali: "Reconstruction Filters in Computer Graphics", 1988. @param {number} b @param {number} c */
const cubic = (b, c) => (/** @type {number} */ distance) => {
  const x = Math.abs(distance);
  if (x < 1) return ((12 - 9 * b - 6 * c) * x ** 3 + (-18 + 12 * b + 6 * c) * x ** 2 + (6 - 2 * b)) / 6;
  return ((-b - 6 * c) * x ** 3 + (6 * b + 30 * c) * x ** 2 + (-12 * b - 48 * c) * x + (8 * b + 24 * c)) / 6;
};

/** The quadratic B-spline: a box, convolved with itself twice. @param {number} distance */
function magic(distance) {
  const x = Math.abs(distance);
  if (x <= 0.5) return 0.75 - x * x;
  return x <= 1.5 ? (x - 1.5) ** 2 / 2 : 0;
}

/** The magic kernel after a sharpening by these taps, whose sum is `sum`. @param {number[]} taps @param {number} sum */
const sharpened = (taps, sum) => (/** @type {number} */ x) =>
  taps.reduce((total, tap, i) => total + (tap / sum) * magic(x - i + (taps.length - 1) / 2), 0);

/** @type {Readonly<Record<FilterName, { support: number, at: (x: number) => number }>>} */
export const FILTERS = {
  box: { support: 0.5, at: () => 1 },
  bilinear: { support: 1, at: (x) => 1 - Math.abs(x) },
  hamming: { support: 1, at: (x) => sinc(x) * (0.54 + 0.46 * Math.cos(Math.PI * x)) },
  catrom: { support: 2, at: cubic(0, 0.5) },
  mitchell: { support: 2, at: cubic(1 / 3, 1 / 3) },
  lanczos2: { support: 2, at: lanczos(2) },
  lanczos3: { support: 3, at: lanczos(3) },
  mks2013: { support: 2.5, at: sharpened([-1, 6, -1], 4) },
  mks2021: { support: 4.5, at: sharpened([-1, 6, -35, 204, -35, 6, -1], 144) },
};

export const FILTER_NAMES = /** @type {FilterName[]} */ (Object.keys(FILTERS));

/**
 * The filter, stretched where the image shrinks, at the distance of each input's centre from the output's; inputs outside the image
 * or the filter's support have no part. An axis that keeps its length is kept.
 * @param {number} inputs
 * @param {number} outputs
 * @param {FilterName} filter
 * @returns {(i: number) => { first: number, weights: number[] }}
 */
function axis(inputs, outputs, filter) {
  if (inputs === outputs) return (i) => ({ first: i, weights: [1] });
  const { support, at } = FILTERS[filter];
  const stretch = Math.max(1, inputs / outputs);
  return (i) => {
    const centre = ((i + 0.5) * inputs) / outputs;
    const weights = Array.from({ length: inputs }, (_, j) => {
      const distance = (j + 0.5 - centre) / stretch;
      // Of two samples at the very end of a box, one counts: the later, as in Pillow.
      if (filter === 'box') return distance > -support && distance <= support ? 1 : 0;
      return Math.abs(distance) < support ? at(distance) : 0;
    });
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    const first = weights.findIndex((weight) => weight !== 0);
    const last = weights.findLastIndex((weight) => weight !== 0);
    return { first, weights: weights.slice(first, last + 1).map((weight) => weight / total) };
  };
}

/**
 * @param {Pixels} image
 * @param {number} width of the result
 * @param {number} height
 * @param {FilterName} filter
 * @returns {Numbers}
 */
export function resized(image, width, height, filter) {
  return straight(blended(premultiplied(image), width, height, filter));
}

/**
 * The same in linear light.
 * @param {Pixels} image
 * @param {number} width of the result
 * @param {number} height
 * @param {FilterName} filter
 * @returns {Numbers}
 */
export function resizedLinear(image, width, height, filter) {
  const linear = numbers(image.width, image.height);
  for (let i = 0; i < image.data.length; i++) {
    const alpha = image.data[i - (i % 4) + 3];
    linear.data[i] = i % 4 === 3 ? alpha : decoded(image.data[i] / 255) * alpha;
  }
  const out = straight(blended(linear, width, height, filter));
  return { ...out, data: out.data.map((value, i) => (i % 4 === 3 ? value : encoded(value / 255) * 255)) };
}

/** @param {Numbers} image @param {number} width @param {number} height @param {FilterName} filter */
function blended(image, width, height, filter) {
  return separable(image, axis(image.width, width, filter), axis(image.height, height, filter), width, height);
}

/** IEC 61966-2-1. @param {number} value 0..1 */
export function decoded(value) {
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}

/** @param {number} value 0..1 */
export function encoded(value) {
  return value <= 0.0031308 ? value * 12.92 : 1.055 * value ** (1 / 2.4) - 0.055;
}
