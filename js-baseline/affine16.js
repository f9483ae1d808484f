import { turnByQuarters } from './affine.js';
import { affineGrid, rotationGrid } from './affine-grid.js';
import { SAMPLERS_16 } from './affine-samplers16.js';
import { walk } from './affine-walk.js';

/** @typedef {import('./pixels16.js').Pixels16} Pixels16 */
/** @typedef {import('./affine-grid.js').AffineGrid} AffineGrid */
/** @typedef {import('./affine-grid.js').AffineParams} AffineParams */
/** @typedef {import('./affine-samplers16.js').Sampler16} Sampler16 */
/** @typedef {{ background: readonly number[], interpolator: keyof typeof SAMPLERS_16 }} Sampling */

/**
 * Turned clockwise by any angle; whole quarters are exact.
 *
 * @param {Pixels16} src
 * @param {Pixels16} dst of the size of the bounding box
 * @param {{ angle: number } & Sampling} params angle in degrees
 */
export function rotate16(src, dst, { angle, background, interpolator }) {
  if (Number.isInteger(angle / 90)) turnByQuarters(src, dst, angle / 90);
  else sample(src, dst, rotationGrid(angle, src, dst), background, interpolator);
}

/**
 * Any affine transformation.
 *
 * @param {Pixels16} src
 * @param {Pixels16} dst of the size of the bounding box
 * @param {AffineParams & Sampling} params
 */
export function affine16(src, dst, params) {
  sample(src, dst, affineGrid(params, src, dst), params.background, params.interpolator);
}

/**
 * @param {Pixels16} src surrounded by the background
 * @param {Pixels16} dst
 * @param {AffineGrid | null} grid null for the background alone
 * @param {readonly number[]} background
 * @param {keyof typeof SAMPLERS_16} interpolator
 */
function sample({ data: from, width, height }, dst, grid, background, interpolator) {
  const to = dst.data;
  const colour = Uint16Array.from(background, (value) => Math.floor(257 * value + 0.5));
  const [red, green, blue, alpha] = colour;
  const sampler = SAMPLERS_16[interpolator];
  const { before, after, one, shift, run } = sampler;
  walk({ width, height }, dst, grid, {
    before,
    after,
    one,
    shift,
    fill(at, count) {
      for (let i = 4 * at; i < 4 * (at + count); i += 4) {
        to[i] = red;
        to[i + 1] = green;
        to[i + 2] = blue;
        to[i + 3] = alpha;
      }
    },
    edge(u, v, at) {
      edgePixel(sampler, from, width, height, u, v, colour, to, 4 * at);
    },
    run(u, v, du, dv, at, count) {
      run(from, width, u, v, du, dv, to, 4 * at, count);
    },
  });
}

/** The taps of one pixel, with the background for those outside. */
const taps = new Uint16Array(4 * 16);

/**
 * @param {Sampler16} sampler
 * @param {Uint16Array} from
 * @param {number} width
 * @param {number} height
 * @param {number} u in units of the sampler
 * @param {number} v
 * @param {Uint16Array} colour
 * @param {Uint16Array} to
 * @param {number} at
 */
function edgePixel({ before, after, one, pixel }, from, width, height, u, v, colour, to, at) {
  const x = Math.floor(u / one);
  const y = Math.floor(v / one);
  const left = x - before;
  const top = y - before;
  const side = before + 1 + after;
  if (left + side <= 0 || top + side <= 0 || left >= width || top >= height) {
    to.set(colour, at);
    return;
  }
  for (let j = 0; j < side; j++) {
    const row = top + j;
    for (let i = 0; i < side; i++) {
      const column = left + i;
      const inside = column >= 0 && column < width && row >= 0 && row < height;
      const values = inside ? from : colour;
      const tap = inside ? 4 * (row * width + column) : 0;
      for (let c = 0; c < 4; c++) taps[4 * (j * side + i) + c] = values[tap + c];
    }
  }
  pixel(taps, 0, 4 * side, u - x * one, v - y * one, to, at);
}
