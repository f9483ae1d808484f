// quantise: what its palette and its diffusion have to do, whatever the image.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { quantise } from '../../js-baseline/quantise.js';
import { blank, noise, picture, synthetic } from './images.mjs';
import { premultiplied, psnr, SIZES } from './reference.mjs';

/** @typedef {import('../../js-baseline/pixels.js').Pixels} Pixels */

/** @param {Pixels} image @param {number} colours @param {number} dither @returns {Pixels} */
function quantised(image, colours, dither) {
  const out = blank(image.width, image.height);
  quantise(image, out, { colours, dither });
  return out;
}

/** @param {Pixels} image @returns {Set<number>} */
const coloursOf = ({ data }) => new Set(new Uint32Array(data.buffer, data.byteOffset, data.length / 4));

/** Differences of bytes, decibels. @param {Pixels} image @param {Pixels} other */
const decibels = (image, other) => psnr(image, { ...other, data: Float64Array.from(other.data) });

test('there are no more colours than asked for', () => {
  const images = SIZES.flatMap(([width, height], i) => [
    noise(width, height, i + 1, 'opaque'),
    noise(width, height, i + 1, 'translucent'),
  ]);
  for (const image of [...images, picture(90, 70).image]) {
    for (const colours of [2, 3, 16, 255, 256]) {
      for (const dither of [0, 0.3, 1]) {
        const found = coloursOf(quantised(image, colours, dither)).size;
        assert.ok(found <= colours, `${image.width} x ${image.height}: ${found} of ${colours}`);
      }
    }
  }
});

test('an image of so few colours stays as it is, and transparent pixels become 0', () => {
  for (const colours of [2, 5, 256]) {
    const image = blank(64, 33);
    const palette = noise(colours, 1, colours, 'opaque').data;
    for (let i = 0; i < 64 * 33; i++) image.data.set(palette.subarray(4 * ((i * 7) % colours)).subarray(0, 4), 4 * i);
    assert.deepEqual(quantised(image, colours, 1).data, image.data);
    image.data.set([1, 2, 3, 0, 3, 2, 1, 0]);
    const expected = image.data.slice();
    expected.fill(0, 0, 8);
    if (colours < 256) assert.deepEqual(quantised(image, colours + 1, 1).data, expected);
  }
});

test('transparent pixels become 0, and others stay visible', () => {
  const image = noise(70, 60, 9, 'translucent');
  for (const colours of [2, 16, 256]) {
    for (const dither of [0, 1]) {
      const { data } = quantised(image, colours, dither);
      for (let i = 0; i < data.length; i += 4) {
        if (image.data[i + 3] === 0) assert.deepEqual([...data.subarray(i, i + 4)], [0, 0, 0, 0]);
        if (dither === 0 && image.data[i + 3] === 255) assert.ok(data[i + 3] > 100, `${data[i + 3]}`);
      }
    }
  }
});

test('one colour more than asked for is too many', () => {
  const ramp = blank(200, 4);
  for (let i = 0; i < 800; i++) ramp.data.set([i % 200, 0, 0, 255], 4 * i);
  assert.equal(coloursOf(quantised(ramp, 200, 0)).size, 200);
  assert.ok(coloursOf(quantised(ramp, 199, 0)).size < 200);
});

test('without diffusion a pixel becomes the colour nearest to its cell', () => {
  for (const image of [noise(130, 90, 3, 'opaque'), picture(90, 70).image, synthetic(80, 80)]) {
    const out = quantised(image, 32, 0);
    const palette = [...coloursOf(out)].map((word) => [0, 8, 16].map((shift) => (word >>> shift) & 255));
    for (let i = 0; i < image.data.length; i += 4) {
      const distance = (/** @type {ArrayLike<number>} */ colour) =>
        Math.hypot(...[0, 1, 2].map((c) => colour[c] - image.data[i + c]));
      const least = Math.min(...palette.map(distance));
      // Six bits of a channel stand for it: at most 3 off, on either side of the comparison.
      assert.ok(distance(out.data.subarray(i, i + 3)) <= least + 2 * Math.hypot(3, 3, 3));
    }
  }
});

test('the palette is nearer than an even one, and more colours are nearer still', (t) => {
  for (const { name, image } of [picture(200, 160), { name: 'synthetic', image: synthetic(200, 160) }]) {
    const even = { ...image, data: image.data.map((v, i) => (i % 4 === 3 ? v : Math.round(v / 85) * 85)) };
    const qualities = [8, 64, 256].map((colours) => decibels(quantised(image, colours, 0), image));
    t.diagnostic(
      `${name}: ${qualities.map((q) => q.toFixed(1)).join(', ')} dB; 64 even ones ${decibels(even, image).toFixed(1)}`,
    );
    assert.ok(qualities[1] > decibels(even, image) + 3);
    assert.ok(
      qualities[0] > 18 && qualities[1] > qualities[0] + 4 && qualities[2] > qualities[1] + 3,
      qualities.join(),
    );
  }
});

test('diffusion keeps the means of an image', () => {
  for (const image of [picture(200, 160).image, synthetic(150, 150), noise(100, 100, 4, 'opaque')]) {
    for (const colours of [16, 64]) {
      // Weighed by alpha. What lies outside of the palette is clamped, and lost.
      const means = [image, quantised(image, colours, 1)].map((one) => {
        const { data } = premultiplied(one);
        return [0, 1, 2, 3].map((c) => data.reduce((sum, v, i) => sum + (i % 4 === c ? v : 0), 0) / (data.length / 4));
      });
      for (let c = 0; c < 4; c++) assert.ok(Math.abs(means[0][c] - means[1][c]) < 2, `${means[0]}; ${means[1]}`);
    }
  }
});

test('diffusion is that of Floyd and Steinberg, by a slow one in double precision', () => {
  // Two far colours, so that cells do not matter: the mean of each palette entry decides.
  const image = blank(40, 30);
  for (let y = 0; y < 30; y++) {
    for (let x = 0; x < 40; x++) image.data.set([6 * x, 6 * x, 6 * x, 255], 4 * (y * 40 + x));
  }
  const out = quantised(image, 2, 1);
  const [low, high] = [...coloursOf(out)].map((word) => word & 255).sort((a, b) => a - b);
  const want = Float64Array.from({ length: 40 * 30 }, (_, i) => image.data[4 * i]);
  let differ = 0;
  for (let y = 0; y < 30; y++) {
    for (let x = 0; x < 40; x++) {
      const i = y * 40 + x;
      const value = Math.max(0, Math.min(255, want[i]));
      const chosen = out.data[4 * i];
      const nearest = Math.abs(value - low) <= Math.abs(value - high) ? low : high;
      // Follow what was chosen: near the middle rounding may decide otherwise.
      if (chosen !== nearest) {
        differ++;
        assert.ok(Math.abs(value - (low + high) / 2) < 8, `${x}, ${y}: ${value} became ${chosen}`);
      }
      const error = value - chosen;
      if (x + 1 < 40) want[i + 1] += (error * 7) / 16;
      if (y + 1 < 30 && x > 0) want[i + 39] += (error * 3) / 16;
      if (y + 1 < 30) want[i + 40] += (error * 5) / 16;
      if (y + 1 < 30 && x + 1 < 40) want[i + 41] += error / 16;
    }
  }
  assert.ok(differ < 120, `${differ}`);
});
