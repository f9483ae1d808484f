// sharpen, boxBlur, convolve by large windows and convolveSeparable against their definitions in double precision.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { blur } from '../../js-baseline/blur.js';
import { boxBlur } from '../../js-baseline/boxBlur.js';
import { convolve } from '../../js-baseline/convolve.js';
import { convolveSeparable } from '../../js-baseline/convolveSeparable.js';
import { sharpen } from '../../js-baseline/sharpen.js';
import { blank, noise, picture, randomNumbers } from './images.mjs';
import {
  clamp,
  gaussianBlur,
  largestError,
  numbers,
  premultiplied,
  SIZES,
  sample,
  separable,
  straight,
} from './reference.mjs';

/** @typedef {import('../../js-baseline/pixels.js').Pixels} Pixels */
/** @typedef {import('./reference.mjs').Numbers} Numbers */

const translucent = SIZES.map(([width, height], i) => noise(width, height, i + 1, 'translucent'));
const opaque = SIZES.map(([width, height], i) => noise(width, height, i + 30, 'opaque'));
opaque.push(picture(120, 90).image);

/** @param {Pixels} image @param {(src: Pixels, dst: Pixels) => void} kernel @returns {Pixels} */
function output(image, kernel) {
  const out = blank(image.width, image.height);
  kernel(image, out);
  return out;
}

/**
 * Every colour is within `tolerance` of what `expected` says for it, clamped to a byte, and alpha is kept.
 * @param {Pixels} image
 * @param {Pixels} out
 * @param {(x: number, y: number, c: number) => number} expected
 * @param {number} tolerance
 */
function near(image, out, expected, tolerance) {
  for (let y = 0; y < image.height; y++) {
    for (let x = 0; x < image.width; x++) {
      for (let c = 0; c < 3; c++) {
        const want = clamp(expected(x, y, c), 0, 255);
        const got = sample(out, x, y, c);
        const where = `${image.width} x ${image.height} at ${x}, ${y}, ${c}: ${got}, not ${want}`;
        assert.ok(Math.abs(got - want) <= tolerance, where);
      }
      assert.equal(sample(out, x, y, 3), sample(image, x, y, 3), 'alpha');
    }
  }
}

test('sharpen adds the difference from what blur gives, where it exceeds the threshold', () => {
  for (const image of [...translucent, ...opaque]) {
    for (const { sigma, amount, threshold } of [
      { sigma: 1, amount: 1, threshold: 0 },
      { sigma: 0.3, amount: 10, threshold: 0 },
      { sigma: 4, amount: 0.37, threshold: 20.5 },
      { sigma: 1.5, amount: 1.9999, threshold: 12 },
      { sigma: 40, amount: 2, threshold: 255 },
    ]) {
      const blurred = output(image, (src, dst) => blur(src, dst, { sigma }));
      const out = output(image, (src, dst) => sharpen(src, dst, { sigma, amount, threshold }));
      const expected = (/** @type {number} */ x, /** @type {number} */ y, /** @type {number} */ c) => {
        const value = sample(image, x, y, c);
        const difference = value - sample(blurred, x, y, c);
        const wanted = Math.abs(difference) > threshold && sample(blurred, x, y, 3) > 0;
        return wanted ? value + amount * difference : value;
      };
      // Half of the last step, and half of the 1/8 or 1/64 before it.
      near(image, out, expected, 0.57);
    }
  }
});

test('sharpen of opaque images is an unsharp mask over a true Gaussian', () => {
  for (const image of opaque) {
    for (const sigma of [0.5, 1, 1.7]) {
      const gaussian = gaussianBlur(image, sigma);
      const out = output(image, (src, dst) => sharpen(src, dst, { sigma, amount: 1, threshold: 0 }));
      near(image, out, (x, y, c) => 2 * sample(image, x, y, c) - sample(gaussian, x, y, c), 1.6);
    }
  }
});

test('sharpen with amount 0 or with threshold 255 changes nothing', () => {
  for (const image of translucent) {
    for (const params of [
      { sigma: 2, amount: 0, threshold: 0 },
      { sigma: 2, amount: 10, threshold: 255 },
    ]) {
      assert.deepEqual(output(image, (src, dst) => sharpen(src, dst, params)).data, image.data);
    }
  }
});

/** Visible pixels of one grey, and transparent ones of any colour. @param {number} seed */
function hidden(seed) {
  const image = noise(61, 47, seed, 'translucent');
  for (let i = 0; i < image.data.length; i += 4) if (image.data[i + 3] > 0) image.data.fill(100, i, i + 3);
  return image;
}

