// PNG files of every type to pixels: against files made by the letter of the specification, and against the answers of the corpora.
import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { constants } from 'node:zlib';
import { createEngine, ImageError } from '../../dist/bindings/index.js';
import { corpora, read } from '../codecs/corpora.mjs';
import { xorshift32 } from '../parity/random.mjs';
import { crc32, pngChunk } from './hostile-files.mjs';
import { COMPILED_LANES } from './lanes.mjs';
import { pngOf, randomSamples, shown, TYPES } from './png-files.mjs';

/** @typedef {import('../../dist/bindings/index.js').Engine} Engine */

/** @param {Engine} engine @param {Uint8Array} file @param {import('../../dist/bindings/index.js').DecodeOptions} [options] */
function decoded(engine, file, options) {
  const image = engine.decode(file, { ...options, partial: false });
  const pixels = image.depth === 16 ? engine.toPixels16(image) : engine.toPixels(image);
  image.release();
  return pixels;
}

/** As typed arrays of one kind, which compare fast. @param {ArrayLike<number>} data */
const same = (data) => Buffer.from(Uint16Array.from(data).buffer);

/** What zlib offers to pack in different ways. */
const PACKINGS = [
  {},
  { level: 0 },
  { level: 1 },
  { level: 9, memLevel: 9 },
  { strategy: constants.Z_FIXED },
  { strategy: constants.Z_HUFFMAN_ONLY },
  { strategy: constants.Z_RLE },
  { memLevel: 1 },
];

