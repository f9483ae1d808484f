// median, dilate, erode and clahe against their definitions.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clahe } from '../../js-baseline/clahe.js';
import { median } from '../../js-baseline/median.js';
import { dilate, erode } from '../../js-baseline/morphology.js';
import { blank, noise, picture } from './images.mjs';
import { clamp, SIZES, sample } from './reference.mjs';

/** @typedef {import('../../js-baseline/pixels.js').Pixels} Pixels */

const images = SIZES.map(([width, height], i) => noise(width, height, i + 1, 'translucent'));
images.push(picture(120, 90).image);
// Few values: windows full of equal ones.
const coarse = noise(61, 47, 9, 'translucent');
for (let i = 0; i < coarse.data.length; i++) coarse.data[i] &= 0xc0;
images.push(coarse);

/**
 * Every value is what `expected` makes of the sorted values of its window.
 * @param {(src: Pixels, dst: Pixels) => void} kernel
 * @param {number} radius
 * @param {(sorted: number[]) => number} expected
 */
function checkWindows(kernel, radius, expected) {
  for (const image of images) {
    const out = blank(image.width, image.height);
    kernel(image, out);
    for (let y = 0; y < image.height; y++) {
      for (let x = 0; x < image.width; x++) {
        for (let c = 0; c < 4; c++) {
          const values = [];
          for (let j = -radius; j <= radius; j++) {
            for (let i = -radius; i <= radius; i++) values.push(sample(image, x + i, y + j, c));
          }
          const want = expected(values.sort((a, b) => a - b));
          const got = sample(out, x, y, c);
          if (got !== want) assert.fail(`${image.width} x ${image.height} at ${x}, ${y}, ${c}: ${got}, not ${want}`);
        }
      }
    }
  }
}

for (const radius of [1, 2, 3]) {
  test(`median of radius ${radius} is the middle of the sorted window`, () => {
    checkWindows(
      (src, dst) => median(src, dst, { radius }),
      radius,
      (sorted) => sorted[sorted.length >> 1],
    );
  });
}

for (const radius of [1, 2, 5]) {
  test(`dilate and erode of radius ${radius} are the window's extremes`, () => {
    checkWindows(
      (src, dst) => dilate(src, dst, { radius }),
      radius,
      (sorted) => sorted[sorted.length - 1],
    );
    checkWindows(
      (src, dst) => erode(src, dst, { radius }),
      radius,
      (sorted) => sorted[0],
    );
  });
}

test('dilate and erode of the largest radius make a small image uniform', () => {
  const image = noise(100, 60, 3, 'translucent');
  for (const [kernel, pick] of /** @type {const} */ ([
    [dilate, Math.max],
    [erode, Math.min],
  ])) {
    const out = blank(100, 60);
    kernel(image, out, { radius: 127 });
    const want = [0, 1, 2, 3].map((c) => pick(...image.data.filter((_, i) => i % 4 === c)));
    assert.ok(out.data.every((v, i) => v === want[i % 4]));
  }
});

/** @param {Pixels} image @param {number} x @param {number} y */
function luma(image, x, y) {
  const [r, g, b] = [0, 1, 2].map((c) => sample(image, x, y, c));
  // The weights of 15 bits, so that a pixel is counted where the kernel counts it.
  return Math.floor((6966 * r + 23436 * g + 2366 * b) / 32768 + 0.5);
}

/**
 * The share of a tile's pixels up to each grey, times 255, with the histogram limited.
 * @param {Pixels} image
 * @param {number[]} box left, top, right, bottom
 * @param {number} clipLimit
 */
function tileTable(image, [left, top, right, bottom], clipLimit) {
  const counts = Array(256).fill(0);
  for (let y = top; y < bottom; y++) {
    for (let x = left; x < right; x++) counts[luma(image, x, y)]++;
  }
  const n = (right - left) * (bottom - top);
  const most = clipLimit === 0 ? n : Math.max(1, Math.floor((clipLimit * n) / 256));
  const excess = counts.reduce((sum, count) => sum + Math.max(0, count - most), 0);
  let left256 = excess % 256;
  const step = Math.max(1, Math.floor(256 / left256));
  let sum = 0;
  return counts.map((count, k) => {
    sum += Math.min(count, most) + Math.floor(excess / 256);
    if (left256 > 0 && k % step === 0) {
      sum++;
      left256--;
    }
    return (255 * sum) / n;
  });
}

/** Linear between the values at the centres of equal parts of `size`. @param {number} at @param {number} size @param {number} parts */
function between(at, size, parts) {
  const place = ((at + 0.5) * parts) / size - 0.5;
  const first = Math.floor(place);
  return [
    { part: clamp(first, 0, parts - 1), weight: 1 - (place - first) },
    { part: clamp(first + 1, 0, parts - 1), weight: place - first },
  ];
}

test('clahe interpolates between the tables of tiles', () => {
  for (const { tilesX, tilesY, clipLimit } of [
    { tilesX: 8, tilesY: 8, clipLimit: 3 },
    { tilesX: 1, tilesY: 1, clipLimit: 0 },
    { tilesX: 3, tilesY: 5, clipLimit: 0 },
    { tilesX: 32, tilesY: 2, clipLimit: 100 },
    { tilesX: 2, tilesY: 32, clipLimit: 0.01 },
  ]) {
    for (const image of images) {
      const { width, height } = image;
      const across = Math.min(tilesX, width);
      const down = Math.min(tilesY, height);
      const edge = (/** @type {number} */ i, /** @type {number} */ size, /** @type {number} */ parts) =>
        Math.floor((i * size) / parts);
      const tables = Array.from({ length: down }, (_, j) =>
        Array.from({ length: across }, (_, i) => {
          const [left, right] = [edge(i, width, across), edge(i + 1, width, across)];
          const [top, bottom] = [edge(j, height, down), edge(j + 1, height, down)];
          return tileTable(image, [left, top, right, bottom], clipLimit);
        }),
      );
      const out = blank(width, height);
      clahe(image, out, { tilesX, tilesY, clipLimit });
      for (let y = 0; y < height; y++) {
        for (let x = 0; x < width; x++) {
          const before = luma(image, x, y);
          let after = 0;
          for (const j of between(y, height, down)) {
            for (const i of between(x, width, across)) {
              after += j.weight * i.weight * tables[j.part][i.part][before];
            }
          }
          for (let c = 0; c < 3; c++) {
            const want = clamp(sample(image, x, y, c) + after - before, 0, 255);
            const got = sample(out, x, y, c);
            // Two roundings to whole greys, and places cut to 1/256 and 1/128 of what two tiles differ by.
            const where = `${width} x ${height}, ${tilesX} x ${tilesY} at ${x}, ${y}, ${c}: ${got}, not ${want}`;
            assert.ok(Math.abs(got - want) <= 1.01 + 255 / 256 + 255 / 128, where);
          }
          assert.equal(sample(out, x, y, 3), sample(image, x, y, 3), 'alpha');
        }
      }
    }
  }
});

test('clahe by one tile without a limit equalises the histogram', () => {
  // Greys 64 .. 127, each as often: spread over the whole range.
  const image = blank(64, 16);
  for (let i = 0; i < 64 * 16; i++) image.data.fill(64 + (i % 64), 4 * i, 4 * i + 3);
  const out = blank(64, 16);
  clahe(image, out, { tilesX: 1, tilesY: 1, clipLimit: 0 });
  for (let i = 0; i < 64 * 16; i++) assert.equal(out.data[4 * i], Math.round((255 * ((i % 64) + 1)) / 64));
});
