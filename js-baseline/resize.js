import { fittedImage } from './fit.js';
import { linearLight } from './linear-light.js';
import { isOpaque, words } from './pixels.js';
import { toP6 } from './premultiply.js';
import { coefficients } from './resize-coefficients.js';
import { decodeRow, finishLinearRow, finishOpaqueLinearRow, resampleLinearRow } from './resize-linear.js';
import { addRows, finishOpaqueRow, finishRow, resampleOpaqueRow, resampleRow } from './resize-passes.js';
import { scratchInt32 } from './scratch.js';

/**
 * @typedef {import('./pixels.js').Pixels} Pixels
 * @typedef {import('./fit.js').Fitted} Fitted
 * @typedef {import('./resize-coefficients.js').Axis} Axis
 * @typedef {import('./resize-coefficients.js').Coefficients} Coefficients
 * @typedef {import('./resize-filters.js').FilterName} FilterName
 *
 * @typedef {object} ResizeParams
 * @property {'nearest' | FilterName} filter
 * @property {boolean} linear whether in linear light
 * @property {import('./fit.js').Fit} fit
 * @property {import('./fit.js').Position} position
 * @property {boolean} withoutEnlargement
 * @property {ArrayLike<number>} background red, green, blue, alpha of 0..255
 */

const RING_SLOT = 0;
const ROW_SLOT = 1;
const SUMS_SLOT = 2;

/**
 * Resizes and fits into dst's size; antialiased when shrinking, weighed by alpha.
 *
 * @param {Pixels} src
 * @param {Pixels} dst of the size wanted
 * @param {ResizeParams} params
 */
export function resize(src, dst, { filter, linear, fit, position, withoutEnlargement, background }) {
  const fitted = fittedImage(src, dst, fit, position, withoutEnlargement);
  if (fitted.x.count < dst.width || fitted.y.count < dst.height) words(dst).fill(wordOf(background));
  if (filter === 'nearest') return resizeNearest(src, dst, fitted);
  const columns = coefficients(fitted.x, filter);
  const rows = coefficients(fitted.y, filter);
  const passes = linear ? linearPasses(src, columns) : plainPasses(src, columns);
  resizeFiltered(src, dst, fitted, columns, rows, passes);
}

/** @param {ArrayLike<number>} colour */
function wordOf(colour) {
  const [r, g, b, a] = Array.from(colour, (value) => Math.floor(value + 0.5));
  return r | (g << 8) | (b << 16) | (a << 24);
}

/**
 * @param {Pixels} src
 * @param {Pixels} dst
 * @param {Fitted} fitted
 */
function resizeNearest(src, dst, { x: across, y: down, left, top }) {
  const from = words(src);
  const to = words(dst);
  const columns = nearest(across);
  const rows = nearest(down);
  const width = across.count;
  for (let y = 0; y < down.count; y++) {
    const out = (top + y) * dst.width + left;
    if (y > 0 && rows[y] === rows[y - 1]) {
      to.copyWithin(out, out - dst.width, out - dst.width + width);
      continue;
    }
    const row = rows[y] * src.width;
    for (let x = 0; x < width; x++) to[out + x] = from[row + columns[x]];
  }
}

/**
 * @param {Axis} axis
 * @returns {Int32Array} the input that each output copies
 */
function nearest({ inputs, outputs, begin, count }) {
  const index = new Int32Array(count);
  for (let i = 0; i < count; i++) {
    index[i] = Math.min(inputs - 1, Math.floor(((2 * (begin + i) + 1) * inputs) / (2 * outputs)));
  }
  return index;
}

/**
 * What differs between sRGB's own values and linear light.
 *
 * @typedef {object} Passes
 * @property {(row: number, opaque: boolean, ring: Int32Array, slot: number) => void} resample a source row, horizontally
 * @property {(sums: Int32Array, to: Int32Array, at: number, opaque: boolean) => void} finish an output row
 */

/**
 * @param {Pixels} src
 * @param {Coefficients} columns
 * @returns {Passes}
 */
function plainPasses(src, columns) {
  const from = words(src);
  const width = columns.first.length;
  const [begin, end] = inputsOf(columns);
  const pairs = scratchInt32(ROW_SLOT, src.width * 2);
  return {
    resample(row, opaque, ring, slot) {
      if (opaque) {
        resampleOpaqueRow(from, row, columns, ring, slot, width);
      } else {
        toP6(from, row + begin, end - begin, pairs, 2 * begin, false);
        resampleRow(pairs, columns, ring, slot, width);
      }
    },
    finish(sums, to, at, opaque) {
      if (opaque) finishOpaqueRow(sums, to, at, width);
      else finishRow(sums, to, at, width);
    },
  };
}

/**
 * @param {Pixels} src
 * @param {Coefficients} columns
 * @returns {Passes}
 */
function linearPasses(src, columns) {
  const from = words(src);
  const width = columns.first.length;
  const [begin, end] = inputsOf(columns);
  const decoded = scratchInt32(ROW_SLOT, src.width * 4);
  const { decode, encode } = linearLight();
  return {
    resample(row, opaque, ring, slot) {
      decodeRow(from, row, begin, end, decode, decoded, opaque);
      resampleLinearRow(decoded, columns, ring, slot, width, opaque);
    },
    finish(sums, to, at, opaque) {
      if (opaque) finishOpaqueLinearRow(sums, encode, to, at, width);
      else finishLinearRow(sums, encode, to, at, width);
    },
  };
}

/** The inputs that any output takes, from the first to behind the last. @param {Coefficients} axis */
function inputsOf({ first, count }) {
  const last = first.length - 1;
  return [first[0], first[last] + count[last]];
}

/**
 * Every source row is resampled once, as it is needed, into a ring of rows, which the vertical pass sums up. What a window cuts off is
 * not computed.
 *
 * @param {Pixels} src
 * @param {Pixels} dst
 * @param {Fitted} fitted
 * @param {Coefficients} columns
 * @param {Coefficients} rows
 * @param {Passes} passes
 */
function resizeFiltered(src, dst, fitted, columns, rows, passes) {
  const from = words(src);
  const to = words(dst);
  const [begin, end] = inputsOf(columns);
  const length = fitted.x.count * 4;
  const capacity = rows.stride;
  const ring = scratchInt32(RING_SLOT, capacity * length);
  const sums = scratchInt32(SUMS_SLOT, length);
  const at = new Int32Array(capacity);
  let next = 0;
  let lastTranslucent = -1;
  for (let y = 0; y < fitted.y.count; y++) {
    const first = rows.first[y];
    const count = rows.count[y];
    // Shrinking by much with bilinear, no row is skipped; only at the edges could one be that nobody needs.
    next = Math.max(next, first);
    for (; next < first + count; next++) {
      const row = next * src.width;
      const opaque = isOpaque(from, row + begin, row + end);
      if (!opaque) lastTranslucent = next;
      passes.resample(row, opaque, ring, (next % capacity) * length);
    }
    for (let j = 0; j < count; j++) at[j] = ((first + j) % capacity) * length;
    addRows(ring, at, rows.weights, y * rows.stride, count, sums, length);
    passes.finish(sums, to, (fitted.top + y) * dst.width + fitted.left, lastTranslucent < first);
  }
}
