// trimBox against a search of every pixel.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { trimBox } from '../../js-baseline/trim.js';
import { blank, noise, randomNumbers } from './images.mjs';
import { SIZES } from './reference.mjs';

/** @typedef {import('../../js-baseline/pixels.js').Pixels} Pixels */

const BLACK = [0, 0, 0, 255];

/** @param {Pixels} image @param {object} [params] */
function box(image, params) {
  const results = new Float64Array(4).fill(77);
  trimBox(image, results, { threshold: 10, against: 'topLeft', background: BLACK, ...params });
  return [...results];
}

/** @param {Pixels} image @param {number} threshold @param {ArrayLike<number>} background */
function searched({ data, width, height }, threshold, background) {
  let [left, top, right, bottom] = [Infinity, Infinity, -1, -1];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = 4 * (y * width + x);
      const alpha = data[at + 3];
      let differs = Math.abs(alpha - background[3]) > threshold;
      for (let c = 0; c < 3; c++) differs ||= (alpha * Math.abs(data[at + c] - background[c])) / 255 > threshold;
      if (!differs) continue;
      [left, top, right, bottom] = [Math.min(left, x), Math.min(top, y), Math.max(right, x), Math.max(bottom, y)];
    }
  }
  return right < 0 ? [0, 0, 0, 0] : [left, top, right - left + 1, bottom - top + 1];
}

/** Background with a few random pixels in it. @param {number} width @param {number} height @param {number} seed @param {number} count */
function sprinkled(width, height, seed, count) {
  const random = randomNumbers(seed);
  const image = blank(width, height);
  for (let i = 0; i < image.data.length; i += 4) image.data.set([200, 30 + random() * 9, 90, 250], i);
  for (let k = 0; k < count; k++) {
    const at = 4 * Math.floor(random() * width * height);
    image.data.set([random() * 256, random() * 256, random() * 256, random() * 256], at);
  }
  return image;
}

test('the box is around all that differs', () => {
  for (const [width, height] of [...SIZES, [64, 64]]) {
    for (let seed = 1; seed <= 40; seed++) {
      for (const image of [sprinkled(width, height, seed, seed % 5), noise(width, height, seed, 'translucent')]) {
        for (const threshold of [0, 9.7, 10, 120.5, 255]) {
          const where = `${width} x ${height}, seed ${seed}, threshold ${threshold}`;
          assert.deepEqual(box(image, { threshold }), searched(image, threshold, image.data.slice(0, 4)), where);
          const background = [200, 33, 90, 250];
          const given = box(image, { threshold, against: 'background', background });
          assert.deepEqual(given, searched(image, threshold, background), where);
        }
      }
    }
  }
});

test('one pixel anywhere is the box', () => {
  for (let at = 0; at < 35 * 6; at++) {
    const image = blank(35, 6);
    image.data.set([0, 0, 0, 11], 4 * at);
    const wanted = [at % 35, Math.floor(at / 35), 1, 1];
    assert.deepEqual(box(image, { against: 'background', background: [0, 0, 0, 0] }), wanted);
  }
});

test('an image of one colour has no box, nor has one whose transparent pixels differ in colour', () => {
  const image = blank(20, 10);
  assert.deepEqual(box(image), [0, 0, 0, 0]);
  for (let i = 0; i < image.data.length; i++) image.data[i] = i % 4 === 3 ? 0 : (i * 37) & 255;
  assert.deepEqual(box(image), [0, 0, 0, 0]);
});
