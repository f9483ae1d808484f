// convolve by 7 x 7 weights and more.

import { joinClamped } from './convolve-rows.js';
import { addTaps, splitRow } from './convolve-taps.js';
import { words } from './pixels.js';
import { scratchInt32 } from './scratch.js';

/**
 * @typedef {import('./pixels.js').Pixels} Pixels
 * @typedef {import('./convolve.js').FixedConvolution} FixedConvolution
 */

const RING_SLOT = 0;
const SUMS_SLOT = 1;

/**
 * Where sums fit 16 bits, red and blue share a row of elements, and of sums; else each channel has its own.
 *
 * @param {Pixels} src
 * @param {Pixels} dst of the same size
 * @param {FixedConvolution} fixed
 */
export function convolveLarge(src, dst, fixed) {
  const { weights, offset, lowest, narrow } = fixed;
  const size = Math.sqrt(weights.length);
  const margin = size >> 1;
  const { width, height } = src;
  const from = words(src);
  const to = words(dst);
  const parts = narrow ? 2 : 3;
  const length = width + 2 * margin;
  const ring = scratchInt32(RING_SLOT, size * parts * length);
  const memory = scratchInt32(SUMS_SLOT, parts * width);
  const sums = Array.from({ length: parts }, (_, part) => memory.subarray(part * width, (part + 1) * width));
  const start = narrow ? Math.imul(offset - lowest, 0x10001) : offset;
  let loaded = 0;
  for (let y = 0; y < height; y++) {
    for (; loaded <= Math.min(y + margin, height - 1); loaded++) {
      const at = (loaded % size) * parts * length;
      splitRow(from, loaded * width, width, margin, 0, narrow ? 0xff00ff : 0xff, ring, at);
      splitRow(from, loaded * width, width, margin, 8, 0xff, ring, at + length);
      if (!narrow) splitRow(from, loaded * width, width, margin, 16, 0xff, ring, at + 2 * length);
    }
    memory.fill(start);
    for (let i = 0; i < size; i++) {
      const at = (Math.max(0, Math.min(y + i - margin, height - 1)) % size) * parts * length;
      for (let part = 0; part < parts; part++) {
        addTaps(ring, at + part * length, weights, i * size, size, sums[part], width);
      }
    }
    if (narrow) joinNarrow(fixed, sums[0], sums[1], from, to, y * width, width);
    else joinWide(fixed, sums[0], sums[1], sums[2], from, to, y * width, width);
  }
}

/**
 * @param {FixedConvolution} fixed
 * @param {Int32Array} rb
 * @param {Int32Array} g
 * @param {Int32Array} from for alpha
 * @param {Int32Array} to
 * @param {number} begin index of the row's first pixel
 * @param {number} width
 */
function joinNarrow({ shift, lowest }, rb, g, from, to, begin, width) {
  const base = lowest >> shift;
  for (let x = 0; x < width; x++) {
    const red = ((rb[x] & 0xffff) >>> shift) + base;
    const green = ((g[x] & 0xffff) >>> shift) + base;
    const blue = ((rb[x] >>> 16) >>> shift) + base;
    to[begin + x] = joinClamped(red, green, blue, from[begin + x] & 0xff000000);
  }
}

/**
 * @param {FixedConvolution} fixed
 * @param {Int32Array} r
 * @param {Int32Array} g
 * @param {Int32Array} b
 * @param {Int32Array} from
 * @param {Int32Array} to
 * @param {number} begin
 * @param {number} width
 */
function joinWide({ shift }, r, g, b, from, to, begin, width) {
  for (let x = 0; x < width; x++) {
    to[begin + x] = joinClamped(r[x] >> shift, g[x] >> shift, b[x] >> shift, from[begin + x] & 0xff000000);
  }
}
