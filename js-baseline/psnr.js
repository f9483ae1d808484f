import { log2 } from './exact-math.js';
import { words } from './pixels.js';

/** @typedef {import('./pixels.js').Pixels} Pixels */

/** 10 log10(2): decibels a doubling. */
const DOUBLING = 3.010299956639812;

/** Pixels whose squared differences (3 * 255 * 255) an int32 holds. */
const SAFE = 8192;

/**
 * Peak signal to noise ratio of the straight colours, dB; alpha has no part.
 *
 * @param {Pixels} src
 * @param {Pixels} second of the same size
 * @param {Float64Array} results one number; Infinity where the colours are equal
 */
export function psnr(src, second, results) {
  const one = words(src);
  const other = words(second);
  const count = one.length;
  let squares = 0;
  for (let i = 0; i < count; ) {
    const end = Math.min(i + SAFE, count);
    let here = 0;
    for (; i < end; i++) {
      const p = one[i];
      const q = other[i];
      const r = (p & 255) - (q & 255);
      const g = ((p >>> 8) & 255) - ((q >>> 8) & 255);
      const b = ((p >>> 16) & 255) - ((q >>> 16) & 255);
      here += Math.imul(r, r) + Math.imul(g, g) + Math.imul(b, b);
    }
    squares += here;
  }
  results[0] = squares === 0 ? Infinity : log2((count * 3 * 65025) / squares) * DOUBLING;
}
