// The two passes of resize16. A pixel is four floats, premultiplied by alpha; between the passes with the filter's overshoot. The alpha of
// opaque rows is not computed but known.
import { atRoot } from './curves16.js';
import { rounded16, WHITE } from './pixels16.js';

/** @typedef {import('./resize-coefficients.js').FloatCoefficients} FloatCoefficients */

const { fround } = Math;

/** So many products are summed in floats, such sums in doubles: the sum of a constant is off by less than 0.1, however long a filter is. */
const IN_FLOATS = 32;
/** What a sum of alphas that are all 65535 may be off by. */
const ALPHA_SLACK = 0.25;
const ALPHA_UNIT = fround(1 / WHITE);

/**
 * Whether all alphas are 65535.
 *
 * @param {Uint16Array} data
 * @param {number} begin index of the first pixel's red
 * @param {number} end
 */
export function isOpaque16(data, begin, end) {
  let all = WHITE;
  for (let i = begin + 3; i < end; i += 4) all &= data[i];
  return all === WHITE;
}

/**
 * Pixels begin .. end - 1 of a row to floats: colours times alpha / 65535, which is 1 exactly where alpha is 65535. In linear light white
 * is 1.
 *
 * @param {Uint16Array} data
 * @param {number} from index of the row's first value
 * @param {number} begin
 * @param {number} end
 * @param {Float32Array | null} decode
 * @param {Float32Array} out eight a column: two rows side by side
 * @param {number} to 0 or 4, for the first or the second of them
 * @param {boolean} opaque whether all alphas are 65535, which are then left out
 */
export function loadRow16(data, from, begin, end, decode, out, to, opaque) {
  let i = from + 4 * begin;
  for (let o = to + 8 * begin; o < 8 * end; o += 8, i += 4) {
    let r = data[i];
    let g = data[i + 1];
    let b = data[i + 2];
    if (decode !== null) {
      r = decode[r];
      g = decode[g];
      b = decode[b];
    }
    if (!opaque) {
      const a = data[i + 3];
      const weight = fround(a * ALPHA_UNIT);
      r = fround(r * weight);
      g = fround(g * weight);
      b = fround(b * weight);
      out[o + 3] = a;
    }
    out[o] = r;
    out[o + 1] = g;
    out[o + 2] = b;
  }
}

/**
 * Two rows, horizontally. Each sum waits for its last addition: six at a time are a tenth faster than three.
 *
 * @param {Float32Array} rows of opaque pixels, as by loadRow16
 * @param {FloatCoefficients} columns
 * @param {Float32Array} out
 * @param {number} to
 * @param {number} toSecond
 * @param {number} width of the result
 */
export function resampleOpaqueRows16(rows, { first, count, weights, stride }, out, to, toSecond, width) {
  for (let x = 0; x < width; x++) {
    let red = 0;
    let green = 0;
    let blue = 0;
    let redSecond = 0;
    let greenSecond = 0;
    let blueSecond = 0;
    let w = x * stride;
    const behind = w + count[x];
    let at = 8 * first[x];
    while (w < behind) {
      const end = Math.min(behind, w + IN_FLOATS);
      let r0 = fround(0);
      let g0 = fround(0);
      let b0 = fround(0);
      let r1 = fround(0);
      let g1 = fround(0);
      let b1 = fround(0);
      for (; w < end; w++, at += 8) {
        const weight = weights[w];
        r0 = fround(r0 + fround(weight * rows[at]));
        g0 = fround(g0 + fround(weight * rows[at + 1]));
        b0 = fround(b0 + fround(weight * rows[at + 2]));
        r1 = fround(r1 + fround(weight * rows[at + 4]));
        g1 = fround(g1 + fround(weight * rows[at + 5]));
        b1 = fround(b1 + fround(weight * rows[at + 6]));
      }
      red += r0;
      green += g0;
      blue += b0;
      redSecond += r1;
      greenSecond += g1;
      blueSecond += b1;
    }
    const i = to + 4 * x;
    out[i] = red;
    out[i + 1] = green;
    out[i + 2] = blue;
    out[i + 3] = WHITE;
    const j = toSecond + 4 * x;
    out[j] = redSecond;
    out[j + 1] = greenSecond;
    out[j + 2] = blueSecond;
    out[j + 3] = WHITE;
  }
}

/**
 * A row of any pixels, horizontally.
 *
 * @param {Float32Array} rows
 * @param {number} row 0 or 4, for the first or the second of them
 * @param {FloatCoefficients} columns
 * @param {Float32Array} out
 * @param {number} to
 * @param {number} width of the result
 */
