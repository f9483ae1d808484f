import { exchange } from './packed-bytes.js';
import { words } from './pixels.js';
import { scratchInt32 } from './scratch.js';

/** @typedef {import('./pixels.js').Pixels} Pixels */

const BLOCK_SLOT = 0;
const LINE_SLOT = 1;
const UP_SLOT = 2;
const RUNNING_SLOT = 3;

/**
 * The largest value of each channel, alpha included, in a square of 2 radius + 1 pixels a side; edges replicated.
 *
 * @param {Pixels} src
 * @param {Pixels} dst of the same size
 * @param {{ radius: number }} params
 */
export function dilate(src, dst, { radius }) {
  largest(src, dst, radius, 0);
}

/**
 * The smallest value of each channel, alpha included, in a square of 2 radius + 1 pixels a side; edges replicated.
 *
 * @param {Pixels} src
 * @param {Pixels} dst of the same size
 * @param {{ radius: number }} params
 */
export function erode(src, dst, { radius }) {
  largest(src, dst, radius, -1);
}

/**
 * The smallest value is the complement of the complements' largest.
 *
 * @param {Pixels} src
 * @param {Pixels} dst
 * @param {number} radius
 * @param {number} flip 0, or -1 for complements
 */
function largest(src, dst, radius, flip) {
  if (radius === 1) largest3(src, dst, flip);
  else largestOfAny(src, dst, radius, flip);
}

/** @param {number} a four bytes @param {number} b four bytes */
function max(a, b) {
  return b ^ exchange(a, b);
}

/**
 * 3 x 3: two rows at a time, which share the larger of their middle values, and two columns, which do the same.
 *
 * @param {Pixels} src
 * @param {Pixels} dst
 * @param {number} flip
 */
function largest3(src, dst, flip) {
  const { width, height } = src;
  const from = words(src);
  const to = words(dst);
  const length = width + 3;
  const columns = scratchInt32(LINE_SLOT, 2 * length);
  for (let y = 0; y < height; y += 2) {
    const a = Math.max(y - 1, 0) * width;
    const b = y * width;
    const c = Math.min(y + 1, height - 1) * width;
    const d = Math.min(y + 2, height - 1) * width;
    for (let x = 0; x < width; x++) {
      const middle = max(from[b + x] ^ flip, from[c + x] ^ flip);
      columns[x + 1] = max(from[a + x] ^ flip, middle);
      columns[length + x + 1] = max(from[d + x] ^ flip, middle);
    }
    for (let row = 0; row < 2 && y + row < height; row++) {
      const at = row * length;
      columns[at] = columns[at + 1];
      columns[at + width + 1] = columns[at + width];
      largestOf3(columns, at, to, (y + row) * width, width, flip);
    }
  }
}

/**
 * @param {Int32Array} columns
 * @param {number} at one before the row's first
 * @param {Int32Array} to
 * @param {number} begin
 * @param {number} width
 * @param {number} flip
 */
function largestOf3(columns, at, to, begin, width, flip) {
  let x = 0;
  for (; x + 1 < width; x += 2) {
    const middle = max(columns[at + x + 1], columns[at + x + 2]);
    to[begin + x] = max(columns[at + x], middle) ^ flip;
    to[begin + x + 1] = max(columns[at + x + 3], middle) ^ flip;
  }
  if (x < width) to[begin + x] = max(max(columns[at + x], columns[at + x + 1]), columns[at + x + 2]) ^ flip;
}

/**
 * The way of van Herk and of Gil and Werman, along rows and then along columns: three maxima a pixel each, whatever the radius.
 *
 * @param {Pixels} src
 * @param {Pixels} dst
 * @param {number} radius
 * @param {number} flip
 */
function largestOfAny(src, dst, radius, flip) {
  const { width, height } = src;
  const from = words(src);
  const to = words(dst);
  const length = 2 * radius + 1;
  const block = scratchInt32(BLOCK_SLOT, length * width);
  const running = scratchInt32(RUNNING_SLOT, width);
  // Whole blocks, and one more for the running maximum behind the last.
  const lineLength = (Math.ceil(width / length) + 1) * length;
  const line = scratchInt32(LINE_SLOT, lineLength).fill(0);
  const up = scratchInt32(UP_SLOT, lineLength);
  // Row v that goes in is row v - radius of the image, nothing where there is none; with it the window of row v - 2 radius is complete.
  for (let v = 0; v < height + 2 * radius; v++) {
    const inBlock = v % length;
    const at = inBlock * width;
    const y = v - radius;
    if (y >= 0 && y < height) {
      for (let x = 0; x < width; x++) line[radius + x] = from[y * width + x] ^ flip;
      alongRow(line, up, lineLength, length, block, at, width);
    } else {
      block.fill(0, at, at + width);
    }
    const out = (v - 2 * radius) * width;
    if (inBlock === length - 1) {
      lastOfBlock(block, at, running, to, out, width, flip);
      for (let i = at - 1; i >= 0; i--) block[i] = max(block[i], block[i + width]);
    } else {
      if (inBlock === 0) running.fill(0);
      if (out < 0) {
        for (let x = 0; x < width; x++) running[x] = max(running[x], block[at + x]);
      } else {
        for (let x = 0; x < width; x++) {
          const down = max(running[x], block[at + x]);
          running[x] = down;
          to[out + x] = max(block[at + width + x], down) ^ flip;
        }
      }
    }
  }
}

/**
 * The window that is a whole block.
 *
 * @param {Int32Array} block
 * @param {number} at
 * @param {Int32Array} running
 * @param {Int32Array} to
 * @param {number} out
 * @param {number} width
 * @param {number} flip
 */
function lastOfBlock(block, at, running, to, out, width, flip) {
  for (let x = 0; x < width; x++) to[out + x] = max(running[x], block[at + x]) ^ flip;
}

/**
 * The largest of line[x .. x + length - 1] for every x below `width`.
 *
 * @param {Int32Array} line
 * @param {Int32Array} up memory
 * @param {number} lineLength a multiple of length
 * @param {number} length
 * @param {Int32Array} to
 * @param {number} at
 * @param {number} width
 */
function alongRow(line, up, lineLength, length, to, at, width) {
  for (let start = lineLength - length; start >= 0; start -= length) {
    let most = 0;
    for (let i = start + length - 1; i >= start; i--) {
      most = max(most, line[i]);
      up[i] = most;
    }
  }
  for (let start = 0; start < width; start += length) {
    to[at + start] = up[start];
    const end = Math.min(start + length, width);
    let most = 0;
    for (let x = start + 1; x < end; x++) {
      most = max(most, line[x + length - 1]);
      to[at + x] = max(up[x], most);
    }
  }
}
