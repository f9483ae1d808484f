// W3C's blend modes on rows of pixels of 16 bits a channel, in 32-bit floats of 0..65535. A mode first makes a row of colours, in a loop of
// its own: one loop for all would call a function for every value. W is 65535, and / W is a product with its reciprocal.
import { PER_WHITE } from './mix16.js';
import { WHITE } from './pixels16.js';

const { fround } = Math;

const PER_100 = fround(0.01);

/**
 * Writes what a mode makes of `length` values of a backdrop and of an overlay, from `at` and `overlayAt` on. Four values are a pixel; those in
 * alpha's place mean nothing. Float32Array rounds what is written.
 *
 * @typedef {(backdrop: Uint16Array, overlay: Uint16Array, mixed: Float32Array, at: number, overlayAt: number, length: number) => void} Mix16
 */

/** b s / W. @param {number} b @param {number} s */
function multiply(b, s) {
  return fround(fround(b * s) * PER_WHITE);
}

/** b + s - b s / W. @param {number} b @param {number} s */
function screen(b, s) {
  return fround(b + s - multiply(b, s));
}

/** Multiply with 2 s below 2 s = W, screen with 2 s - W above. @param {number} b @param {number} s */
function hardLight(b, s) {
  const twice = 2 * s;
  return twice < WHITE ? multiply(b, twice) : screen(b, twice - WHITE);
}

/** The smaller of two whole numbers, without a branch, which noise makes slow. @param {number} a @param {number} b */
function lesser(a, b) {
  const difference = a - b;
  return b + (difference & (difference >> 31));
}

/** The larger one. @param {number} a @param {number} b */
function greater(a, b) {
  const difference = a - b;
  return a - (difference & (difference >> 31));
}

/** W min(b, r) / r, r = max(1, W - s): 0 where b is 0, else W where s is. @param {number} b @param {number} s */
function colourDodge(b, s) {
  const rest = s < WHITE ? WHITE - s : 1;
  return fround(fround(lesser(b, rest) * WHITE) / rest);
}

/**
 * b + (2 s - W) g, x = b / W: g = x (W - b) / W below 2 s = W, D(x) - x above; D(x) = ((16 x - 12) x + 4) x up to b = 16383, sqrt(x) above.
 *
 * @param {number} b
 * @param {number} s
 */
function softLight(b, s) {
  const amount = 2 * s - WHITE;
  const x = fround(b * PER_WHITE);
  if (amount < 0) return fround(b + fround(amount * fround(x * fround((WHITE - b) * PER_WHITE))));
  const d = b < 16384 ? fround(fround(fround(fround(16 * x - 12) * x) + 4) * x) : fround(Math.sqrt(x));
  return fround(b + fround(amount * fround(d - x)));
}

