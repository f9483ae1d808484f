import { joinClamped } from './convolve-rows.js';
import { addTaps, nextTaps, splitRow } from './convolve-taps.js';
import { roundHalfUp, toFixedPoint } from './fixed-point.js';
import { words } from './pixels.js';
import { scratchInt32 } from './scratch.js';

/**
 * One direction: (sum of weight * value + start) >> shift.
 *
 * @typedef {object} FixedAxis
 * @property {number} size
 * @property {Int32Array} weights three of zero stand behind the last
 * @property {number} start
 * @property {number} shift
 */

/** @typedef {import('./pixels.js').Pixels} Pixels */

const RING_SLOT = 0;
const SUMS_SLOT = 1;
const ROW_SLOT = 2;

const MOST_BITS = 20;

/**
 * A row of weights, then a column of weights, in correlation order; alpha is kept, edges replicated.
 *
 * between = (sum of H c + half) >> (a - k), 16 bits signed; out = clamp8((sum of V between + O) >> (b + k)). H and V are the weights times
 * 2^a and 2^b, O is the offset times 2^(b + k) and half.
 *
 * @param {Pixels} src
 * @param {Pixels} dst of the same size
 * @param {{ horizontal: readonly number[], vertical: readonly number[], offset: number }} params 3, 5 ... 31 weights each; offset is
 *   added to the result
 */
export function convolveSeparable(src, dst, { horizontal, vertical, offset }) {
  const { across, down } = toFixedSeparable(horizontal, vertical, offset);
  const { width, height } = src;
  const from = words(src);
  const to = words(dst);
  const size = down.size;
  const margin = size >> 1;
  const row = scratchInt32(ROW_SLOT, width + across.size - 1);
  const sums = scratchInt32(SUMS_SLOT, 3 * width);
  // A ring of what lies between, a row the reds, the greens, the blues.
  const length = 3 * width;
  const ring = new Int16Array(scratchInt32(RING_SLOT, Math.ceil((size * length) / 2)).buffer, 0, size * length);
  const rows = new Int32Array(size + 3);
  let loaded = 0;
  for (let y = 0; y < height; y++) {
    for (; loaded <= Math.min(y + margin, height - 1); loaded++) {
      const at = (loaded % size) * length;
      for (let c = 0; c < 3; c++) {
        splitRow(from, loaded * width, width, across.size >> 1, 8 * c, 0xff, row, 0);
        sums.fill(across.start, 0, width);
        addTaps(row, 0, across.weights, 0, across.size, sums, width);
        shiftRow(sums, across.shift, ring, at + c * width, width);
      }
    }
    for (let i = 0; i < size; i++) rows[i] = (Math.max(0, Math.min(y + i - margin, height - 1)) % size) * length;
    sums.fill(down.start);
    addRows(ring, rows, down, sums, length);
    joinRow(sums, down.shift, from, to, y * width, width);
  }
}

/**
 * @param {readonly number[]} horizontal
 * @param {readonly number[]} vertical
 * @param {number} offset
 * @returns {{ across: FixedAxis, down: FixedAxis }}
 */
function toFixedSeparable(horizontal, vertical, offset) {
  const { shift: a, weights: h } = toFixedPoint(horizontal, 1, MOST_BITS);
  let lowest = 0;
  let highest = 0;
  for (const weight of h) {
    if (weight < 0) lowest += weight * 255;
    else highest += weight * 255;
  }
  // The most fraction bits at which no value between can leave 16 bits.
  let k = 10;
  for (; ; k--) {
    const half = (1 << (a - k)) >> 1;
    if ((highest + half) >> (a - k) <= 32767 && (lowest + half) >> (a - k) >= -32768) break;
  }
  const across = { size: h.length, weights: padded(h), start: (1 << (a - k)) >> 1, shift: a - k };

  for (let most = Math.min(MOST_BITS, 22 - k); ; most--) {
    const { shift: b, weights: v } = toFixedPoint(vertical, 1, most);
    most = b;
    const shift = b + k;
    const start = roundHalfUp(offset * (1 << shift)) + ((1 << shift) >> 1);
    const total = v.reduce((sum, weight) => sum + Math.abs(weight) * 32768, Math.abs(start));
    if (total <= 0x7fffffff) return { across, down: { size: v.length, weights: padded(v), start, shift } };
  }
}

