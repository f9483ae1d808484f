// The pointwise kernels, recomb, convolve and sobel against their definitions in double precision.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { convolve } from '../../js-baseline/convolve.js';
import { grayscale, linear, negate } from '../../js-baseline/pointwise.js';
import { recomb } from '../../js-baseline/recomb.js';
import { sobel } from '../../js-baseline/sobel.js';
import { blank, noise, picture, randomNumbers } from './images.mjs';
import { clamp, SIZES, sample } from './reference.mjs';

/** @typedef {import('../../js-baseline/pixels.js').Pixels} Pixels */

const images = SIZES.map(([width, height], i) => noise(width, height, i + 1, 'translucent'));
images.push(picture(120, 90).image);

/**
 * Every colour is within `tolerance` of what `expected` says for it, clamped to a byte, and alpha is kept.
 * @param {(src: Pixels, dst: Pixels) => void} kernel
 * @param {(image: Pixels, x: number, y: number, c: number) => number} expected
 * @param {number} tolerance
 */
function check(kernel, expected, tolerance) {
  for (const image of images) {
    const out = blank(image.width, image.height);
    kernel(image, out);
    for (let y = 0; y < image.height; y++) {
      for (let x = 0; x < image.width; x++) {
        for (let c = 0; c < 3; c++) {
          const want = clamp(expected(image, x, y, c), 0, 255);
          const got = sample(out, x, y, c);
          const where = `${image.width} x ${image.height} at ${x}, ${y}, ${c}: ${got}, not ${want}`;
          assert.ok(Math.abs(got - want) <= tolerance, where);
        }
        assert.equal(sample(out, x, y, 3), sample(image, x, y, 3), 'alpha');
      }
    }
  }
}

/** @param {Pixels} image @param {number} x @param {number} y */
function luma(image, x, y) {
  return 0.2126 * sample(image, x, y, 0) + 0.7152 * sample(image, x, y, 1) + 0.0722 * sample(image, x, y, 2);
}

/** Magnitude of the Sobel gradient of a grey image. @param {Pixels} grey @param {number} x @param {number} y */
function gradient(grey, x, y) {
  const at = (/** @type {number} */ i, /** @type {number} */ j) => sample(grey, x + i, y + j, 0);
  const gx = at(1, -1) + 2 * at(1, 0) + at(1, 1) - at(-1, -1) - 2 * at(-1, 0) - at(-1, 1);
  const gy = at(-1, 1) + 2 * at(0, 1) + at(1, 1) - at(-1, -1) - 2 * at(0, -1) - at(1, -1);
  return Math.sqrt(gx * gx + gy * gy);
}

test('grayscale is Rec. 709 luma', () => {
  check(grayscale, luma, 0.51);
});

test('grayscale keeps greys', () => {
  const image = blank(256, 1);
  for (let i = 0; i < 256; i++) image.data.set([i, i, i, i], 4 * i);
  const out = blank(256, 1);
  grayscale(image, out);
  assert.deepEqual(out.data, image.data);
});

test('negate is 255 - x', () => {
  check(negate, (image, x, y, c) => 255 - sample(image, x, y, c), 0);
});

test('linear is a x + b', () => {
  const random = randomNumbers(4);
  const draw = (/** @type {number} */ most) => [0, 0, 0].map(() => (random() * 2 - 1) * most);
  for (const { a, b } of [
    { a: [1, 1, 1], b: [0, 0, 0] },
    { a: [1.2, 1.2, 1.2], b: [-20, -20, -20] },
    { a: [-1, 0, 0.5], b: [255, 77, 63.5] },
    ...Array.from({ length: 10 }, () => ({ a: draw(4), b: draw(400) })),
  ]) {
    check(
      (src, dst) => linear(src, dst, { a, b }),
      (image, x, y, c) => a[c] * sample(image, x, y, c) + b[c],
      1,
    );
  }
});

