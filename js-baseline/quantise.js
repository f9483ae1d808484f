import { roundHalfUp } from './fixed-point.js';
import { chooseColours } from './palette.js';
import { isOpaque, words } from './pixels.js';
import { scratchFloat64, scratchInt32 } from './scratch.js';

/** @typedef {import('./pixels.js').Pixels} Pixels */

/**
 * How colours fall into cells: bits of a colour and, above them, of alpha.
 *
 * @typedef {{ colourBits: number, alphaBits: number }} Cube
 */

/** @type {Cube} */
const OPAQUE_CUBE = { colourBits: 6, alphaBits: 0 };
/** @type {Cube} */
const TRANSLUCENT_CUBE = { colourBits: 5, alphaBits: 4 };

// Behind those of palette.js.
const SET_SLOT = 2;
const TABLE_SLOT = 3;
const ALPHA_SLOT = 4;
const AMOUNTS_SLOT = 5;
const PLACES_SLOT = 6;
const ERROR_SLOT = 7;

const SET_BITS = 10;

/**
 * As few colours, alpha among them; what that takes away is handed on to the pixels right and below (Floyd-Steinberg, left to right).
 * An image of no more colours stays as it is. Transparent pixels become 0, which is one of the colours where there are any.
 *
 * @param {Pixels} src
 * @param {Pixels} dst of the same size
 * @param {{ colours: number, dither: number }} params how much of the difference is handed on, 0..1
 */
export function quantise(src, dst, { colours, dither }) {
  const from = words(src);
  const to = words(dst);
  const count = from.length;
  if (hasFewColours(from, colours)) {
    for (let i = 0; i < count; i++) to[i] = from[i] >>> 24 === 0 ? 0 : from[i];
    return;
  }
  const opaque = isOpaque(from, 0, count);
  // Colours are weighed by alpha from here on.
  if (opaque) to.set(from);
  else for (let i = 0; i < count; i++) to[i] = premultiplied(from[i]);
  const cube = opaque ? OPAQUE_CUBE : TRANSLUCENT_CUBE;
  const cells = gather(to, cube);
  const transparent = cells.pixels < count;
  const chosen = chooseColours(cells, transparent ? colours - 1 : colours);
  const palette = transparent ? Uint8Array.from([...chosen, 0, 0, 0, 0]) : chosen;
  const table = scratchInt32(TABLE_SLOT, 1 << (3 * cube.colourBits + cube.alphaBits)).fill(-1);
  const strength = roundHalfUp(dither * 256);
  if (strength === 0) mapPlainly(to, palette, straightened(palette), table, cube);
  else mapDithered(to, src.width, src.height, palette, straightened(palette), table, cube, strength);
}

/**
 * @param {Int32Array} pixels
 * @param {number} colours
 */
function hasFewColours(pixels, colours) {
  // Open addressing. 0 is no pixel: what is transparent counts by itself.
  const set = scratchInt32(SET_SLOT, 1 << SET_BITS).fill(0);
  const count = pixels.length;
  let found = 0;
  let before = ~pixels[0];
  let transparent = false;
  for (let i = 0; i < count; i++) {
    const p = pixels[i];
    if (p === before) continue;
    before = p;
    if (p >>> 24 === 0) {
      if (!transparent && ++found > colours) return false;
      transparent = true;
      continue;
    }
    let at = Math.imul(p, 0x9e3779b1) >>> (32 - SET_BITS);
    while (set[at] !== 0 && set[at] !== p) at = (at + 1) & ((1 << SET_BITS) - 1);
    if (set[at] === p) continue;
    if (++found > colours) return false;
    set[at] = p;
  }
  return true;
}

/** Colours times alpha / 255, rounded. @param {number} p */
function premultiplied(p) {
  const a = p >>> 24;
  const r = (p & 255) * a + 128;
  const g = ((p >>> 8) & 255) * a + 128;
  const b = ((p >>> 16) & 255) * a + 128;
  return ((r + (r >> 8)) >> 8) | ((g + (g >> 8)) & 0xff00) | (((b + (b >> 8)) & 0xff00) << 8) | (a << 24);
}

/** Straight words. @param {Uint8Array} palette */
function straightened(palette) {
  return Int32Array.from({ length: palette.length / 4 }, (_, i) => {
    const [r, g, b, a] = palette.subarray(4 * i);
    if (a === 0) return 0;
    const straight = (/** @type {number} */ c) => Math.floor((Math.min(c, a) * 255 + (a >> 1)) / a);
    return straight(r) | (straight(g) << 8) | (straight(b) << 16) | (a << 24);
  });
}

