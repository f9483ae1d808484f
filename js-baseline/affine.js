import { affineGrid, GRID_ONE, rotationGrid } from './affine-grid.js';
import { SAMPLERS } from './affine-samplers.js';
import { rotate90, rotate180, rotate270 } from './orient.js';
import { wordOf, words } from './pixels.js';

/** @typedef {import('./pixels.js').Pixels} Pixels */
/** @typedef {import('./affine-grid.js').AffineGrid} AffineGrid */
/** @typedef {import('./affine-grid.js').AffineParams} AffineParams */
/** @typedef {import('./affine-samplers.js').Sampler} Sampler */
/** @typedef {{ background: readonly number[], interpolator: keyof typeof SAMPLERS }} Sampling */

// Work goes by square blocks, whose source is a square of much the same size at any angle and stays in the cache. Within a row of a
// block positions go by whole 2^-16 px; each begins at its exact place.
const BLOCK = 64;

/** 2^-16 px, in units of the grid. */
const STEP = GRID_ONE / 65536;

/**
 * Turned clockwise by any angle; whole quarters are exact.
 *
 * @param {Pixels} src
 * @param {Pixels} dst of the size of the bounding box
 * @param {{ angle: number } & Sampling} params angle in degrees
 */
export function rotate(src, dst, { angle, background, interpolator }) {
  const quarters = angle / 90;
  if (!Number.isInteger(quarters)) {
    sample(src, dst, rotationGrid(angle, src, dst), background, interpolator);
    return;
  }
  switch (quarters & 3) {
    case 0:
      words(dst).set(words(src));
      break;
    case 1:
      rotate90(src, dst);
      break;
    case 2:
      rotate180(src, dst);
      break;
    case 3:
      rotate270(src, dst);
      break;
  }
}

/**
 * Any affine transformation.
 *
 * @param {Pixels} src
 * @param {Pixels} dst of the size of the bounding box
 * @param {AffineParams & Sampling} params
 */
export function affine(src, dst, params) {
  sample(src, dst, affineGrid(params, src, dst), params.background, params.interpolator);
}

/**
 * @param {Pixels} src surrounded by the background
 * @param {Pixels} dst
 * @param {AffineGrid | null} grid null for the background alone
 * @param {readonly number[]} background
 * @param {keyof typeof SAMPLERS} interpolator
 */
function sample(src, dst, grid, background, interpolator) {
  const from = words(src);
  const to = words(dst);
  const { width, height } = dst;
  const colour = wordOf(background);
  if (grid === null) {
    to.fill(colour);
    return;
  }
  const sampler = SAMPLERS[interpolator];
  // To the first tap's centre, and half a 256th for rounding.
  const shift = interpolator === 'nearest' ? 0 : GRID_ONE / 512 - GRID_ONE / 2;
  const du = Math.floor((grid.xx + STEP / 2) / STEP);
  const dv = Math.floor((grid.yx + STEP / 2) / STEP);
  for (let top = 0; top < height; top += BLOCK) {
    const bottom = Math.min(top + BLOCK, height);
    for (let left = 0; left < width; left += BLOCK) {
      const count = Math.min(BLOCK, width - left);
      for (let y = top; y < bottom; y++) {
        const u = Math.floor((grid.x0 + grid.xx * left + grid.xy * y + shift) / STEP);
        const v = Math.floor((grid.y0 + grid.yx * left + grid.yy * y + shift) / STEP);
        sampleRow(sampler, from, src, u, v, du, dv, to, y * width + left, count, colour);
      }
    }
  }
}

/**
 * @param {Sampler} sampler
 * @param {Int32Array} from
 * @param {Pixels} src
 * @param {number} u source x of the first pixel, 2^-16 px
 * @param {number} v source y of it
 * @param {number} du from pixel to pixel
 * @param {number} dv
 * @param {Int32Array} to
 * @param {number} at
 * @param {number} count
 * @param {number} colour of the background
 */
function sampleRow(sampler, from, src, u, v, du, dv, to, at, count, colour) {
  const { before, after } = sampler;
  const { width, height } = src;
  const lastU = u + du * (count - 1);
  const lastV = v + dv * (count - 1);
  // Where no tap is inside.
  const least = -after * 65536;
  const rightmost = (width + before) * 65536;
  const lowest = (height + before) * 65536;
  if (
    (u < least && lastU < least) ||
    (v < least && lastV < least) ||
    (u >= rightmost && lastU >= rightmost) ||
    (v >= lowest && lastV >= lowest)
  ) {
    to.fill(colour, at, at + count);
    return;
  }
  // Where all taps are inside: of a straight line, one piece.
  const first = before * 65536;
  const pastU = (width - after) * 65536;
  const pastV = (height - after) * 65536;
  let begin = 0;
  let end = count;
  for (; begin < end; begin++) {
    const x = u + du * begin;
    const y = v + dv * begin;
    if (x >= first && x < pastU && y >= first && y < pastV) break;
    to[at + begin] = edgePixel(sampler, from, width, height, x, y, colour);
  }
  for (; end > begin; end--) {
    const x = u + du * (end - 1);
    const y = v + dv * (end - 1);
    if (x >= first && x < pastU && y >= first && y < pastV) break;
    to[at + end - 1] = edgePixel(sampler, from, width, height, x, y, colour);
  }
  if (begin === end) return;
  sampler.run(from, width, (u + du * begin) | 0, (v + dv * begin) | 0, du | 0, dv | 0, to, at + begin, end - begin);
}

/** The taps of one pixel, with the background for those outside. */
const taps = new Int32Array(16);

/**
 * @param {Sampler} sampler
 * @param {Int32Array} from
 * @param {number} width
 * @param {number} height
 * @param {number} u 2^-16 px
 * @param {number} v
 * @param {number} colour
 * @returns {number}
 */
function edgePixel({ before, after, pixel }, from, width, height, u, v, colour) {
  const left = Math.floor(u / 65536) - before;
  const top = Math.floor(v / 65536) - before;
  const side = before + 1 + after;
  if (left + side <= 0 || top + side <= 0 || left >= width || top >= height) return colour;
  for (let j = 0; j < side; j++) {
    const y = top + j;
    for (let i = 0; i < side; i++) {
      const x = left + i;
      taps[j * side + i] = x >= 0 && x < width && y >= 0 && y < height ? from[y * width + x] : colour;
    }
  }
  return pixel(taps, 0, side, (u >>> 8) & 255, (v >>> 8) & 255);
}
