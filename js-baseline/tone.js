import { roundHalfUp } from './fixed-point.js';
import { words } from './pixels.js';
import { applyFunction, onLine, roundPower } from './tables.js';

/** @typedef {import('./pixels.js').Pixels} Pixels */

/**
 * round(255 (x / 255)^(1 / gamma)) a colour; alpha is kept.
 *
 * @param {Pixels} src
 * @param {Pixels} dst of the same size
 * @param {{ gamma: number }} params
 */
export function gamma(src, dst, { gamma }) {
  applyFunction(src, dst, (x) => roundPower(255 * (x / 255) ** (1 / gamma)));
}

/**
 * t = clamp((x - inputBlack) / max(1, inputWhite - inputBlack), 0, 1), out = round(outputBlack + (outputWhite - outputBlack)
 * t^(1 / gamma)), halves rounded up; alpha is kept.
 *
 * @param {Pixels} src
 * @param {Pixels} dst of the same size
 * @param {{ inputBlack: number, inputWhite: number, gamma: number, outputBlack: number, outputWhite: number }} params
 */
export function levels(src, dst, { inputBlack, inputWhite, gamma, outputBlack, outputWhite }) {
  const range = Math.max(1, inputWhite - inputBlack);
  const rise = outputWhite - outputBlack;
  if (gamma === 1) {
    applyFunction(src, dst, (x) => onLine(x, inputBlack, range, outputBlack, rise));
    return;
  }
  applyFunction(src, dst, (x) => {
    const t = Math.max(0, Math.min(x - inputBlack, range)) / range;
    return roundPower(outputBlack + rise * t ** (1 / gamma));
  });
}

/**
 * round(floor(x levels / 256) 255 / (levels - 1)) a colour, halves up; alpha is kept.
 *
 * @param {Pixels} src
 * @param {Pixels} dst of the same size
 * @param {{ levels: number }} params 2..256
 */
export function posterize(src, dst, { levels }) {
  applyFunction(src, dst, (x) => onLine((x * levels) >> 8, 0, levels - 1, 0, 255));
}

/**
 * Luma plus the tint's distance from its own luma, weighed by 1 - 4 (y / 255 - 1 / 2)^2; alpha is kept. With
 * f = round(2^22 (T - luma(T)) / 255^2) a channel,
 *
 *   out = clamp8((64 y + 32 + ((2 y (255 - y) f + 2^14) >> 15)) >> 6)
 *
 * @param {Pixels} src
 * @param {Pixels} dst of the same size
 * @param {{ colour: readonly number[] }} params red, green and blue, 0..255
 */
export function tint(src, dst, { colour }) {
  const grey = (6966 * colour[0] + 23436 * colour[1] + 2366 * colour[2]) / 32768;
  const factors = colour.map((c) => roundHalfUp(((c - grey) * 4194304) / 65025));
  // All three colours of each luma.
  const table = new Int32Array(256);
  for (let y = 0; y < 256; y++) {
    for (let c = 0; c < 3; c++) {
      const tinted = (64 * y + 32 + ((2 * y * (255 - y) * factors[c] + 16384) >> 15)) >> 6;
      table[y] |= Math.max(0, Math.min(tinted, 255)) << (8 * c);
    }
  }
  const from = words(src);
  const to = words(dst);
  const count = from.length;
  for (let i = 0; i < count; i++) {
    const p = from[i];
    const y = ((p & 255) * 6966 + ((p >>> 8) & 255) * 23436 + ((p >>> 16) & 255) * 2366 + 16384) >> 15;
    to[i] = table[y] | (p & 0xff000000);
  }
}
