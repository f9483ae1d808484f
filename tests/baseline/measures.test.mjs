// histogram, stats, psnr, ssim and msSsim against their definitions in double precision.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ssim as publishedSsim } from 'ssim.js';
import { histogram } from '../../js-baseline/histogram.js';
import { psnr } from '../../js-baseline/psnr.js';
import { msSsim, ssim } from '../../js-baseline/ssim.js';
import { stats } from '../../js-baseline/stats.js';
import { blank, noise, picture, randomNumbers, synthetic } from './images.mjs';
import { clamp, SIZES } from './reference.mjs';

/** @typedef {import('../../js-baseline/pixels.js').Pixels} Pixels */
/** @typedef {{ data: Float64Array, width: number, height: number }} Grey one number a pixel */

const images = SIZES.flatMap(([width, height], i) => [
  noise(width, height, i + 1, 'translucent'),
  noise(width, height, i + 20, 'opaque'),
]);
images.push(picture(120, 90).image, synthetic(64, 200));

/** @param {Pixels} image */
const where = ({ width, height }) => `${width} x ${height}`;

/** @param {number} actual @param {number} expected @param {number} share @param {string} message */
function near(actual, expected, share, message) {
  assert.ok(
    Math.abs(actual - expected) <= share * Math.max(1, Math.abs(expected)),
    `${message}: ${actual}, not ${expected}`,
  );
}

/** 8-bit luma, rounded, as the kernels see it. @param {Pixels} image @returns {Grey} */
function luma({ data, width, height }) {
  const grey = new Float64Array(width * height);
  for (let i = 0; i < grey.length; i++) {
    const y = (6966 * data[4 * i] + 23436 * data[4 * i + 1] + 2366 * data[4 * i + 2]) / 32768;
    grey[i] = Math.floor(y + 0.5);
  }
  return { data: grey, width, height };
}

/** With replicated edges. @param {Grey} grey @param {number} x @param {number} y */
const at = ({ data, width, height }, x, y) => data[clamp(y, 0, height - 1) * width + clamp(x, 0, width - 1)];

/** @param {ArrayLike<number>} values of a sample */
function deviation(values) {
  const n = values.length;
  if (n === 1) return 0;
  let mean = 0;
  for (let i = 0; i < n; i++) mean += values[i] / n;
  let squares = 0;
  for (let i = 0; i < n; i++) squares += (values[i] - mean) ** 2;
  return Math.sqrt(squares / (n - 1));
}

test('histogram counts', () => {
  for (const image of images) {
    const results = new Float64Array(1024);
    histogram(image, results);
    const expected = new Float64Array(1024);
    image.data.forEach((value, i) => {
      expected[256 * (i % 4) + value]++;
    });
    assert.deepEqual(results, expected, where(image));
  }
});

test('stats are the sample statistics of each channel and of the luma', () => {
  for (const image of images) {
    const results = new Float64Array(22);
    stats(image, results);
    for (let c = 0; c < 4; c++) {
      const values = image.data.filter((_, i) => i % 4 === c);
      assert.equal(results[c], Math.min(...values));
      assert.equal(results[4 + c], Math.max(...values));
      near(results[8 + c], values.reduce((sum, v) => sum + v, 0) / values.length, 1e-12, `mean, ${where(image)}`);
      near(results[12 + c], deviation(values), 1e-9, `stdev, ${where(image)}`);
    }
    const grey = luma(image);
    const counts = new Map();
    for (const value of grey.data) counts.set(value, (counts.get(value) ?? 0) + 1);
    const entropy = [...counts.values()].reduce((sum, count) => {
      const share = count / grey.data.length;
      return sum - share * Math.log2(share);
    }, 0);
    near(results[16], entropy, 1e-12, `entropy, ${where(image)}`);
    const laplacian = Array.from(grey.data, (centre, i) => {
      const x = i % grey.width;
      const y = Math.floor(i / grey.width);
      const around = at(grey, x - 1, y) + at(grey, x + 1, y) + at(grey, x, y - 1) + at(grey, x, y + 1);
      return (around - 4 * centre) / 9;
    });
    near(results[17], deviation(laplacian), 1e-9, `sharpness, ${where(image)}`);
    assert.equal(results[18], image.data.every((value, i) => i % 4 < 3 || value === 255) ? 1 : 0);
    const bins = new Map();
    for (let i = 0; i < image.data.length; i += 4) {
      const bin = [2, 1, 0].reduce((key, c) => key * 16 + Math.floor(image.data[i + c] / 16), 0);
      bins.set(bin, (bins.get(bin) ?? 0) + 1);
    }
    const fullest = Math.max(...bins.values());
    const bin = Math.min(...[...bins].filter(([, count]) => count === fullest).map(([key]) => key));
    const dominant = [bin % 16, Math.floor(bin / 16) % 16, Math.floor(bin / 256)].map((v) => v * 16 + 8);
    assert.deepEqual([...results.subarray(19)], dominant, `dominant, ${where(image)}`);
  }
});

