import { isOpaque, words } from './pixels.js';
import { toP6 } from './premultiply.js';
import { coefficients } from './resize-coefficients.js';
import { addRows, finishOpaqueRow, finishRow, resampleOpaqueRow, resampleRow } from './resize-passes.js';
import { scratchInt32 } from './scratch.js';

/** @typedef {import('./pixels.js').Pixels} Pixels */

const RING_SLOT = 0;
const PAIRS_SLOT = 1;
const SUMS_SLOT = 2;

/**
 * Resizes to dst's size; antialiased when shrinking, weighed by alpha.
 *
 * @param {Pixels} src
 * @param {Pixels} dst of the size wanted
 * @param {{ filter: 'nearest' | 'bilinear' | 'lanczos3' }} params
 */
export function resize(src, dst, { filter }) {
  if (filter === 'nearest') resizeNearest(src, dst);
  else resizeFiltered(src, dst, filter);
}

/**
 * @param {Pixels} src
 * @param {Pixels} dst
 */
function resizeNearest(src, dst) {
  const from = words(src);
  const to = words(dst);
  const columns = nearest(src.width, dst.width);
  const rows = nearest(src.height, dst.height);
  const width = dst.width;
  for (let y = 0; y < dst.height; y++) {
    const out = y * width;
    if (y > 0 && rows[y] === rows[y - 1]) {
      to.copyWithin(out, out - width, out);
      continue;
    }
    const row = rows[y] * src.width;
    for (let x = 0; x < width; x++) to[out + x] = from[row + columns[x]];
  }
}

/**
 * @param {number} inputs
 * @param {number} outputs
 * @returns {Int32Array} the input that each output copies
 */
function nearest(inputs, outputs) {
  const index = new Int32Array(outputs);
  for (let i = 0; i < outputs; i++) index[i] = Math.min(inputs - 1, Math.floor(((2 * i + 1) * inputs) / (2 * outputs)));
  return index;
}

/**
 * Every source row is resampled once, as it is needed, into a ring of rows, which the vertical pass sums up.
 *
 * @param {Pixels} src
 * @param {Pixels} dst
 * @param {'bilinear' | 'lanczos3'} filter
 */
function resizeFiltered(src, dst, filter) {
  const columns = coefficients(src.width, dst.width, filter);
  const rows = coefficients(src.height, dst.height, filter);
  const from = words(src);
  const to = words(dst);
  const { width } = dst;
  const length = width * 4;
  const capacity = rows.stride;
  const ring = scratchInt32(RING_SLOT, capacity * length);
  const pairs = scratchInt32(PAIRS_SLOT, src.width * 2);
  const sums = scratchInt32(SUMS_SLOT, length);
  const at = new Int32Array(capacity);
  let next = 0;
  let lastTranslucent = -1;
  for (let y = 0; y < dst.height; y++) {
    const first = rows.first[y];
    const count = rows.count[y];
    // Shrinking by much with bilinear, no row is skipped; only at the edges could one be that nobody needs.
    next = Math.max(next, first);
    for (; next < first + count; next++) {
      const row = next * src.width;
      const slot = (next % capacity) * length;
      if (isOpaque(from, row, row + src.width)) {
        resampleOpaqueRow(from, row, columns, ring, slot, width);
      } else {
        lastTranslucent = next;
        toP6(from, row, src.width, pairs, 0, false);
        resampleRow(pairs, columns, ring, slot, width);
      }
    }
    for (let j = 0; j < count; j++) at[j] = ((first + j) % capacity) * length;
    addRows(ring, at, rows.weights, y * rows.stride, count, sums, length);
    if (lastTranslucent < first) finishOpaqueRow(sums, to, y * width, width);
    else finishRow(sums, to, y * width, width);
  }
}
