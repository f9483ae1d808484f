import { rounded16 } from './pixels16.js';

/** @typedef {import('./pixels16.js').Pixels16} Pixels16 */

const { fround } = Math;

// Steps of hue a turn, as a byte has 256. Six times a hue has as many a sextant.
const TURN = 65536;
const HUE = fround(TURN / 6);
const BY_VALUE = fround(1 / (65535 * TURN));
const BY_LIGHTNESS = fround(2 / (65535 * TURN));

/**
 * 65536 (hue / 360 degrees), rounded; 0 for greys. What lies less than half a step below red is red.
 *
 * @param {number} r
 * @param {number} g
 * @param {number} b
 * @param {number} most of them
 * @param {number} d the most less the least of them
 */
function hueOf(r, g, b, most, d) {
  if (d === 0) return 0;
  const t = most === r ? g - b : most === g ? b - r + 2 * d : r - g + 4 * d;
  const hue = fround(fround(t * HUE) / d);
  return rounded16(hue < -0.5 ? fround(hue + TURN) : hue);
}

/**
 * V = max, S = 65535 d / max, H = 65536 (hue / 360 degrees), d = max - min; 0 where d is 0; alpha is kept. H of 65535.5 and more is 0.
 *
 * @param {Pixels16} src
 * @param {Pixels16} dst of the same size
 */
export function rgbToHsv16(src, dst) {
  const from = src.data;
  const to = dst.data;
  const count = from.length;
  for (let i = 0; i < count; i += 4) {
    const r = from[i];
    const g = from[i + 1];
    const b = from[i + 2];
    const most = r > g ? (r > b ? r : b) : g > b ? g : b;
    const least = r < g ? (r < b ? r : b) : g < b ? g : b;
    const d = most - least;
    to[i] = hueOf(r, g, b, most, d);
    to[i + 1] = d === 0 ? 0 : fround(fround(fround(d / most) * 65535) + 0.5);
    to[i + 2] = most;
    to[i + 3] = from[i + 3];
  }
}

/**
 * H as in rgbToHsv16, S = 65535 d / min(max + min, 131070 - max - min), L = (max + min) / 2; alpha is kept.
 *
 * @param {Pixels16} src
 * @param {Pixels16} dst of the same size
 */
export function rgbToHsl16(src, dst) {
  const from = src.data;
  const to = dst.data;
  const count = from.length;
  for (let i = 0; i < count; i += 4) {
    const r = from[i];
    const g = from[i + 1];
    const b = from[i + 2];
    const most = r > g ? (r > b ? r : b) : g > b ? g : b;
    const least = r < g ? (r < b ? r : b) : g < b ? g : b;
    const d = most - least;
    const sum = most + least;
    to[i] = hueOf(r, g, b, most, d);
    to[i + 1] = d === 0 ? 0 : fround(fround(fround(d / (sum < 65536 ? sum : 131070 - sum)) * 65535) + 0.5);
    to[i + 2] = (sum + 1) >> 1;
    to[i + 3] = from[i + 3];
  }
}

/**
 * Writes the three colours where the hue has them.
 *
 * @param {Uint16Array} to
 * @param {number} i
 * @param {number} sextant of the hue
 * @param {number} most
 * @param {number} middle
 * @param {number} least
 */
function place(to, i, sextant, most, middle, least) {
  let r = most;
  let g = middle;
  let b = least;
  switch (sextant) {
    case 1:
      r = middle;
      g = most;
      break;
    case 2:
      r = least;
      g = most;
      b = middle;
      break;
    case 3:
      r = least;
      b = most;
      break;
    case 4:
      r = middle;
      g = least;
      b = most;
      break;
    case 5:
      g = least;
      b = middle;
      break;
  }
  to[i] = r;
  to[i + 1] = g;
  to[i + 2] = b;
}

/**
 * V (1 - S m) with h = 6 H / 65536 and m = clamp(2 - |h - 3|, 0, 1) for red, clamp(|h - 2| - 1, 0, 1) for green,
 * clamp(|h - 4| - 1, 0, 1) for blue: 0 for one colour, 1 for another; alpha is kept.
 *
 * @param {Pixels16} src H, S, V in the places of red, green and blue
 * @param {Pixels16} dst of the same size
 */
export function hsvToRgb16(src, dst) {
  const from = src.data;
  const to = dst.data;
  const count = from.length;
  for (let i = 0; i < count; i += 4) {
    const h = 6 * from[i];
    const v = from[i + 2];
    const sextant = (h / TURN) | 0;
    const within = h - sextant * TURN;
    const shortfall = (sextant & 1) === 0 ? TURN - within : within;
    const reach = fround(fround(from[i + 1] * BY_VALUE) * v);
    const middle = fround(fround(v - fround(reach * shortfall)) + 0.5) | 0;
    const least = fround(fround(v - fround(reach * TURN)) + 0.5) | 0;
    place(to, i, sextant, v, middle, least);
    to[i + 3] = from[i + 3];
  }
}

/**
 * L + S min(L, 1 - L) (1 - 2 m), m as in hsvToRgb16; alpha is kept.
 *
 * @param {Pixels16} src H, S, L in the places of red, green and blue
 * @param {Pixels16} dst of the same size
 */
export function hslToRgb16(src, dst) {
  const from = src.data;
  const to = dst.data;
  const count = from.length;
  for (let i = 0; i < count; i += 4) {
    const h = 6 * from[i];
    const l = from[i + 2];
    const sextant = (h / TURN) | 0;
    const within = h - sextant * TURN;
    const shortfall = (sextant & 1) === 0 ? TURN - within : within;
    const reach = fround(fround(from[i + 1] * BY_LIGHTNESS) * (l < 32768 ? l : 65535 - l));
    const farthest = fround(reach * (TURN / 2));
    const most = fround(fround(l + farthest) + 0.5) | 0;
    const middle = fround(fround(l + fround(reach * (TURN / 2 - shortfall))) + 0.5) | 0;
    const least = fround(fround(l - farthest) + 0.5) | 0;
    place(to, i, sextant, most, middle, least);
    to[i + 3] = from[i + 3];
  }
}
