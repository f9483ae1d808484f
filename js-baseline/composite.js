import { blendByTable, blendLuminosity, LUMINOSITY_MODES, modeTable } from './composite-blends.js';
import { add, duff, keep, over, pick, SHARES, saturate } from './composite-duff.js';
import { words } from './pixels.js';
import { scratchInt32 } from './scratch.js';

/**
 * @typedef {import('./pixels.js').Pixels} Pixels
 *
 * Composites `count` pixels of a row: those of the backdrop from `at` on, to the same place of `to`, with the overlay's from `overlayAt` on.
 * @typedef {(backdrop: Int32Array, overlay: Int32Array, to: Int32Array, at: number, overlayAt: number, count: number) => void} Span
 *
 * @typedef {object} Params
 * @property {string} blend
 * @property {number} left px, of the overlay's first column; unless there is a gravity
 * @property {number} top px
 * @property {string} gravity
 * @property {boolean} tile
 */

const ROW_SLOT = 0;

const { NONE, OTHER, REST, ALL } = SHARES;

/** Porter and Duff's: what is kept of the overlay's and of the backdrop's colours. @type {Readonly<Record<string, Span>>} */
const OPERATORS = {
  clear: pick(false, NONE),
  source: pick(true, ALL),
  over,
  in: pick(true, OTHER),
  out: pick(true, REST),
  atop: duff(OTHER, REST),
  dest: pick(false, ALL),
  destOver: duff(REST, ALL),
  destIn: pick(false, OTHER),
  destOut: pick(false, REST),
  destAtop: duff(REST, OTHER),
  xor: duff(REST, REST),
  add,
  saturate,
};

/** Where a transparent overlay leaves nothing of the backdrop. */
const CLEARS_OUTSIDE = new Set(['clear', 'source', 'in', 'out', 'destIn', 'destAtop']);

/**
 * The second image over the first by an operator of Porter and Duff's or a blend mode of W3C's. Around the second image is transparent
 * nothing; where the result's alpha is 0, all is 0.
 *
 * @param {Pixels} src
 * @param {Pixels} second of any size
 * @param {Pixels} dst of the size of src
 * @param {Params} params
 */
export function composite(src, second, dst, params) {
  const { width, height } = src;
  const span = spanOf(params.blend);
  const outside = CLEARS_OUTSIDE.has(params.blend) ? clear : keep;
  const { left, top } = cornerOf(src, second, params);
  const backdrop = words(src);
  const overlay = words(second);
  const to = words(dst);
  if (params.tile) {
    const row = scratchInt32(ROW_SLOT, width);
    const phase = remainder(-left, second.width);
    for (let y = 0; y < height; y++) {
      repeatRow(overlay, remainder(y - top, second.height) * second.width, second.width, phase, row, width);
      span(backdrop, row, to, y * width, 0, width);
    }
    return;
  }
  const begin = Math.max(0, Math.min(left, width));
  const end = Math.max(begin, Math.min(left + second.width, width));
  for (let y = 0; y < height; y++) {
    const row = y * width;
    const overlayY = y - top;
    if (overlayY < 0 || overlayY >= second.height || begin === end) {
      outside(backdrop, overlay, to, row, 0, width);
      continue;
    }
    outside(backdrop, overlay, to, row, 0, begin);
    span(backdrop, overlay, to, row + begin, overlayY * second.width + begin - left, end - begin);
    outside(backdrop, overlay, to, row + end, 0, width - end);
  }
}

/** @param {string} mode @returns {Span} */
function spanOf(mode) {
  const operator = OPERATORS[mode];
  if (operator) return operator;
  const luminosity = LUMINOSITY_MODES[mode];
  if (luminosity !== undefined) {
    return (backdrop, overlay, to, at, overlayAt, count) =>
      blendLuminosity(luminosity, backdrop, overlay, to, at, overlayAt, count);
  }
  const table = modeTable(mode);
  return (backdrop, overlay, to, at, overlayAt, count) =>
    blendByTable(table, backdrop, overlay, to, at, overlayAt, count);
}

/** @type {Span} */
function clear(_backdrop, _overlay, to, at, _overlayAt, count) {
  to.fill(0, at, at + count);
}

/**
 * Where the overlay's first pixel comes to lie. The middle is rounded as sharp rounds it.
 *
 * @param {Pixels} src
 * @param {Pixels} second
 * @param {Params} params
 */
function cornerOf(src, second, { left, top, gravity }) {
  if (gravity === 'none') return { left, top };
  const freeX = src.width - second.width;
  const freeY = src.height - second.height;
  return {
    left: gravity.endsWith('west') ? 0 : gravity.endsWith('east') ? freeX : Math.trunc((freeX + 1) / 2),
    top: gravity.startsWith('north') ? 0 : gravity.startsWith('south') ? freeY : Math.trunc((freeY + 1) / 2),
  };
}

/** @param {number} a @param {number} b above 0 @returns {number} 0..b - 1 */
function remainder(a, b) {
  return ((a % b) + b) % b;
}

/**
 * A row of `period` pixels, from the pixel `phase` on, again and again.
 *
 * @param {Int32Array} pixels
 * @param {number} first index of the row
 * @param {number} period px
 * @param {number} phase px
 * @param {Int32Array} row
 * @param {number} width px
 */
function repeatRow(pixels, first, period, phase, row, width) {
  let filled = Math.min(period - phase, width);
  row.set(pixels.subarray(first + phase, first + phase + filled));
  const turned = Math.min(phase, width - filled);
  row.set(pixels.subarray(first, first + turned), filled);
  filled += turned;
  while (filled < width) {
    const more = Math.min(filled, width - filled);
    row.copyWithin(filled, 0, more);
    filled += more;
  }
}
