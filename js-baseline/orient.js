import { allWords, is16 } from './pixels16.js';

/** @typedef {import('./pixels.js').Pixels | import('./pixels16.js').Pixels16} Pixels of 8 or 16 bits a channel: a word each or two */

// Where rows become columns, pixels are moved by blocks of this many rows and columns, so that all cache lines that a block touches
// stay in the first-level cache until they are full.
const BLOCK = 16;

/**
 * Mirrors top and bottom.
 *
 * @param {Pixels} src
 * @param {Pixels} dst of the same size
 */
export function flip(src, dst) {
  const { width, height } = src;
  const from = allWords(src);
  const to = allWords(dst);
  const row = is16(src) ? 2 * width : width;
  for (let y = 0; y < height; y++) to.set(from.subarray(y * row, (y + 1) * row), (height - 1 - y) * row);
}

/**
 * Mirrors left and right.
 *
 * @param {Pixels} src
 * @param {Pixels} dst of the same size
 */
export function flop(src, dst) {
  const { width, height } = src;
  const from = allWords(src);
  const to = allWords(dst);
  if (is16(src)) {
    for (let y = 0; y < height; y++) mirrorPairs(from, to, 2 * y * width, 2 * (y + 1) * width);
    return;
  }
  for (let y = 0; y < height; y++) {
    const begin = y * width;
    const last = begin + width - 1;
    for (let x = 0; x < width; x++) to[begin + x] = from[last - x];
  }
}

/**
 * Turns a half.
 *
 * @param {Pixels} src
 * @param {Pixels} dst of the same size
 */
export function rotate180(src, dst) {
  const from = allWords(src);
  const to = allWords(dst);
  if (is16(src)) {
    mirrorPairs(from, to, 0, from.length);
    return;
  }
  const last = from.length - 1;
  for (let i = 0; i <= last; i++) to[i] = from[last - i];
}

/**
 * Pixels of two words each, from the last to the first.
 *
 * @param {Int32Array} from
 * @param {Int32Array} to
 * @param {number} begin
 * @param {number} end
 */
function mirrorPairs(from, to, begin, end) {
  let at = end - 2;
  for (let i = begin; i < end; i += 2) {
    to[i] = from[at];
    to[i + 1] = from[at + 1];
    at -= 2;
  }
}

/**
 * Turns a quarter clockwise.
 *
 * @param {Pixels} src
 * @param {Pixels} dst height x width
 */
export function rotate90(src, dst) {
  const { height } = src;
  transposeBlocks(src, dst, height - 1, height, -1);
}

/**
 * Turns a quarter counter-clockwise.
 *
 * @param {Pixels} src
 * @param {Pixels} dst height x width
 */
export function rotate270(src, dst) {
  const { width, height } = src;
  transposeBlocks(src, dst, (width - 1) * height, -height, 1);
}

/**
 * Mirrors about the main diagonal: rows become columns.
 *
 * @param {Pixels} src
 * @param {Pixels} dst height x width
 */
export function transpose(src, dst) {
  transposeBlocks(src, dst, 0, src.height, 1);
}

/**
 * Mirrors about the other diagonal.
 *
 * @param {Pixels} src
 * @param {Pixels} dst height x width
 */
export function transverse(src, dst) {
  const { width, height } = src;
  transposeBlocks(src, dst, width * height - 1, -height, -1);
}

/**
 * Column x, row y of src to index origin + x * perColumn + y * perRow of dst.
 *
 * @param {Pixels} src
 * @param {Pixels} dst
 * @param {number} origin
 * @param {number} perColumn
 * @param {number} perRow
 */
function transposeBlocks(src, dst, origin, perColumn, perRow) {
  const { width, height } = src;
  const from = allWords(src);
  const to = allWords(dst);
  if (is16(src)) {
    transposePairs(from, to, width, height, 2 * origin, 2 * perColumn, 2 * perRow);
    return;
  }
  for (let top = 0; top < height; top += BLOCK) {
    const bottom = Math.min(top + BLOCK, height);
    for (let left = 0; left < width; left += BLOCK) {
      const right = Math.min(left + BLOCK, width);
      for (let x = left; x < right; x++) {
        let out = origin + x * perColumn + top * perRow;
        let at = top * width + x;
        for (let y = top; y < bottom; y++) {
          to[out] = from[at];
          out += perRow;
          at += width;
        }
      }
    }
  }
}

/**
 * The same of pixels of two words each, all places in words.
 *
 * @param {Int32Array} from
 * @param {Int32Array} to
 * @param {number} width px
 * @param {number} height px
 * @param {number} origin
 * @param {number} perColumn
 * @param {number} perRow
 */
function transposePairs(from, to, width, height, origin, perColumn, perRow) {
  for (let top = 0; top < height; top += BLOCK) {
    const bottom = Math.min(top + BLOCK, height);
    for (let left = 0; left < width; left += BLOCK) {
      const right = Math.min(left + BLOCK, width);
      for (let x = left; x < right; x++) {
        let out = origin + x * perColumn + top * perRow;
        let at = 2 * (top * width + x);
        for (let y = top; y < bottom; y++) {
          to[out] = from[at];
          to[out + 1] = from[at + 1];
          out += perRow;
          at += 2 * width;
        }
      }
    }
  }
}
