// One pixel of a source at a position between its pixels: nearest, bilinear, bicubic. Positions are whole pixels and 256ths; colours are
// weighed by alpha, so that the colour under transparent pixels has no part.

import { unpremultiply } from './premultiply.js';

/**
 * @callback Run fills `count` pixels
 * @param {Int32Array} from
 * @param {number} width of the source
 * @param {number} u source x of the first pixel, 16.16; all that is touched lies inside
 * @param {number} v source y of it
 * @param {number} du from pixel to pixel, modulo 2^32
 * @param {number} dv
 * @param {Int32Array} to
 * @param {number} at
 * @param {number} count
 * @returns {void}
 */

/**
 * @callback Pixel
 * @param {Int32Array} from
 * @param {number} at index of the first tap of the first row
 * @param {number} width from row to row
 * @param {number} fx 0..255
 * @param {number} fy 0..255
 * @returns {number} a word
 */

/**
 * @typedef {object} Sampler
 * @property {number} before taps in each direction before the pixel that the position is in
 * @property {number} after it
 * @property {Run} run
 * @property {Pixel} pixel
 */

const RED_BLUE = 0xff00ff;
const GREEN = 0xff00;

/** @type {Pixel} */
function nearestPixel(from, at) {
  return from[at];
}

/** @type {Run} */
function nearestRun(from, width, u, v, du, dv, to, at, count) {
  for (let i = 0; i < count; i++) {
    to[at + i] = from[Math.imul(v >>> 16, width) + (u >>> 16)];
    u = (u + du) | 0;
    v = (v + dv) | 0;
  }
}

/**
 * Weights of 8 bits that sum to 256, w = round(fx fy / 256) for the last of the four taps; with v = w * alpha and their sum D:
 * alpha = (D + 128) >> 8, colour = floor((sum of v c + (D >> 1)) / D). Where all four are opaque that is (sum of w c + 128) >> 8.
 *
 * @type {Pixel}
 */
function bilinearPixel(from, at, width, fx, fy) {
  const p = from[at];
  const q = from[at + 1];
  const r = from[at + width];
  const s = from[at + width + 1];
  const ws = (Math.imul(fx, fy) + 128) >> 8;
  const wq = fx - ws;
  const wr = fy - ws;
  const wp = 256 - fx - wr;
  if ((p & q & r & s) >>> 24 !== 255) return blendTranslucent(p, q, r, s, wp, wq, wr, ws);
  const rb =
    Math.imul(p & RED_BLUE, wp) +
    Math.imul(q & RED_BLUE, wq) +
    Math.imul(r & RED_BLUE, wr) +
    Math.imul(s & RED_BLUE, ws) +
    0x800080;
  const g =
    Math.imul(p & GREEN, wp) + Math.imul(q & GREEN, wq) + Math.imul(r & GREEN, wr) + Math.imul(s & GREEN, ws) + 0x8000;
  return ((rb >>> 8) & RED_BLUE) | ((g >>> 8) & GREEN) | 0xff000000;
}

/**
 * @param {number} p
 * @param {number} q
 * @param {number} r
 * @param {number} s
 * @param {number} wp
 * @param {number} wq
 * @param {number} wr
 * @param {number} ws
 * @returns {number}
 */
function blendTranslucent(p, q, r, s, wp, wq, wr, ws) {
  const vp = Math.imul(wp, p >>> 24);
  const vq = Math.imul(wq, q >>> 24);
  const vr = Math.imul(wr, r >>> 24);
  const vs = Math.imul(ws, s >>> 24);
  const sum = vp + vq + vr + vs;
  if (sum === 0) return 0;
  // The 0.5 keeps the product further from the next whole number than its rounding reaches.
  const inverse = 1 / sum;
  const half = (sum >> 1) + 0.5;
  const red = Math.imul(p & 255, vp) + Math.imul(q & 255, vq) + Math.imul(r & 255, vr) + Math.imul(s & 255, vs);
  const green =
    Math.imul((p >>> 8) & 255, vp) +
    Math.imul((q >>> 8) & 255, vq) +
    Math.imul((r >>> 8) & 255, vr) +
    Math.imul((s >>> 8) & 255, vs);
  const blue =
    Math.imul((p >>> 16) & 255, vp) +
    Math.imul((q >>> 16) & 255, vq) +
    Math.imul((r >>> 16) & 255, vr) +
    Math.imul((s >>> 16) & 255, vs);
  return (
    ((red + half) * inverse) |
    (((green + half) * inverse) << 8) |
    (((blue + half) * inverse) << 16) |
    (((sum + 128) >> 8) << 24)
  );
}

/** @type {Run} */
function bilinearRun(from, width, u, v, du, dv, to, at, count) {
  for (let i = 0; i < count; i++) {
    const tap = Math.imul(v >>> 16, width) + (u >>> 16);
    to[at + i] = bilinearPixel(from, tap, width, (u >>> 8) & 255, (v >>> 8) & 255);
    u = (u + du) | 0;
    v = (v + dv) | 0;
  }
}

