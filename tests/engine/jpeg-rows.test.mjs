// JPEG files bit by bit: strips, previews, and what is left of either when it ends early.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createEngine, ImageError } from '../../dist/bindings/index.js';
import { photoPixels } from '../codecs/jpeg-tools.mjs';
import { deepJpegsOf, EXIF, ICC, jpegsOf, oriented } from './jpeg-files.mjs';
import { COMPILED_LANES, openObserved } from './lanes.mjs';

/** @typedef {import('../../dist/bindings/index.js').Engine} Engine */
/** @typedef {import('../../dist/bindings/index.js').Image} Image */

const [WIDTH, HEIGHT] = [203, 149];
const files = jpegsOf(WIDTH, HEIGHT);
const [deep] = deepJpegsOf(61, 45);

/** Pixels of an image that is not needed any longer. @param {Engine} engine @param {Image} image */
function take(engine, image) {
  const pixels = engine.toPixels(image);
  image.release();
  return pixels;
}

/** @param {Engine} engine @param {Iterable<Image>} images */
const takeAll = (engine, images) => Array.from(images, (image) => take(engine, image));

for (const options of COMPILED_LANES) {
  const { lane } = options;

  test(`strips are the rows of the whole: ${lane}`, async () => {
    const engine = await createEngine(options);
    for (const { kind, file } of [...files, { kind: '12 bits', file: deep.file }]) {
      for (const scale of [8, 5, 2]) {
        const whole = take(engine, engine.decode(file, { scale }));
        for (const height of [1, 16, 37, 64, 1000]) {
          const strips = takeAll(engine, engine.rows(file, { height, scale }));
          assert.equal(strips.length, Math.ceil(whole.height / height));
          assert.ok(strips.slice(0, -1).every((strip) => strip.height === height && strip.width === whole.width));
          const all = Buffer.concat(strips.map(({ data }) => Buffer.from(data.buffer)));
          assert.ok(Buffer.compare(all, Buffer.from(whole.data)) === 0, `${kind} ${scale}/8 by ${height}`);
        }
      }
    }
    engine.dispose();
  });

  test(`previews become ever finer, and are the image in the end: ${lane}`, async () => {
    const engine = await createEngine(options);
    for (const { kind, file } of files) {
      for (const scale of [8, 4]) {
        const whole = take(engine, engine.decode(file, { scale }));
        const previews = takeAll(engine, engine.previews(file, { scale }));
        const scans = kind.includes('progressive') ? (kind.includes('grey') ? 6 : 10) : 1;
        assert.equal(previews.length, scans, kind);
        assert.deepEqual(previews.at(-1), whole, kind);
        const errors = previews.map(({ data }) =>
          data.reduce((sum, value, i) => sum + (value - whole.data[i]) ** 2, 0),
        );
        assert.ok(
          errors.every((error, i) => i === 0 || error <= errors[i - 1] * 1.02),
          `${kind}: ${errors}`,
        );
        if (scans > 1) assert.ok(errors[0] > 4 * errors[scans - 2], `${kind}: ${errors}`);
      }
    }
    const image = engine.fromPixels(/** @type {Uint8Array} */ (photoPixels(50, 20)), 50, 20);
    const turned = oriented(engine.encode(image, 'jpeg', { progressive: true, metadata: { exif: EXIF, icc: ICC } }), 6);
    for (const orient of [true, false]) {
      const whole = engine.decode(turned, { orient });
      for (const preview of engine.previews(turned, { orient })) {
        assert.deepEqual([preview.width, preview.height], [whole.width, whole.height]);
        assert.deepEqual(preview.icc, ICC);
      }
    }
    engine.dispose();
  });

  test(`what came before a fault comes before its error: ${lane}`, async () => {
    const engine = await createEngine(options);
    for (const { kind, file } of files) {
      const several = kind.includes('progressive');
      const cut = file.subarray(0, Math.floor(file.length * 0.8));
      const seen = { rows: 0, previews: 0 };
      for (const name of /** @type {const} */ (['rows', 'previews'])) {
        assert.throws(
          () => {
            for (const image of engine[name](cut)) {
              seen[name]++;
              image.release();
            }
          },
          { name: 'ImageError', code: 'TRUNCATED' },
        );
      }
      assert.ok(
        several ? seen.rows === 0 && seen.previews > 1 : seen.rows > 0 && seen.previews === 0,
        `${kind}: ${JSON.stringify(seen)}`,
      );
    }
    engine.dispose();
  });

  test(`arguments are checked at once, files when they are read: ${lane}`, async () => {
    const engine = await createEngine(options);
    const [{ file }] = files;
    const invalid = { name: 'ImageError', code: 'INVALID_ARGUMENT' };
    for (const name of /** @type {const} */ (['rows', 'previews'])) {
      assert.throws(() => engine[name](/** @type {any} */ ('file')), invalid);
      assert.throws(() => engine[name](file, { scale: 9 }), invalid);
      assert.throws(() => engine[name](file, /** @type {any} */ ({ quality: 9 })), invalid);
      assert.throws(() => engine[name](file, { limits: /** @type {any} */ ({ pixels: 9 }) }), invalid);
      assert.throws(() => engine[name](new Uint8Array(9)).next(), { code: 'NOT_AN_IMAGE' });
      assert.throws(() => engine[name](file, { limits: { maxWidth: 100 } }).next(), { code: 'LIMIT' });
    }
    assert.throws(() => engine.rows(file, { height: 0 }), invalid);
    // A strip is small where the whole is too large.
    assert.equal(takeAll(engine, engine.rows(file, { height: 10, limits: { maxPixels: 2030 } })).length, 15);
    const started = engine.rows(file);
    started.next();
    engine.dispose();
    assert.throws(() => started.next(), invalid);
    assert.deepEqual(engine.info.lane, lane);
  });

  test(`memory does not grow, wherever it ends: ${lane}`, async () => {
    const { engine, memoryBytes } = await openObserved(options);
    const broken = files.map(({ file }) => file.subarray(0, Math.floor(file.length * 0.7)));
    const every = [...files.map(({ file }) => file), ...broken, new Uint8Array(5), deep.file];
    const image = engine.fromPixels(/** @type {Uint8Array} */ (photoPixels(64, 48)), 64, 48);
    /** @param {() => void} use */
    const survive = (use) => {
      try {
        use();
      } catch (error) {
        assert.ok(
          error instanceof ImageError && error.code !== 'INTERNAL' && error.code !== 'OUT_OF_MEMORY',
          `${error}`,
        );
      }
    };
    /** @param {Iterable<Image>} images @param {number} most */
    const some = (images, most) => {
      let count = 0;
      for (const one of images) {
        one.release();
        if (++count === most) break;
      }
    };
    const round = (/** @type {number} */ i) => {
      const file = every[i % every.length];
      survive(() => some(engine.rows(file, { height: 40 }), 99));
      survive(() => some(engine.rows(file, { height: 40 }), 1));
      survive(() => some(engine.rows(file, { limits: { maxTime: 1e-6 } }), 99));
      survive(() => some(engine.rows(file, { limits: { maxWidth: 9 } }), 99));
      survive(() => some(engine.previews(file, { scale: 4 }), 99));
      survive(() => some(engine.previews(file), 1));
      engine.rows(file);
      survive(() => engine.transformJpeg(file, { operation: 'rotate90' }));
      survive(() => engine.transformJpeg(file, { operation: 'flop', edge: 'refuse' }));
      survive(() => engine.transformJpeg(file, { left: 5000 }));
      survive(() => engine.decode(file, { partial: true, left: 30, top: 40, width: 20, height: 50 }).image?.release());
      survive(() => engine.decode(file, { limits: { maxMemory: 2 ** 20, maxScans: 2 } }).release());
      survive(() => engine.encode(image, 'jpeg', { targetSize: 100 + (i % 7) * 400, progressive: i % 2 === 0 }));
      survive(() => engine.encode(image, 'jpeg', { metadata: { xmp: new Uint8Array(70_000) } }));
    };
    for (let i = 0; i < 2 * every.length; i++) round(i);
    const before = memoryBytes();
    for (let i = 0; i < 6 * every.length; i++) round(i);
    assert.equal(memoryBytes(), before);
    engine.dispose();
  });
}

test('the lane js says why it has no codecs', async () => {
  const engine = await createEngine({ lane: 'js' });
  const expected = { name: 'ImageError', code: 'UNSUPPORTED', message: /^The lane js runs kernels only/ };
  assert.throws(() => engine.rows(files[0].file).next(), expected);
  assert.throws(() => engine.previews(files[0].file).next(), expected);
  assert.throws(() => engine.transformJpeg(files[0].file), expected);
  engine.dispose();
});
