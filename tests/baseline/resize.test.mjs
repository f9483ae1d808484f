// resize against double precision, and against what other libraries made, where it is at hand.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { decode as decodePng } from 'fast-png';
import jpeg from 'jpeg-js';
import { linearLight } from '../../js-baseline/linear-light.js';
import { resize } from '../../js-baseline/resize.js';
import { coefficients } from '../../js-baseline/resize-coefficients.js';
import { blank, noise, picture } from './images.mjs';
import { psnrRounded, SIZES } from './reference.mjs';
import { decoded, encoded, FILTER_NAMES, resized, resizedLinear } from './resize-reference.mjs';

/**
 * @typedef {import('../../js-baseline/pixels.js').Pixels} Pixels
 * @typedef {import('../../js-baseline/resize.js').ResizeParams} ResizeParams
 */

/** @type {ResizeParams} */
const DEFAULTS = {
  filter: 'lanczos3',
  linear: false,
  fit: 'fill',
  position: 'centre',
  withoutEnlargement: false,
  background: [0, 0, 0, 0],
};

/** @param {Pixels} image @param {number} width @param {number} height @param {Partial<ResizeParams>} params @returns {Pixels} */
function resizedTo(image, width, height, params) {
  const out = blank(width, height);
  resize(image, out, { ...DEFAULTS, ...params });
  return out;
}

/** @param {Pixels} image @param {number} left @param {number} top @param {number} width @param {number} height @returns {Pixels} */
function cut(image, left, top, width, height) {
  const part = blank(width, height);
  for (let y = 0; y < height; y++) {
    const from = ((top + y) * image.width + left) * 4;
    part.data.set(image.data.subarray(from, from + width * 4), y * width * 4);
  }
  return part;
}

const { name: kind, image: photo } = picture(256, 200);

/** @type {[number, number][]} */
const TO = [
  [64, 50],
  [101, 77],
  [255, 199],
  [31, 333],
  [513, 401],
  [256, 25],
];

/** dB of colours, against doubles that are rounded: a difference of 1 in one of 48 values. */
const LEAST = 65;

for (const filter of FILTER_NAMES) {
  for (const linear of [false, true]) {
    test(`a ${kind} image by ${filter}${linear ? ' in linear light' : ''} is near doubles`, (t) => {
      for (const [width, height] of TO) {
        const reference = (linear ? resizedLinear : resized)(photo, width, height, filter);
        const made = resizedTo(photo, width, height, { filter, linear });
        const decibels = psnrRounded(made, reference) + 10 * Math.log10(3 / 4);
        t.diagnostic(`${width} x ${height}: ${decibels.toFixed(1)} dB`);
        assert.ok(decibels >= LEAST, `${width} x ${height}: ${decibels} dB`);
      }
    });
  }
}

test('awkward sizes to awkward sizes', () => {
  for (const filter of FILTER_NAMES) {
    for (const [i, [width, height]] of SIZES.entries()) {
      for (const [toWidth, toHeight] of SIZES) {
        const image = noise(width, height, i + 1, 'opaque');
        const reference = resized(image, toWidth, toHeight, filter);
        const { data } = resizedTo(image, toWidth, toHeight, { filter });
        for (let k = 0; k < data.length; k++) {
          assert.ok(
            Math.abs(data[k] - reference.data[k]) <= 1,
            `${width} x ${height} to ${toWidth} x ${toHeight}, ${filter}`,
          );
        }
      }
    }
  }
});

test('the size kept, every filter is the identity', () => {
  for (const linear of [false, true]) {
    const image = noise(37, 23, 5, 'opaque');
    for (const filter of /** @type {const} */ (['nearest', ...FILTER_NAMES])) {
      assert.deepEqual(resizedTo(image, 37, 23, { filter, linear }).data, image.data, filter);
    }
  }
});

test('a constant image stays constant', () => {
  for (const filter of /** @type {const} */ (['nearest', ...FILTER_NAMES])) {
    for (const linear of [false, true]) {
      for (const [width, height] of SIZES) {
        for (const [toWidth, toHeight] of SIZES) {
          const image = blank(width, height);
          for (let i = 0; i < image.data.length; i += 4) image.data.set([7, 130, 255, 255], i);
          const { data } = resizedTo(image, toWidth, toHeight, { filter, linear });
          for (let i = 0; i < data.length; i += 4) assert.deepEqual([...data.subarray(i, i + 4)], [7, 130, 255, 255]);
        }
      }
    }
  }
});

