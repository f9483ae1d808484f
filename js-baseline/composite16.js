import { blendMode16 } from './composite-blends16.js';
import { compositeRows } from './composite-rows.js';
import { overWhite, PER_WHITE, writeNothing, writeWeighted, writeWithAlpha } from './mix16.js';
import { rounded16, WHITE } from './pixels16.js';
import { scratchFloat32, scratchInt32 } from './scratch.js';

/** @typedef {import('./pixels16.js').Pixels16} Pixels16 */
/** @typedef {import('./composite-rows.js').Params} Params */
/** @typedef {import('./composite-rows.js').SpanOf<Uint16Array>} Span */
/** @typedef {import('./composite-blends16.js').Mix16} Mix16 */

const { fround } = Math;

const ROW_SLOT = 0;
const MIXED_SLOT = 1;

/** What is kept of an image, in 65535ths: (the other's alpha & and) ^ xor. @typedef {Readonly<{ and: number, xor: number }>} Share */
/** @type {Readonly<Record<'NONE' | 'OTHER' | 'REST' | 'ALL', Share>>} */
const SHARES = {
  NONE: { and: 0, xor: 0 },
  OTHER: { and: WHITE, xor: 0 },
  REST: { and: WHITE, xor: WHITE },
  ALL: { and: 0, xor: WHITE },
};
const { NONE, OTHER, REST, ALL } = SHARES;

/** Porter and Duff's: what is kept of the overlay's and of the backdrop's colours. @type {Readonly<Record<string, Span>>} */
const OPERATORS = {
  clear: pick(false, NONE),
  source: pick(true, ALL),
  over,
  in: pick(true, OTHER),
  out: pick(true, REST),
  atop: duff(OTHER, REST),
  dest: keep,
  destOver: duff(REST, ALL),
  destIn: pick(false, OTHER),
  destOut: pick(false, REST),
  destAtop: duff(REST, OTHER),
  xor: duff(REST, REST),
  add,
  saturate,
};

/**
 * The second image over the first, as `composite` does it with bytes, the weights in 65535ths. Alpha is their sum, rounded; colours are the
 * weighed means, a blend mode's result not rounded before. In 32-bit floats: both as a first colour plus a part of the difference to the
 * second. Operators that keep one image only are exact.
 *
 * @param {Pixels16} src
 * @param {Pixels16} second of any size
 * @param {Pixels16} dst of the size of src
 * @param {Params} params
 */
export function composite16(src, second, dst, params) {
  const { width } = src;
  const pixels = { backdrop: src.data, overlay: second.data, to: dst.data };
  const repeated = params.tile ? new Uint16Array(scratchInt32(ROW_SLOT, 2 * width).buffer, 0, 4 * width) : undefined;
  const mix = blendMode16(params.blend);
  const inside = mix === undefined ? OPERATORS[params.blend] : mixing(mix, scratchFloat32(MIXED_SLOT, 4 * width));
  compositeRows(src, second, pixels, 4, repeated, params, inside, keep);
}

/**
 * The operators that keep one image's colours: alpha is round(own alpha * share / 65535).
 *
 * @param {boolean} ofOverlay whose colours
 * @param {Share} share
 * @returns {Span}
 */
function pick(ofOverlay, { and, xor }) {
  return (backdrop, overlay, to, at, overlayAt, count) => {
    if (ofOverlay) pickRow(overlay, overlayAt, backdrop, at, to, at, count, and, xor);
    else pickRow(backdrop, at, overlay, overlayAt, to, at, count, and, xor);
  };
}

/**
 * @param {Uint16Array} own
 * @param {number} ownAt
 * @param {Uint16Array} other
 * @param {number} otherAt
 * @param {Uint16Array} to
 * @param {number} at
 * @param {number} count
 * @param {number} and
 * @param {number} xor
 */
function pickRow(own, ownAt, other, otherAt, to, at, count, and, xor) {
  for (let i = 0; i < 4 * count; i += 4) {
    const alpha = overWhite(own[ownAt + i + 3] * ((other[otherAt + i + 3] & and) ^ xor));
    writeWithAlpha(own, ownAt + i, alpha, to, at + i);
  }
}

/** What a backdrop becomes that no overlay reaches. @type {Span} */
function keep(backdrop, _overlay, to, at, _overlayAt, count) {
  const end = at + 4 * count;
  for (let i = at; i < end; i += 4) writeWithAlpha(backdrop, i, backdrop[i + 3], to, i);
}

/**
 * The operators that keep parts of both.
 *
 * @param {Share} ofOverlay
 * @param {Share} ofBackdrop
 * @returns {Span}
 */
function duff(ofOverlay, ofBackdrop) {
  return (backdrop, overlay, to, at, overlayAt, count) => {
    duffRow(ofOverlay, ofBackdrop, backdrop, overlay, to, at, overlayAt, count);
  };
}

/**
 * @param {Share} ofOverlay
 * @param {Share} ofBackdrop
 * @param {Uint16Array} backdrop
 * @param {Uint16Array} overlay
 * @param {Uint16Array} to
 * @param {number} at
 * @param {number} overlayAt
 * @param {number} count
 */