test('the colour under transparent pixels does not bleed into sharpen and boxBlur', () => {
  const image = hidden(5);
  const other = { ...image, data: image.data.slice() };
  for (let i = 0; i < image.data.length; i += 4) if (image.data[i + 3] === 0) other.data.fill(0, i, i + 3);
  /** @param {(src: Pixels, dst: Pixels) => void} kernel */
  const same = (kernel) => {
    const a = output(image, kernel).data;
    const b = output(other, kernel).data;
    for (let i = 0; i < a.length; i += 4) {
      if (a[i + 3] > 0) assert.deepEqual(a.subarray(i, i + 4), b.subarray(i, i + 4), `pixel ${i / 4}`);
    }
  };
  for (const sigma of [0.5, 1, 3, 20]) same((src, dst) => sharpen(src, dst, { sigma, amount: 3, threshold: 0 }));
  for (const radius of [1, 4, 30]) same((src, dst) => boxBlur(src, dst, { radius }));
});

/** @param {Pixels} image @param {number} radius @returns {Numbers} */
function mean(image, radius) {
  const weights = Array(2 * radius + 1).fill(1 / (2 * radius + 1));
  const at = (/** @type {number} */ i) => ({ first: i - radius, weights });
  return separable(premultiplied(image), at, at, image.width, image.height);
}

test('boxBlur of opaque images is the mean', () => {
  for (const image of opaque) {
    for (const radius of [1, 2, 3, 7, 20, 64, 255]) {
      const out = output(image, (src, dst) => boxBlur(src, dst, { radius }));
      // Half a byte, and half of 1/64 of one for each pass.
      const error = largestError(out, straight(mean(image, radius)));
      assert.ok(error <= 0.516, `${image.width} x ${image.height}, radius ${radius}: ${error}`);
    }
  }
});

test('boxBlur weighs by alpha', () => {
  for (const image of translucent) {
    for (const radius of [1, 2, 5, 40, 255]) {
      const out = output(image, (src, dst) => boxBlur(src, dst, { radius }));
      const reference = mean(image, radius);
      const want = straight(reference);
      for (let i = 0; i < out.data.length; i++) {
        const alpha = reference.data[i | 3];
        // Of an alpha of 1 the colours have 64 steps; premultiplying rounds by up to one, each pass by half of one.
        const allowed = (i & 3) === 3 ? 0.516 : 0.5 + 2.5 * (255 / Math.max(1, 64 * alpha));
        const error = Math.abs(out.data[i] - want.data[i]);
        assert.ok(error <= allowed || alpha < 1 / 32, `radius ${radius}, byte ${i}: ${error} at alpha ${alpha}`);
      }
    }
  }
});

test('boxBlur keeps constant images', () => {
  for (const [width, height] of SIZES) {
    for (const pixel of [
      [0, 0, 0, 255],
      [255, 255, 255, 255],
      [1, 128, 254, 255],
      [200, 100, 50, 200],
    ]) {
      const image = blank(width, height);
      for (let i = 0; i < image.data.length; i++) image.data[i] = pixel[i % 4];
      for (const radius of [1, 2, 9, 100, 255]) {
        assert.deepEqual(output(image, (src, dst) => boxBlur(src, dst, { radius })).data, image.data);
      }
    }
  }
});

test('the float division of the compiled boxBlur is exact', () => {
  // Sums on either side of every halfway point, of every radius: what lies between them cannot be rounded otherwise.
  const whole = 12582912 + 8160;
  for (let n = 3; n <= 511; n += 2) {
    const inverse = Math.fround(1 / n);
    for (let mean = 0; mean <= 16320; mean++) {
      for (let sum = mean * n - (n >> 1); sum <= mean * n + (n >> 1); sum += n - 1) {
        const float = Math.fround(Math.fround((sum - 8160 * n) * inverse) + whole);
        if (float - 12582912 !== mean) assert.fail(`${sum} / ${n} is not ${float - 12582912}`);
      }
    }
  }
});

/** @param {Pixels} image @param {readonly number[]} kernel @param {number} width @param {number} height */
function correlation(image, kernel, width, height) {
  return (/** @type {number} */ x, /** @type {number} */ y, /** @type {number} */ c) => {
    let sum = 0;
    for (const [i, weight] of kernel.entries()) {
      sum += weight * sample(image, x + (i % width) - (width >> 1), y + Math.floor(i / width) - (height >> 1), c);
    }
    return sum;
  };
}