test('nearest copies the pixel whose centre is nearest', () => {
  for (const [i, [width, height]] of SIZES.entries()) {
    for (const [toWidth, toHeight] of SIZES) {
      const image = noise(width, height, i + 1, 'translucent');
      const { data } = resizedTo(image, toWidth, toHeight, { filter: 'nearest' });
      for (let y = 0; y < toHeight; y++) {
        for (let x = 0; x < toWidth; x++) {
          const fromX = Math.floor(((x + 0.5) * width) / toWidth + 1e-9);
          const fromY = Math.floor(((y + 0.5) * height) / toHeight + 1e-9);
          const from = 4 * (fromY * width + fromX);
          const to = 4 * (y * toWidth + x);
          assert.deepEqual(data.subarray(to, to + 4), image.data.subarray(from, from + 4));
        }
      }
    }
  }
});

test('the colour under transparent pixels does not bleed', () => {
  const image = blank(60, 48);
  for (let y = 0; y < 48; y++) {
    for (let x = 0; x < 60; x++)
      image.data.set((x + y) % 3 === 0 || x > 40 ? [255, 0, 0, 0] : [0, 255, 0, 255], 4 * (y * 60 + x));
  }
  for (const filter of FILTER_NAMES) {
    for (const linear of [false, true]) {
      for (const [width, height] of [
        [30, 24],
        [17, 41],
        [133, 90],
      ]) {
        const { data } = resizedTo(image, width, height, { filter, linear });
        let visible = 0;
        for (let i = 0; i < data.length; i += 4) {
          assert.equal(data[i], 0, 'red');
          if (data[i + 3] === 0) continue;
          visible++;
          assert.ok(data[i + 1] >= 252, `green ${data[i + 1]} at alpha ${data[i + 3]}, ${filter}`);
        }
        assert.ok(visible > 100);
      }
    }
  }
});

test('translucent images are near the premultiplied reference', () => {
  const image = noise(50, 40, 11, 'translucent');
  for (const filter of FILTER_NAMES) {
    for (const linear of [false, true]) {
      const { data } = resizedTo(image, 33, 61, { filter, linear });
      const reference = (linear ? resizedLinear : resized)(image, 33, 61, filter);
      for (let i = 0; i < data.length; i++) {
        // Where little alpha is left, a colour has few steps: what counts is what is seen, colour times alpha.
        const alpha = i % 4 === 3 ? 1 : reference.data[i - (i % 4) + 3] / 255;
        assert.ok(Math.abs(data[i] - reference.data[i]) * alpha <= 1.5, `${filter}, byte ${i}`);
      }
    }
  }
});

test('in linear light black and white make the grey that looks like them', () => {
  const image = blank(64, 48);
  for (let i = 0; i < 64 * 48; i++) {
    image.data.fill(((i % 64) + Math.floor(i / 64)) % 2 === 0 ? 255 : 0, 4 * i, 4 * i + 3);
    image.data[4 * i + 3] = 255;
  }
  for (const [linear, grey] of /** @type {const} */ ([
    [false, 128],
    [true, 188],
  ])) {
    for (const filter of /** @type {const} */ (['box', 'bilinear', 'lanczos3'])) {
      const { data } = resizedTo(image, 32, 24, { filter, linear });
      // The outermost pixels see no pattern beyond the edge.
      for (let y = 3; y < 21; y++) {
        for (let x = 3; x < 29; x++) assert.ok(Math.abs(data[4 * (y * 32 + x)] - grey) <= (linear ? 0 : 1), filter);
      }
    }
  }
});

test('the tables of linear light are those of sRGB', () => {
  const { decode, encode } = linearLight();
  for (let value = 0; value < 256; value++) {
    assert.equal(decode[value], Math.round(decoded(value / 255) * 32640));
    assert.equal(encode[decode[value]], value);
  }
  for (let value = 0; value <= 32640; value++) assert.equal(encode[value], Math.round(encoded(value / 32640) * 255));
});

