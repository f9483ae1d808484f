// The alpha kernels against their definitions, over all pairs of a colour and an alpha.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ensureAlpha, flatten, premultiply, removeAlpha, unpremultiply } from '../../js-baseline/alpha.js';
import { blank, noise } from './images.mjs';

/** @typedef {import('../../js-baseline/pixels.js').Pixels} Pixels */

/** Column: colour, row: alpha. Red, green and blue run in different directions. */
const pairs = blank(256, 256);
for (let a = 0; a < 256; a++) {
  for (let x = 0; x < 256; x++) pairs.data.set([x, 255 - x, (x + 85) & 255, a], 4 * (256 * a + x));
}

/**
 * @param {(src: Pixels, dst: Pixels) => void} kernel
 * @param {(value: number, alpha: number, c: number) => number} colour
 * @param {(alpha: number) => number} alpha
 */
function check(kernel, colour, alpha) {
  for (const image of [pairs, noise(33, 5, 3, 'translucent'), noise(1, 1, 4, 'opaque')]) {
    const out = blank(image.width, image.height);
    kernel(image, out);
    for (let i = 0; i < image.data.length; i += 4) {
      const a = image.data[i + 3];
      for (let c = 0; c < 3; c++) {
        const want = colour(image.data[i + c], a, c);
        if (out.data[i + c] !== want)
          assert.fail(`colour ${image.data[i + c]}, alpha ${a}: ${out.data[i + c]}, not ${want}`);
      }
      if (out.data[i + 3] !== alpha(a)) assert.fail(`alpha ${a} became ${out.data[i + 3]}`);
    }
  }
}

const same = (/** @type {number} */ x) => x;

test('premultiply is round(c a / 255)', () => {
  check(premultiply, (x, a) => Math.round((x * a) / 255), same);
});

test('unpremultiply is round(c 255 / a), clamped, and 0 without alpha', () => {
  check(unpremultiply, (x, a) => (a === 0 ? 0 : Math.min(255, Math.round((x * 255) / a))), same);
});

test('unpremultiply undoes premultiply as far as bytes can', () => {
  const product = blank(256, 256);
  const again = blank(256, 256);
  premultiply(pairs, product);
  unpremultiply(product, again);
  for (let i = 0; i < pairs.data.length; i += 4) {
    const a = pairs.data[i + 3];
    if (a === 0) continue;
    for (let c = 0; c < 3; c++) {
      const error = Math.abs(again.data[i + c] - pairs.data[i + c]);
      if (error > 127.5 / a + 0.5) assert.fail(`alpha ${a}: ${pairs.data[i + c]} became ${again.data[i + c]}`);
    }
  }
});

test('flatten is the image over the background', () => {
  for (const background of [
    [0, 0, 0],
    [255, 255, 255],
    [17, 128, 200],
    [0.4, 254.5, 99.9],
  ]) {
    const bytes = background.map(Math.round);
    check(
      (src, dst) => flatten(src, dst, { background }),
      (x, a, c) => Math.round((x * a + bytes[c] * (255 - a)) / 255),
      () => 255,
    );
  }
});

test('removeAlpha makes opaque and keeps colours', () => {
  check(removeAlpha, same, () => 255);
});

test('ensureAlpha sets alpha and keeps colours', () => {
  for (const alpha of [0, 0.25, 0.5, 0.999, 1]) {
    check(
      (src, dst) => ensureAlpha(src, dst, { alpha }),
      same,
      () => Math.round(alpha * 255),
    );
  }
});
