import { allWords, is16 } from './pixels16.js';

/** @typedef {import('./pixels.js').Pixels | import('./pixels16.js').Pixels16} Pixels of 8 or 16 bits a channel: a word each or two */

/**
 * A part of the source.
 *
 * @param {Pixels} src
 * @param {Pixels} dst of the part's size
 * @param {{ left: number, top: number }} params
 */
export function extract(src, dst, { left, top }) {
  const from = allWords(src);
  const to = allWords(dst);
  const each = is16(src) ? 2 : 1;
  const width = dst.width * each;
  const stride = src.width * each;
  // Whole rows lie one behind the other.
  const [rows, length] = width === stride ? [1, width * dst.height] : [dst.height, width];
  let at = top * stride + left * each;
  for (let y = 0; y < rows; y++) {
    to.set(from.subarray(at, at + length), y * length);
    at += stride;
  }
}
