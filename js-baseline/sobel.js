import { words } from './pixels.js';
import { scratchInt32 } from './scratch.js';

/** @typedef {import('./pixels.js').Pixels} Pixels */

const LUMA_SLOT = 0;

// From here on the magnitude is 255: 254.5^2 rounded up.
const SATURATED = 64771;

/** @type {Uint8Array | undefined} */
let roots;

/** Rounded square roots of 0 .. SATURATED - 1. */
function squareRoots() {
  roots ??= Uint8Array.from({ length: SATURATED }, (_, n) => Math.floor(Math.sqrt(n) + 0.5));
  return roots;
}

/**
 * Magnitude of the Sobel gradient of the luma, as grey; alpha is kept, edges replicated.
 *
 * Every pixel's luma is computed once, into a ring of three rows.
 *
 * @param {Pixels} src
 * @param {Pixels} dst of the same size
 */
export function sobel(src, dst) {
  const { width, height } = src;
  const from = words(src);
  const to = words(dst);
  const length = width + 2;
  const ring = scratchInt32(LUMA_SLOT, 3 * length);
  const table = squareRoots();
  lumaRow(from, 0, ring, 0, width);
  for (let y = 0; y < height; y++) {
    if (y + 1 < height) lumaRow(from, (y + 1) * width, ring, ((y + 1) % 3) * length, width);
    const above = (Math.max(y - 1, 0) % 3) * length;
    const below = (Math.min(y + 1, height - 1) % 3) * length;
    sobelRow(ring, above, (y % 3) * length, below, table, from, to, y * width, width);
  }
}

/**
 * Luma of a row, with one replicated pixel at either end.
 *
 * @param {Int32Array} pixels
 * @param {number} from
 * @param {Int32Array} out
 * @param {number} to
 * @param {number} width
 */
function lumaRow(pixels, from, out, to, width) {
  for (let x = 0; x < width; x++) {
    const p = pixels[from + x];
    out[to + 1 + x] = ((p & 255) * 6966 + ((p >>> 8) & 255) * 23436 + ((p >>> 16) & 255) * 2366 + 16384) >> 15;
  }
  out[to] = out[to + 1];
  out[to + width + 1] = out[to + width];
}

/**
 * @param {Int32Array} luma
 * @param {number} above where the row above begins
 * @param {number} here
 * @param {number} below
 * @param {Uint8Array} table
 * @param {Int32Array} from for alpha
 * @param {Int32Array} to
 * @param {number} begin index of the row's first pixel
 * @param {number} width
 */
function sobelRow(luma, above, here, below, table, from, to, begin, width) {
  // Of columns x - 1 and x: the sum weighed 1 2 1 and the difference from top to bottom.
  let a = luma[above];
  let c = luma[below];
  let sum0 = a + 2 * luma[here] + c;
  let difference0 = c - a;
  a = luma[above + 1];
  c = luma[below + 1];
  let sum1 = a + 2 * luma[here + 1] + c;
  let difference1 = c - a;
  for (let x = 0; x < width; x++) {
    a = luma[above + x + 2];
    c = luma[below + x + 2];
    const sum2 = a + 2 * luma[here + x + 2] + c;
    const difference2 = c - a;
    const gx = sum2 - sum0;
    const gy = difference0 + 2 * difference1 + difference2;
    const square = Math.imul(gx, gx) + Math.imul(gy, gy);
    const m = square < SATURATED ? table[square] : 255;
    to[begin + x] = Math.imul(m, 0x10101) | (from[begin + x] & 0xff000000);
    sum0 = sum1;
    sum1 = sum2;
    difference0 = difference1;
    difference1 = difference2;
  }
}
