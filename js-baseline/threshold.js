import { words } from './pixels.js';
import { tallyLuma } from './tally.js';

/** @typedef {import('./pixels.js').Pixels} Pixels */

/**
 * 255 where x >= value, else 0; x is the luma or, without grayscale, each colour. Alpha is kept.
 *
 * @param {Pixels} src
 * @param {Pixels} dst of the same size
 * @param {{ value: number, grayscale: boolean, method: string }} params method otsu finds the value itself
 */
export function threshold(src, dst, { value, grayscale, method }) {
  const limit = method === 'otsu' ? otsu(tallyLuma(src)) : value;
  if (grayscale) thresholdLuma(src, dst, limit);
  else thresholdColours(src, dst, limit);
}

/**
 * @param {Pixels} src
 * @param {Pixels} dst
 * @param {number} value
 */
function thresholdLuma(src, dst, value) {
  // (sum + 2^14) >> 15 >= value, without the shift; the difference's sign makes the mask.
  const below = value * 32768 - 16384 - 1;
  const from = words(src);
  const to = words(dst);
  const count = from.length;
  for (let i = 0; i < count; i++) {
    const p = from[i];
    const sum = (p & 255) * 6966 + ((p >>> 8) & 255) * 23436 + ((p >>> 16) & 255) * 2366;
    to[i] = (((below - sum) >> 31) & 0xffffff) | (p & 0xff000000);
  }
}

/**
 * @param {Pixels} src
 * @param {Pixels} dst
 * @param {number} value
 */
function thresholdColours(src, dst, value) {
  // x + 256 - value has bit 8 where x >= value; red and blue at once.
  const g = 256 - value;
  const rb = g * 0x10001;
  const from = words(src);
  const to = words(dst);
  const count = from.length;
  for (let i = 0; i < count; i++) {
    const p = from[i];
    const white = ((p & 0xff00ff) + rb) & 0x1000100;
    const green = (((p >>> 8) & 0xff) + g) & 0x100;
    to[i] = (white - (white >>> 8)) | ((green << 8) - green) | (p & 0xff000000);
  }
}

/**
 * The value at which the variance between what lies below and the rest is greatest; the first of equal ones, and 1 where all is one
 * value. The operations' order decides the last bits.
 *
 * @param {Int32Array} tally
 * @returns {number}
 */
function otsu(tally) {
  let count = 0;
  let total = 0;
  for (let i = 0; i < 256; i++) {
    count += tally[i];
    total += tally[i] * i;
  }
  let value = 1;
  let greatest = 0;
  let below = 0;
  let sumBelow = 0;
  for (let i = 1; i < 256; i++) {
    below += tally[i - 1];
    sumBelow += tally[i - 1] * (i - 1);
    const above = count - below;
    if (below === 0 || above === 0) continue;
    const apart = sumBelow / below - (total - sumBelow) / above;
    const variance = below * above * apart * apart;
    if (variance > greatest) {
      greatest = variance;
      value = i;
    }
  }
  return value;
}
