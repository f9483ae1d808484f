// Images of 16 bits a channel: in and out, what takes them, and what says that it does not.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createEngine, registry } from '../../dist/bindings/index.js';
import { randomPixels, randomPixels16 } from '../parity/random.mjs';
import { ALL_LANES, COMPILED_LANES, firstParams } from './lanes.mjs';

const [WIDTH, HEIGHT] = [37, 11];

for (const options of ALL_LANES) {
  test(`16 bits go in and come out: ${options.lane}`, async () => {
    const engine = await createEngine(options);
    const data = randomPixels16(WIDTH, HEIGHT, 3, 'mixed');
    const image = engine.fromPixels16(data, WIDTH, HEIGHT);
    assert.equal(image.depth, 16);
    assert.deepEqual(engine.toPixels16(image), { data, width: WIDTH, height: HEIGHT });
    // A view into a larger buffer, beginning anywhere.
    const larger = new Uint16Array(data.length + 3);
    larger.set(data, 3);
    const same = engine.fromPixels16(larger.subarray(3), WIDTH, HEIGHT);
    assert.deepEqual(engine.toPixels16(same).data, data);
    const bytes = engine.to8Bit(image);
    assert.equal(bytes.depth, 8);
    assert.deepEqual(
      [...engine.toPixels(bytes).data],
      Array.from(data, (x) => Math.round(x / 257)),
    );
    engine.dispose();
  });

  test(`8 bits to 16 and back are the same: ${options.lane}`, async () => {
    const engine = await createEngine(options);
    const data = randomPixels(WIDTH, HEIGHT, 3, 'mixed');
    const image = engine.fromPixels(data, WIDTH, HEIGHT);
    const deep = engine.to16Bit(image);
    assert.deepEqual(
      [...engine.toPixels16(deep).data],
      Array.from(data, (x) => 257 * x),
    );
    assert.deepEqual(new Uint8Array(engine.toPixels(engine.to8Bit(deep)).data), data);
    assert.deepEqual(engine.toPixels16(engine.to16Bit(deep)), engine.toPixels16(deep));
    assert.deepEqual(engine.toPixels(engine.to8Bit(image)), engine.toPixels(image));
    engine.dispose();
  });

  test(`kernels of 8 bits refuse 16: ${options.lane}`, async () => {
    const engine = await createEngine(options);
    const image = engine.fromPixels16(randomPixels16(WIDTH, HEIGHT, 3, 'mixed'), WIDTH, HEIGHT);
    const shallow = registry.kernels.filter(({ depths = [8] }) => !depths.includes(16));
    assert.ok(shallow.length > 0);
    for (const kernel of shallow) {
      const operands = kernel.second ? [image, image] : [image];
      assert.throws(() => /** @type {any} */ (engine)[kernel.name](...operands, firstParams(kernel, WIDTH)), {
        code: 'INVALID_ARGUMENT',
        message: 'Expected an image of 8 bits a channel for image but received one of 16: see to8Bit',
      });
    }
    engine.dispose();
  });

  test(`depths that do not fit are refused: ${options.lane}`, async () => {
    const engine = await createEngine(options);
    const bytes = engine.fromPixels(randomPixels(WIDTH, HEIGHT, 3, 'mixed'), WIDTH, HEIGHT);
    const deep = engine.to16Bit(bytes);
    const refusal = (/** @type {RegExp} */ message) => ({ code: 'INVALID_ARGUMENT', message });
    assert.throws(
      () => engine.toPixels(deep),
      refusal(/^Expected an image of 8 bits a channel for image .+: see to8Bit$/),
    );
    assert.throws(
      () => engine.toPixels16(bytes),
      refusal(/^Expected an image of 16 bits a channel for image .+: see to16Bit$/),
    );
    assert.throws(() => engine.run('flip', deep, bytes), refusal(/^Expected an image of 16 bits .+ for dst/));
    assert.throws(() => engine.run('to8Bit', deep, deep), refusal(/^Expected an image of 8 bits .+ for dst/));
    assert.throws(() => engine.composite(deep, bytes), refusal(/^Expected an image of 16 bits .+ for second/));
    assert.throws(() => engine.copy(deep, bytes), refusal(/^Expected an image of 16 bits .+ for dst/));
    assert.throws(() => engine.createImage(1, 1, /** @type {any} */ (12)), refusal(/^Expected 8 or 16 for depth/));
    assert.throws(
      () => engine.fromPixels16(new Uint16Array(5), 2, 1),
      refusal(/^Expected 8 values \(2 x 1 RGBA\) for data but received 5/),
    );
    assert.throws(
      () => engine.fromPixels16(/** @type {any} */ (new Uint8Array(16)), 2, 1),
      refusal(/^Expected Uint16Array for data/),
    );
    engine.dispose();
  });

  test(`tensors and trimming take 16 bits: ${options.lane}`, async () => {
    const engine = await createEngine(options);
    const bytes = engine.fromPixels(randomPixels(WIDTH, HEIGHT, 3, 'opaque'), WIDTH, HEIGHT);
    const deep = engine.to16Bit(bytes);
    assert.deepEqual(engine.toTensor(deep), engine.toTensor(bytes));
    const framed = engine.extend(deep, { top: 2, left: 3, right: 1, background: [9, 8, 7, 255] });
    const trimmed = engine.trim(framed);
    assert.deepEqual(engine.toPixels16(trimmed), engine.toPixels16(deep));
    engine.dispose();
  });
}

for (const options of COMPILED_LANES) {
  test(`lossy files are written from 8 bits: ${options.lane}`, async () => {
    const engine = await createEngine(options);
    const image = engine.createImage(4, 4, 16);
    for (const format of /** @type {const} */ (['jpeg', 'webp'])) {
      assert.throws(() => engine.encode(image, format), { code: 'INVALID_ARGUMENT', message: /: see to8Bit$/ });
    }
    engine.dispose();
  });
}
