import { wordOf, words } from './pixels.js';

/** @typedef {import('./pixels.js').Pixels} Pixels */

/**
 * @typedef {object} TrimRule
 * @property {number} background a word
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
  const from = words(src);
  const rule = {
    background: against === 'topLeft' ? from[0] : wordOf(background),
    threshold: Math.floor(threshold),
    weighed: Math.floor(255 * threshold),
  };
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
 * @param {number} begin
 * @param {number} end
 * @param {TrimRule} rule
 * @returns {number} `end` where there is none
 */
function firstContent(from, begin, end, rule) {
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
function pastLastContent(from, begin, end, rule) {
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
