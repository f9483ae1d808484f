// Files made to hurt: each is refused by the limit that is there for it, before memory is taken and soon. The message says why.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { createEngine } from '../../dist/bindings/index.js';
import { corpora } from '../codecs/corpora.mjs';
import { randomPixels } from '../parity/random.mjs';
import * as files from './hostile-files.mjs';
import { COMPILED_LANES, openObserved, smoothPixels } from './lanes.mjs';

/** @typedef {import('../../dist/bindings/index.js').Engine} Engine */
/** @typedef {import('../../dist/bindings/index.js').Limits} Limits */
/** @typedef {{ pixels: Uint8Array, jpeg: Uint8Array, progressive: Uint8Array, png: Uint8Array, webp: Uint8Array, lossless: Uint8Array }} Pictures */

const [WIDTH, HEIGHT] = [400, 300];
const LONGEST_MS = 2000;

/** A picture in every format. @param {Engine} engine @param {Uint8Array} [pixels] @returns {Pictures} */
function pictures(engine, pixels = smoothPixels(WIDTH, HEIGHT)) {
  const image = engine.fromPixels(pixels, WIDTH, HEIGHT);
  const made = {
    pixels,
    jpeg: engine.encode(image, 'jpeg'),
    progressive: engine.encode(image, 'jpeg', { progressive: true }),
    png: engine.encode(image, 'png'),
    webp: engine.encode(image, 'webp'),
    lossless: engine.encode(image, 'webp', { lossless: true }),
  };
  image.release();
  return made;
}

/** Runs `use` and refuses to wait. @template T @param {string} name @param {() => T} use @returns {T} */
function soon(name, use) {
  const begin = performance.now();
  const result = use();
  const took = performance.now() - begin;
  assert.ok(took < LONGEST_MS, `${name} took ${Math.round(took)} ms`);
  return result;
}

const HUGE = 30_000;

/** Sizes that would be gigabytes of pixels. @type {Record<string, (from: Pictures) => Uint8Array>} */
const SIZE_BOMBS = {
  'PNG of 74 bytes': () => files.pngBomb(HUGE, HUGE, 74),
  'PNG of 2 billion rows': () => files.pngBomb(1, 2 ** 31 - 1, 74),
  'baseline JPEG': ({ jpeg }) => files.jpegOfSize(jpeg, HUGE, HUGE),
  'progressive JPEG': ({ progressive }) => files.jpegOfSize(progressive, HUGE, HUGE),
  'WebP with a huge canvas': ({ webp }) => files.webpAnimation(webp, WIDTH, HEIGHT, 2, { width: 16384, height: 16384 }),
};

/** What unpacks to 50 MB. @type {Record<string, (from: Pictures) => Uint8Array>} */
const ZIP_BOMBS = Object.fromEntries(
  Object.entries(files.zipBombs).map(([name, bomb]) => [
    name,
    (/** @type {Pictures} */ { png }) => files.withPngChunks(png, bomb(50 << 20)),
  ]),
);

/** @param {number} length */
const block = (length) =>
  Buffer.concat([Buffer.from('MM\0*\0\0\0\x08\0\0\0\0\0\0', 'latin1'), Buffer.alloc(length - 14)]);

/**
 * For each limit, files that go beyond `low` and not beyond `high`, and what the message says.
 * @typedef {object} Bound
 * @property {number} low
 * @property {number} high
 * @property {RegExp} reason
 * @property {'LIMIT' | 'TIMEOUT'} [code]
 * @property {(from: Pictures, engine: Engine) => Record<string, Uint8Array>} files
 */

/** @type {Record<keyof Limits, Bound>} */
const BOUNDS = {
  maxWidth: { low: WIDTH - 1, high: WIDTH, reason: /wider/, files: plain },
  maxHeight: { low: HEIGHT - 1, high: HEIGHT, reason: /higher/, files: plain },
  maxPixels: { low: WIDTH * HEIGHT - 1, high: WIDTH * HEIGHT, reason: /more pixels/, files: plain },
  maxMemory: {
    low: 1 << 20,
    high: 64 << 20,
    reason: /memory/,
    files(_, engine) {
      const image = engine.fromPixels(smoothPixels(1500, 1000), 1500, 1000);
      return {
        jpeg: engine.encode(image, 'jpeg', { progressive: true, chromaSubsampling: '4:4:4' }),
        webp: engine.encode(image, 'webp', { lossless: true, effort: 0 }),
      };
    },
  },
  maxScans: { low: 5, high: 100, reason: /scans/, files: ({ progressive }) => ({ jpeg: progressive }) },
  maxChunks: {
    low: 20,
    high: 100,
    reason: /chunks|segments/,
    files: ({ jpeg, png, webp }) => ({
      jpeg: files.withJpegSegments(jpeg, ...Array(50).fill(files.jpegSegment(0xfe, Buffer.from('hello')))),
      png: files.withPngChunks(png, ...Array(50).fill(files.pngChunk('tEXt', Buffer.from('Comment\0hello')))),
      webp: files.webpFile(
        files.webpCanvas(0, WIDTH, HEIGHT),
        ...Array(50).fill(files.webpChunk('none', Buffer.from('hello'))),
        files.webpPixels(webp),
      ),
    }),
  },
  maxMetadata: {
    low: 4999,
    high: 6000,
    reason: /metadata|profile|EXIF|XMP/,
    files(from, engine) {
      const image = engine.fromPixels(from.pixels, WIDTH, HEIGHT);
      const formats = /** @type {const} */ (['jpeg', 'png', 'webp']);
      return Object.fromEntries(
        formats.flatMap((format) => [
          [`${format} exif`, engine.encode(image, format, { metadata: { exif: block(5000) } })],
          [`${format} xmp`, engine.encode(image, format, { metadata: { xmp: Buffer.alloc(5000, 32) } })],
        ]),
      );
    },
  },
  maxFrames: {
    low: 2,
    high: 3,
    reason: /frames/,
    files: ({ webp }) => ({ webp: files.webpAnimation(webp, WIDTH, HEIGHT, 3) }),
  },
  maxTime: {
    low: 0.0001,
    high: 60_000,
    reason: /time|long/,
    code: 'TIMEOUT',
    // WebP looks at the clock once for so many bytes of the file.
    files: (_, engine) => plain(pictures(engine, randomPixels(WIDTH, HEIGHT, 3, 'opaque'))),
  },
};

