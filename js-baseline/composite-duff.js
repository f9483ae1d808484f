// Porter and Duff's operators on rows of pixels. A colour is the mean of the two images' colours, weighed by what is kept of each.
import { isOpaque } from './pixels.js';

/** @typedef {import('./composite.js').Span} Span */
/** @typedef {Readonly<{ and: number, xor: number }>} Share what is kept of an image, in 255ths: (the other's alpha & and) ^ xor */

/** @type {Readonly<Record<'NONE' | 'OTHER' | 'REST' | 'ALL', Share>>} */
export const SHARES = {
  NONE: { and: 0, xor: 0 },
  OTHER: { and: 255, xor: 0 },
  REST: { and: 255, xor: 255 },
  ALL: { and: 0, xor: 255 },
};

/**
 * The operators that keep one image's colours: alpha is round(own alpha * share / 255).
 *
 * @param {boolean} ofOverlay whose colours
 * @param {Share} share
 * @returns {Span}
 */
export function pick(ofOverlay, { and, xor }) {
  return (backdrop, overlay, to, at, overlayAt, count) => {
    if (ofOverlay) pickRow(overlay, overlayAt, backdrop, at, to, at, count, and, xor);
    else pickRow(backdrop, at, overlay, overlayAt, to, at, count, and, xor);
  };
}

/**
 * @param {Int32Array} own
 * @param {number} ownAt
 * @param {Int32Array} other
 * @param {number} otherAt
 * @param {Int32Array} to
 * @param {number} at
 * @param {number} count
 * @param {number} and
 * @param {number} xor
 */
function pickRow(own, ownAt, other, otherAt, to, at, count, and, xor) {
  for (let i = 0; i < count; i++) {
    const p = own[ownAt + i];
    const t = (p >>> 24) * (((other[otherAt + i] >>> 24) & and) ^ xor) + 128;
    const alpha = (t + (t >> 8)) >> 8;
    to[at + i] = alpha === 0 ? 0 : (p & 0xffffff) | (alpha << 24);
  }
}

/**
 * The operators that keep parts of both.
 *
 * @param {Share} ofOverlay
 * @param {Share} ofBackdrop
 * @returns {Span}
 */
export function duff(ofOverlay, ofBackdrop) {
  return (backdrop, overlay, to, at, overlayAt, count) => {
    duffRow(ofOverlay, ofBackdrop, backdrop, overlay, to, at, overlayAt, count);
  };
}

/**
 * @param {Share} ofOverlay
 * @param {Share} ofBackdrop
 * @param {Int32Array} backdrop
 * @param {Int32Array} overlay
 * @param {Int32Array} to
 * @param {number} at
 * @param {number} overlayAt
 * @param {number} count
 */
function duffRow(ofOverlay, ofBackdrop, backdrop, overlay, to, at, overlayAt, count) {
  const { and, xor } = ofOverlay;
  const { and: backdropAnd, xor: backdropXor } = ofBackdrop;
  for (let i = 0; i < count; i++) {
    const p = backdrop[at + i];
    const q = overlay[overlayAt + i];
    const a = q >>> 24;
    const b = p >>> 24;
    to[at + i] = mean(p, b * ((a & backdropAnd) ^ backdropXor), q, a * ((b & and) ^ xor));
  }
}

/**
 * @param {number} p
 * @param {number} weightP in 65025ths, as the alpha is
 * @param {number} q
 * @param {number} weightQ
 */
function mean(p, weightP, q, weightQ) {
  const sum = weightP + weightQ;
  if (sum === 0) return 0;
  const t = sum + 128;
  return meanColours(p, weightP, q, weightQ, sum) | (((t + (t >> 8)) >> 8) << 24);
}

/**
 * @param {number} p
 * @param {number} weightP
 * @param {number} q
 * @param {number} weightQ
 * @param {number} sum of the weights, above 0
 */
