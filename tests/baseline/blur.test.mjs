// blur against a true Gaussian.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { blur } from '../../js-baseline/blur.js';
import { blank, noise, picture, synthetic } from './images.mjs';
import { gaussianBlur, largestError, psnr, SIZES } from './reference.mjs';

/** @typedef {import('../../js-baseline/pixels.js').Pixels} Pixels */

/** @param {Pixels} image @param {number} sigma @returns {Pixels} */
function blurred(image, sigma) {
  const out = blank(image.width, image.height);
  blur(image, out, { sigma });
  return out;
}

const pictures = [picture(256, 200), { name: 'synthetic', image: synthetic(255, 199) }];
for (const { name, image } of pictures) {
  for (const sigma of [0.3, 0.5, 1, 1.8, 1.9, 5, 25, 100]) {
    test(`a ${name} image blurred by sigma ${sigma} is within 50 dB of the Gaussian`, (t) => {
      // Alpha is equal in both and would only flatter.
      const reference = gaussianBlur(image, sigma);
      const out = blurred(image, sigma);
      const decibels = psnr(out, reference) + 10 * Math.log10(3 / 4);
      t.diagnostic(`${decibels.toFixed(1)} dB, largest error ${largestError(out, reference).toFixed(2)}`);
      assert.ok(decibels >= 50, `${decibels} dB`);
    });
  }
}

test('a constant image stays as it is', () => {
  for (const [width, height] of SIZES) {
    for (const pixel of [
      [0, 0, 0, 255],
      [255, 255, 255, 255],
      [1, 128, 254, 255],
      [9, 200, 77, 255],
    ]) {
      const image = blank(width, height);
      for (let i = 0; i < image.data.length; i++) image.data[i] = pixel[i % 4];
      for (const sigma of [0.3, 0.7, 1, 1.5, 1.87, 2, 3.3, 7, 12, 31, 64, 150, 400, 1000]) {
        assert.deepEqual(blurred(image, sigma).data, image.data, `${width} x ${height}, sigma ${sigma}`);
      }
    }
  }
});

test('noise of awkward sizes stays near the Gaussian', () => {
  // Noise at the least variance behind one halving is the worst there is: 3 of 255.
  for (const [i, [width, height]] of SIZES.entries()) {
    for (const sigma of [0.5, 1, 2, 5, 25, 100]) {
      const image = noise(width, height, i + 1, 'opaque');
      const error = largestError(blurred(image, sigma), gaussianBlur(image, sigma));
      assert.ok(error <= 4, `${width} x ${height}, sigma ${sigma}: ${error}`);
    }
  }
});

test('alpha is blurred as any channel', () => {
  const image = noise(70, 50, 3, 'translucent');
  for (const sigma of [0.6, 2.5, 9]) {
    const out = blurred(image, sigma);
    const reference = gaussianBlur(image, sigma);
    for (let i = 3; i < out.data.length; i += 4) assert.ok(Math.abs(out.data[i] - reference.data[i]) <= 2);
  }
});

test('the colour under transparent pixels does not bleed', () => {
  // Opaque green, and red that nobody sees: what is visible afterwards must be green.
  const image = blank(61, 47);
  for (let y = 0; y < 47; y++) {
    for (let x = 0; x < 61; x++)
      image.data.set((x * y) % 3 === 0 || x > 40 ? [255, 0, 0, 0] : [0, 255, 0, 255], 4 * (y * 61 + x));
  }
  for (const sigma of [0.4, 1, 1.9, 6, 40]) {
    const { data } = blurred(image, sigma);
    let translucent = 0;
    for (let i = 0; i < data.length; i += 4) {
      assert.equal(data[i], 0, 'red');
      // One alpha step is 64 of the values blurred: rounding may take one green step of it, and more of less.
      if (data[i + 3] > 0) assert.ok(data[i + 1] >= 254, `green ${data[i + 1]} at alpha ${data[i + 3]}`);
      if (data[i + 3] > 0 && data[i + 3] < 255) translucent++;
    }
    assert.ok(translucent > 100);
  }
});

test('an opaque row among others, and the same image made opaque: alpha decides nothing else', () => {
  const image = noise(37, 21, 9, 'opaque');
  const other = { ...image, data: image.data.slice() };
  other.data[4 * (20 * 37 + 36) + 3] = 254;
  // Ten rows away from the pixel that is not opaque nothing may change at sigma 1.
  const near = blurred(other, 1).data.subarray(0, 10 * 37 * 4);
  assert.deepEqual(near, blurred(image, 1).data.subarray(0, 10 * 37 * 4));
});
