import { planBlur } from './blur-plan.js';
import {
  doubleRow,
  filterRow,
  halveAcross,
  halveDown,
  loadRow,
  MAX_RADIUS,
  REACH,
  replicateEnds,
  storeRow,
} from './blur16-rows.js';
import { scratchFloat32 } from './scratch.js';

/**
 * @typedef {import('./pixels16.js').Pixels16} Pixels16
 *
 * @typedef {object} Plan
 * @property {number} levels halvings; 0 filters the image itself
 * @property {number} radius
 * @property {Float32Array} weights MAX_RADIUS + 1, from the centre, zero beyond the radius
 *
 * Rows -MARGIN .. height + MARGIN - 1 of a level, each of columns -REACH .. width + REACH - 1; beyond the last row the outermost is meant.
 *
 * @typedef {object} Level
 * @property {Float32Array} data
 * @property {number} width
 * @property {number} height
 */

// Scratch slots; level k takes LEVEL_SLOT + k.
const RING_SLOT = 0;
const ROW_SLOT = 1;
const FILTERED_SLOT = 2;
const LEVEL_SLOT = 3;

const TAPS = 2 * MAX_RADIUS + 1;

// Samples a level holds beyond its own on each side: with two, replicating the outermost equals replicating the image's edge.
const MARGIN = 2;

/**
 * Gaussian blur as `blur` has it, in floats: colours are multiplied by alpha / 65535 first, and divided by it at the end; each channel is
 * round(65535 alpha), round(colour / max(alpha, 2^-22)).
 *
 * @param {Pixels16} src
 * @param {Pixels16} dst of the same size
 * @param {{ sigma: number }} params standard deviation in px, 0.3..1000
 */
export function blur16(src, dst, { sigma }) {
  const { levels, radius, weights } = planBlur(sigma);
  const plan = { levels, radius, weights: Float32Array.from(weights, (w) => w / 32768) };
  if (levels === 0) blurDirectly(src, dst, plan);
  else blurByLevels(src, dst, plan);
}

/** Elements of a row. @param {number} width px */
function rowLength(width) {
  return 4 * (width + 2 * REACH);
}

/**
 * @param {number} slot
 * @param {number} width
 * @param {number} height
 * @returns {Level}
 */
function newLevel(slot, width, height) {
  return { data: scratchFloat32(slot, rowLength(width) * (height + 2 * MARGIN)), width, height };
}

/**
 * @param {Level} level
 * @param {number} y any row
 * @returns {number} the element of its column 0
 */
function rowOf({ width, height }, y) {
  const row = Math.max(0, Math.min(y + MARGIN, height + 2 * MARGIN - 1));
  return row * rowLength(width) + 4 * REACH;
}

/**
 * @param {Pixels16} src
 * @param {Pixels16} dst
 * @param {Plan} plan
 */
function blurByLevels(src, dst, plan) {
  const levels = [halveImage(src)];
  for (let k = 1; k < plan.levels; k++) levels.push(halveLevel(levels[k - 1], k));

  let coarser = filterLevel(levels[plan.levels - 1], plan);
  for (let k = plan.levels - 2; k >= 0; k--) {
    // What the level held has been halved: it can take the result.
    const level = levels[k];
    for (let y = -1; y <= level.height; y++) {
      doubleRow(coarser.data, nearRow(coarser, y), farRow(coarser, y), level.data, rowOf(level, y), level.width + 1);
    }
    coarser = level;
  }

  const { width, height } = dst;
  const row = scratchFloat32(ROW_SLOT, rowLength(width));
  for (let y = 0; y < height; y++) {
    doubleRow(coarser.data, nearRow(coarser, y), farRow(coarser, y), row, 4 * REACH, width);
    storeRow(row, 4 * REACH, width, dst.data, 4 * y * width);
  }
}

// The two rows of the coarser level between which row y lies.

/** @param {Level} coarser @param {number} y */
function nearRow(coarser, y) {
  return rowOf(coarser, y >> 1);
}

/** @param {Level} coarser @param {number} y */
function farRow(coarser, y) {
  return rowOf(coarser, (y & 1) === 0 ? (y >> 1) - 1 : (y >> 1) + 1);
}

/**
 * Level 1.
 *
 * @param {Pixels16} src
 * @returns {Level}
 */
function halveImage({ data, width, height }) {
  const level = newLevel(LEVEL_SLOT, (width + 1) >> 1, (height + 1) >> 1);
  const length = rowLength(level.width);
  const ring = scratchFloat32(RING_SLOT, 4 * length);
  const row = scratchFloat32(ROW_SLOT, rowLength(width));
  let next = 0;
  for (let i = -MARGIN; i < level.height + MARGIN; i++) {
    for (; next < height && next <= Math.max(0, 2 * i + 2); next++) {
      loadRow(data, 4 * next * width, width, row, 4 * REACH);
      replicateEnds(row, 4 * REACH, width, REACH);
      halveAcross(row, 4 * REACH, ring, (next & 3) * length + 4 * REACH, level.width, MARGIN);
    }
    halveRing(ring, level, i, 0, height - 1);
  }
  return level;
}