function meanColours(p, weightP, q, weightQ, sum) {
  // One division a pixel: the half keeps the product further from a whole number (1 / 131070) than its rounding reaches.
  const inverse = 1 / sum;
  const half = (sum >> 1) + 0.5;
  const red = (((p & 255) * weightP + (q & 255) * weightQ + half) * inverse) | 0;
  const green = ((((p >>> 8) & 255) * weightP + ((q >>> 8) & 255) * weightQ + half) * inverse) | 0;
  const blue = ((((p >>> 16) & 255) * weightP + ((q >>> 16) & 255) * weightQ + half) * inverse) | 0;
  return red | (green << 8) | (blue << 16);
}

/** @type {Span} */
export function over(backdrop, overlay, to, at, overlayAt, count) {
  if (!isOpaque(backdrop, at, at + count)) {
    duffRow(SHARES.ALL, SHARES.REST, backdrop, overlay, to, at, overlayAt, count);
    return;
  }
  for (let i = 0; i < count; i++) {
    const p = backdrop[at + i];
    const q = overlay[overlayAt + i];
    const alpha = q >>> 24;
    to[at + i] = alpha === 0 ? p : alpha === 255 ? q : coverOpaque(p, q, alpha);
  }
}

/**
 * An opaque pixel covered by a colour: round((alpha c + (255 - alpha) p) / 255).
 *
 * @param {number} p
 * @param {number} c its alpha means nothing
 * @param {number} alpha 0..255
 */
export function coverOpaque(p, c, alpha) {
  const rest = 255 - alpha;
  const rb = (Math.imul(c & 0xff00ff, alpha) + Math.imul(p & 0xff00ff, rest) + 0x800080) | 0;
  const g = ((c >>> 8) & 255) * alpha + ((p >>> 8) & 255) * rest + 128;
  return (((rb + ((rb >>> 8) & 0xff00ff)) >>> 8) & 0xff00ff) | ((g + (g >> 8)) & 0xff00) | 0xff000000;
}

/**
 * Sums of premultiplied colours and of alphas, clamped to 1.
 *
 * @type {Span}
 */
export function add(backdrop, overlay, to, at, overlayAt, count) {
  for (let i = 0; i < count; i++) {
    const p = backdrop[at + i];
    const q = overlay[overlayAt + i];
    const b = p >>> 24;
    const a = q >>> 24;
    if (a + b <= 255) {
      to[at + i] = a + b === 0 ? 0 : meanColours(p, b, q, a, a + b) | ((a + b) << 24);
      continue;
    }
    const red = over255((p & 255) * b + (q & 255) * a);
    const green = over255(((p >>> 8) & 255) * b + ((q >>> 8) & 255) * a);
    const blue = over255(((p >>> 16) & 255) * b + ((q >>> 16) & 255) * a);
    to[at + i] = red | (green << 8) | (blue << 16) | 0xff000000;
  }
}

/** round(sum / 255), at most 255. @param {number} sum 0..130050 */
function over255(sum) {
  const t = sum + 128;
  return t > 65152 ? 255 : (t + (t >> 8)) >> 8;
}

/**
 * As much of the overlay as the backdrop leaves room for, beside the backdrop.
 *
 * @type {Span}
 */
export function saturate(backdrop, overlay, to, at, overlayAt, count) {
  for (let i = 0; i < count; i++) {
    const p = backdrop[at + i];
    const q = overlay[overlayAt + i];
    const b = p >>> 24;
    const a = Math.min(q >>> 24, 255 - b);
    to[at + i] = a === 0 ? (b === 0 ? 0 : p) : meanColours(p, b, q, a, a + b) | ((a + b) << 24);
  }
}

/**
 * What a backdrop becomes that no overlay reaches.
 *
 * @type {Span}
 */
export function keep(backdrop, _overlay, to, at, _overlayAt, count) {
  const end = at + count;
  for (let i = at; i < end; i++) {
    const p = backdrop[i];
    to[i] = p >>> 24 === 0 ? 0 : p;
  }
}
