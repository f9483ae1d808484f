import { rounded16, WHITE } from './pixels16.js';

/** @typedef {import('./pixels16.js').Pixels16} Pixels16 */

const { fround } = Math;

/**
 * Colours through a cube of n x n x n nodes: out = clamp(round(65535 (w0 v0 + w1 v1 + w2 v2 + w3 v3))), halves up, of the four nodes of the
 * tetrahedron in which a colour lies. A channel x lies x (n - 1) / 65535 nodes from the first: w0 = 1 - f1, w1 = f1 - f2, w2 = f2 - f3,
 * w3 = f3 with the fractions f1, f2, f3 of the three channels in falling order. Here they are in 65535ths, whole numbers; the products
 * with the nodes and their sum are floats. Alpha is kept.
 *
 * @param {Pixels16} src
 * @param {Pixels16} dst of the same size
 * @param {{ table: Float32Array }} params 3 n^3 values, red changing fastest
 */
export function lut3d16(src, dst, { table }) {
  const n = Math.round(Math.cbrt(table.length / 3));
  const last = n - 1;
  const stepG = 3 * n;
  const stepB = stepG * n;
  const diagonal = 3 + stepG + stepB;
  const from = src.data;
  const to = dst.data;
  const count = from.length;
  for (let i = 0; i < count; i += 4) {
    // The cell is ceil(t / 65535) - 1, and 0 for t = 0: 65535 lies at the far end of the last cell.
    const x = from[i] * last;
    const y = from[i + 1] * last;
    const z = from[i + 2] * last;
    const cellX = (x + (x >> 16)) >> 16;
    const cellY = (y + (y >> 16)) >> 16;
    const cellZ = (z + (z >> 16)) >> 16;
    const r = (x + cellX) & 65535;
    const g = (y + cellY) & 65535;
    const b = (z + cellZ) & 65535;
    const i0 = cellX * 3 + cellY * stepG + cellZ * stepB;
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
    const w0 = fround(WHITE - most);
    const w1 = fround(most - middle);
    const w2 = fround(middle - least);
    const w3 = fround(least);
    const red = fround(
      fround(fround(fround(w0 * table[i0]) + fround(w1 * table[i1])) + fround(w2 * table[i2])) + fround(w3 * table[i3]),
    );
    const green = fround(
      fround(fround(fround(w0 * table[i0 + 1]) + fround(w1 * table[i1 + 1])) + fround(w2 * table[i2 + 1])) +
        fround(w3 * table[i3 + 1]),
    );
    const blue = fround(
      fround(fround(fround(w0 * table[i0 + 2]) + fround(w1 * table[i1 + 2])) + fround(w2 * table[i2 + 2])) +
        fround(w3 * table[i3 + 2]),
    );
    to[i] = rounded16(red);
    to[i + 1] = rounded16(green);
    to[i + 2] = rounded16(blue);
    to[i + 3] = from[i + 3];
  }
}
