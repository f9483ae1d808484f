import { filterHorizontally, filterVertically, REACH, replicateEnds } from './blur-filter.js';
import {
  doubleRows,
  doubleToOpaquePixels,
  doubleToPixels,
  halveOpaqueRows,
  halveRows,
  MARGIN,
  rowOf,
} from './blur-levels.js';
import { planBlur } from './blur-plan.js';
import { isOpaque, words } from './pixels.js';
import { fromP6, toP6 } from './premultiply.js';
import { scratchInt32 } from './scratch.js';

/**
 * @typedef {import('./pixels.js').Pixels} Pixels
 * @typedef {import('./blur-levels.js').Level} Level
 * @typedef {import('./blur-plan.js').BlurPlan} BlurPlan
 */

// Scratch slots; level k takes LEVEL_SLOT + k.
const RING_SLOT = 0;
const ROW_SLOT = 1;
const FILTERED_SLOT = 2;
const LEVEL_SLOT = 3;

const TAPS = 2 * REACH + 1;

/**
 * Gaussian blur of any sigma at nearly one cost, weighed by alpha, edges replicated.
 *
 * @param {Pixels} src
 * @param {Pixels} dst of the same size
 * @param {{ sigma: number }} params standard deviation in px, 0.3..1000
 */
export function blur(src, dst, { sigma }) {
  const plan = planBlur(sigma);
  if (plan.levels === 0) blurDirectly(src, dst, plan);
  else blurByLevels(src, dst, plan);
}

/**
 * @param {Pixels} src
 * @param {Pixels} dst
 * @param {BlurPlan} plan
 */
function blurByLevels(src, dst, plan) {
  const levels = [newLevel(LEVEL_SLOT, (src.width + 1) >> 1, (src.height + 1) >> 1)];
  for (let k = 1; k < plan.levels; k++) {
    levels.push(newLevel(LEVEL_SLOT + k, (levels[k - 1].width + 1) >> 1, (levels[k - 1].height + 1) >> 1));
  }
  const opaque = halveImage(src, levels[0]);
  for (let k = 1; k < plan.levels; k++) halveLevel(levels[k - 1], levels[k]);

  const coarsest = levels[plan.levels - 1];
  let result = newLevel(FILTERED_SLOT, coarsest.width, coarsest.height);
  filterLevel(coarsest, result, plan);
  for (let k = plan.levels - 2; k >= 0; k--) {
    // What the level held has been halved: it can take the result.
    const finer = levels[k];
    for (let y = -1; y <= finer.height; y++) {
      const near = y >> 1;
      const far = (y & 1) === 0 ? near - 1 : near + 1;
      doubleRows(result.data, rowOf(result, near), rowOf(result, far), finer.data, rowOf(finer, y), finer.width);
    }
    result = finer;
  }

  const pixels = words(dst);
  const { width, height } = dst;
  for (let y = 0; y < height; y++) {
    const near = y >> 1;
    const far = (y & 1) === 0 ? near - 1 : near + 1;
    if (opaque) doubleToOpaquePixels(result.data, rowOf(result, near), rowOf(result, far), pixels, y * width, width);
    else doubleToPixels(result.data, rowOf(result, near), rowOf(result, far), pixels, y * width, width);
  }
}

/**
 * @param {number} slot
 * @param {number} width
 * @param {number} height
 * @returns {Level}
 */
function newLevel(slot, width, height) {
  const data = scratchInt32(slot, (width + 2 * MARGIN) * (height + 2 * MARGIN) * 2);
  return { data, width, height };
}

/**
 * Level 1 of an image.
 *
 * @param {Pixels} src
 * @param {Level} level
 * @returns {boolean} whether the image is opaque
 */
