// composite against Porter and Duff's operators and the formulas of W3C's Compositing and Blending Level 1, in double precision.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { composite } from '../../js-baseline/composite.js';
import { blank, noise } from './images.mjs';

/** @typedef {import('../../js-baseline/pixels.js').Pixels} Pixels */
/** @typedef {[number, number, number]} Colour */

/** Of the overlay and of the backdrop, for their alphas. @type {Record<string, (s: number, b: number) => [number, number]>} */
const FACTORS = {
  clear: () => [0, 0],
  source: () => [1, 0],
  over: (s) => [1, 1 - s],
  in: (_s, b) => [b, 0],
  out: (_s, b) => [1 - b, 0],
  atop: (s, b) => [b, 1 - s],
  dest: () => [0, 1],
  destOver: (_s, b) => [1 - b, 1],
  destIn: (s) => [0, s],
  destOut: (s) => [0, 1 - s],
  destAtop: (s, b) => [1 - b, s],
  xor: (s, b) => [1 - b, 1 - s],
  add: () => [1, 1],
  saturate: (s, b) => [s === 0 ? 1 : Math.min(1, (1 - b) / s), 1],
};

/** @type {Record<string, (b: number, s: number) => number>} */
const SEPARABLE = {
  multiply: (b, s) => b * s,
  screen: (b, s) => b + s - b * s,
  overlay: (b, s) => SEPARABLE.hardLight(s, b),
  darken: Math.min,
  lighten: Math.max,
  colourDodge: (b, s) => (b === 0 ? 0 : s === 1 ? 1 : Math.min(1, b / (1 - s))),
  colourBurn: (b, s) => (b === 1 ? 1 : s === 0 ? 0 : 1 - Math.min(1, (1 - b) / s)),
  hardLight: (b, s) => (s <= 0.5 ? SEPARABLE.multiply(b, 2 * s) : SEPARABLE.screen(b, 2 * s - 1)),
  softLight(b, s) {
    if (s <= 0.5) return b - (1 - 2 * s) * b * (1 - b);
    const d = b <= 0.25 ? ((16 * b - 12) * b + 4) * b : Math.sqrt(b);
    return b + (2 * s - 1) * (d - b);
  },
  difference: (b, s) => Math.abs(b - s),
  exclusion: (b, s) => b + s - 2 * b * s,
};

const lum = (/** @type {Colour} */ [r, g, b]) => 0.3 * r + 0.59 * g + 0.11 * b;
const sat = (/** @type {Colour} */ c) => Math.max(...c) - Math.min(...c);

/** @param {Colour} c @returns {Colour} */
function clipColour(c) {
  const l = lum(c);
  const n = Math.min(...c);
  const x = Math.max(...c);
  let out = c;
  if (n < 0) out = /** @type {Colour} */ (out.map((v) => l + ((v - l) * l) / (l - n)));
  if (x > 1) out = /** @type {Colour} */ (out.map((v) => l + ((v - l) * (1 - l)) / (x - l)));
  return out;
}

/** @param {Colour} c @param {number} l */
function setLum(c, l) {
  const d = l - lum(c);
  return clipColour(/** @type {Colour} */ (c.map((v) => v + d)));
}

/** @param {Colour} c @param {number} s @returns {Colour} */
function setSat(c, s) {
  const least = Math.min(...c);
  const range = sat(c);
  return /** @type {Colour} */ (c.map((v) => (range === 0 ? 0 : ((v - least) * s) / range)));
}

/** @type {Record<string, (b: Colour, s: Colour) => Colour>} */
const NON_SEPARABLE = {
  hue: (b, s) => setLum(setSat(s, sat(b)), lum(b)),
  saturation: (b, s) => setLum(setSat(b, sat(s)), lum(b)),
  colour: (b, s) => setLum(s, lum(b)),
  luminosity: (b, s) => setLum(b, lum(s)),
};

const MODES = [...Object.keys(SEPARABLE), ...Object.keys(NON_SEPARABLE)];

