// Halving and doubling for blur. Levels are P6 pairs (premultiply.js): two 16-bit lanes a word, so that one addition works on two
// channels. Lanes never overflow: the largest sum is 4 * 16320 + 3.
//
//   avg(x, y)           = (x + y + 1) >> 1
//   halve(a, b, c, d)   = avg(avg(avg(a, d), q), q) with q = avg(b, c)    = (3 q + avg(a, d) + 3) >> 2
//   double(near, far)   = avg(avg(near, far), near)                       = (3 near + far + 3) >> 2
//
// The floor of a floor makes the right-hand sides exact.

import { fromP6 } from './premultiply.js';

/**
 * Samples for columns and rows -2 .. n + 1, pairs of words, row by row; beyond the last the outermost ones are meant.
 *
 * @typedef {object} Level
 * @property {Int32Array} data
 * @property {number} width of the level without its margins
 * @property {number} height
 */

/** Samples a level holds beyond its own on each side: with two, replicating the outermost equals replicating the image's edge. */
export const MARGIN = 2;

/**
 * @param {Level} level
 * @param {number} y any row
 * @returns {number} index of column 0's rb in row y, clamped to what is stored
 */
export function rowOf({ width, height }, y) {
  const row = Math.max(0, Math.min(y + MARGIN, height + 2 * MARGIN - 1));
  return (row * (width + 2 * MARGIN) + MARGIN) * 2;
}

/**
 * One row of a level from four rows of pairs: vertically, then horizontally.
 *
 * @param {Int32Array} from
 * @param {number} o0 where column 0 of the uppermost row is
 * @param {number} o1
 * @param {number} o2
 * @param {number} o3
 * @param {number} first column stored in the rows, even: 0 or -2
 * @param {number} last
 * @param {Int32Array} out
 * @param {number} to where column 0 of the result is
 * @param {number} width of the result without margins
 */
export function halveRows(from, o0, o1, o2, o3, first, last, out, to, width) {
  // Columns 2i-1 .. 2i+2 are a, b, c, d; the first two are the last two of the column before.
  let rbA = halveLanes(from[o0 + 2 * first], from[o1 + 2 * first], from[o2 + 2 * first], from[o3 + 2 * first]);
  let gaA = halveLanes(
    from[o0 + 2 * first + 1],
    from[o1 + 2 * first + 1],
    from[o2 + 2 * first + 1],
    from[o3 + 2 * first + 1],
  );
  let rbB = rbA;
  let gaB = gaA;
  let i = -MARGIN;
  // All four columns are the first one.
  for (; 2 * i + 2 <= first; i++) {
    out[to + 2 * i] = rbA;
    out[to + 2 * i + 1] = gaA;
  }
  for (; 2 * i + 2 <= last; i++) {
    const at = 4 * i + 2;
    const rbC = halveLanes(from[o0 + at], from[o1 + at], from[o2 + at], from[o3 + at]);
    const gaC = halveLanes(from[o0 + at + 1], from[o1 + at + 1], from[o2 + at + 1], from[o3 + at + 1]);
    const rbD = halveLanes(from[o0 + at + 2], from[o1 + at + 2], from[o2 + at + 2], from[o3 + at + 2]);
    const gaD = halveLanes(from[o0 + at + 3], from[o1 + at + 3], from[o2 + at + 3], from[o3 + at + 3]);
    out[to + 2 * i] = halveLanes(rbA, rbB, rbC, rbD);
    out[to + 2 * i + 1] = halveLanes(gaA, gaB, gaC, gaD);
    rbA = rbC;
    gaA = gaC;
    rbB = rbD;
    gaB = gaD;
  }
  const end = 2 * last;
  const rbEnd = halveLanes(from[o0 + end], from[o1 + end], from[o2 + end], from[o3 + end]);
  const gaEnd = halveLanes(from[o0 + end + 1], from[o1 + end + 1], from[o2 + end + 1], from[o3 + end + 1]);
  for (; i < width + MARGIN; i++) {
    out[to + 2 * i] = halveLanes(rbA, rbB, rbEnd, rbEnd);
    out[to + 2 * i + 1] = halveLanes(gaA, gaB, gaEnd, gaEnd);
    rbA = rbB = rbEnd;
    gaA = gaB = gaEnd;
  }
}

/**
 * @param {number} a
 * @param {number} b
 * @param {number} c
 * @param {number} d
 * @returns {number}
 */
function halveLanes(a, b, c, d) {
  const inner = ((b + c + 0x10001) >>> 1) & 0x7fff7fff;
  const outer = ((a + d + 0x10001) >>> 1) & 0x7fff7fff;
  return ((Math.imul(inner, 3) + outer + 0x30003) >>> 2) & 0x3fff3fff;
}

