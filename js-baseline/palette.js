// The few colours that stand for many.

import { scratchFloat64, scratchInt32 } from './scratch.js';

/**
 * Cells of the colour cube: pixels, then sums of red, green, blue and alpha; and the place along each channel, six bits each.
 *
 * @typedef {object} Cells
 * @property {number} count
 * @property {Float64Array} amounts five a cell
 * @property {Int32Array} places
 */

/** @typedef {{ begin: number, end: number, all: Float64Array, gain: number, channel: number, last: number }} Box */

const STEPS = 64;
const FIELDS = 5;
const ORDER_SLOT = 0;
const SLICES_SLOT = 1;

/**
 * Splits the cells, at first one box, until there are `colours` boxes or nothing is left to split: always the box and the plane between
 * steps of a channel that lower the sum of squared distances from the boxes' means the most (Wu's criterion); of equal ones the first
 * box, channel and plane.
 *
 * @param {Cells} cells
 * @param {number} colours
 * @returns {Uint8Array} the boxes' means, halves up: red, green, blue and alpha
 */
export function chooseColours(cells, colours) {
  const order = scratchInt32(ORDER_SLOT, cells.count);
  for (let i = 0; i < cells.count; i++) order[i] = i;
  const boxes = [newBox(cells, order, 0, cells.count)];
  while (boxes.length < colours) {
    let most = 0;
    for (let i = 1; i < boxes.length; i++) if (boxes[i].gain > boxes[most].gain) most = i;
    const { begin, end, gain, channel, last } = boxes[most];
    if (gain <= 0) break;
    const middle = partition(cells.places, order, begin, end, 6 * channel, last);
    boxes[most] = newBox(cells, order, begin, middle);
    boxes.push(newBox(cells, order, middle, end));
  }
  const palette = new Uint8Array(4 * boxes.length);
  for (const [i, { all }] of boxes.entries()) {
    for (let c = 0; c < 4; c++) palette[4 * i + c] = Math.floor(all[1 + c] / all[0] + 0.5);
  }
  return palette;
}

/**
 * Brings the cells up to step `last` to the front.
 *
 * @param {Int32Array} places
 * @param {Int32Array} order
 * @param {number} begin
 * @param {number} end
 * @param {number} shift
 * @param {number} last
 * @returns {number} where the others begin
 */
function partition(places, order, begin, end, shift, last) {
  let middle = begin;
  for (let i = begin; i < end; i++) {
    const cell = order[i];
    if (((places[cell] >>> shift) & 63) > last) continue;
    order[i] = order[middle];
    order[middle++] = cell;
  }
  return middle;
}

/**
 * Cells begin .. end - 1 of the order, with their best split.
 *
 * @param {Cells} cells
 * @param {Int32Array} order
 * @param {number} begin
 * @param {number} end
 * @returns {Box}
 */
function newBox({ amounts, places }, order, begin, end) {
  // [channel][step][field]
  const slices = scratchFloat64(SLICES_SLOT, 4 * STEPS * FIELDS).fill(0);
  for (let i = begin; i < end; i++) {
    const from = order[i] * FIELDS;
    const place = places[order[i]];
    const n = amounts[from];
    const r = amounts[from + 1];
    const g = amounts[from + 2];
    const b = amounts[from + 3];
    const a = amounts[from + 4];
    for (let c = 0; c < 4; c++) {
      const to = (c * STEPS + ((place >>> (6 * c)) & 63)) * FIELDS;
      slices[to] += n;
      slices[to + 1] += r;
      slices[to + 2] += g;
      slices[to + 3] += b;
      slices[to + 4] += a;
    }
  }
  const all = new Float64Array(FIELDS);
  for (let i = 0; i < STEPS * FIELDS; i++) all[i % FIELDS] += slices[i];
  /** @type {Box} */
  const box = { begin, end, all, gain: 0, channel: 0, last: 0 };
  const whole = weight(all[0], all[1], all[2], all[3], all[4]);
  for (let c = 0; c < 4; c++) {
    let n = 0;
    let r = 0;
    let g = 0;
    let b = 0;
    let a = 0;
    for (let step = 0; step < STEPS; step++) {
      const at = (c * STEPS + step) * FIELDS;
      if (slices[at] === 0) continue;
      n += slices[at];
      r += slices[at + 1];
      g += slices[at + 2];
      b += slices[at + 3];
      a += slices[at + 4];
      if (n === all[0]) break;
      const gain = weight(n, r, g, b, a) + weight(all[0] - n, all[1] - r, all[2] - g, all[3] - b, all[4] - a) - whole;
      if (gain <= box.gain) continue;
      box.gain = gain;
      box.channel = c;
      box.last = step;
    }
  }
  return box;
}

/**
 * What a mean saves of the sum of squares.
 *
 * @param {number} n
 * @param {number} r
 * @param {number} g
 * @param {number} b
 * @param {number} a
 */
function weight(n, r, g, b, a) {
  return (r * r + g * g + b * b + a * a) / n;
}
