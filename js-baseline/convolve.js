import { convolveLarge } from './convolve-large.js';
import { convolve3, convolve3Wide, convolve5, convolve5Wide } from './convolve-rows.js';
import { roundHalfUp, toFixedPoint } from './fixed-point.js';
import { words } from './pixels.js';
import { scratchInt32 } from './scratch.js';

/**
 * out = clamp8((sum of weight * c + offset) >> shift)
 *
 * @typedef {object} FixedConvolution
 * @property {Int32Array} weights row by row
 * @property {number} offset the rounding half included
 * @property {number} shift
 * @property {boolean} narrow whether all sums, less `lowest`, fit 16 bits
 * @property {number} lowest a multiple of 2^shift that no sum is below
 */

/** @typedef {import('./pixels.js').Pixels} Pixels */

const RING_SLOT = 0;

/**
 * Convolution by 3 x 3 to 15 x 15 weights of the colour channels in correlation order; alpha is kept, edges
 * replicated.
 *
 * @param {Pixels} src
 * @param {Pixels} dst of the same size
 * @param {{ kernel: readonly number[], scale: number, offset: number }} params 9, 25, 49 ... 225 weights, row by row; the sum is divided
 *   by scale, where 0 stands for the sum of the weights, or 1 where that is 0; offset is added to the result
 */
export function convolve(src, dst, { kernel, scale, offset }) {
  const fixed = toFixedConvolution(kernel, scale, offset);
  if (kernel.length > 25) {
    convolveLarge(src, dst, fixed);
    return;
  }
  const size = kernel.length === 25 ? 5 : 3;
  const margin = size >> 1;
  const { width, height } = src;
  const from = words(src);
  const to = words(dst);
  // A ring of source rows with replicated ends: copying them is cheap, and no pixel needs a special case.
  const length = width + 2 * margin;
  const ring = scratchInt32(RING_SLOT, size * length);
  const rows = new Int32Array(size);
  const row = size === 5 ? (fixed.narrow ? convolve5 : convolve5Wide) : fixed.narrow ? convolve3 : convolve3Wide;
  let loaded = 0;
  for (let y = 0; y < height; y++) {
    for (; loaded <= Math.min(y + margin, height - 1); loaded++) {
      const at = (loaded % size) * length;
      ring.set(from.subarray(loaded * width, (loaded + 1) * width), at + margin);
      ring.fill(ring[at + margin], at, at + margin);
      ring.fill(ring[at + margin + width - 1], at + margin + width, at + length);
    }
    for (let i = 0; i < size; i++) rows[i] = (Math.max(0, Math.min(y + i - margin, height - 1)) % size) * length;
    row(fixed, ring, rows, to, y * width, width);
  }
}

/**
 * @param {readonly number[]} kernel
 * @param {number} scale
 * @param {number} offset
 * @returns {FixedConvolution}
 */
function toFixedConvolution(kernel, scale, offset) {
  const divisor = scale || kernel.reduce((sum, weight) => sum + weight, 0) || 1;
  const fixed = toFixedPoint(kernel, divisor, kernel.length > 25 ? 19 : 14);
  const { weights } = fixed;
  let { shift } = fixed;
  let o = roundHalfUp(offset * (1 << shift)) + ((1 << shift) >> 1);

  // Weights that share a power of two lose it: (2^k n + o) >> (s + k) = (n + (o >> k)) >> s.
  while (shift > 0 && weights.every((weight) => (weight & 1) === 0)) {
    for (let i = 0; i < weights.length; i++) weights[i] >>= 1;
    o >>= 1;
    shift--;
  }

  let lowest = o;
  let highest = o;
  for (const weight of weights) {
    if (weight < 0) lowest += weight * 255;
    else highest += weight * 255;
  }
  lowest = (lowest >> shift) << shift;
  return { weights, offset: o, shift, lowest, narrow: highest - lowest <= 0xffff };
}