for (const options of COMPILED_LANES) {
  const { lane } = options;

  test(`every type, filter and way to pack: ${lane}`, async () => {
    const engine = await createEngine(options);
    const next = xorshift32(41);
    for (const { colourType, depth } of TYPES) {
      for (const width of [1, 2, 3, 5, 8, 17, 31, 64, 130]) {
        const height = 1 + (next() % 9);
        const samples = randomSamples(next, colourType, depth, width, height);
        const kinds = Array.from({ length: height }, () => next() % 5);
        const file = pngOf(samples, {
          interlaced: next() % 3 === 0,
          filter: (row) => kinds[row],
          packing: PACKINGS[next() % PACKINGS.length],
          cut: next() % 2 === 0 ? () => next() % 50 : undefined,
        });
        const { data } = decoded(engine, file, { keepDepth: true });
        const what = `type ${colourType}, ${depth} bits, ${width} x ${height}, filters ${kinds}`;
        assert.ok(same(data).equals(same(shown(samples))), what);
      }
    }
    engine.dispose();
  });

  // Two rows at a time are unfiltered where both wait for their left neighbours.
  test(`every pair of filters, in every width: ${lane}`, async () => {
    const engine = await createEngine(options);
    const next = xorshift32(7);
    for (const [colourType, depth] of [
      [0, 8],
      [4, 8],
      [2, 8],
      [6, 8],
      [2, 16],
      [6, 16],
    ]) {
      for (let pair = 0; pair < 25; pair++) {
        const samples = randomSamples(next, colourType, depth, 1 + (next() % 40), 7);
        const file = pngOf(samples, { filter: (row) => (row % 2 === 0 ? Math.floor(pair / 5) : pair % 5) });
        const { data } = decoded(engine, file, { keepDepth: true });
        assert.ok(same(data).equals(same(shown(samples))), `type ${colourType}, ${depth} bits, pair ${pair}`);
      }
    }
    engine.dispose();
  });

  test(`large files, however they are packed: ${lane}`, async () => {
    const engine = await createEngine(options);
    const next = xorshift32(77);
    const [width, height] = [700, 420];
    const samples = randomSamples(next, 2, 8, width, height);
    // Flat parts, repeated parts near and far, and noise.
    for (let i = 0; i < samples.values.length; i++) {
      const part = Math.floor((i * 8) / samples.values.length);
      if (part === 1 || part === 5) samples.values[i] = 40 + part;
      if (part === 2) samples.values[i] = samples.values[i - 9000];
      if (part === 3) samples.values[i] = (i >> 3) & 7;
      if (part === 6) samples.values[i] = samples.values[i - 5];
    }
    for (const packing of PACKINGS) {
      const file = pngOf(samples, { packing, filter: (row) => row % 5, cut: () => 1 + (next() % 9000) });
      assert.ok(same(decoded(engine, file).data).equals(same(shown(samples))), JSON.stringify(packing));
    }
    engine.dispose();
  });

  test(`a region is the part of the whole: ${lane}`, async () => {
    const engine = await createEngine(options);
    const next = xorshift32(3);
    for (const { colourType, depth } of TYPES) {
      for (const interlaced of [false, true]) {
        const samples = randomSamples(next, colourType, depth, 37, 23);
        const file = pngOf(samples, { interlaced, filter: (row) => row % 5 });
        const whole = engine.decode(file, { keepDepth: true });
        const region = { left: next() % 37, top: next() % 23, width: 1, height: 1 };
        region.width += next() % (37 - region.left);
        region.height += next() % (23 - region.top);
        const part = engine.decode(file, { keepDepth: true, ...region });
        const expected = engine.extract(whole, region);
        const pixels = depth === 16 ? engine.toPixels16(part) : engine.toPixels(part);
        const wanted = depth === 16 ? engine.toPixels16(expected) : engine.toPixels(expected);
        assert.deepEqual(pixels, wanted, `type ${colourType}, ${depth} bits, ${JSON.stringify(region)}`);
      }
    }
    engine.dispose();
  });

  // Passes lie over each other, so that a part of an interlaced image needs all of it.
  test(`only interlaced files need memory for the whole image: ${lane}`, async () => {
    const engine = await createEngine(options);
    const samples = randomSamples(xorshift32(8), 0, 8, 900, 700);
    const small = { left: 800, top: 600, width: 100, height: 100, limits: { maxMemory: 1 << 20 } };
    const whole = pngOf(samples);
    const { data } = decoded(engine, whole, small);
    assert.deepEqual(
      [...data.subarray(0, 4)],
      [
        ...shown(samples)
          .subarray(4 * (600 * 900 + 800))
          .subarray(0, 4),
      ],
    );
    assert.throws(() => engine.decode(pngOf(samples, { interlaced: true }), small), {
      code: 'LIMIT',
      message: /memory/,
    });
    engine.dispose();
  });

  test(`16 bits become 8 by their upper half: ${lane}`, async () => {
    const engine = await createEngine(options);
    const samples = randomSamples(xorshift32(9), 6, 16, 21, 4);
    const { data } = decoded(engine, pngOf(samples));
    assert.ok(same(data).equals(same(shown(samples).map((value) => value >> 8))));
    assert.throws(() => engine.decode(pngOf(samples), { scale: 4 }), {
      code: 'UNSUPPORTED',
      message: /resize afterwards/,
    });
    engine.dispose();
  });

  test(`damage is found, and what came before it is there: ${lane}`, async () => {
    const engine = await createEngine(options);
    const samples = randomSamples(xorshift32(5), 6, 8, 60, 50);
    const cut = () => 1500;
    const file = pngOf(samples, { filter: (row) => row % 5, cut });
    const whole = same(shown(samples));
    /** @param {Uint8Array} bytes @param {string} code @param {number} least rows */
    const expectRows = (bytes, code, least) => {
      assert.throws(() => engine.decode(bytes), { name: 'ImageError', code });
      const { image, rows, error } = engine.decode(bytes, { partial: true });
      assert.ok(error instanceof ImageError && error.code === code && rows >= least, `${error}, ${rows} rows`);
      if (image === null) return;
      const data = same(engine.toPixels(image).data);
      const came = rows * 60 * 4 * 2;
      assert.ok(data.subarray(0, came).equals(whole.subarray(0, came)));
      assert.ok(data.subarray(came).every((byte) => byte === 0));
    };
    expectRows(file.subarray(0, file.length / 2), 'TRUNCATED', 20);
    expectRows(file.subarray(0, file.length - 12), 'TRUNCATED', 50);
    const second = file.indexOf('IDAT', file.indexOf('IDAT') + 4);
    // A checksum of a chunk, a byte of the pixels, and the checksum of the whole stream.
    const wrong = Uint8Array.from(file);
    wrong[second - 5] ^= 1;
    expectRows(wrong, 'CORRUPT', 1);
    const adler = Uint8Array.from(file);
    const end = file.lastIndexOf('IEND') - 4;
    const last = file.lastIndexOf('IDAT');
    adler[end - 5] ^= 1;
    new DataView(adler.buffer).setUint32(end - 4, crc32(adler.subarray(last, end - 4)));
    expectRows(adler, 'CORRUPT', 50);
    engine.dispose();
  });

  test(`the header says what the file says: ${lane}`, async () => {
    const engine = await createEngine(options);
    const samples = randomSamples(xorshift32(5), 3, 4, 9, 8);
    const u32 = (/** @type {number[]} */ ...values) =>
      Uint8Array.from(values.flatMap((v) => [v >>> 24, (v >> 16) & 255, (v >> 8) & 255, v & 255]));
    const chunks = [
      pngChunk('gAMA', u32(45455)),
      pngChunk('cHRM', u32(31270, 32900, 64000, 33000, 30000, 60000, 15000, 6000)),
      pngChunk('sRGB', Uint8Array.of(1)),
      pngChunk('cICP', Uint8Array.of(9, 16, 0, 1)),
      pngChunk('pHYs', Uint8Array.of(...u32(11811, 5669), 1)),
    ];
    const metadata = engine.metadata(pngOf(samples, { interlaced: true, chunks }));
    const { colour, bits, progressive, hasAlpha, density, gamma, chromaticities, srgbIntent, cicp } = metadata;
    assert.deepEqual([colour, bits, progressive, hasAlpha], ['palette', 4, true, true]);
    assert.deepEqual([density, gamma, srgbIntent, cicp], [[300, 144], 0.45455, 1, [9, 16, 0, 1]]);
    assert.deepEqual(chromaticities, [0.3127, 0.329, 0.64, 0.33, 0.3, 0.6, 0.15, 0.06]);
    engine.dispose();
  });
}

