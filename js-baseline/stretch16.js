// Fully transparent pixels do not count: nobody sees their colours.
import { WHITE } from './pixels16.js';
import { scratchInt32 } from './scratch.js';
import { applyTables16, applyValues, line16, scratchValues, VALUES } from './tables16.js';

/** @typedef {import('./pixels16.js').Pixels16} Pixels16 */

// Slot 0 is the table's of applyValues.
const COUNTS_SLOT = 1;
const TABLES_SLOT = 2;

/**
 * How often each luma (6966 R + 23436 G + 2366 B + 2^14) >> 15 occurs.
 *
 * @param {Pixels16} src
 * @returns {Int32Array} 65536 counts, until the next call
 */
function tallyLuma16({ data }) {
  const counts = scratchInt32(COUNTS_SLOT, VALUES).fill(0);
  const count = data.length;
  for (let i = 0; i < count; i += 4) {
    if (data[i + 3] !== 0) counts[(data[i] * 6966 + data[i + 1] * 23436 + data[i + 2] * 2366 + 16384) >> 15]++;
  }
  return counts;
}

/**
 * How often each red, green and blue occurs.
 *
 * @param {Pixels16} src
 * @returns {Int32Array} three times 65536 counts, until the next call
 */
function tallyColours16({ data }) {
  const counts = scratchInt32(COUNTS_SLOT, 3 * VALUES).fill(0);
  const count = data.length;
  for (let i = 0; i < count; i += 4) {
    if (data[i + 3] === 0) continue;
    counts[data[i]]++;
    counts[VALUES + data[i + 1]]++;
    counts[2 * VALUES + data[i + 2]]++;
  }
  return counts;
}

/** @param {Int32Array} counts */
function sumOf(counts) {
  let sum = 0;
  for (let i = 0; i < VALUES; i++) sum += counts[i];
  return sum;
}

/**
 * clamp(round((x - low) 65535 / (high - low))), halves up, of all colours alike; low and high are percentiles of the luma of 16 bits.
 * Unchanged where high is not above low; alpha is kept.
 *
 * @param {Pixels16} src
 * @param {Pixels16} dst of the same size
 * @param {{ lower: number, upper: number }} params percentiles
 */
export function normalise16(src, dst, { lower, upper }) {
  const counts = tallyLuma16(src);
  const count = sumOf(counts);
  const low = percentile(counts, count, lower);
  const high = percentile(counts, count, upper);
  if (high > low) applyValues(src, dst, line16(low, high - low, 0, WHITE));
  else dst.data.set(src.data);
}

/**
 * The smallest value that occurs and that at least `percent` of all pixels do not exceed; 0 where there are no pixels.
 *
 * @param {Int32Array} counts
 * @param {number} count their sum
 * @param {number} percent
 * @returns {number}
 */
function percentile(counts, count, percent) {
  const least = percent * count;
  let upTo = 0;
  for (let i = 0; i < VALUES; i++) {
    upTo += counts[i];
    if (upTo > 0 && upTo * 100 >= least) return i;
  }
  return 0;
}

/**
 * round(65535 (pixels below x) / (pixels - pixels of the highest value)), halves up, a colour at a time; unchanged where there is one value
 * only, and alpha is kept. As in 8 bits, but for the step, which is a whole number of pixels a value there: few images have that many.
 *
 * @param {Pixels16} src
 * @param {Pixels16} dst of the same size
 */
export function equalise16(src, dst) {
  const counts = tallyColours16(src);
  const tables = scratchValues(TABLES_SLOT, 3 * VALUES);
  const of = (/** @type {number} */ c) => {
    const table = tables.subarray(c * VALUES, (c + 1) * VALUES);
    equalisingTable(counts.subarray(c * VALUES, (c + 1) * VALUES), table);
    return table;
  };
  applyTables16(src, dst, of(0), of(1), of(2));
}

/** @param {Int32Array} counts @param {Uint16Array} table */
function equalisingTable(counts, table) {
  let highest = VALUES - 1;
  while (highest > 0 && counts[highest] === 0) highest--;
  const others = sumOf(counts) - counts[highest];
  if (others === 0) {
    for (let i = 0; i < VALUES; i++) table[i] = i;
    return;
  }
  let below = 0;
  let out = 0;
  for (let i = 0; i <= highest; i++) {
    table[i] = out;
    if (counts[i] === 0 || i === highest) continue;
    below += counts[i];
    out = Math.floor((WHITE * below) / others + 0.5);
  }
  table.fill(out, highest + 1);
}

/**
 * 65535 where x >= 257 value, else 0; x is the luma of 16 bits or, without grayscale, each colour. Alpha is kept.
 *
 * @param {Pixels16} src
 * @param {Pixels16} dst of the same size
 * @param {{ value: number, grayscale: boolean, method: string }} params method otsu finds the value itself, one of 65536
 */
export function threshold16(src, dst, { value, grayscale, method }) {
  const limit = method === 'otsu' ? otsu(tallyLuma16(src)) : 257 * value;
  if (grayscale) thresholdLuma(src, dst, limit);
  else thresholdColours(src, dst, limit);
}

/** @param {Pixels16} src @param {Pixels16} dst @param {number} value */
function thresholdLuma(src, dst, value) {
  // (sum + 2^14) >> 15 >= value, without the shift; the difference's sign makes the mask, of which 16 bits are stored.
  const below = value * 32768 - 16384 - 1;
  const from = src.data;
  const to = dst.data;
  const count = from.length;
  for (let i = 0; i < count; i += 4) {
    const white = (below - (from[i] * 6966 + from[i + 1] * 23436 + from[i + 2] * 2366)) >> 31;
    to[i] = white;
    to[i + 1] = white;
    to[i + 2] = white;
    to[i + 3] = from[i + 3];
  }
}

/** @param {Pixels16} src @param {Pixels16} dst @param {number} value */
function thresholdColours(src, dst, value) {
  const below = value - 1;
  const from = src.data;
  const to = dst.data;
  const count = from.length;
  for (let i = 0; i < count; i += 4) {
    to[i] = (below - from[i]) >> 31;
    to[i + 1] = (below - from[i + 1]) >> 31;
    to[i + 2] = (below - from[i + 2]) >> 31;
    to[i + 3] = from[i + 3];
  }
}

/**
 * The value at which the variance between what lies below and the rest is greatest; the first of equal ones, and 1 where all is one
 * value. The operations' order decides the last bits. Behind a value that does not occur, nothing has changed.
 *
 * @param {Int32Array} counts
 * @returns {number}
 */
function otsu(counts) {
  const count = sumOf(counts);
  let total = 0;
  for (let i = 0; i < VALUES; i++) total += counts[i] * i;
  let value = 1;
  let greatest = 0;
  let below = 0;
  let sumBelow = 0;
  for (let i = 0; i + 1 < VALUES; i++) {
    if (counts[i] === 0) continue;
    below += counts[i];
    sumBelow += counts[i] * i;
    const above = count - below;
    if (above === 0) break;
    const apart = sumBelow / below - (total - sumBelow) / above;
    const variance = below * above * apart * apart;
    if (variance > greatest) {
      greatest = variance;
      value = i + 1;
    }
  }
  return value;
}
