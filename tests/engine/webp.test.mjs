// What WebP can do beyond pixels in and out: parts, metadata, options, and what came of a broken file.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createEngine } from '../../dist/bindings/index.js';
import { randomPixels } from '../parity/random.mjs';
import { COMPILED_LANES, smoothPixels } from './lanes.mjs';
import { chunksOf, fileOf } from './webp-files.mjs';

/** @typedef {import('../../dist/bindings/index.js').Engine} Engine */

const [WIDTH, HEIGHT] = [149, 83];

/** Files of one picture: lossy, lossy with alpha, lossless. @param {Engine} engine */
function files(engine) {
  const opaque = smoothPixels(WIDTH, HEIGHT);
  const translucent = opaque.slice();
  const noise = randomPixels(WIDTH, HEIGHT, 9, 'mixed');
  for (let i = 0; i < opaque.length; i += 4) {
    for (let c = 0; c < 3; c++) opaque[i + c] ^= noise[i + c] & 31;
    translucent[i + 3] = (i >> 4) & 255;
  }
  const [image, other] = [opaque, translucent].map((data) => engine.fromPixels(data, WIDTH, HEIGHT));
  return {
    lossy: engine.encode(image, 'webp', { quality: 70 }),
    alpha: engine.encode(other, 'webp', { quality: 70 }),
    lossless: engine.encode(image, 'webp', { lossless: true }),
  };
}

/** @param {Engine} engine @param {Uint8Array} file @param {object} [options] */
function pixels(engine, file, options) {
  const image = engine.decode(file, options);
  const found = engine.toPixels(image);
  image.release();
  return found;
}

/** @param {{ data: Uint8ClampedArray, width: number }} whole @param {number} x @param {number} y @param {number} w @param {number} h */
function cut({ data, width }, x, y, w, h) {
  const part = new Uint8ClampedArray(4 * w * h);
  for (let row = 0; row < h; row++) {
    const from = 4 * ((y + row) * width + x);
    part.set(data.subarray(from, from + 4 * w), 4 * row * w);
  }
  return part;
}

