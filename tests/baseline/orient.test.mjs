// Orientations, pixel by pixel, and by the group they form.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { flip, flop, rotate90, rotate180, rotate270, transpose, transverse } from '../../js-baseline/orient.js';
import { blank, noise } from './images.mjs';
import { SIZES } from './reference.mjs';

/** @typedef {import('../../js-baseline/pixels.js').Pixels} Pixels */

const KERNELS = { flip, flop, rotate90, rotate180, rotate270, transpose, transverse };
/** @typedef {keyof typeof KERNELS} Name */

/**
 * Where the pixel of column x, row y goes in an image of w x h.
 * @type {Record<Name, (x: number, y: number, w: number, h: number) => [number, number]>}
 */
const TARGETS = {
  flip: (x, y, _w, h) => [x, h - 1 - y],
  flop: (x, y, w) => [w - 1 - x, y],
  rotate180: (x, y, w, h) => [w - 1 - x, h - 1 - y],
  rotate90: (x, y, _w, h) => [h - 1 - y, x],
  rotate270: (x, y, w) => [y, w - 1 - x],
  transpose: (x, y) => [y, x],
  transverse: (x, y, w, h) => [h - 1 - y, w - 1 - x],
};
const TRANSPOSING = new Set(['rotate90', 'rotate270', 'transpose', 'transverse']);

/** @param {string} name @param {Pixels} image @returns {Pixels} */
function apply(name, image) {
  const { width, height } = image;
  const out = TRANSPOSING.has(name) ? blank(height, width) : blank(width, height);
  KERNELS[/** @type {Name} */ (name)](image, out);
  return out;
}

for (const [name, target] of Object.entries(TARGETS)) {
  test(`${name} moves every pixel to its place`, () => {
    for (const [width, height] of [...SIZES, [16, 16], [17, 15], [64, 48]]) {
      const image = noise(width, height, width + height, 'translucent');
      const out = apply(name, image);
      for (let y = 0; y < height; y++) {
        for (let x = 0; x < width; x++) {
          const [toX, toY] = target(x, y, width, height);
          const to = 4 * (toY * out.width + toX);
          const from = 4 * (y * width + x);
          assert.deepEqual(out.data.subarray(to, to + 4), image.data.subarray(from, from + 4), `${width} x ${height}`);
        }
      }
    }
  });
}

test('four quarter turns are none, and turns undo one another', () => {
  const image = noise(35, 22, 1, 'translucent');
  const chain = (/** @type {string[]} */ ...names) => names.reduce((current, name) => apply(name, current), image).data;
  assert.deepEqual(chain('rotate90', 'rotate90', 'rotate90', 'rotate90'), image.data);
  assert.deepEqual(chain('rotate90', 'rotate90'), chain('rotate180'));
  assert.deepEqual(chain('rotate90', 'rotate270'), image.data);
  assert.deepEqual(chain('flip', 'flop'), chain('rotate180'));
  assert.deepEqual(chain('transpose', 'flop'), chain('rotate90'));
  assert.deepEqual(chain('transverse', 'flip'), chain('rotate90'));
});
