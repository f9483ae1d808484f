import { isOpaque, words } from './pixels.js';
import { scratchInt32 } from './scratch.js';

/** @typedef {import('./pixels.js').Pixels} Pixels */

const COUNTS_SLOT = 0;

export const BINS = 256;
// Neighbouring pixels are often equal, and a count waits for the one before it of the same bin: they count in turns.
const COPIES = 4;
/** From one channel's counts to the next's. */
export const CHANNEL = COPIES * BINS;

/**
 * How often each channel has each value.
 *
 * @param {Pixels} src
 * @param {Float64Array} results 256 numbers each of red, green, blue and alpha
 */
export function histogram(src, results) {
  const counts = countChannels(src);
  for (let c = 0; c < 4; c++) for (let v = 0; v < BINS; v++) results[c * BINS + v] = counts[c * CHANNEL + v];
}

/**
 * @param {Pixels} src
 * @returns {Int32Array} counts[channel * CHANNEL + value]
 */
export function countChannels(src) {
  const { width, height } = src;
  const from = words(src);
  const counts = scratchInt32(COUNTS_SLOT, 4 * CHANNEL).fill(0);
  let opaque = 0;
  for (let y = 0; y < height; y++) {
    const begin = y * width;
    const end = begin + width;
    if (isOpaque(from, begin, end)) {
      countColoursOf(from, begin, end, counts);
      opaque += width;
    } else {
      countPixels(from, begin, end, counts);
    }
  }
  for (let c = 0; c < 4; c++) {
    const at = c * CHANNEL;
    for (let v = at; v < at + BINS; v++) counts[v] += counts[v + BINS] + counts[v + 2 * BINS] + counts[v + 3 * BINS];
  }
  counts[3 * CHANNEL + 255] += opaque;
  return counts;
}

/**
 * @param {Int32Array} from
 * @param {number} begin
 * @param {number} end
 * @param {Int32Array} counts
 */
function countPixels(from, begin, end, counts) {
  for (let i = begin; i < end; i++) {
    const p = from[i];
    const copy = (i & 3) << 8;
    counts[copy + (p & 255)]++;
    counts[copy + CHANNEL + ((p >>> 8) & 255)]++;
    counts[copy + 2 * CHANNEL + ((p >>> 16) & 255)]++;
    counts[copy + 3 * CHANNEL + (p >>> 24)]++;
  }
}

/**
 * @param {Int32Array} from
 * @param {number} begin
 * @param {number} end
 * @param {Int32Array} counts
 */
function countColoursOf(from, begin, end, counts) {
  for (let i = begin; i < end; i++) {
    const p = from[i];
    const copy = (i & 3) << 8;
    counts[copy + (p & 255)]++;
    counts[copy + CHANNEL + ((p >>> 8) & 255)]++;
    counts[copy + 2 * CHANNEL + ((p >>> 16) & 255)]++;
  }
}
