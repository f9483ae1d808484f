// rotate and affine against their definitions in double precision: positions by trigonometry, weights by formulas.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { affine, rotate } from '../../js-baseline/affine.js';
import { turnOf } from '../../js-baseline/affine-grid.js';
import { rotate90, rotate180, rotate270 } from '../../js-baseline/orient.js';
import { outputSize } from '../../js-baseline/output-size.js';
import { blank, noise, picture, randomNumbers } from './images.mjs';
import { numbers, SIZES, straight } from './reference.mjs';

/**
 * @typedef {import('../../js-baseline/pixels.js').Pixels} Pixels
 * @typedef {'nearest' | 'bilinear' | 'bicubic'} Interpolator
 * @typedef {{ matrix: number[], idx: number, idy: number, odx: number, ody: number }} Affine
 */

const BLACK = [0, 0, 0, 255];
const STILL = { idx: 0, idy: 0, odx: 0, ody: 0 };
const INTERPOLATORS = /** @type {const} */ (['nearest', 'bilinear', 'bicubic']);

/** @param {Pixels} image @param {number} angle @param {Interpolator} interpolator @param {number[]} [background] */
function rotated(image, angle, interpolator, background = BLACK) {
  const { width, height } = outputSize('rotate', { angle }, image.width, image.height);
  const out = blank(width, height);
  rotate(image, out, { angle, background, interpolator });
  return out;
}

/** @param {Pixels} image @param {Affine} params @param {Interpolator} interpolator @param {number[]} [background] */
function transformed(image, params, interpolator, background = BLACK) {
  const { width, height } = outputSize('affine', params, image.width, image.height);
  const out = blank(width, height);
  affine(image, out, { ...params, background, interpolator });
  return out;
}

/** Catmull-Rom's cubic. @param {number} x */
function cubic(x) {
  const t = Math.abs(x);
  if (t < 1) return 1.5 * t ** 3 - 2.5 * t ** 2 + 1;
  return t < 2 ? -0.5 * t ** 3 + 2.5 * t ** 2 - 4 * t + 2 : 0;
}

/** @type {Record<Interpolator, (x: number) => number>} weight of a pixel whose centre is x away */
const WEIGHTS = {
  nearest: (x) => (x > -0.5 && x <= 0.5 ? 1 : 0),
  bilinear: (x) => Math.max(0, 1 - Math.abs(x)),
  bicubic: cubic,
};

/**
 * Every pixel of the output is the weighted sum of the source's pixels around its position; outside there is the background.
 * @param {Pixels} image
 * @param {{ width: number, height: number }} size
 * @param {(x: number, y: number) => [number, number]} inverse from the centre of an output's pixel to a place in the source
 * @param {Interpolator} interpolator
 * @param {number[]} background
 */
function expected(image, { width, height }, inverse, interpolator, background) {
  const sums = numbers(width, height);
  const weight = WEIGHTS[interpolator];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [u, v] = inverse(x + 0.5, y + 0.5);
      for (let j = Math.floor(v) - 3; j <= Math.floor(v) + 3; j++) {
        for (let i = Math.floor(u) - 3; i <= Math.floor(u) + 3; i++) {
          const w = weight(u - i - 0.5) * weight(v - j - 0.5);
          if (w === 0) continue;
          const inside = i >= 0 && i < image.width && j >= 0 && j < image.height;
          const at = 4 * (j * image.width + i);
          const pixel = inside ? image.data.subarray(at, at + 4) : background;
          for (let c = 0; c < 4; c++) {
            sums.data[4 * (y * width + x) + c] += w * (c === 3 ? pixel[3] : (pixel[c] * pixel[3]) / 255);
          }
        }
      }
    }
  }
  return straight(sums);
}

/** @param {number} angle @param {Pixels} image @param {Pixels} out @returns {(x: number, y: number) => [number, number]} */
function turnedBack(angle, image, out) {
  const [cos, sin] = [Math.cos((angle * Math.PI) / 180), Math.sin((angle * Math.PI) / 180)];
  return (x, y) => {
    const [dx, dy] = [x - out.width / 2, y - out.height / 2];
    return [image.width / 2 + cos * dx + sin * dy, image.height / 2 - sin * dx + cos * dy];
  };
}

/** @param {Affine} params @param {Pixels} image @returns {(x: number, y: number) => [number, number]} */
function transformedBack({ matrix: [a, b, c, d], idx, idy, odx, ody }, image) {
  const corners = [
    [0, 0],
    [image.width, 0],
    [0, image.height],
    [image.width, image.height],
  ];
  const left = Math.round(Math.min(...corners.map(([x, y]) => a * (x + idx) + b * (y + idy) + odx)));
  const top = Math.round(Math.min(...corners.map(([x, y]) => c * (x + idx) + d * (y + idy) + ody)));
  return (x, y) => {
    const [dx, dy] = [x + left - odx, y + top - ody];
    const determinant = a * d - b * c;
    return [(d * dx - b * dy) / determinant - idx, (a * dy - c * dx) / determinant - idy];
  };
}