test('weights sum to 1, and overshoot by no more than 16-bit sums have room for', () => {
  const sizes = [...Array.from({ length: 24 }, (_, i) => i + 1), 97, 331];
  for (const filter of FILTER_NAMES) {
    for (const inputs of sizes) {
      for (const outputs of sizes) {
        const { count, weights, stride } = coefficients({ inputs, outputs, begin: 0, count: outputs }, filter);
        for (let i = 0; i < outputs; i++) {
          const own = weights.subarray(i * stride, i * stride + count[i]);
          assert.equal(
            own.reduce((sum, weight) => sum + weight, 0),
            16384,
          );
          // Between -1/2 and 3/2: what the bias of linear light leaves.
          const above = own.reduce((sum, weight) => sum + Math.max(0, weight), 0);
          assert.ok(above < 1.5 * 16384, `${filter}, ${inputs} to ${outputs}: ${above / 16384}`);
        }
      }
    }
  }
});

test('cover is a window of the whole', () => {
  for (const [i, [width, height]] of [...SIZES, [37, 29], [64, 20]].entries()) {
    const image = noise(width, height, i + 1, i % 2 === 0 ? 'translucent' : 'opaque');
    for (const [toWidth, toHeight] of [
      [10, 10],
      [9, 30],
      [50, 11],
    ]) {
      for (const filter of /** @type {const} */ (['nearest', 'bilinear', 'mks2021'])) {
        for (const linear of [false, true]) {
          const scale = Math.max(toWidth / width, toHeight / height);
          const wholeWidth = Math.max(toWidth, Math.round(width * scale));
          const wholeHeight = Math.max(toHeight, Math.round(height * scale));
          const whole = resizedTo(image, wholeWidth, wholeHeight, { filter, linear });
          for (const [position, x, y] of /** @type {const} */ ([
            ['centre', 0.5, 0.5],
            ['rightBottom', 1, 1],
            ['leftTop', 0, 0],
            ['top', 0.5, 0],
          ])) {
            const left = Math.ceil((wholeWidth - toWidth) * x);
            const top = Math.ceil((wholeHeight - toHeight) * y);
            const made = resizedTo(image, toWidth, toHeight, { filter, linear, fit: 'cover', position });
            assert.deepEqual(
              made.data,
              cut(whole, left, top, toWidth, toHeight).data,
              `${width} x ${height}, ${filter}`,
            );
          }
        }
      }
    }
  }
});

test('contain is the image within its background', () => {
  const image = noise(30, 20, 3, 'translucent');
  for (const [width, height, innerWidth, innerHeight, left, top] of [
    [15, 15, 15, 10, 0, 2],
    [21, 7, 11, 7, 5, 0],
    [60, 50, 60, 40, 0, 5],
  ]) {
    for (const filter of /** @type {const} */ (['nearest', 'catrom'])) {
      const made = resizedTo(image, width, height, { filter, fit: 'contain', background: [9.4, 99.5, 255, 128] });
      const inner = resizedTo(image, innerWidth, innerHeight, { filter });
      assert.deepEqual(cut(made, left, top, innerWidth, innerHeight).data, inner.data);
      for (let y = 0; y < height; y++) {
        for (let x = 0; x < width; x++) {
          if (x >= left && x < left + innerWidth && y >= top && y < top + innerHeight) continue;
          const at = 4 * (y * width + x);
          assert.deepEqual([...made.data.subarray(at, at + 4)], [9, 100, 255, 128]);
        }
      }
    }
  }
});

test('contain without enlargement keeps the pixels', () => {
  const image = noise(30, 20, 4, 'translucent');
  const made = resizedTo(image, 40, 41, { filter: 'nearest', fit: 'contain', withoutEnlargement: true });
  assert.deepEqual(cut(made, 5, 10, 30, 20).data, image.data);
});

for (const position of /** @type {const} */ (['entropy', 'attention'])) {
  test(`${position} keeps what there is to see`, () => {
    for (const across of [true, false]) {
      for (const at of [0, 50, 110]) {
        // Grey with a busy, saturated square of 40 x 40 in it.
        const [width, height] = across ? [150, 40] : [40, 150];
        const image = blank(width, height);
        const busy = noise(40, 40, 9, 'opaque');
        for (let i = 0; i < image.data.length; i += 4) image.data.set([90, 90, 90, 255], i);
        for (let y = 0; y < 40; y++) {
          const to = 4 * (across ? y * width + at : (at + y) * width);
          image.data.set(busy.data.subarray(160 * y, 160 * (y + 1)), to);
        }
        const { data } = resizedTo(image, 40, 40, { filter: 'nearest', fit: 'cover', position });
        let kept = 0;
        for (let i = 0; i < data.length; i += 4) if (data[i] !== 90 || data[i + 1] !== 90) kept++;
        assert.ok(kept >= 0.8 * 1600, `${across ? 'across' : 'down'}, ${at}: ${kept} of 1600`);
      }
    }
  });
}

