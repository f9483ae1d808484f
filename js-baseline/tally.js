// How often each byte occurs in an image. Fully transparent pixels do not count: nobody sees their colours.
import { words } from './pixels.js';
import { scratchInt32 } from './scratch.js';

/** @typedef {import('./pixels.js').Pixels} Pixels */

// Neighbouring pixels are often equal, and a count that is increased twice in a row waits for its own store: every second pixel has
// counts of its own.
const SLOT = 0;

/**
 * Of the 15-bit Rec. 709 luma.
 *
 * @param {Pixels} src
 * @returns {Int32Array} 256 counts, until the next call
 */
export function tallyLuma(src) {
  const counts = scratchInt32(SLOT, 2 * 256).fill(0);
  const from = words(src);
  const even = from.length & ~1;
  for (let i = 0; i < even; i += 2) {
    const p = from[i];
    const q = from[i + 1];
    if ((p & 0xff000000) !== 0) counts[luma(p)]++;
    if ((q & 0xff000000) !== 0) counts[256 + luma(q)]++;
  }
  if (even < from.length && (from[even] & 0xff000000) !== 0) counts[luma(from[even])]++;
  for (let i = 0; i < 256; i++) counts[i] += counts[256 + i];
  return counts.subarray(0, 256);
}

/** @param {number} p */
function luma(p) {
  return ((p & 255) * 6966 + ((p >>> 8) & 255) * 23436 + ((p >>> 16) & 255) * 2366 + 16384) >> 15;
}

/**
 * Of red, green and blue.
 *
 * @param {Pixels} src
 * @returns {Int32Array} three times 256 counts, until the next call
 */
export function tallyColours(src) {
  const counts = scratchInt32(SLOT, 6 * 256).fill(0);
  const from = words(src);
  const even = from.length & ~1;
  for (let i = 0; i < even; i += 2) {
    const p = from[i];
    const q = from[i + 1];
    if ((p & 0xff000000) !== 0) {
      counts[p & 255]++;
      counts[256 + ((p >>> 8) & 255)]++;
      counts[512 + ((p >>> 16) & 255)]++;
    }
    if ((q & 0xff000000) !== 0) {
      counts[768 + (q & 255)]++;
      counts[1024 + ((q >>> 8) & 255)]++;
      counts[1280 + ((q >>> 16) & 255)]++;
    }
  }
  if (even < from.length && (from[even] & 0xff000000) !== 0) {
    const p = from[even];
    counts[p & 255]++;
    counts[256 + ((p >>> 8) & 255)]++;
    counts[512 + ((p >>> 16) & 255)]++;
  }
  for (let i = 0; i < 768; i++) counts[i] += counts[768 + i];
  return counts.subarray(0, 768);
}
