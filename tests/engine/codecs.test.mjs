// Bytes to pixels and back through the package: what comes out, what is refused, and by which error.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { optionSets } from '../../dist/bindings/generated/options.js';
import { createEngine, ImageError } from '../../dist/bindings/index.js';
import { randomPixels, xorshift32 } from '../parity/random.mjs';
import { crc32, withOrientation } from './hostile-files.mjs';
import { COMPILED_LANES, openObserved, randomImage, smoothPixels } from './lanes.mjs';

/** @typedef {import('../../dist/bindings/index.js').Engine} Engine */
/** @typedef {import('../../dist/bindings/index.js').Format} Format */

/** @type {readonly Format[]} */
const FORMATS = ['jpeg', 'png', 'webp'];
/** Every option that a format takes, as messages list them. @param {Format} format */
const names = (format) => optionSets[format].map(({ name }) => name).join(', ');
const MIME = { jpeg: 'image/jpeg', png: 'image/png', webp: 'image/webp' };

/** @param {ArrayLike<number>} a @param {ArrayLike<number>} b peak signal to noise ratio, dB */
function psnr(a, b) {
  let squares = 0;
  for (let i = 0; i < a.length; i++) squares += (a[i] - b[i]) ** 2;
  return 10 * Math.log10((255 * 255 * a.length) / squares);
}

/** Which kernel makes an image of each EXIF orientation stand upright. */
const UPRIGHT = [null, null, 'flop', 'rotate180', 'flip', 'transpose', 'rotate90', 'transverse', 'rotate270'];

