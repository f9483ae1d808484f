// The passes of resize in linear light, where they differ from those in sRGB's own values (resize-passes.js): a pixel is four elements
// of P7 (linear-light.js), between the passes with the filter's overshoot; the alpha of opaque rows is not computed but known.

import { LINEAR_ONE } from './linear-light.js';

/** @typedef {import('./resize-coefficients.js').Coefficients} Coefficients */

/**
 * Pixels begin .. end - 1 of a row to P7: (L a 257 + 32768) >> 16 of each colour's L, which is L where a is 255 and never above a << 7.
 *
 * @param {Int32Array} pixels
 * @param {number} from index of the row's first pixel
 * @param {number} begin
 * @param {number} end
 * @param {Int32Array} decode
 * @param {Int32Array} out four elements a pixel of the row
 * @param {boolean} opaque whether all alphas are 255, which are then left out
 */
export function decodeRow(pixels, from, begin, end, decode, out, opaque) {
  if (opaque) {
    for (let x = begin; x < end; x++) {
      const p = pixels[from + x];
      out[4 * x] = decode[p & 255];
      out[4 * x + 1] = decode[(p >>> 8) & 255];
      out[4 * x + 2] = decode[(p >>> 16) & 255];
    }
    return;
  }
  for (let x = begin; x < end; x++) {
    const p = pixels[from + x];
    const a = p >>> 24;
    const weight = a * 257;
    out[4 * x] = (decode[p & 255] * weight + 32768) >> 16;
    out[4 * x + 1] = (decode[(p >>> 8) & 255] * weight + 32768) >> 16;
    out[4 * x + 2] = (decode[(p >>> 16) & 255] * weight + 32768) >> 16;
    out[4 * x + 3] = a << 7;
  }
}

/**
 * @param {Int32Array} row
 * @param {Coefficients} columns
 * @param {Int32Array} out
 * @param {number} to
 * @param {number} width of the result
 * @param {boolean} opaque
 */
export function resampleLinearRow(row, { first, count, weights, stride }, out, to, width, opaque) {
  for (let x = 0; x < width; x++) {
    let r = 8192;
    let g = 8192;
    let b = 8192;
    const end = 4 * (first[x] + count[x]);
    let w = x * stride;
    for (let at = 4 * first[x]; at < end; at += 4) {
      const weight = weights[w++];
      r += Math.imul(weight, row[at]);
      g += Math.imul(weight, row[at + 1]);
      b += Math.imul(weight, row[at + 2]);
    }
    out[to + 4 * x] = r >> 14;
    out[to + 4 * x + 1] = g >> 14;
    out[to + 4 * x + 2] = b >> 14;
    out[to + 4 * x + 3] = opaque ? LINEAR_ONE : resampleAlpha(row, first[x], count[x], weights, x * stride);
  }
}

/** @param {Int32Array} row @param {number} first @param {number} count @param {Int32Array} weights @param {number} w */
function resampleAlpha(row, first, count, weights, w) {
  let a = 8192;
  for (let j = 0; j < count; j++) a += Math.imul(weights[w + j], row[4 * (first + j) + 3]);
  return a >> 14;
}

/**
 * Sums to opaque pixels.
 *
 * @param {Int32Array} sums four a pixel
 * @param {Uint8Array} encode
 * @param {Int32Array} pixels
 * @param {number} to
 * @param {number} width
 */
export function finishOpaqueLinearRow(sums, encode, pixels, to, width) {
  for (let x = 0; x < width; x++) {
    const r = encode[clamp(sums[4 * x] >> 14, LINEAR_ONE)];
    const g = encode[clamp(sums[4 * x + 1] >> 14, LINEAR_ONE)];
    const b = encode[clamp(sums[4 * x + 2] >> 14, LINEAR_ONE)];
    pixels[to + x] = r | (g << 8) | (b << 16) | 0xff000000;
  }
}

/**
 * Sums to pixels. Unpremultiplying is colour * (32640 / alpha) + 1/2, cut off, each operation rounded to a float, as SIMD computes it.
 *
 * @param {Int32Array} sums four a pixel
 * @param {Uint8Array} encode
 * @param {Int32Array} pixels
 * @param {number} to
 * @param {number} width
 */
export function finishLinearRow(sums, encode, pixels, to, width) {
  for (let x = 0; x < width; x++) {
    const alpha = clamp(sums[4 * x + 3] >> 14, LINEAR_ONE);
    const inverse = Math.fround(LINEAR_ONE / (alpha === 0 ? 1 : alpha));
    const r = encode[straight(clamp(sums[4 * x] >> 14, alpha), inverse)];
    const g = encode[straight(clamp(sums[4 * x + 1] >> 14, alpha), inverse)];
    const b = encode[straight(clamp(sums[4 * x + 2] >> 14, alpha), inverse)];
    pixels[to + x] = r | (g << 8) | (b << 16) | (((alpha + 64) >> 7) << 24);
  }
}

/** @param {number} colour @param {number} inverse */
function straight(colour, inverse) {
  return Math.fround(Math.fround(colour * inverse) + 0.5) | 0;
}

/** @param {number} x @param {number} most */
function clamp(x, most) {
  return x < 0 ? 0 : x > most ? most : x;
}
