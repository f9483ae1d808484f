import { words } from './pixels.js';

/** @typedef {import('./pixels.js').Pixels} Pixels */

/**
 * A part of the source.
 *
 * @param {Pixels} src
 * @param {Pixels} dst of the part's size
 * @param {{ left: number, top: number }} params
 */
export function extract(src, dst, { left, top }) {
  const { width, height } = dst;
  const from = words(src);
  const to = words(dst);
  // Whole rows lie one behind the other.
  const [rows, length] = width === src.width ? [1, width * height] : [height, width];
  let at = top * src.width + left;
  for (let y = 0; y < rows; y++) {
    to.set(from.subarray(at, at + length), y * length);
    at += src.width;
  }
}