/**
 * The cells that hold pixels, in order; transparent pixels stay out of them.
 *
 * @param {Int32Array} pixels premultiplied
 * @param {Cube} cube
 * @returns {import('./palette.js').Cells & { pixels: number }}
 */
function gather(pixels, { colourBits, alphaBits }) {
  const size = 1 << (3 * colourBits + alphaBits);
  const shift = 8 - colourBits;
  const low = (1 << shift) - 1;
  const mask = (1 << colourBits) - 1;
  // Four a cell: pixels, and sums of what the cell does not say of red, green and blue.
  const table = scratchInt32(TABLE_SLOT, 4 * size).fill(0);
  const alphas = scratchFloat64(ALPHA_SLOT, alphaBits > 0 ? size : 0).fill(0);
  const count = pixels.length;
  let transparent = 0;
  for (let i = 0; i < count; i++) {
    const p = pixels[i];
    if (alphaBits > 0 && p >>> 24 === 0) {
      transparent++;
      continue;
    }
    const r = p & 255;
    const g = (p >>> 8) & 255;
    const b = (p >>> 16) & 255;
    let cell = (r >> shift) | ((g >> shift) << colourBits) | ((b >> shift) << (2 * colourBits));
    if (alphaBits > 0) {
      cell |= (p >>> 28) << 15;
      alphas[cell] += p >>> 24;
    }
    table[4 * cell]++;
    table[4 * cell + 1] += r & low;
    table[4 * cell + 2] += g & low;
    table[4 * cell + 3] += b & low;
  }
  let cells = 0;
  for (let cell = 0; cell < size; cell++) if (table[4 * cell] > 0) cells++;
  const amounts = scratchFloat64(AMOUNTS_SLOT, 5 * cells);
  const places = scratchInt32(PLACES_SLOT, cells);
  for (let cell = 0, at = 0; cell < size; cell++) {
    const n = table[4 * cell];
    if (n === 0) continue;
    const r = cell & mask;
    const g = (cell >> colourBits) & mask;
    const b = (cell >> (2 * colourBits)) & mask;
    const a = cell >> (3 * colourBits);
    amounts[5 * at] = n;
    amounts[5 * at + 1] = n * (r << shift) + (table[4 * cell + 1] >>> 0);
    amounts[5 * at + 2] = n * (g << shift) + (table[4 * cell + 2] >>> 0);
    amounts[5 * at + 3] = n * (b << shift) + (table[4 * cell + 3] >>> 0);
    amounts[5 * at + 4] = alphaBits > 0 ? alphas[cell] : n * 255;
    places[at++] = r | (g << 6) | (b << 12) | (a << 18);
  }
  return { count: cells, amounts, places, pixels: count - transparent };
}

/** A step of so many bits as a byte, the ends at 0 and 255. @param {number} step @param {number} bits */
function spread(step, bits) {
  return (step << (8 - bits)) | (step >> (2 * bits - 8));
}

/**
 * The nearest colour to a cell, the first of equal ones.
 *
 * @param {number} cell
 * @param {Uint8Array} palette
 * @param {Cube} cube
 */
function nearest(cell, palette, { colourBits, alphaBits }) {
  const mask = (1 << colourBits) - 1;
  const r = spread(cell & mask, colourBits);
  const g = spread((cell >> colourBits) & mask, colourBits);
  const b = spread((cell >> (2 * colourBits)) & mask, colourBits);
  const a = alphaBits > 0 ? spread(cell >> (3 * colourBits), alphaBits) : 255;
  let best = 0;
  let least = 1 << 30;
  for (let i = 0; i < palette.length; i += 4) {
    const dr = r - palette[i];
    const dg = g - palette[i + 1];
    const db = b - palette[i + 2];
    const da = a - palette[i + 3];
    const distance = Math.imul(dr, dr) + Math.imul(dg, dg) + Math.imul(db, db) + Math.imul(da, da);
    if (distance < least) {
      least = distance;
      best = i;
    }
  }
  return best >> 2;
}

/**
 * @param {Int32Array} pixels premultiplied; become straight colours of the palette
 * @param {Uint8Array} palette
 * @param {Int32Array} straight
 * @param {Int32Array} table of cells: an index of the palette, or -1 where it was not yet asked for
 * @param {Cube} cube
 */