test('where nothing stands out, attention keeps the middle', () => {
  const image = blank(90, 30);
  for (let x = 0; x < 90; x++) for (let y = 0; y < 30; y++) image.data.set([50, 50, 50, 255], 4 * (y * 90 + x));
  // What cannot be seen is no reason either.
  for (let y = 0; y < 30; y++) image.data.set([50, 50, 50, 255], 4 * y * 90);
  const { data } = resizedTo(image, 30, 30, { fit: 'cover', position: 'attention' });
  assert.deepEqual([...data.subarray(0, 4)], [50, 50, 50, 255]);
});

const corpora = [process.env.PIXLANE_CORPORA, fileURLToPath(new URL('../../../shared/corpora', import.meta.url))]
  .map((folder) => folder && join(folder, 'resize-ref'))
  .find((folder) => folder && existsSync(folder));
const skip = corpora ? false : 'the corpora are not there';
const file = (/** @type {string} */ path) => readFileSync(join(/** @type {string} */ (corpora), path));

test("Pillow's tables, within 1", { skip }, () => {
  /** @type {{ name: string, filter: string, src: number, dst: number, input: number[][], expected: number[][] }[]} */
  const all = JSON.parse(file('pillow_tables.json').toString());
  /** @type {Readonly<Record<string, ResizeParams['filter']>>} */
  const names = { box: 'box', bilinear: 'bilinear', hamming: 'hamming', bicubic: 'catrom', lanczos: 'lanczos3' };
  assert.equal(all.length, 10);
  for (const { name, filter, src, dst, input, expected } of all) {
    const image = blank(src, src);
    input.flat().forEach((grey, i) => {
      image.data.set([grey, grey, grey, 255], 4 * i);
    });
    assert.ok(names[filter], filter);
    const { data } = resizedTo(image, dst, dst, { filter: names[filter] });
    expected.flat().forEach((grey, i) => {
      for (let c = 0; c < 3; c++)
        assert.ok(Math.abs(data[4 * i + c] - grey) <= 1, `${name}: ${data[4 * i + c]}, not ${grey}`);
    });
  }
});

/** @param {string} path of a PNG or JPEG @returns {Pixels} */
function load(path) {
  if (path.endsWith('.jpeg')) return jpeg.decode(file(path), { useTArray: true });
  const { data, width, height, channels } = decodePng(file(path));
  const image = blank(width, height);
  for (let i = 0; i < width * height; i++) {
    for (let c = 0; c < 3; c++) image.data[4 * i + c] = data[channels * i + c];
    image.data[4 * i + 3] = channels === 4 ? data[4 * i + 3] : 255;
  }
  return image;
}

// nearest shows by how much jpeg-js decodes the JPEG otherwise than Go: single pixels by 3. In what is averaged that is lost.
for (const [direction, source, decoder] of /** @type {const} */ ([
  ['down', 'golang/testdata/go-turns-two-280x360.jpeg', 3],
  ['up', 'golang/testdata/go-turns-two-14x18.png', 0],
])) {
  test(`what Go's draw package makes, ${direction}, within 2`, { skip }, (t) => {
    const image = load(source);
    for (const [name, filter] of /** @type {const} */ ([
      ['nn', 'nearest'],
      ['bl', 'bilinear'],
      ['cr', 'catrom'],
    ])) {
      const golden = load(`golang/testdata/go-turns-two-${direction}-${name}.png`);
      const { data } = resizedTo(image, golden.width, golden.height, { filter });
      let most = 0;
      for (let i = 0; i < data.length; i++) most = Math.max(most, Math.abs(data[i] - golden.data[i]));
      t.diagnostic(`${name}: ${most}`);
      assert.ok(most <= (filter === 'nearest' ? decoder : 2), `${name}: ${most}`);
    }
  });
}
