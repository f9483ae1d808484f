import { allWords, WHITE } from './pixels16.js';

/** @typedef {import('./pixels16.js').Pixels16} Pixels16 */

const { fround, imul } = Math;

// From so many pixels on, linear looks values up: a table's 65536 entries cost less then than they save.
const TABLE_PIXELS = 1 << 18;

/**
 * Rec. 709 luma of the encoded values in all three colours: (6966 R + 23436 G + 2366 B + 16384) >> 15; alpha is kept.
 *
 * @param {Pixels16} src
 * @param {Pixels16} dst of the same size
 */
export function grayscale16(src, dst) {
  const from = allWords(src);
  const to = allWords(dst);
  const count = from.length;
  for (let i = 0; i < count; i += 2) {
    const rg = from[i];
    const ba = from[i + 1];
    const sum = imul(rg & 0xffff, 6966) + imul(rg >>> 16, 23436) + imul(ba & 0xffff, 2366);
    const y = (sum + 16384) >> 15;
    to[i] = y | (y << 16);
    to[i + 1] = y | (ba & 0xffff0000);
  }
}

/**
 * 65535 - x in the colour channels; alpha is kept.
 *
 * @param {Pixels16} src
 * @param {Pixels16} dst of the same size
 */
export function negate16(src, dst) {
  const from = allWords(src);
  const to = allWords(dst);
  const count = from.length;
  for (let i = 0; i < count; i += 2) {
    to[i] = ~from[i];
    to[i + 1] = from[i + 1] ^ 0xffff;
  }
}

/**
 * a x + 257 b a channel, rounded and clamped; alpha is kept. In floats, the rounding's half a part of the offset.
 *
 * @param {Pixels16} src
 * @param {Pixels16} dst of the same size
 * @param {{ a: readonly number[], b: readonly number[] }} params three numbers each
 */
export function linear16(src, dst, { a, b }) {
  if (src.width * src.height >= TABLE_PIXELS) linearByTables(src, dst, a, b);
  else linearByFloats(src, dst, a, b);
}

/** @param {number} b */
function linearOffset(b) {
  return fround(257 * b + 0.5);
}

/**
 * A whole number clamped to 0..65535, without branches: in noise they would be predicted badly.
 *
 * @param {number} v
 */
function clamped(v) {
  const atLeast0 = v & ~(v >> 31);
  const room = WHITE - atLeast0;
  return atLeast0 + (room & (room >> 31));
}

/**
 * @param {Pixels16} src
 * @param {Pixels16} dst
 * @param {readonly number[]} a
 * @param {readonly number[]} b
 */
function linearByFloats(src, dst, a, b) {
  const red = fround(a[0]);
  const green = fround(a[1]);
  const blue = fround(a[2]);
  const redOffset = linearOffset(b[0]);
  const greenOffset = linearOffset(b[1]);
  const blueOffset = linearOffset(b[2]);
  const from = allWords(src);
  const to = allWords(dst);
  const count = from.length;
  for (let i = 0; i < count; i += 2) {
    const rg = from[i];
    const ba = from[i + 1];
    const r = clamped(fround(fround(red * fround(rg & 0xffff)) + redOffset) | 0);
    const g = clamped(fround(fround(green * fround(rg >>> 16)) + greenOffset) | 0);
    const bl = clamped(fround(fround(blue * fround(ba & 0xffff)) + blueOffset) | 0);
    to[i] = r | (g << 16);
    to[i + 1] = bl | (ba & 0xffff0000);
  }
}

/**
 * @param {Pixels16} src
 * @param {Pixels16} dst
 * @param {readonly number[]} a
 * @param {readonly number[]} b
 */
function linearByTables(src, dst, a, b) {
  const red = linearTable(a[0], b[0]);
  const green = a[1] === a[0] && b[1] === b[0] ? red : linearTable(a[1], b[1]);
  const blue = a[2] === a[0] && b[2] === b[0] ? red : linearTable(a[2], b[2]);
  const from = allWords(src);
  const to = allWords(dst);
  const count = from.length;
  for (let i = 0; i < count; i += 2) {
    const rg = from[i];
    const ba = from[i + 1];
    to[i] = red[rg & 0xffff] | (green[rg >>> 16] << 16);
    to[i + 1] = blue[ba & 0xffff] | (ba & 0xffff0000);
  }
}

