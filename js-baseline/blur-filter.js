// The Gaussian itself, on rows of 16-bit lanes, four to a pixel: red, blue, green, alpha (the halves of P6 pairs).

/** Pixels that rows have room for before their first and behind their last: the widest filter's radius. */
export const REACH = 6;

/**
 * Makes the pixels before and behind a row its outermost ones.
 *
 * @param {Int32Array} row four elements a pixel; the row begins at element 4 * REACH
 * @param {number} columns
 */
export function replicateEnds(row, columns) {
  const first = 4 * REACH;
  const last = first + 4 * (columns - 1);
  for (let i = 0; i < 4 * REACH; i++) {
    row[i] = row[first + (i & 3)];
    row[last + 4 + i] = row[last + (i & 3)];
  }
}

/**
 * Sums of lanes one above the other: out[i] = (sum of weight * lane + 16384) >> 15.
 *
 * @param {Uint16Array} lanes
 * @param {Int32Array} rows where each of the 2 * REACH + 1 rows begins, from the uppermost
 * @param {number[]} weights REACH + 1, from the centre
 * @param {number} radius
 * @param {Int32Array} out
 * @param {number} to
 * @param {number} count of lanes
 */
export function filterVertically(lanes, rows, weights, radius, out, to, count) {
  const [w0, w1, w2, w3, w4, w5, w6] = weights;
  const [a6, a5, a4, a3, a2, a1, o, b1, b2, b3, b4, b5, b6] = rows;
  if (radius <= 3) {
    for (let i = 0; i < count; i++) {
      out[to + i] =
        (Math.imul(w0, lanes[o + i]) +
          Math.imul(w1, lanes[a1 + i] + lanes[b1 + i]) +
          Math.imul(w2, lanes[a2 + i] + lanes[b2 + i]) +
          Math.imul(w3, lanes[a3 + i] + lanes[b3 + i]) +
          16384) >>
        15;
    }
    return;
  }
  for (let i = 0; i < count; i++) {
    out[to + i] =
      (Math.imul(w0, lanes[o + i]) +
        Math.imul(w1, lanes[a1 + i] + lanes[b1 + i]) +
        Math.imul(w2, lanes[a2 + i] + lanes[b2 + i]) +
        Math.imul(w3, lanes[a3 + i] + lanes[b3 + i]) +
        Math.imul(w4, lanes[a4 + i] + lanes[b4 + i]) +
        Math.imul(w5, lanes[a5 + i] + lanes[b5 + i]) +
        Math.imul(w6, lanes[a6 + i] + lanes[b6 + i]) +
        16384) >>
      15;
  }
}

/**
 * The same of lanes side by side, four elements apart.
 *
 * @param {Int32Array} row
 * @param {number} from element of the first result's centre
 * @param {number[]} weights REACH + 1, from the centre
 * @param {number} radius
 * @param {Uint16Array} out
 * @param {number} to
 * @param {number} count of lanes
 */
export function filterHorizontally(row, from, weights, radius, out, to, count) {
  const [w0, w1, w2, w3, w4, w5, w6] = weights;
  if (radius <= 3) {
    for (let i = 0; i < count; i++) {
      const c = from + i;
      out[to + i] =
        (Math.imul(w0, row[c]) +
          Math.imul(w1, row[c - 4] + row[c + 4]) +
          Math.imul(w2, row[c - 8] + row[c + 8]) +
          Math.imul(w3, row[c - 12] + row[c + 12]) +
          16384) >>
        15;
    }
    return;
  }
  for (let i = 0; i < count; i++) {
    const c = from + i;
    out[to + i] =
      (Math.imul(w0, row[c]) +
        Math.imul(w1, row[c - 4] + row[c + 4]) +
        Math.imul(w2, row[c - 8] + row[c + 8]) +
        Math.imul(w3, row[c - 12] + row[c + 12]) +
        Math.imul(w4, row[c - 16] + row[c + 16]) +
        Math.imul(w5, row[c - 20] + row[c + 20]) +
        Math.imul(w6, row[c - 24] + row[c + 24]) +
        16384) >>
      15;
  }
}
