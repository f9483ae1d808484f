import { applyFunction, applyTables, onLine } from './tables.js';
import { tallyColours, tallyLuma } from './tally.js';

/** @typedef {import('./pixels.js').Pixels} Pixels */

/**
 * clamp8(round((x - low) 255 / (high - low))), halves up, of all colours alike; low and high are percentiles of the luma. Unchanged
 * where high is not above low; alpha is kept.
 *
 * @param {Pixels} src
 * @param {Pixels} dst of the same size
 * @param {{ lower: number, upper: number }} params percentiles
 */
export function normalise(src, dst, { lower, upper }) {
  const tally = tallyLuma(src);
  const low = percentile(tally, lower);
  const high = percentile(tally, upper);
  if (high > low) applyFunction(src, dst, (x) => onLine(x, low, high - low, 0, 255));
  else dst.data.set(src.data);
}

/**
 * The smallest value that occurs and that at least `percent` of all pixels do not exceed; 0 where there are no pixels.
 *
 * @param {Int32Array} tally
 * @param {number} percent
 * @returns {number}
 */
function percentile(tally, percent) {
  const count = tally.reduce((sum, n) => sum + n, 0);
  let upTo = 0;
  for (let i = 0; i < 256; i++) {
    upTo += tally[i];
    if (upTo > 0 && upTo * 100 >= percent * count) return i;
  }
  return 0;
}

/**
 * Pillow's ImageOps.equalize: a table a colour, each from its own counts; alpha is kept.
 *
 * @param {Pixels} src
 * @param {Pixels} dst of the same size
 */
export function equalise(src, dst) {
  const tallies = tallyColours(src);
  const table = (/** @type {number} */ c) => equalisingTable(tallies.subarray(256 * c, 256 * (c + 1)));
  applyTables(src, dst, table(0), table(1), table(2));
}

/**
 * n pixels below x become (step / 2 + n) / step, step = (all pixels - those of the highest value) / 255, in integers; unchanged where
 * there is one value only, or too few pixels for a step.
 *
 * @param {Int32Array} tally
 * @returns {Uint8Array}
 */
function equalisingTable(tally) {
  let count = 0;
  let highest = 0;
  for (const n of tally) {
    count += n;
    if (n !== 0) highest = n;
  }
  const step = Math.floor((count - highest) / 255);
  const table = new Uint8Array(256);
  let n = step >> 1;
  for (let i = 0; i < 256; i++) {
    table[i] = step === 0 ? i : Math.min(Math.floor(n / step), 255);
    n += tally[i];
  }
  return table;
}
