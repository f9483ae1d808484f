// Shrinking by means over boxes: what image hashes look at.

import { isOpaque, words } from './pixels.js';
import { scratchFloat64, scratchInt32 } from './scratch.js';

/** @typedef {import('./pixels.js').Pixels} Pixels */

const SMALL_SLOT = 0;
const COLUMNS_SLOT = 1;
const SUMS_SLOT = 2;

const MOST = 100;

/** Bytes that 16 bits can add up, and some. */
const SAFE = 256;

/**
 * The image itself where both sides are at most 100, else its reduction to 100 on the longer side. Output pixel i is the mean of columns
 * i in / out to (i + 1) in / out - 1, both rounded down, and of rows likewise: colours weighed by alpha, halves up.
 *
 * @param {Pixels} src
 * @returns {Pixels} to be read before the next call
 */
export function shrunk(src) {
  const longer = Math.max(src.width, src.height);
  if (longer <= MOST) return src;
  const width = Math.max(1, Math.floor((2 * MOST * src.width + longer) / (2 * longer)));
  const height = Math.max(1, Math.floor((2 * MOST * src.height + longer) / (2 * longer)));
  const data = new Uint8Array(scratchInt32(SMALL_SLOT, width * height).buffer, 0, 4 * width * height);
  const columns = scratchInt32(COLUMNS_SLOT, width + 1);
  for (let i = 0; i <= width; i++) columns[i] = Math.floor((i * src.width) / width);
  const sums = scratchFloat64(SUMS_SLOT, 4 * width);
  const from = words(src);
  for (let y = 0; y < height; y++) {
    const top = Math.floor((y * src.height) / height);
    const bottom = Math.floor(((y + 1) * src.height) / height);
    sums.fill(0);
    for (let row = top; row < bottom; row++) {
      const begin = row * src.width;
      if (isOpaque(from, begin, begin + src.width)) addOpaque(from, begin, columns, width, sums);
      else add(from, begin, columns, width, sums);
    }
    for (let i = 0, to = 4 * y * width; i < width; i++, to += 4) {
      const alpha = sums[4 * i + 3];
      const area = (columns[i + 1] - columns[i]) * (bottom - top);
      const half = Math.floor(alpha / 2);
      for (let c = 0; c < 3; c++) data[to + c] = alpha === 0 ? 0 : Math.floor((sums[4 * i + c] + half) / alpha);
      data[to + 3] = Math.floor((alpha + (area >> 1)) / area);
    }
  }
  return { data, width, height };
}

/**
 * @param {Int32Array} from
 * @param {number} begin
 * @param {Int32Array} columns
 * @param {number} count
 * @param {Float64Array} sums
 */
function addOpaque(from, begin, columns, count, sums) {
  for (let i = 0; i < count; i++) {
    const end = begin + columns[i + 1];
    let x = begin + columns[i];
    let r = 0;
    let g = 0;
    let b = 0;
    sums[4 * i + 3] += 255 * (end - x);
    while (x < end) {
      // Red and blue share a word.
      let rb = 0;
      for (const stop = Math.min(x + SAFE, end); x < stop; x++) {
        const p = from[x];
        rb = (rb + (p & 0xff00ff)) | 0;
        g += (p >>> 8) & 255;
      }
      r += rb & 0xffff;
      b += rb >>> 16;
    }
    sums[4 * i] += 255 * r;
    sums[4 * i + 1] += 255 * g;
    sums[4 * i + 2] += 255 * b;
  }
}

/**
 * @param {Int32Array} from
 * @param {number} begin
 * @param {Int32Array} columns
 * @param {number} count
 * @param {Float64Array} sums
 */
function add(from, begin, columns, count, sums) {
  for (let i = 0; i < count; i++) {
    const end = begin + columns[i + 1];
    let r = 0;
    let g = 0;
    let b = 0;
    let a = 0;
    for (let x = begin + columns[i]; x < end; x++) {
      const p = from[x];
      const alpha = p >>> 24;
      r += (p & 255) * alpha;
      g += ((p >>> 8) & 255) * alpha;
      b += ((p >>> 16) & 255) * alpha;
      a += alpha;
    }
    sums[4 * i] += r;
    sums[4 * i + 1] += g;
    sums[4 * i + 2] += b;
    sums[4 * i + 3] += a;
  }
}
