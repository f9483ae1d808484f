import { wordOf } from './pixels.js';
import { allWords, is16, wordPairOf } from './pixels16.js';

/** @typedef {import('./pixels.js').Pixels | import('./pixels16.js').Pixels16} Pixels of 8 or 16 bits a channel: a word each or two */

/**
 * @typedef {object} TrimRule
 * @property {number} background a word; where channels have 16 bits, red and green
 * @property {number} upper there, blue and alpha
 * @property {number} threshold alpha differs by more
 * @property {number} weighed alpha * difference is more
 */

/**
 * The smallest box around all that differs from a background.
 *
 * @param {Pixels} src
 * @param {Float64Array} results left, top, width, height; 0 where nothing differs
 * @param {{ threshold: number, against: 'topLeft' | 'background', background: readonly number[] }} params
 */
export function trimBox(src, results, { threshold, against, background }) {
  const { width, height } = src;
  const from = allWords(src);
  const wide = is16(src);
  const rule = wide ? rule16(from, threshold, against, background) : rule8(from, threshold, against, background);
  const firstContent = wide ? firstOfPairs : firstOfWords;
  const pastLastContent = wide ? pastLastOfPairs : pastLastOfWords;
  results.fill(0);
  const first = firstContent(from, 0, width * height, rule);
  if (first === width * height) return;
  const top = Math.floor(first / width);
  const last = pastLastContent(from, first, width * height, rule) - 1;
  const bottom = Math.floor(last / width) + 1;
  let left = Math.min(first % width, last % width);
  let right = Math.max(first % width, last % width) + 1;
  // What lies between the columns found so far can change nothing.
  for (let y = top; y < bottom; y++) {
    const row = y * width;
    left = firstContent(from, row, row + left, rule) - row;
    right = pastLastContent(from, row + right, row + width, rule) - row;
  }
  results[0] = left;
  results[1] = top;
  results[2] = right - left;
  results[3] = bottom - top;
}

/**
 * @param {Int32Array} from
 * @param {number} threshold
 * @param {'topLeft' | 'background'} against
 * @param {readonly number[]} background
 * @returns {TrimRule}
 */
function rule8(from, threshold, against, background) {
  return {
    background: against === 'topLeft' ? from[0] : wordOf(background),
    upper: 0,
    threshold: Math.floor(threshold),
    weighed: Math.floor(255 * threshold),
  };
}

/**
 * The threshold counts 257 each.
 *
 * @param {Int32Array} from
 * @param {number} threshold
 * @param {'topLeft' | 'background'} against
 * @param {readonly number[]} background
 * @returns {TrimRule}
 */
function rule16(from, threshold, against, background) {
  const [low, high] = against === 'topLeft' ? from : wordPairOf(background);
  const threshold16 = 257 * threshold;
  return {
    background: low,
    upper: high,
    threshold: Math.floor(threshold16),
    weighed: Math.floor(65535 * threshold16),
  };
}

/**
 * @param {Int32Array} from
 * @param {number} begin
 * @param {number} end
 * @param {TrimRule} rule
 * @returns {number} `end` where there is none
 */
function firstOfWords(from, begin, end, rule) {
  const { background } = rule;
  for (let i = begin; i < end; i++) {
    const pixel = from[i];
    if (pixel !== background && isContent(pixel, rule)) return i;
  }
  return end;
}

/**
 * @param {Int32Array} from
 * @param {number} begin
 * @param {number} end
 * @param {TrimRule} rule
 * @returns {number} the last one's index and 1; `begin` where there is none
 */
function pastLastOfWords(from, begin, end, rule) {
  const { background } = rule;
  for (let i = end - 1; i >= begin; i--) {
    const pixel = from[i];
    if (pixel !== background && isContent(pixel, rule)) return i + 1;
  }
  return begin;
}

/**
 * @param {number} pixel
 * @param {TrimRule} rule
 */
function isContent(pixel, { background, threshold, weighed }) {
  const alpha = pixel >>> 24;
  return (
    Math.abs(alpha - (background >>> 24)) > threshold ||
    Math.imul(alpha, Math.abs((pixel & 255) - (background & 255))) > weighed ||
    Math.imul(alpha, Math.abs(((pixel >>> 8) & 255) - ((background >>> 8) & 255))) > weighed ||
    Math.imul(alpha, Math.abs(((pixel >>> 16) & 255) - ((background >>> 16) & 255))) > weighed
  );
}

/**
 * As firstOfWords, of pixels of two words each.
 *
 * @param {Int32Array} from
 * @param {number} begin px
 * @param {number} end px
 * @param {TrimRule} rule
 */
function firstOfPairs(from, begin, end, rule) {
  const { background, upper } = rule;
  for (let i = begin; i < end; i++) {
    const low = from[2 * i];
    const high = from[2 * i + 1];
    if ((low !== background || high !== upper) && isContent16(low, high, rule)) return i;
  }
  return end;
}

/**
 * As pastLastOfWords, of pixels of two words each.
 *
 * @param {Int32Array} from
 * @param {number} begin px
 * @param {number} end px
 * @param {TrimRule} rule
 */
function pastLastOfPairs(from, begin, end, rule) {
  const { background, upper } = rule;
  for (let i = end - 1; i >= begin; i--) {
    const low = from[2 * i];
    const high = from[2 * i + 1];
    if ((low !== background || high !== upper) && isContent16(low, high, rule)) return i + 1;
  }
  return begin;
}

/**
 * @param {number} low
 * @param {number} high
 * @param {TrimRule} rule
 */
function isContent16(low, high, { background, upper, threshold, weighed }) {
  const alpha = high >>> 16;
  return (
    Math.abs(alpha - (upper >>> 16)) > threshold ||
    alpha * Math.abs((low & 65535) - (background & 65535)) > weighed ||
    alpha * Math.abs((low >>> 16) - (background >>> 16)) > weighed ||
    alpha * Math.abs((high & 65535) - (upper & 65535)) > weighed
  );
}
