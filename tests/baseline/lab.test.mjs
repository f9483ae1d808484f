// Curves of light, gamuts, CIE Lab, Oklab and modulate against their definitions in double precision.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { labToRgb, rgbToLab } from '../../js-baseline/lab.js';
import { modulate } from '../../js-baseline/modulate.js';
import { oklabToRgb, rgbToOklab } from '../../js-baseline/oklab.js';
import { adobeRgbToSrgb, displayP3ToSrgb, linearToSrgb, srgbToLinear } from '../../js-baseline/srgb.js';
import { checkColours, pixels } from './colour.mjs';
import * as space from './colour-spaces.mjs';
import { blank } from './images.mjs';

/** @typedef {import('./colour.mjs').Triple} Triple */
/** @typedef {import('../../js-baseline/pixels.js').Pixels} Pixels */

const greys = pixels(Array.from({ length: 256 }, (_, i) => [i, i, i]));
const from255 = (/** @type {number[]} */ ...rgb) => rgb.map((x) => x / 255);
const to255 = (/** @type {Triple} */ v) => /** @type {Triple} */ (v.map((x) => 255 * x));

/** @param {(src: Pixels, dst: Pixels) => void} kernel @param {Pixels} image */
function run(kernel, image) {
  const out = blank(image.width, image.height);
  kernel(image, out);
  return out;
}

test('srgbToLinear rounds every byte to nearest', () => {
  const expected = (/** @type {number[]} */ ...rgb) => to255(/** @type {Triple} */ (from255(...rgb).map(space.decode)));
  checkColours({ kernel: srgbToLinear, expected, most: 0 });
});

test('linearToSrgb rounds every byte to nearest', () => {
  const expected = (/** @type {number[]} */ ...rgb) => to255(/** @type {Triple} */ (from255(...rgb).map(space.encode)));
  checkColours({ kernel: linearToSrgb, expected, most: 0 });
});

test('displayP3ToSrgb is within one of its definition', (report) => {
  const expected = (/** @type {number[]} */ ...rgb) =>
    to255(space.srgbOfXyz(space.times(space.P3_XYZ, from255(...rgb).map(space.decode))));
  checkColours({ kernel: displayP3ToSrgb, expected, share: 0.02, report });
});

test('adobeRgbToSrgb is within one of its definition', (report) => {
  const expected = (/** @type {number[]} */ ...rgb) =>
    to255(
      space.srgbOfXyz(
        space.times(
          space.ADOBE_XYZ,
          from255(...rgb).map((v) => v ** (563 / 256)),
        ),
      ),
    );
  checkColours({ kernel: adobeRgbToSrgb, expected, share: 0.03, report });
});

test('displayP3ToSrgb keeps greys', () => {
  assert.deepEqual(run(displayP3ToSrgb, greys).data, greys.data);
});

/** @param {number} l @param {number} a @param {number} b @returns {Triple} */
const labBytes = (l, a, b) => [l * 2.55, a + 128, b + 128];

test('rgbToLab is within one of its definition', (report) => {
  const expected = (/** @type {number[]} */ ...rgb) => labBytes(...space.labOf(from255(...rgb)));
  checkColours({ kernel: rgbToLab, expected, share: 0.02, report });
});

test('labToRgb is within one of its definition', (report) => {
  const expected = (/** @type {number} */ l, /** @type {number} */ a, /** @type {number} */ b) =>
    to255(space.srgbOfLab([l / 2.55, a - 128, b - 128]));
  checkColours({ kernel: labToRgb, expected, share: 0.02, report });
});

test('rgbToOklab is within one of its definition', (report) => {
  const expected = (/** @type {number[]} */ ...rgb) => {
    const [l, a, b] = space.oklabOf(from255(...rgb));
    return /** @type {Triple} */ ([255 * l, (255 * a) / 0.8 + 128, (255 * b) / 0.8 + 128]);
  };
  checkColours({ kernel: rgbToOklab, expected, share: 0.02, report });
});

test('oklabToRgb is within one of its definition', (report) => {
  const expected = (/** @type {number} */ l, /** @type {number} */ a, /** @type {number} */ b) =>
    to255(space.srgbOfOklab([l / 255, ((a - 128) * 0.8) / 255, ((b - 128) * 0.8) / 255]));
  checkColours({ kernel: oklabToRgb, expected, share: 0.02, report });
});

test('greys have no chroma in Lab and Oklab, white and black are ends, and the way back differs by at most one', () => {
  for (const [to, back] of /** @type {const} */ ([
    [rgbToLab, labToRgb],
    [rgbToOklab, oklabToRgb],
  ])) {
    const between = run(to, greys);
    for (let i = 0; i < 256; i++) {
      assert.deepEqual([between.data[4 * i + 1], between.data[4 * i + 2]], [128, 128], `${to.name} of ${i}`);
    }
    assert.equal(between.data[0], 0);
    assert.equal(between.data[4 * 255], 255);
    const out = run(back, between);
    for (const i of [0, 255]) assert.equal(out.data[4 * i], i);
  }
});

const NEUTRAL = { brightness: 1, saturation: 1, hue: 0, lightness: 0 };

test('modulate with its defaults changes nothing by more than one', (report) => {
  const kernel = (/** @type {Pixels} */ src, /** @type {Pixels} */ dst) => modulate(src, dst, NEUTRAL);
  checkColours({ kernel, expected: (r, g, b) => [r, g, b], share: 0.02, report });
});

for (const change of [
  { brightness: 1.2 },
  { brightness: 0.5, lightness: 10 },
  { saturation: 0 },
  { saturation: 1.5 },
  { hue: 90 },
  { hue: -360 },
  { lightness: -20 },
  { brightness: 1.1, saturation: 1.3, hue: 20, lightness: 5 },
]) {
  test(`modulate is within one of its definition: ${JSON.stringify(change)}`, (report) => {
    const params = { ...NEUTRAL, ...change };
    checkColours({
      kernel: (src, dst) => modulate(src, dst, params),
      expected: (...rgb) => {
        const [l, a, b] = space.labOf(from255(...rgb));
        const chroma = Math.hypot(a, b) * params.saturation;
        const hue = Math.atan2(b, a) + (params.hue * Math.PI) / 180;
        const light = l * params.brightness + params.lightness;
        return to255(space.srgbOfLab([light, chroma * Math.cos(hue), chroma * Math.sin(hue)]));
      },
      share: 0.02,
      report,
    });
  });
}
