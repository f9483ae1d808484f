// extract and extend, pixel by pixel.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { extend } from '../../js-baseline/extend.js';
import { extract } from '../../js-baseline/extract.js';
import { outputSize } from '../../js-baseline/output-size.js';
import { blank, noise } from './images.mjs';
import { SIZES } from './reference.mjs';

/** @typedef {import('../../js-baseline/pixels.js').Pixels} Pixels */

/** @param {Pixels} image @param {number} x @param {number} y */
function pixel({ data, width }, x, y) {
  return [...data.subarray(4 * (y * width + x), 4 * (y * width + x) + 4)];
}

/** @param {Pixels} image @param {{ left: number, top: number, width: number, height: number }} region */
function cut(image, region) {
  const { width, height } = outputSize('extract', region, image.width, image.height);
  const out = blank(width, height);
  extract(image, out, region);
  return out;
}

test('extract moves a region to the origin', () => {
  for (const [width, height] of SIZES) {
    const image = noise(width, height, width, 'translucent');
    for (const [left, top] of [
      [0, 0],
      [width - 1, 0],
      [width >> 1, height >> 1],
      [0, height - 1],
    ]) {
      for (const [w, h] of [
        [0, 0],
        [1, 0],
        [0, 1],
        [width - left, height - top],
        [(width - left + 1) >> 1, (height - top + 1) >> 1],
      ]) {
        const out = cut(image, { left, top, width: w, height: h });
        assert.deepEqual([out.width, out.height], [w || width - left, h || height - top]);
        for (let y = 0; y < out.height; y++) {
          for (let x = 0; x < out.width; x++) assert.deepEqual(pixel(out, x, y), pixel(image, left + x, top + y));
        }
      }
    }
  }
});

test('extract refuses what lies outside', () => {
  const whole = { left: 0, top: 0, width: 0, height: 0 };
  for (const [region, message] of /** @type {const} */ ([
    [{ left: 8 }, 'Expected integer between 0 and 7 for left but received 8'],
    [{ top: 4 }, 'Expected integer between 0 and 3 for top but received 4'],
    [{ left: 3, width: 6 }, 'Expected integer between 0 and 5 for width but received 6'],
    [{ top: 1, height: 4 }, 'Expected integer between 0 and 3 for height but received 4'],
  ])) {
    assert.throws(() => outputSize('extract', { ...whole, ...region }, 8, 4), { name: 'RangeError', message });
  }
});

/** Where the pixel at i of a row of n comes from; null for the background. @type {Record<string, (i: number, n: number) => number | null>} */
const SOURCES = {
  background: (i, n) => (i >= 0 && i < n ? i : null),
  copy: (i, n) => Math.max(0, Math.min(i, n - 1)),
  repeat: (i, n) => (i + 100 * n) % n,
  // The image and its mirror image in turn.
  mirror: (i, n) => (Math.floor(i / n) % 2 === 0 ? (i + 100 * n) % n : n - 1 - ((i + 100 * n) % n)),
};

for (const [extendWith, source] of Object.entries(SOURCES)) {
  test(`extend with ${extendWith}`, () => {
    for (const [width, height] of SIZES) {
      const image = noise(width, height, height, 'translucent');
      for (const [top, bottom, left, right] of [
        [0, 0, 0, 0],
        [1, 2, 3, 4],
        [0, 5, 0, 0],
        [0, 0, 7, 0],
        [9, 31, 40, 53],
        [2, 0, 0, 90],
      ]) {
        const params = { top, bottom, left, right };
        const out = blank(left + width + right, top + height + bottom);
        assert.deepEqual(outputSize('extend', params, width, height), { width: out.width, height: out.height });
        extend(image, out, { ...params, extendWith: /** @type {any} */ (extendWith), background: [1, 254.5, 3.4, 4] });
        for (let y = 0; y < out.height; y++) {
          for (let x = 0; x < out.width; x++) {
            const [fromX, fromY] = [source(x - left, width), source(y - top, height)];
            const wanted = fromX === null || fromY === null ? [1, 255, 3, 4] : pixel(image, fromX, fromY);
            assert.deepEqual(
              pixel(out, x, y),
              wanted,
              `${width} x ${height}, ${[top, bottom, left, right]} at ${x}, ${y}`,
            );
          }
        }
      }
    }
  });
}