test('stats of known pictures', () => {
  const flat = blank(16, 16);
  for (let i = 0; i < flat.data.length; i += 4) flat.data.set([200, 100, 50, 255], i);
  const results = new Float64Array(22);
  stats(flat, results);
  assert.deepEqual(
    [...results],
    [200, 100, 50, 255, 200, 100, 50, 255, 200, 100, 50, 255, 0, 0, 0, 0, 0, 0, 1, 200, 104, 56],
  );
  // Every grey once: eight bits.
  const ramp = blank(16, 16);
  for (let i = 0; i < 256; i++) ramp.data.set([i, i, i, 255], 4 * i);
  stats(ramp, results);
  assert.equal(results[16], 8);
});

/** An image like another. @param {Pixels} image @param {number} by @param {number} seed @returns {Pixels} */
function disturbed(image, by, seed) {
  const random = randomNumbers(seed);
  return { ...image, data: image.data.map((v) => clamp(Math.round(v + (random() * 2 - 1) * by), 0, 255)) };
}

/** @param {(src: Pixels, second: Pixels, results: Float64Array) => void} kernel @param {Pixels} one @param {Pixels} other */
function measured(kernel, one, other) {
  const results = new Float64Array(1);
  kernel(one, other, results);
  return results[0];
}

test('psnr is that of the colours', () => {
  for (const [i, image] of images.entries()) {
    for (const by of [2, 30, 400]) {
      const other = disturbed(image, by, i + 1);
      let squares = 0;
      for (let j = 0; j < image.data.length; j++) if (j % 4 < 3) squares += (image.data[j] - other.data[j]) ** 2;
      const expected = 10 * Math.log10((255 * 255 * 3 * image.width * image.height) / squares);
      const decibels = measured(psnr, image, other);
      if (squares === 0) assert.equal(decibels, Infinity);
      else near(decibels, expected, 1e-12, where(image));
    }
    const translucent = { ...image, data: image.data.map((v, j) => (j % 4 < 3 ? v : 255 - v)) };
    assert.equal(measured(psnr, image, translucent), Infinity);
  }
});

const GAUSSIAN = Array.from({ length: 11 }, (_, i) => Math.exp(-((i - 5) ** 2) / (2 * 1.5 ** 2)));
const TOTAL = GAUSSIAN.reduce((sum, weight) => sum + weight, 0);

/**
 * SSIM as published: means of what a window holds, and the variances around them, pixel by pixel.
 * @param {Grey} one
 * @param {Grey} other
 */
function similarity(one, other) {
  const c1 = (0.01 * 255) ** 2;
  const c2 = (0.03 * 255) ** 2;
  const n = one.width * one.height;
  let whole = 0;
  let contrast = 0;
  for (let y = 0; y < one.height; y++) {
    for (let x = 0; x < one.width; x++) {
      /** @param {(i: number, j: number) => number} f */
      const mean = (f) => {
        let sum = 0;
        for (let j = -5; j <= 5; j++) {
          for (let i = -5; i <= 5; i++) sum += ((GAUSSIAN[i + 5] * GAUSSIAN[j + 5]) / TOTAL ** 2) * f(x + i, y + j);
        }
        return sum;
      };
      const mx = mean((i, j) => at(one, i, j));
      const my = mean((i, j) => at(other, i, j));
      const vx = mean((i, j) => (at(one, i, j) - mx) ** 2);
      const vy = mean((i, j) => (at(other, i, j) - my) ** 2);
      const cxy = mean((i, j) => (at(one, i, j) - mx) * (at(other, i, j) - my));
      const cs = (2 * cxy + c2) / (vx + vy + c2);
      contrast += cs / n;
      whole += (((2 * mx * my + c1) / (mx * mx + my * my + c1)) * cs) / n;
    }
  }
  return { whole, contrast };
}

