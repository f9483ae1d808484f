// YCbCr against its definition in double precision.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rgbToYcbcr, ycbcrToRgb } from '../../js-baseline/ycbcr.js';
import { checkColours, pixels } from './colour.mjs';
import { blank } from './images.mjs';

const SHARES = { bt601: { kr: 0.299, kb: 0.114 }, bt709: { kr: 0.2126, kb: 0.0722 } };

for (const matrix of /** @type {const} */ (['bt601', 'bt709'])) {
  for (const range of /** @type {const} */ (['full', 'video'])) {
    const { kr, kb } = SHARES[matrix];
    const kg = 1 - kr - kb;
    const [black, white, reach] = range === 'full' ? [0, 255, 255] : [16, 235, 224];
    const params = { matrix, range };

    test(`rgbToYcbcr, ${matrix}, ${range}`, (report) => {
      checkColours({
        kernel: (src, dst) => rgbToYcbcr(src, dst, params),
        expected: (r, g, b) => {
          const y = (kr * r + kg * g + kb * b) / 255;
          const cb = (b / 255 - y) / (2 * (1 - kb));
          const cr = (r / 255 - y) / (2 * (1 - kr));
          return [black + (white - black) * y, 128 + reach * cb, 128 + reach * cr];
        },
        // Weights of three decimals make halves, which are rounded downwards here.
        share: 0.005,
        report,
      });
    });

    test(`ycbcrToRgb, ${matrix}, ${range}`, (report) => {
      checkColours({
        kernel: (src, dst) => ycbcrToRgb(src, dst, params),
        expected: (y, cb, cr) => {
          const luma = (y - black) / (white - black);
          const r = luma + (2 * (1 - kr) * (cr - 128)) / reach;
          const b = luma + (2 * (1 - kb) * (cb - 128)) / reach;
          return [255 * r, (255 * (luma - kr * r - kb * b)) / kg, 255 * b];
        },
        share: 0.02,
        report,
      });
    });

    test(`greys are without chroma in ${matrix}, ${range}, and white has all luma`, () => {
      const greys = pixels(Array.from({ length: 256 }, (_, i) => [i, i, i]));
      const out = blank(256, 1);
      rgbToYcbcr(greys, out, params);
      for (let i = 0; i < 256; i++) assert.deepEqual([out.data[4 * i + 1], out.data[4 * i + 2]], [128, 128]);
      assert.equal(out.data[0], black);
      assert.equal(out.data[4 * 255], white);
      const back = blank(256, 1);
      ycbcrToRgb(out, back, params);
      for (let i = 0; i < back.data.length; i++) assert.ok(Math.abs(back.data[i] - greys.data[i]) <= 1);
    });
  }
}
