import { toFixedPoint } from './fixed-point.js';
import { words } from './pixels.js';

/** @typedef {import('./pixels.js').Pixels} Pixels */

/**
 * Each colour becomes a weighted sum of the three: out = clamp8((M0 R + M1 G + M2 B + half) >> shift); alpha is kept.
 *
 * @param {Pixels} src
 * @param {Pixels} dst of the same size
 * @param {{ matrix: readonly number[] }} params nine numbers, row by row: the first row makes red
 */
export function recomb(src, dst, { matrix }) {
  const { shift, weights } = toFixedPoint(matrix, 1);
  const half = (1 << shift) >> 1;
  const m0 = weights[0];
  const m1 = weights[1];
  const m2 = weights[2];
  const m3 = weights[3];
  const m4 = weights[4];
  const m5 = weights[5];
  const m6 = weights[6];
  const m7 = weights[7];
  const m8 = weights[8];
  const from = words(src);
  const to = words(dst);
  const count = from.length;
  for (let i = 0; i < count; i++) {
    const p = from[i];
    const r = p & 255;
    const g = (p >>> 8) & 255;
    const b = (p >>> 16) & 255;
    let red = (Math.imul(m0, r) + Math.imul(m1, g) + Math.imul(m2, b) + half) >> shift;
    let green = (Math.imul(m3, r) + Math.imul(m4, g) + Math.imul(m5, b) + half) >> shift;
    let blue = (Math.imul(m6, r) + Math.imul(m7, g) + Math.imul(m8, b) + half) >> shift;
    if (((red | green | blue) & ~255) !== 0) {
      red = red < 0 ? 0 : red > 255 ? 255 : red;
      green = green < 0 ? 0 : green > 255 ? 255 : green;
      blue = blue < 0 ? 0 : blue > 255 ? 255 : blue;
    }
    to[i] = red | (green << 8) | (blue << 16) | (p & 0xff000000);
  }
}
