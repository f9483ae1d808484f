// Kernels of 16 bits a channel give, of an image of 8 bits, what the kernels of 8 bits give: within what those round.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { baseline, baseline16 } from '../../dist/bindings/generated/baseline.js';
import { registry } from '../../dist/bindings/index.js';
import { outputSize } from '../../js-baseline/output-size.js';
import { firstParams } from '../engine/lanes.mjs';
import { noise, picture, synthetic } from './images.mjs';

/** @typedef {import('../../js-baseline/pixels.js').Pixels} Pixels */

/** A byte in 16 bits. */
const BYTE = 257;

/**
 * By how many bytes the two may differ where one is not enough, and why.
 * @type {Record<string, number>}
 */
const FURTHER = {
  // 8 bits round the luma first, which the tint's slope magnifies.
  tint: 1.5,
  // 8 bits find the percentiles of a rounded luma, half a level off on either side, and stretching magnifies that.
  normalise: 3,
  // Pillow's step is a whole number of pixels a value.
  equalise: 5,
  // A turn of hue has 65536 steps, and as a byte 256, of which 257 times as many would be 65792.
  rgbToHsv: 2,
  rgbToHsl: 2,
  hsvToRgb: 7,
  hslToRgb: 7,
  // 8 bits know positions to 1/256 px.
  rotate: 2,
  affine: 2,
};

/** Kernels whose first channel is a hue. */
const HUES = ['rgbToHsv', 'rgbToHsl'];

/** Near its value a luma that 8 bits round up is white there and not in 16; it has a test of its own. */
const OTHERWISE = ['threshold'];

const images = [picture(160, 120).image, synthetic(140, 130), noise(133, 121, 5, 'opaque')];
const others = [synthetic(160, 120), noise(140, 130, 8, 'translucent'), noise(133, 121, 6, 'translucent')];

/** @param {Pixels} image */
const in16Bits = ({ data, width, height }) => ({ data: Uint16Array.from(data, (x) => BYTE * x), width, height });

for (const kernel of registry.kernels) {
  const { name, parameters, output, results, second, outputDepth } = kernel;
  if (!kernel.depths?.includes(16) || outputDepth || results || OTHERWISE.includes(name)) continue;
  test(`${name} of 16 bits is that of 8`, (t) => {
    let most = 0;
    for (const [i, image] of images.entries()) {
      const given = firstParams(kernel, image.width);
      const values = Object.fromEntries(
        parameters.map((p) => {
          const value = given[p.name] ?? p.default;
          return [p.name, 'broadcast' in p && typeof value === 'number' ? Array(p.broadcast).fill(value) : value];
        }),
      );
      const size = outputSize(output, values, image.width, image.height);
      const expected = { data: new Uint8Array(4 * size.width * size.height), ...size };
      const actual = { data: new Uint16Array(expected.data.length), ...size };
      const [run, run16] = [baseline[name], /** @type {any} */ (baseline16)[name]];
      if (second) {
        run(image, others[i], expected, values);
        run16(in16Bits(image), in16Bits(others[i]), actual, values);
      } else {
        run(image, expected, values);
        run16(in16Bits(image), actual, values);
      }
      actual.data.forEach((value, at) => {
        const by = Math.abs(value / BYTE - expected.data[at]);
        // Hues lie on a circle.
        most = Math.max(most, HUES.includes(name) && at % 4 === 0 ? Math.min(by, 256 - by) : by);
      });
    }
    t.diagnostic(`largest difference ${most.toFixed(2)} of 255`);
    assert.ok(most <= (FURTHER[name] ?? 1), `${most} of 255`);
  });
}

test('threshold of 16 bits is white from its value on', () => {
  const { threshold } = /** @type {any} */ (baseline16);
  for (const image of images) {
    const source = in16Bits(image);
    // All 16 bits, not only those of bytes.
    source.data.forEach((value, i) => {
      if (i % 4 < 3) source.data[i] = Math.max(0, value - ((i * 37) % 257));
    });
    for (const value of [1, 90, 128, 255]) {
      for (const grayscale of [true, false]) {
        const actual = { ...source, data: new Uint16Array(source.data.length) };
        threshold(source, actual, { value, grayscale, method: 'fixed' });
        const { data } = source;
        actual.data.forEach((found, i) => {
          const [r, g, b] = data.subarray(i & ~3, (i & ~3) + 3);
          const x = grayscale ? Math.floor((6966 * r + 23436 * g + 2366 * b) / 32768 + 0.5) : data[i];
          assert.equal(found, i % 4 === 3 ? data[i] : x >= BYTE * value ? 65535 : 0);
        });
      }
    }
  }
});
