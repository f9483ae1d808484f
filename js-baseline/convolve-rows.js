// The inner loops of convolve, one a size and a width of sums.

/** @typedef {import('./convolve.js').FixedConvolution} FixedConvolution */

/**
 * A row of 3 x 3, two channels at a time: sums that fit 16 bits share a word. A column of pixels is read once and added to the 3 results
 * it belongs to, of which the oldest is then finished.
 *
 * @param {FixedConvolution} fixed
 * @param {Int32Array} ring
 * @param {Int32Array} rows where each of the 3 rows begins in the ring, with 1 pixel before its first
 * @param {Int32Array} to
 * @param {number} begin index of the row's first pixel
 * @param {number} width
 */
export function convolve3(fixed, ring, rows, to, begin, width) {
  const { weights, offset, shift, lowest } = fixed;
  const a0 = weights[0];
  const a1 = weights[1];
  const a2 = weights[2];
  const b0 = weights[3];
  const b1 = weights[4];
  const b2 = weights[5];
  const c0 = weights[6];
  const c1 = weights[7];
  const c2 = weights[8];
  const row0 = rows[0];
  const row1 = rows[1];
  const row2 = rows[2];
  const start = Math.imul(offset - lowest, 0x10001);
  const base = lowest >> shift;
  let rb1 = 0;
  let ga1 = 0;
  let rb2 = 0;
  let ga2 = 0;
  for (let x = -2; x < width; x++) {
    const a = ring[row0 + x + 2];
    const b = ring[row1 + x + 2];
    const c = ring[row2 + x + 2];
    const aRB = a & 0xff00ff;
    const bRB = b & 0xff00ff;
    const cRB = c & 0xff00ff;
    const rb = (rb1 + Math.imul(a2, aRB) + Math.imul(b2, bRB) + Math.imul(c2, cRB)) | 0;
    rb1 = (rb2 + Math.imul(a1, aRB) + Math.imul(b1, bRB) + Math.imul(c1, cRB)) | 0;
    rb2 = (start + Math.imul(a0, aRB) + Math.imul(b0, bRB) + Math.imul(c0, cRB)) | 0;
    const aG = (a >>> 8) & 0xff;
    const bG = (b >>> 8) & 0xff;
    const cG = (c >>> 8) & 0xff;
    const ga = (ga1 + Math.imul(a2, aG) + Math.imul(b2, bG) + Math.imul(c2, cG)) | 0;
    ga1 = (ga2 + Math.imul(a1, aG) + Math.imul(b1, bG) + Math.imul(c1, cG)) | 0;
    ga2 = (start + Math.imul(a0, aG) + Math.imul(b0, bG) + Math.imul(c0, cG)) | 0;
    if (x < 0) continue;
    const red = ((rb & 0xffff) >>> shift) + base;
    const green = ((ga & 0xffff) >>> shift) + base;
    const blue = ((rb >>> 16) >>> shift) + base;
    to[begin + x] = joinClamped(red, green, blue, ring[row1 + x + 1] & 0xff000000);
  }
}

/**
 * The same where sums need 32 bits: a channel after the other.
 *
 * @param {FixedConvolution} fixed
 * @param {Int32Array} ring
 * @param {Int32Array} rows
 * @param {Int32Array} to
 * @param {number} begin
 * @param {number} width
 */
export function convolve3Wide(fixed, ring, rows, to, begin, width) {
  for (let x = 0; x < width; x++) to[begin + x] = ring[rows[1] + x + 1] & 0xff000000;
  for (let at = 0; at < 24; at += 8) convolve3Channel(fixed, ring, rows, to, begin, width, at);
}

/**
 * @param {FixedConvolution} fixed
 * @param {Int32Array} ring
 * @param {Int32Array} rows
 * @param {Int32Array} to
 * @param {number} begin
 * @param {number} width
 * @param {number} at position of the channel in a word
 */
function convolve3Channel({ weights, offset, shift }, ring, rows, to, begin, width, at) {
  const a0 = weights[0];
  const a1 = weights[1];
  const a2 = weights[2];
  const b0 = weights[3];
  const b1 = weights[4];
  const b2 = weights[5];
  const c0 = weights[6];
  const c1 = weights[7];
  const c2 = weights[8];
  const row0 = rows[0];
  const row1 = rows[1];
  const row2 = rows[2];
  let sum1 = 0;
  let sum2 = 0;
  for (let x = -2; x < width; x++) {
    const a = (ring[row0 + x + 2] >>> at) & 0xff;
    const b = (ring[row1 + x + 2] >>> at) & 0xff;
    const c = (ring[row2 + x + 2] >>> at) & 0xff;
    const sum = (sum1 + Math.imul(a2, a) + Math.imul(b2, b) + Math.imul(c2, c)) | 0;
    sum1 = (sum2 + Math.imul(a1, a) + Math.imul(b1, b) + Math.imul(c1, c)) | 0;
    sum2 = (offset + Math.imul(a0, a) + Math.imul(b0, b) + Math.imul(c0, c)) | 0;
    if (x < 0) continue;
    const v = sum >> shift;
    to[begin + x] |= (v < 0 ? 0 : v > 255 ? 255 : v) << at;
  }
}

