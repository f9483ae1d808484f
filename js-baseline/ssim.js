import { power } from './exact-math.js';
import { words } from './pixels.js';
import { scratchInt32 } from './scratch.js';

/** @typedef {import('./pixels.js').Pixels} Pixels */

/**
 * @typedef {object} Luma a byte a pixel
 * @property {Uint8Array} data
 * @property {number} width
 * @property {number} height
 */

const RING_SLOT = 0;
const FILTERED_SLOT = 1;
const LUMA_SLOT = 2;
/** Of the smaller scales: two a scale. */
const SCALE_SLOT = 4;

// A Gaussian of sigma 1.5 in parts of 2048, symmetrical: from the outermost tap to the middle one.
const REACH = 5;
const TAPS = 11;
const W0 = 2;
const W1 = 16;
const W2 = 74;
const W3 = 224;
const W4 = 436;
const W5 = 544;

const PLANES = 4;

// Twice C1 = (0.01 * 255)^2 and C2 = (0.03 * 255)^2: sums of s and d are twice those of the two lumas.
const C1 = 13.005;
const C2 = 117.045;

const SCALE_WEIGHTS = [0.0448, 0.2856, 0.3001, 0.2363, 0.1333];

/**
 * Structural similarity of the lumas: the mean over all pixels, edges replicated.
 *
 * @param {Pixels} src
 * @param {Pixels} second of the same size
 * @param {Float64Array} results one number, 1 where the lumas are equal
 */
export function ssim(src, second, results) {
  results[0] = meanSsim(lumaOf(src, LUMA_SLOT), lumaOf(second, LUMA_SLOT + 1), false);
}

/**
 * The product over five scales of the mean contrast and structure (at the last of the whole SSIM) to the power of the scale's weight.
 *
 * @param {Pixels} src
 * @param {Pixels} second of the same size
 * @param {Float64Array} results one number, 1 where the lumas are equal
 */
export function msSsim(src, second, results) {
  let one = lumaOf(src, LUMA_SLOT);
  let other = lumaOf(second, LUMA_SLOT + 1);
  let product = 1;
  for (let i = 0; i < SCALE_WEIGHTS.length; i++) {
    if (i > 0) {
      one = halved(one, SCALE_SLOT + 2 * i);
      other = halved(other, SCALE_SLOT + 2 * i + 1);
    }
    product *= power(Math.max(0, meanSsim(one, other, i + 1 < SCALE_WEIGHTS.length)), SCALE_WEIGHTS[i]);
  }
  results[0] = product;
}

/**
 * @param {Pixels} image
 * @param {number} slot
 * @returns {Luma}
 */
function lumaOf(image, slot) {
  const { width, height } = image;
  const from = words(image);
  const count = width * height;
  const data = scratchBytes(slot, count);
  for (let i = 0; i < count; i++) {
    const p = from[i];
    data[i] = ((p & 255) * 6966 + ((p >>> 8) & 255) * 23436 + ((p >>> 16) & 255) * 2366 + 16384) >> 15;
  }
  return { data, width, height };
}

/**
 * @param {number} slot
 * @param {number} length
 */
function scratchBytes(slot, length) {
  return new Uint8Array(scratchInt32(slot, (length + 3) >> 2).buffer, 0, length);
}

/**
 * Means of 2 x 2 lumas, the last column and row replicated where their number is odd.
 *
 * @param {Luma} from
 * @param {number} slot
 * @returns {Luma}
 */
function halved(from, slot) {
  const width = (from.width + 1) >> 1;
  const height = (from.height + 1) >> 1;
  const data = scratchBytes(slot, width * height);
  const source = from.data;
  const pairs = from.width >> 1;
  for (let y = 0; y < height; y++) {
    const above = 2 * y * from.width;
    const below = Math.min(2 * y + 1, from.height - 1) * from.width;
    const to = y * width;
    for (let x = 0; x < pairs; x++) {
      const i = 2 * x;
      data[to + x] = (source[above + i] + source[above + i + 1] + source[below + i] + source[below + i + 1] + 2) >> 2;
    }
    if (pairs < width) data[to + pairs] = (2 * source[above + 2 * pairs] + 2 * source[below + 2 * pairs] + 2) >> 2;
  }
  return { data, width, height };
}

/**
 * With s = x + y - 255 and d = x - y of two lumas x and y, the means, variances and the covariance that SSIM asks for are sums and
 * differences of those of s and d: four filters (s, d, s^2, d^2) in place of five. Squares are kept less 32768, so that 32 bits hold
 * their sums.
 *
 * @param {Luma} one
 * @param {Luma} other
 * @param {boolean} contrast without the comparison of the means
 * @returns {number} the mean over all pixels
 */