/**
 * What is seen, colour times alpha, differs by no more than `most`, on average by much less.
 * @param {Pixels} out
 * @param {{ data: Float64Array }} reference
 * @param {number} most
 * @param {string} where
 */
function near(out, reference, most, where) {
  let total = 0;
  for (let i = 0; i < out.data.length; i++) {
    const alpha = i % 4 === 3 ? 1 : reference.data[i - (i % 4) + 3] / 255;
    const error = Math.abs(out.data[i] - reference.data[i]) * alpha;
    total += error;
    assert.ok(error <= most, `${where}, byte ${i}: ${out.data[i]}, not ${reference.data[i]}`);
  }
  assert.ok(total / out.data.length < 0.6, `${where}: ${total / out.data.length} on average`);
}

// Noise has steps of 255 from pixel to pixel: half a 256th px of the position is half a step of the colour, in each direction; bilinear
// weights of 8 bits and the rounding of the result come on top. Bicubic is steeper.
const MOST = { bilinear: 3, bicubic: 4 };

for (const interpolator of /** @type {const} */ (['bilinear', 'bicubic'])) {
  test(`rotate by any angle, ${interpolator}`, () => {
    for (const [i, [width, height]] of SIZES.entries()) {
      for (const angle of [10, -10, 33.3, 45, 89.9, 100, -135.5, 200, 271, -359.5]) {
        for (const alpha of /** @type {const} */ (['opaque', 'translucent'])) {
          const image = noise(width, height, i + 1, alpha);
          const background = alpha === 'opaque' ? BLACK : [250, 3, 100, 90];
          const out = rotated(image, angle, interpolator, background);
          const reference = expected(image, out, turnedBack(angle, image, out), interpolator, background);
          near(out, reference, MOST[interpolator], `${width} x ${height}, ${angle} degrees, ${alpha}`);
        }
      }
    }
  });

  test(`affine, ${interpolator}`, () => {
    const random = randomNumbers(3);
    const draw = (/** @type {number} */ most) => (2 * random() - 1) * most;
    for (const [i, [width, height]] of SIZES.entries()) {
      for (let k = 0; k < 12; k++) {
        const params =
          k === 0
            ? { matrix: [1, 0, 0, 1], idx: 0.25, idy: 0, odx: 0, ody: -0.5 }
            : { matrix: [0, 0, 0, 0].map(() => draw(2)), idx: draw(9), idy: draw(9), odx: draw(9), ody: draw(9) };
        const image = noise(width, height, i + 1, k % 2 ? 'translucent' : 'opaque');
        const out = transformed(image, params, interpolator);
        const reference = expected(image, out, transformedBack(params, image), interpolator, BLACK);
        near(out, reference, MOST[interpolator], `${width} x ${height}, ${JSON.stringify(params)}`);
      }
    }
  });
}

test('nearest takes the pixel that the position is in', () => {
  const image = noise(37, 29, 4, 'translucent');
  for (const angle of [7, 123.4, -61]) {
    const out = rotated(image, angle, 'nearest', [1, 2, 3, 4]);
    const inverse = turnedBack(angle, image, out);
    for (let y = 0; y < out.height; y++) {
      for (let x = 0; x < out.width; x++) {
        const [u, v] = inverse(x + 0.5, y + 0.5);
        // Nearer to an edge of a pixel than positions are exact, either side will do.
        if (Math.min(Math.abs(u - Math.round(u)), Math.abs(v - Math.round(v))) < 0.002) continue;
        const [i, j] = [Math.floor(u), Math.floor(v)];
        const inside = i >= 0 && i < image.width && j >= 0 && j < image.height;
        const from = 4 * (j * image.width + i);
        const wanted = inside ? [...image.data.subarray(from, from + 4)] : [1, 2, 3, 4];
        const at = 4 * (y * out.width + x);
        assert.deepEqual([...out.data.subarray(at, at + 4)], wanted, `${angle} degrees at ${x}, ${y}`);
      }
    }
  }
});

test('whole quarters are exact copies, whatever the interpolator', () => {
  const image = noise(37, 23, 5, 'translucent');
  for (const interpolator of INTERPOLATORS) {
    for (const [angles, kernel] of /** @type {const} */ ([
      [[90, -270], rotate90],
      [[180, -180], rotate180],
      [[270, -90], rotate270],
    ])) {
      const turned = kernel === rotate180 ? blank(37, 23) : blank(23, 37);
      kernel(image, turned);
      for (const angle of angles) assert.deepEqual(rotated(image, angle, interpolator), turned, `${angle} degrees`);
    }
    for (const angle of [0, 360, -360]) assert.deepEqual(rotated(image, angle, interpolator), image);
  }
});

