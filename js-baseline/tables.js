import { words } from './pixels.js';

/** @typedef {import('./pixels.js').Pixels} Pixels */

/**
 * A table of 256 bytes a colour; alpha is kept.
 *
 * @param {Pixels} src
 * @param {Pixels} dst of the same size
 * @param {ArrayLike<number>} redTable
 * @param {ArrayLike<number>} greenTable
 * @param {ArrayLike<number>} blueTable
 */
export function applyTables(src, dst, redTable, greenTable, blueTable) {
  // Entries are already where the colour is in the word.
  const red = Int32Array.from(redTable);
  const green = Int32Array.from(greenTable, (value) => value << 8);
  const blue = Int32Array.from(blueTable, (value) => value << 16);
  const from = words(src);
  const to = words(dst);
  const count = from.length;
  for (let i = 0; i < count; i++) {
    const p = from[i];
    to[i] = red[p & 255] | green[(p >>> 8) & 255] | blue[(p >>> 16) & 255] | (p & 0xff000000);
  }
}

/**
 * The same table for all colours.
 *
 * @param {Pixels} src
 * @param {Pixels} dst of the same size
 * @param {(x: number) => number} value of every byte, a byte
 */
export function applyFunction(src, dst, value) {
  const table = Uint8Array.from({ length: 256 }, (_, x) => value(x));
  applyTables(src, dst, table, table, table);
}

/**
 * floor(x + 1/2), and up where x is a half but for its last bits: two implementations of pow may differ there.
 *
 * @param {number} x
 */
export function roundPower(x) {
  return Math.floor(x + 0.5 + 2 ** -30);
}

/**
 * base + round(rise t / range) of t = clamp(x - black, 0, range), halves rounded up.
 *
 * @param {number} x a byte
 * @param {number} black
 * @param {number} range 1..255
 * @param {number} base
 * @param {number} rise
 */
export function onLine(x, black, range, base, rise) {
  const t = Math.max(0, Math.min(x - black, range));
  return base + Math.floor((2 * rise * t + range) / (2 * range));
}
