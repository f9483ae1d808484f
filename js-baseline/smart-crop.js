// Where `cover` puts its window when it shall keep what matters: `entropy` and `attention`, in integers, on the source's own pixels.
// The ideas are libvips' smartcrop; the formulas are simpler, because the window moves along one axis only.
import { words } from './pixels.js';

/**
 * @typedef {import('./pixels.js').Pixels} Pixels
 * @typedef {import('./resize-coefficients.js').Axis} Axis
 */

const CELLS = 32;

/**
 * @param {Pixels} src
 * @param {boolean} horizontal whether the window moves along x
 * @param {Axis} axis that it moves along
 * @param {'entropy' | 'attention'} by
 * @returns {number} the axis' begin
 */
export function chooseWindow(src, horizontal, axis, by) {
  return (by === 'entropy' ? byEntropy : byAttention)(src, horizontal, axis);
}

/**
 * Of the outermost slices at both ends, an eighth of what has to go, the one with less entropy goes; until the window's length is left.
 *
 * @param {Pixels} src
 * @param {boolean} horizontal
 * @param {Axis} axis
 */
function byEntropy(src, horizontal, { inputs, outputs, count }) {
  const pixels = words(src);
  const histogram = new Int32Array(256);
  const sample = (/** @type {number} */ output) => Math.floor((output * inputs) / outputs);
  const orderOf = (/** @type {number} */ from, /** @type {number} */ to) =>
    horizontal
      ? order(pixels, src.width, from, to, 0, src.height, histogram)
      : order(pixels, src.width, 0, src.width, from, to, histogram);
  const slice = Math.floor((outputs - count + 7) / 8);
  let begin = 0;
  let end = outputs;
  while (end - begin > count) {
    const step = Math.min(slice, end - begin - count);
    // As many samples at one end as at the other, at least one.
    const first = sample(begin);
    const length = Math.max(1, sample(begin + step) - first);
    const last = Math.max(sample(end), first + length);
    if (orderOf(first, first + length) > orderOf(last - length, last)) begin += step;
    else end -= step;
  }
  return begin;
}

/**
 * Sum of n log2(n) over the histogram of luma times alpha: of equally many pixels, the more of it the less entropy.
 *
 * @param {Int32Array} pixels
 * @param {number} width of the image
 * @param {number} left
 * @param {number} right
 * @param {number} top
 * @param {number} bottom
 * @param {Int32Array} histogram 256
 */
function order(pixels, width, left, right, top, bottom, histogram) {
  histogram.fill(0);
  for (let y = top; y < bottom; y++) {
    for (let i = y * width + left; i < y * width + right; i++) {
      const p = pixels[i];
      histogram[timesAlpha(luma(p & 255, (p >>> 8) & 255, (p >>> 16) & 255), p >>> 24)]++;
    }
  }
  let sum = 0;
  for (const n of histogram) if (n > 1) sum += n * log2(n);
  return sum;
}

/**
 * The means of 32 x 32 cells, or of as many as there are samples, are scored: twice the Laplacian of their luma, skin, saturation. The
 * scores are summed across the window's way, and its centre goes to where their sum, weighted by a triangle as long as the window, is
 * largest.
 *
 * @param {Pixels} src
 * @param {boolean} horizontal
 * @param {Axis} axis
 */
function byAttention(src, horizontal, { outputs, count }) {
  const columns = Math.min(CELLS, src.width);
  const rows = Math.min(CELLS, src.height);
  const means = meansOfCells(src, columns, rows);
  const lumas = new Int32Array(columns * rows);
  for (let i = 0; i < lumas.length; i++) lumas[i] = luma(means[3 * i], means[3 * i + 1], means[3 * i + 2]);
  const length = horizontal ? columns : rows;
  const profile = new Float64Array(length);
  for (let j = 0; j < rows; j++) {
    for (let i = 0; i < columns; i++) {
      const at = j * columns + i;
      const around =
        lumas[Math.max(0, j - 1) * columns + i] +
        lumas[Math.min(j + 1, rows - 1) * columns + i] +
        lumas[j * columns + Math.max(0, i - 1)] +
        lumas[j * columns + Math.min(i + 1, columns - 1)];
      const colour = skin(means, 3 * at, lumas[at]) + saturation(means, 3 * at, lumas[at]);
      profile[horizontal ? i : j] += 2 * Math.abs(4 * lumas[at] - around) + colour;
    }
  }
  const half = Math.max(1, Math.floor((length * count + outputs) / (2 * outputs)));
  let largest = 0;
  let centre = 0;
  for (let c = 0; c < length; c++) {
    let sum = 0;
    for (let i = 0; i < length; i++) sum += profile[i] * Math.max(0, half - Math.abs(i - c));
    if (sum > largest) {
      largest = sum;
      centre = c;
    }
  }
  // Where nothing stands out, the middle is as good as any.
  if (largest === 0) return Math.floor((outputs - count + 1) / 2);
  const middle = Math.floor(((2 * centre + 1) * outputs) / (2 * length));
  return Math.max(0, Math.min(middle - Math.floor(count / 2), outputs - count));
}

