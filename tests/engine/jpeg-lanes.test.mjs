// The lane `scalar` runs upstream's C, the others our vectors in its place (codecs/jpeg_simd): every way to encode and decode gives the same
// bytes and the same pixels in all of them.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createEngine } from '../../dist/bindings/index.js';
import { bitexact, corpora, read } from '../codecs/corpora.mjs';
import { randomPixels, xorshift32 } from '../parity/random.mjs';
import { smoothPixels } from './lanes.mjs';

const OTHERS = /** @type {const} */ (['simd', 'threads']);
/** @type {import('../../dist/bindings/index.js').Engine} */
let plain;
/** @type {Record<string, import('../../dist/bindings/index.js').Engine>} */
const others = {};

before(async () => {
  plain = await createEngine({ lane: 'scalar' });
  for (const lane of OTHERS) others[lane] = await createEngine({ lane, threads: 2 });
});
after(() => {
  for (const engine of [plain, ...Object.values(others)]) engine.dispose();
});

/** Sizes at which blocks, vectors and pairs of chroma samples end in every way. */
const SIZES = [
  [1, 1],
  [2, 1],
  [7, 9],
  [8, 8],
  [15, 17],
  [16, 16],
  [17, 33],
  [31, 5],
  [33, 64],
  [48, 48],
  [65, 31],
  [130, 40],
  [257, 19],
];

/** Photograph-like, noise, and blocks of one colour with hard edges: coefficients of every size. */
const PICTURES = {
  smooth: smoothPixels,
  noise: (/** @type {number} */ width, /** @type {number} */ height) => randomPixels(width, height, 7, 'opaque'),
  edges: (/** @type {number} */ width, /** @type {number} */ height) => {
    const data = new Uint8Array(width * height * 4);
    for (let i = 0; i < width * height; i++) {
      const on = ((i % width) >> 2) + (Math.floor(i / width) >> 3);
      data.set(on % 2 ? [255, 0, 255, 255] : [0, 255, 0, 255], i * 4);
    }
    return data;
  },
};

/** @type {readonly import('../../dist/bindings/index.js').EncodeOptionsOf['jpeg'][]} */
const OPTIONS = [
  {},
  { quality: 1 },
  { quality: 100 },
  { quality: 92, chromaSubsampling: '4:4:4' },
  { quality: 55, chromaSubsampling: '4:2:2' },
  { quality: 75, grayscale: true },
  { quality: 85, progressive: true },
  { quality: 100, progressive: true, chromaSubsampling: '4:4:4' },
  { quality: 70, optimiseCoding: true },
  { quality: 80, restartInterval: 3 },
  { quality: 60, restartInterval: 2, progressive: true },
];

describe('JPEG in every lane', () => {
  for (const [name, paint] of Object.entries(PICTURES)) {
    it(`encodes ${name} to the same bytes, decodes them to the same pixels`, () => {
      let files = 0;
      for (const [width, height] of SIZES) {
        const data = paint(width, height);
        for (const options of OPTIONS) {
          const what = `${width} x ${height} ${JSON.stringify(options)}`;
          const file = plain.encode(plain.fromPixels(data, width, height), 'jpeg', options);
          const pixels = plain.toPixels(plain.decode(file));
          for (const [lane, engine] of Object.entries(others)) {
            assert.deepEqual(
              engine.encode(engine.fromPixels(data, width, height), 'jpeg', options),
              file,
              `${lane}: ${what}`,
            );
            assert.deepEqual(engine.toPixels(engine.decode(file)), pixels, `${lane}: ${what}`);
          }
          files++;
        }
      }
      assert.equal(files, SIZES.length * OPTIONS.length);
    });
  }

  it('decodes to every scale alike', () => {
    for (const options of OPTIONS) {
      const file = plain.encode(plain.fromPixels(PICTURES.smooth(131, 77), 131, 77), 'jpeg', options);
      for (let scale = 1; scale <= 8; scale++) {
        const pixels = plain.toPixels(plain.decode(file, { scale }));
        assert.deepEqual([pixels.width, pixels.height], [Math.ceil((131 * scale) / 8), Math.ceil((77 * scale) / 8)]);
        for (const engine of Object.values(others)) {
          assert.deepEqual(
            engine.toPixels(engine.decode(file, { scale })),
            pixels,
            `${scale}/8 ${JSON.stringify(options)}`,
          );
        }
      }
    }
  });

  it('decodes the corpora to every scale alike', {
    skip: corpora ? false : 'the corpora are not beside the checkout',
  }, () => {
    const random = xorshift32(3);
    const files = bitexact().filter(({ format }) => format === 'jpeg');
    let compared = 0;
    for (const { path } of files) {
      // Each file to two of the sizes that upstream reduces to.
      for (const scale of [1 + (random() % 8), [1, 2, 4][random() % 3]]) {
        const pixels = plain.toPixels(plain.decode(read(path), { scale }));
        for (const engine of Object.values(others)) {
          const image = engine.decode(read(path), { scale });
          assert.deepEqual(engine.toPixels(image), pixels, `${path} at ${scale}/8`);
          image.release();
        }
        compared++;
      }
    }
    assert.equal(compared, files.length * 2);
  });
});
