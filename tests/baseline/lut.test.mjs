// lut and lut3d against their definitions in double precision.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lut } from '../../js-baseline/lut.js';
import { lut3d } from '../../js-baseline/lut3d.js';
import { blank, noise, picture, randomNumbers } from './images.mjs';
import { clamp, SIZES } from './reference.mjs';

/** @typedef {import('../../js-baseline/pixels.js').Pixels} Pixels */

const images = SIZES.map(([width, height], i) => noise(width, height, i + 1, 'translucent'));
images.push(picture(120, 90).image);

/** @param {number} length @param {number} seed @param {number} min @param {number} max */
function randomTable(length, seed, min, max) {
  const random = randomNumbers(seed);
  return Float32Array.from({ length }, () => min + random() * (max - min));
}

for (const length of [256, 768, 1024]) {
  test(`lut takes each channel through its table: ${length} values`, () => {
    const table = randomTable(length, length, 0, 255);
    table.set([0, 255, 0.5, 1.5, 0.49, 254.5]);
    for (const image of images) {
      const dst = blank(image.width, image.height);
      lut(image, dst, { table });
      for (let i = 0; i < dst.data.length; i++) {
        const c = i % 4;
        const x = image.data[i];
        const value = c === 3 && length < 1024 ? x : table[(length === 256 ? 0 : 256 * c) + x];
        assert.equal(dst.data[i], Math.round(value));
      }
    }
  });
}

/** Of a cube's colours. @param {number} n @param {(r: number, g: number, b: number) => number[]} colour each 0..1 */
function cube(n, colour) {
  const table = new Float32Array(3 * n ** 3);
  for (let i = 0; i < n ** 3; i++) {
    const at = (/** @type {number} */ axis) => (Math.floor(i / n ** axis) % n) / (n - 1);
    table.set(colour(at(0), at(1), at(2)), 3 * i);
  }
  return table;
}

/** Every colour that steps of 5 make. */
function allColours() {
  const image = blank(52, 52 * 52);
  for (let i = 0; i < 52 ** 3; i++) {
    image.data.set([5 * (i % 52), 5 * (Math.floor(i / 52) % 52), 5 * Math.floor(i / 2704), i & 255], 4 * i);
  }
  return image;
}

test('lut3d of the identity is the identity, whatever the number of nodes', () => {
  const image = allColours();
  const dst = blank(image.width, image.height);
  for (const n of [2, 3, 4, 6, 8, 16, 17, 18, 32, 33, 52, 64, 65]) {
    lut3d(image, dst, { table: cube(n, (r, g, b) => [r, g, b]) });
    assert.deepEqual(dst.data, image.data, `${n} nodes`);
  }
});

test('lut3d keeps the order of axes: red changes fastest', () => {
  const image = allColours();
  const dst = blank(image.width, image.height);
  lut3d(image, dst, { table: cube(6, (r, g, b) => [g, b, 1 - r]) });
  for (let i = 0; i < dst.data.length; i += 4) {
    const [r, g, b, a] = image.data.subarray(i, i + 4);
    assert.deepEqual([...dst.data.subarray(i, i + 4)], [g, b, 255 - r, a]);
  }
});

/**
 * A node and then the way to the cell's opposite corner, along the axes in falling order of how far the colour lies along them.
 * @param {Float32Array} table
 * @param {number} n
 * @param {ArrayLike<number>} colour
 */
function tetrahedral(table, n, colour) {
  const places = [0, 1, 2].map((c) => (colour[c] * (n - 1)) / 255);
  const at = places.map((place) => Math.min(Math.floor(place), n - 2));
  const node = () => [0, 1, 2].map((c) => table[3 * (at[0] + n * at[1] + n * n * at[2]) + c]);
  const parts = places.map((place, axis) => ({ axis, part: place - at[axis] })).sort((p, q) => q.part - p.part);
  let before = node();
  const out = [...before];
  for (const { axis, part } of parts) {
    at[axis]++;
    const next = node();
    for (let c = 0; c < 3; c++) out[c] += part * (next[c] - before[c]);
    before = next;
  }
  return out.map((value) => clamp(255 * value, 0, 255));
}

test('lut3d interpolates between the corners of a tetrahedron', () => {
  for (const [n, min, max] of [
    [2, 0, 1],
    [3, -1, 2],
    [5, 0, 1],
    [17, 0, 1],
    [33, -1, 2],
    [65, 0, 1],
  ]) {
    const table = randomTable(3 * n ** 3, n, min, max);
    for (const image of images) {
      const dst = blank(image.width, image.height);
      lut3d(image, dst, { table });
      for (let i = 0; i < dst.data.length; i += 4) {
        const want = tetrahedral(table, n, image.data.subarray(i, i + 3));
        for (let c = 0; c < 3; c++) {
          // Half a level, and half of the nodes' last place.
          assert.ok(Math.abs(dst.data[i + c] - want[c]) <= 0.508, `${n}: ${dst.data[i + c]}, not ${want[c]}`);
        }
        assert.equal(dst.data[i + 3], image.data[i + 3]);
      }
    }
  }
});

test('lut3d saturates at the ends of its range', () => {
  const image = noise(50, 20, 9, 'translucent');
  const dst = blank(50, 20);
  for (const [value, byte] of [
    [-1, 0],
    [0, 0],
    [1, 255],
    [2, 255],
  ]) {
    lut3d(image, dst, { table: cube(2, () => [value, value, value]) });
    assert.ok(dst.data.every((v, i) => v === (i % 4 === 3 ? image.data[i] : byte)));
  }
});