test('linear with the largest factors and offsets saturates and does not wrap', () => {
  for (const [a, b] of [
    [127, 32000],
    [127, -32000],
    [-127, 32000],
    [-127, -32000],
  ]) {
    // Fraction bits are few here: the factor is exact, the sum saturates.
    const params = { a: [a, a, a], b: [b, b, b] };
    check(
      (src, dst) => linear(src, dst, params),
      (image, x, y, c) => a * sample(image, x, y, c) + b,
      1,
    );
  }
});

test('recomb is a matrix', () => {
  const random = randomNumbers(5);
  for (const matrix of [
    [1, 0, 0, 0, 1, 0, 0, 0, 1],
    [0, 1, 0, 0, 0, 1, 1, 0, 0],
    [0.393, 0.769, 0.189, 0.349, 0.686, 0.168, 0.272, 0.534, 0.131],
    ...Array.from({ length: 10 }, () => Array.from({ length: 9 }, () => random() * 4 - 2)),
  ]) {
    check(
      (src, dst) => recomb(src, dst, { matrix }),
      (image, x, y, c) => matrix.slice(3 * c, 3 * c + 3).reduce((sum, m, i) => sum + m * sample(image, x, y, i), 0),
      1,
    );
  }
});

test('convolve is a correlation with replicated edges', () => {
  const random = randomNumbers(6);
  const draw = (/** @type {number} */ n) => Array.from({ length: n }, () => random() * 2 - 1);
  const binomial = [1, 4, 6, 4, 1].flatMap((y) => [1, 4, 6, 4, 1].map((x) => x * y));
  for (const { kernel, scale, offset } of [
    { kernel: [0, -1, 0, -1, 5, -1, 0, -1, 0], scale: 0, offset: 0 },
    { kernel: binomial, scale: 0, offset: 0 },
    { kernel: [1, 2, 1, 0, 0, 0, -1, -2, -1], scale: 0, offset: 128 },
    { kernel: [-1, 0, 1, -2, 0, 2, -1, 0, 1], scale: 4, offset: 127.5 },
    { kernel: Array(25).fill(0), scale: 0, offset: 33 },
    ...[9, 9, 9, 25, 25, 25].map((n, i) => ({ kernel: draw(n), scale: 1 + i, offset: i * 10 })),
    { kernel: Array(25).fill(127), scale: 1, offset: -255 },
    { kernel: Array(9).fill(-127), scale: 1, offset: 255 },
  ]) {
    const size = kernel.length === 25 ? 5 : 3;
    const middle = size >> 1;
    const divisor = scale || kernel.reduce((sum, weight) => sum + weight, 0) || 1;
    check(
      (src, dst) => convolve(src, dst, { kernel, scale, offset }),
      (image, x, y, c) => {
        let sum = 0;
        for (const [i, weight] of kernel.entries()) {
          sum += weight * sample(image, x + (i % size) - middle, y + Math.floor(i / size) - middle, c);
        }
        return sum / divisor + offset;
      },
      1,
    );
  }
});

test('sobel is the magnitude of the gradient of what grayscale gives', () => {
  const greys = new Map(
    images.map((image) => {
      const grey = blank(image.width, image.height);
      grayscale(image, grey);
      return [image, grey];
    }),
  );
  check(sobel, (image, x, y) => gradient(/** @type {Pixels} */ (greys.get(image)), x, y), 0.51);
});

test('sobel rounds every magnitude to nearest', () => {
  // Greys low enough that most magnitudes stay below 255.
  const image = blank(97, 97);
  const random = randomNumbers(8);
  for (let i = 0; i < image.data.length; i += 4) image.data.fill(random() * 90, i, i + 3);
  const out = blank(97, 97);
  sobel(image, out);
  for (let y = 0; y < 97; y++) {
    for (let x = 0; x < 97; x++) {
      assert.equal(sample(out, x, y, 1), Math.min(255, Math.round(gradient(image, x, y))));
    }
  }
});
