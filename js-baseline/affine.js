import { affineGrid, GRID_ONE, rotationGrid } from './affine-grid.js';
import { SAMPLERS } from './affine-samplers.js';
import { walk } from './affine-walk.js';
import { rotate90, rotate180, rotate270 } from './orient.js';
import { wordOf, words } from './pixels.js';
import { allWords } from './pixels16.js';

/** @typedef {import('./pixels.js').Pixels} Pixels */
/** @typedef {import('./affine-grid.js').AffineGrid} AffineGrid */
/** @typedef {import('./affine-grid.js').AffineParams} AffineParams */
/** @typedef {import('./affine-samplers.js').Sampler} Sampler */
/** @typedef {{ background: readonly number[], interpolator: keyof typeof SAMPLERS }} Sampling */

/**
 * Turned clockwise by any angle; whole quarters are exact.
 *
 * @param {Pixels} src
 * @param {Pixels} dst of the size of the bounding box
 * @param {{ angle: number } & Sampling} params angle in degrees
 */
export function rotate(src, dst, { angle, background, interpolator }) {
  if (Number.isInteger(angle / 90)) turnByQuarters(src, dst, angle / 90);
  else sample(src, dst, rotationGrid(angle, src, dst), background, interpolator);
}

/**
 * Whole pixels move, of either depth.
 *
 * @param {Pixels | import('./pixels16.js').Pixels16} src
 * @param {Pixels | import('./pixels16.js').Pixels16} dst
 * @param {number} quarters clockwise
 */
export function turnByQuarters(src, dst, quarters) {
  switch (quarters & 3) {
    case 0:
      allWords(dst).set(allWords(src));
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
  const { width, height } = src;
  const colour = wordOf(background);
  const sampler = SAMPLERS[interpolator];
  const { before, after, run } = sampler;
  walk(src, dst, grid, {
    before,
    after,
    one: 65536,
    // To the first tap's centre, and half a 256th for rounding.
    shift: interpolator === 'nearest' ? 0 : GRID_ONE / 512 - GRID_ONE / 2,
    fill(at, count) {
      to.fill(colour, at, at + count);
    },
    edge(u, v, at) {
      to[at] = edgePixel(sampler, from, width, height, u, v, colour);
    },
    run(u, v, du, dv, at, count) {
      run(from, width, u | 0, v | 0, du | 0, dv | 0, to, at, count);
    },
  });
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