/**
 * Red, green and blue of each cell, times alpha.
 *
 * @param {Pixels} src
 * @param {number} columns
 * @param {number} rows
 */
function meansOfCells(src, columns, rows) {
  const { width, height } = src;
  const pixels = words(src);
  const means = new Int32Array(3 * columns * rows);
  for (let j = 0; j < rows; j++) {
    const top = Math.floor((j * height) / rows);
    const bottom = Math.floor(((j + 1) * height) / rows);
    for (let i = 0; i < columns; i++) {
      const left = Math.floor((i * width) / columns);
      const right = Math.floor(((i + 1) * width) / columns);
      let r = 0;
      let g = 0;
      let b = 0;
      for (let y = top; y < bottom; y++) {
        for (let k = y * width + left; k < y * width + right; k++) {
          const p = pixels[k];
          const a = p >>> 24;
          r += timesAlpha(p & 255, a);
          g += timesAlpha((p >>> 8) & 255, a);
          b += timesAlpha((p >>> 16) & 255, a);
        }
      }
      const count = (right - left) * (bottom - top);
      const half = Math.floor(count / 2);
      const at = 3 * (j * columns + i);
      means[at] = Math.floor((r + half) / count);
      means[at + 1] = Math.floor((g + half) / count);
      means[at + 2] = Math.floor((b + half) / count);
    }
  }
  return means;
}

/**
 * 0..248: how near the direction of a colour comes to that of skin, (78, 57, 44); 1024 cos^2 of the angle counts from 993 on.
 *
 * @param {Int32Array} means
 * @param {number} at
 * @param {number} y
 */
function skin(means, at, y) {
  if (y < 40) return 0;
  const r = means[at];
  const g = means[at + 1];
  const b = means[at + 2];
  const dot = 78 * r + 57 * g + 44 * b;
  const cosine = Math.floor((dot * dot * 1024) / (11269 * (r * r + g * g + b * b)));
  return cosine > 993 ? (cosine - 993) * 8 : 0;
}

/**
 * 0..153: the range of the three channels from 102 on, in what is neither black nor white.
 *
 * @param {Int32Array} means
 * @param {number} at
 * @param {number} y
 */
function saturation(means, at, y) {
  if (y < 13 || y > 230) return 0;
  const range = Math.max(means[at], means[at + 1], means[at + 2]) - Math.min(means[at], means[at + 1], means[at + 2]);
  return range > 102 ? range - 102 : 0;
}

/** A byte times alpha / 255, rounded. @param {number} value @param {number} alpha */
function timesAlpha(value, alpha) {
  return (value * alpha * 257 + 32768) >> 16;
}

/** @param {number} r @param {number} g @param {number} b */
function luma(r, g, b) {
  return (6966 * r + 23436 * g + 2366 * b + 16384) >> 15;
}

/** floor(2^12 log2(n)) of a number's 16 highest bits, digit by digit. @param {number} n */
function log2(n) {
  const exponent = 31 - Math.clz32(n);
  let mantissa = exponent > 15 ? n >>> (exponent - 15) : n << (15 - exponent);
  let result = exponent;
  for (let i = 0; i < 12; i++) {
    mantissa = Math.floor((mantissa * mantissa) / 32768);
    const digit = mantissa >> 16;
    mantissa >>= digit;
    result = result * 2 + digit;
  }
  return result;
}
