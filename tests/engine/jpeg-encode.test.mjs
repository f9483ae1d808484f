// What is written as JPEG: byte for byte upstream's cjpeg, no larger than asked for, with the metadata that was named and no other.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createEngine } from '../../dist/bindings/index.js';
import { photoPixels, ppmOf, run } from '../codecs/jpeg-tools.mjs';
import { EXIF, oriented } from './jpeg-files.mjs';
import { COMPILED_LANES } from './lanes.mjs';

/** @typedef {import('../../dist/bindings/index.js').JpegOptions} JpegOptions */

const SAMPLING = { '4:2:0': '2x2', '4:2:2': '2x1', '4:4:4': '1x1' };

/** @param {JpegOptions} options */
function cjpegOptions({
  quality = 80,
  chromaSubsampling = '4:2:0',
  grayscale,
  progressive,
  optimiseCoding,
  restartInterval,
}) {
  return [
    ...['-dct', 'int', '-baseline', '-quality', quality],
    ...(grayscale ? ['-grayscale'] : ['-sample', SAMPLING[chromaSubsampling]]),
    ...(progressive ? ['-progressive'] : []),
    ...(optimiseCoding ? ['-optimize'] : []),
    ...(restartInterval ? ['-restart', `${restartInterval}B`] : []),
  ];
}

/** Every size with every sampling, and each of the other options in turn. */
function* cases() {
  const sizes = [
    [1, 1],
    [7, 5],
    [16, 16],
    [17, 33],
    [130, 61],
    [64, 200],
  ];
  const samplings = /** @type {const} */ (['4:2:0', '4:2:2', '4:4:4']);
  const others = [
    {},
    { quality: 1 },
    { quality: 24 },
    { quality: 100 },
    { progressive: true },
    { optimiseCoding: true },
    { restartInterval: 3 },
    { progressive: true, restartInterval: 2, quality: 93 },
    { optimiseCoding: true, restartInterval: 1, quality: 50 },
  ];
  for (const [width, height] of sizes) {
    const data = photoPixels(width, height);
    for (const other of others) {
      for (const chromaSubsampling of samplings)
        yield { width, height, data, options: { ...other, chromaSubsampling } };
      yield { width, height, data, options: { ...other, grayscale: true } };
    }
  }
}

const expected = [...cases()].map((one) => ({
  ...one,
  file: run('cjpeg', cjpegOptions(one.options), ppmOf(one.data, one.width, one.height)),
}));

for (const options of COMPILED_LANES) {
  const { lane } = options;

  test(`bytes are those of cjpeg: ${lane}`, async () => {
    const engine = await createEngine(options);
    assert.equal(expected.length, 6 * 9 * 4);
    for (const { width, height, data, options: jpeg, file } of expected) {
      const image = engine.fromPixels(/** @type {Uint8Array} */ (data), width, height);
      const encoded = engine.encode(image, 'jpeg', jpeg);
      assert.ok(Buffer.compare(encoded, file) === 0, `${width} x ${height} ${JSON.stringify(jpeg)}`);
      image.release();
    }
    engine.dispose();
  });

  test(`targetSize takes the best quality that fits: ${lane}`, async () => {
    const engine = await createEngine(options);
    const image = engine.fromPixels(/** @type {Uint8Array} */ (photoPixels(160, 120)), 160, 120);
    for (const more of [
      {},
      { progressive: true },
      { chromaSubsampling: /** @type {const} */ ('4:4:4'), optimiseCoding: true },
    ]) {
      const sizes = Array.from({ length: 101 }, (_, quality) =>
        quality === 0 ? 0 : engine.encode(image, 'jpeg', { ...more, quality }).length,
      );
      for (const [targetSize, quality] of [
        [sizes[1], 90],
        [sizes[40] + 1, 90],
        [sizes[75], 100],
        [sizes[75] - 1, 75],
        [sizes[100], 100],
        [2 ** 31 - 1, 66],
      ]) {
        const best = Math.max(...sizes.map((size, at) => (at <= quality && size <= targetSize ? at : 0)));
        const file = engine.encode(image, 'jpeg', { ...more, quality, targetSize });
        assert.ok(file.length <= targetSize);
        assert.deepEqual(file, engine.encode(image, 'jpeg', { ...more, quality: best }), `${targetSize} ${quality}`);
      }
      assert.throws(() => engine.encode(image, 'jpeg', { ...more, targetSize: sizes[1] - 1 }), {
        name: 'ImageError',
        code: 'LIMIT',
        message: 'encode: even with quality 1 the JPEG file is larger than targetSize',
      });
    }
    engine.dispose();
  });

  test(`metadata is written where it is named, and comes back: ${lane}`, async () => {
    const engine = await createEngine(options);
    const image = engine.fromPixels(/** @type {Uint8Array} */ (photoPixels(40, 30)), 40, 30);
    const plain = engine.metadata(engine.encode(image, 'jpeg'));
    assert.deepEqual(plain.blocks, {});
    assert.equal(plain.density, undefined);
    assert.deepEqual([plain.colour, plain.subsampling, plain.progressive], ['ycbcr', '4:2:0', false]);

    const xmp = new TextEncoder().encode('<x:xmpmeta xmlns:x="adobe:ns:meta/"/>');
    // Larger than a segment: three of them.
    const icc = Uint8Array.from({ length: 150_000 }, (_, i) => (i * 31) & 255);
    const file = engine.encode(image, 'jpeg', { progressive: true, metadata: { exif: EXIF, xmp, icc, density: 300 } });
    const { blocks, density, orientation, progressive } = engine.metadata(file);
    assert.deepEqual([orientation, progressive, density], [1, true, [300, 300]]);
    assert.equal(engine.metadata(oriented(file, 6)).orientation, 6);
    assert.deepEqual(blocks.exif, EXIF);
    assert.deepEqual(blocks.xmp, xmp);
    assert.deepEqual(blocks.icc, icc);
    const djpeg = run('djpeg', ['-dct', 'int'], file);
    assert.deepEqual(djpeg, run('djpeg', ['-dct', 'int'], engine.encode(image, 'jpeg', { progressive: true })));

    const grey = engine.metadata(engine.encode(image, 'jpeg', { grayscale: true }));
    assert.deepEqual([grey.colour, grey.subsampling], ['grey', undefined]);
    for (const chromaSubsampling of /** @type {const} */ (['4:2:0', '4:2:2', '4:4:4'])) {
      assert.equal(engine.metadata(engine.encode(image, 'jpeg', { chromaSubsampling })).subsampling, chromaSubsampling);
    }
    const longExif = (/** @type {number} */ size) =>
      new Uint8Array(Buffer.concat([EXIF, Buffer.alloc(size - EXIF.length)]));
    for (const metadata of [{ exif: longExif(65528) }, { xmp: new Uint8Array(65505) }]) {
      assert.throws(() => engine.encode(image, 'jpeg', { metadata }), { name: 'ImageError', code: 'LIMIT' });
    }
    engine.encode(image, 'jpeg', { metadata: { exif: longExif(65527), xmp: new Uint8Array(65504) } });
    engine.dispose();
  });
}
