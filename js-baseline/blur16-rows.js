// What blur16 does to rows of pixels: premultiply, halve, filter, double. A pixel is four floats: red, green, blue times alpha, 0..65535,
// and alpha itself, 0..1. Every row has REACH pixels of room before its first and behind its last.
//
// Every operation is rounded to a float, but for the multiplications by powers of two, which are exact. Halving and doubling leave constants
// alone, bit for bit: 8 times a float is a float, and the two roundings on the way to it cannot miss it. The filter does so with an alpha
// of 1, of which all its sums are exact.

import { rounded16, WHITE } from './pixels16.js';

/** Pixels of room at either end of a row: the widest filter's radius, or what a halving (2 i - 1 of i = -2) reaches beyond it. */
export const REACH = 8;

/** The widest filter's radius. */
export const MAX_RADIUS = 6;

const { fround } = Math;

const SHARE = fround(1 / WHITE);
// Below this, 1/64 of a step, the colours of alpha fade to black; of no alpha at all they are black.
const LEAST_ALPHA = 2 ** -22;

/**
 * @param {Uint16Array} pixels
 * @param {number} from
 * @param {number} width
 * @param {Float32Array} row
 * @param {number} to
 */
export function loadRow(pixels, from, width, row, to) {
  for (let i = 0; i < 4 * width; i += 4) {
    const alpha = fround(pixels[from + i + 3] * SHARE);
    row[to + i] = pixels[from + i] * alpha;
    row[to + i + 1] = pixels[from + i + 1] * alpha;
    row[to + i + 2] = pixels[from + i + 2] * alpha;
    row[to + i + 3] = alpha;
  }
}

/**
 * @param {Float32Array} row
 * @param {number} from
 * @param {number} width
 * @param {Uint16Array} pixels
 * @param {number} to
 */
export function storeRow(row, from, width, pixels, to) {
  for (let i = 0; i < 4 * width; i += 4) {
    const alpha = row[from + i + 3];
    if (alpha === 1) {
      // As division by 1 would give it.
      pixels[to + i] = rounded16(row[from + i]);
      pixels[to + i + 1] = rounded16(row[from + i + 1]);
      pixels[to + i + 2] = rounded16(row[from + i + 2]);
      pixels[to + i + 3] = WHITE;
      continue;
    }
    const divisor = alpha > LEAST_ALPHA ? alpha : LEAST_ALPHA;
    pixels[to + i] = rounded16(fround(row[from + i] / divisor));
    pixels[to + i + 1] = rounded16(fround(row[from + i + 1] / divisor));
    pixels[to + i + 2] = rounded16(fround(row[from + i + 2] / divisor));
    pixels[to + i + 3] = rounded16(fround(alpha * WHITE));
  }
}

/**
 * Makes the pixels before and behind a row its outermost ones.
 *
 * @param {Float32Array} row
 * @param {number} first element of the first pixel
 * @param {number} columns
 * @param {number} by pixels to be made at either end
 */
export function replicateEnds(row, first, columns, by) {
  const last = first + 4 * (columns - 1);
  for (let i = 0; i < 4 * by; i++) {
    row[first - 4 * by + i] = row[first + (i & 3)];
    row[last + 4 + i] = row[last + (i & 3)];
  }
}

/**
 * Eight times the binomial (a + 3 b + 3 c + d) / 8.
 *
 * @param {number} a
 * @param {number} b
 * @param {number} c
 * @param {number} d
 * @returns {number}
 */
function binomial(a, b, c, d) {
  return fround(fround(a + d) + fround(3 * fround(b + c)));
}

/**
 * Pixels [-margin, width + margin) of half a row, eight times: pixel i from 2 i - 1 .. 2 i + 2.
 *
 * @param {Float32Array} row
 * @param {number} from element of column 0
 * @param {Float32Array} out
 * @param {number} to element of column 0
 * @param {number} width of the result
 * @param {number} margin
 */
export function halveAcross(row, from, out, to, width, margin) {
  let at = from - 8 * margin - 4;
  let [r0, g0, b0, a0, r1, g1, b1, a1] = row.subarray(at, at + 8);
  const end = to + 4 * (width + margin);
  for (let i = to - 4 * margin; i < end; i += 4) {
    at += 8;
    const r2 = row[at];
    const g2 = row[at + 1];
    const b2 = row[at + 2];
    const a2 = row[at + 3];
    const r3 = row[at + 4];
    const g3 = row[at + 5];
    const b3 = row[at + 6];
    const a3 = row[at + 7];
    out[i] = binomial(r0, r1, r2, r3);
    out[i + 1] = binomial(g0, g1, g2, g3);
    out[i + 2] = binomial(b0, b1, b2, b3);
    out[i + 3] = binomial(a0, a1, a2, a3);
    r0 = r2;
    g0 = g2;
    b0 = b2;
    a0 = a2;
    r1 = r3;
    g1 = g3;
    b1 = b3;
    a1 = a3;
  }
}