/** Catmull-Rom's four weights for each 256th, 14 bits; each four sum to 2^14. */
const CUBIC = new Int32Array(4 * 256);
for (let n = 0; n < 256; n++) {
  const w0 = (-n * n * n + 512 * n * n - 65536 * n + 1024) >> 11;
  const w2 = (-3 * n * n * n + 1024 * n * n + 65536 * n + 1024) >> 11;
  const w3 = (n * n * n - 256 * n * n + 1024) >> 11;
  CUBIC.set([w0, 16384 - w0 - w2 - w3, w2, w3], 4 * n);
}

/**
 * Rows first, rounded to 6 fraction bits, then columns: for opaque pixels h = (sum of w c + 128) >> 8 and
 * clamp((sum of w h + 8192 + 2^19) >> 20).
 *
 * @type {Pixel}
 */
function bicubicPixel(from, at, width, fx, fy) {
  const w0 = CUBIC[4 * fx];
  const w1 = CUBIC[4 * fx + 1];
  const w2 = CUBIC[4 * fx + 2];
  const w3 = CUBIC[4 * fx + 3];
  let all = -1;
  let r = 532480;
  let g = 532480;
  let b = 532480;
  for (let j = 0, tap = at; j < 4; j++, tap += width) {
    const p = from[tap];
    const q = from[tap + 1];
    const s = from[tap + 2];
    const t = from[tap + 3];
    const w = CUBIC[4 * fy + j];
    all &= p & q & s & t;
    r += Math.imul(w, (w0 * (p & 255) + w1 * (q & 255) + w2 * (s & 255) + w3 * (t & 255) + 128) >> 8);
    g += Math.imul(
      w,
      (w0 * ((p >>> 8) & 255) + w1 * ((q >>> 8) & 255) + w2 * ((s >>> 8) & 255) + w3 * ((t >>> 8) & 255) + 128) >> 8,
    );
    b += Math.imul(
      w,
      (w0 * ((p >>> 16) & 255) + w1 * ((q >>> 16) & 255) + w2 * ((s >>> 16) & 255) + w3 * ((t >>> 16) & 255) + 128) >>
        8,
    );
  }
  if (all >>> 24 !== 255) return bicubicTranslucent(from, at, width, 4 * fx, 4 * fy);
  return clampByte(r >> 20) | (clampByte(g >> 20) << 8) | (clampByte(b >> 20) << 16) | 0xff000000;
}

/**
 * The same on P6 (premultiply.js).
 *
 * @param {Int32Array} from
 * @param {number} at
 * @param {number} width
 * @param {number} column index of the weights
 * @param {number} row
 * @returns {number}
 */
function bicubicTranslucent(from, at, width, column, row) {
  let r = 8192;
  let g = 8192;
  let b = 8192;
  let a = 8192;
  for (let j = 0; j < 4; j++) {
    let hr = 8192;
    let hg = 8192;
    let hb = 8192;
    let ha = 8192;
    for (let i = 0; i < 4; i++) {
      const p = from[at + j * width + i];
      const w = CUBIC[column + i];
      const alpha = p >>> 24;
      const tr = Math.imul(p & 255, alpha);
      const tg = Math.imul((p >>> 8) & 255, alpha);
      const tb = Math.imul((p >>> 16) & 255, alpha);
      hr += Math.imul(w, (tr + (tr >> 8) + 1) >> 2);
      hg += Math.imul(w, (tg + (tg >> 8) + 1) >> 2);
      hb += Math.imul(w, (tb + (tb >> 8) + 1) >> 2);
      ha += Math.imul(w, alpha << 6);
    }
    const w = CUBIC[row + j];
    r += Math.imul(w, hr >> 14);
    g += Math.imul(w, hg >> 14);
    b += Math.imul(w, hb >> 14);
    a += Math.imul(w, ha >> 14);
  }
  const alpha = Math.max(0, Math.min(a >> 14, 16320));
  return unpremultiply(Math.max(0, r >> 14), Math.max(0, g >> 14), Math.max(0, b >> 14), alpha);
}

/** @param {number} x */
function clampByte(x) {
  return x < 0 ? 0 : x > 255 ? 255 : x;
}

/** @type {Run} */
function bicubicRun(from, width, u, v, du, dv, to, at, count) {
  for (let i = 0; i < count; i++) {
    const tap = Math.imul((v >>> 16) - 1, width) + (u >>> 16) - 1;
    to[at + i] = bicubicPixel(from, tap, width, (u >>> 8) & 255, (v >>> 8) & 255);
    u = (u + du) | 0;
    v = (v + dv) | 0;
  }
}

/** @type {Readonly<Record<'nearest' | 'bilinear' | 'bicubic', Sampler>>} */
export const SAMPLERS = {
  nearest: { before: 0, after: 0, run: nearestRun, pixel: nearestPixel },
  bilinear: { before: 0, after: 1, run: bilinearRun, pixel: bilinearPixel },
  bicubic: { before: 1, after: 2, run: bicubicRun, pixel: bicubicPixel },
};