for (const options of COMPILED_LANES) {
  const { lane } = options;

  test(`lossless formats keep every pixel: ${lane}`, async () => {
    const engine = await createEngine(options);
    for (const [width, height] of [
      [1, 1],
      [3, 2],
      [33, 7],
      [130, 61],
    ]) {
      const data = randomPixels(width, height, 5, 'opaque');
      for (let i = 3; i < data.length; i += 8) data[i] = 1 + (i % 254); // colours under alpha 0 are WebP's to change
      const image = engine.fromPixels(data, width, height);
      const files = [
        engine.encode(image, 'webp', { lossless: true }),
        ...[0, 1, 6, 9].map((level) => engine.encode(image, 'png', { level })),
      ];
      for (const file of files) {
        assert.ok(file.buffer instanceof ArrayBuffer);
        assert.equal(file.byteLength, file.buffer.byteLength);
        const decoded = engine.decode(file);
        assert.deepEqual([decoded.width, decoded.height], [width, height]);
        assert.deepEqual(new Uint8Array(engine.toPixels(decoded).data), data);
        assert.equal(engine.metadata(file).hasAlpha, true);
      }
    }
    engine.dispose();
  });

  test(`lossy formats come close, the better the larger: ${lane}`, async () => {
    const engine = await createEngine(options);
    const data = smoothPixels(160, 96);
    const image = engine.fromPixels(data, 160, 96);
    for (const format of /** @type {const} */ (['jpeg', 'webp'])) {
      let size = 0;
      let close = 0;
      for (const quality of [10, 50, 95]) {
        const file = engine.encode(image, format, { quality });
        const quietness = psnr(engine.toPixels(engine.decode(file)).data, data);
        assert.ok(
          file.length > size && quietness > close,
          `${format} ${quality}: ${file.length} bytes, ${quietness} dB`,
        );
        size = file.length;
        close = quietness;
      }
      assert.ok(close > 38, `${format}: ${close} dB`);
    }
    engine.dispose();
  });

  test(`metadata tells what decode gives: ${lane}`, async () => {
    const engine = await createEngine(options);
    assert.deepEqual(
      engine.info.codecs,
      FORMATS.map((name) => ({ name, mime: MIME[name] })),
    );
    const image = randomImage(engine, 24, 10);
    for (const format of FORMATS) {
      const { width, height, orientation, bits, ...rest } = engine.metadata(engine.encode(image, format));
      assert.deepEqual([width, height, orientation, bits], [24, 10, 1, 8]);
      assert.equal(rest.format, format);
      assert.equal(rest.mime, MIME[format]);
    }
    engine.dispose();
  });

  test(`EXIF orientation is applied, or not: ${lane}`, async () => {
    const engine = await createEngine(options);
    const upright = engine.encode(engine.fromPixels(smoothPixels(40, 24), 40, 24), 'jpeg');
    for (let orientation = 1; orientation <= 8; orientation++) {
      const file = withOrientation(upright, orientation);
      assert.equal(engine.metadata(file).orientation, orientation);
      const stored = engine.decode(file, { orient: false });
      assert.deepEqual([stored.width, stored.height], [40, 24]);
      const kernel = UPRIGHT[orientation];
      const expected = kernel ? /** @type {any} */ (engine)[kernel](stored) : stored;
      assert.deepEqual(engine.toPixels(engine.decode(file)), engine.toPixels(expected), `orientation ${orientation}`);
    }
    assert.throws(() => engine.decode(upright, { orient: /** @type {any} */ (1) }), {
      message: 'Expected boolean for orient but received 1 of type number',
    });
    engine.dispose();
  });

  test(`sizes are refused before pixels are decoded: ${lane}`, async () => {
    const { engine, memoryBytes } = await openObserved(options);
    const before = memoryBytes();
    // A header without pixels: 65535 x 65535 would be 17 GB.
    const bomb = engine.encode(engine.createImage(1, 1), 'png');
    const view = new DataView(bomb.buffer);
    view.setUint32(16, 65535);
    view.setUint32(20, 65535);
    view.setUint32(29, crc32(bomb.subarray(12, 29)));
    assert.deepEqual(Object.values(engine.metadata(bomb)).slice(2, 4), [65535, 65535]);
    assert.throws(() => engine.decode(bomb), { name: 'ImageError', code: 'LIMIT' });
    assert.equal(memoryBytes(), before);
    for (const format of FORMATS) {
      const file = engine.encode(randomImage(engine, 20, 10), format);
      for (const limits of [{ maxWidth: 19 }, { maxHeight: 9 }, { maxPixels: 199 }]) {
        assert.throws(() => engine.decode(file, { limits }), { name: 'ImageError', code: 'LIMIT' }, format);
      }
      engine.decode(file, { limits: { maxWidth: 20, maxHeight: 10, maxPixels: 200 } });
    }
    engine.dispose();
  });

  test(`damaged files are errors with a code, and the engine goes on: ${lane}`, async () => {
    const engine = await createEngine(options);
    const next = xorshift32(99);
    const codes = new Map();
    /** @param {Uint8Array} bytes */
    const attempt = (bytes) => {
      for (const read of [() => engine.decode(bytes).release(), () => engine.metadata(bytes)]) {
        try {
          read();
        } catch (error) {
          assert.ok(error instanceof ImageError);
          assert.ok(['NOT_AN_IMAGE', 'UNSUPPORTED', 'CORRUPT', 'TRUNCATED', 'LIMIT'].includes(error.code), `${error}`);
          assert.ok(error.message.length > 'decode: '.length);
          codes.set(error.code, error);
        }
      }
    };
    const image = engine.fromPixels(smoothPixels(40, 24), 40, 24);
    for (const format of FORMATS) {
      const file = engine.encode(image, format);
      for (let length = 0; length < file.length; length += 1 + Math.floor(file.length / 80))
        attempt(file.subarray(0, length));
      for (let i = 0; i < 400; i++) {
        const damaged = file.slice();
        for (let flips = 1 + (next() % 4); flips > 0; flips--) damaged[next() % damaged.length] ^= 1 << (next() % 8);
        attempt(damaged);
      }
      // Half of one file and half of another.
      attempt(Uint8Array.from([...file.subarray(0, file.length / 2), ...randomPixels(64, 4, 3, 'mixed')]));
    }
    for (let seed = 1; seed < 40; seed++) attempt(randomPixels(seed, 3, seed, 'mixed'));
    assert.ok(codes.has('NOT_AN_IMAGE') && codes.has('TRUNCATED') && codes.has('CORRUPT'), [...codes.keys()].join());
    assert.deepEqual(engine.toPixels(engine.decode(engine.encode(image, 'png'))), engine.toPixels(image));
    engine.dispose();
  });

  test(`options of encode are checked: ${lane}`, async () => {
    const engine = await createEngine(options);
    const image = randomImage(engine, 4, 4);
    /** @type {[string, object, string][]} */
    const bad = [
      ['gif', {}, 'Expected one of jpeg, png, webp for format but received gif of type string'],
      ['toString', {}, 'Expected one of jpeg, png, webp for format but received toString of type string'],
      ['jpeg', { quality: 0 }, 'Expected number between 1 and 100 for quality but received 0 of type number'],
      ['webp', { quality: 101 }, 'Expected number between 1 and 100 for quality but received 101 of type number'],
      ['jpeg', { quality: '80' }, 'Expected number between 1 and 100 for quality but received 80 of type string'],
      ['jpeg', { quality: null }, 'Expected number between 1 and 100 for quality but received null of type null'],
      ['png', { level: 10 }, 'Expected integer between 0 and 9 for level but received 10 of type number'],
      ['png', { level: 1.5 }, 'Expected integer between 0 and 9 for level but received 1.5 of type number'],
      ['webp', { effort: 7 }, 'Expected integer between 0 and 6 for effort but received 7 of type number'],
      ['webp', { lossless: 1 }, 'Expected boolean for lossless but received 1 of type number'],
      ['jpeg', { progressive: 'yes' }, 'Expected boolean for progressive but received yes of type string'],
      [
        'jpeg',
        { chromaSubsampling: '4:1:1' },
        'Expected one of 4:2:0, 4:2:2, 4:4:4 for chromaSubsampling but received 4:1:1 of type string',
      ],
      [
        'png',
        { quality: 80 },
        `Expected any of ${names('png')} for the options of png but received quality of type string`,
      ],
      [
        'jpeg',
        { lossless: true },
        `Expected any of ${names('jpeg')} for the options of jpeg but received lossless of type string`,
      ],
      ['png', { metadata: 5 }, 'Expected object for metadata but received 5 of type number'],
      [
        'png',
        { metadata: { gps: 5 } },
        'Expected any of exif, icc, xmp, density for metadata but received gps of type string',
      ],
      [
        'png',
        { metadata: { density: 0.5 } },
        'Expected number between 1 and 65535 for density but received 0.5 of type number',
      ],
    ];
    for (const [format, encodeOptions, message] of bad) {
      const expected = { name: 'ImageError', code: 'INVALID_ARGUMENT', message };
      assert.throws(() => engine.encode(image, /** @type {any} */ (format), encodeOptions), expected);
    }
    for (const bytes of [undefined, null, 'file', 5, [255, 216]]) {
      assert.throws(() => engine.decode(/** @type {any} */ (bytes)), {
        code: 'INVALID_ARGUMENT',
        message: /^Expected Uint8Array/,
      });
    }
    engine.dispose();
  });
}

test('the lane js says why it has no codecs', async () => {
  const engine = await createEngine({ lane: 'js' });
  const message = /^The lane js runs kernels only: decoding and encoding need WebAssembly\./;
  assert.throws(() => engine.decode(new Uint8Array(9)), { name: 'ImageError', code: 'UNSUPPORTED', message });
  assert.throws(() => engine.metadata(new Uint8Array(9)), { name: 'ImageError', code: 'UNSUPPORTED', message });
  assert.throws(() => engine.encode(engine.createImage(4, 4), 'png'), { code: 'UNSUPPORTED', message });
  assert.deepEqual(engine.info.codecs, []);
  engine.dispose();
});
