import { roundHalfUp } from './fixed-point.js';
import { words } from './pixels.js';
import { scratchInt32 } from './scratch.js';

/** @typedef {import('./pixels.js').Pixels} Pixels */

const NODES_SLOT = 0;
const CELLS_SLOT = 1;

/**
 * Colours through a cube of n x n x n nodes: out = clamp((w0 v0 + w1 v1 + w2 v2 + w3 v3 + 8192) >> 14) of the four nodes of the
 * tetrahedron in which a colour lies, with nodes v = min(32767, round(16384 value)) and weights in 255ths, whole numbers of sum 255.
 *
 * @param {Pixels} src
 * @param {Pixels} dst of the same size
 * @param {{ table: Float32Array }} params 3 n^3 values, red changing fastest
 */
export function lut3d(src, dst, { table }) {
  const n = Math.round(Math.cbrt(table.length / 3));
  const nodes = fixedNodes(table);
  const stepG = 3 * n;
  const stepB = stepG * n;
  const diagonal = 3 + stepG + stepB;
  // A channel's cell, as the index of its red in the cube, and how far in the cell it lies, in 255ths.
  const cells = scratchInt32(CELLS_SLOT, 4 * 256);
  const redCells = cells.subarray(0, 256);
  const greenCells = cells.subarray(256, 512);
  const blueCells = cells.subarray(512, 768);
  const parts = cells.subarray(768, 1024);
  for (let x = 0; x < 256; x++) {
    // 255 lies at the far end of the last cell.
    const cell = Math.min(Math.floor((x * (n - 1)) / 255), n - 2);
    redCells[x] = cell * 3;
    greenCells[x] = cell * stepG;
    blueCells[x] = cell * stepB;
    parts[x] = x * (n - 1) - 255 * cell;
  }
  const from = words(src);
  const to = words(dst);
  const count = from.length;
  for (let i = 0; i < count; i++) {
    const p = from[i];
    const x = p & 255;
    const y = (p >>> 8) & 255;
    const z = (p >>> 16) & 255;
    const r = parts[x];
    const g = parts[y];
    const b = parts[z];
    const i0 = redCells[x] + greenCells[y] + blueCells[z];
    const i3 = i0 + diagonal;
    let i1 = i0;
    let i2 = i3;
    let most = 0;
    let middle = 0;
    let least = 0;
    if (r >= g) {
      if (g >= b) {
        i1 += 3;
        i2 -= stepB;
        most = r;
        middle = g;
        least = b;
      } else if (r >= b) {
        i1 += 3;
        i2 -= stepG;
        most = r;
        middle = b;
        least = g;
      } else {
        i1 += stepB;
        i2 -= stepG;
        most = b;
        middle = r;
        least = g;
      }
    } else if (r >= b) {
      i1 += stepG;
      i2 -= stepB;
      most = g;
      middle = r;
      least = b;
    } else if (g >= b) {
      i1 += stepG;
      i2 -= 3;
      most = g;
      middle = b;
      least = r;
    } else {
      i1 += stepB;
      i2 -= 3;
      most = b;
      middle = g;
      least = r;
    }
    const w0 = 255 - most;
    const w1 = most - middle;
    const w2 = middle - least;
    let red = (w0 * nodes[i0] + w1 * nodes[i1] + w2 * nodes[i2] + least * nodes[i3] + 8192) >> 14;
    let green = (w0 * nodes[i0 + 1] + w1 * nodes[i1 + 1] + w2 * nodes[i2 + 1] + least * nodes[i3 + 1] + 8192) >> 14;
    let blue = (w0 * nodes[i0 + 2] + w1 * nodes[i1 + 2] + w2 * nodes[i2 + 2] + least * nodes[i3 + 2] + 8192) >> 14;
    if (((red | green | blue) & ~255) !== 0) {
      red = red < 0 ? 0 : red > 255 ? 255 : red;
      green = green < 0 ? 0 : green > 255 ? 255 : green;
      blue = blue < 0 ? 0 : blue > 255 ? 255 : blue;
    }
    to[i] = red | (green << 8) | (blue << 16) | (p & 0xff000000);
  }
}

/** @param {Float32Array} table @returns {Int16Array} */
function fixedNodes(table) {
  const nodes = new Int16Array(scratchInt32(NODES_SLOT, (table.length + 1) >> 1).buffer, 0, table.length);
  for (let i = 0; i < nodes.length; i++) nodes[i] = Math.min(32767, roundHalfUp(table[i] * 16384));
  return nodes;
}
