// One pixel of a source of 16 bits a channel at a position between its pixels: nearest, bilinear, bicubic. Colours are weighed by alpha, so
// that the colour under transparent pixels has no part; where all taps are opaque, that is left out.

import { GRID_ONE } from './affine-grid.js';
import { rounded16, WHITE } from './pixels16.js';

/**
 * @callback Run16 fills `count` pixels
 * @param {Uint16Array} from
 * @param {number} width of the source
 * @param {number} u source x of the first pixel, in units; all that is touched lies inside
 * @param {number} v source y of it
 * @param {number} du from pixel to pixel
 * @param {number} dv
 * @param {Uint16Array} to
 * @param {number} at index of the first pixel's red
 * @param {number} count
 * @returns {void}
 */

/**
 * @callback Pixel16
 * @param {Uint16Array} from
 * @param {number} tap index of the first tap's red
 * @param {number} stride values from row to row
 * @param {number} u units of the position within a pixel
 * @param {number} v
 * @param {Uint16Array} to
 * @param {number} at
 * @returns {void}
 */

/**
 * @typedef {object} Sampler16
 * @property {number} before taps in each direction before the pixel that the position is in
 * @property {number} after it
 * @property {number} one units of a position in a pixel
 * @property {number} shift from the grid's position to the first tap's centre, in units of the grid
 * @property {Run16} run
 * @property {Pixel16} pixel
 */

const { fround } = Math;

/** An alpha of 16 bits comes to lie at 0..1. */
const UNIT = fround(1 / WHITE);

/** Half a step of alpha, nearly: what has less is black. */
const LEAST_ALPHA = 2 ** -17;

/** Of a position's fraction, 24 bits are used, which a float holds exactly. */
const FRACTION = 2 ** -24;

/** @type {Pixel16} */
function nearestPixel(from, tap, _stride, _u, _v, to, at) {
  to[at] = from[tap];
  to[at + 1] = from[tap + 1];
  to[at + 2] = from[tap + 2];
  to[at + 3] = from[tap + 3];
}

/** @type {Run16} */
function nearestRun(from, width, u, v, du, dv, to, at, count) {
  let x = u | 0;
  let y = v | 0;
  for (let i = 0; i < count; i++) {
    nearestPixel(from, 4 * (Math.imul(y >>> 16, width) + (x >>> 16)), 0, 0, 0, to, at + 4 * i);
    x = (x + du) | 0;
    y = (y + dv) | 0;
  }
}

/**
 * a + (b - a) f along rows, then down the column.
 *
 * @type {Pixel16}
 */
function bilinearPixel(from, tap, stride, u, v, to, at) {
  const fx = fround((u >> 2) * FRACTION);
  const fy = fround((v >> 2) * FRACTION);
  const right = tap + 4;
  const below = tap + stride;
  const last = below + 4;
  if ((from[tap + 3] & from[right + 3] & from[below + 3] & from[last + 3]) !== WHITE) {
    bilinearTranslucent(from, tap, stride, u, v, to, at);
    return;
  }
  for (let c = 0; c < 3; c++) {
    const p = from[tap + c];
    const r = from[below + c];
    const upper = fround(p + fround(fround(from[right + c] - p) * fx));
    const lower = fround(r + fround(fround(from[last + c] - r) * fx));
    to[at + c] = fround(fround(upper + fround(fround(lower - upper) * fy)) + 0.5);
  }
  to[at + 3] = WHITE;
}

/**
 * The same of p = c a and of a = alpha / 65535: alpha = 65535 a, colour = p / a; black where there is less than half a step of alpha.
 *
 * @type {Pixel16}
 */
