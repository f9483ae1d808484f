import { isOpaque, words } from './pixels.js';
import { unpremultiply } from './premultiply.js';
import { scratchInt32 } from './scratch.js';

/** @typedef {import('./pixels.js').Pixels} Pixels */

const SUMS_SLOT = 0;
const MEANS_SLOT = 1;
const TRANSLUCENT_SLOT = 2;

/**
 * The mean of the (2 r + 1)^2 pixels around each, weighed by alpha, edges replicated, any radius at one cost: sums run along both ways.
 *
 * With n = 2 r + 1, on P6 values (premultiply.js): column = round((sum of n values one above the other) / n), then
 * value = round((sum of n columns side by side) / n). n is odd, so that nothing lies halfway.
 *
 * @param {Pixels} src
 * @param {Pixels} dst of the same size
 * @param {{ radius: number }} params px, an integer 1..255
 */
export function boxBlur(src, dst, { radius }) {
  const { width, height } = src;
  const from = words(src);
  const to = words(dst);
  const inverse = 1 / (2 * radius + 1);
  // Of each column the sums of red, green, blue and alpha.
  const sums = scratchInt32(SUMS_SLOT, 4 * width).fill(0);
  // Their means, with replicated ends.
  const means = scratchInt32(MEANS_SLOT, 4 * (width + 2 * radius + 1));
  const first = 4 * (radius + 1);
  // Whether a row has transparency: asked twice of each.
  const translucent = scratchInt32(TRANSLUCENT_SLOT, height);
  for (let y = 0; y < height; y++) translucent[y] = isOpaque(from, y * width, (y + 1) * width) ? 0 : 1;

  // The window of row -1: the first row radius + 2 times, then those behind it.
  addRow(from, 0, width, radius + 2, sums);
  let inWindow = translucent[0] * (radius + 2);
  for (let y = 1; y < radius; y++) {
    const row = Math.min(y, height - 1);
    addRow(from, row * width, width, 1, sums);
    inWindow += translucent[row];
  }
  for (let y = 0; y < height; y++) {
    const entering = Math.min(y + radius, height - 1);
    const leaving = Math.max(y - radius - 1, 0);
    const before = inWindow;
    inWindow += translucent[entering] - translucent[leaving];
    if (before === 0 && inWindow === 0) {
      opaqueColumns(from, entering * width, leaving * width, width, inverse, sums, means, first);
    } else {
      columns(from, entering * width, leaving * width, width, inverse, sums, means, first);
    }
    replicateEnds(means, first, width, radius);
    if (inWindow === 0) opaqueAcross(means, width, radius, inverse, to, y * width);
    else across(means, width, radius, inverse, to, y * width);
  }
}

/**
 * @param {Int32Array} from
 * @param {number} begin index of the row's first pixel
 * @param {number} width
 * @param {number} times
 * @param {Int32Array} sums
 */
function addRow(from, begin, width, times, sums) {
  for (let x = 0; x < width; x++) {
    const p = from[begin + x];
    const a = p >>> 24;
    sums[4 * x] += p6(p & 255, a) * times;
    sums[4 * x + 1] += p6((p >>> 8) & 255, a) * times;
    sums[4 * x + 2] += p6((p >>> 16) & 255, a) * times;
    sums[4 * x + 3] += (a << 6) * times;
  }
}

/**
 * A colour in P6.
 *
 * @param {number} c
 * @param {number} a
 */
function p6(c, a) {
  const t = Math.imul(c, a);
  return (t + (t >> 8) + 1) >> 2;
}

/**
 * Moves the sums down by a row and takes their means.
 *
 * @param {Int32Array} from
 * @param {number} entering index of the first pixel of the row that enters the window
 * @param {number} leaving
 * @param {number} width
 * @param {number} inverse 1 / n
 * @param {Int32Array} sums
 * @param {Int32Array} means
 * @param {number} first where the first column's means go
 */
function columns(from, entering, leaving, width, inverse, sums, means, first) {
  for (let x = 0; x < width; x++) {
    const p = from[entering + x];
    const q = from[leaving + x];
    const a = p >>> 24;
    const b = q >>> 24;
    const i = 4 * x;
    const red = sums[i] + p6(p & 255, a) - p6(q & 255, b);
    const green = sums[i + 1] + p6((p >>> 8) & 255, a) - p6((q >>> 8) & 255, b);
    const blue = sums[i + 2] + p6((p >>> 16) & 255, a) - p6((q >>> 16) & 255, b);
    const alpha = sums[i + 3] + ((a - b) << 6);
    sums[i] = red;
    sums[i + 1] = green;
    sums[i + 2] = blue;
    sums[i + 3] = alpha;
    means[first + i] = (red * inverse + 0.5) | 0;
    means[first + i + 1] = (green * inverse + 0.5) | 0;
    means[first + i + 2] = (blue * inverse + 0.5) | 0;
    means[first + i + 3] = (alpha * inverse + 0.5) | 0;
  }
}