/** @param {Pictures} from */
function plain({ jpeg, progressive, png, webp, lossless }) {
  return { jpeg, progressive, png, webp, lossless };
}

for (const options of COMPILED_LANES) {
  const { lane } = options;

  test(`bombs are refused before memory is taken, and soon: ${lane}`, async () => {
    const { engine, memoryBytes } = await openObserved(options);
    const from = pictures(engine);
    const before = memoryBytes();
    for (const [name, make] of Object.entries(SIZE_BOMBS)) {
      const bomb = make(from);
      soon(name, () => assert.throws(() => engine.decode(bomb), { name: 'ImageError', code: 'LIMIT' }, name));
      soon(name, () => engine.decode(bomb, { partial: true }));
      assert.equal(memoryBytes(), before, name);
    }
    engine.dispose();
  });

  test(`the corpora's bombs are refused likewise: ${lane}`, {
    skip: !corpora && 'the corpora are missing',
  }, async () => {
    const { engine, memoryBytes } = await openObserved(options);
    const before = memoryBytes();
    const folder = join(/** @type {string} */ (corpora), 'bombs');
    for (const name of readdirSync(folder)) {
      const bomb = readFileSync(join(folder, name));
      soon(name, () => assert.throws(() => engine.decode(bomb), { name: 'ImageError', code: /LIMIT|CORRUPT/ }, name));
      assert.equal(memoryBytes(), before, name);
    }
    engine.dispose();
  });

  test(`what unpacks to very much is refused or not unpacked: ${lane}`, async () => {
    const { engine, memoryBytes } = await openObserved(options);
    const from = pictures(engine);
    const before = memoryBytes();
    for (const [name, make] of Object.entries(ZIP_BOMBS)) {
      const bomb = make(from);
      for (const use of [() => engine.metadata(bomb), () => engine.decode(bomb).release()]) {
        soon(name, () => {
          try {
            use();
          } catch (error) {
            assert.equal(/** @type {any} */ (error).code, 'LIMIT', `${name}: ${error}`);
          }
        });
      }
      // The most that a block may have, and what growing it takes.
      assert.ok(
        memoryBytes() - before <= 3 * engine.info.limits.maxMetadata,
        `${name}: ${memoryBytes() - before} bytes more`,
      );
    }
    assert.throws(() => engine.metadata(ZIP_BOMBS.iCCP(from)), { code: 'LIMIT' });
    assert.throws(() => engine.metadata(ZIP_BOMBS.iTXt(from)), { code: 'LIMIT' });
    engine.dispose();
  });

  test(`a JPEG of very many scans is refused: ${lane}`, async () => {
    const engine = await createEngine(options);
    const { progressive } = pictures(engine);
    const scans = files.scansOf(progressive);
    assert.ok(scans > 5);
    const bomb = files.withScansRepeated(progressive, 3000);
    soon('scans', () => assert.throws(() => engine.decode(bomb), { code: 'LIMIT', message: /scans/ }));
    engine.decode(progressive, { limits: { maxScans: scans } }).release();
    assert.throws(() => engine.decode(progressive, { limits: { maxScans: scans - 1 } }), { code: 'LIMIT' });
    engine.dispose();
  });

  for (const [name, bound] of Object.entries(BOUNDS)) {
    test(`${name} holds: ${lane}`, async () => {
      const engine = await createEngine(options);
      const from = pictures(engine);
      const { low, high, reason, code = 'LIMIT' } = bound;
      const strict = await createEngine({ ...options, limits: { [name]: low } });
      for (const [kind, file] of Object.entries(bound.files(from, engine))) {
        const refusal = { name: 'ImageError', code, message: reason };
        soon(kind, () => {
          assert.throws(() => engine.decode(file, { limits: { [name]: low } }), refusal, kind);
          // The engine's limits hold without a word, and a call's replace them.
          assert.throws(() => strict.decode(file), refusal, kind);
          strict.decode(file, { limits: { [name]: high } }).release();
        });
      }
      engine.dispose();
      strict.dispose();
    });
  }
}