/** @param {number} size @param {number} sigma @returns {number[]} */
function gaussian(size, sigma) {
  const weights = Array.from({ length: size }, (_, i) => Math.exp(-((i - (size >> 1)) ** 2) / (2 * sigma * sigma)));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

/** @param {readonly number[]} row @param {readonly number[]} column */
const outer = (row, column) => column.flatMap((y) => row.map((x) => x * y));

const smaller = [...translucent, ...opaque.slice(0, -1), picture(40, 30).image];

test('convolve by large windows is a correlation with replicated edges', () => {
  const random = randomNumbers(11);
  const draw = (/** @type {number} */ n, /** @type {number} */ most) =>
    Array.from({ length: n }, () => (random() * 2 - 1) * most);
  const tent = [1, 2, 3, 4, 3, 2, 1];
  const sparse = Array(81).fill(0);
  sparse[0] = 3;
  sparse[44] = -1;
  sparse[80] = 1;
  /** @type {{ kernel: number[], scale: number, offset: number }[]} */
  const cases = [
    { kernel: outer(tent, tent), scale: 0, offset: 0 },
    { kernel: outer(tent, tent).map((w, i) => (i === 24 ? w - 200 : w)), scale: 0, offset: 10 },
    { kernel: sparse, scale: 0, offset: 0 },
    { kernel: Array(225).fill(1), scale: 0, offset: 0 },
    { kernel: Array(225).fill(0), scale: 0, offset: 33 },
    { kernel: Array(225).fill(127), scale: 1, offset: -255 },
    { kernel: Array(169).fill(-127), scale: 1, offset: 255 },
    { kernel: Array(49).fill(127), scale: 0.001, offset: 0 },
  ];
  for (const size of [7, 9, 11, 13, 15]) {
    cases.push({ kernel: outer(gaussian(size, size / 5), gaussian(size, size / 6)), scale: 0, offset: 0 });
    cases.push({ kernel: draw(size * size, 1), scale: size, offset: 100 });
    cases.push({ kernel: draw(size * size, 127), scale: 127 * size, offset: 127.5 });
  }
  for (const { kernel, scale, offset } of cases) {
    const size = Math.sqrt(kernel.length);
    const divisor = scale || kernel.reduce((sum, weight) => sum + weight, 0) || 1;
    for (const image of smaller) {
      const sum = correlation(image, kernel, size, size);
      const out = output(image, (src, dst) => convolve(src, dst, { kernel, scale, offset }));
      near(image, out, (x, y, c) => sum(x, y, c) / divisor + offset, 0.7);
    }
  }
});

test('convolve keeps constant images by any window whose weights add up to one', () => {
  const image = blank(23, 17);
  for (const size of [3, 5, 7, 9, 11, 13, 15]) {
    for (const value of [1, 100, 254]) {
      for (let i = 0; i < image.data.length; i += 4) image.data.set([value, value, value, 255], i);
      for (const kernel of [Array(size * size).fill(1), outer(gaussian(size, size / 5), gaussian(size, size / 5))]) {
        const out = output(image, (src, dst) => convolve(src, dst, { kernel, scale: 0, offset: 0 }));
        assert.deepEqual(out.data, image.data, `${size} x ${size} of ${value}`);
      }
    }
  }
});

test('convolveSeparable is a row and a column of weights', () => {
  const random = randomNumbers(12);
  const draw = (/** @type {number} */ n, /** @type {number} */ most) =>
    Array.from({ length: n }, () => (random() * 2 - 1) * most);
  const sobel = { horizontal: [-1, 0, 1], vertical: [1, 2, 1], offset: 0 };
  const cases = [
    sobel,
    { horizontal: [1, 2, 1], vertical: [-1, 0, 1], offset: 128 },
    { horizontal: [0, 1, 0], vertical: [0, 1, 0], offset: -7.25 },
    { horizontal: [0, 0, 0], vertical: [1, 1, 1], offset: 77 },
    { horizontal: [0, 0, 1, 0, 0], vertical: gaussian(31, 5), offset: 255 },
    { horizontal: gaussian(31, 5), vertical: [0, 0, 1], offset: -255 },
  ];
  for (let size = 3; size <= 31; size += 2) {
    const other = 3 + (((size * 12) % 29) & ~1);
    cases.push({ horizontal: gaussian(size, size / 5), vertical: gaussian(other, other / 6), offset: 0 });
    cases.push({ horizontal: draw(size, 3 / size), vertical: draw(other, 3 / other), offset: 100 });
  }
  for (const { horizontal, vertical, offset } of cases) {
    const kernel = outer(horizontal, vertical);
    for (const image of [...smaller.slice(0, 7), smaller[smaller.length - 1]]) {
      const sum = correlation(image, kernel, horizontal.length, vertical.length);
      const out = output(image, (src, dst) => convolveSeparable(src, dst, { horizontal, vertical, offset }));
      near(image, out, (x, y, c) => sum(x, y, c) + offset, 0.75);
    }
  }
});

test('convolveSeparable with the largest weights saturates and does not wrap', () => {
  for (const [h, v, offset] of [
    [16, 16, 255],
    [16, -16, 255],
    [-16, 16, -255],
    [-16, -16, -255],
  ]) {
    const horizontal = Array(31).fill(h);
    const vertical = Array(31).fill(v);
    for (const value of [0, 1, 255]) {
      const image = numbers(40, 35);
      const src = { data: Uint8Array.from(image.data, () => value), width: 40, height: 35 };
      const out = output(src, (from, to) => convolveSeparable(from, to, { horizontal, vertical, offset }));
      near(src, out, () => 31 * 31 * h * v * value + offset, 0);
    }
  }
});