function meanSsim(one, other, contrast) {
  const { width, height } = one;
  const plane = width;
  const ring = new Int16Array(
    scratchInt32(RING_SLOT, (TAPS * PLANES * plane + 1) >> 1).buffer,
    0,
    TAPS * PLANES * plane,
  );
  const filteredPlane = width + 2 * REACH;
  const filtered = scratchInt32(FILTERED_SLOT, PLANES * filteredPlane);
  const rows = new Int32Array(TAPS);
  let loaded = 0;
  let total = 0;
  for (let y = 0; y < height; y++) {
    for (; loaded <= Math.min(y + REACH, height - 1); loaded++) {
      prepareRow(one.data, other.data, loaded * width, width, ring, (loaded % TAPS) * PLANES * plane);
    }
    for (let i = 0; i < TAPS; i++) {
      rows[i] = (Math.max(0, Math.min(y + i - REACH, height - 1)) % TAPS) * PLANES * plane;
    }
    for (let p = 0; p < PLANES; p++) {
      filterColumns(ring, rows, p * plane, p < 2 ? 0 : 32, p < 2 ? 0 : 6, filtered, p * filteredPlane, width);
    }
    total += sumRow(filtered, filteredPlane, width, contrast);
  }
  return total / (width * height);
}

/**
 * @param {Uint8Array} one
 * @param {Uint8Array} other
 * @param {number} from
 * @param {number} width
 * @param {Int16Array} ring
 * @param {number} to
 */
function prepareRow(one, other, from, width, ring, to) {
  for (let x = 0; x < width; x++) {
    const a = one[from + x];
    const b = other[from + x];
    const s = a + b - 255;
    const d = a - b;
    ring[to + x] = s;
    ring[to + width + x] = d;
    ring[to + 2 * width + x] = Math.imul(s, s) - 32768;
    ring[to + 3 * width + x] = Math.imul(d, d) - 32768;
  }
}

/**
 * One plane of eleven rows, vertically; both ends of the result are replicated.
 *
 * @param {Int16Array} ring
 * @param {Int32Array} rows where each begins
 * @param {number} plane
 * @param {number} half
 * @param {number} shift
 * @param {Int32Array} filtered
 * @param {number} to
 * @param {number} width
 */
function filterColumns(ring, rows, plane, half, shift, filtered, to, width) {
  const r0 = rows[0] + plane;
  const r1 = rows[1] + plane;
  const r2 = rows[2] + plane;
  const r3 = rows[3] + plane;
  const r4 = rows[4] + plane;
  const r5 = rows[5] + plane;
  const r6 = rows[6] + plane;
  const r7 = rows[7] + plane;
  const r8 = rows[8] + plane;
  const r9 = rows[9] + plane;
  const r10 = rows[10] + plane;
  const first = to + REACH;
  for (let x = 0; x < width; x++) {
    filtered[first + x] =
      (half +
        Math.imul(W0, ring[r0 + x] + ring[r10 + x]) +
        Math.imul(W1, ring[r1 + x] + ring[r9 + x]) +
        Math.imul(W2, ring[r2 + x] + ring[r8 + x]) +
        Math.imul(W3, ring[r3 + x] + ring[r7 + x]) +
        Math.imul(W4, ring[r4 + x] + ring[r6 + x]) +
        Math.imul(W5, ring[r5 + x])) >>
      shift;
  }
  filtered.fill(filtered[first], to, first);
  filtered.fill(filtered[first + width - 1], first + width, first + width + REACH);
}

/**
 * The horizontal filter at one column; `at` is its leftmost tap.
 *
 * @param {Int32Array} f
 * @param {number} at
 */
function filterRow(f, at) {
  return (
    (Math.imul(W0, f[at] + f[at + 10]) +
      Math.imul(W1, f[at + 1] + f[at + 9]) +
      Math.imul(W2, f[at + 2] + f[at + 8]) +
      Math.imul(W3, f[at + 3] + f[at + 7]) +
      Math.imul(W4, f[at + 4] + f[at + 6]) +
      Math.imul(W5, f[at + 5])) |
    0
  );
}

/**
 * The sum over a row: of the even columns plus that of the odd ones, each from left to right.
 *
 * @param {Int32Array} filtered
 * @param {number} plane
 * @param {number} width
 * @param {boolean} contrast
 */
function sumRow(filtered, plane, width, contrast) {
  let even = 0;
  let odd = 0;
  for (let x = 0; x < width; x++) {
    const s = filterRow(filtered, x) * (1 / 4194304);
    const d = filterRow(filtered, plane + x) * (1 / 4194304);
    const b = d * d;
    const varianceS = filterRow(filtered, 2 * plane + x) * (1 / 65536) + 32768 - s * s;
    const varianceD = filterRow(filtered, 3 * plane + x) * (1 / 65536) + 32768 - b;
    let above = varianceS - varianceD + C2;
    let below = varianceS + varianceD + C2;
    if (!contrast) {
      const mean = s + 255;
      const a = mean * mean;
      above = (a - b + C1) * above;
      below = (a + b + C1) * below;
    }
    if ((x & 1) === 0) even += above / below;
    else odd += above / below;
  }
  return even + odd;
}
