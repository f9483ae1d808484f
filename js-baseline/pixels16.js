/**
 * Pixels of 16 bits a channel: RGBA, straight alpha, rows without gaps.
 *
 * Kernels of 16 bits compute in floats of 32, every operation rounded by Math.fround, which engines make single-precision instructions of:
 * so they give the same bits as the compiled lanes.
 *
 * @typedef {object} Pixels16
 * @property {Uint16Array} data 4 * width * height values
 * @property {number} width px, at least 1
 * @property {number} height px, at least 1
 */

export const WHITE = 65535;

const { fround } = Math;

/**
 * Clamped to 0..65535 and rounded, halves up: floor(v + 1/2), the sum as a float.
 *
 * @param {number} v
 * @returns {number}
 */
export function rounded16(v) {
  return v > 0 ? (v < WHITE ? fround(v + 0.5) | 0 : WHITE) : 0;
}

/**
 * For kernels that only move pixels, one function for both depths.
 *
 * @param {import('./pixels.js').Pixels | Pixels16} pixels
 * @returns {boolean} whether channels have 16 bits
 */
export function is16({ data }) {
  return data.BYTES_PER_ELEMENT === 2;
}

/**
 * The same memory: a word a pixel, of 16 bits two, red and green before blue and alpha, the first of each in the lower half.
 *
 * @param {import('./pixels.js').Pixels | Pixels16} pixels
 * @returns {Int32Array}
 */
export function allWords({ data, width, height }) {
  return new Int32Array(data.buffer, data.byteOffset, width * height * data.BYTES_PER_ELEMENT);
}

/**
 * A colour as the two words of a pixel.
 *
 * @param {readonly number[]} colour red, green, blue, alpha, 0..255; 257 each, rounded, halves up
 * @returns {[number, number]}
 */
export function wordPairOf(colour) {
  const [r, g, b, a] = colour.map((value) => Math.floor(257 * value + 0.5));
  return [r | (g << 16), b | (a << 16)];
}