export function resampleRow16(rows, row, { first, count, weights, stride }, out, to, width) {
  for (let x = 0; x < width; x++) {
    let red = 0;
    let green = 0;
    let blue = 0;
    let alpha = 0;
    let w = x * stride;
    const behind = w + count[x];
    let at = row + 8 * first[x];
    while (w < behind) {
      const end = Math.min(behind, w + IN_FLOATS);
      let r = fround(0);
      let g = fround(0);
      let b = fround(0);
      let a = fround(0);
      for (; w < end; w++, at += 8) {
        const weight = weights[w];
        r = fround(r + fround(weight * rows[at]));
        g = fround(g + fround(weight * rows[at + 1]));
        b = fround(b + fround(weight * rows[at + 2]));
        a = fround(a + fround(weight * rows[at + 3]));
      }
      red += r;
      green += g;
      blue += b;
      alpha += a;
    }
    const i = to + 4 * x;
    out[i] = red;
    out[i + 1] = green;
    out[i + 2] = blue;
    out[i + 3] = settled(fround(alpha));
  }
}

/**
 * An alpha that is 65535 but for rounding becomes that: so opaque pixels remain opaque whatever is around, and need no alpha computed.
 *
 * @param {number} alpha
 */
function settled(alpha) {
  return Math.abs(alpha - WHITE) < ALPHA_SLACK ? WHITE : alpha;
}

/**
 * The weighted sum of rows.
 *
 * @param {Float32Array} ring
 * @param {Int32Array} at where each row begins
 * @param {Float32Array} weights
 * @param {number} w index of the first row's weight
 * @param {number} rows
 * @param {Float32Array} sums
 * @param {Float64Array} totals as long
 * @param {number} count of elements
 */
export function addRows16(ring, at, weights, w, rows, sums, totals, count) {
  if (rows <= IN_FLOATS) {
    addSomeRows(ring, at, weights, w, 0, rows, sums, count);
    return;
  }
  totals.fill(0, 0, count);
  for (let j = 0; j < rows; j += IN_FLOATS) {
    addSomeRows(ring, at, weights, w, j, Math.min(rows, j + IN_FLOATS), sums, count);
    for (let i = 0; i < count; i++) totals[i] += sums[i];
  }
  for (let i = 0; i < count; i++) sums[i] = totals[i];
}

/**
 * Rows begin .. end - 1, four at a time: each sum is loaded and stored once for as many.
 *
 * @param {Float32Array} ring
 * @param {Int32Array} at
 * @param {Float32Array} weights
 * @param {number} w
 * @param {number} begin
 * @param {number} end
 * @param {Float32Array} sums
 * @param {number} count
 */
function addSomeRows(ring, at, weights, w, begin, end, sums, count) {
  sums.fill(0, 0, count);
  let j = begin;
  for (; j + 4 <= end; j += 4) {
    const w0 = weights[w + j];
    const w1 = weights[w + j + 1];
    const w2 = weights[w + j + 2];
    const w3 = weights[w + j + 3];
    const o0 = at[j];
    const o1 = at[j + 1];
    const o2 = at[j + 2];
    const o3 = at[j + 3];
    for (let i = 0; i < count; i++) {
      const first = fround(fround(sums[i] + fround(w0 * ring[o0 + i])) + fround(w1 * ring[o1 + i]));
      sums[i] = fround(fround(first + fround(w2 * ring[o2 + i])) + fround(w3 * ring[o3 + i]));
    }
  }
  for (; j < end; j++) {
    const weight = weights[w + j];
    const o = at[j];
    for (let i = 0; i < count; i++) sums[i] = fround(sums[i] + fround(weight * ring[o + i]));
  }
}

/**
 * Sums to opaque pixels.
 *
 * @param {Float32Array} sums four a pixel
 * @param {Float32Array | null} encode
 * @param {Uint16Array} data
 * @param {number} to
 * @param {number} width
 */
export function finishOpaqueRow16(sums, encode, data, to, width) {
  for (let i = 0; i < 4 * width; i += 4) {
    data[to + i] = finished(sums[i], encode);
    data[to + i + 1] = finished(sums[i + 1], encode);
    data[to + i + 2] = finished(sums[i + 2], encode);
    data[to + i + 3] = WHITE;
  }
}

/**
 * Sums to pixels; where alpha rounds to 0, so do colours.
 *
 * @param {Float32Array} sums four a pixel
 * @param {Float32Array | null} encode
 * @param {Uint16Array} data
 * @param {number} to
 * @param {number} width
 */
export function finishRow16(sums, encode, data, to, width) {
  for (let i = 0; i < 4 * width; i += 4) {
    const alpha = Math.min(settled(sums[i + 3]), WHITE);
    const inverse = alpha >= 0.5 ? fround(WHITE / alpha) : 0;
    data[to + i] = finished(fround(sums[i] * inverse), encode);
    data[to + i + 1] = finished(fround(sums[i + 1] * inverse), encode);
    data[to + i + 2] = finished(fround(sums[i + 2] * inverse), encode);
    data[to + i + 3] = rounded16(alpha);
  }
}

/** A straight colour with overshoot to its value. @param {number} v @param {Float32Array | null} encode */
function finished(v, encode) {
  return rounded16(encode === null ? v : atRoot(encode, v));
}
