// What decoding can be told: region, scale, orientation, depth, each against the whole file decoded plainly.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createEngine } from '../../dist/bindings/index.js';
import { randomPixels16, xorshift32 } from '../parity/random.mjs';
import { withOrientation } from './hostile-files.mjs';
import { COMPILED_LANES, smoothPixels } from './lanes.mjs';

/** @typedef {import('../../dist/bindings/index.js').Engine} Engine */

const [WIDTH, HEIGHT] = [83, 61];

/** @param {Engine} engine */
function pictures(engine) {
  const image = engine.fromPixels(smoothPixels(WIDTH, HEIGHT), WIDTH, HEIGHT);
  const made = {
    jpeg: engine.encode(image, 'jpeg'),
    progressive: engine.encode(image, 'jpeg', { progressive: true, chromaSubsampling: '4:2:2' }),
    png: engine.encode(image, 'png'),
    webp: engine.encode(image, 'webp'),
    lossless: engine.encode(image, 'webp', { lossless: true }),
  };
  image.release();
  return made;
}

/** A part of an image of that size. @param {() => number} next @param {{ width: number, height: number }} image */
function anyRegion(next, { width, height }) {
  const [left, top] = [next() % width, next() % height];
  return { left, top, width: 1 + (next() % (width - left)), height: 1 + (next() % (height - top)) };
}

for (const options of COMPILED_LANES) {
  const { lane } = options;

  test(`a region is a part of the upright image: ${lane}`, async () => {
    const engine = await createEngine(options);
    const next = xorshift32(3);
    const { jpeg, ...others } = pictures(engine);
    const oriented = Array.from({ length: 8 }, (_, i) => withOrientation(jpeg, i + 1));
    for (const file of [...oriented, ...Object.values(others)]) {
      for (const orient of [true, false]) {
        const whole = engine.decode(file, { orient });
        for (let i = 0; i < 10; i++) {
          const region = anyRegion(next, whole);
          const part = engine.decode(file, { orient, ...region });
          const expected = engine.toPixels(engine.extract(whole, region));
          assert.deepEqual(engine.toPixels(part), expected, JSON.stringify(region));
        }
        // A side that is not given reaches to the edge.
        const rest = engine.decode(file, { orient, left: 7, top: 9 });
        assert.deepEqual([rest.width, rest.height], [whole.width - 7, whole.height - 9]);
      }
    }
    engine.dispose();
  });

  test(`a region that leaves the image is refused: ${lane}`, async () => {
    const engine = await createEngine(options);
    const refusal = { name: 'ImageError', code: 'INVALID_ARGUMENT', message: /region/ };
    for (const file of Object.values(pictures(engine))) {
      for (const region of [{ left: WIDTH }, { top: HEIGHT }, { left: 1, width: WIDTH }, { top: 1, height: HEIGHT }]) {
        assert.throws(() => engine.decode(file, region), refusal);
      }
    }
    engine.dispose();
  });

  test(`scaled files are of the size that is rounded up, and regions are of the scaled image: ${lane}`, async () => {
    const engine = await createEngine(options);
    const next = xorshift32(4);
    const { jpeg, progressive, webp, lossless } = pictures(engine);
    for (const file of [jpeg, progressive, webp, lossless, withOrientation(jpeg, 6)]) {
      for (let scale = 1; scale <= 8; scale++) {
        const whole = engine.decode(file, { scale });
        const sides = [WIDTH, HEIGHT].map((side) => Math.ceil((side * scale) / 8));
        assert.deepEqual([whole.width, whole.height].sort(), sides.sort(), `${scale}/8`);
        const region = anyRegion(next, whole);
        const part = engine.decode(file, { scale, ...region });
        assert.deepEqual(engine.toPixels(part), engine.toPixels(engine.extract(whole, region)), `${scale}/8`);
      }
    }
    engine.dispose();
  });

  test(`limits count what is made, not what is stored: ${lane}`, async () => {
    const engine = await createEngine(options);
    const { jpeg, png, webp } = pictures(engine);
    const limits = { maxPixels: 400 };
    for (const file of [jpeg, png, webp]) {
      assert.throws(() => engine.decode(file, { limits }), { code: 'LIMIT' });
      engine.decode(file, { limits, left: 10, top: 10, width: 20, height: 20 }).release();
    }
    engine.decode(jpeg, { limits: { maxPixels: 11 * 8 }, scale: 1 }).release();
    engine.dispose();
  });

  test(`16 bits are kept where that is wanted: ${lane}`, async () => {
    const engine = await createEngine(options);
    const data = randomPixels16(WIDTH, HEIGHT, 9, 'mixed');
    const file = engine.encode(engine.fromPixels16(data, WIDTH, HEIGHT), 'png');
    assert.equal(engine.metadata(file).bits, 16);
    const deep = engine.decode(file, { keepDepth: true });
    assert.equal(deep.depth, 16);
    assert.deepEqual(engine.toPixels16(deep).data, data);
    assert.equal(engine.decode(file).depth, 8);
    const region = { left: 11, top: 5, width: 30, height: 17 };
    const part = engine.decode(file, { ...region, keepDepth: true });
    assert.deepEqual(engine.toPixels16(part), engine.toPixels16(engine.extract(deep, region)));
    // Files of 8 bits stay what they are.
    for (const other of Object.values(pictures(engine)))
      assert.equal(engine.decode(other, { keepDepth: true }).depth, 8);
    engine.dispose();
  });

  test(`options of decode are checked: ${lane}`, async () => {
    const engine = await createEngine(options);
    const { jpeg } = pictures(engine);
    /** @type {[object, string][]} */
    const bad = [
      [{ scale: 0 }, 'Expected integer between 1 and 8 for scale but received 0 of type number'],
      [{ scale: 2.5 }, 'Expected integer between 1 and 8 for scale but received 2.5 of type number'],
      [{ left: -1 }, 'Expected integer between 0 and 65534 for left but received -1 of type number'],
      [{ partial: 'yes' }, 'Expected boolean for partial but received yes of type string'],
      [{ profile: 'cmyk' }, 'Expected one of keep, srgb for profile but received cmyk of type string'],
      [{ limits: { maxScans: 0 } }, 'Expected integer between 1 and 10000 for maxScans but received 0 of type number'],
      [{ limits: 5 }, 'Expected object for limits but received 5 of type number'],
    ];
    for (const [decodeOptions, message] of bad) {
      assert.throws(() => engine.decode(jpeg, decodeOptions), {
        name: 'ImageError',
        code: 'INVALID_ARGUMENT',
        message,
      });
    }
    assert.throws(() => engine.decode(jpeg, /** @type {any} */ ({ quality: 5 })), {
      message: /^Expected any of orient, /,
    });
    engine.dispose();
  });
}
