// What is made of more than one kernel: trim.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createEngine } from '../../dist/bindings/index.js';
import { ALL_LANES, randomImage } from './lanes.mjs';

for (const options of ALL_LANES) {
  test(`trim cuts out the box of what differs: ${options.lane}`, async () => {
    const engine = await createEngine(options);
    const image = randomImage(engine, 21, 13);
    const background = [9, 8, 7, 6];
    const framed = engine.extend(image, { top: 3, bottom: 4, left: 5, right: 6, background });
    assert.deepEqual(engine.trimBox(framed), { left: 5, top: 3, width: 21, height: 13 });
    for (const params of [undefined, {}, { against: /** @type {const} */ ('background'), background }]) {
      const trimmed = engine.trim(framed, params);
      assert.deepEqual(engine.toPixels(trimmed), engine.toPixels(image));
      trimmed.release();
    }
    engine.dispose();
  });

  test(`trim leaves a uniform image whole: ${options.lane}`, async () => {
    const engine = await createEngine(options);
    const image = engine.fromPixels(new Uint8Array(4 * 7 * 5).fill(33), 7, 5);
    assert.deepEqual(engine.trimBox(image), { left: 0, top: 0, width: 0, height: 0 });
    assert.deepEqual(engine.toPixels(engine.trim(image)), engine.toPixels(image));
    engine.dispose();
  });

  test(`trim refuses bad parameters: ${options.lane}`, async () => {
    const engine = await createEngine(options);
    const image = engine.createImage(2, 2);
    assert.throws(() => engine.trim(image, { threshold: -1 }), {
      code: 'INVALID_ARGUMENT',
      message: 'Expected number between 0 and 255 for threshold but received -1 of type number',
    });
    engine.dispose();
  });

  test(`extract refuses a region outside of the image: ${options.lane}`, async () => {
    const engine = await createEngine(options);
    const image = randomImage(engine, 8, 4);
    const outside = {
      code: 'INVALID_ARGUMENT',
      message: 'Expected integer between 0 and 5 for width but received 6',
    };
    assert.throws(() => engine.extract(image, { left: 3, width: 6 }), outside);
    assert.throws(() => engine.outputSize('extract', 8, 4, { left: 3, width: 6 }), outside);
    engine.dispose();
  });
}
