// "P7": linear light of 15 bits, 0..32640: 255 with 7 fraction bits, for a colour as for an alpha. The darkest byte above 0 is 10.

/** 1 in P7, and what an opaque pixel's alpha is. */
export const LINEAR_ONE = 255 << 7;

/**
 * sRGB's transfer function (IEC 61966-2-1), computed by + - * / alone, which give the same bits everywhere.
 *
 * @typedef {object} LinearLight
 * @property {Int32Array} decode 256: a byte to P7, rounded
 * @property {Uint8Array} encode LINEAR_ONE + 1: P7 to the byte whose decoded value is nearest in sRGB's own steps
 */

/** @type {LinearLight | undefined} */
let tables;

/** @returns {LinearLight} */
export function linearLight() {
  tables ??= makeTables();
  return tables;
}

/** @returns {LinearLight} */
function makeTables() {
  const decode = new Int32Array(256);
  const encode = new Uint8Array(LINEAR_ONE + 1);
  let begin = 0;
  for (let value = 0; value < 256; value++) {
    decode[value] = Math.floor(toLinear(value) + 0.5);
    // The step from one byte to the next lies half-way between them.
    const end = value === 255 ? LINEAR_ONE + 1 : Math.ceil(toLinear(value + 0.5));
    encode.fill(value, begin, end);
    begin = end;
  }
  return { decode, encode };
}

/** P7 of an sRGB value of 0..255. @param {number} value */
function toLinear(value) {
  const x = value / 255;
  return (x <= 0.04045 ? x / 12.92 : toThe2_4((x + 0.055) / 1.055)) * LINEAR_ONE;
}

/**
 * x^2.4 for 0.09 <= x <= 1: the fifth root by Newton's method, whose error is below a double's rounding after 7 steps from 1.
 *
 * @param {number} x
 */
function toThe2_4(x) {
  let root = 1;
  for (let i = 0; i < 10; i++) {
    const square = root * root;
    root = (4 * root + x / (square * square)) / 5;
  }
  return x * x * root * root;
}
