// A few taps at a time of rows of 32-bit elements: what large windows are put together from. Seven, five and four make every odd number
// from 5 on.

/**
 * How many of the taps that are left are taken next.
 *
 * @param {number} left
 */
export function nextTaps(left) {
  if (left === 7 || (left >= 11 && left !== 13)) return 7;
  return left === 5 || left === 9 || left === 10 || left === 13 ? 5 : 4;
}

/**
 * Adds to sums[x], for x = 0 .. width - 1, the sum of weights[first + j] * elements[from + x + j] over `count` taps; nothing where all
 * their weights are zero. An element is read once and added to the results it belongs to, of which the oldest is then finished.
 *
 * @param {Int32Array} elements
 * @param {number} from
 * @param {Int32Array} weights
 * @param {number} first
 * @param {number} count odd
 * @param {Int32Array} sums
 * @param {number} width
 */
export function addTaps(elements, from, weights, first, count, sums, width) {
  for (let j = 0; j < count; ) {
    const taps = nextTaps(count - j);
    if (taps === 7) addSeven(elements, from + j, weights, first + j, sums, width);
    else if (taps === 5) addFive(elements, from + j, weights, first + j, sums, width);
    else if (count - j >= 4) addFour(elements, from + j, weights, first + j, sums, width);
    else addThree(elements, from + j, weights, first + j, sums, width);
    j += taps;
  }
}

/**
 * @param {Int32Array} elements
 * @param {number} from
 * @param {Int32Array} weights
 * @param {number} first
 * @param {Int32Array} sums
 * @param {number} width
 */
function addSeven(elements, from, weights, first, sums, width) {
  const w0 = weights[first];
  const w1 = weights[first + 1];
  const w2 = weights[first + 2];
  const w3 = weights[first + 3];
  const w4 = weights[first + 4];
  const w5 = weights[first + 5];
  const w6 = weights[first + 6];
  if ((w0 | w1 | w2 | w3 | w4 | w5 | w6) === 0) return;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let s4 = 0;
  let s5 = 0;
  let s6 = 0;
  for (let x = -6; x < width; x++) {
    const e = elements[from + x + 6];
    const sum = (s1 + Math.imul(w6, e)) | 0;
    s1 = (s2 + Math.imul(w5, e)) | 0;
    s2 = (s3 + Math.imul(w4, e)) | 0;
    s3 = (s4 + Math.imul(w3, e)) | 0;
    s4 = (s5 + Math.imul(w2, e)) | 0;
    s5 = (s6 + Math.imul(w1, e)) | 0;
    s6 = Math.imul(w0, e);
    if (x >= 0) sums[x] += sum;
  }
}

/**
 * @param {Int32Array} elements
 * @param {number} from
 * @param {Int32Array} weights
 * @param {number} first
 * @param {Int32Array} sums
 * @param {number} width
 */
function addFive(elements, from, weights, first, sums, width) {
  const w0 = weights[first];
  const w1 = weights[first + 1];
  const w2 = weights[first + 2];
  const w3 = weights[first + 3];
  const w4 = weights[first + 4];
  if ((w0 | w1 | w2 | w3 | w4) === 0) return;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let s4 = 0;
  for (let x = -4; x < width; x++) {
    const e = elements[from + x + 4];
    const sum = (s1 + Math.imul(w4, e)) | 0;
    s1 = (s2 + Math.imul(w3, e)) | 0;
    s2 = (s3 + Math.imul(w2, e)) | 0;
    s3 = (s4 + Math.imul(w1, e)) | 0;
    s4 = Math.imul(w0, e);
    if (x >= 0) sums[x] += sum;
  }
}

/**
 * @param {Int32Array} elements
 * @param {number} from
 * @param {Int32Array} weights
 * @param {number} first
 * @param {Int32Array} sums
 * @param {number} width
 */
function addFour(elements, from, weights, first, sums, width) {
  const w0 = weights[first];
  const w1 = weights[first + 1];
  const w2 = weights[first + 2];
  const w3 = weights[first + 3];
  if ((w0 | w1 | w2 | w3) === 0) return;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  for (let x = -3; x < width; x++) {
    const e = elements[from + x + 3];
    const sum = (s1 + Math.imul(w3, e)) | 0;
    s1 = (s2 + Math.imul(w2, e)) | 0;
    s2 = (s3 + Math.imul(w1, e)) | 0;
    s3 = Math.imul(w0, e);
    if (x >= 0) sums[x] += sum;
  }
}

/**
 * @param {Int32Array} elements
 * @param {number} from
 * @param {Int32Array} weights
 * @param {number} first
 * @param {Int32Array} sums
 * @param {number} width
 */
function addThree(elements, from, weights, first, sums, width) {
  const w0 = weights[first];
  const w1 = weights[first + 1];
  const w2 = weights[first + 2];
  for (let x = 0; x < width; x++) {
    const e = from + x;
    sums[x] += Math.imul(w0, elements[e]) + Math.imul(w1, elements[e + 1]) + Math.imul(w2, elements[e + 2]);
  }
}

/**
 * A row's channel as elements, with its ends replicated.
 *
 * @param {Int32Array} pixels
 * @param {number} begin index of the row's first pixel
 * @param {number} width
 * @param {number} margin elements before the first and behind the last
 * @param {number} shift of the channel in the pixel
 * @param {number} mask
 * @param {Int32Array} out
 * @param {number} to
 */
export function splitRow(pixels, begin, width, margin, shift, mask, out, to) {
  const first = to + margin;
  for (let x = 0; x < width; x++) out[first + x] = (pixels[begin + x] >>> shift) & mask;
  out.fill(out[first], to, first);
  out.fill(out[first + width - 1], first + width, first + width + margin);
}