/**
 * The same where the window was and is opaque: alpha need not be looked at.
 *
 * @param {Int32Array} from
 * @param {number} entering
 * @param {number} leaving
 * @param {number} width
 * @param {number} inverse
 * @param {Int32Array} sums
 * @param {Int32Array} means
 * @param {number} first
 */
function opaqueColumns(from, entering, leaving, width, inverse, sums, means, first) {
  for (let x = 0; x < width; x++) {
    const p = from[entering + x];
    const q = from[leaving + x];
    const i = 4 * x;
    const red = sums[i] + (((p & 255) - (q & 255)) << 6);
    const green = sums[i + 1] + ((((p >>> 8) & 255) - ((q >>> 8) & 255)) << 6);
    const blue = sums[i + 2] + ((((p >>> 16) & 255) - ((q >>> 16) & 255)) << 6);
    sums[i] = red;
    sums[i + 1] = green;
    sums[i + 2] = blue;
    means[first + i] = (red * inverse + 0.5) | 0;
    means[first + i + 1] = (green * inverse + 0.5) | 0;
    means[first + i + 2] = (blue * inverse + 0.5) | 0;
  }
}

/**
 * @param {Int32Array} means
 * @param {number} first
 * @param {number} width
 * @param {number} radius
 */
function replicateEnds(means, first, width, radius) {
  const last = first + 4 * (width - 1);
  for (let i = 0; i < first; i++) means[i] = means[first + (i & 3)];
  for (let i = 0; i < 4 * radius; i++) means[last + 4 + i] = means[last + (i & 3)];
}

/**
 * A row from the means of its columns.
 *
 * @param {Int32Array} means
 * @param {number} width
 * @param {number} radius
 * @param {number} inverse 1 / n
 * @param {Int32Array} to
 * @param {number} begin index of the row's first pixel
 */
function across(means, width, radius, inverse, to, begin) {
  const span = 4 * (2 * radius + 1);
  let red = 0;
  let green = 0;
  let blue = 0;
  let alpha = 0;
  for (let i = 0; i < span; i += 4) {
    red += means[i];
    green += means[i + 1];
    blue += means[i + 2];
    alpha += means[i + 3];
  }
  for (let x = 0; x < width; x++) {
    const out = 4 * x;
    const into = out + span;
    red = (red + means[into] - means[out]) | 0;
    green = (green + means[into + 1] - means[out + 1]) | 0;
    blue = (blue + means[into + 2] - means[out + 2]) | 0;
    alpha = (alpha + means[into + 3] - means[out + 3]) | 0;
    to[begin + x] = unpremultiply(
      (red * inverse + 0.5) | 0,
      (green * inverse + 0.5) | 0,
      (blue * inverse + 0.5) | 0,
      (alpha * inverse + 0.5) | 0,
    );
  }
}

/**
 * @param {Int32Array} means
 * @param {number} width
 * @param {number} radius
 * @param {number} inverse
 * @param {Int32Array} to
 * @param {number} begin
 */
function opaqueAcross(means, width, radius, inverse, to, begin) {
  const span = 4 * (2 * radius + 1);
  let red = 0;
  let green = 0;
  let blue = 0;
  for (let i = 0; i < span; i += 4) {
    red += means[i];
    green += means[i + 1];
    blue += means[i + 2];
  }
  for (let x = 0; x < width; x++) {
    const out = 4 * x;
    const into = out + span;
    red = (red + means[into] - means[out]) | 0;
    green = (green + means[into + 1] - means[out + 1]) | 0;
    blue = (blue + means[into + 2] - means[out + 2]) | 0;
    const r = (((red * inverse + 0.5) | 0) + 32) >> 6;
    const g = (((green * inverse + 0.5) | 0) + 32) >> 6;
    const b = (((blue * inverse + 0.5) | 0) + 32) >> 6;
    to[begin + x] = r | (g << 8) | (b << 16) | 0xff000000;
  }
}