/**
 * A row of 5 x 5, two channels at a time: sums that fit 16 bits share a word. A column of pixels is read once and added to the 5 results
 * it belongs to, of which the oldest is then finished.
 *
 * @param {FixedConvolution} fixed
 * @param {Int32Array} ring
 * @param {Int32Array} rows where each of the 5 rows begins in the ring, with 2 pixels before its first
 * @param {Int32Array} to
 * @param {number} begin index of the row's first pixel
 * @param {number} width
 */
export function convolve5(fixed, ring, rows, to, begin, width) {
  const { weights, offset, shift, lowest } = fixed;
  const a0 = weights[0];
  const a1 = weights[1];
  const a2 = weights[2];
  const a3 = weights[3];
  const a4 = weights[4];
  const b0 = weights[5];
  const b1 = weights[6];
  const b2 = weights[7];
  const b3 = weights[8];
  const b4 = weights[9];
  const c0 = weights[10];
  const c1 = weights[11];
  const c2 = weights[12];
  const c3 = weights[13];
  const c4 = weights[14];
  const d0 = weights[15];
  const d1 = weights[16];
  const d2 = weights[17];
  const d3 = weights[18];
  const d4 = weights[19];
  const e0 = weights[20];
  const e1 = weights[21];
  const e2 = weights[22];
  const e3 = weights[23];
  const e4 = weights[24];
  const row0 = rows[0];
  const row1 = rows[1];
  const row2 = rows[2];
  const row3 = rows[3];
  const row4 = rows[4];
  const start = Math.imul(offset - lowest, 0x10001);
  const base = lowest >> shift;
  let rb1 = 0;
  let ga1 = 0;
  let rb2 = 0;
  let ga2 = 0;
  let rb3 = 0;
  let ga3 = 0;
  let rb4 = 0;
  let ga4 = 0;
  for (let x = -4; x < width; x++) {
    const a = ring[row0 + x + 4];
    const b = ring[row1 + x + 4];
    const c = ring[row2 + x + 4];
    const d = ring[row3 + x + 4];
    const e = ring[row4 + x + 4];
    const aRB = a & 0xff00ff;
    const bRB = b & 0xff00ff;
    const cRB = c & 0xff00ff;
    const dRB = d & 0xff00ff;
    const eRB = e & 0xff00ff;
    const rb =
      (rb1 + Math.imul(a4, aRB) + Math.imul(b4, bRB) + Math.imul(c4, cRB) + Math.imul(d4, dRB) + Math.imul(e4, eRB)) |
      0;
    rb1 =
      (rb2 + Math.imul(a3, aRB) + Math.imul(b3, bRB) + Math.imul(c3, cRB) + Math.imul(d3, dRB) + Math.imul(e3, eRB)) |
      0;
    rb2 =
      (rb3 + Math.imul(a2, aRB) + Math.imul(b2, bRB) + Math.imul(c2, cRB) + Math.imul(d2, dRB) + Math.imul(e2, eRB)) |
      0;
    rb3 =
      (rb4 + Math.imul(a1, aRB) + Math.imul(b1, bRB) + Math.imul(c1, cRB) + Math.imul(d1, dRB) + Math.imul(e1, eRB)) |
      0;
    rb4 =
      (start + Math.imul(a0, aRB) + Math.imul(b0, bRB) + Math.imul(c0, cRB) + Math.imul(d0, dRB) + Math.imul(e0, eRB)) |
      0;
    const aG = (a >>> 8) & 0xff;
    const bG = (b >>> 8) & 0xff;
    const cG = (c >>> 8) & 0xff;
    const dG = (d >>> 8) & 0xff;
    const eG = (e >>> 8) & 0xff;
    const ga =
      (ga1 + Math.imul(a4, aG) + Math.imul(b4, bG) + Math.imul(c4, cG) + Math.imul(d4, dG) + Math.imul(e4, eG)) | 0;
    ga1 = (ga2 + Math.imul(a3, aG) + Math.imul(b3, bG) + Math.imul(c3, cG) + Math.imul(d3, dG) + Math.imul(e3, eG)) | 0;
    ga2 = (ga3 + Math.imul(a2, aG) + Math.imul(b2, bG) + Math.imul(c2, cG) + Math.imul(d2, dG) + Math.imul(e2, eG)) | 0;
    ga3 = (ga4 + Math.imul(a1, aG) + Math.imul(b1, bG) + Math.imul(c1, cG) + Math.imul(d1, dG) + Math.imul(e1, eG)) | 0;
    ga4 =
      (start + Math.imul(a0, aG) + Math.imul(b0, bG) + Math.imul(c0, cG) + Math.imul(d0, dG) + Math.imul(e0, eG)) | 0;
    if (x < 0) continue;
    const red = ((rb & 0xffff) >>> shift) + base;
    const green = ((ga & 0xffff) >>> shift) + base;
    const blue = ((rb >>> 16) >>> shift) + base;
    to[begin + x] = joinClamped(red, green, blue, ring[row2 + x + 2] & 0xff000000);
  }
}

