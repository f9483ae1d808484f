// Functions of one value of 16 bits: a table of all values, then a load a sample. A small image has fewer samples than the table; there the
// function is computed a sample at a time.
import { WHITE } from './pixels16.js';
import { scratchInt32 } from './scratch.js';
import { roundPower } from './tables.js';

/** @typedef {import('./pixels16.js').Pixels16} Pixels16 */
/**
 * To[i] becomes the function of from[i], where i & alpha is not 3: alpha is 3 for pixels, whose alpha is left out, else 0.
 *
 * @typedef {(from: Uint16Array, to: Uint16Array, alpha: number) => void} Values
 */

/** How many values there are. */
export const VALUES = 65536;

const SLOT = 0;

/** @type {Uint16Array | undefined} */
let identity;

/** @returns {Uint16Array} every value */
function everyValue() {
  identity ??= Uint16Array.from({ length: VALUES }, (_, x) => x);
  return identity;
}

/**
 * @param {number} slot
 * @param {number} length
 * @returns {Uint16Array}
 */
export function scratchValues(slot, length) {
  return new Uint16Array(scratchInt32(slot, (length + 1) >> 1).buffer, 0, length);
}

/**
 * A table of all values a colour; alpha is kept.
 *
 * @param {Pixels16} src
 * @param {Pixels16} dst of the same size
 * @param {Uint16Array} red
 * @param {Uint16Array} green
 * @param {Uint16Array} blue
 */
export function applyTables16(src, dst, red, green, blue) {
  const from = src.data;
  const to = dst.data;
  const count = from.length;
  for (let i = 0; i < count; i += 4) {
    to[i] = red[from[i]];
    to[i + 1] = green[from[i + 1]];
    to[i + 2] = blue[from[i + 2]];
    to[i + 3] = from[i + 3];
  }
}

/**
 * The same function for all colours; alpha is kept.
 *
 * @param {Pixels16} src
 * @param {Pixels16} dst of the same size
 * @param {Values} values
 */
export function applyValues(src, dst, values) {
  const from = src.data;
  const to = dst.data;
  const count = from.length;
  if (count >= VALUES) {
    const table = scratchValues(SLOT, VALUES);
    values(everyValue(), table, 0);
    applyTables16(src, dst, table, table, table);
    return;
  }
  values(from, to, 3);
  for (let i = 3; i < count; i += 4) to[i] = from[i];
}

/**
 * base + round(rise t / range) of t = clamp(x - black, 0, range), halves rounded up.
 *
 * @param {number} black
 * @param {number} range 1..65535
 * @param {number} base
 * @param {number} rise
 * @returns {Values}
 */
export function line16(black, range, base, rise) {
  return (from, to, alpha) => {
    const count = from.length;
    for (let i = 0; i < count; i++) {
      if ((i & alpha) === 3) continue;
      const x = from[i] - black;
      const t = x > 0 ? (x < range ? x : range) : 0;
      to[i] = base + Math.floor((rise * t) / range + 0.5);
    }
  };
}

/**
 * round(65535 (x / 65535)^(1 / gamma)) a colour; alpha is kept.
 *
 * @param {Pixels16} src
 * @param {Pixels16} dst of the same size
 * @param {{ gamma: number }} params
 */
export function gamma16(src, dst, { gamma }) {
  const exponent = 1 / gamma;
  applyValues(src, dst, (from, to, alpha) => {
    const count = from.length;
    for (let i = 0; i < count; i++) {
      if ((i & alpha) !== 3) to[i] = roundPower(WHITE * (from[i] / WHITE) ** exponent);
    }
  });
}

/**
 * t = clamp((x / 257 - inputBlack) / max(1, inputWhite - inputBlack), 0, 1), out = round(257 (outputBlack + (outputWhite - outputBlack)
 * t^(1 / gamma))), halves rounded up; alpha is kept.
 *
 * @param {Pixels16} src
 * @param {Pixels16} dst of the same size
 * @param {{ inputBlack: number, inputWhite: number, gamma: number, outputBlack: number, outputWhite: number }} params
 */
export function levels16(src, dst, { inputBlack, inputWhite, gamma, outputBlack, outputWhite }) {
  const black = 257 * inputBlack;
  const range = 257 * Math.max(1, inputWhite - inputBlack);
  const base = 257 * outputBlack;
  const rise = 257 * (outputWhite - outputBlack);
  if (gamma === 1) {
    applyValues(src, dst, line16(black, range, base, rise));
    return;
  }
  const exponent = 1 / gamma;
  applyValues(src, dst, (from, to, alpha) => {
    const count = from.length;
    for (let i = 0; i < count; i++) {
      if ((i & alpha) === 3) continue;
      const x = from[i] - black;
      const t = x > 0 ? (x < range ? x : range) : 0;
      to[i] = roundPower(base + rise * (t / range) ** exponent);
    }
  });
}

/**
 * round(floor(x levels / 65536) 65535 / (levels - 1)) a colour, halves up; alpha is kept.
 *
 * @param {Pixels16} src
 * @param {Pixels16} dst of the same size
 * @param {{ levels: number }} params 2..256
 */