function bilinearTranslucent(from, tap, stride, u, v, to, at) {
  const fx = fround((u >> 2) * FRACTION);
  const fy = fround((v >> 2) * FRACTION);
  const right = tap + 4;
  const below = tap + stride;
  const last = below + 4;
  const p = fround(from[tap + 3] * UNIT);
  const q = fround(from[right + 3] * UNIT);
  const r = fround(from[below + 3] * UNIT);
  const s = fround(from[last + 3] * UNIT);
  const upper = fround(p + fround(fround(q - p) * fx));
  const lower = fround(r + fround(fround(s - r) * fx));
  const alpha = fround(upper + fround(fround(lower - upper) * fy));
  if (alpha < LEAST_ALPHA) {
    to[at] = 0;
    to[at + 1] = 0;
    to[at + 2] = 0;
    to[at + 3] = 0;
    return;
  }
  for (let c = 0; c < 3; c++) {
    const pc = fround(from[tap + c] * p);
    const rc = fround(from[below + c] * r);
    const above = fround(pc + fround(fround(fround(from[right + c] * q) - pc) * fx));
    const under = fround(rc + fround(fround(fround(from[last + c] * s) - rc) * fx));
    const sum = fround(above + fround(fround(under - above) * fy));
    const colour = fround(sum / alpha);
    to[at + c] = colour < WHITE ? fround(colour + 0.5) : WHITE;
  }
  to[at + 3] = fround(fround(alpha * WHITE) + 0.5);
}

/**
 * Catmull-Rom's four weights, ((c3 f + c2) f + c1) f + c0.
 *
 * @param {Float32Array} weights
 * @param {number} units of the position within a pixel
 */
function setWeights(weights, units) {
  const f = fround((units >> 2) * FRACTION);
  weights[0] = fround(fround(fround(fround(fround(-0.5 * f) + 1) * f) - 0.5) * f);
  weights[1] = fround(fround(fround(fround(fround(1.5 * f) - 2.5) * f) * f) + 1);
  weights[2] = fround(fround(fround(fround(fround(-1.5 * f) + 2) * f) + 0.5) * f);
  weights[3] = fround(fround(fround(fround(0.5 * f) - 0.5) * f) * f);
}

const across = new Float32Array(4);
const down = new Float32Array(4);

/**
 * w0 p0 + w1 p1 + w2 p2 + w3 p3 along rows, then down the column.
 *
 * @type {Pixel16}
 */
function bicubicPixel(from, tap, stride, u, v, to, at) {
  setWeights(across, u);
  setWeights(down, v);
  let all = WHITE;
  for (let j = 0, i = tap; j < 4; j++, i += stride) all &= from[i + 3] & from[i + 7] & from[i + 11] & from[i + 15];
  if (all !== WHITE) {
    bicubicTranslucent(from, tap, stride, to, at);
    return;
  }
  const w0 = across[0];
  const w1 = across[1];
  const w2 = across[2];
  const w3 = across[3];
  let r = 0;
  let g = 0;
  let b = 0;
  for (let j = 0, i = tap; j < 4; j++, i += stride) {
    const w = down[j];
    const hr = fround(
      fround(fround(w0 * from[i]) + fround(w1 * from[i + 4])) +
        fround(fround(w2 * from[i + 8]) + fround(w3 * from[i + 12])),
    );
    const hg = fround(
      fround(fround(w0 * from[i + 1]) + fround(w1 * from[i + 5])) +
        fround(fround(w2 * from[i + 9]) + fround(w3 * from[i + 13])),
    );
    const hb = fround(
      fround(fround(w0 * from[i + 2]) + fround(w1 * from[i + 6])) +
        fround(fround(w2 * from[i + 10]) + fround(w3 * from[i + 14])),
    );
    r = fround(r + fround(w * hr));
    g = fround(g + fround(w * hg));
    b = fround(b + fround(w * hb));
  }
  to[at] = rounded16(r);
  to[at + 1] = rounded16(g);
  to[at + 2] = rounded16(b);
  to[at + 3] = WHITE;
}

/**
 * The same of p = c a and of a = alpha / 65535, with weights that are set: alpha = 65535 min(a, 1), colour = p / min(a, 1); black where there
 * is less than half a step of alpha.
 *
 * @param {Uint16Array} from
 * @param {number} tap
 * @param {number} stride
 * @param {Uint16Array} to
 * @param {number} at
 */
