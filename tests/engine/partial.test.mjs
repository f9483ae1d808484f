// Files that end too early: an error by default; with `partial: true` the rows that came, with the error beside them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createEngine, ImageError } from '../../dist/bindings/index.js';
import { xorshift32 } from '../parity/random.mjs';
import { COMPILED_LANES, smoothPixels } from './lanes.mjs';

/** @typedef {import('../../dist/bindings/index.js').Engine} Engine */

const [WIDTH, HEIGHT] = [161, 240];
const CUTS = 60;
const CODES = ['NOT_AN_IMAGE', 'UNSUPPORTED', 'CORRUPT', 'TRUNCATED', 'LIMIT'];

/** A picture in each format; `sequential` ones come row by row, so that a part of the bytes is a part of the rows. @param {Engine} engine */
function pictures(engine) {
  const image = engine.fromPixels(smoothPixels(WIDTH, HEIGHT), WIDTH, HEIGHT);
  const made = [
    { name: 'jpeg', sequential: true, file: engine.encode(image, 'jpeg', { quality: 95 }) },
    { name: 'jpeg 4:4:4', sequential: true, file: engine.encode(image, 'jpeg', { chromaSubsampling: '4:4:4' }) },
    { name: 'jpeg with restarts', sequential: true, file: engine.encode(image, 'jpeg', { restartInterval: 5 }) },
    { name: 'progressive jpeg', sequential: false, file: engine.encode(image, 'jpeg', { progressive: true }) },
    { name: 'png', sequential: true, file: engine.encode(image, 'png') },
    { name: 'png of 16 bits', sequential: true, file: engine.encode(engine.to16Bit(image), 'png', { level: 1 }) },
    { name: 'webp', sequential: true, file: engine.encode(image, 'webp', { quality: 95 }) },
    { name: 'lossless webp', sequential: true, file: engine.encode(image, 'webp', { lossless: true }) },
  ];
  image.release();
  return made;
}

for (const options of COMPILED_LANES) {
  const { lane } = options;

  test(`a whole file has no error beside it: ${lane}`, async () => {
    const engine = await createEngine(options);
    for (const { name, file } of pictures(engine)) {
      const { image, rows, error } = engine.decode(file, { partial: true });
      assert.ok(image, name);
      assert.deepEqual([rows, error], [HEIGHT, null], name);
      assert.deepEqual(engine.toPixels(image), engine.toPixels(engine.decode(file)), name);
    }
    engine.dispose();
  });

  test(`the rows that came of a truncated file are those of the whole one: ${lane}`, async () => {
    const engine = await createEngine(options);
    for (const { name, sequential, file } of pictures(engine)) {
      const whole = engine.toPixels(engine.decode(file)).data;
      let before = 0;
      let some = 0;
      for (let i = 0; i < CUTS; i++) {
        const cut = file.subarray(0, Math.floor((file.length * i) / CUTS));
        const { image, rows, error } = engine.decode(cut, { partial: true });
        const at = `${name}, ${cut.length} of ${file.length} bytes, ${rows} rows`;
        assert.ok(error instanceof ImageError, at);
        assert.ok(error.code === 'TRUNCATED' || cut.length < 12, `${at}: ${error}`);
        assert.throws(() => engine.decode(cut), { code: error.code, message: error.message });
        assert.ok(rows >= before && rows <= HEIGHT, `${at}, ${before} of fewer bytes`);
        before = rows;
        assert.equal(image === null, rows === 0, at);
        if (image === null) continue;
        some++;
        const { data, width, height } = engine.toPixels(image);
        assert.deepEqual([width, height], [WIDTH, HEIGHT], at);
        const end = rows * WIDTH * 4;
        if (sequential) assert.ok(Buffer.from(data.buffer, 0, end).equals(Buffer.from(whole.buffer, 0, end)), at);
        assert.ok(
          data.subarray(end).every((value) => value === 0),
          `${at}: those behind them are not transparent`,
        );
        image.release();
      }
      assert.ok(some > CUTS / 4, `${name}: ${some} of ${CUTS} parts showed something`);
    }
    engine.dispose();
  });

  test(`rows that came are oriented and cut out like all others: ${lane}`, async () => {
    const engine = await createEngine(options);
    const [{ file }] = pictures(engine);
    const half = file.subarray(0, file.length / 2);
    const { image: all, rows } = engine.decode(half, { partial: true });
    assert.ok(all && rows > 20);
    const region = { left: 5, top: 3, width: 40, height: rows - 10 };
    const { image, error } = engine.decode(half, { ...region, partial: true });
    assert.ok(image);
    assert.deepEqual(engine.toPixels(image), engine.toPixels(engine.extract(all, region)));
    // All of the region came, whatever may be missing behind it.
    assert.ok(error === null || error.code === 'TRUNCATED');
    engine.dispose();
  });

  test(`damaged files never throw where parts are asked for: ${lane}`, async () => {
    const engine = await createEngine(options);
    const next = xorshift32(7);
    let damaged = 0;
    for (const { name, file } of pictures(engine)) {
      for (let i = 0; i < 100; i++) {
        const bytes = file.slice();
        for (let flips = 1 + (next() % 3); flips > 0; flips--) bytes[next() % bytes.length] ^= 1 << (next() % 8);
        const { image, rows, error } = engine.decode(bytes, { partial: true });
        if (error) damaged++;
        assert.ok(error === null || CODES.includes(error.code), `${name}: ${error}`);
        assert.equal(image === null, rows === 0, name);
        image?.release();
      }
    }
    assert.ok(damaged > 100, `${damaged} damaged files were noticed`);
    assert.throws(() => engine.decode(/** @type {any} */ (5), { partial: true }), { code: 'INVALID_ARGUMENT' });
    engine.dispose();
  });
}
