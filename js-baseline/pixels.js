/**
 * Pixels as every kernel takes them: RGBA, 8 bits a channel, straight alpha, rows without gaps.
 *
 * @typedef {object} Pixels
 * @property {Uint8Array} data 4 * width * height bytes; its byteOffset is a multiple of 4
 * @property {number} width px, at least 1
 * @property {number} height px, at least 1
 */

// Kernels take a pixel as one 32-bit word, red in the lowest byte: alpha is on top only where the lowest byte comes first.
if (new Uint8Array(new Uint32Array([1]).buffer)[0] !== 1) {
  throw new Error('pixlane: the JavaScript kernels need a little-endian machine');
}

/**
 * The same memory, a word a pixel: 0xAABBGGRR. Int32Array rather than Uint32Array, because SpiderMonkey and JavaScriptCore
 * make floating-point numbers of words above 2^31.
 *
 * @param {Pixels} pixels
 * @returns {Int32Array}
 */
export function words({ data, width, height }) {
  return new Int32Array(data.buffer, data.byteOffset, width * height);
}

/**
 * Whether all alphas are 255 in words begin .. end - 1.
 *
 * @param {Int32Array} pixels
 * @param {number} begin
 * @param {number} end
 * @returns {boolean}
 */
export function isOpaque(pixels, begin, end) {
  let all = -1;
  let i = begin;
  for (; i + 3 < end; i += 4) all &= pixels[i] & pixels[i + 1] & pixels[i + 2] & pixels[i + 3];
  for (; i < end; i++) all &= pixels[i];
  return all >>> 24 === 255;
}

/**
 * A colour as a word.
 *
 * @param {readonly number[]} colour red, green, blue, alpha, 0..255; rounded to nearest
 * @returns {number}
 */
export function wordOf([r, g, b, a]) {
  return Math.round(r) | (Math.round(g) << 8) | (Math.round(b) << 16) | (Math.round(a) << 24);
}