/**
 * The same from four opaque rows of the image itself. Of bytes times 64 every average is exact, so that the result is the plain sum
 * of 4 x 4 bytes with the weights 1 3 3 1 in both directions, which add up to 64.
 *
 * @param {Int32Array} from
 * @param {number} o0 where column 0 of the uppermost row is
 * @param {number} o1
 * @param {number} o2
 * @param {number} o3
 * @param {number} columns of the image
 * @param {Int32Array} out
 * @param {number} to where column 0 of the result is
 * @param {number} width of the result without margins
 */
export function halveOpaqueRows(from, o0, o1, o2, o3, columns, out, to, width) {
  let rbA = binomial(from[o0] & 0xff00ff, from[o1] & 0xff00ff, from[o2] & 0xff00ff, from[o3] & 0xff00ff);
  let gaA = binomial(
    (from[o0] >>> 8) & 0xff00ff,
    (from[o1] >>> 8) & 0xff00ff,
    (from[o2] >>> 8) & 0xff00ff,
    (from[o3] >>> 8) & 0xff00ff,
  );
  let rbB = rbA;
  let gaB = gaA;
  for (let i = -MARGIN; i < 0; i++) {
    out[to + 2 * i] = rbA << 3;
    out[to + 2 * i + 1] = gaA << 3;
  }
  let i = 0;
  for (; 2 * i + 2 < columns; i++) {
    let a = from[o0 + 2 * i + 1];
    let b = from[o1 + 2 * i + 1];
    let c = from[o2 + 2 * i + 1];
    let d = from[o3 + 2 * i + 1];
    const rbC = binomial(a & 0xff00ff, b & 0xff00ff, c & 0xff00ff, d & 0xff00ff);
    const gaC = binomial((a >>> 8) & 0xff00ff, (b >>> 8) & 0xff00ff, (c >>> 8) & 0xff00ff, (d >>> 8) & 0xff00ff);
    a = from[o0 + 2 * i + 2];
    b = from[o1 + 2 * i + 2];
    c = from[o2 + 2 * i + 2];
    d = from[o3 + 2 * i + 2];
    const rbD = binomial(a & 0xff00ff, b & 0xff00ff, c & 0xff00ff, d & 0xff00ff);
    const gaD = binomial((a >>> 8) & 0xff00ff, (b >>> 8) & 0xff00ff, (c >>> 8) & 0xff00ff, (d >>> 8) & 0xff00ff);
    out[to + 2 * i] = binomial(rbA, rbB, rbC, rbD);
    out[to + 2 * i + 1] = binomial(gaA, gaB, gaC, gaD);
    rbA = rbC;
    gaA = gaC;
    rbB = rbD;
    gaB = gaD;
  }
  const end = columns - 1;
  const rbEnd = binomial(
    from[o0 + end] & 0xff00ff,
    from[o1 + end] & 0xff00ff,
    from[o2 + end] & 0xff00ff,
    from[o3 + end] & 0xff00ff,
  );
  const gaEnd = binomial(
    (from[o0 + end] >>> 8) & 0xff00ff,
    (from[o1 + end] >>> 8) & 0xff00ff,
    (from[o2 + end] >>> 8) & 0xff00ff,
    (from[o3 + end] >>> 8) & 0xff00ff,
  );
  for (; i < width + MARGIN; i++) {
    out[to + 2 * i] = binomial(rbA, rbB, rbEnd, rbEnd);
    out[to + 2 * i + 1] = binomial(gaA, gaB, gaEnd, gaEnd);
    rbA = rbB = rbEnd;
    gaA = gaB = gaEnd;
  }
}

/**
 * @param {number} a
 * @param {number} b
 * @param {number} c
 * @param {number} d
 * @returns {number}
 */
function binomial(a, b, c, d) {
  return (a + d + Math.imul(b + c, 3)) | 0;
}

/**
 * One row of the finer level, columns -1 .. width, from the nearer and the farther row of the coarser one, which must hold columns
 * -2 .. (width >> 1) + 1.
 *
 * @param {Int32Array} from
 * @param {number} near where column 0 of the nearer row is
 * @param {number} far
 * @param {Int32Array} out
 * @param {number} to where column 0 of the result is
 * @param {number} width of the finer level
 */