function halveImage(src, level) {
  const { width, height } = src;
  const pixels = words(src);
  const ring = scratchInt32(RING_SLOT, 4 * width * 2);
  const inRing = [-1, -1, -1, -1];
  const o = [0, 0, 0, 0];
  let checked = 0;
  let lastTranslucent = -1;
  for (let i = -MARGIN; i < level.height + MARGIN; i++) {
    const first = Math.max(0, Math.min(2 * i - 1, height - 1));
    const last = Math.max(0, Math.min(2 * i + 2, height - 1));
    for (; checked <= last; checked++) {
      if (!isOpaque(pixels, checked * width, (checked + 1) * width)) lastTranslucent = checked;
    }
    if (lastTranslucent < first) {
      for (let j = 0; j < 4; j++) o[j] = Math.max(first, Math.min(2 * i - 1 + j, last)) * width;
      halveOpaqueRows(pixels, o[0], o[1], o[2], o[3], width, level.data, rowOf(level, i), level.width);
      continue;
    }
    for (let j = 0; j < 4; j++) {
      const y = Math.max(first, Math.min(2 * i - 1 + j, last));
      o[j] = (y & 3) * width * 2;
      if (inRing[y & 3] === y) continue;
      toP6(pixels, y * width, width, ring, o[j], false);
      inRing[y & 3] = y;
    }
    halveRows(ring, o[0], o[1], o[2], o[3], 0, width - 1, level.data, rowOf(level, i), level.width);
  }
  return lastTranslucent < 0;
}

/**
 * @param {Level} from
 * @param {Level} to
 */
function halveLevel(from, to) {
  for (let i = -MARGIN; i < to.height + MARGIN; i++) {
    const o0 = rowOf(from, 2 * i - 1);
    const o1 = rowOf(from, 2 * i);
    const o2 = rowOf(from, 2 * i + 1);
    const o3 = rowOf(from, 2 * i + 2);
    halveRows(from.data, o0, o1, o2, o3, -MARGIN, from.width + MARGIN - 1, to.data, rowOf(to, i), to.width);
  }
}

/**
 * Filters the coarsest level: columns and rows -1 .. n of the result.
 *
 * @param {Level} from
 * @param {Level} to of the same size
 * @param {BlurPlan} plan
 */
function filterLevel(from, to, { radius, weights }) {
  const lanes = new Uint16Array(from.data.buffer, from.data.byteOffset, from.data.length * 2);
  const out = new Uint16Array(to.data.buffer, to.data.byteOffset, to.data.length * 2);
  const columns = from.width + 2 * MARGIN;
  const row = scratchInt32(ROW_SLOT, 4 * (columns + 2 * REACH));
  const rows = new Int32Array(TAPS);
  for (let y = -1; y <= from.height; y++) {
    for (let j = 0; j < TAPS; j++) rows[j] = 2 * (rowOf(from, y + j - REACH) - 2 * MARGIN);
    filterVertically(lanes, rows, weights, radius, row, 4 * REACH, 4 * columns);
    replicateEnds(row, columns);
    filterHorizontally(row, 4 * (REACH + 1), weights, radius, out, 2 * (rowOf(to, y) - 2), 4 * (from.width + 2));
  }
}

/**
 * Small sigmas: the filter on the image itself.
 *
 * @param {Pixels} src
 * @param {Pixels} dst
 * @param {BlurPlan} plan
 */
function blurDirectly(src, dst, { radius, weights }) {
  const { width, height } = src;
  const from = words(src);
  const to = words(dst);
  // A ring of rows as P6, then the result of one row.
  const ring = scratchInt32(RING_SLOT, (TAPS + 1) * width * 2);
  const lanes = new Uint16Array(ring.buffer, ring.byteOffset, ring.length * 2);
  const row = scratchInt32(ROW_SLOT, 4 * (width + 2 * REACH));
  const rows = new Int32Array(TAPS);
  const finished = TAPS * width * 2;
  let loaded = 0;
  for (let y = 0; y < height; y++) {
    for (; loaded <= Math.min(y + radius, height - 1); loaded++) {
      const opaque = isOpaque(from, loaded * width, (loaded + 1) * width);
      toP6(from, loaded * width, width, ring, (loaded % TAPS) * width * 2, opaque);
    }
    for (let j = 0; j < TAPS; j++) {
      // Beyond the radius weights are zero, and rows need only be there.
      const nearest = Math.max(y - radius, Math.min(y + j - REACH, y + radius));
      rows[j] = (Math.max(0, Math.min(nearest, height - 1)) % TAPS) * width * 4;
    }
    filterVertically(lanes, rows, weights, radius, row, 4 * REACH, 4 * width);
    replicateEnds(row, width);
    filterHorizontally(row, 4 * REACH, weights, radius, lanes, 2 * finished, 4 * width);
    for (let x = 0; x < width; x++) to[y * width + x] = fromP6(ring[finished + 2 * x], ring[finished + 2 * x + 1]);
  }
}