/** @param {Int32Array} weights */
function padded(weights) {
  const out = new Int32Array(weights.length + 3);
  out.set(weights);
  return out;
}

/**
 * @param {Int32Array} sums
 * @param {number} shift
 * @param {Int16Array} out
 * @param {number} to
 * @param {number} count
 */
function shiftRow(sums, shift, out, to, count) {
  for (let i = 0; i < count; i++) out[to + i] = sums[i] >> shift;
}

/**
 * Adds to sums the sum of weight * row.
 *
 * @param {Int16Array} ring
 * @param {Int32Array} rows where each row begins in the ring; three of 0 stand behind the last
 * @param {FixedAxis} axis
 * @param {Int32Array} sums
 * @param {number} count
 */
function addRows(ring, rows, { size, weights }, sums, count) {
  for (let j = 0; j < size; ) {
    const taps = nextTaps(size - j);
    const w0 = weights[j];
    const w1 = weights[j + 1];
    const w2 = weights[j + 2];
    const w3 = weights[j + 3];
    const r0 = rows[j];
    const r1 = rows[j + 1];
    const r2 = rows[j + 2];
    const r3 = rows[j + 3];
    if (taps === 7) addSevenRows(ring, rows, weights, j, sums, count);
    else if (taps === 5) {
      const w4 = weights[j + 4];
      const r4 = rows[j + 4];
      for (let i = 0; i < count; i++) {
        sums[i] +=
          Math.imul(w0, ring[r0 + i]) +
          Math.imul(w1, ring[r1 + i]) +
          Math.imul(w2, ring[r2 + i]) +
          Math.imul(w3, ring[r3 + i]) +
          Math.imul(w4, ring[r4 + i]);
      }
    } else {
      for (let i = 0; i < count; i++) {
        sums[i] +=
          Math.imul(w0, ring[r0 + i]) +
          Math.imul(w1, ring[r1 + i]) +
          Math.imul(w2, ring[r2 + i]) +
          Math.imul(w3, ring[r3 + i]);
      }
    }
    j += taps;
  }
}

/**
 * @param {Int16Array} ring
 * @param {Int32Array} rows
 * @param {Int32Array} weights
 * @param {number} first
 * @param {Int32Array} sums
 * @param {number} count
 */
function addSevenRows(ring, rows, weights, first, sums, count) {
  const w0 = weights[first];
  const w1 = weights[first + 1];
  const w2 = weights[first + 2];
  const w3 = weights[first + 3];
  const w4 = weights[first + 4];
  const w5 = weights[first + 5];
  const w6 = weights[first + 6];
  const r0 = rows[first];
  const r1 = rows[first + 1];
  const r2 = rows[first + 2];
  const r3 = rows[first + 3];
  const r4 = rows[first + 4];
  const r5 = rows[first + 5];
  const r6 = rows[first + 6];
  for (let i = 0; i < count; i++) {
    sums[i] +=
      Math.imul(w0, ring[r0 + i]) +
      Math.imul(w1, ring[r1 + i]) +
      Math.imul(w2, ring[r2 + i]) +
      Math.imul(w3, ring[r3 + i]) +
      Math.imul(w4, ring[r4 + i]) +
      Math.imul(w5, ring[r5 + i]) +
      Math.imul(w6, ring[r6 + i]);
  }
}

/**
 * @param {Int32Array} sums reds, greens, blues
 * @param {number} shift
 * @param {Int32Array} from for alpha
 * @param {Int32Array} to
 * @param {number} begin index of the row's first pixel
 * @param {number} width
 */
function joinRow(sums, shift, from, to, begin, width) {
  for (let x = 0; x < width; x++) {
    const red = sums[x] >> shift;
    const green = sums[width + x] >> shift;
    const blue = sums[2 * width + x] >> shift;
    to[begin + x] = joinClamped(red, green, blue, from[begin + x] & 0xff000000);
  }
}
