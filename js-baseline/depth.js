import { allWords, is16 } from './pixels16.js';

/** @typedef {import('./pixels.js').Pixels} Pixels8 */
/** @typedef {import('./pixels16.js').Pixels16} Pixels16 */

// Every byte twice in its place: two channels of 16 bits from two of 8 in the words' even bytes.
const TWICE = 257;

/**
 * out = 257 in, in all four channels: white stays white. What has 16 bits already is copied.
 *
 * @param {Pixels8 | Pixels16} src
 * @param {Pixels16} dst of the same size
 */
export function to16Bit(src, dst) {
  const from = allWords(src);
  const to = allWords(dst);
  if (is16(src)) {
    to.set(from);
    return;
  }
  for (let i = 0; i < from.length; i++) {
    const v = from[i];
    to[2 * i] = Math.imul((v & 0xff) | ((v & 0xff00) << 8), TWICE);
    to[2 * i + 1] = Math.imul(((v >>> 16) & 0xff) | ((v >>> 8) & 0xff0000), TWICE);
  }
}

/**
 * out = round(in / 257) in all four channels, which is (255 in + 32895) >> 16: the inverse of to16Bit. What has
 * 8 bits already is copied.
 *
 * @param {Pixels8 | Pixels16} src
 * @param {Pixels8} dst of the same size
 */
export function to8Bit(src, dst) {
  const from = allWords(src);
  const to = allWords(dst);
  if (!is16(src)) {
    to.set(from);
    return;
  }
  for (let i = 0; i < to.length; i++) {
    const low = from[2 * i];
    const high = from[2 * i + 1];
    const r = Math.imul(low & 0xffff, 255) + 32895;
    const g = Math.imul(low >>> 16, 255) + 32895;
    const b = Math.imul(high & 0xffff, 255) + 32895;
    const a = Math.imul(high >>> 16, 255) + 32895;
    to[i] = (r >>> 16) | ((g >>> 8) & 0xff00) | (b & 0xff0000) | ((a << 8) & 0xff000000);
  }
}
