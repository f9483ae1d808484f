import { words } from './pixels.js';

/** @typedef {import('./pixels.js').Pixels} Pixels */

// Quotients as multiplications: the reciprocals are rounded upwards, and their bits are enough for every numerator that occurs, so that
// (n * RECIPROCAL[d] + half) >> bits is the quotient rounded to nearest, halves upwards. 0 for a division by 0.
const RATIO_BITS = 22;
const RATIO = Int32Array.from({ length: 256 }, (_, d) => (d === 0 ? 0 : Math.ceil((255 * 2 ** RATIO_BITS) / d)));
const HUE = Int32Array.from({ length: 256 }, (_, d) => (d === 0 ? 0 : Math.ceil((256 * 2 ** RATIO_BITS) / (6 * d))));
const RATIO_HALF = 1 << (RATIO_BITS - 1);

// For each hue: how far the middle one of the three colours is from the greatest, 0..256, and above it the bit positions of the
// pixel's greatest, middle and least colour, five bits each. Which of equal ones comes first does not matter.
const ORDER = Int32Array.from({ length: 256 }, (_, hue) => {
  const h = 6 * hue;
  const limited = (/** @type {number} */ x) => Math.max(0, Math.min(256, x));
  const shortfalls = [512 - Math.abs(h - 768), Math.abs(h - 512) - 256, Math.abs(h - 1024) - 256].map(limited);
  const order = [0, 1, 2].sort((a, b) => shortfalls[a] - shortfalls[b]);
  const [most, middle, least] = order.map((c) => 8 * c);
  return shortfalls[order[1]] | (most << 10) | (middle << 15) | (least << 20);
});

/**
 * H = round(256 / 6 hue in sextants) & 255, S = round(255 d / max), V = max, d = max - min; halves upwards; alpha is kept.
 *
 * @param {Pixels} src
 * @param {Pixels} dst of the same size
 */
export function rgbToHsv(src, dst) {
  const from = words(src);
  const to = words(dst);
  const count = from.length;
  for (let i = 0; i < count; i++) {
    const p = from[i];
    const r = p & 255;
    const g = (p >>> 8) & 255;
    const b = (p >>> 16) & 255;
    const most = r > g ? (r > b ? r : b) : g > b ? g : b;
    const least = r < g ? (r < b ? r : b) : g < b ? g : b;
    const d = most - least;
    const t = most === r ? g - b + 6 * d : most === g ? b - r + 2 * d : r - g + 4 * d;
    const hue = ((Math.imul(t, HUE[d]) + RATIO_HALF) >> RATIO_BITS) & 255;
    const saturation = (Math.imul(d, RATIO[most]) + RATIO_HALF) >> RATIO_BITS;
    to[i] = hue | (saturation << 8) | (most << 16) | (p & 0xff000000);
  }
}

/**
 * H as in rgbToHsv, S = round(255 d / min(max + min, 510 - max - min)), L = (max + min + 1) >> 1; alpha is kept.
 *
 * @param {Pixels} src
 * @param {Pixels} dst of the same size
 */
export function rgbToHsl(src, dst) {
  const from = words(src);
  const to = words(dst);
  const count = from.length;
  for (let i = 0; i < count; i++) {
    const p = from[i];
    const r = p & 255;
    const g = (p >>> 8) & 255;
    const b = (p >>> 16) & 255;
    const most = r > g ? (r > b ? r : b) : g > b ? g : b;
    const least = r < g ? (r < b ? r : b) : g < b ? g : b;
    const d = most - least;
    const t = most === r ? g - b + 6 * d : most === g ? b - r + 2 * d : r - g + 4 * d;
    const sum = most + least;
    const hue = ((Math.imul(t, HUE[d]) + RATIO_HALF) >> RATIO_BITS) & 255;
    const saturation = (Math.imul(d, RATIO[sum < 256 ? sum : 510 - sum]) + RATIO_HALF) >> RATIO_BITS;
    to[i] = hue | (saturation << 8) | (((sum + 1) >> 1) << 16) | (p & 0xff000000);
  }
}

/**
 * V (1 - S m), m of each colour from its hue, 0..256: with q = 32640 - ((S m + 1) >> 1) and v = 129 V - ((V + 1) >> 1),
 * ((v q + 16384 >> 15) + 64) >> 7, which is V where m is 0; alpha is kept.
 *
 * @param {Pixels} src H, S, V in the places of red, green and blue
 * @param {Pixels} dst of the same size
 */
export function hsvToRgb(src, dst) {
  const from = words(src);
  const to = words(dst);
  const count = from.length;
  for (let i = 0; i < count; i++) {
    const p = from[i];
    const order = ORDER[p & 255];
    const s = (p >>> 8) & 255;
    const most = (p >>> 16) & 255;
    const v = Math.imul(129, most) - ((most + 1) >> 1);
    const leastLeft = 32640 - (s << 7);
    const middleLeft = 32640 - ((Math.imul(s, order & 511) + 1) >> 1);
    const least = (((Math.imul(v, leastLeft) + 16384) >> 15) + 64) >> 7;
    const middle = (((Math.imul(v, middleLeft) + 16384) >> 15) + 64) >> 7;
    to[i] = (most << (order >> 10)) | (middle << (order >> 15)) | (least << (order >> 20)) | (p & 0xff000000);
  }
}

/**
 * L + S min(L, 1 - L) (1 - 2 m), m of each colour from its hue, 0..256:
 * (256 L + 128 + (257 min(L, 255 - L) S (128 - m) + 16384 >> 15)) >> 8; alpha is kept.
 *
 * @param {Pixels} src H, S, L in the places of red, green and blue
 * @param {Pixels} dst of the same size
 */
export function hslToRgb(src, dst) {
  const from = words(src);
  const to = words(dst);
  const count = from.length;
  for (let i = 0; i < count; i++) {
    const p = from[i];
    const order = ORDER[p & 255];
    const s = (p >>> 8) & 255;
    const l = (p >>> 16) & 255;
    const reach = Math.imul(257, l < 128 ? l : 255 - l);
    const base = (l << 8) + 128;
    const most = (base + ((Math.imul(reach, s << 7) + 16384) >> 15)) >> 8;
    const middle = (base + ((Math.imul(reach, Math.imul(s, 128 - (order & 511))) + 16384) >> 15)) >> 8;
    const least = (base + ((Math.imul(reach, -(s << 7)) + 16384) >> 15)) >> 8;
    to[i] = (most << (order >> 10)) | (middle << (order >> 15)) | (least << (order >> 20)) | (p & 0xff000000);
  }
}
