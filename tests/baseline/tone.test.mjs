// gamma, levels, posterize and tint against their definitions in double precision.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { grayscale } from '../../js-baseline/pointwise.js';
import { gamma, levels, posterize, tint } from '../../js-baseline/tone.js';
import { blank, noise, randomNumbers } from './images.mjs';
import { clamp } from './reference.mjs';

/** @typedef {import('../../js-baseline/pixels.js').Pixels} Pixels */

/** All bytes in each colour, in different orders, with all alphas. */
const ramp = blank(256, 1);
for (let x = 0; x < 256; x++) ramp.data.set([x, 255 - x, (x * 7) & 255, x], 4 * x);

/**
 * Every colour is within `tolerance` of the function of its byte, and alpha is kept.
 * @param {(src: Pixels, dst: Pixels) => void} kernel
 * @param {(x: number) => number} expected
 * @param {number} tolerance
 */
function check(kernel, expected, tolerance) {
  for (const image of [ramp, noise(13, 7, 5, 'translucent')]) {
    const out = blank(image.width, image.height);
    kernel(image, out);
    for (let i = 0; i < image.data.length; i++) {
      const want = i % 4 === 3 ? image.data[i] : expected(image.data[i]);
      const error = Math.abs(out.data[i] - want);
      if (error > (i % 4 === 3 ? 0 : tolerance)) assert.fail(`byte ${image.data[i]}: ${out.data[i]}, not ${want}`);
    }
  }
}

// A value rounded to nearest, however halves go.
const ROUNDED = 0.5 + 1e-6;

test('gamma is a power of 1 / gamma', () => {
  for (const exponent of [1, 1.5, 2.2, 3]) {
    check(
      (src, dst) => gamma(src, dst, { gamma: exponent }),
      (x) => 255 * (x / 255) ** (1 / exponent),
      ROUNDED,
    );
  }
});

test('levels maps a range to a range by way of a gamma', () => {
  const random = randomNumbers(3);
  const byte = () => Math.floor(random() * 256);
  for (const [inputBlack, inputWhite, exponent, outputBlack, outputWhite] of [
    [0, 255, 1, 0, 255],
    [16, 235, 1, 0, 255],
    [0, 255, 1, 255, 0],
    [100, 101, 1, 0, 255],
    [16, 235, 1.4, 10, 250],
    [0, 255, 0.1, 0, 255],
    [0, 255, 10, 255, 0],
    ...Array.from({ length: 40 }, (_, i) => {
      const black = Math.floor(random() * 255);
      const white = black + 1 + Math.floor(random() * (255 - black));
      return [black, white, i % 2 === 0 ? 1 : 0.1 * 100 ** random(), byte(), byte()];
    }),
  ]) {
    const params = { inputBlack, inputWhite, gamma: exponent, outputBlack, outputWhite };
    check(
      (src, dst) => levels(src, dst, params),
      (x) => {
        const t = clamp((x - inputBlack) / (inputWhite - inputBlack), 0, 1);
        return outputBlack + (outputWhite - outputBlack) * t ** (1 / exponent);
      },
      ROUNDED,
    );
  }
});

test('levels with a white that is not above black is a step', () => {
  for (const inputWhite of [0, 100, 101]) {
    for (const exponent of [1, 2]) {
      const params = { inputBlack: 100, inputWhite, gamma: exponent, outputBlack: 3, outputWhite: 200 };
      check(
        (src, dst) => levels(src, dst, params),
        (x) => (x > 100 ? 200 : 3),
        0,
      );
    }
  }
});

test('levels rounds halves up', () => {
  const image = blank(1, 1);
  image.data.set([1, 1, 1, 255]);
  const out = blank(1, 1);
  for (const [outputBlack, outputWhite] of [
    [4, 5],
    [5, 4],
  ]) {
    levels(image, out, { inputBlack: 0, inputWhite: 2, gamma: 1, outputBlack, outputWhite });
    assert.equal(out.data[0], 5);
    // (1 / 2)^2 of 2: a half by way of pow.
    levels(image, out, { inputBlack: 0, inputWhite: 2, gamma: 0.5, outputBlack: 4, outputWhite: 6 });
    assert.equal(out.data[0], 5);
  }
});

test('posterize divides the bytes into equal parts and spreads their values from 0 to 255', () => {
  for (let count = 2; count <= 256; count++) {
    check(
      (src, dst) => posterize(src, dst, { levels: count }),
      (x) => (Math.floor((x * count) / 256) * 255) / (count - 1),
      ROUNDED,
    );
    const out = blank(256, 1);
    posterize(ramp, out, { levels: count });
    assert.equal(new Set(out.data.filter((_, i) => i % 4 === 0)).size, count);
  }
});

/** @param {ArrayLike<number>} pixel */
const luma = (pixel) => 0.2126 * pixel[0] + 0.7152 * pixel[1] + 0.0722 * pixel[2];

test('tint adds to what grayscale gives the chroma of the colour, weighed by 1 - 4 (y - 1/2)^2', () => {
  const random = randomNumbers(9);
  for (const colour of [
    [112, 66, 20],
    [255, 0, 0],
    [0, 0, 255],
    [255, 255, 0],
    [128, 128, 128],
    ...Array.from({ length: 10 }, () => [random() * 255, random() * 255, random() * 255]),
  ]) {
    for (const image of [ramp, noise(31, 9, 2, 'translucent')]) {
      const out = blank(image.width, image.height);
      const grey = blank(image.width, image.height);
      tint(image, out, { colour });
      grayscale(image, grey);
      for (let i = 0; i < image.data.length; i += 4) {
        const y = grey.data[i];
        const weight = 1 - 4 * (y / 255 - 0.5) ** 2;
        for (let c = 0; c < 3; c++) {
          const want = clamp(y + (colour[c] - luma(colour)) * weight, 0, 255);
          // Luma's weights and the factors have 15 bits.
          const error = Math.abs(out.data[i + c] - want);
          if (error > 0.53)
            assert.fail(`${image.data.subarray(i, i + 3)}: ${out.data.subarray(i, i + 3)}, not ${want}`);
        }
        assert.equal(out.data[i + 3], image.data[i + 3]);
      }
    }
  }
});

test('tint keeps the luma, black and white; grey tints make grey', () => {
  const image = noise(64, 64, 8, 'opaque');
  const out = blank(64, 64);
  tint(image, out, { colour: [140, 120, 100] });
  for (let i = 0; i < out.data.length; i += 4) {
    assert.ok(Math.abs(luma(out.data.subarray(i)) - luma(image.data.subarray(i))) <= 1.01);
  }
  const ends = blank(2, 1);
  ends.data.set([0, 0, 0, 9, 255, 255, 255, 7]);
  const tinted = blank(2, 1);
  tint(ends, tinted, { colour: [255, 0, 0] });
  assert.deepEqual(tinted.data, ends.data);
  tint(image, out, { colour: [77, 77, 77] });
  for (let i = 0; i < out.data.length; i += 4)
    assert.ok(out.data[i] === out.data[i + 1] && out.data[i] === out.data[i + 2]);
});
