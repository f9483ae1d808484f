import { words } from './pixels.js';
import { scratchInt32 } from './scratch.js';

/** @typedef {import('./pixels.js').Pixels} Pixels */

const TABLES_SLOT = 0;
const NEIGHBOURS_SLOT = 1;
const COLUMNS_SLOT = 2;

/**
 * Contrast limited adaptive histogram equalisation of the luma; the colours follow it, alpha is kept. kernels/clahe.cc has the formula.
 *
 * @param {Pixels} src
 * @param {Pixels} dst of the same size
 * @param {{ tilesX: number, tilesY: number, clipLimit: number }} params 1..32 tiles; 0 is no limit
 */
export function clahe(src, dst, params) {
  const { width, height } = src;
  const tilesX = Math.min(params.tilesX, width);
  const tilesY = Math.min(params.tilesY, height);
  const from = words(src);
  const to = words(dst);
  const tables = makeTables(from, width, height, tilesX, tilesY, params.clipLimit);
  const neighbours = scratchInt32(NEIGHBOURS_SLOT, (tilesX + 1) * 256);
  // The weight of the right one of two tiles, a column each; and where the columns between tiles i - 1 and i begin.
  const weights = scratchInt32(COLUMNS_SLOT, width);
  const starts = new Int32Array(tilesX + 2).fill(width);
  for (let x = width - 1; x >= 0; x--) {
    const place = tilePlace(x, width, tilesX, 256);
    weights[x] = place & 255;
    starts[(place >> 8) + 1] = x;
  }
  for (let i = tilesX; i >= 0; i--) starts[i] = Math.min(starts[i], starts[i + 1]);

  let made = Number.NaN;
  for (let y = 0; y < height; y++) {
    const place = tilePlace(y, height, tilesY, 128);
    if (place !== made) {
      const j = place >> 7;
      const upper = Math.max(j, 0) * tilesX * 256;
      const lower = Math.min(j + 1, tilesY - 1) * tilesX * 256;
      blendTables(tables, upper, lower, place & 127, tilesX, neighbours);
      made = place;
    }
    for (let i = 0; i <= tilesX; i++) {
      equalise(from, to, y * width, starts[i], starts[i + 1], weights, neighbours, i * 256);
    }
  }
}

/**
 * The place among the centres of tiles, in steps of 1 / one.
 *
 * @param {number} at
 * @param {number} size
 * @param {number} tiles
 * @param {number} one
 */
function tilePlace(at, size, tiles, one) {
  return Math.floor((one * ((2 * at + 1) * tiles + size)) / (2 * size)) - one;
}

/**
 * The tables of all tiles, row by row.
 *
 * @param {Int32Array} from
 * @param {number} width
 * @param {number} height
 * @param {number} tilesX
 * @param {number} tilesY
 * @param {number} clipLimit
 */
function makeTables(from, width, height, tilesX, tilesY, clipLimit) {
  const tables = scratchInt32(TABLES_SLOT, tilesX * tilesY * 256);
  const counts = new Int32Array(256);
  for (let j = 0; j < tilesY; j++) {
    const top = Math.floor((j * height) / tilesY);
    const bottom = Math.floor(((j + 1) * height) / tilesY);
    for (let i = 0; i < tilesX; i++) {
      const left = Math.floor((i * width) / tilesX);
      const right = Math.floor(((i + 1) * width) / tilesX);
      counts.fill(0);
      for (let y = top; y < bottom; y++) count(from, y * width + left, y * width + right, counts);
      const n = (right - left) * (bottom - top);
      if (clipLimit > 0) limit(counts, Math.max(1, Math.floor((clipLimit * n) / 256)));
      const begin = (j * tilesX + i) * 256;
      let sum = 0;
      for (let k = 0; k < 256; k++) {
        sum += counts[k];
        tables[begin + k] = Math.floor((510 * sum + n) / (2 * n));
      }
    }
  }
  return tables;
}

/**
 * @param {Int32Array} from
 * @param {number} begin
 * @param {number} end
 * @param {Int32Array} counts
 */
function count(from, begin, end, counts) {
  for (let i = begin; i < end; i++) {
    const p = from[i];
    counts[((p & 255) * 6966 + ((p >>> 8) & 255) * 23436 + ((p >>> 16) & 255) * 2366 + 16384) >> 15]++;
  }
}

/**
 * What is above the limit is shared out evenly.
 *
 * @param {Int32Array} counts
 * @param {number} most
 */
function limit(counts, most) {
  let excess = 0;
  for (let k = 0; k < 256; k++) {
    if (counts[k] <= most) continue;
    excess += counts[k] - most;
    counts[k] = most;
  }
  const rest = excess % 256;
  const share = (excess - rest) / 256;
  for (let k = 0; k < 256; k++) counts[k] += share;
  if (rest === 0) return;
  const step = Math.floor(256 / rest);
  for (let i = 0; i < rest; i++) counts[i * step]++;
}

/**
 * The tables for a row between two rows of tiles: at i * 256 those of tiles i - 1 and i, in the halves of a word.
 *
 * @param {Int32Array} tables
 * @param {number} upper where the tables of the tiles above begin
 * @param {number} lower
 * @param {number} weight of the tiles below, 0..127
 * @param {number} tilesX
 * @param {Int32Array} neighbours
 */
function blendTables(tables, upper, lower, weight, tilesX, neighbours) {
  const last = tilesX * 256;
  for (let k = 0; k < last; k++) {
    const v = (128 - weight) * tables[upper + k] + weight * tables[lower + k];
    // This one is to the right of its left neighbour; the neighbour was there before.
    neighbours[k] = (k < 256 ? v : neighbours[k]) | (v << 16);
    neighbours[k + 256] = v;
  }
  for (let k = last; k < last + 256; k++) neighbours[k] |= neighbours[k] << 16;
}

/**
 * The columns between two tiles.
 *
 * @param {Int32Array} from
 * @param {Int32Array} to
 * @param {number} row where the row begins
 * @param {number} begin
 * @param {number} end
 * @param {Int32Array} weights
 * @param {Int32Array} neighbours
 * @param {number} table
 */
function equalise(from, to, row, begin, end, weights, neighbours, table) {
  for (let x = begin; x < end; x++) {
    const p = from[row + x];
    const red = p & 255;
    const green = (p >>> 8) & 255;
    const luma = (red * 6966 + green * 23436 + ((p >>> 16) & 255) * 2366 + 16384) >> 15;
    const entry = neighbours[table + luma];
    const left = entry & 0xffff;
    const after = ((left << 8) + Math.imul((entry >>> 16) - left, weights[x]) + 16384) >> 15;
    // 256 more than the difference, so that nothing is negative: a sum is within a byte when its bits above are 1.
    const more = after - luma + 256;
    const rb = (p & 0xff00ff) + Math.imul(more, 0x10001);
    const g = green + more;
    if (((rb & 0x3000300) ^ 0x1000100) | ((g & 0x300) ^ 0x100)) {
      to[row + x] = clampSums(rb & 0xffff, g, rb >>> 16) | (p & 0xff000000);
    } else {
      to[row + x] = (rb & 0xff00ff) | ((g & 255) << 8) | (p & 0xff000000);
    }
  }
}

/** @param {number} r 256 more than red @param {number} g @param {number} b */
function clampSums(r, g, b) {
  const red = r < 256 ? 0 : r > 511 ? 255 : r - 256;
  const green = g < 256 ? 0 : g > 511 ? 255 : g - 256;
  const blue = b < 256 ? 0 : b > 511 ? 255 : b - 256;
  return red | (green << 8) | (blue << 16);
}
