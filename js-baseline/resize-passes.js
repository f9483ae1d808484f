// The two passes of resize. Between them a pixel is four elements: P6 red, green, blue, alpha (premultiply.js) with the filter's
// overshoot; the alpha of opaque rows is not computed but known.

import { OPAQUE_P6, unpremultiply } from './premultiply.js';

/** @typedef {import('./resize-coefficients.js').Coefficients} Coefficients */

/**
 * A row of opaque pixels, horizontally: (sum of weight * (byte << 6) + 8192) >> 14, the shift taken out of the sum.
 *
 * Tried: bytes in place of words (5% slower), two rows at once (as fast or slower), two channels in one double (10% faster in V8, not
 * worth its obscurity).
 *
 * @param {Int32Array} pixels
 * @param {number} from index of the row's first pixel
 * @param {Coefficients} columns
 * @param {Int32Array} out
 * @param {number} to
 * @param {number} width of the result
 */
export function resampleOpaqueRow(pixels, from, { first, count, weights, stride }, out, to, width) {
  for (let x = 0; x < width; x++) {
    let r = 128;
    let g = 128;
    let b = 128;
    const taps = count[x];
    const at = from + first[x];
    const w = x * stride;
    for (let j = 0; j < taps; j++) {
      const pixel = pixels[at + j];
      const weight = weights[w + j];
      r += Math.imul(weight, pixel & 255);
      g += Math.imul(weight, (pixel >>> 8) & 255);
      b += Math.imul(weight, (pixel >>> 16) & 255);
    }
    out[to + 4 * x] = r >> 8;
    out[to + 4 * x + 1] = g >> 8;
    out[to + 4 * x + 2] = b >> 8;
    out[to + 4 * x + 3] = OPAQUE_P6;
  }
}

/**
 * A row of P6 pairs, horizontally.
 *
 * @param {Int32Array} pairs
 * @param {Coefficients} columns
 * @param {Int32Array} out
 * @param {number} to
 * @param {number} width of the result
 */
export function resampleRow(pairs, { first, count, weights, stride }, out, to, width) {
  for (let x = 0; x < width; x++) {
    let r = 8192;
    let g = 8192;
    let b = 8192;
    let a = 8192;
    const taps = count[x];
    const at = 2 * first[x];
    const w = x * stride;
    for (let j = 0; j < taps; j++) {
      const rb = pairs[at + 2 * j];
      const ga = pairs[at + 2 * j + 1];
      const weight = weights[w + j];
      r += Math.imul(weight, rb & 0xffff);
      g += Math.imul(weight, ga & 0xffff);
      b += Math.imul(weight, rb >>> 16);
      a += Math.imul(weight, ga >>> 16);
    }
    out[to + 4 * x] = r >> 14;
    out[to + 4 * x + 1] = g >> 14;
    out[to + 4 * x + 2] = b >> 14;
    out[to + 4 * x + 3] = a >> 14;
  }
}

/**
 * Adds rows, each times its weight, four at a time (one at a time takes twice as long), to sums that begin at the rounding half.
 *
 * @param {Int32Array} ring
 * @param {Int32Array} at where each row begins
 * @param {Int32Array} weights
 * @param {number} w index of the first row's weight
 * @param {number} rows
 * @param {Int32Array} sums
 * @param {number} count of elements
 */
export function addRows(ring, at, weights, w, rows, sums, count) {
  sums.fill(8192, 0, count);
  let j = 0;
  for (; j + 4 <= rows; j += 4) {
    const w0 = weights[w + j];
    const w1 = weights[w + j + 1];
    const w2 = weights[w + j + 2];
    const w3 = weights[w + j + 3];
    const o0 = at[j];
    const o1 = at[j + 1];
    const o2 = at[j + 2];
    const o3 = at[j + 3];
    for (let i = 0; i < count; i++) {
      sums[i] +=
        Math.imul(w0, ring[o0 + i]) +
        Math.imul(w1, ring[o1 + i]) +
        Math.imul(w2, ring[o2 + i]) +
        Math.imul(w3, ring[o3 + i]);
    }
  }
  for (; j < rows; j++) {
    const weight = weights[w + j];
    const o = at[j];
    for (let i = 0; i < count; i++) sums[i] += Math.imul(weight, ring[o + i]);
  }
}

/**
 * Sums to opaque pixels: (v + 32) >> 6 with v = sum >> 14 is (sum + 2^19) >> 20.
 *
 * @param {Int32Array} sums four a pixel
 * @param {Int32Array} pixels
 * @param {number} to
 * @param {number} width
 */
export function finishOpaqueRow(sums, pixels, to, width) {
  for (let x = 0; x < width; x++) {
    const r = (sums[4 * x] + 524288) >> 20;
    const g = (sums[4 * x + 1] + 524288) >> 20;
    const b = (sums[4 * x + 2] + 524288) >> 20;
    pixels[to + x] = clamp(r, 255) | (clamp(g, 255) << 8) | (clamp(b, 255) << 16) | 0xff000000;
  }
}

/**
 * Sums to pixels.
 *
 * @param {Int32Array} sums four a pixel
 * @param {Int32Array} pixels
 * @param {number} to
 * @param {number} width
 */
export function finishRow(sums, pixels, to, width) {
  for (let x = 0; x < width; x++) {
    const alpha = clamp(sums[4 * x + 3] >> 14, OPAQUE_P6);
    const r = Math.max(0, sums[4 * x] >> 14);
    const g = Math.max(0, sums[4 * x + 1] >> 14);
    const b = Math.max(0, sums[4 * x + 2] >> 14);
    pixels[to + x] = unpremultiply(r, g, b, alpha);
  }
}

/**
 * @param {number} x
 * @param {number} most
 */
function clamp(x, most) {
  return x < 0 ? 0 : x > most ? most : x;
}
