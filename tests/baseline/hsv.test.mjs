// HSV and HSL against their definitions in double precision.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hslToRgb, hsvToRgb, rgbToHsl, rgbToHsv } from '../../js-baseline/hsv.js';
import { checkColours, colours, pixels } from './colour.mjs';
import { blank } from './images.mjs';

/** Hue in sextants, 0 for greys, greatest and least. @param {number} r @param {number} g @param {number} b */
function hueOf(r, g, b) {
  const most = Math.max(r, g, b);
  const least = Math.min(r, g, b);
  const d = most - least;
  let hue = 0;
  if (d > 0) hue = most === r ? ((g - b) / d + 6) % 6 : most === g ? (b - r) / d + 2 : (r - g) / d + 4;
  return { hue, most, least, d };
}

/** @param {number} r @param {number} g @param {number} b @returns {import('./colour.mjs').Triple} */
function hsv(r, g, b) {
  const { hue, most, d } = hueOf(r, g, b);
  return [(hue * 256) / 6, most === 0 ? 0 : (255 * d) / most, most];
}

/** @param {number} r @param {number} g @param {number} b @returns {import('./colour.mjs').Triple} */
function hsl(r, g, b) {
  const { hue, most, least, d } = hueOf(r, g, b);
  const lightness = (most + least) / 510;
  return [(hue * 256) / 6, d === 0 ? 0 : (255 * d) / (255 - Math.abs(most + least - 255)), 255 * lightness];
}

/**
 * By sextants, with chroma and the least colour, as textbooks have it.
 * @param {number} hue 256 a turn
 * @param {number} chroma
 * @param {number} least
 * @returns {import('./colour.mjs').Triple}
 */
function fromHue(hue, chroma, least) {
  const h = (hue * 6) / 256;
  const x = chroma * (1 - Math.abs((h % 2) - 1));
  const rgb = [
    [chroma, x, 0],
    [x, chroma, 0],
    [0, chroma, x],
    [0, x, chroma],
    [x, 0, chroma],
    [chroma, 0, x],
  ][Math.floor(h)];
  return /** @type {import('./colour.mjs').Triple} */ (rgb.map((v) => v + least));
}

// Halves are rounded upwards by both, but a double may lie just below one.
const HALVES = 0.0001;

test('rgbToHsv rounds every channel to nearest', (report) => {
  checkColours({ kernel: rgbToHsv, expected: hsv, circular: [0], share: HALVES, report });
});

test('rgbToHsl rounds every channel to nearest', (report) => {
  checkColours({ kernel: rgbToHsl, expected: hsl, circular: [0], share: HALVES, report });
});

test('rgbToHsv and rgbToHsl round every quotient exactly, halves upwards', () => {
  /** @type {[number, number, number][]} */
  const triples = [];
  for (let most = 0; most < 256; most++) {
    for (let least = 0; least <= most; least++) {
      for (let middle = least; middle <= most; middle += 1 + ((most - least) >> 5)) {
        triples.push([most, middle, least], [least, most, middle], [middle, least, most], [most, least, middle]);
      }
    }
  }
  const image = pixels(triples);
  const out = blank(image.width, 1);
  /** round(n / d), halves upwards, in whole numbers @param {number} n @param {number} d */
  const quotient = (n, d) => (d === 0 ? 0 : Math.floor((2 * n + d) / (2 * d)));
  for (const kernel of [rgbToHsv, rgbToHsl]) {
    kernel(image, out);
    for (const [i, [r, g, b]] of triples.entries()) {
      const { most, least, d } = hueOf(r, g, b);
      const sextants = most === r ? g - b + 6 * d : most === g ? b - r + 2 * d : r - g + 4 * d;
      const sum = most + least;
      const widest = kernel === rgbToHsv ? most : Math.min(sum, 510 - sum);
      const third = kernel === rgbToHsv ? most : (sum + 1) >> 1;
      const want = [quotient(256 * sextants, 6 * d) & 255, quotient(255 * d, widest), third];
      for (let c = 0; c < 3; c++)
        assert.equal(out.data[4 * i + c], want[c], `${kernel.name} of ${r}, ${g}, ${b}: ${c}`);
    }
  }
});

test('hsvToRgb is within one of its definition', (report) => {
  const expected = (/** @type {number} */ h, /** @type {number} */ s, /** @type {number} */ v) => {
    const chroma = (v * s) / 255;
    return fromHue(h, chroma, v - chroma);
  };
  checkColours({ kernel: hsvToRgb, expected, share: 0.01, report });
});

test('hslToRgb is within one of its definition', (report) => {
  const expected = (/** @type {number} */ h, /** @type {number} */ s, /** @type {number} */ l) => {
    const chroma = ((255 - Math.abs(2 * l - 255)) * s) / 255;
    return fromHue(h, chroma, l - chroma / 2);
  };
  checkColours({ kernel: hslToRgb, expected, share: 0.01, report });
});

test('greys keep their value there and back, and hue and saturation are 0', () => {
  const greys = pixels(Array.from({ length: 256 }, (_, i) => [i, i, i]));
  for (const [to, back] of /** @type {const} */ ([
    [rgbToHsv, hsvToRgb],
    [rgbToHsl, hslToRgb],
  ])) {
    const between = blank(256, 1);
    const out = blank(256, 1);
    to(greys, between);
    for (let i = 0; i < 256; i++) assert.deepEqual([...between.data.subarray(4 * i, 4 * i + 3)], [0, 0, i]);
    back(between, out);
    assert.deepEqual(out.data, greys.data);
  }
});

test('the greatest colour of hsvToRgb is V', () => {
  const out = blank(colours.width, colours.height);
  hsvToRgb(colours, out);
  for (let i = 0; i < out.data.length; i += 4) {
    assert.equal(Math.max(out.data[i], out.data[i + 1], out.data[i + 2]), colours.data[i + 2]);
  }
});