/** @type {Readonly<Record<string, Mix16>>} */
const MODES = {
  multiply(backdrop, overlay, mixed, at, overlayAt, length) {
    for (let i = 0; i < length; i++) mixed[i] = multiply(backdrop[at + i], overlay[overlayAt + i]);
  },
  screen(backdrop, overlay, mixed, at, overlayAt, length) {
    for (let i = 0; i < length; i++) mixed[i] = screen(backdrop[at + i], overlay[overlayAt + i]);
  },
  overlay(backdrop, overlay, mixed, at, overlayAt, length) {
    for (let i = 0; i < length; i++) mixed[i] = hardLight(overlay[overlayAt + i], backdrop[at + i]);
  },
  darken(backdrop, overlay, mixed, at, overlayAt, length) {
    for (let i = 0; i < length; i++) {
      mixed[i] = lesser(backdrop[at + i], overlay[overlayAt + i]);
    }
  },
  lighten(backdrop, overlay, mixed, at, overlayAt, length) {
    for (let i = 0; i < length; i++) {
      mixed[i] = greater(backdrop[at + i], overlay[overlayAt + i]);
    }
  },
  colourDodge(backdrop, overlay, mixed, at, overlayAt, length) {
    for (let i = 0; i < length; i++) mixed[i] = colourDodge(backdrop[at + i], overlay[overlayAt + i]);
  },
  colourBurn(backdrop, overlay, mixed, at, overlayAt, length) {
    for (let i = 0; i < length; i++) {
      mixed[i] = WHITE - colourDodge(WHITE - backdrop[at + i], WHITE - overlay[overlayAt + i]);
    }
  },
  hardLight(backdrop, overlay, mixed, at, overlayAt, length) {
    for (let i = 0; i < length; i++) mixed[i] = hardLight(backdrop[at + i], overlay[overlayAt + i]);
  },
  softLight(backdrop, overlay, mixed, at, overlayAt, length) {
    for (let i = 0; i < length; i++) mixed[i] = softLight(backdrop[at + i], overlay[overlayAt + i]);
  },
  difference(backdrop, overlay, mixed, at, overlayAt, length) {
    for (let i = 0; i < length; i++) mixed[i] = Math.abs(backdrop[at + i] - overlay[overlayAt + i]);
  },
  // b + s - 2 b s / W
  exclusion(backdrop, overlay, mixed, at, overlayAt, length) {
    for (let i = 0; i < length; i++) {
      const b = backdrop[at + i];
      const s = overlay[overlayAt + i];
      mixed[i] = b + s - 2 * multiply(b, s);
    }
  },
  hue(backdrop, overlay, mixed, at, overlayAt, length) {
    setLuminosity(overlay, overlayAt, backdrop, at, false, true, mixed, length);
  },
  saturation(backdrop, overlay, mixed, at, overlayAt, length) {
    setLuminosity(backdrop, at, overlay, overlayAt, true, true, mixed, length);
  },
  colour(backdrop, overlay, mixed, at, overlayAt, length) {
    setLuminosity(overlay, overlayAt, backdrop, at, false, false, mixed, length);
  },
  luminosity(backdrop, overlay, mixed, at, overlayAt, length) {
    setLuminosity(backdrop, at, overlay, overlayAt, false, false, mixed, length);
  },
};

/**
 * (l + f e) / 100, with Lum = 30 R + 59 G + 11 B, e = 100 C - Lum(C), l the wanted luminosity and f = min(ratio of the saturations,
 * l / -min(e), (100 W - l) / max(e)): what W3C's SetSat, SetLum and ClipColor come down to.
 *
 * @param {Uint16Array} colours C
 * @param {number} at
 * @param {Uint16Array} others
 * @param {number} othersAt
 * @param {boolean} own whether the luminosity is C's own
 * @param {boolean} saturation whether the saturation is the other's
 * @param {Float32Array} mixed
 * @param {number} length
 */
function setLuminosity(colours, at, others, othersAt, own, saturation, mixed, length) {
  for (let i = 0; i < length; i += 4) {
    const r = colours[at + i];
    const g = colours[at + i + 1];
    const b = colours[at + i + 2];
    const x = others[othersAt + i];
    const y = others[othersAt + i + 1];
    const z = others[othersAt + i + 2];
    const least = lesser(lesser(r, g), b);
    const most = greater(greater(r, g), b);
    // Whole numbers below 2^24, which are floats.
    const lum = 30 * r + 59 * g + 11 * b;
    const l = own ? lum : 30 * x + 59 * y + 11 * z;
    const down = fround(l / Math.max(lum - 100 * least, 1));
    const up = fround((100 * WHITE - l) / Math.max(100 * most - lum, 1));
    let f = down < up ? down : up;
    if (saturation) {
      const wanted = greater(greater(x, y), z) - lesser(lesser(x, y), z);
      const ratio = fround(wanted / Math.max(most - least, 1));
      if (ratio < f) f = ratio;
    } else if (f > 1) {
      f = 1;
    }
    mixed[i] = fround(l + fround(f * (100 * r - lum))) * PER_100;
    mixed[i + 1] = fround(l + fround(f * (100 * g - lum))) * PER_100;
    mixed[i + 2] = fround(l + fround(f * (100 * b - lum))) * PER_100;
  }
}

/**
 * @param {string} mode
 * @returns {Mix16 | undefined}
 */
export function blendMode16(mode) {
  return MODES[mode];
}
