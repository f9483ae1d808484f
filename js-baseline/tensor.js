import { words } from './pixels.js';

/** @typedef {import('./pixels.js').Pixels} Pixels */

/**
 * Pixels as the input of a neural network: planes one below the other (nchw), or three elements a pixel (nhwc), four bytes to a pixel of
 * dst. float32 elements are x a + b with a = 1 / (255 std) and b = -mean / std, each rounded to a float; uint8 elements are x, and zeros
 * fill a row up.
 *
 * @param {Pixels} src
 * @param {Pixels} dst of the size that output-size.js says
 * @param {{ layout: 'nchw' | 'nhwc', type: 'float32' | 'uint8', order: 'rgb' | 'bgr', mean: ArrayLike<number>, std: ArrayLike<number> }} params
 *   mean and std of red, green and blue
 */
export function packTensor(src, dst, { layout, type, order, mean, std }) {
  const from = words(src);
  const first = order === 'rgb' ? 0 : 2;
  const { width, height } = src;
  const planes = layout === 'nchw';
  if (type === 'float32') {
    const to = new Float32Array(dst.data.buffer, dst.data.byteOffset, dst.width * dst.height);
    const tables = [0, 1, 2].map((c) => floats(mean[c], std[c]));
    const [low, middle, high] = [tables[first], tables[1], tables[2 - first]];
    const plane = planes ? width * height : 1;
    floatTensor(from, to, 8 * first, 16 - 8 * first, low, middle, high, plane, planes ? 1 : 3);
    return;
  }
  const length = 4 * dst.width;
  const plane = planes ? length * height : 1;
  for (let y = 0; y < height; y++) {
    byteTensor(from, y * width, width, dst.data, y * length, 8 * first, 16 - 8 * first, plane, planes ? 1 : 3);
    if (planes)
      for (let c = 0; c < 3; c++) dst.data.fill(0, c * plane + y * length + width, c * plane + (y + 1) * length);
    else dst.data.fill(0, y * length + 3 * width, (y + 1) * length);
  }
}

/**
 * What each byte becomes.
 *
 * @param {number} mean
 * @param {number} deviation
 */
function floats(mean, deviation) {
  const factor = Math.fround(1 / (255 * deviation));
  const offset = Math.fround(-mean / deviation);
  return Float32Array.from({ length: 256 }, (_, x) => Math.fround(Math.fround(x * factor) + offset));
}

/**
 * @param {Int32Array} from
 * @param {Float32Array} to
 * @param {number} first where the first element's channel is in a word
 * @param {number} last
 * @param {Float32Array} low of the first element
 * @param {Float32Array} middle
 * @param {Float32Array} high
 * @param {number} plane from one element of a pixel to the next
 * @param {number} step from one pixel to the next
 */
function floatTensor(from, to, first, last, low, middle, high, plane, step) {
  const count = from.length;
  for (let i = 0, at = 0; i < count; i++, at += step) {
    const p = from[i];
    to[at] = low[(p >>> first) & 255];
    to[at + plane] = middle[(p >>> 8) & 255];
    to[at + 2 * plane] = high[(p >>> last) & 255];
  }
}

/**
 * A row.
 *
 * @param {Int32Array} from
 * @param {number} begin
 * @param {number} width
 * @param {Uint8Array} to
 * @param {number} at
 * @param {number} first where the first element's channel is in a word
 * @param {number} last
 * @param {number} plane from one element of a pixel to the next
 * @param {number} step from one pixel to the next
 */
function byteTensor(from, begin, width, to, at, first, last, plane, step) {
  for (let i = 0, j = at; i < width; i++, j += step) {
    const p = from[begin + i];
    to[j] = p >>> first;
    to[j + plane] = p >>> 8;
    to[j + 2 * plane] = p >>> last;
  }
}
