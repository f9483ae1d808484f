// The filters that peers' outputs are compared with, against pixlane's own, which are made and tested apart from them: a mistake in either
// would part them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as reference from '../../bench/peers/reference.mjs';
import { SHARPEN_3X3 } from '../../bench/peers/tasks.mjs';
import { blur } from '../../js-baseline/blur.js';
import { convolve } from '../../js-baseline/convolve.js';
import { resize } from '../../js-baseline/resize.js';
import { sharpen } from '../../js-baseline/sharpen.js';
import { sobel } from '../../js-baseline/sobel.js';

const [WIDTH, HEIGHT] = [200, 150];

/** Waves of several lengths, an edge, and some noise. @param {(x: number, y: number) => number} alphaAt */
function picture(alphaAt) {
  const data = new Uint8Array(WIDTH * HEIGHT * 4);
  let state = 1;
  for (let y = 0, i = 0; y < HEIGHT; y++) {
    for (let x = 0; x < WIDTH; x++, i += 4) {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      const noise = (state >>> 27) - 16;
      const edge = x > 90 ? 60 : 0;
      data[i] = 110 + edge + 40 * Math.sin(x / 5) + noise;
      data[i + 1] = 100 + edge + 50 * Math.sin((x + y) / 9) + noise;
      data[i + 2] = 120 + 90 * Math.sin(y / 3) + noise;
      data[i + 3] = alphaAt(x, y);
    }
  }
  return { data, width: WIDTH, height: HEIGHT };
}

const opaque = picture(() => 255);
const cutOut = picture((x, y) => Math.max(0, Math.min(255, 1275 - 15 * Math.hypot(x - 100, y - 75))));

/** @param {ArrayLike<number>} a @param {ArrayLike<number>} b */
function psnr(a, b) {
  assert.equal(a.length, b.length);
  let squares = 0;
  for (let i = 0; i < a.length; i++) squares += (a[i] - b[i]) ** 2;
  return 10 * Math.log10((255 ** 2 * a.length) / squares);
}

/** @param {Uint8Array} data */
const premultiplied = (data) => Float64Array.from(data, (v, i) => (i % 4 === 3 ? v : (v * data[i | 3]) / 255));

const FIT = {
  filter: 'lanczos3',
  fit: 'fill',
  position: 'centre',
  withoutEnlargement: false,
  background: [0, 0, 0, 0],
};

for (const linear of [false, true]) {
  test(`Lanczos3${linear ? ' in linear light' : ''} agrees, colours weighed by alpha`, () => {
    const dst = { data: new Uint8Array(48 * 37 * 4), width: 48, height: 37 };
    resize(cutOut, dst, { ...FIT, linear });
    const expected = reference.lanczos3(cutOut, 48, 37, { linear });
    assert.ok(psnr(premultiplied(dst.data), expected) > 55);
    // The other light is another picture: the comparison can tell.
    assert.ok(psnr(premultiplied(dst.data), reference.lanczos3(cutOut, 48, 37, { linear: !linear })) < 50);
  });
}

const same = () => ({ data: new Uint8Array(WIDTH * HEIGHT * 4), width: WIDTH, height: HEIGHT });
const REGION = { left: 60, top: 60, width: 70, height: 30 };

/** @type {[string, number, (dst: ReturnType<typeof same>) => void, Float64Array][]} */
const FILTERS = [
  ['the blur', 50, (dst) => blur(opaque, dst, { sigma: 5 }), reference.gaussian(opaque, 5, REGION)],
  [
    'the unsharp mask',
    45,
    (dst) => sharpen(opaque, dst, { sigma: 1, amount: 1, threshold: 0 }),
    reference.unsharp(opaque, 1, REGION),
  ],
  ['the Sobel magnitude', 45, (dst) => sobel(opaque, dst), reference.sobel(opaque, REGION)],
];

for (const [name, least, filter, expected] of FILTERS) {
  test(`${name} agrees`, () => {
    const dst = same();
    filter(dst);
    assert.ok(psnr(reference.crop(dst, REGION), expected) > least);
    assert.ok(psnr(reference.crop(opaque, REGION), expected) < least, 'and the picture itself would not');
  });
}

test('the 3 x 3 convolution agrees to the bit', () => {
  const dst = same();
  convolve(opaque, dst, { kernel: SHARPEN_3X3, scale: 0, offset: 0 });
  const expected = reference.convolve3x3(opaque, SHARPEN_3X3, REGION);
  assert.deepEqual(reference.crop(dst, REGION), Uint8Array.from(expected));
});
