// resize against double precision, and against Pillow's tables where they are at hand.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { resize } from '../../js-baseline/resize.js';
import { blank, noise, picture } from './images.mjs';
import { psnrRounded, resized, SIZES } from './reference.mjs';

/** @typedef {import('../../js-baseline/pixels.js').Pixels} Pixels */
/** @typedef {'nearest' | 'bilinear' | 'lanczos3'} Filter */

/** @param {Pixels} image @param {number} width @param {number} height @param {Filter} filter @returns {Pixels} */
function resizedTo(image, width, height, filter) {
  const out = blank(width, height);
  resize(image, out, { filter });
  return out;
}

const LEAST = { lanczos3: 65, bilinear: 60 };
const { name: kind, image: photo } = picture(256, 200);

for (const filter of /** @type {const} */ (['lanczos3', 'bilinear'])) {
  for (const [width, height] of [
    [64, 50],
    [101, 77],
    [255, 199],
    [31, 333],
    [513, 401],
    [256, 25],
  ]) {
    test(`a ${kind} image to ${width} x ${height} by ${filter} is within ${LEAST[filter]} dB of doubles`, (t) => {
      const reference = resized(photo, width, height, filter);
      const decibels = psnrRounded(resizedTo(photo, width, height, filter), reference) + 10 * Math.log10(3 / 4);
      t.diagnostic(`${decibels.toFixed(1)} dB`);
      assert.ok(decibels >= LEAST[filter], `${decibels} dB`);
    });
  }
}

test('awkward sizes to awkward sizes', () => {
  for (const filter of /** @type {const} */ (['lanczos3', 'bilinear'])) {
    for (const [i, [width, height]] of SIZES.entries()) {
      for (const [toWidth, toHeight] of SIZES) {
        const image = noise(width, height, i + 1, 'opaque');
        const reference = resized(image, toWidth, toHeight, filter);
        const { data } = resizedTo(image, toWidth, toHeight, filter);
        for (let k = 0; k < data.length; k++) {
          assert.ok(
            Math.abs(data[k] - reference.data[k]) <= 1,
            `${width} x ${height} to ${toWidth} x ${toHeight}, ${filter}`,
          );
        }
      }
    }
  }
});

test('the size kept, every filter is the identity', () => {
  const image = noise(37, 23, 5, 'opaque');
  for (const filter of /** @type {const} */ (['nearest', 'bilinear', 'lanczos3'])) {
    assert.deepEqual(resizedTo(image, 37, 23, filter).data, image.data, filter);
  }
});

test('a constant image stays constant', () => {
  for (const filter of /** @type {const} */ (['nearest', 'bilinear', 'lanczos3'])) {
    for (const [width, height] of SIZES) {
      for (const [toWidth, toHeight] of SIZES) {
        const image = blank(width, height);
        for (let i = 0; i < image.data.length; i += 4) image.data.set([7, 130, 255, 255], i);
        const { data } = resizedTo(image, toWidth, toHeight, filter);
        for (let i = 0; i < data.length; i += 4) assert.deepEqual([...data.subarray(i, i + 4)], [7, 130, 255, 255]);
      }
    }
  }
});

test('nearest copies the pixel whose centre is nearest', () => {
  for (const [i, [width, height]] of SIZES.entries()) {
    for (const [toWidth, toHeight] of SIZES) {
      const image = noise(width, height, i + 1, 'translucent');
      const { data } = resizedTo(image, toWidth, toHeight, 'nearest');
      for (let y = 0; y < toHeight; y++) {
        for (let x = 0; x < toWidth; x++) {
          const fromX = Math.floor(((x + 0.5) * width) / toWidth + 1e-9);
          const fromY = Math.floor(((y + 0.5) * height) / toHeight + 1e-9);
          const from = 4 * (fromY * width + fromX);
          const to = 4 * (y * toWidth + x);
          assert.deepEqual(data.subarray(to, to + 4), image.data.subarray(from, from + 4));
        }
      }
    }
  }
});

test('the colour under transparent pixels does not bleed', () => {
  const image = blank(60, 48);
  for (let y = 0; y < 48; y++) {
    for (let x = 0; x < 60; x++)
      image.data.set((x + y) % 3 === 0 || x > 40 ? [255, 0, 0, 0] : [0, 255, 0, 255], 4 * (y * 60 + x));
  }
  for (const filter of /** @type {const} */ (['bilinear', 'lanczos3'])) {
    for (const [width, height] of [
      [30, 24],
      [17, 41],
      [133, 90],
    ]) {
      const { data } = resizedTo(image, width, height, filter);
      let visible = 0;
      for (let i = 0; i < data.length; i += 4) {
        assert.equal(data[i], 0, 'red');
        if (data[i + 3] === 0) continue;
        visible++;
        assert.ok(data[i + 1] >= 253, `green ${data[i + 1]} at alpha ${data[i + 3]}`);
      }
      assert.ok(visible > 100);
    }
  }
});

test('translucent images are near the premultiplied reference', () => {
  const image = noise(50, 40, 11, 'translucent');
  for (const filter of /** @type {const} */ (['bilinear', 'lanczos3'])) {
    const { data } = resizedTo(image, 33, 61, filter);
    const reference = resized(image, 33, 61, filter);
    for (let i = 0; i < data.length; i++) {
      // Where little alpha is left, a colour has few steps: what counts is what is seen, colour times alpha.
      const alpha = i % 4 === 3 ? 1 : reference.data[i - (i % 4) + 3] / 255;
      assert.ok(Math.abs(data[i] - reference.data[i]) * alpha <= 1.5, `${filter}, byte ${i}`);
    }
  }
});

const corpora = process.env.PIXLANE_CORPORA ?? fileURLToPath(new URL('../../../shared/corpora', import.meta.url));
const tables = join(corpora, 'resize-ref/pillow_tables.json');
const absent = existsSync(tables) ? false : 'the corpora are not there';

test("Pillow's tables, for the filters there are", { skip: absent }, (t) => {
  /** @type {{ name: string, filter: string, src: number, dst: number, input: number[][], expected: number[][] }[]} */
  const all = JSON.parse(readFileSync(tables, 'utf8'));
  /** @type {Record<string, Filter>} */
  const filters = { bilinear: 'bilinear', lanczos: 'lanczos3' };
  let compared = 0;
  for (const { name, filter, src, dst, input, expected } of all) {
    if (!(filter in filters)) continue;
    const image = blank(src, src);
    input.flat().forEach((grey, i) => {
      image.data.set([grey, grey, grey, 255], 4 * i);
    });
    const { data } = resizedTo(image, dst, dst, filters[filter]);
    expected.flat().forEach((grey, i) => {
      for (let c = 0; c < 3; c++)
        assert.ok(Math.abs(data[4 * i + c] - grey) <= 1, `${name}: ${data[4 * i + c]}, not ${grey}`);
    });
    compared++;
  }
  t.diagnostic(`${compared} of ${all.length} tables compared, ${all.length - compared} of filters that are not here`);
  assert.ok(compared >= 4);
});