/**
 * Straight colours and alpha, 0..255, before rounding.
 * @param {string} blend
 * @param {ArrayLike<number>} backdrop four bytes
 * @param {ArrayLike<number>} source four bytes
 */
function reference(blend, backdrop, source) {
  const b = Array.from(backdrop, (v) => v / 255);
  const s = Array.from(source, (v) => v / 255);
  const alphaB = b[3];
  const alphaS = s[3];
  let premultiplied;
  let alpha;
  if (FACTORS[blend]) {
    const [ofSource, ofBackdrop] = FACTORS[blend](alphaS, alphaB);
    alpha = Math.min(1, alphaS * ofSource + alphaB * ofBackdrop);
    premultiplied = [0, 1, 2].map((c) => Math.min(1, alphaS * ofSource * s[c] + alphaB * ofBackdrop * b[c]));
  } else {
    const mixed = NON_SEPARABLE[blend]
      ? NON_SEPARABLE[blend](/** @type {any} */ (b.slice(0, 3)), /** @type {any} */ (s.slice(0, 3)))
      : [0, 1, 2].map((c) => SEPARABLE[blend](b[c], s[c]));
    alpha = alphaS + alphaB * (1 - alphaS);
    premultiplied = [0, 1, 2].map(
      (c) => alphaS * (1 - alphaB) * s[c] + alphaS * alphaB * mixed[c] + (1 - alphaS) * alphaB * b[c],
    );
  }
  return { colours: premultiplied.map((c) => (alpha === 0 ? 0 : (c / alpha) * 255)), alpha: alpha * 255 };
}

const HERE = { left: 0, top: 0, gravity: 'none', tile: false };
const CLEAR = [0, 0, 0, 0];

/** @param {Pixels} image @param {number} x @param {number} y */
const pixel = ({ data, width }, x, y) => data.subarray(4 * (y * width + x), 4 * (y * width + x) + 4);

/** One result against the reference. @param {string} blend @param {ArrayLike<number>} b @param {ArrayLike<number>} s @param {ArrayLike<number>} got */
function checkPixel(blend, b, s, got) {
  const { colours, alpha } = reference(blend, b, s);
  const where = () =>
    `${blend} of ${Array.from(b)} and ${Array.from(s)}: ${Array.from(got)}, not ${colours.map((c) => c.toFixed(3))}, ${alpha.toFixed(3)}`;
  assert.ok(Math.abs(got[3] - alpha) <= 0.5 + 1e-9, where());
  if (got[3] === 0) return assert.deepEqual(Array.from(got), CLEAR, where());
  // A blend mode's own result is a byte too, which the alphas weigh.
  const modeRounding = FACTORS[blend] ? 0 : (0.501 * b[3] * s[3]) / (255 * alpha);
  for (let c = 0; c < 3; c++) assert.ok(Math.abs(got[c] - colours[c]) <= 0.5 + modeRounding + 1e-9, where());
}

for (const blend of [...Object.keys(FACTORS), ...MODES]) {
  test(`${blend} is what the definition says`, () => {
    for (const [alphaB, alphaS] of [
      ['translucent', 'translucent'],
      ['opaque', 'translucent'],
      ['opaque', 'opaque'],
    ]) {
      const src = noise(97, 31, 7, /** @type {any} */ (alphaB));
      const second = noise(97, 31, 8, /** @type {any} */ (alphaS));
      const dst = blank(97, 31);
      composite(src, second, dst, { ...HERE, blend });
      for (let i = 0; i < dst.data.length; i += 4) {
        const four = (/** @type {Pixels} */ { data }) => data.subarray(i, i + 4);
        checkPixel(blend, four(src), four(second), four(dst));
      }
    }
  });
}