function duffRow(ofOverlay, ofBackdrop, backdrop, overlay, to, at, overlayAt, count) {
  const { and, xor } = ofOverlay;
  const { and: backdropAnd, xor: backdropXor } = ofBackdrop;
  for (let i = 0; i < 4 * count; i += 4) {
    const a = overlay[overlayAt + i + 3];
    const b = backdrop[at + i + 3];
    const weightA = fround(a * fround(((b & and) ^ xor) * PER_WHITE));
    const weightB = fround(b * fround(((a & backdropAnd) ^ backdropXor) * PER_WHITE));
    writeWeighted(backdrop, at + i, weightB, overlay, overlayAt + i, weightA, to, at + i);
  }
}

/** @type {Span} */
function over(backdrop, overlay, to, at, overlayAt, count) {
  for (let i = at, j = overlayAt; i < at + 4 * count; i += 4, j += 4) {
    const a = overlay[j + 3];
    // What the weights would give, too.
    if (a === 0) writeWithAlpha(backdrop, i, backdrop[i + 3], to, i);
    else if (a === WHITE) writeWithAlpha(overlay, j, a, to, i);
    else writeWeighted(backdrop, i, restOf(backdrop[i + 3], a), overlay, j, a, to, i);
  }
}

/** What an overlay leaves of a backdrop's alpha. @param {number} alpha @param {number} overlayAlpha */
function restOf(alpha, overlayAlpha) {
  return fround(alpha * fround((WHITE - overlayAlpha) * PER_WHITE));
}

/** Sums of premultiplied colours and of alphas, clamped to 1. @type {Span} */
function add(backdrop, overlay, to, at, overlayAt, count) {
  for (let i = at, j = overlayAt; i < at + 4 * count; i += 4, j += 4) {
    const a = overlay[j + 3];
    const b = backdrop[i + 3];
    const alpha = a + b < WHITE ? a + b : WHITE;
    if (alpha === 0) {
      writeNothing(to, i);
      continue;
    }
    const partA = fround(a / alpha);
    const partB = fround(b / alpha);
    to[i] = rounded16(fround(fround(overlay[j] * partA) + fround(backdrop[i] * partB)));
    to[i + 1] = rounded16(fround(fround(overlay[j + 1] * partA) + fround(backdrop[i + 1] * partB)));
    to[i + 2] = rounded16(fround(fround(overlay[j + 2] * partA) + fround(backdrop[i + 2] * partB)));
    to[i + 3] = alpha;
  }
}

/** As much of the overlay as the backdrop leaves room for, beside the backdrop. @type {Span} */
function saturate(backdrop, overlay, to, at, overlayAt, count) {
  for (let i = at, j = overlayAt; i < at + 4 * count; i += 4, j += 4) {
    const b = backdrop[i + 3];
    writeWeighted(backdrop, i, b, overlay, j, Math.min(overlay[j + 3], WHITE - b), to, i);
  }
}

/**
 * The blend modes: the overlay's colour becomes the mode's as far as the backdrop's alpha goes, and lies over the backdrop. Which gives the
 * three colours the weights A (W - B), A B and B (W - A).
 *
 * @param {Mix16} mix
 * @param {Float32Array} mixed room for a row
 * @returns {Span}
 */
function mixing(mix, mixed) {
  return (backdrop, overlay, to, at, overlayAt, count) => {
    mix(backdrop, overlay, mixed, at, overlayAt, 4 * count);
    coverRow(backdrop, overlay, mixed, to, at, overlayAt, count);
  };
}

/**
 * @param {Uint16Array} backdrop
 * @param {Uint16Array} overlay
 * @param {Float32Array} mixed what the mode makes of both
 * @param {Uint16Array} to
 * @param {number} at
 * @param {number} overlayAt
 * @param {number} count
 */
function coverRow(backdrop, overlay, mixed, to, at, overlayAt, count) {
  for (let k = 0, i = at, j = overlayAt; k < 4 * count; k += 4, i += 4, j += 4) {
    const a = overlay[j + 3];
    const b = backdrop[i + 3];
    if (a === 0) {
      writeWithAlpha(backdrop, i, b, to, i);
      continue;
    }
    const met = fround(b * PER_WHITE);
    const sum = fround(restOf(b, a) + a);
    const share = fround(a / sum);
    // The little that roundings add to 0..65535 does not reach the next whole number: there is nothing to clamp. Three times the same, because
    // a function for it would be one too many for V8 to inline.
    const red = backdrop[i];
    const green = backdrop[i + 1];
    const blue = backdrop[i + 2];
    const red2 = overlay[j];
    const green2 = overlay[j + 1];
    const blue2 = overlay[j + 2];
    const metRed = fround(red2 + fround(fround(mixed[k] - red2) * met));
    const metGreen = fround(green2 + fround(fround(mixed[k + 1] - green2) * met));
    const metBlue = fround(blue2 + fround(fround(mixed[k + 2] - blue2) * met));
    to[i] = fround(fround(red + fround(fround(metRed - red) * share)) + 0.5) | 0;
    to[i + 1] = fround(fround(green + fround(fround(metGreen - green) * share)) + 0.5) | 0;
    to[i + 2] = fround(fround(blue + fround(fround(metBlue - blue) * share)) + 0.5) | 0;
    to[i + 3] = fround(sum + 0.5) | 0;
  }
}