export function posterize16(src, dst, { levels }) {
  const steps = scratchValues(SLOT, 256);
  for (let k = 0; k < levels; k++) steps[k] = Math.floor((k * WHITE) / (levels - 1) + 0.5);
  const from = src.data;
  const to = dst.data;
  const count = from.length;
  for (let i = 0; i < count; i += 4) {
    to[i] = steps[(from[i] * levels) >> 16];
    to[i + 1] = steps[(from[i + 1] * levels) >> 16];
    to[i + 2] = steps[(from[i + 2] * levels) >> 16];
    to[i + 3] = from[i + 3];
  }
}

/**
 * Each channel through a table of its own: out = round(257 table[c](x / 257)), halves up, linear between the table's values.
 *
 * @param {Pixels16} src
 * @param {Pixels16} dst of the same size
 * @param {{ table: Float32Array }} params 256 values for all colours, 768 for red, green and blue, or 1024 with alpha
 */
export function lut16(src, dst, { table }) {
  const from = src.data;
  const to = dst.data;
  const count = from.length;
  const step = table.length === 256 ? 0 : 256;
  if (count < VALUES) {
    for (let c = 0; c < (table.length === 1024 ? 4 : 3); c++) interpolate(table, c * step, from, to, c, 4);
    if (table.length !== 1024) for (let i = 3; i < count; i += 4) to[i] = from[i];
    return;
  }
  const of = (/** @type {number} */ c) => {
    const values = scratchValues(SLOT + c, VALUES);
    interpolate(table, c * step, everyValue(), values, 0, 1);
    return values;
  };
  const red = of(0);
  const green = step === 0 ? red : of(1);
  const blue = step === 0 ? red : of(2);
  if (table.length !== 1024) {
    applyTables16(src, dst, red, green, blue);
    return;
  }
  const alpha = of(3);
  for (let i = 0; i < count; i += 4) {
    to[i] = red[from[i]];
    to[i + 1] = green[from[i + 1]];
    to[i + 2] = blue[from[i + 2]];
    to[i + 3] = alpha[from[i + 3]];
  }
}

/**
 * @param {Float32Array} table
 * @param {number} first entry
 * @param {Uint16Array} from
 * @param {Uint16Array} to
 * @param {number} begin
 * @param {number} step
 */
function interpolate(table, first, from, to, begin, step) {
  const count = from.length;
  for (let i = begin; i < count; i += step) {
    const x = from[i];
    const cell = Math.floor(x / 257);
    const value = table[first + cell];
    const next = table[first + (cell < 255 ? cell + 1 : 255)];
    to[i] = Math.floor(257 * value + (next - value) * (x - 257 * cell) + 0.5);
  }
}

// The curves of IEC 61966-2-1, computed by + - * / and square roots alone, which give the same bits everywhere. Roots are a line's, then
// Halley's steps, each of which has twice the cube of the error before, 2^-5.

/** @type {Uint16Array | undefined} */
let linear;
/** @type {Uint16Array | undefined} */
let encoded;

/** @param {(x: number) => number} curve from 0..1 to 0..1 @returns {Uint16Array} */
function curveTable(curve) {
  return Uint16Array.from({ length: VALUES }, (_, x) => Math.floor(WHITE * curve(x / WHITE) + 0.5));
}

/** @param {number} x 0..1 */
function decode(x) {
  if (x <= 0.04045) return x / 12.92;
  const t = (x + 0.055) / 1.055;
  let root = 0.463 + 0.557 * Math.sqrt(t); // the fifth
  for (let i = 0; i < 3; i++) {
    const power = root * root * root * root * root;
    root = (root * (2 * power + 3 * t)) / (3 * power + 2 * t);
  }
  return t * t * root * root;
}

/** @param {number} x 0..1 */
function encode(x) {
  if (x <= 0.0031308) return x * 12.92;
  const half = Math.sqrt(x);
  const quarter = Math.sqrt(half);
  let root = 0.1962 + 0.831 * quarter; // the sixth of x
  for (let i = 0; i < 3; i++) {
    const power = root * root * root;
    root = (root * (power + 2 * half)) / (2 * power + half);
  }
  return 1.055 * (quarter * root) - 0.055;
}

/**
 * round(65535 ((x / 65535 + 0.055) / 1.055)^2.4) a colour, or x / 12.92 up to 0.04045 of white; alpha is kept.
 *
 * @param {Pixels16} src
 * @param {Pixels16} dst of the same size
 */
export function srgbToLinear16(src, dst) {
  linear ??= curveTable(decode);
  applyTables16(src, dst, linear, linear, linear);
}

/**
 * The inverse: round(65535 (1.055 (x / 65535)^(1 / 2.4) - 0.055)), or 12.92 x up to 0.0031308 of white; alpha is kept.
 *
 * @param {Pixels16} src
 * @param {Pixels16} dst of the same size
 */
export function linearToSrgb16(src, dst) {
  encoded ??= curveTable(encode);
  applyTables16(src, dst, encoded, encoded, encoded);
}
