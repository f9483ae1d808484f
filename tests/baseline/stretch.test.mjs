// threshold, normalise and equalise against their definitions, by way of plain histograms.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { grayscale } from '../../js-baseline/pointwise.js';
import { equalise, normalise } from '../../js-baseline/stretch.js';
import { threshold } from '../../js-baseline/threshold.js';
import { blank, noise, picture, synthetic } from './images.mjs';
import { clamp, SIZES } from './reference.mjs';

/** @typedef {import('../../js-baseline/pixels.js').Pixels} Pixels */

const images = SIZES.map(([width, height], i) => noise(width, height, i + 1, 'translucent'));
images.push(picture(120, 90).image, synthetic(97, 61), noise(40, 30, 77, 'opaque'));

/** A grey image of these values, opaque. @param {number[]} values @returns {Pixels} */
function greys(values) {
  const image = blank(values.length, 1);
  for (const [i, value] of values.entries()) image.data.set([value, value, value, 255], 4 * i);
  return image;
}

/** The values of a channel where alpha is not 0. @param {Pixels} image @param {number} c */
function visible({ data }, c) {
  const values = [];
  for (let i = 0; i < data.length; i += 4) if (data[i + 3] !== 0) values.push(data[i + c]);
  return values;
}

/** @param {Pixels} image */
function grey(image) {
  const out = blank(image.width, image.height);
  grayscale(image, out);
  return out;
}

/** @param {(src: Pixels, dst: Pixels) => void} kernel @param {Pixels} image */
function run(kernel, image) {
  const out = blank(image.width, image.height);
  kernel(image, out);
  for (let i = 3; i < out.data.length; i += 4) assert.equal(out.data[i], image.data[i], 'alpha');
  return out;
}

/** @param {Pixels} out @param {(i: number) => number} want of byte i, a colour's */
function checkColours(out, want) {
  for (let i = 0; i < out.data.length; i++) {
    if (i % 4 !== 3 && out.data[i] !== want(i)) assert.fail(`byte ${i}: ${out.data[i]}, not ${want(i)}`);
  }
}

test('threshold makes white what is not below the value', () => {
  for (const image of images) {
    const luma = grey(image);
    for (const value of [0, 1, 2, 100, 128, 254, 255]) {
      const byLuma = run((s, d) => threshold(s, d, { value, grayscale: true, method: 'fixed' }), image);
      checkColours(byLuma, (i) => (luma.data[i] >= value ? 255 : 0));
      const each = run((s, d) => threshold(s, d, { value, grayscale: false, method: 'fixed' }), image);
      checkColours(each, (i) => (image.data[i] >= value ? 255 : 0));
    }
  }
});

/** The variance within the two parts, times their sizes: what Otsu makes least. @param {number[]} values @param {number} value */
function within(values, value) {
  const parts = [values.filter((x) => x < value), values.filter((x) => x >= value)];
  return parts.reduce((total, part) => {
    const mean = part.reduce((sum, x) => sum + x, 0) / part.length;
    return total + part.reduce((sum, x) => sum + (x - mean) ** 2, 0);
  }, 0);
}

test("Otsu's value leaves the least variance within the two parts", () => {
  for (const image of images) {
    const luma = grey(image);
    const values = visible(luma, 0);
    const out = run((s, d) => threshold(s, d, { value: 0, grayscale: true, method: 'otsu' }), image);
    if (new Set(values).size < 2) continue;
    let least = Number.POSITIVE_INFINITY;
    for (let value = 1; value < 256; value++) {
      if (values.some((x) => x < value) && values.some((x) => x >= value))
        least = Math.min(least, within(values, value));
    }
    const white = values.filter((_, i) => visible(out, 0)[i] === 255);
    assert.ok(within(values, Math.min(...white)) <= least * (1 + 1e-9) + 1e-9);
  }
});

test("Otsu's value also decides colour by colour", () => {
  const image = greys([10, 12, 11, 200, 210, 205]);
  image.data.set([200, 10, 11], 0);
  const out = run((s, d) => threshold(s, d, { value: 255, grayscale: false, method: 'otsu' }), image);
  assert.deepEqual([...out.data.subarray(0, 8)], [255, 0, 0, 255, 0, 0, 0, 255]);
  assert.equal(out.data[12], 255);
});