const skip = corpora ? false : 'the corpora are not beside the checkout; set PIXLANE_CORPORA';

/** The channels that image-rs counts: of the type that is stored, the upper byte first. */
const STORED = { 0: [0], 2: [0, 1, 2], 4: [0, 3], 6: [0, 1, 2, 3] };

test('the 16-bit values of PngSuite', { skip }, async () => {
  const answers = new Map(
    String(read('png-image-rs/results_identity.txt'))
      .split('\n')
      .filter((line) => line.includes('pngsuite/'))
      .map((line) => /** @type {[string, string]} */ (line.replace('tests/pngsuite/', '').split(': '))),
  );
  for (const options of COMPILED_LANES) {
    const engine = await createEngine(options);
    let checked = 0;
    for (const [name, answer] of answers) {
      if (!existsSync(join(String(corpora), 'pngsuite', name))) continue;
      const file = read(`pngsuite/${name}`);
      if (file[24] !== 16 || !(file[25] in STORED)) continue;
      const channels = STORED[/** @type {keyof typeof STORED} */ (file[25])];
      const { data, width, height } = decoded(engine, file, { keepDepth: true });
      const bytes = Buffer.alloc(width * height * channels.length * 2);
      for (let pixel = 0, at = 0; pixel < width * height; pixel++) {
        for (const channel of channels) at = bytes.writeUInt16BE(data[pixel * 4 + channel], at);
      }
      assert.equal(crc32(bytes), Number(answer), `${options.lane}: ${name}`);
      checked++;
    }
    assert.ok(checked >= 20, `${checked} files`);
    engine.dispose();
  }
});

test('PngSuite: 162 files are decoded, 14 are refused', { skip }, async () => {
  const names = readdirSync(join(String(corpora), 'pngsuite')).filter((name) => name.endsWith('.png'));
  for (const options of COMPILED_LANES) {
    const engine = await createEngine(options);
    const refused = names.filter((name) => {
      try {
        engine.decode(read(`pngsuite/${name}`)).release();
        return false;
      } catch (error) {
        assert.ok(
          error instanceof ImageError && ['CORRUPT', 'TRUNCATED', 'NOT_AN_IMAGE'].includes(error.code),
          `${error}`,
        );
        return true;
      }
    });
    assert.deepEqual(
      refused,
      names.filter((name) => name.startsWith('x')),
    );
    assert.deepEqual([names.length - refused.length, refused.length], [162, 14]);
    engine.dispose();
  }
});
