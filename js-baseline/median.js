import { histogramMedian } from './median-histogram.js';
import { exchange } from './packed-bytes.js';
import { words } from './pixels.js';
import { scratchInt32 } from './scratch.js';

/** @typedef {import('./pixels.js').Pixels} Pixels */

const COLUMNS_SLOT = 0;

/**
 * The middle of the values of each channel, alpha included, in a square of 2 radius + 1 pixels a side; edges replicated.
 *
 * @param {Pixels} src
 * @param {Pixels} dst of the same size
 * @param {{ radius: number }} params 1, 2 or 3
 */
export function median(src, dst, { radius }) {
  if (radius === 1) median3(src, dst);
  else histogramMedian(src, dst, radius);
}

/**
 * 3 x 3, four channels at a time. Two rows and two columns at a time: what their windows share is sorted once.
 *
 * @param {Pixels} src
 * @param {Pixels} dst
 */
function median3(src, dst) {
  const { width, height } = src;
  const from = words(src);
  const to = words(dst);
  const length = width + 3;
  // The sorted columns of two rows: least, middle, most of either, each with a replicated one at both ends.
  const columns = scratchInt32(COLUMNS_SLOT, 6 * length);
  for (let y = 0; y < height; y += 2) {
    const above = Math.max(y - 1, 0) * width;
    const below = Math.min(y + 1, height - 1) * width;
    const next = Math.min(y + 2, height - 1) * width;
    sortColumns(from, above, y * width, below, next, columns, length, width);
    for (let i = 0; i < 6 * length; i += length) {
      columns[i] = columns[i + 1];
      columns[i + width + 1] = columns[i + width];
    }
    medianRow(columns, 0, length, to, y * width, width);
    if (y + 1 < height) medianRow(columns, 3 * length, length, to, (y + 1) * width, width);
  }
}

/**
 * @param {Int32Array} from
 * @param {number} a where the row above begins
 * @param {number} b the first row
 * @param {number} c the second row
 * @param {number} d the row below
 * @param {Int32Array} columns
 * @param {number} length
 * @param {number} width
 */
function sortColumns(from, a, b, c, d, columns, length, width) {
  for (let x = 0; x < width; x++) {
    const first = from[b + x];
    const second = from[c + x];
    const e = exchange(first, second);
    const less = first ^ e;
    const more = second ^ e;
    const above = from[a + x];
    const e1 = exchange(above, less);
    const rest1 = less ^ e1;
    const e2 = exchange(rest1, more);
    columns[x + 1] = above ^ e1;
    columns[length + x + 1] = rest1 ^ e2;
    columns[2 * length + x + 1] = more ^ e2;
    const below = from[d + x];
    const e3 = exchange(below, less);
    const rest2 = less ^ e3;
    const e4 = exchange(rest2, more);
    columns[3 * length + x + 1] = below ^ e3;
    columns[4 * length + x + 1] = rest2 ^ e4;
    columns[5 * length + x + 1] = more ^ e4;
  }
}

/**
 * @param {Int32Array} columns
 * @param {number} least one before the row's first
 * @param {number} length
 * @param {Int32Array} to
 * @param {number} begin
 * @param {number} width
 */
function medianRow(columns, least, length, to, begin, width) {
  const middle = least + length;
  const most = middle + length;
  let x = 0;
  for (; x + 1 < width; x += 2) {
    // Columns x and x + 1 belong to both windows.
    const least1 = columns[least + x + 1];
    const least2 = columns[least + x + 2];
    const mostOfLeast = least2 ^ exchange(least1, least2);
    const most1 = columns[most + x + 1];
    const leastOfMost = most1 ^ exchange(most1, columns[most + x + 2]);
    const middle1 = columns[middle + x + 1];
    const middle2 = columns[middle + x + 2];
    const e = exchange(middle1, middle2);
    const m1 = middle1 ^ e;
    const m2 = middle2 ^ e;
    to[begin + x] = middleOfColumns(mostOfLeast, m1, m2, leastOfMost, columns, least + x, middle + x, most + x);
    to[begin + x + 1] = middleOfColumns(
      mostOfLeast,
      m1,
      m2,
      leastOfMost,
      columns,
      least + x + 3,
      middle + x + 3,
      most + x + 3,
    );
  }
  if (x < width) {
    const least1 = columns[least + x + 1];
    const least2 = columns[least + x + 2];
    const mostOfLeast = least2 ^ exchange(least1, least2);
    const most1 = columns[most + x + 1];
    const leastOfMost = most1 ^ exchange(most1, columns[most + x + 2]);
    const middle1 = columns[middle + x + 1];
    const middle2 = columns[middle + x + 2];
    const e = exchange(middle1, middle2);
    to[begin + x] = middleOfColumns(
      mostOfLeast,
      middle1 ^ e,
      middle2 ^ e,
      leastOfMost,
      columns,
      least + x,
      middle + x,
      most + x,
    );
  }
}

/**
 * The middle of three columns: of the most of their least, the middle of their middles and the least of their most.
 *
 * @param {number} low the most of two columns' least
 * @param {number} m1 their middles, the lesser first
 * @param {number} m2
 * @param {number} high the least of their most
 * @param {Int32Array} columns
 * @param {number} least index of the third column's least
 * @param {number} middle
 * @param {number} most
 * @returns {number}
 */
function middleOfColumns(low, m1, m2, high, columns, least, middle, most) {
  const a = low ^ exchange(columns[least], low);
  const b = high ^ exchange(high, columns[most]);
  const m = columns[middle];
  const lesser = m ^ exchange(m, m2);
  const c = m1 ^ exchange(lesser, m1);
  const e = exchange(a, b);
  const less = a ^ e;
  const more = b ^ e;
  const rest = c ^ exchange(c, more);
  return less ^ exchange(rest, less);
}
