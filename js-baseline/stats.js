import { log2 } from './exact-math.js';
import { BINS, CHANNEL, countChannels } from './histogram.js';
import { words } from './pixels.js';
import { scratchInt32 } from './scratch.js';

/** @typedef {import('./pixels.js').Pixels} Pixels */

// Behind that of histogram.js.
const LUMA_SLOT = 1;
const CUBE_SLOT = 2;
const ROWS_SLOT = 3;

const CUBE = 4096;

/** Pixels whose squared Laplacians (1020 * 1020) an int32 holds. */
const SAFE = 2048;

/**
 * What sharp's stats tells: mean, deviation and the like of each channel; entropy and sharpness of the luma; the dominant colour.
 *
 * @param {Pixels} src
 * @param {Float64Array} results min, max, mean, stdev (four each), entropy, sharpness, isOpaque, dominant (three)
 */
export function stats(src, results) {
  const n = src.width * src.height;
  const counts = countChannels(src);
  const luma = scratchInt32(LUMA_SLOT, 2 * BINS).fill(0);
  const cube = scratchInt32(CUBE_SLOT, 2 * CUBE).fill(0);
  const laplacian = countColours(src, luma, cube);
  for (let c = 0; c < 4; c++) describe(counts, c * CHANNEL, n, results, c);
  for (let v = 0; v < BINS; v++) luma[v] += luma[BINS + v];
  results[16] = entropy(luma, n);
  results[17] = deviation(laplacian.sum, laplacian.squares, n) / 9;
  results[18] = counts[3 * CHANNEL + 255] === n ? 1 : 0;
  let fullest = 0;
  for (let i = 0; i < CUBE; i++) {
    cube[i] += cube[CUBE + i];
    if (cube[i] > cube[fullest]) fullest = i;
  }
  for (let c = 0; c < 3; c++) results[19 + c] = ((fullest >> (4 * c)) & 15) * 16 + 8;
}

/**
 * Counts lumas and colours (the four high bits of each), and sums up the luma's Laplacian.
 *
 * @param {Pixels} src
 * @param {Int32Array} luma two copies
 * @param {Int32Array} cube two copies
 */
function countColours(src, luma, cube) {
  const { width, height } = src;
  const from = words(src);
  const length = width + 2;
  const ring = scratchInt32(ROWS_SLOT, 3 * length);
  let sum = 0;
  let squares = 0;
  lumaRow(from, 0, ring, 0, width);
  for (let y = 0; y < height; y++) {
    if (y + 1 < height) lumaRow(from, (y + 1) * width, ring, ((y + 1) % 3) * length, width);
    const above = (Math.max(y - 1, 0) % 3) * length + 1;
    const below = (Math.min(y + 1, height - 1) % 3) * length + 1;
    const here = (y % 3) * length + 1;
    const begin = y * width;
    for (let x = 0; x < width; ) {
      const end = Math.min(x + SAFE, width);
      let sumHere = 0;
      let squaresHere = 0;
      for (; x < end; x++) {
        const centre = ring[here + x];
        const l = ring[above + x] + ring[below + x] + ring[here + x - 1] + ring[here + x + 1] - 4 * centre;
        sumHere += l;
        squaresHere += Math.imul(l, l);
        const p = from[begin + x];
        luma[((x & 1) << 8) + centre]++;
        cube[((x & 1) << 12) + (((p >>> 4) & 15) | ((p >>> 8) & 0xf0) | ((p >>> 12) & 0xf00))]++;
      }
      sum += sumHere;
      squares += squaresHere;
    }
  }
  return { sum, squares };
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
 * Lowest and highest value, mean and deviation of one channel, four results apart.
 *
 * @param {Int32Array} counts
 * @param {number} at where the channel's begin
 * @param {number} n pixels
 * @param {Float64Array} results
 * @param {number} to
 */
function describe(counts, at, n, results, to) {
  let lowest = 255;
  let highest = 0;
  let sum = 0;
  let squares = 0;
  for (let v = 0; v < BINS; v++) {
    const count = counts[at + v];
    if (count === 0) continue;
    lowest = Math.min(lowest, v);
    highest = v;
    sum += count * v;
    squares += count * (v * v);
  }
  results[to] = lowest;
  results[to + 4] = highest;
  results[to + 8] = sum / n;
  results[to + 12] = deviation(sum, squares, n);
}

/**
 * The standard deviation of a sample: n - 1 below the line.
 *
 * @param {number} sum
 * @param {number} squares
 * @param {number} n
 */
function deviation(sum, squares, n) {
  return n > 1 ? Math.sqrt(Math.abs(squares - (sum * sum) / n) / (n - 1)) : 0;
}

/**
 * @param {Int32Array} counts
 * @param {number} n
 */
function entropy(counts, n) {
  let sum = 0;
  for (let v = 0; v < BINS; v++) {
    if (counts[v] === 0) continue;
    const share = counts[v] / n;
    sum -= share * log2(share);
  }
  return sum;
}
