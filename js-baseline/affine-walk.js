// The way through an image that is looked up in another one between its pixels, of any depth: block by block, inside and at the edges.

import { GRID_ONE } from './affine-grid.js';

/** @typedef {import('./affine-grid.js').AffineGrid} AffineGrid */
/** @typedef {import('./affine-grid.js').Size} Size */

/**
 * What makes the pixels. Positions are source x and y in whole units; pixels of the output go by their index.
 *
 * @typedef {object} Sampling
 * @property {number} before taps in each direction before the pixel that the position is in
 * @property {number} after it
 * @property {number} one units of a position in a pixel
 * @property {number} shift from the grid's position to where `before` counts from, in units of the grid
 * @property {(at: number, count: number) => void} fill with the background
 * @property {(u: number, v: number, at: number) => void} edge a pixel some of whose taps lie outside
 * @property {(u: number, v: number, du: number, dv: number, at: number, count: number) => void} run pixels all of whose taps lie inside
 */

// Work goes by square blocks, whose source is a square of much the same size at any angle and stays in the cache. Within a row of a
// block positions go by whole units; each begins at its exact place.
const BLOCK = 64;

/**
 * @param {Size} src surrounded by the background
 * @param {Size} dst
 * @param {AffineGrid | null} grid null for the background alone
 * @param {Sampling} sampling
 */
export function walk(src, { width, height }, grid, sampling) {
  if (grid === null) {
    sampling.fill(0, width * height);
    return;
  }
  const { shift } = sampling;
  const step = GRID_ONE / sampling.one;
  const du = Math.floor((grid.xx + step / 2) / step);
  const dv = Math.floor((grid.yx + step / 2) / step);
  for (let top = 0; top < height; top += BLOCK) {
    const bottom = Math.min(top + BLOCK, height);
    for (let left = 0; left < width; left += BLOCK) {
      const count = Math.min(BLOCK, width - left);
      for (let y = top; y < bottom; y++) {
        const u = Math.floor((grid.x0 + grid.xx * left + grid.xy * y + shift) / step);
        const v = Math.floor((grid.y0 + grid.yx * left + grid.yy * y + shift) / step);
        walkRow(src, sampling, u, v, du, dv, y * width + left, count);
      }
    }
  }
}

/**
 * @param {Size} src
 * @param {Sampling} sampling
 * @param {number} u source x of the first pixel
 * @param {number} v source y of it
 * @param {number} du from pixel to pixel
 * @param {number} dv
 * @param {number} at
 * @param {number} count
 */
function walkRow({ width, height }, sampling, u, v, du, dv, at, count) {
  const { before, after, one } = sampling;
  const lastU = u + du * (count - 1);
  const lastV = v + dv * (count - 1);
  // Where no tap is inside.
  const least = -after * one;
  const rightmost = (width + before) * one;
  const lowest = (height + before) * one;
  if (
    (u < least && lastU < least) ||
    (v < least && lastV < least) ||
    (u >= rightmost && lastU >= rightmost) ||
    (v >= lowest && lastV >= lowest)
  ) {
    sampling.fill(at, count);
    return;
  }
  // Where all taps are inside: of a straight line, one piece.
  const first = before * one;
  const pastU = (width - after) * one;
  const pastV = (height - after) * one;
  let begin = 0;
  let end = count;
  for (; begin < end; begin++) {
    const x = u + du * begin;
    const y = v + dv * begin;
    if (x >= first && x < pastU && y >= first && y < pastV) break;
    sampling.edge(x, y, at + begin);
  }
  for (; end > begin; end--) {
    const x = u + du * (end - 1);
    const y = v + dv * (end - 1);
    if (x >= first && x < pastU && y >= first && y < pastV) break;
    sampling.edge(x, y, at + end - 1);
  }
  if (begin < end) sampling.run(u + du * begin, v + dv * begin, du, dv, at + begin, end - begin);
}