/**
 * The same where sums need 32 bits: a channel after the other.
 *
 * @param {FixedConvolution} fixed
 * @param {Int32Array} ring
 * @param {Int32Array} rows
 * @param {Int32Array} to
 * @param {number} begin
 * @param {number} width
 */
export function convolve5Wide(fixed, ring, rows, to, begin, width) {
  for (let x = 0; x < width; x++) to[begin + x] = ring[rows[2] + x + 2] & 0xff000000;
  for (let at = 0; at < 24; at += 8) convolve5Channel(fixed, ring, rows, to, begin, width, at);
}

/**
 * @param {FixedConvolution} fixed
 * @param {Int32Array} ring
 * @param {Int32Array} rows
 * @param {Int32Array} to
 * @param {number} begin
 * @param {number} width
 * @param {number} at position of the channel in a word
 */
function convolve5Channel({ weights, offset, shift }, ring, rows, to, begin, width, at) {
  const a0 = weights[0];
  const a1 = weights[1];
  const a2 = weights[2];
  const a3 = weights[3];
  const a4 = weights[4];
  const b0 = weights[5];
  const b1 = weights[6];
  const b2 = weights[7];
  const b3 = weights[8];
  const b4 = weights[9];
  const c0 = weights[10];
  const c1 = weights[11];
  const c2 = weights[12];
  const c3 = weights[13];
  const c4 = weights[14];
  const d0 = weights[15];
  const d1 = weights[16];
  const d2 = weights[17];
  const d3 = weights[18];
  const d4 = weights[19];
  const e0 = weights[20];
  const e1 = weights[21];
  const e2 = weights[22];
  const e3 = weights[23];
  const e4 = weights[24];
  const row0 = rows[0];
  const row1 = rows[1];
  const row2 = rows[2];
  const row3 = rows[3];
  const row4 = rows[4];
  let sum1 = 0;
  let sum2 = 0;
  let sum3 = 0;
  let sum4 = 0;
  for (let x = -4; x < width; x++) {
    const a = (ring[row0 + x + 4] >>> at) & 0xff;
    const b = (ring[row1 + x + 4] >>> at) & 0xff;
    const c = (ring[row2 + x + 4] >>> at) & 0xff;
    const d = (ring[row3 + x + 4] >>> at) & 0xff;
    const e = (ring[row4 + x + 4] >>> at) & 0xff;
    const sum =
      (sum1 + Math.imul(a4, a) + Math.imul(b4, b) + Math.imul(c4, c) + Math.imul(d4, d) + Math.imul(e4, e)) | 0;
    sum1 = (sum2 + Math.imul(a3, a) + Math.imul(b3, b) + Math.imul(c3, c) + Math.imul(d3, d) + Math.imul(e3, e)) | 0;
    sum2 = (sum3 + Math.imul(a2, a) + Math.imul(b2, b) + Math.imul(c2, c) + Math.imul(d2, d) + Math.imul(e2, e)) | 0;
    sum3 = (sum4 + Math.imul(a1, a) + Math.imul(b1, b) + Math.imul(c1, c) + Math.imul(d1, d) + Math.imul(e1, e)) | 0;
    sum4 = (offset + Math.imul(a0, a) + Math.imul(b0, b) + Math.imul(c0, c) + Math.imul(d0, d) + Math.imul(e0, e)) | 0;
    if (x < 0) continue;
    const v = sum >> shift;
    to[begin + x] |= (v < 0 ? 0 : v > 255 ? 255 : v) << at;
  }
}

/**
 * @param {number} red
 * @param {number} green
 * @param {number} blue
 * @param {number} alpha already in its place
 * @returns {number} the word 0xAABBGGRR
 */
export function joinClamped(red, green, blue, alpha) {
  if (((red | green | blue) & ~255) === 0) return red | (green << 8) | (blue << 16) | alpha;
  const r = red < 0 ? 0 : red > 255 ? 255 : red;
  const g = green < 0 ? 0 : green > 255 ? 255 : green;
  const b = blue < 0 ? 0 : blue > 255 ? 255 : blue;
  return r | (g << 8) | (b << 16) | alpha;
}