test('blend modes that take channels by themselves are right for every pair of bytes', () => {
  const src = blank(256, 256);
  const second = blank(256, 256);
  for (let s = 0; s < 256; s++) {
    for (let b = 0; b < 256; b++) {
      src.data.set([b, s, 255 - b, 255], 4 * (256 * s + b));
      second.data.set([s, b, 255 - s, 255], 4 * (256 * s + b));
    }
  }
  const dst = blank(256, 256);
  for (const blend of Object.keys(SEPARABLE)) {
    composite(src, second, dst, { ...HERE, blend });
    for (let i = 0; i < dst.data.length; i++) {
      if (i % 4 === 3) continue;
      const want = 255 * SEPARABLE[blend](src.data[i] / 255, second.data[i] / 255);
      const slack = blend === 'softLight' ? 1e-4 : 1e-9;
      assert.ok(
        Math.abs(dst.data[i] - want) <= 0.5 + slack,
        `${blend} ${src.data[i]} ${second.data[i]}: ${dst.data[i]}`,
      );
    }
  }
});

/**
 * Every pixel is the reference's of the backdrop and of what of the overlay lies there.
 * @param {Pixels} src
 * @param {Pixels} second
 * @param {import('../../js-baseline/composite.js').Params} params
 * @param {number} left
 * @param {number} top
 */
function checkPlaced(src, second, params, left, top) {
  const dst = blank(src.width, src.height);
  composite(src, second, dst, params);
  const wrapped = (/** @type {number} */ a, /** @type {number} */ b) => ((a % b) + b) % b;
  for (let y = 0; y < src.height; y++) {
    for (let x = 0; x < src.width; x++) {
      const u = params.tile ? wrapped(x - left, second.width) : x - left;
      const v = params.tile ? wrapped(y - top, second.height) : y - top;
      const covered = u >= 0 && v >= 0 && u < second.width && v < second.height;
      checkPixel(params.blend, pixel(src, x, y), covered ? pixel(second, u, v) : CLEAR, pixel(dst, x, y));
    }
  }
}

test('an overlay of any size lies anywhere, transparent around its edges', () => {
  const src = noise(23, 17, 3, 'translucent');
  const offsets = [
    [0, 0],
    [5, 3],
    [-4, -2],
    [20, 15],
    [-40, 3],
    [23, 0],
    [0, 17],
    [65535, -65535],
    [-6, -11],
  ];
  for (const [width, height] of [
    [7, 12],
    [23, 17],
    [60, 40],
    [1, 1],
  ]) {
    const second = noise(width, height, width, 'translucent');
    for (const blend of ['over', 'in', 'source', 'destAtop', 'destOut', 'multiply', 'hue', 'dest', 'clear']) {
      for (const [left, top] of offsets) {
        for (const tile of [false, true])
          checkPlaced(src, second, { blend, left, top, gravity: 'none', tile }, left, top);
      }
    }
  }
});

test('gravity places an overlay where sharp does, and left and top have no part in it', () => {
  const src = noise(21, 16, 4, 'opaque');
  /** @type {[string, [number, number], [number, number], [number, number]][]} where an overlay of 6 x 5, 7 x 6, 24 x 21 lies */
  const places = [
    ['centre', [8, 6], [7, 5], [-1, -2]],
    ['north', [8, 0], [7, 0], [-1, 0]],
    ['northeast', [15, 0], [14, 0], [-3, 0]],
    ['east', [15, 6], [14, 5], [-3, -2]],
    ['southeast', [15, 11], [14, 10], [-3, -5]],
    ['south', [8, 11], [7, 10], [-1, -5]],
    ['southwest', [0, 11], [0, 10], [0, -5]],
    ['west', [0, 6], [0, 5], [0, -2]],
    ['northwest', [0, 0], [0, 0], [0, 0]],
  ];
  const overlays = [noise(6, 5, 1, 'opaque'), noise(7, 6, 2, 'opaque'), noise(24, 21, 3, 'opaque')];
  for (const [gravity, ...corners] of places) {
    for (const [i, [left, top]] of corners.entries()) {
      for (const tile of [false, true]) {
        checkPlaced(src, overlays[i], { blend: 'over', left: 3, top: -9, gravity, tile }, left, top);
      }
    }
  }
});
