import { roundHalfUp } from './fixed-point.js';
import { isOpaque, words } from './pixels.js';

/** @typedef {import('./pixels.js').Pixels} Pixels */

/**
 * From one image to the other: with w = round(256 amount), weights a = (256 - w) alpha, b = w alpha of the second, colours are
 * (a c1 + b c2) / (a + b), rounded, and alpha is (a + b + 128) >> 8; where that is 0, all is 0.
 *
 * @param {Pixels} src
 * @param {Pixels} second of the same size
 * @param {Pixels} dst of the same size
 * @param {{ amount: number }} params
 */
export function blend(src, second, dst, { amount }) {
  const share = roundHalfUp(amount * 256);
  const { width, height } = src;
  const one = words(src);
  const two = words(second);
  const to = words(dst);
  for (let y = 0; y < height; y++) {
    const begin = y * width;
    const end = begin + width;
    if (isOpaque(one, begin, end) && isOpaque(two, begin, end)) blendOpaque(one, two, to, begin, end, share);
    else blendTranslucent(one, two, to, begin, end, share);
  }
}

/**
 * @param {Int32Array} one
 * @param {Int32Array} two
 * @param {Int32Array} to
 * @param {number} begin
 * @param {number} end
 * @param {number} share of the second, in 256ths
 */
function blendOpaque(one, two, to, begin, end, share) {
  const rest = 256 - share;
  for (let i = begin; i < end; i++) {
    const p = one[i];
    const q = two[i];
    const rb = Math.imul(p & 0xff00ff, rest) + Math.imul(q & 0xff00ff, share) + 0x800080;
    const g = (p & 0xff00) * rest + (q & 0xff00) * share + 0x8000;
    to[i] = ((rb >>> 8) & 0xff00ff) | ((g >>> 8) & 0xff00) | 0xff000000;
  }
}

/**
 * @param {Int32Array} one
 * @param {Int32Array} two
 * @param {Int32Array} to
 * @param {number} begin
 * @param {number} end
 * @param {number} share of the second, in 256ths
 */
function blendTranslucent(one, two, to, begin, end, share) {
  const rest = 256 - share;
  for (let i = begin; i < end; i++) {
    const p = one[i];
    const q = two[i];
    const a = (p >>> 24) * rest;
    const b = (q >>> 24) * share;
    const sum = a + b;
    const alpha = (sum + 128) >> 8;
    if (alpha === 0) {
      to[i] = 0;
      continue;
    }
    // One division a pixel: the half keeps the product further from a whole number (1 / 131070) than its rounding reaches.
    const inverse = 1 / sum;
    const half = (sum >> 1) + 0.5;
    const red = (((p & 255) * a + (q & 255) * b + half) * inverse) | 0;
    const green = ((((p >>> 8) & 255) * a + ((q >>> 8) & 255) * b + half) * inverse) | 0;
    const blue = ((((p >>> 16) & 255) * a + ((q >>> 16) & 255) * b + half) * inverse) | 0;
    to[i] = red | (green << 8) | (blue << 16) | (alpha << 24);
  }
}

/**
 * |c1 - c2| in each colour; alpha is the larger one.
 *
 * @param {Pixels} src
 * @param {Pixels} second of the same size
 * @param {Pixels} dst of the same size
 */
export function difference(src, second, dst) {
  const one = words(src);
  const two = words(second);
  const to = words(dst);
  const count = one.length;
  for (let i = 0; i < count; i++) {
    const p = one[i];
    const q = two[i];
    const red = (p & 255) - (q & 255);
    const green = ((p >>> 8) & 255) - ((q >>> 8) & 255);
    const blue = ((p >>> 16) & 255) - ((q >>> 16) & 255);
    const a = p >>> 24;
    const b = q >>> 24;
    to[i] =
      (red < 0 ? -red : red) |
      ((green < 0 ? -green : green) << 8) |
      ((blue < 0 ? -blue : blue) << 16) |
      ((a > b ? a : b) << 24);
  }
}

/**
 * Alpha becomes round(alpha m / 255): m is the second image's alpha, or round(luma * alpha / 255) of it. Colours are kept.
 *
 * @param {Pixels} src
 * @param {Pixels} second of the same size
 * @param {Pixels} dst of the same size
 * @param {{ mode: string }} params
 */
export function mask(src, second, dst, { mode }) {
  const from = words(src);
  const masks = words(second);
  const to = words(dst);
  if (mode === 'alpha') maskByAlpha(from, masks, to);
  else maskByLuminance(from, masks, to);
}

/** @param {Int32Array} from @param {Int32Array} masks @param {Int32Array} to */
function maskByAlpha(from, masks, to) {
  const count = from.length;
  for (let i = 0; i < count; i++) {
    const p = from[i];
    const t = (p >>> 24) * (masks[i] >>> 24) + 128;
    to[i] = (p & 0xffffff) | (((t + (t >> 8)) >> 8) << 24);
  }
}

/** @param {Int32Array} from @param {Int32Array} masks @param {Int32Array} to */
function maskByLuminance(from, masks, to) {
  const count = from.length;
  for (let i = 0; i < count; i++) {
    const p = from[i];
    const q = masks[i];
    const luma = ((q & 255) * 6966 + ((q >>> 8) & 255) * 23436 + ((q >>> 16) & 255) * 2366 + 16384) >> 15;
    const t = luma * (q >>> 24) + 128;
    const u = (p >>> 24) * ((t + (t >> 8)) >> 8) + 128;
    to[i] = (p & 0xffffff) | (((u + (u >> 8)) >> 8) << 24);
  }
}
