import { ADOBE, decodedSrgb, encodedByte, encodeSrgb, SRGB } from './curves.js';
import { words } from './pixels.js';

/** @typedef {import('./pixels.js').Pixels} Pixels */

const { fround } = Math;

const LINEAR = Uint8Array.from({ length: 256 }, (_, x) => {
  return fround(fround(decodedSrgb(x) * fround(fround(255) / fround(32767))) + 8388608) - 8388608;
});
const ENCODED = Uint8Array.from({ length: 256 }, (_, x) => encodedByte(fround(x * fround((32767 * 16384) / 255))));

/** @param {Pixels} src @param {Pixels} dst @param {Uint8Array} table of the colours */
function look(src, dst, table) {
  const from = words(src);
  const to = words(dst);
  const count = from.length;
  for (let i = 0; i < count; i++) {
    const p = from[i];
    to[i] = table[p & 255] | (table[(p >>> 8) & 255] << 8) | (table[(p >>> 16) & 255] << 16) | (p & 0xff000000);
  }
}

/**
 * Linear light, 0..255, of each colour by the curve of IEC 61966-2-1; alpha is kept.
 *
 * @param {Pixels} src
 * @param {Pixels} dst of the same size
 */
export function srgbToLinear(src, dst) {
  look(src, dst, LINEAR);
}

/**
 * The inverse of srgbToLinear.
 *
 * @param {Pixels} src
 * @param {Pixels} dst of the same size
 */
export function linearToSrgb(src, dst) {
  look(src, dst, ENCODED);
}

/**
 * encode(clamp(M decode(x))), M in 14 bits; alpha is kept.
 *
 * @param {Pixels} src
 * @param {Pixels} dst
 * @param {Int16Array} decode linear light of bytes
 * @param {readonly number[]} weights row by row
 */
function toSrgb(src, dst, decode, [m0, m1, m2, m3, m4, m5, m6, m7, m8]) {
  const encode = encodeSrgb();
  const from = words(src);
  const to = words(dst);
  const count = from.length;
  for (let i = 0; i < count; i++) {
    const p = from[i];
    const r = decode[p & 255];
    const g = decode[(p >>> 8) & 255];
    const b = decode[(p >>> 16) & 255];
    let red = (Math.imul(m0, r) + Math.imul(m1, g) + Math.imul(m2, b) + 8192) >> 14;
    let green = (Math.imul(m3, r) + Math.imul(m4, g) + Math.imul(m5, b) + 8192) >> 14;
    let blue = (Math.imul(m6, r) + Math.imul(m7, g) + Math.imul(m8, b) + 8192) >> 14;
    if (((red | green | blue) & ~32767) !== 0) {
      red = red < 0 ? 0 : red > 32767 ? 32767 : red;
      green = green < 0 ? 0 : green > 32767 ? 32767 : green;
      blue = blue < 0 ? 0 : blue > 32767 ? 32767 : blue;
    }
    to[i] = encode[red] | (encode[green] << 8) | (encode[blue] << 16) | (p & 0xff000000);
  }
}

/**
 * @param {Pixels} src of Display P3
 * @param {Pixels} dst of the same size
 */
export function displayP3ToSrgb(src, dst) {
  toSrgb(src, dst, SRGB, [20069, -3685, 0, -689, 17073, 0, -322, -1288, 17994]);
}

/**
 * @param {Pixels} src of Adobe RGB (1998)
 * @param {Pixels} dst of the same size
 */
export function adobeRgbToSrgb(src, dst) {
  toSrgb(src, dst, ADOBE, [22911, -6527, 0, 0, 16384, 0, 0, -703, 17087]);
}
