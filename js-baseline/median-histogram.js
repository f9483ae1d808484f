import { words } from './pixels.js';
import { scratchInt32 } from './scratch.js';

/** @typedef {import('./pixels.js').Pixels} Pixels */

const RING_SLOT = 0;
const COUNTS_SLOT = 1;

/**
 * The median of larger windows, Huang's way: a histogram a channel slides along the row, and the median moves on from the last.
 *
 * @param {Pixels} src
 * @param {Pixels} dst of the same size
 * @param {number} radius
 */
export function histogramMedian(src, dst, radius) {
  const { width, height } = src;
  const from = words(src);
  const to = words(dst);
  const side = 2 * radius + 1;
  // A ring of source rows with replicated ends, so that no pixel needs a special case.
  const length = width + 2 * radius;
  const ring = scratchInt32(RING_SLOT, side * length);
  const rows = new Int32Array(side);
  const counts = scratchInt32(COUNTS_SLOT, 4 * 256);
  let loaded = 0;
  for (let y = 0; y < height; y++) {
    for (; loaded <= Math.min(y + radius, height - 1); loaded++) {
      const at = (loaded % side) * length;
      ring.set(from.subarray(loaded * width, (loaded + 1) * width), at + radius);
      ring.fill(ring[at + radius], at, at + radius);
      ring.fill(ring[at + radius + width - 1], at + radius + width, at + length);
    }
    for (let i = 0; i < side; i++) rows[i] = (Math.max(0, Math.min(y + i - radius, height - 1)) % side) * length;
    medianRow(ring, rows, side, counts, to, y * width, width);
  }
}

/**
 * @param {Int32Array} ring
 * @param {Int32Array} rows where each of the rows begins in the ring
 * @param {number} side
 * @param {Int32Array} counts of red, green, blue and alpha
 * @param {Int32Array} to
 * @param {number} begin
 * @param {number} width
 */
function medianRow(ring, rows, side, counts, to, begin, width) {
  // So many values are less than the median, or equal to it.
  const half = (side * side) >> 1;
  counts.fill(0);
  for (let i = 0; i < side; i++) {
    for (let x = 0; x < side; x++) {
      const p = ring[rows[i] + x];
      counts[p & 255]++;
      counts[256 + ((p >>> 8) & 255)]++;
      counts[512 + ((p >>> 16) & 255)]++;
      counts[768 + (p >>> 24)]++;
    }
  }
  // The median of each channel, as an index of counts, and how many values are less.
  let r = 0;
  let g = 256;
  let b = 512;
  let a = 768;
  let belowR = 0;
  let belowG = 0;
  let belowB = 0;
  let belowA = 0;
  for (let x = 0; ; x++) {
    while (belowR > half) belowR -= counts[--r];
    while (belowR + counts[r] <= half) belowR += counts[r++];
    while (belowG > half) belowG -= counts[--g];
    while (belowG + counts[g] <= half) belowG += counts[g++];
    while (belowB > half) belowB -= counts[--b];
    while (belowB + counts[b] <= half) belowB += counts[b++];
    while (belowA > half) belowA -= counts[--a];
    while (belowA + counts[a] <= half) belowA += counts[a++];
    to[begin + x] = r | ((g - 256) << 8) | ((b - 512) << 16) | ((a - 768) << 24);
    if (x + 1 === width) return;
    for (let i = 0; i < side; i++) {
      const at = rows[i] + x;
      const gone = ring[at];
      const come = ring[at + side];
      if (gone === come) continue;
      const goneR = gone & 255;
      const comeR = come & 255;
      counts[goneR]--;
      counts[comeR]++;
      belowR += ((goneR - r) >> 31) - ((comeR - r) >> 31);
      const goneG = 256 + ((gone >>> 8) & 255);
      const comeG = 256 + ((come >>> 8) & 255);
      counts[goneG]--;
      counts[comeG]++;
      belowG += ((goneG - g) >> 31) - ((comeG - g) >> 31);
      const goneB = 512 + ((gone >>> 16) & 255);
      const comeB = 512 + ((come >>> 16) & 255);
      counts[goneB]--;
      counts[comeB]++;
      belowB += ((goneB - b) >> 31) - ((comeB - b) >> 31);
      const goneA = 768 + (gone >>> 24);
      const comeA = 768 + (come >>> 24);
      if (goneA === comeA) continue;
      counts[goneA]--;
      counts[comeA]++;
      belowA += ((goneA - a) >> 31) - ((comeA - a) >> 31);
    }
  }
}
