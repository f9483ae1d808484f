// What comes out of JPEG files: scaled like djpeg, regions like parts of the whole, other depths, damaged files as far as they came, limits.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createEngine } from '../../dist/bindings/index.js';
import { photoPixels, pixelsOf, run } from '../codecs/jpeg-tools.mjs';
import { xorshift32 } from '../parity/random.mjs';
import { deepJpegsOf, EXIF, jpegsOf } from './jpeg-files.mjs';
import { COMPILED_LANES } from './lanes.mjs';

/** @typedef {import('../../dist/bindings/index.js').Engine} Engine */
/** @typedef {import('../../dist/bindings/index.js').DecodeOptions} DecodeOptions */

const [WIDTH, HEIGHT] = [203, 149];
const files = jpegsOf(WIDTH, HEIGHT);
const deepFiles = deepJpegsOf(61, 45);

/** @param {Engine} engine @param {Uint8Array} file @param {DecodeOptions & { partial?: false }} [options] */
function pixels(engine, file, options) {
  const image = engine.decode(file, options);
  const { data, width, height } = image.depth === 16 ? engine.toPixels16(image) : engine.toPixels(image);
  image.release();
  return { data, width, height };
}

/**
 * @param {{ data: any, width: number }} whole
 * @param {number} left
 * @param {number} top
 * @param {number} width
 * @param {number} height
 */
function part({ data, width: stride }, left, top, width, height) {
  const cut = new Uint8ClampedArray(4 * width * height);
  for (let y = 0; y < height; y++) {
    const from = 4 * ((top + y) * stride + left);
    cut.set(data.subarray(from, from + 4 * width), 4 * y * width);
  }
  return cut;
}

