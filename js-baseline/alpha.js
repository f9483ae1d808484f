import { roundHalfUp } from './fixed-point.js';
import { words } from './pixels.js';

/** @typedef {import('./pixels.js').Pixels} Pixels */

// Red and blue are multiplied at once, 16 bits each. (n + 128 + ((n + 128) >> 8)) >> 8 is round(n / 255) up to 255 * 255.

/**
 * round(c a / 255) a colour; alpha is kept.
 *
 * @param {Pixels} src
 * @param {Pixels} dst of the same size
 */
export function premultiply(src, dst) {
  const from = words(src);
  const to = words(dst);
  const count = from.length;
  for (let i = 0; i < count; i++) {
    const p = from[i];
    const a = p >>> 24;
    if (a === 255) {
      to[i] = p;
      continue;
    }
    const rb = (Math.imul(p & 0xff00ff, a) + 0x800080) | 0;
    const g = Math.imul((p >>> 8) & 0xff, a) + 0x80;
    to[i] = (((rb + ((rb >>> 8) & 0xff00ff)) >>> 8) & 0xff00ff) | ((g + (g >> 8)) & 0xff00) | (p & 0xff000000);
  }
}

/** @type {Int32Array | undefined} */
let reciprocals;

/** 255 / a with 20 fraction bits, rounded up, and 0 for 0. */
function reciprocalsOf255() {
  reciprocals ??= Int32Array.from({ length: 256 }, (_, a) => (a === 0 ? 0 : Math.ceil((255 * (1 << 20)) / a)));
  return reciprocals;
}

/**
 * min(255, round(c 255 / a)) a colour, halves rounded up, and 0 where alpha is 0; alpha is kept.
 *
 * A quotient that is not a half is at least 1 / 510 from one, and the reciprocals are less than 2^-20 too high: times at most 255 that
 * decides halves and nothing else.
 *
 * @param {Pixels} src
 * @param {Pixels} dst of the same size
 */
export function unpremultiply(src, dst) {
  const table = reciprocalsOf255();
  const half = 1 << 19;
  const from = words(src);
  const to = words(dst);
  const count = from.length;
  for (let i = 0; i < count; i++) {
    const p = from[i];
    const a = p >>> 24;
    if (a === 255) {
      to[i] = p;
      continue;
    }
    const factor = table[a];
    const r = p & 255;
    const g = (p >>> 8) & 255;
    const b = (p >>> 16) & 255;
    const red = (Math.imul(r < a ? r : a, factor) + half) >> 20;
    const green = (Math.imul(g < a ? g : a, factor) + half) >> 20;
    const blue = (Math.imul(b < a ? b : a, factor) + half) >> 20;
    to[i] = red | (green << 8) | (blue << 16) | (a << 24);
  }
}

/**
 * round((c a + B (255 - a)) / 255) over a background B; alpha becomes 255.
 *
 * @param {Pixels} src
 * @param {Pixels} dst of the same size
 * @param {{ background: readonly number[] }} params red, green and blue, 0..255, rounded to bytes
 */
export function flatten(src, dst, { background }) {
  const backgroundRb = roundHalfUp(background[0]) | (roundHalfUp(background[2]) << 16);
  const backgroundG = roundHalfUp(background[1]);
  const from = words(src);
  const to = words(dst);
  const count = from.length;
  for (let i = 0; i < count; i++) {
    const p = from[i];
    const a = p >>> 24;
    if (a === 255) {
      to[i] = p;
      continue;
    }
    const rb = (Math.imul(p & 0xff00ff, a) + Math.imul(backgroundRb, 255 - a) + 0x800080) | 0;
    const g = Math.imul((p >>> 8) & 0xff, a) + Math.imul(backgroundG, 255 - a) + 0x80;
    to[i] = (((rb + ((rb >>> 8) & 0xff00ff)) >>> 8) & 0xff00ff) | ((g + (g >> 8)) & 0xff00) | 0xff000000;
  }
}

/**
 * Alpha becomes 255; colours are kept.
 *
 * @param {Pixels} src
 * @param {Pixels} dst of the same size
 */
export function removeAlpha(src, dst) {
  const from = words(src);
  const to = words(dst);
  const count = from.length;
  for (let i = 0; i < count; i++) to[i] = from[i] | 0xff000000;
}

/**
 * Alpha becomes round(255 alpha) everywhere; colours are kept.
 *
 * @param {Pixels} src
 * @param {Pixels} dst of the same size
 * @param {{ alpha: number }} params 0..1
 */
export function ensureAlpha(src, dst, { alpha }) {
  const top = roundHalfUp(alpha * 255) << 24;
  const from = words(src);
  const to = words(dst);
  const count = from.length;
  for (let i = 0; i < count; i++) to[i] = (from[i] & 0xffffff) | top;
}
