import { wordOf, words } from './pixels.js';

/** @typedef {import('./pixels.js').Pixels} Pixels */
/** @typedef {'background' | 'copy' | 'mirror' | 'repeat'} ExtendWith */

/**
 * The source with a margin around it.
 *
 * @param {Pixels} src
 * @param {Pixels} dst of the extended size
 * @param {{ top: number, left: number, extendWith: ExtendWith, background: readonly number[] }} params
 */
export function extend(src, dst, { top, left, extendWith, background }) {
  const from = words(src);
  const to = words(dst);
  const { width, height } = dst;
  const colour = wordOf(background);
  const bottom = top + src.height;
  for (let y = top; y < bottom; y++) {
    const begin = y * width;
    to.set(from.subarray((y - top) * src.width, (y - top + 1) * src.width), begin + left);
    extendRow(to, begin, begin + left, begin + left + src.width, begin + width, extendWith, colour);
  }
  if (extendWith === 'background') {
    to.fill(colour, 0, top * width);
    to.fill(colour, bottom * width);
    return;
  }
  // Rows above and below are other rows again.
  for (let y = 0; y < height; y++) {
    if (y >= top && y < bottom) continue;
    const like = top + rowAt(y - top, src.height, extendWith);
    to.copyWithin(y * width, like * width, (like + 1) * width);
  }
}

/**
 * Fills a row left and right of what is there.
 *
 * @param {Int32Array} to
 * @param {number} begin of the row
 * @param {number} first pixel that is there
 * @param {number} past the last one
 * @param {number} end of the row
 * @param {ExtendWith} extendWith
 * @param {number} colour
 */
function extendRow(to, begin, first, past, end, extendWith, colour) {
  if (extendWith === 'background' || extendWith === 'copy') {
    const copied = extendWith === 'copy';
    to.fill(copied ? to[first] : colour, begin, first);
    to.fill(copied ? to[past - 1] : colour, past, end);
    return;
  }
  const width = past - first;
  let left = first - 1;
  let right = past;
  let period = width;
  if (extendWith === 'mirror') {
    // Once mirrored, it goes on with that period.
    for (; left >= begin && left >= first - width; left--) to[left] = to[2 * first - 1 - left];
    for (; right < end && right < past + width; right++) to[right] = to[2 * past - 1 - right];
    period = 2 * width;
  }
  for (; left >= begin; left--) to[left] = to[left + period];
  for (; right < end; right++) to[right] = to[right - period];
}

/**
 * Which of `count` rows stands at `y`, which lies outside.
 *
 * @param {number} y
 * @param {number} count
 * @param {ExtendWith} extendWith
 */
function rowAt(y, count, extendWith) {
  if (extendWith === 'copy') return y < 0 ? 0 : count - 1;
  const period = extendWith === 'mirror' ? 2 * count : count;
  const within = ((y % period) + period) % period;
  return within < count ? within : period - 1 - within;
}
