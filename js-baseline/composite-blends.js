// W3C's blend modes on rows of pixels. Those that take each channel by itself are tables of what a pair of bytes gives.
import { coverOpaque } from './composite-duff.js';
import { isOpaque } from './pixels.js';

const { fround } = Math;

const PER_255 = fround(1 / 255);
const PER_65025 = fround(1 / 65025);
const PER_100 = fround(0.01);

/** round(x / 255). @param {number} x 0..65025 */
const over255 = (x) => Math.floor((x + 127) / 255);

/**
 * What a mode makes of a backdrop's byte b and an overlay's byte s.
 * @type {Readonly<Record<string, (b: number, s: number) => number>>}
 */
const MODES = {
  multiply: (b, s) => over255(b * s),
  screen: (b, s) => 255 - over255((255 - b) * (255 - s)),
  overlay: (b, s) => MODES.hardLight(s, b),
  darken: (b, s) => Math.min(b, s),
  lighten: (b, s) => Math.max(b, s),
  colourDodge(b, s) {
    const rest = Math.max(1, 255 - s);
    return Math.min(255, Math.floor((510 * b + rest) / (2 * rest)));
  },
  colourBurn: (b, s) => 255 - MODES.colourDodge(255 - b, 255 - s),
  hardLight: (b, s) => (s <= 127 ? over255(2 * b * s) : 255 - over255(2 * (255 - b) * (255 - s))),
  softLight,
  difference: (b, s) => Math.abs(b - s),
  exclusion: (b, s) => over255(b * (255 - s) + s * (255 - b)),
};

/**
 * floor(b + (2 s - 255) g / 255 + 0.5) in 32-bit floats: g = b (255 - b) / 255 up to s = 127, D(b) - b above.
 *
 * @param {number} b
 * @param {number} s
 */
function softLight(b, s) {
  const amount = 2 * s - 255;
  const g = amount < 0 ? fround(b * (255 - b) * PER_255) : fround(softLightD(b) - b);
  return fround(fround(b + fround(fround(amount * g) * PER_255)) + 0.5) | 0;
}

/** @param {number} b */
function softLightD(b) {
  if (b >= 64) return fround(Math.sqrt(255 * b));
  return fround(((16 * b - 3060) * b + 260100) * b * PER_65025);
}

/** @type {Map<string, Uint8Array>} */
const tables = new Map();

/**
 * A mode's table: the result for b and s stands at 256 s + b.
 *
 * @param {string} mode
 */
export function modeTable(mode) {
  let table = tables.get(mode);
  if (table === undefined) {
    const of = MODES[mode];
    table = Uint8Array.from({ length: 65536 }, (_, i) => of(i & 255, i >> 8));
    tables.set(mode, table);
  }
  return table;
}

/**
 * @param {Uint8Array} table of the mode
 * @param {Int32Array} backdrop
 * @param {Int32Array} overlay
 * @param {Int32Array} to
 * @param {number} at
 * @param {number} overlayAt
 * @param {number} count
 */
export function blendByTable(table, backdrop, overlay, to, at, overlayAt, count) {
  const opaque = isOpaque(backdrop, at, at + count);
  for (let i = 0; i < count; i++) {
    const p = backdrop[at + i];
    const q = overlay[overlayAt + i];
    const alpha = q >>> 24;
    if (alpha === 0) {
      to[at + i] = p >>> 24 === 0 ? 0 : p;
      continue;
    }
    const red = table[((q & 255) << 8) | (p & 255)];
    const green = table[(q & 0xff00) | ((p >>> 8) & 255)];
    const blue = table[((q >>> 8) & 0xff00) | ((p >>> 16) & 255)];
    const mixed = red | (green << 8) | (blue << 16);
    to[at + i] = opaque ? coverOpaque(p, mixed, alpha) : cover(p, q, mixed);
  }
}

/**
 * Overlay q over p, where both meet with the colour of `mixed`.
 *
 * @param {number} p
 * @param {number} q not transparent
 * @param {number} mixed
 */
