import { roundHalfUp } from './fixed-point.js';
import { words } from './pixels.js';

/** @typedef {import('./pixels.js').Pixels} Pixels */

/**
 * Rec. 709 luma of the encoded values in all three colours: (6966 R + 23436 G + 2366 B + 16384) >> 15; alpha is kept.
 *
 * @param {Pixels} src
 * @param {Pixels} dst of the same size
 */
export function grayscale(src, dst) {
  const from = words(src);
  const to = words(dst);
  const count = from.length;
  for (let i = 0; i < count; i++) {
    const p = from[i];
    const y = ((p & 255) * 6966 + ((p >>> 8) & 255) * 23436 + ((p >>> 16) & 255) * 2366 + 16384) >> 15;
    to[i] = Math.imul(y, 0x10101) | (p & 0xff000000);
  }
}

/**
 * 255 - x in the colour channels; alpha is kept.
 *
 * @param {Pixels} src
 * @param {Pixels} dst of the same size
 */
export function negate(src, dst) {
  const from = words(src);
  const to = words(dst);
  const count = from.length;
  for (let i = 0; i < count; i++) to[i] = from[i] ^ 0xffffff;
}

/**
 * a x + b a channel; alpha is kept. A table a channel, whose entries are already where the channel is in the word.
 *
 * @param {Pixels} src
 * @param {Pixels} dst of the same size
 * @param {{ a: readonly number[], b: readonly number[] }} params three numbers each
 */
export function linear(src, dst, { a, b }) {
  const shift = linearShift(a, b);
  const red = linearTable(a[0], b[0], shift, 0);
  const green = linearTable(a[1], b[1], shift, 8);
  const blue = linearTable(a[2], b[2], shift, 16);
  const from = words(src);
  const to = words(dst);
  const count = from.length;
  for (let i = 0; i < count; i++) {
    const p = from[i];
    to[i] = red[p & 255] | green[(p >>> 8) & 255] | blue[(p >>> 16) & 255] | (p & 0xff000000);
  }
}

/**
 * The most fraction bits, 6..0, with which all of a * 256 and b fit 16 bits.
 *
 * @param {readonly number[]} a
 * @param {readonly number[]} b
 * @returns {number}
 */
function linearShift(a, b) {
  for (let f = 6; f > 0; f--) {
    const one = 1 << f;
    const fits = (/** @type {number} */ x) => Math.abs(x) <= 32767;
    if (a.every((x) => fits(roundHalfUp(x * 256 * one))) && b.every((x) => fits(roundHalfUp(x * one) + (one >> 1))))
      return f;
  }
  return 0;
}

/**
 * @param {number} a
 * @param {number} b
 * @param {number} shift
 * @param {number} position of the channel in a word
 * @returns {Int32Array}
 */
function linearTable(a, b, shift, position) {
  const factor = roundHalfUp(a * 256 * (1 << shift));
  const offset = roundHalfUp(b * (1 << shift)) + ((1 << shift) >> 1);
  const table = new Int32Array(256);
  for (let x = 0; x < 256; x++) {
    const product = (x * factor) >> 8;
    const sum = Math.max(-32768, Math.min(product + offset, 32767));
    table[x] = Math.max(0, Math.min(sum >> shift, 255)) << position;
  }
  return table;
}
