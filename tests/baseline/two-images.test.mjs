// blend, difference and mask against their definitions in double precision.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { blend, difference, mask } from '../../js-baseline/blend.js';
import { blank, noise, picture } from './images.mjs';
import { SIZES } from './reference.mjs';

/** @typedef {import('../../js-baseline/pixels.js').Pixels} Pixels */

/** @type {[Pixels, Pixels][]} */
const pairs = SIZES.flatMap(([width, height], i) => [
  [noise(width, height, 2 * i + 1, 'translucent'), noise(width, height, 2 * i + 2, 'translucent')],
  [noise(width, height, 2 * i + 1, 'opaque'), noise(width, height, 2 * i + 2, 'opaque')],
  [noise(width, height, 2 * i + 1, 'opaque'), noise(width, height, 2 * i + 2, 'translucent')],
]);
pairs.push([picture(90, 60).image, noise(90, 60, 5, 'translucent')]);

/**
 * @param {(one: Pixels, two: Pixels, dst: Pixels) => void} kernel
 * @param {(p: Uint8Array, q: Uint8Array, got: Uint8Array) => void} check of two pixels and of what came out
 */
function each(kernel, check) {
  for (const [one, two] of pairs) {
    const dst = blank(one.width, one.height);
    kernel(one, two, dst);
    for (let i = 0; i < dst.data.length; i += 4) {
      const four = (/** @type {Pixels} */ { data }) => data.subarray(i, i + 4);
      check(four(one), four(two), four(dst));
    }
  }
}

/** @param {number} got @param {number} want @param {number} tolerance @param {ArrayLike<number>[]} pixels */
function near(got, want, tolerance, ...pixels) {
  assert.ok(
    Math.abs(got - want) <= tolerance,
    `${got}, not ${want}: ${pixels.map((p) => Array.from(p)).join(' and ')}`,
  );
}

test('blend interpolates premultiplied colours', () => {
  for (const amount of [0, 0.1, 0.25, 0.5, 0.7, 0.998, 0.999, 1]) {
    const share = Math.floor(amount * 256 + 0.5) / 256;
    each(
      (one, two, dst) => blend(one, two, dst, { amount }),
      (p, q, got) => {
        const alpha = (1 - share) * p[3] + share * q[3];
        near(got[3], alpha, 0.5, p, q);
        for (let c = 0; c < 3; c++) {
          const colour = ((1 - share) * p[3] * p[c] + share * q[3] * q[c]) / alpha;
          near(got[c], got[3] === 0 ? 0 : colour, 0.5 + 1e-9, p, q);
        }
      },
    );
  }
});

test('blend begins with the first image and ends with the second', () => {
  for (const [one, two] of pairs) {
    for (const [amount, whole] of /** @type {[number, Pixels][]} */ ([
      [0, one],
      [1, two],
    ])) {
      const dst = blank(one.width, one.height);
      blend(one, two, dst, { amount });
      const visible = whole.data.map((v, i) => (whole.data[i - (i % 4) + 3] === 0 ? 0 : v));
      assert.deepEqual(dst.data, visible);
    }
  }
});

test('difference is |a - b|, of the larger alpha', () => {
  each(difference, (p, q, got) => {
    for (let c = 0; c < 3; c++) assert.equal(got[c], Math.abs(p[c] - q[c]));
    assert.equal(got[3], Math.max(p[3], q[3]));
  });
});

test('mask by alpha multiplies alphas', () => {
  each(
    (one, two, dst) => mask(one, two, dst, { mode: 'alpha' }),
    (p, q, got) => {
      assert.deepEqual(got.subarray(0, 3), p.subarray(0, 3));
      assert.equal(got[3], Math.round((p[3] * q[3]) / 255));
    },
  );
});

test('mask by luminance multiplies alpha by luma and alpha', () => {
  each(
    (one, two, dst) => mask(one, two, dst, { mode: 'luminance' }),
    (p, q, got) => {
      assert.deepEqual(got.subarray(0, 3), p.subarray(0, 3));
      const luma = 0.2126 * q[0] + 0.7152 * q[1] + 0.0722 * q[2];
      // Luma and its product with alpha are bytes.
      near(got[3], (p[3] * luma * q[3]) / 65025, 1.52, p, q);
    },
  );
});

test('a white mask keeps everything and a black one nothing', () => {
  const image = noise(64, 9, 3, 'translucent');
  for (const [level, part] of [
    [255, 1],
    [0, 0],
  ]) {
    const masks = blank(64, 9);
    for (let i = 0; i < masks.data.length; i++) masks.data[i] = i % 4 === 3 ? 255 : level;
    const dst = blank(64, 9);
    mask(image, masks, dst, { mode: 'luminance' });
    assert.deepEqual(
      dst.data,
      image.data.map((v, i) => (i % 4 === 3 ? v * part : v)),
    );
  }
});