function cover(p, q, mixed) {
  const a = q >>> 24;
  const b = p >>> 24;
  const onlyQ = a * (255 - b);
  const both = a * b;
  const onlyP = b * (255 - a);
  const sum = onlyQ + both + onlyP;
  const inverse = 1 / sum;
  const half = (sum >> 1) + 0.5;
  const red = (((q & 255) * onlyQ + (mixed & 255) * both + (p & 255) * onlyP + half) * inverse) | 0;
  const green =
    ((((q >>> 8) & 255) * onlyQ + ((mixed >>> 8) & 255) * both + ((p >>> 8) & 255) * onlyP + half) * inverse) | 0;
  const blue =
    ((((q >>> 16) & 255) * onlyQ + ((mixed >>> 16) & 255) * both + ((p >>> 16) & 255) * onlyP + half) * inverse) | 0;
  const t = sum + 128;
  return red | (green << 8) | (blue << 16) | (((t + (t >> 8)) >> 8) << 24);
}

/**
 * The modes of hue, saturation and luminosity: whether the backdrop's colour is taken or the overlay's, with the luminosity of which of them,
 * and whether it gets the other's saturation.
 *
 * @typedef {Readonly<{ backdrop: boolean, own: boolean, saturation: boolean }>} LuminosityMode
 * @type {Readonly<Record<string, LuminosityMode>>}
 */
export const LUMINOSITY_MODES = {
  hue: { backdrop: false, own: false, saturation: true },
  saturation: { backdrop: true, own: true, saturation: true },
  colour: { backdrop: false, own: false, saturation: false },
  luminosity: { backdrop: true, own: false, saturation: false },
};

/**
 * @param {LuminosityMode} mode
 * @param {Int32Array} backdrop
 * @param {Int32Array} overlay
 * @param {Int32Array} to
 * @param {number} at
 * @param {number} overlayAt
 * @param {number} count
 */
export function blendLuminosity(mode, backdrop, overlay, to, at, overlayAt, count) {
  const { backdrop: ofBackdrop, own, saturation } = mode;
  const opaque = isOpaque(backdrop, at, at + count);
  for (let i = 0; i < count; i++) {
    const p = backdrop[at + i];
    const q = overlay[overlayAt + i];
    const alpha = q >>> 24;
    if (alpha === 0) {
      to[at + i] = p >>> 24 === 0 ? 0 : p;
      continue;
    }
    const mixed = setLuminosity(ofBackdrop ? p : q, ofBackdrop ? q : p, own, saturation);
    to[at + i] = opaque ? coverOpaque(p, mixed, alpha) : cover(p, q, mixed);
  }
}

/**
 * floor((l + f e) / 100 + 0.5) in 32-bit floats, with Lum = 30 R + 59 G + 11 B, e = 100 C - Lum(C), l the wanted luminosity and
 * f = min(ratio of the saturations, l / -min(e), (25500 - l) / max(e)): what W3C's SetSat, SetLum and ClipColor come down to.
 *
 * @param {number} colour
 * @param {number} other
 * @param {boolean} own whether the luminosity is the colour's own
 * @param {boolean} saturation whether the saturation is the other's
 * @returns {number} a pixel without alpha
 */
function setLuminosity(colour, other, own, saturation) {
  const r = colour & 255;
  const g = (colour >>> 8) & 255;
  const b = (colour >>> 16) & 255;
  const least = r < g ? (r < b ? r : b) : g < b ? g : b;
  const most = r > g ? (r > b ? r : b) : g > b ? g : b;
  const lum = 30 * r + 59 * g + 11 * b;
  const x = other & 255;
  const y = (other >>> 8) & 255;
  const z = (other >>> 16) & 255;
  const l = own ? lum : 30 * x + 59 * y + 11 * z;
  const down = fround(l / Math.max(lum - 100 * least, 1));
  const up = fround((25500 - l) / Math.max(100 * most - lum, 1));
  let f = down < up ? down : up;
  if (saturation) {
    const wanted = (x > y ? (x > z ? x : z) : y > z ? y : z) - (x < y ? (x < z ? x : z) : y < z ? y : z);
    const ratio = fround(wanted / Math.max(most - least, 1));
    if (ratio < f) f = ratio;
  } else if (f > 1) {
    f = 1;
  }
  const red = fround(fround(fround(l + fround(f * (100 * r - lum))) * PER_100) + 0.5) | 0;
  const green = fround(fround(fround(l + fround(f * (100 * g - lum))) * PER_100) + 0.5) | 0;
  const blue = fround(fround(fround(l + fround(f * (100 * b - lum))) * PER_100) + 0.5) | 0;
  return red | (green << 8) | (blue << 16);
}
