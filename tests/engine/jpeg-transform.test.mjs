// Lossless transformations of JPEG files: byte for byte upstream's jpegtran.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createEngine } from '../../dist/bindings/index.js';
import { photoPixels, run } from '../codecs/jpeg-tools.mjs';
import { EXIF, jpegsOf, oriented } from './jpeg-files.mjs';
import { COMPILED_LANES } from './lanes.mjs';

/** @typedef {import('../../dist/bindings/index.js').JpegTransformOptions} JpegTransformOptions */

/** @type {Record<string, string[]>} */
const OPERATIONS = {
  none: [],
  flip: ['-flip', 'vertical'],
  flop: ['-flip', 'horizontal'],
  rotate90: ['-rotate', '90'],
  rotate180: ['-rotate', '180'],
  rotate270: ['-rotate', '270'],
  transpose: ['-transpose'],
  transverse: ['-transverse'],
};

/** @param {JpegTransformOptions} options */
function jpegtranOptions({
  operation = 'none',
  left = 0,
  top = 0,
  width,
  height,
  grayscale,
  progressive,
  optimiseCoding,
  keepMetadata,
}) {
  return [
    ...['-copy', keepMetadata ? 'all' : 'icc', '-trim'],
    ...OPERATIONS[operation],
    ...(width && height ? ['-crop', `${width}x${height}+${left}+${top}`] : []),
    ...(grayscale ? ['-grayscale'] : []),
    ...(progressive ? ['-progressive'] : []),
    ...(optimiseCoding ? ['-optimize'] : []),
  ];
}

const [WIDTH, HEIGHT] = [101, 75];
const files = jpegsOf(WIDTH, HEIGHT);
const operations = /** @type {(keyof typeof OPERATIONS & JpegTransformOptions['operation'])[]} */ (
  Object.keys(OPERATIONS)
);

for (const options of COMPILED_LANES) {
  const { lane } = options;

  test(`bytes are those of jpegtran: ${lane}`, async () => {
    const engine = await createEngine(options);
    const metadata = { exif: EXIF, icc: new Uint8Array(70_000).fill(9), xmp: new Uint8Array(99).fill(65), density: 72 };
    const image = engine.fromPixels(/** @type {Uint8Array} */ (photoPixels(WIDTH, HEIGHT)), WIDTH, HEIGHT);
    const described = { kind: 'described', file: oriented(engine.encode(image, 'jpeg', { metadata }), 6) };
    let count = 0;
    for (const { kind, file } of [...files, described]) {
      for (const operation of operations) {
        /** @type {JpegTransformOptions[]} */
        const more = [
          {},
          { left: 20, top: 11, width: 30, height: 41 },
          { progressive: true },
          { optimiseCoding: true, keepMetadata: true },
          ...(kind === 'rgb' ? [] : [{ grayscale: true, left: 7, top: 33, width: 5, height: 6 }]),
        ];
        for (const one of more) {
          const transform = { operation, ...one };
          const expected = run('jpegtran', jpegtranOptions(transform), file);
          const message = `${kind} ${JSON.stringify(transform)}`;
          assert.ok(Buffer.compare(engine.transformJpeg(file, transform), expected) === 0, message);
          count++;
        }
      }
    }
    assert.ok(count > 600, `${count}`);
    engine.dispose();
  });

  test(`nothing is lost where MCUs are whole: ${lane}`, async () => {
    const engine = await createEngine(options);
    const image = engine.fromPixels(/** @type {Uint8Array} */ (photoPixels(96, 64)), 96, 64);
    const file = engine.encode(image, 'jpeg', { chromaSubsampling: '4:4:4' });
    const back = {
      none: 'none',
      flip: 'flip',
      flop: 'flop',
      rotate90: 'rotate270',
      rotate180: 'rotate180',
      rotate270: 'rotate90',
    };
    for (const [operation, undo] of /** @type {[any, any][]} */ (Object.entries(back))) {
      const turned = engine.transformJpeg(file, { operation, edge: 'refuse' });
      assert.deepEqual(engine.transformJpeg(turned, { operation: undo, edge: 'refuse' }), file, operation);
    }
    const cropped = engine.decode(engine.transformJpeg(file, { left: 32, top: 16, width: 40, height: 48 }));
    const expected = engine.decode(file, { left: 32, top: 16, width: 40, height: 48 });
    assert.deepEqual(engine.toPixels(cropped), engine.toPixels(expected));
    engine.dispose();
  });

  test(`what cannot be done is said: ${lane}`, async () => {
    const engine = await createEngine(options);
    const [{ file }] = files;
    const invalid = { name: 'ImageError', code: 'INVALID_ARGUMENT' };
    for (const operation of operations) {
      const refuse = () => engine.transformJpeg(file, { operation, edge: 'refuse' });
      if (operation === 'none' || operation === 'transpose') refuse();
      else assert.throws(refuse, invalid, operation);
    }
    for (const region of [
      { left: 101 },
      { top: 75 },
      { left: 90, width: 12 },
      { height: 76 },
      { operation: /** @type {const} */ ('rotate90'), width: 76 },
    ]) {
      assert.throws(
        () => engine.transformJpeg(file, region),
        { ...invalid, message: /beyond the image/ },
        JSON.stringify(region),
      );
    }
    engine.transformJpeg(file, { operation: 'rotate90', width: 75, height: 101 });
    assert.throws(() => engine.transformJpeg(file, /** @type {any} */ ({ edge: 'keep' })), invalid);
    assert.throws(() => engine.transformJpeg(file, /** @type {any} */ ({ quality: 80 })), invalid);
    assert.throws(() => engine.transformJpeg(file.subarray(0, file.length / 2)), { code: 'TRUNCATED' });
    assert.throws(() => engine.transformJpeg(new Uint8Array(100)), { code: 'NOT_AN_IMAGE' });
    assert.throws(() => engine.transformJpeg(file, { limits: { maxPixels: 100 } }), { code: 'LIMIT' });
    assert.throws(() => engine.transformJpeg(file, { limits: { maxTime: 1e-6 } }), { code: 'TIMEOUT' });
    engine.dispose();
  });
}