test('whole matrices move whole pixels', () => {
  const image = noise(21, 34, 6, 'opaque');
  for (const interpolator of INTERPOLATORS) {
    assert.deepEqual(transformed(image, { matrix: [1, 0, 0, 1], ...STILL }, interpolator), image);
    assert.deepEqual(
      transformed(image, { matrix: [1, 0, 0, 1], idx: 7, idy: -3, odx: 2, ody: 100 }, interpolator),
      image,
    );
    const turned = blank(34, 21);
    rotate90(image, turned);
    assert.deepEqual(transformed(image, { matrix: [0, -1, 1, 0], ...STILL }, interpolator), turned);
  }
});

test('a quarter less a little is a quarter nearly everywhere', () => {
  const { image } = picture(120, 90);
  const turned = blank(90, 120);
  rotate90(image, turned);
  const out = rotated(image, 89.999, 'bilinear');
  assert.equal(out.width, 90);
  assert.equal(out.height, 120);
  for (let i = 0; i < out.data.length; i++) assert.ok(Math.abs(out.data[i] - turned.data[i]) <= 2, `byte ${i}`);
});

test('sizes are those of the bounding box', () => {
  const size = (/** @type {number} */ angle) => Object.values(outputSize('rotate', { angle }, 320, 240));
  assert.deepEqual(size(0), [320, 240]);
  assert.deepEqual(size(90), [240, 320]);
  assert.deepEqual(size(-180), [320, 240]);
  assert.deepEqual(size(360), [320, 240]);
  assert.deepEqual(size(30), [Math.round(160 * Math.sqrt(3) + 120), Math.round(160 + 120 * Math.sqrt(3))]);
  assert.deepEqual(size(45), [396, 396]);
  assert.deepEqual(outputSize('affine', { matrix: [2, 0, 0, -0.5] }, 320, 240), { width: 640, height: 120 });
  assert.deepEqual(outputSize('affine', { matrix: [1, 0.5, 0, 1] }, 320, 240), { width: 440, height: 240 });
  assert.deepEqual(outputSize('affine', { matrix: [0, 0, 0, 0] }, 320, 240), { width: 1, height: 1 });
});

test('cosine and sine', () => {
  for (let i = -3600; i <= 3600; i++) {
    const degrees = i / 10;
    const { cos, sin } = turnOf(degrees);
    assert.ok(Math.abs(cos - Math.cos((degrees * Math.PI) / 180)) < 1e-14, `cos ${degrees}`);
    assert.ok(Math.abs(sin - Math.sin((degrees * Math.PI) / 180)) < 1e-14, `sin ${degrees}`);
    if (i % 900 === 0) assert.ok([cos, sin].every(Number.isInteger));
  }
});

test('a flattened image leaves the background alone', () => {
  const image = noise(9, 7, 7, 'opaque');
  for (const matrix of [
    [0, 0, 0, 0],
    [1, 1, 1, 1],
    [1, 2, 2, 4],
    [1, 0, 0, 1e-300],
  ]) {
    for (const interpolator of INTERPOLATORS) {
      const { data } = transformed(image, { matrix, ...STILL }, interpolator, [9, 8, 7, 6]);
      for (let i = 0; i < data.length; i += 4) assert.deepEqual([...data.subarray(i, i + 4)], [9, 8, 7, 6]);
    }
  }
});

test('the colour under transparent pixels and of a transparent background does not bleed', () => {
  const image = blank(60, 48);
  for (let i = 0; i < 60 * 48; i++)
    image.data.set(i % 3 === 0 || i % 60 > 40 ? [255, 0, 0, 0] : [0, 255, 0, 255], 4 * i);
  for (const interpolator of /** @type {const} */ (['bilinear', 'bicubic'])) {
    const { data } = rotated(image, 21, interpolator, [255, 0, 0, 0]);
    let translucent = 0;
    for (let i = 0; i < data.length; i += 4) {
      if (data[i + 3] === 0) continue;
      assert.equal(data[i], 0, 'red');
      assert.ok(data[i + 1] >= 253, `green ${data[i + 1]} at alpha ${data[i + 3]}`);
      if (data[i + 3] < 255) translucent++;
    }
    assert.ok(translucent > 100);
  }
});

test('positions stay exact on wide images', () => {
  // A ramp 60000 px wide, turned a little: each pixel tells where it came from.
  const image = blank(60000, 3);
  for (let i = 0; i < 60000 * 3; i++) {
    const x = i % 60000;
    image.data.set([x & 255, x >> 8, 0, 255], 4 * i);
  }
  const out = rotated(image, 0.001, 'nearest');
  const inverse = turnedBack(0.001, image, out);
  let seen = 0;
  for (let y = 0; y < out.height; y++) {
    for (let x = 0; x < out.width; x += 7) {
      const at = 4 * (y * out.width + x);
      const [u, v] = inverse(x + 0.5, y + 0.5);
      if (u < 1 || u > 59999 || v < 0.1 || v > 2.9) continue;
      const came = out.data[at] + 256 * out.data[at + 1];
      assert.ok(Math.abs(came + 0.5 - u) <= 0.52, `${came} at ${u}`);
      seen++;
    }
  }
  assert.ok(seen > 1000);
});