test('Otsu of one value: black stays black, the rest is white', () => {
  for (const value of [0, 1, 77, 255]) {
    const out = run((s, d) => threshold(s, d, { value: 0, grayscale: true, method: 'otsu' }), greys([value, value]));
    assert.equal(out.data[0], value === 0 ? 0 : 255);
  }
});

/** @param {number[]} values @param {number} percent */
function percentile(values, percent) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil((percent * sorted.length) / 100 - 1e-9) - 1)];
}

test('normalise stretches between percentiles of the luma', () => {
  for (const image of images) {
    const luma = visible(grey(image), 0);
    for (const { lower, upper } of [
      { lower: 1, upper: 99 },
      { lower: 0, upper: 100 },
      { lower: 10.5, upper: 60 },
      { lower: 99, upper: 1 },
    ]) {
      const low = luma.length === 0 ? 0 : percentile(luma, lower);
      const high = luma.length === 0 ? 0 : percentile(luma, upper);
      const out = run((s, d) => normalise(s, d, { lower, upper }), image);
      checkColours(out, (i) => {
        if (high <= low) return image.data[i];
        return Math.floor(clamp(((image.data[i] - low) * 255) / (high - low), 0, 255) + 0.5);
      });
    }
  }
});

test('normalise with 0 and 100 makes the darkest black and the lightest white', () => {
  const out = run((s, d) => normalise(s, d, { lower: 0, upper: 100 }), greys([60, 90, 80, 120]));
  assert.deepEqual(
    [0, 4, 8, 12].map((i) => out.data[i]),
    [0, 128, 85, 255],
  );
});

test('normalise leaves one value alone', () => {
  const image = greys([77, 77, 77]);
  assert.deepEqual(run((s, d) => normalise(s, d, { lower: 1, upper: 99 }), image).data, image.data);
});

test("equalise is Pillow's", () => {
  for (const image of images) {
    const tables = [0, 1, 2].map((c) => {
      // ImageOps.equalize, line by line.
      const values = visible(image, c);
      const h = Array.from({ length: 256 }, (_, i) => values.filter((x) => x === i).length);
      const histo = h.filter((n) => n > 0);
      const identity = Array.from({ length: 256 }, (_, i) => i);
      if (histo.length <= 1) return identity;
      const step = Math.floor((values.length - histo[histo.length - 1]) / 255);
      if (step === 0) return identity;
      let n = Math.floor(step / 2);
      return h.map((count) => {
        const entry = Math.min(255, Math.floor(n / step));
        n += count;
        return entry;
      });
    });
    checkColours(run(equalise, image), (i) => tables[i % 4][image.data[i]]);
  }
});

test('equalise makes the distribution even', () => {
  const image = synthetic(200, 150);
  const out = run(equalise, image);
  for (let c = 0; c < 3; c++) {
    const values = visible(out, c);
    const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
    assert.ok(Math.abs(mean - 127.5) < 4, `mean ${mean}`);
  }
});

test('what is transparent does not count', () => {
  const image = noise(60, 40, 12, 'opaque');
  for (let i = 0; i < image.data.length; i += 4)
    for (let c = 0; c < 3; c++) image.data[i + c] = 90 + (image.data[i + c] >> 2);
  const holes = { ...image, data: image.data.slice() };
  const filled = { ...image, data: image.data.slice() };
  for (let i = 0; i < 4 * 900; i += 4) {
    holes.data.set([0, 255, 0, 0], i);
    filled.data.set([255, 0, 0, 0], i);
  }
  const kernels = [
    /** @param {Pixels} s @param {Pixels} d */ (s, d) => normalise(s, d, { lower: 1, upper: 99 }),
    equalise,
    /** @param {Pixels} s @param {Pixels} d */ (s, d) => threshold(s, d, { value: 1, grayscale: true, method: 'otsu' }),
  ];
  for (const kernel of kernels) {
    assert.deepEqual(run(kernel, holes).data.subarray(3600), run(kernel, filled).data.subarray(3600));
  }
});