function bicubicTranslucent(from, tap, stride, to, at) {
  const w0 = across[0];
  const w1 = across[1];
  const w2 = across[2];
  const w3 = across[3];
  let r = 0;
  let g = 0;
  let b = 0;
  let a = 0;
  for (let j = 0, i = tap; j < 4; j++, i += stride) {
    const a0 = fround(from[i + 3] * UNIT);
    const a1 = fround(from[i + 7] * UNIT);
    const a2 = fround(from[i + 11] * UNIT);
    const a3 = fround(from[i + 15] * UNIT);
    const w = down[j];
    const hr = fround(
      fround(fround(w0 * fround(from[i] * a0)) + fround(w1 * fround(from[i + 4] * a1))) +
        fround(fround(w2 * fround(from[i + 8] * a2)) + fround(w3 * fround(from[i + 12] * a3))),
    );
    const hg = fround(
      fround(fround(w0 * fround(from[i + 1] * a0)) + fround(w1 * fround(from[i + 5] * a1))) +
        fround(fround(w2 * fround(from[i + 9] * a2)) + fround(w3 * fround(from[i + 13] * a3))),
    );
    const hb = fround(
      fround(fround(w0 * fround(from[i + 2] * a0)) + fround(w1 * fround(from[i + 6] * a1))) +
        fround(fround(w2 * fround(from[i + 10] * a2)) + fround(w3 * fround(from[i + 14] * a3))),
    );
    const ha = fround(fround(fround(w0 * a0) + fround(w1 * a1)) + fround(fround(w2 * a2) + fround(w3 * a3)));
    r = fround(r + fround(w * hr));
    g = fround(g + fround(w * hg));
    b = fround(b + fround(w * hb));
    a = fround(a + fround(w * ha));
  }
  const alpha = a > 1 ? 1 : a;
  const seen = alpha >= LEAST_ALPHA;
  to[at] = seen ? rounded16(fround(r / alpha)) : 0;
  to[at + 1] = seen ? rounded16(fround(g / alpha)) : 0;
  to[at + 2] = seen ? rounded16(fround(b / alpha)) : 0;
  to[at + 3] = rounded16(fround(alpha * WHITE));
}

// Lines go in whole pixels and units within them, because a position may need more than 32 bits. There are two of this function, so that
// engines can make one of each and its pixel: a call a pixel costs an eighth.
/** @type {Run16} */
function bilinearRun(from, width, u, v, du, dv, to, at, count) {
  const stepX = Math.floor(du / GRID_ONE);
  const stepY = Math.floor(dv / GRID_ONE);
  const stepU = du - stepX * GRID_ONE;
  const stepV = dv - stepY * GRID_ONE;
  let x = Math.floor(u / GRID_ONE);
  let y = Math.floor(v / GRID_ONE);
  let inU = u % GRID_ONE;
  let inV = v % GRID_ONE;
  for (let i = 0; i < count; i++) {
    bilinearPixel(from, 4 * (Math.imul(y, width) + x), 4 * width, inU, inV, to, at + 4 * i);
    inU += stepU;
    inV += stepV;
    x += stepX + (inU >>> 26);
    y += stepY + (inV >>> 26);
    inU &= GRID_ONE - 1;
    inV &= GRID_ONE - 1;
  }
}

/** @type {Run16} */
function bicubicRun(from, width, u, v, du, dv, to, at, count) {
  const stepX = Math.floor(du / GRID_ONE);
  const stepY = Math.floor(dv / GRID_ONE);
  const stepU = du - stepX * GRID_ONE;
  const stepV = dv - stepY * GRID_ONE;
  let x = Math.floor(u / GRID_ONE) - 1;
  let y = Math.floor(v / GRID_ONE) - 1;
  let inU = u % GRID_ONE;
  let inV = v % GRID_ONE;
  for (let i = 0; i < count; i++) {
    bicubicPixel(from, 4 * (Math.imul(y, width) + x), 4 * width, inU, inV, to, at + 4 * i);
    inU += stepU;
    inV += stepV;
    x += stepX + (inU >>> 26);
    y += stepY + (inV >>> 26);
    inU &= GRID_ONE - 1;
    inV &= GRID_ONE - 1;
  }
}

/** To the first tap's centre, and half a 2^-24th for rounding. */
const TO_TAP = GRID_ONE * (FRACTION / 2) - GRID_ONE / 2;

/** @type {Readonly<Record<'nearest' | 'bilinear' | 'bicubic', Sampler16>>} */
export const SAMPLERS_16 = {
  nearest: { before: 0, after: 0, one: 65536, shift: 0, run: nearestRun, pixel: nearestPixel },
  bilinear: { before: 0, after: 1, one: GRID_ONE, shift: TO_TAP, run: bilinearRun, pixel: bilinearPixel },
  bicubic: { before: 1, after: 2, one: GRID_ONE, shift: TO_TAP, run: bicubicRun, pixel: bicubicPixel },
};
