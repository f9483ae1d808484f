import { roundHalfUp } from './fixed-point.js';
import { allWords, WHITE } from './pixels16.js';

/** @typedef {import('./pixels16.js').Pixels16} Pixels16 */

const { imul } = Math;

// (t + (t >>> 16)) >>> 16 with t = n + 32768 is round(n / 65535) up to 65535 * 65535, which 32 bits without a sign hold. In the upper half
// of a word that quotient needs no shift.
const HALF = 0x8000;

/**
 * round(c a / 65535) a colour; alpha is kept.
 *
 * @param {Pixels16} src
 * @param {Pixels16} dst of the same size
 */
export function premultiply16(src, dst) {
  const from = allWords(src);
  const to = allWords(dst);
  const count = from.length;
  for (let i = 0; i < count; i += 2) {
    const rg = from[i];
    const ba = from[i + 1];
    const a = ba >>> 16;
    if (a === WHITE) {
      to[i] = rg;
      to[i + 1] = ba;
      continue;
    }
    const r = (imul(rg & 0xffff, a) + HALF) | 0;
    const g = (imul(rg >>> 16, a) + HALF) | 0;
    const b = (imul(ba & 0xffff, a) + HALF) | 0;
    to[i] = ((r + (r >>> 16)) >>> 16) | ((g + (g >>> 16)) & 0xffff0000);
    to[i + 1] = ((b + (b >>> 16)) >>> 16) | (ba & 0xffff0000);
  }
}

/**
 * min(65535, round(c 65535 / a)) a colour, halves rounded up, and 0 where alpha is 0; alpha is kept.
 *
 * A quotient that is not a half is at least 1 / 131070 from one, and doubles are off by less than 2^-30: 2^-20 decides halves and nothing
 * else.
 *
 * @param {Pixels16} src
 * @param {Pixels16} dst of the same size
 */
export function unpremultiply16(src, dst) {
  const half = 0.5 + 1 / (1 << 20);
  const from = allWords(src);
  const to = allWords(dst);
  const count = from.length;
  for (let i = 0; i < count; i += 2) {
    const rg = from[i];
    const ba = from[i + 1];
    const a = ba >>> 16;
    if (a === WHITE) {
      to[i] = rg;
      to[i + 1] = ba;
      continue;
    }
    if (a === 0) {
      to[i] = 0;
      to[i + 1] = 0;
      continue;
    }
    const factor = WHITE / a;
    const r = rg & 0xffff;
    const g = rg >>> 16;
    const b = ba & 0xffff;
    const red = ((r < a ? r : a) * factor + half) | 0;
    const green = ((g < a ? g : a) * factor + half) | 0;
    const blue = ((b < a ? b : a) * factor + half) | 0;
    to[i] = red | (green << 16);
    to[i + 1] = blue | (a << 16);
  }
}

/**
 * round((c a + B (65535 - a)) / 65535) over a background of B = round(257 background); alpha becomes 65535.
 *
 * @param {Pixels16} src
 * @param {Pixels16} dst of the same size
 * @param {{ background: readonly number[] }} params red, green and blue, 0..255
 */
export function flatten16(src, dst, { background }) {
  const red = roundHalfUp(257 * background[0]);
  const green = roundHalfUp(257 * background[1]);
  const blue = roundHalfUp(257 * background[2]);
  const from = allWords(src);
  const to = allWords(dst);
  const count = from.length;
  for (let i = 0; i < count; i += 2) {
    const rg = from[i];
    const ba = from[i + 1];
    const a = ba >>> 16;
    if (a === WHITE) {
      to[i] = rg;
      to[i + 1] = ba;
      continue;
    }
    const rest = WHITE - a;
    const r = (imul(rg & 0xffff, a) + imul(red, rest) + HALF) | 0;
    const g = (imul(rg >>> 16, a) + imul(green, rest) + HALF) | 0;
    const b = (imul(ba & 0xffff, a) + imul(blue, rest) + HALF) | 0;
    to[i] = ((r + (r >>> 16)) >>> 16) | ((g + (g >>> 16)) & 0xffff0000);
    to[i + 1] = ((b + (b >>> 16)) >>> 16) | 0xffff0000;
  }
}

/**
 * Alpha becomes 65535; colours are kept.
 *
 * @param {Pixels16} src
 * @param {Pixels16} dst of the same size
 */
export function removeAlpha16(src, dst) {
  const from = allWords(src);
  const to = allWords(dst);
  const count = from.length;
  for (let i = 0; i < count; i += 2) {
    to[i] = from[i];
    to[i + 1] = from[i + 1] | 0xffff0000;
  }
}

/**
 * Alpha becomes round(65535 alpha) everywhere; colours are kept.
 *
 * @param {Pixels16} src
 * @param {Pixels16} dst of the same size
 * @param {{ alpha: number }} params 0..1
 */
export function ensureAlpha16(src, dst, { alpha }) {
  const top = roundHalfUp(alpha * WHITE) << 16;
  const from = allWords(src);
  const to = allWords(dst);
  const count = from.length;
  for (let i = 0; i < count; i += 2) {
    to[i] = from[i];
    to[i + 1] = (from[i + 1] & 0xffff) | top;
  }
}