/**
 * @param {number} a
 * @param {number} b
 * @returns {Uint16Array}
 */
function linearTable(a, b) {
  const factor = fround(a);
  const offset = linearOffset(b);
  const table = new Uint16Array(WHITE + 1);
  for (let x = 0; x <= WHITE; x++) table[x] = clamped(fround(fround(factor * fround(x)) + offset) | 0);
  return table;
}

/**
 * Each colour becomes a weighted sum of the three, M0 R + M1 G + M2 B, rounded and clamped; alpha is kept. In floats.
 *
 * @param {Pixels16} src
 * @param {Pixels16} dst of the same size
 * @param {{ matrix: readonly number[] }} params nine numbers, row by row: the first row makes red
 */
export function recomb16(src, dst, { matrix }) {
  const m0 = fround(matrix[0]);
  const m1 = fround(matrix[1]);
  const m2 = fround(matrix[2]);
  const m3 = fround(matrix[3]);
  const m4 = fround(matrix[4]);
  const m5 = fround(matrix[5]);
  const m6 = fround(matrix[6]);
  const m7 = fround(matrix[7]);
  const m8 = fround(matrix[8]);
  const from = allWords(src);
  const to = allWords(dst);
  const count = from.length;
  for (let i = 0; i < count; i += 2) {
    const rg = from[i];
    const ba = from[i + 1];
    const r = fround(rg & 0xffff);
    const g = fround(rg >>> 16);
    const b = fround(ba & 0xffff);
    let red = fround(fround(fround(fround(m0 * r) + fround(m1 * g)) + fround(m2 * b)) + 0.5) | 0;
    let green = fround(fround(fround(fround(m3 * r) + fround(m4 * g)) + fround(m5 * b)) + 0.5) | 0;
    let blue = fround(fround(fround(fround(m6 * r) + fround(m7 * g)) + fround(m8 * b)) + 0.5) | 0;
    if (((red | green | blue) & ~0xffff) !== 0) {
      red = clamped(red);
      green = clamped(green);
      blue = clamped(blue);
    }
    to[i] = red | (green << 16);
    to[i + 1] = blue | (ba & 0xffff0000);
  }
}

/**
 * Luma plus the tint's distance from its own luma, weighed by 1 - 4 (y / 65535 - 1 / 2)^2 = 4 y (65535 - y) / 65535^2; alpha is kept. With
 * f = 4 * 257 (T - luma(T)) / 65535^2 a channel,
 *
 *   out = clamp(round(y + y (65535 - y) f)), y = (6966 R + 23436 G + 2366 B) / 2^15
 *
 * @param {Pixels16} src
 * @param {Pixels16} dst of the same size
 * @param {{ colour: readonly number[] }} params red, green and blue, 0..255
 */
export function tint16(src, dst, { colour }) {
  const lumaOfTint = (6966 * colour[0] + 23436 * colour[1] + 2366 * colour[2]) / 32768;
  const redFactor = fround(((colour[0] - lumaOfTint) * 1028) / 4294836225);
  const greenFactor = fround(((colour[1] - lumaOfTint) * 1028) / 4294836225);
  const blueFactor = fround(((colour[2] - lumaOfTint) * 1028) / 4294836225);
  const scale = fround(1 / 32768);
  const from = allWords(src);
  const to = allWords(dst);
  const count = from.length;
  for (let i = 0; i < count; i += 2) {
    const rg = from[i];
    const ba = from[i + 1];
    const sum = (imul(rg & 0xffff, 6966) + imul(rg >>> 16, 23436) + imul(ba & 0xffff, 2366)) | 0;
    const y = fround(fround(sum) * scale);
    const weight = fround(y * fround(WHITE - y));
    const grey = fround(y + 0.5);
    let red = fround(grey + fround(weight * redFactor)) | 0;
    let green = fround(grey + fround(weight * greenFactor)) | 0;
    let blue = fround(grey + fround(weight * blueFactor)) | 0;
    if (((red | green | blue) & ~0xffff) !== 0) {
      red = clamped(red);
      green = clamped(green);
      blue = clamped(blue);
    }
    to[i] = red | (green << 16);
    to[i + 1] = blue | (ba & 0xffff0000);
  }
}
