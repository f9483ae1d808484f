// Real files with known answers through every decoder there is: the native one, the sanitized one, and each wasm lane.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createEngine, ImageError } from '../../dist/bindings/index.js';
import { bitexact, corpora, md5, read, reference } from './corpora.mjs';
import { nativeDecoder } from './native.mjs';

const BAD = ['error', 'over-limit', 'not-an-image'];
/** What the reference decoder, an older one, could not read: 12 bits a sample, and lossless JPEG. */
const READ_HERE = [
  'jpeg-libjpeg-turbo/monkey12.jpg',
  'jpeg-libjpeg-turbo/testorig12.jpg',
  'jpeg-reftest-image-rs/reftest/images/lossless/1/jpeg_lossless_sel1.jpg',
  'jpeg-reftest-image-rs/reftest/images/lossless/1/jpeg_lossless_sel7.jpg',
  'jpeg-reftest-image-rs/reftest/images/lossless/2/MR4.jpg',
];
const CODES = ['NOT_AN_IMAGE', 'UNSUPPORTED', 'CORRUPT', 'TRUNCATED', 'LIMIT'];
const PATIENCE_MS = 2000;

async function laneDecoder(lane) {
  const engine = await createEngine({ lane });
  return {
    async decode(path) {
      try {
        const image = engine.decode(read(path), { orient: false });
        const { data, width, height } = engine.toPixels(image);
        image.release();
        return { code: 'OK', reason: '', pixels: { data, width, height } };
      } catch (error) {
        if (!(error instanceof ImageError)) throw error;
        return { code: error.code, reason: error.message };
      }
    },
    close: async () => engine.dispose(),
  };
}

const decoders = {
  native: () => nativeDecoder('native'),
  'native-asan': () => nativeDecoder('native-asan'),
  scalar: () => laneDecoder('scalar'),
  simd: () => laneDecoder('simd'),
  threads: () => laneDecoder('threads'),
};

/** Opens a decoder for `work`, and closes it whatever happens: an open one would keep this process alive. */
async function using(open, work) {
  const decoder = await open();
  try {
    await work(decoder.decode);
  } finally {
    await decoder.close();
  }
}

/** What differs from bitexact.tsv. */
async function wrongPixels(decode) {
  const wrong = [];
  for (const row of bitexact()) {
    const { code, reason, pixels } = await decode(row.path);
    if (code !== 'OK') wrong.push(`${row.path}: ${code} ${reason}`);
    else if (md5(row, pixels) !== row.md5) wrong.push(`${row.path}: other pixels`);
  }
  return wrong;
}

describe('corpora', { skip: corpora ? false : 'the corpora are not beside the checkout; set PIXLANE_CORPORA' }, () => {
  for (const [name, open] of Object.entries(decoders)) {
    it(`${name}: all 604 files of bitexact.tsv decode to the stated pixels`, () =>
      using(open, async (decode) => {
        assert.equal(bitexact().length, 604);
        assert.deepEqual(await wrongPixels(decode), []);
      }));

    it(`${name}: every bad file is refused with a code and a reason, within ${PATIENCE_MS} ms, and no byte stays behind`, () =>
      using(open, async (decode) => {
        const wrong = [];
        const rows = reference();
        // The sanitizers make everything several times slower.
        const patience = name === 'native-asan' ? PATIENCE_MS * 5 : PATIENCE_MS;
        for (const row of rows) {
          const begin = performance.now();
          const { code, reason, leaked = 0 } = await decode(row.path);
          const took = performance.now() - begin;
          if (leaked !== 0) wrong.push(`${row.path}: ${leaked} bytes are still allocated`);
          if (took > patience) wrong.push(`${row.path}: took ${Math.round(took)} ms`);
          const isRead = row.outcome === 'ok' || READ_HERE.includes(row.path);
          if (!isRead && BAD.includes(row.outcome) && !CODES.includes(code))
            wrong.push(`${row.path}: ${row.outcome}, but ${code}`);
          if (isRead && code !== 'OK') wrong.push(`${row.path}: refused: ${code} ${reason}`);
          if (code !== 'OK' && reason === '') wrong.push(`${row.path}: ${code} without a reason`);
        }
        assert.equal(rows.length, 1485);
        assert.deepEqual(wrong, []);
      }));
  }

  it('a lost byte is caught', () =>
    using(decoders.native, async (decode) => {
      const { path } = bitexact()[0];
      assert.equal((await decode(path)).leaked, 0);
      assert.ok((await decode(path, { forget: 1 })).leaked >= 1);
    }));

  it('a single wrong bit is caught', () =>
    using(
      () => laneDecoder('simd'),
      async (decode) => {
        const target = bitexact()[0].path;
        const faulty = async (path) => {
          const result = await decode(path);
          if (path === target) result.pixels.data[17] ^= 1;
          return result;
        };
        assert.deepEqual(await wrongPixels(faulty), [`${target}: other pixels`]);
      },
    ));
});