/**
 * @param {Level} finer
 * @param {number} k
 * @returns {Level} the next coarser one
 */
function halveLevel(finer, k) {
  const level = newLevel(LEVEL_SLOT + k, (finer.width + 1) >> 1, (finer.height + 1) >> 1);
  const length = rowLength(level.width);
  const ring = scratchFloat32(RING_SLOT, 4 * length);
  const last = finer.height + MARGIN - 1;
  let next = -MARGIN;
  for (let i = -MARGIN; i < level.height + MARGIN; i++) {
    for (; next <= last && next <= 2 * i + 2; next++) {
      halveAcross(finer.data, rowOf(finer, next), ring, (next & 3) * length + 4 * REACH, level.width, MARGIN);
    }
    halveRing(ring, level, i, -MARGIN, last);
  }
  return level;
}

/**
 * Row i of a level.
 *
 * @param {Float32Array} ring the last four rows of the finer level, halved across
 * @param {Level} level
 * @param {number} i
 * @param {number} first row that the finer level has
 * @param {number} last
 */
function halveRing(ring, level, i, first, last) {
  const length = rowLength(level.width);
  const begin = 4 * (REACH - MARGIN);
  const o0 = (Math.max(first, Math.min(2 * i - 1, last)) & 3) * length + begin;
  const o1 = (Math.max(first, Math.min(2 * i, last)) & 3) * length + begin;
  const o2 = (Math.max(first, Math.min(2 * i + 1, last)) & 3) * length + begin;
  const o3 = (Math.max(first, Math.min(2 * i + 2, last)) & 3) * length + begin;
  const columns = level.width + 2 * MARGIN;
  const to = rowOf(level, i) - 4 * MARGIN;
  halveDown(ring, o0, o1, o2, o3, level.data, to, 4 * columns);
  replicateEnds(level.data, to, columns, REACH - MARGIN);
}

/** Where the taps of a row lie that has its ends replicated. @param {number} at element of its first result's centre */
function tapsAcross(at) {
  return Int32Array.from({ length: TAPS }, (_, j) => at + 4 * (j - MAX_RADIUS));
}

/**
 * Columns and rows -1 .. n of the coarsest level, filtered.
 *
 * @param {Level} from
 * @param {Plan} plan
 * @returns {Level}
 */
function filterLevel(from, { radius, weights }) {
  const { width, height } = from;
  const filtered = newLevel(FILTERED_SLOT, width, height);
  const columns = width + 2 * MARGIN;
  const row = scratchFloat32(ROW_SLOT, rowLength(columns));
  const across = tapsAcross(4 * (REACH + MARGIN - 1));
  const down = new Int32Array(TAPS);
  for (let y = -1; y <= height; y++) {
    for (let j = 0; j < TAPS; j++) down[j] = rowOf(from, y + j - MAX_RADIUS) - 4 * MARGIN;
    filterRow(from.data, down, weights, radius, row, 4 * REACH, 4 * columns);
    replicateEnds(row, 4 * REACH, columns, REACH);
    filterRow(row, across, weights, radius, filtered.data, rowOf(filtered, y) - 4, 4 * (width + 2));
  }
  return filtered;
}

/**
 * Small sigmas: the filter on the image itself.
 *
 * @param {Pixels16} src
 * @param {Pixels16} dst
 * @param {Plan} plan
 */
function blurDirectly(src, dst, { radius, weights }) {
  const { width, height } = src;
  const length = 4 * width;
  const ring = scratchFloat32(RING_SLOT, TAPS * length);
  const row = scratchFloat32(ROW_SLOT, rowLength(width));
  const out = scratchFloat32(FILTERED_SLOT, length);
  const across = tapsAcross(4 * REACH);
  const down = new Int32Array(TAPS);
  let loaded = 0;
  for (let y = 0; y < height; y++) {
    for (; loaded <= Math.min(y + radius, height - 1); loaded++) {
      loadRow(src.data, loaded * length, width, ring, (loaded % TAPS) * length);
    }
    for (let j = 0; j < TAPS; j++) {
      // Beyond the radius weights are zero, and rows need only be there.
      const nearest = Math.max(y - radius, Math.min(y + j - MAX_RADIUS, y + radius));
      down[j] = (Math.max(0, Math.min(nearest, height - 1)) % TAPS) * length;
    }
    filterRow(ring, down, weights, radius, row, 4 * REACH, length);
    replicateEnds(row, 4 * REACH, width, REACH);
    filterRow(row, across, weights, radius, out, 0, length);
    storeRow(out, 0, width, dst.data, y * length);
  }
}