/**
 * The other direction of halving, of four rows eight times too large.
 *
 * @param {Float32Array} rows
 * @param {number} o0 element of the uppermost row to begin with
 * @param {number} o1
 * @param {number} o2
 * @param {number} o3
 * @param {Float32Array} out
 * @param {number} to
 * @param {number} count of elements
 */
export function halveDown(rows, o0, o1, o2, o3, out, to, count) {
  for (let i = 0; i < count; i++) {
    out[to + i] = binomial(rows[o0 + i], rows[o1 + i], rows[o2 + i], rows[o3 + i]) * (1 / 64);
  }
}

/**
 * (3 near + far) / 4.
 *
 * @param {number} near
 * @param {number} far
 * @returns {number}
 */
function between(near, far) {
  return fround(near + 0.25 * fround(far - near));
}

/**
 * Pixels [-1, count) of a row, from two rows of the next coarser level.
 *
 * @param {Float32Array} rows
 * @param {number} near element of column 0
 * @param {number} far
 * @param {Float32Array} out
 * @param {number} to element of column 0
 * @param {number} count
 */
export function doubleRow(rows, near, far, out, to, count) {
  let r0 = between(rows[near - 4], rows[far - 4]);
  let g0 = between(rows[near - 3], rows[far - 3]);
  let b0 = between(rows[near - 2], rows[far - 2]);
  let a0 = between(rows[near - 1], rows[far - 1]);
  let r1 = between(rows[near], rows[far]);
  let g1 = between(rows[near + 1], rows[far + 1]);
  let b1 = between(rows[near + 2], rows[far + 2]);
  let a1 = between(rows[near + 3], rows[far + 3]);
  out[to - 4] = between(r0, r1);
  out[to - 3] = between(g0, g1);
  out[to - 2] = between(b0, b1);
  out[to - 1] = between(a0, a1);
  // An odd count writes one pixel of the room behind.
  for (let i = 4; i <= 2 * count + 2; i += 4) {
    const at = to + 2 * i - 8;
    const r2 = between(rows[near + i], rows[far + i]);
    const g2 = between(rows[near + i + 1], rows[far + i + 1]);
    const b2 = between(rows[near + i + 2], rows[far + i + 2]);
    const a2 = between(rows[near + i + 3], rows[far + i + 3]);
    out[at] = between(r1, r0);
    out[at + 1] = between(g1, g0);
    out[at + 2] = between(b1, b0);
    out[at + 3] = between(a1, a0);
    out[at + 4] = between(r1, r2);
    out[at + 5] = between(g1, g2);
    out[at + 6] = between(b1, b2);
    out[at + 7] = between(a1, a2);
    r0 = r1;
    g0 = g1;
    b0 = b1;
    a0 = a1;
    r1 = r2;
    g1 = g2;
    b1 = b2;
    a1 = a2;
  }
}

/**
 * Sums of pixels one above the other or side by side.
 *
 * @param {Float32Array} rows
 * @param {Int32Array} taps elements to begin with: 2 * MAX_RADIUS + 1, the centre in the middle; all must hold numbers
 * @param {Float32Array} weights MAX_RADIUS + 1, from the centre
 * @param {number} radius weights beyond it are zero
 * @param {Float32Array} out
 * @param {number} to
 * @param {number} count of elements
 */
export function filterRow(rows, taps, weights, radius, out, to, count) {
  const [w0, w1, w2, w3, w4, w5, w6] = weights;
  const [a6, a5, a4, a3, a2, a1, o, b1, b2, b3, b4, b5, b6] = taps;
  for (let i = 0; i < count; i++) {
    let sum = fround(w0 * rows[o + i]);
    sum = fround(sum + fround(w1 * fround(rows[a1 + i] + rows[b1 + i])));
    sum = fround(sum + fround(w2 * fround(rows[a2 + i] + rows[b2 + i])));
    sum = fround(sum + fround(w3 * fround(rows[a3 + i] + rows[b3 + i])));
    if (radius > 3) {
      sum = fround(sum + fround(w4 * fround(rows[a4 + i] + rows[b4 + i])));
      sum = fround(sum + fround(w5 * fround(rows[a5 + i] + rows[b5 + i])));
      sum = fround(sum + fround(w6 * fround(rows[a6 + i] + rows[b6 + i])));
    }
    out[to + i] = sum;
  }
}