for (const options of COMPILED_LANES) {
  const { lane } = options;

  test(`every scale is that of djpeg: ${lane}`, async () => {
    const engine = await createEngine(options);
    for (const { kind, file } of files) {
      for (let scale = 1; scale <= 8; scale++) {
        const expected = pixelsOf(run('djpeg', ['-dct', 'int', '-scale', `${scale}/8`], file));
        const { data, width, height } = pixels(engine, file, { scale });
        assert.deepEqual([width, height], [expected.width, expected.height], `${kind} ${scale}/8`);
        assert.ok(
          Buffer.compare(Buffer.from(data), /** @type {Uint8Array} */ (expected.data)) === 0,
          `${kind} ${scale}/8`,
        );
      }
    }
    engine.dispose();
  });

  test(`a region is a part of the whole: ${lane}`, async () => {
    const engine = await createEngine(options);
    const next = xorshift32(7);
    const cut = files.map(({ kind, file }) => ({
      kind: `${kind}, cut`,
      file: file.subarray(0, Math.floor(file.length * 0.6)),
    }));
    for (const { kind, file } of [...files, ...cut]) {
      for (const scale of [8, 8, 7, 4, 3, 2, 1]) {
        const isCut = kind.endsWith('cut');
        // Of a cut file, what came of the whole.
        const whole = isCut ? engine.decode(file, { scale, partial: true }).image : engine.decode(file, { scale });
        const all = engine.toPixels(/** @type {any} */ (whole));
        whole?.release();
        for (let i = 0; i < 24; i++) {
          const left = i < 4 ? 16 * i * (i % 2) : next() % all.width;
          const top = i < 4 ? 16 * i * (i % 2) : next() % all.height;
          if (left >= all.width || top >= all.height) continue;
          const width = 1 + (next() % (i % 3 === 0 ? Math.min(4, all.width - left) : all.width - left));
          const height = 1 + (next() % (i % 3 === 1 ? Math.min(3, all.height - top) : all.height - top));
          const region = { scale, left, top, width, height };
          const message = `${kind} ${JSON.stringify(region)}`;
          const { image, rows } = engine.decode(file, { ...region, partial: true });
          if (!isCut) assert.equal(rows, height, message);
          if (image === null) continue;
          const expected = part(all, left, top, width, height).subarray(0, 4 * width * rows);
          const given = engine.toPixels(image).data.subarray(0, 4 * width * rows);
          assert.ok(
            Buffer.compare(
              Buffer.from(given.buffer, 0, given.length),
              Buffer.from(expected.buffer, 0, expected.length),
            ) === 0,
            message,
          );
          image.release();
        }
      }
    }
    engine.dispose();
  });

  test(`other depths come in 8 and in 16 bits: ${lane}`, async () => {
    const engine = await createEngine(options);
    for (const { name, bits, lossless, file, pixels: expected } of deepFiles) {
      const metadata = engine.metadata(file);
      assert.deepEqual([metadata.bits, metadata.width, metadata.height], [bits, 61, 45], name);
      const scaled = (/** @type {number} */ most) =>
        Array.from(expected.data, (sample) =>
          Math.floor((sample * most + Math.floor(expected.most / 2)) / expected.most),
        );
      assert.deepEqual(Array.from(pixels(engine, file).data), scaled(255), name);
      const deep = pixels(engine, file, { keepDepth: true });
      assert.ok(bits > 8 ? deep.data instanceof Uint16Array : deep.data instanceof Uint8ClampedArray);
      if (bits > 8) assert.deepEqual(Array.from(deep.data), scaled(65535), name);
      const region = { left: 17, top: 9, width: 20, height: 30 };
      const whole = pixels(engine, file);
      assert.deepEqual(pixels(engine, file, region).data, part(whole, 17, 9, 20, 30), name);
      if (lossless) {
        // Lossless is lossless.
        if (!name.includes('gray')) assert.deepEqual(expected.data, photoPixels(61, 45, 2 ** bits - 1), name);
        assert.throws(() => engine.decode(file, { scale: 4 }), { name: 'ImageError', code: 'UNSUPPORTED' }, name);
      }
    }
    engine.dispose();
  });

  test(`headers say how colours are stored: ${lane}`, async () => {
    const engine = await createEngine(options);
    const said = Object.fromEntries(
      files.map(({ kind, file }) => {
        const { colour, subsampling, progressive } = engine.metadata(file);
        return [kind, [colour, subsampling, progressive]];
      }),
    );
    assert.deepEqual(said, {
      '4:2:0': ['ycbcr', '4:2:0', false],
      '4:2:2': ['ycbcr', '4:2:2', false],
      '4:4:4': ['ycbcr', '4:4:4', false],
      '4:4:0': ['ycbcr', '4:4:0', false],
      '4:1:1': ['ycbcr', '4:1:1', false],
      '4:1:0': ['ycbcr', undefined, false],
      'unlike chroma': ['ycbcr', undefined, false],
      grey: ['grey', undefined, false],
      rgb: ['rgb', undefined, false],
      restarts: ['ycbcr', '4:2:0', false],
      progressive: ['ycbcr', '4:2:0', true],
      'progressive 4:4:0': ['ycbcr', '4:4:0', true],
      'progressive grey': ['grey', undefined, true],
      arithmetic: ['ycbcr', '4:2:2', false],
      'arithmetic progressive': ['ycbcr', '4:2:0', true],
    });
    engine.dispose();
  });

  test(`a file that is cut gives the rows that came: ${lane}`, async () => {
    const engine = await createEngine(options);
    for (const { kind, file } of files) {
      const whole = pixels(engine, file);
      const several = kind.includes('progressive');
      let before = 0;
      for (let tenth = 1; tenth <= 10; tenth++) {
        const bytes = file.subarray(0, Math.floor((file.length * tenth) / 10) - (tenth === 10 ? 12 : 0));
        const message = `${kind} ${tenth}/10`;
        assert.throws(() => engine.decode(bytes), { name: 'ImageError', code: 'TRUNCATED' }, message);
        const { image, rows, error } = engine.decode(bytes, { partial: true });
        assert.equal(error?.code, 'TRUNCATED', message);
        assert.ok(rows >= before, `${message}: ${rows} rows after ${before}`);
        before = rows;
        if (image === null) {
          assert.equal(rows, 0, message);
          continue;
        }
        const { data } = engine.toPixels(image);
        if (!several)
          assert.deepEqual(data.subarray(0, 4 * WIDTH * rows), whole.data.subarray(0, 4 * WIDTH * rows), message);
        assert.ok(
          data.subarray(4 * WIDTH * rows).every((value) => value === 0),
          message,
        );
        image.release();
      }
      assert.ok(before > (several ? HEIGHT - 1 : HEIGHT - 33), `${kind}: ${before} rows`);
    }
    engine.dispose();
  });

  test(`a damaged file gives the rows before the damage: ${lane}`, async () => {
    const engine = await createEngine(options);
    const next = xorshift32(3);
    let partly = 0;
    for (const { kind, file } of files) {
      if (kind.includes('progressive')) continue;
      const whole = pixels(engine, file);
      const begin = file.length * 0.4;
      for (let i = 0; i < 20; i++) {
        const damaged = file.slice();
        // A marker in the middle of a scan.
        const at = Math.floor(begin + (next() % Math.floor(file.length * 0.5)));
        damaged[at] = 0xff;
        damaged[at + 1] = 0xc7;
        const { image, rows, error } = engine.decode(damaged, { partial: true });
        if (error !== null)
          assert.ok(['CORRUPT', 'TRUNCATED', 'UNSUPPORTED'].includes(error.code), `${kind}: ${error}`);
        if (image === null) continue;
        const { data } = engine.toPixels(image);
        image.release();
        if (error === null || rows === 0) continue;
        partly++;
        if (kind !== 'arithmetic')
          assert.deepEqual(data.subarray(0, 4 * WIDTH * rows), whole.data.subarray(0, 4 * WIDTH * rows), kind);
      }
    }
    assert.ok(partly > 50, `${partly}`);
    engine.dispose();
  });

  test(`limits: ${lane}`, async () => {
    const engine = await createEngine(options);
    const image = engine.fromPixels(/** @type {Uint8Array} */ (photoPixels(1024, 1024)), 1024, 1024);
    const exif = new Uint8Array(Buffer.concat([EXIF, Buffer.alloc(40_000)]));
    const metadata = { exif, icc: new Uint8Array(100_000) };
    const baseline = engine.encode(image, 'jpeg', { metadata });
    const progressive = engine.encode(image, 'jpeg', { progressive: true, metadata });
    /** @type {[Uint8Array, Partial<import('../../dist/bindings/index.js').Limits>, string | null, RegExp?][]} */
    const cases = [
      [progressive, { maxScans: 10 }, null],
      [progressive, { maxScans: 9 }, 'LIMIT', /scans/],
      [baseline, { maxScans: 1 }, null],
      // SOF, two DQT, four DHT, APP0, EXIF, two parts of the profile.
      [baseline, { maxChunks: 11 }, null],
      [baseline, { maxChunks: 10 }, 'LIMIT', /segments/],
      [baseline, { maxMetadata: 100_000 }, null],
      [baseline, { maxMetadata: 99_999 }, 'LIMIT', /metadata/],
      // The coefficients are 1.5 * 2 bytes a pixel.
      [baseline, { maxMemory: 2 ** 20 }, null],
      [progressive, { maxMemory: 4 * 2 ** 20 }, null],
      [progressive, { maxMemory: 3 * 2 ** 20 }, 'LIMIT', /memory/],
      [progressive, { maxTime: 60_000 }, null],
      [progressive, { maxTime: 0.01 }, 'TIMEOUT', /longer/],
      [baseline, { maxTime: 0.01 }, 'TIMEOUT', /longer/],
    ];
    for (const [file, limits, code, message] of cases) {
      const decode = () => engine.decode(file, { limits }).release();
      if (code === null) decode();
      else assert.throws(decode, { name: 'ImageError', code, message }, JSON.stringify(limits));
    }
    // A file may be larger than what is made of it.
    const limits = { maxPixels: 128 * 128, maxWidth: 128 };
    assert.throws(() => engine.decode(baseline, { limits }), { code: 'LIMIT' });
    engine.decode(baseline, { limits, scale: 1 }).release();
    engine.decode(baseline, { limits, left: 500, top: 3, width: 128, height: 128 }).release();
    engine.dispose();
  });
}
