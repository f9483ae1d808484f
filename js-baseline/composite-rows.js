// Where composite's second image lies: what both depths share.

/** @typedef {Int32Array | Uint16Array} Values a pixel a word, or four values */
/**
 * Composites `count` pixels of a row: those of the backdrop from value `at` on, to the same place of `to`, with the overlay's from value
 * `overlayAt` on.
 *
 * @template {Values} T
 * @typedef {(backdrop: T, overlay: T, to: T, at: number, overlayAt: number, count: number) => void} SpanOf
 */
/** @typedef {Readonly<{ width: number, height: number }>} Size px */

/**
 * @typedef {object} Params
 * @property {string} blend
 * @property {number} left px, of the overlay's first column; unless there is a gravity
 * @property {number} top px
 * @property {string} gravity
 * @property {boolean} tile
 */

/** Where a transparent overlay leaves nothing of the backdrop. */
const CLEARS_OUTSIDE = new Set(['clear', 'source', 'in', 'out', 'destIn', 'destAtop']);

/**
 * @template {Values} T
 * @param {Size} size of the backdrop
 * @param {Size} overlaySize
 * @param {Readonly<{ backdrop: T, overlay: T, to: T }>} pixels
 * @param {number} unit values a pixel
 * @param {T | undefined} repeated room for a row, if there are tiles
 * @param {Params} params
 * @param {SpanOf<T>} inside where the overlay lies
 * @param {SpanOf<T>} keep elsewhere, unless nothing is left there; it looks at no overlay
 */
export function compositeRows(size, overlaySize, { backdrop, overlay, to }, unit, repeated, params, inside, keep) {
  const { width, height } = size;
  const outside = CLEARS_OUTSIDE.has(params.blend) ? clearing(unit) : keep;
  const { left, top } = cornerOf(size, overlaySize, params);
  const rowLength = width * unit;
  const overlayLength = overlaySize.width * unit;
  if (repeated !== undefined) {
    const phase = remainder(-left, overlaySize.width) * unit;
    for (let y = 0; y < height; y++) {
      const first = remainder(y - top, overlaySize.height) * overlayLength;
      repeatRow(overlay, first, overlayLength, phase, repeated, rowLength);
      inside(backdrop, repeated, to, y * rowLength, 0, width);
    }
    return;
  }
  const begin = Math.max(0, Math.min(left, width));
  const end = Math.max(begin, Math.min(left + overlaySize.width, width));
  for (let y = 0; y < height; y++) {
    const row = y * rowLength;
    const overlayY = y - top;
    if (overlayY < 0 || overlayY >= overlaySize.height || begin === end) {
      outside(backdrop, overlay, to, row, 0, width);
      continue;
    }
    outside(backdrop, overlay, to, row, 0, begin);
    const overlayAt = overlayY * overlayLength + (begin - left) * unit;
    inside(backdrop, overlay, to, row + begin * unit, overlayAt, end - begin);
    outside(backdrop, overlay, to, row + end * unit, 0, width - end);
  }
}

/** @param {number} unit @returns {SpanOf<Values>} */
function clearing(unit) {
  return (_backdrop, _overlay, to, at, _overlayAt, count) => {
    to.fill(0, at, at + count * unit);
  };
}

/**
 * Where the overlay's first pixel comes to lie. The middle is rounded as sharp rounds it.
 *
 * @param {Size} src
 * @param {Size} second
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
 * A row of `period` values, from the value `phase` on, again and again.
 *
 * @template {Values} T
 * @param {T} pixels
 * @param {number} first index of the row
 * @param {number} period
 * @param {number} phase
 * @param {T} row
 * @param {number} length
 */
function repeatRow(pixels, first, period, phase, row, length) {
  let filled = Math.min(period - phase, length);
  row.set(pixels.subarray(first + phase, first + phase + filled));
  const turned = Math.min(phase, length - filled);
  row.set(pixels.subarray(first, first + turned), filled);
  filled += turned;
  while (filled < length) {
    const more = Math.min(filled, length - filled);
    row.copyWithin(filled, 0, more);
    filled += more;
  }
}