export function doubleRows(from, near, far, out, to, width) {
  let rbP = doubleLanes(from[near - 2], from[far - 2]);
  let gaP = doubleLanes(from[near - 1], from[far - 1]);
  let rbN = doubleLanes(from[near], from[far]);
  let gaN = doubleLanes(from[near + 1], from[far + 1]);
  out[to - 2] = doubleLanes(rbP, rbN);
  out[to - 1] = doubleLanes(gaP, gaN);
  // Writes one sample beyond column `width` where that is odd: the margin has room.
  for (let i = 0; 2 * i <= width; i++) {
    const rbF = doubleLanes(from[near + 2 * i + 2], from[far + 2 * i + 2]);
    const gaF = doubleLanes(from[near + 2 * i + 3], from[far + 2 * i + 3]);
    const rb3 = Math.imul(rbN, 3) + 0x30003;
    const ga3 = Math.imul(gaN, 3) + 0x30003;
    const at = to + 4 * i;
    out[at] = ((rb3 + rbP) >>> 2) & 0x3fff3fff;
    out[at + 1] = ((ga3 + gaP) >>> 2) & 0x3fff3fff;
    out[at + 2] = ((rb3 + rbF) >>> 2) & 0x3fff3fff;
    out[at + 3] = ((ga3 + gaF) >>> 2) & 0x3fff3fff;
    rbP = rbN;
    gaP = gaN;
    rbN = rbF;
    gaN = gaF;
  }
}

/**
 * @param {number} near
 * @param {number} far
 * @returns {number}
 */
function doubleLanes(near, far) {
  return ((Math.imul(near, 3) + far + 0x30003) >>> 2) & 0x3fff3fff;
}

/**
 * One row of an opaque image from level 1. Rounding to bytes joins the last step: (double + 32) >> 6 = (3 near + far + 131) >> 8.
 *
 * @param {Int32Array} from
 * @param {number} near where column 0 of the nearer row is
 * @param {number} far
 * @param {Int32Array} pixels
 * @param {number} to index of the row's first pixel
 * @param {number} width of the image
 */
export function doubleToOpaquePixels(from, near, far, pixels, to, width) {
  let rbP = doubleLanes(from[near - 2], from[far - 2]);
  let gaP = doubleLanes(from[near - 1], from[far - 1]);
  let rbN = doubleLanes(from[near], from[far]);
  let gaN = doubleLanes(from[near + 1], from[far + 1]);
  const half = width >> 1;
  for (let i = 0; i < half; i++) {
    const rbF = doubleLanes(from[near + 2 * i + 2], from[far + 2 * i + 2]);
    const gaF = doubleLanes(from[near + 2 * i + 3], from[far + 2 * i + 3]);
    const rb3 = Math.imul(rbN, 3) + 0x830083;
    const ga3 = Math.imul(gaN, 3) + 0x830083;
    pixels[to + 2 * i] = (((rb3 + rbP) >>> 8) & 0xff00ff) | ((ga3 + gaP) & 0xff00ff00);
    pixels[to + 2 * i + 1] = (((rb3 + rbF) >>> 8) & 0xff00ff) | ((ga3 + gaF) & 0xff00ff00);
    rbP = rbN;
    gaP = gaN;
    rbN = rbF;
    gaN = gaF;
  }
  if ((width & 1) === 1) {
    pixels[to + width - 1] =
      (((Math.imul(rbN, 3) + rbP + 0x830083) >>> 8) & 0xff00ff) | ((Math.imul(gaN, 3) + gaP + 0x830083) & 0xff00ff00);
  }
}

/**
 * One row of an image with transparency from level 1.
 *
 * @param {Int32Array} from
 * @param {number} near where column 0 of the nearer row is
 * @param {number} far
 * @param {Int32Array} pixels
 * @param {number} to index of the row's first pixel
 * @param {number} width of the image
 */
export function doubleToPixels(from, near, far, pixels, to, width) {
  let rbP = doubleLanes(from[near - 2], from[far - 2]);
  let gaP = doubleLanes(from[near - 1], from[far - 1]);
  let rbN = doubleLanes(from[near], from[far]);
  let gaN = doubleLanes(from[near + 1], from[far + 1]);
  for (let i = 0; 2 * i < width; i++) {
    const rbF = doubleLanes(from[near + 2 * i + 2], from[far + 2 * i + 2]);
    const gaF = doubleLanes(from[near + 2 * i + 3], from[far + 2 * i + 3]);
    pixels[to + 2 * i] = fromP6(doubleLanes(rbN, rbP), doubleLanes(gaN, gaP));
    if (2 * i + 1 < width) pixels[to + 2 * i + 1] = fromP6(doubleLanes(rbN, rbF), doubleLanes(gaN, gaF));
    rbP = rbN;
    gaP = gaN;
    rbN = rbF;
    gaN = gaF;
  }
}