for (const options of COMPILED_LANES) {
  const { lane } = options;

  test(`headers say how colours are stored: ${lane}`, async () => {
    const engine = await createEngine(options);
    const { lossy, alpha, lossless } = files(engine);
    const told = [lossy, alpha, lossless].map((file) => {
      const { colour, subsampling, hasAlpha, frames } = engine.metadata(file);
      return [colour, subsampling, hasAlpha, frames];
    });
    assert.deepEqual(told, [
      ['ycbcr', '4:2:0', false, 1],
      ['ycbcr', '4:2:0', true, 1],
      ['rgb', undefined, false, 1],
    ]);
    engine.dispose();
  });

  test(`a region is that part of the whole, at any scale: ${lane}`, async () => {
    const engine = await createEngine(options);
    for (const [kind, file] of Object.entries(files(engine))) {
      for (const scale of [8, 7, 4, 1]) {
        const whole = pixels(engine, file, { scale });
        assert.deepEqual(
          [whole.width, whole.height],
          [WIDTH, HEIGHT].map((side) => Math.ceil((side * scale) / 8)),
        );
        const [w, h] = [whole.width, whole.height];
        for (const [left, top, right, bottom] of [
          [0, 0, 1, 1],
          [1, 1, w, h],
          [3, 5, 4, 6],
          [2, 2, w - 1, h - 1],
          [w - 1, h - 1, w, h],
          [Math.floor(w / 3), Math.floor(h / 5), Math.floor(w / 2), h - 2],
          [0, Math.floor(h / 2), w, h],
        ]) {
          const region = { left, top, width: right - left, height: bottom - top };
          const part = pixels(engine, file, { scale, ...region });
          const expected = cut(whole, left, top, right - left, bottom - top);
          assert.deepEqual(part.data, expected, `${kind}, ${scale}/8, ${JSON.stringify(region)}`);
        }
      }
    }
    engine.dispose();
  });

  test(`scaling keeps the picture: ${lane}`, async () => {
    const engine = await createEngine(options);
    const image = engine.fromPixels(smoothPixels(160, 96), 160, 96);
    for (const lossless of [false, true]) {
      const file = engine.encode(image, 'webp', { quality: 95, lossless });
      const small = pixels(engine, file, { scale: 4 });
      const expected = engine.toPixels(engine.resize(image, { width: 80, height: 48, filter: 'bilinear' }));
      let worst = 0;
      for (let i = 0; i < small.data.length; i++) worst = Math.max(worst, Math.abs(small.data[i] - expected.data[i]));
      assert.ok(worst < 24, `differs by ${worst}`);
    }
    engine.dispose();
  });

  test(`metadata comes back as it was written, and only where asked for: ${lane}`, async () => {
    const engine = await createEngine(options);
    const exif = Uint8Array.from([...Buffer.from('MM'), 0, 42, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 7]);
    const xmp = Uint8Array.from(Buffer.from('<x:xmpmeta xmlns:x="adobe:ns:meta/"/>'));
    const icc = randomPixels(33, 1, 4, 'mixed').subarray(1);
    const opaque = engine.fromPixels(smoothPixels(21, 13), 21, 13);
    const translucent = engine.fromPixels(randomPixels(21, 13, 3, 'mixed'), 21, 13);
    for (const image of [opaque, translucent]) {
      for (const lossless of [false, true]) {
        const plain = engine.encode(image, 'webp', { lossless });
        assert.deepEqual(engine.metadata(plain).blocks, {});
        for (const metadata of [{ exif }, { icc }, { xmp }, { exif, icc, xmp }]) {
          const file = engine.encode(image, 'webp', { lossless, metadata });
          assert.deepEqual(engine.metadata(file).blocks, metadata);
          assert.equal(engine.metadata(file).hasAlpha, image === translucent);
          assert.deepEqual(pixels(engine, file), pixels(engine, plain));
        }
        const dense = engine.encode(image, 'webp', { lossless, metadata: { density: 300.25 } });
        assert.deepEqual(engine.metadata(dense).density, [300.25, 300.25]);
        const size = icc.length;
        assert.throws(
          () =>
            engine.decode(engine.encode(image, 'webp', { metadata: { icc } }), { limits: { maxMetadata: size - 1 } }),
          { code: 'LIMIT' },
        );
      }
    }
    engine.dispose();
  });

  test(`what is truncated is an error, and its first rows come beside it: ${lane}`, async () => {
    const engine = await createEngine(options);
    for (const [kind, file] of Object.entries(files(engine))) {
      const whole = pixels(engine, file);
      let rowsBefore = 0;
      let some = 0;
      for (const share of [0.05, 0.3, 0.6, 0.8, 0.95]) {
        const part = file.subarray(0, Math.floor(file.length * share));
        assert.throws(() => engine.decode(part), { code: 'TRUNCATED' }, `${kind} ${share}`);
        const { image, rows, error } = engine.decode(part, { partial: true });
        assert.equal(error?.code, 'TRUNCATED');
        assert.ok(rows >= rowsBefore && rows < HEIGHT, `${kind} ${share}: ${rows} rows`);
        rowsBefore = rows;
        if (image === null) continue;
        some++;
        const { data } = engine.toPixels(image);
        const end = 4 * WIDTH * rows;
        assert.deepEqual(data.subarray(0, end), whole.data.subarray(0, end), `${kind} ${share}`);
        assert.ok(data.subarray(end).every((value) => value === 0));
        image.release();
      }
      assert.ok(some >= 1, `${kind}: no rows at all`);
      const { image, rows, error } = engine.decode(file, { partial: true });
      assert.deepEqual([rows, error, image && engine.toPixels(image)], [HEIGHT, null, whole]);
    }
    engine.dispose();
  });

  test(`limits hold before memory is taken: ${lane}`, async () => {
    const engine = await createEngine(options);
    const { alpha, lossless } = files(engine);
    for (const file of [alpha, lossless]) {
      engine.decode(file, { limits: { maxMemory: 1 << 20 } }).release();
    }
    const large = engine.encode(engine.fromPixels(new Uint8Array(4 * 600 * 600), 600, 600), 'webp', { lossless: true });
    assert.throws(() => engine.decode(large, { limits: { maxMemory: 1 << 20 } }), { code: 'LIMIT' });
    engine.decode(large, { limits: { maxMemory: 1 << 21 } }).release();
    const odd = { name: 'JUNK', payload: new Uint8Array(3) };
    const [vp8x, ...rest] = chunksOf(alpha);
    const cluttered = fileOf([vp8x, ...Array(20).fill(odd), ...rest]);
    assert.throws(() => engine.decode(cluttered, { limits: { maxChunks: 20 } }), { code: 'LIMIT' });
    engine.decode(cluttered, { limits: { maxChunks: 21 } }).release();
    const noise = engine.fromPixels(randomPixels(700, 700, 5, 'mixed'), 700, 700);
    const slow = [true, false].map((lossless) => engine.encode(noise, 'webp', { lossless, effort: 0, quality: 100 }));
    for (const file of slow) {
      assert.throws(() => engine.decode(file, { limits: { maxTime: 0.01 } }), { code: 'TIMEOUT' });
      engine.decode(file, { limits: { maxTime: 60_000 } }).release();
    }
    engine.dispose();
  });

  test(`options of encode do what they say: ${lane}`, async () => {
    const engine = await createEngine(options);
    const data = smoothPixels(256, 192);
    const noise = randomPixels(256, 192, 3, 'mixed');
    for (let i = 0; i < data.length; i++) if (i % 4 < 3) data[i] ^= noise[i] & 15;
    const image = engine.fromPixels(data, 256, 192);
    const size = (/** @type {object} */ settings) => engine.encode(image, 'webp', settings).length;
    assert.ok(size({ lossless: true, nearLossless: 0 }) < 0.9 * size({ lossless: true }));
    const close = pixels(engine, engine.encode(image, 'webp', { lossless: true, nearLossless: 60 }));
    assert.ok(close.data.every((value, i) => Math.abs(value - data[i]) <= 8));
    assert.notDeepEqual(engine.encode(image, 'webp', { sharpYuv: true }), engine.encode(image, 'webp'));
    assert.ok(size({ effort: 6 }) < size({ effort: 0 }));
    for (let i = 3; i < data.length; i += 4) data[i] = noise[i];
    const translucent = engine.fromPixels(data, 256, 192);
    const rough = engine.encode(translucent, 'webp', { alphaQuality: 10 });
    const fine = engine.encode(translucent, 'webp');
    assert.ok(rough.length < 0.7 * fine.length);
    const alphas = pixels(engine, fine).data.filter((_, i) => i % 4 === 3);
    assert.deepEqual(
      alphas,
      Uint8ClampedArray.from(data).filter((_, i) => i % 4 === 3),
    );
    // One step of libwebp's quantisers is a few per cent.
    for (const targetSize of [1500, 4000, 8000, 16000]) {
      const found = size({ targetSize });
      assert.ok(Math.abs(found - targetSize) <= 0.05 * targetSize, `${found} bytes for ${targetSize}`);
    }
    assert.ok(size({ targetSize: 1 }) <= size({ quality: 1 }));
    assert.equal(size({ targetSize: 1 << 30, effort: 2 }), size({ quality: 100, effort: 2 }));
    engine.dispose();
  });
}