function mapPlainly(pixels, palette, straight, table, cube) {
  const { colourBits, alphaBits } = cube;
  const shift = 8 - colourBits;
  const count = pixels.length;
  for (let i = 0; i < count; i++) {
    const p = pixels[i];
    if (alphaBits > 0 && p >>> 24 === 0) {
      pixels[i] = 0;
      continue;
    }
    let cell =
      ((p & 255) >> shift) |
      ((((p >>> 8) & 255) >> shift) << colourBits) |
      ((((p >>> 16) & 255) >> shift) << (2 * colourBits));
    if (alphaBits > 0) cell |= (p >>> 28) << 15;
    let index = table[cell];
    if (index < 0) {
      index = nearest(cell, palette, cube);
      table[cell] = index;
    }
    pixels[i] = straight[index];
  }
}

/**
 * Differences are in parts of 16; each row's are gathered while the row above is mapped. Transparent pixels hand nothing on.
 *
 * @param {Int32Array} pixels premultiplied; become straight colours of the palette
 * @param {number} width
 * @param {number} height
 * @param {Uint8Array} palette
 * @param {Int32Array} straight
 * @param {Int32Array} table of cells: an index of the palette, or -1 where it was not yet asked for
 * @param {Cube} cube
 * @param {number} strength of 256
 */
function mapDithered(pixels, width, height, palette, straight, table, cube, strength) {
  const { colourBits, alphaBits } = cube;
  const shift = 8 - colourBits;
  // One pixel more at either end takes what falls beside the image.
  const length = 4 * (width + 2);
  const errors = scratchInt32(ERROR_SLOT, 2 * length).fill(0);
  for (let y = 0; y < height; y++) {
    const here = (y & 1) * length + 4;
    const below = length - here + 8;
    errors.fill(0, below, below + 4);
    // What the pixel to the left hands on.
    let er = 0;
    let eg = 0;
    let eb = 0;
    let ea = 0;
    for (let x = 0, i = y * width; x < width; x++, i++) {
      const p = pixels[i];
      const to = below + 4 * x;
      if (alphaBits > 0 && p >>> 24 === 0) {
        pixels[i] = 0;
        er = 0;
        eg = 0;
        eb = 0;
        ea = 0;
        errors.fill(0, to + 4, to + 8);
        continue;
      }
      const e = here + 4 * x;
      let r = (p & 255) + ((7 * er + errors[e] + 8) >> 4);
      let g = ((p >>> 8) & 255) + ((7 * eg + errors[e + 1] + 8) >> 4);
      let b = ((p >>> 16) & 255) + ((7 * eb + errors[e + 2] + 8) >> 4);
      let a = p >>> 24;
      r = r < 0 ? 0 : r > 255 ? 255 : r;
      g = g < 0 ? 0 : g > 255 ? 255 : g;
      b = b < 0 ? 0 : b > 255 ? 255 : b;
      let cell = (r >> shift) | ((g >> shift) << colourBits) | ((b >> shift) << (2 * colourBits));
      if (alphaBits > 0) {
        a += (7 * ea + errors[e + 3] + 8) >> 4;
        a = a < 0 ? 0 : a > 255 ? 255 : a;
        cell |= (a >> 4) << 15;
      }
      let index = table[cell];
      if (index < 0) {
        index = nearest(cell, palette, cube);
        table[cell] = index;
      }
      pixels[i] = straight[index];
      er = (Math.imul(r - palette[4 * index], strength) + 128) >> 8;
      eg = (Math.imul(g - palette[4 * index + 1], strength) + 128) >> 8;
      eb = (Math.imul(b - palette[4 * index + 2], strength) + 128) >> 8;
      errors[to - 4] += 3 * er;
      errors[to - 3] += 3 * eg;
      errors[to - 2] += 3 * eb;
      errors[to] += 5 * er;
      errors[to + 1] += 5 * eg;
      errors[to + 2] += 5 * eb;
      errors[to + 4] = er;
      errors[to + 5] = eg;
      errors[to + 6] = eb;
      if (alphaBits > 0) {
        ea = (Math.imul(a - palette[4 * index + 3], strength) + 128) >> 8;
        errors[to - 1] += 3 * ea;
        errors[to + 3] += 5 * ea;
        errors[to + 7] = ea;
      }
    }
  }
}
