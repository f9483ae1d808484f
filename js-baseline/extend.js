import { wordOf } from './pixels.js';
import { allWords, is16, wordPairOf } from './pixels16.js';

/** @typedef {import('./pixels.js').Pixels | import('./pixels16.js').Pixels16} Pixels of 8 or 16 bits a channel: a word each or two */
/** @typedef {'background' | 'copy' | 'mirror' | 'repeat'} ExtendWith */

// Words of a colour that are written one by one; more are copied from them.
const WRITTEN = 2048;

/**
 * The source with a margin around it.
 *
 * @param {Pixels} src
 * @param {Pixels} dst of the extended size
 * @param {{ top: number, left: number, extendWith: ExtendWith, background: readonly number[] }} params
 */
export function extend(src, dst, { top, left, extendWith, background }) {
  const from = allWords(src);
  const to = allWords(dst);
  const wide = is16(src);
  const each = wide ? 2 : 1;
  const length = src.width * each;
  const first = left * each;
  const width = dst.width * each;
  const [low, high] = wide ? wordPairOf(background) : [wordOf(background), 0];
  const bottom = top + src.height;
  for (let y = top; y < bottom; y++) {
    const begin = y * width;
    to.set(from.subarray((y - top) * length, (y - top + 1) * length), begin + first);
    if (wide) extendPairs(to, begin, begin + first, begin + first + length, begin + width, extendWith, low, high);
    else extendRow(to, begin, begin + first, begin + first + length, begin + width, extendWith, low);
  }
  if (extendWith === 'background') {
    if (wide) {
      fillPairs(to, low, high, 0, top * width);
      fillPairs(to, low, high, bottom * width, to.length);
    } else {
      to.fill(low, 0, top * width);
      to.fill(low, bottom * width);
    }
    return;
  }
  // Rows above and below are other rows again.
  for (let y = 0; y < dst.height; y++) {
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
 * The same of pixels of two words each.
 *
 * @param {Int32Array} to
 * @param {number} begin of the row, in words
 * @param {number} first word that is there
 * @param {number} past the last one
 * @param {number} end of the row
 * @param {ExtendWith} extendWith
 * @param {number} low
 * @param {number} high
 */
function extendPairs(to, begin, first, past, end, extendWith, low, high) {
  if (extendWith === 'background' || extendWith === 'copy') {
    const copied = extendWith === 'copy';
    fillPairs(to, copied ? to[first] : low, copied ? to[first + 1] : high, begin, first);
    fillPairs(to, copied ? to[past - 2] : low, copied ? to[past - 1] : high, past, end);
    return;
  }
  const width = past - first;
  let left = first - 1;
  let right = past;
  let period = width;
  if (extendWith === 'mirror') {
    for (; left >= begin && left >= first - width; left -= 2) {
      const at = 2 * first - 1 - left;
      to[left] = to[at + 1];
      to[left - 1] = to[at];
    }
    for (; right < end && right < past + width; right += 2) {
      const at = 2 * past - 2 - right;
      to[right] = to[at];
      to[right + 1] = to[at + 1];
    }
    period = 2 * width;
  }
  for (; left >= begin; left--) to[left] = to[left + period];
  for (; right < end; right++) to[right] = to[right - period];
}

/**
 * Pixels of two words each.
 *
 * @param {Int32Array} to
 * @param {number} low
 * @param {number} high
 * @param {number} begin
 * @param {number} end
 */
function fillPairs(to, low, high, begin, end) {
  const written = Math.min(begin + WRITTEN, end);
  for (let i = begin; i < written; i += 2) {
    to[i] = low;
    to[i + 1] = high;
  }
  for (let i = written; i < end; i += WRITTEN) to.copyWithin(i, begin, begin + Math.min(WRITTEN, end - i));
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
