import { roundHalfUp } from './fixed-point.js';
import { words } from './pixels.js';
import { scratchInt32 } from './scratch.js';

/** @typedef {import('./pixels.js').Pixels} Pixels */

const ENTRIES_SLOT = 0;

/**
 * Each channel through a table of its own: out = round(table[c][x]), halves up. Entries are already where the channel is in the word.
 *
 * @param {Pixels} src
 * @param {Pixels} dst of the same size
 * @param {{ table: Float32Array }} params 256 values for all colours, 768 for red, green and blue, or 1024 with alpha
 */
export function lut(src, dst, { table }) {
  const red = entries(table, 0);
  const green = entries(table, 1);
  const blue = entries(table, 2);
  const from = words(src);
  const to = words(dst);
  const count = from.length;
  if (table.length === 1024) {
    const alpha = entries(table, 3);
    for (let i = 0; i < count; i++) {
      const p = from[i];
      to[i] = red[p & 255] | green[(p >>> 8) & 255] | blue[(p >>> 16) & 255] | alpha[p >>> 24];
    }
    return;
  }
  for (let i = 0; i < count; i++) {
    const p = from[i];
    to[i] = red[p & 255] | green[(p >>> 8) & 255] | blue[(p >>> 16) & 255] | (p & 0xff000000);
  }
}

/** @param {Float32Array} table @param {number} c */
function entries(table, c) {
  const shifted = scratchInt32(ENTRIES_SLOT + c, 256);
  const first = table.length === 256 ? 0 : 256 * c;
  for (let i = 0; i < 256; i++) shifted[i] = roundHalfUp(table[first + i]) << (8 * c);
  return shifted;
}