/** Means of 2 x 2. @param {Grey} grey @returns {Grey} */
function halved(grey) {
  const width = Math.ceil(grey.width / 2);
  const height = Math.ceil(grey.height / 2);
  const data = Float64Array.from({ length: width * height }, (_, i) => {
    const x = 2 * (i % width);
    const y = 2 * Math.floor(i / width);
    return (at(grey, x, y) + at(grey, x + 1, y) + at(grey, x, y + 1) + at(grey, x + 1, y + 1)) / 4;
  });
  return { data, width, height };
}

/** @param {Grey} one @param {Grey} other */
function multiScale(one, other) {
  const weights = [0.0448, 0.2856, 0.3001, 0.2363, 0.1333];
  return weights.reduce((product, weight, i) => {
    const { whole, contrast } = similarity(one, other);
    [one, other] = [halved(one), halved(other)];
    return product * Math.max(0, i === weights.length - 1 ? whole : contrast) ** weight;
  }, 1);
}

const pairs = [...images.slice(0, 14), picture(80, 60).image, synthetic(64, 50)].flatMap((image, i) =>
  [3, 20, 90].map((by) => ({ image, other: disturbed(image, by, i + 7) })),
);

test('ssim is the published one', (t) => {
  let most = 0;
  for (const { image, other } of pairs) {
    const expected = similarity(luma(image), luma(other)).whole;
    const found = measured(ssim, image, other);
    most = Math.max(most, Math.abs(found - expected));
    assert.ok(Math.abs(found - expected) < 5e-4, `${where(image)}: ${found}, not ${expected}`);
  }
  t.diagnostic(`largest difference ${most.toExponential(1)}`);
});

/** Grey of the luma. @param {Pixels} image */
function greyOf(image) {
  const { data } = luma(image);
  return { ...image, data: image.data.map((v, i) => (i % 4 < 3 ? data[i >> 2] : v)) };
}

test('ssim is that of the package ssim.js', (t) => {
  // The package looks at whole windows only, which the kernel completes at the edges: within a flat frame those are all alike.
  const frame = 10;
  /** @param {Pixels} image */
  const framed = ({ data, width, height }) => {
    const isFrame = (/** @type {number} */ i) => {
      const [x, y] = [(i >> 2) % width, Math.floor((i >> 2) / width)];
      return Math.min(x, y, width - 1 - x, height - 1 - y) < frame;
    };
    return { data: data.map((v, i) => (isFrame(i) ? 128 : v)), width, height };
  };
  /** @param {Pixels} image */
  const asData = ({ data, width, height }) => ({ data: new Uint8ClampedArray(data), width, height });
  let most = 0;
  for (const [i, image] of [picture(160, 120).image, synthetic(150, 125)].entries()) {
    for (const by of [2, 10, 40, 120]) {
      // Grey noise: the package takes Rec. 601's luma, which is Rec. 709's of greys alone.
      const one = framed(greyOf(image));
      const other = framed(greyOf(disturbed(image, by, i + by)));
      const { mssim, ssim_map } = publishedSsim(asData(one), asData(other), { ssim: 'original', downsample: false });
      const all = image.width * image.height;
      const whole = ssim_map.width * ssim_map.height;
      const expected = (whole * mssim + all - whole) / all;
      const found = measured(ssim, one, other);
      most = Math.max(most, Math.abs(found - expected));
      assert.ok(Math.abs(found - expected) < 5e-4, `${where(image)}, noise of ${by}: ${found}, not ${expected}`);
    }
  }
  t.diagnostic(`largest difference ${most.toExponential(1)}`);
});

test('msSsim is the published one', (t) => {
  let most = 0;
  for (const { image, other } of pairs) {
    const expected = multiScale(luma(image), luma(other));
    const found = measured(msSsim, image, other);
    most = Math.max(most, Math.abs(found - expected));
    // Smaller scales are rounded to bytes.
    assert.ok(Math.abs(found - expected) < 5e-3, `${where(image)}: ${found}, not ${expected}`);
  }
  t.diagnostic(`largest difference ${most.toExponential(1)}`);
});

test('equal images are exactly alike, and both orders say the same', () => {
  for (const { image, other } of pairs) {
    for (const kernel of [ssim, msSsim]) {
      assert.equal(measured(kernel, image, image), 1, where(image));
      assert.equal(measured(kernel, image, other), measured(kernel, other, image), where(image));
    }
    assert.equal(measured(psnr, image, other), measured(psnr, other, image));
  }
});

test('ssim falls as noise grows', () => {
  const { image } = picture(80, 60);
  const values = [0, 4, 16, 64].map((by) => measured(ssim, image, disturbed(image, by, 3)));
  for (let i = 1; i < values.length; i++) assert.ok(values[i] < values[i - 1], values.join());
});
