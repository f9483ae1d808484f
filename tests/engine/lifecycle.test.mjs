// Who owns what, and what happens to those who use it too late.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createEngine, DEFAULT_LIMITS, registry } from '../../dist/bindings/index.js';
import { pixelsOf } from '../parity/core.mjs';
import { randomPixels } from '../parity/random.mjs';
import { ALL_LANES, COMPILED_LANES, firstParams, openObserved, randomImage } from './lanes.mjs';

/** @typedef {import('../../dist/bindings/index.js').Engine} Engine */
/** @typedef {import('../../dist/bindings/index.js').Image} Image */

/** @param {RegExp} message */
const invalid = (message) => ({ name: 'ImageError', code: 'INVALID_ARGUMENT', message });

/** Every way to hand an image to an engine. @type {readonly ((engine: Engine, image: any, other: Image) => unknown)[]} */
const USES = [
  (engine, image) => engine.toPixels(image),
  (engine, image) => engine.encode(image, 'png'),
  (engine, image) => engine.negate(image),
  (engine, image, other) => engine.run('negate', image, other),
  (engine, image, other) => engine.run('negate', other, image),
  (engine, image, other) => engine.copy(image, other),
  (engine, image, other) => engine.copy(other, image),
];

for (const options of ALL_LANES) {
  const { lane } = options;

  test(`pixels go in and come out: ${lane}`, async () => {
    const engine = await createEngine(options);
    const data = randomPixels(33, 5, 3, 'mixed');
    // A view into the middle of a buffer, and the buffer itself.
    const buffer = new Uint8Array(data.length + 12);
    buffer.set(data, 8);
    const copies = [data, new Uint8ClampedArray(data), buffer.subarray(8, -4), new DataView(data.buffer), data.buffer];
    for (const given of copies) {
      const image = engine.fromPixels(given, 33, 5);
      const pixels = engine.toPixels(image);
      assert.deepEqual({ ...pixels, data: new Uint8Array(pixels.data) }, { data, width: 33, height: 5 });
      assert.ok(pixels.data.buffer instanceof ArrayBuffer);
      assert.equal(pixels.data.byteLength, pixels.data.buffer.byteLength);
      pixels.data.fill(0);
      assert.deepEqual(new Uint8Array(engine.toPixels(image).data), data);
      image.release();
    }
    engine.dispose();
  });

  test(`every kernel is a method that makes the same as run: ${lane}`, async () => {
    const engine = await createEngine(options);
    const images = [randomImage(engine, 21, 13, 'mixed'), randomImage(engine, 21, 13, 'opaque')];
    const deep = images.map((image) => engine.to16Bit(image));
    const all = registry.kernels.flatMap((kernel) => (kernel.depths ?? [8]).map((depth) => ({ kernel, depth })));
    for (const { kernel, depth } of all) {
      const { name } = kernel;
      const params = firstParams(kernel, 21);
      const [src, other] = depth === 16 ? deep : images;
      const second = kernel.second ? other : undefined;
      const made = /** @type {any} */ (engine)[name](...(second ? [src, second] : [src]), params);
      if (kernel.results) {
        assert.deepEqual(made, engine.measure(name, src, params, second), name);
        continue;
      }
      const { width, height } = engine.outputSize(name, 21, 13, params);
      const dst = engine.createImage(width, height, made.depth);
      engine.run(name, src, dst, params, second);
      assert.deepEqual(pixelsOf(engine, made), pixelsOf(engine, dst), name);
    }
    engine.dispose();
  });

  test(`sizes of outputs: ${lane}`, async () => {
    const engine = await createEngine(options);
    const size = (/** @type {object} */ params) => Object.values(engine.outputSize('resize', 300, 200, params));
    assert.deepEqual(size({ width: 150 }), [150, 100]);
    assert.deepEqual(size({ height: 50 }), [75, 50]);
    assert.deepEqual(size({ width: 1 }), [1, 1]);
    assert.deepEqual(size({ width: 10, height: 20 }), [10, 20]);
    assert.deepEqual(size({}), [300, 200]);
    assert.deepEqual(engine.outputSize('rotate90', 30, 20), { width: 20, height: 30 });
    assert.deepEqual(engine.outputSize('flip', 30, 20), { width: 30, height: 20 });
    const thin = engine.createImage(1, 50);
    const resized = engine.resize(thin, { width: 4 });
    assert.deepEqual([resized.width, resized.height], [4, 200]);
    assert.throws(() => engine.resize(thin, { width: 60000 }), { code: 'LIMIT' });
    engine.dispose();
  });

  test(`released images are refused: ${lane}`, async () => {
    const engine = await createEngine(options);
    const other = engine.createImage(4, 4);
    const image = engine.createImage(4, 4);
    assert.equal(image.released, false);
    image.release();
    image.release();
    assert.equal(image.released, true);
    for (const use of USES)
      assert.throws(() => use(engine, image, other), invalid(/in use .* but received a released one/));
    const disposable = engine.createImage(4, 4);
    disposable[Symbol.dispose]();
    assert.throws(() => engine.toPixels(disposable), invalid(/released/));
    engine.dispose();
  });

  test(`an image that is released while parameters are read is refused: ${lane}`, async () => {
    const engine = await createEngine(options);
    const dst = engine.createImage(4, 4);
    const releasing = (/** @type {Image} */ image, /** @type {string} */ name, /** @type {unknown} */ value) => ({
      get [name]() {
        image.release();
        return value;
      },
    });
    const image = () => engine.createImage(4, 4);
    const [run, blurred, encoded] = [image(), image(), image()];
    assert.throws(() => engine.run('blur', run, dst, releasing(run, 'sigma', 2)), invalid(/released one/));
    assert.throws(() => engine.blur(blurred, releasing(blurred, 'sigma', 2)), invalid(/released one/));
    assert.throws(() => engine.encode(encoded, 'jpeg', releasing(encoded, 'quality', 50)), invalid(/released one/));
    engine.dispose();
  });

  test(`what is no image of the engine is refused: ${lane}`, async () => {
    const [engine, stranger] = await Promise.all([createEngine(options), createEngine(options)]);
    const other = engine.createImage(4, 4);
    const foreign = stranger.createImage(4, 4);
    for (const use of USES) {
      assert.throws(() => use(engine, foreign, other), invalid(/image of this engine .* but received another's/));
      for (const nonsense of [undefined, null, 5, {}, { width: 4, height: 4 }, new Uint8Array(64)]) {
        assert.throws(() => use(engine, nonsense, other), invalid(/^Expected Image for /));
      }
    }
    stranger.dispose();
    engine.toPixels(other);
    engine.dispose();
  });

  test(`images that do not fit are refused: ${lane}`, async () => {
    const engine = await createEngine(options);
    const [wide, high] = [engine.createImage(6, 4), engine.createImage(4, 6)];
    assert.throws(
      () => engine.run('negate', wide, high),
      invalid(/^Expected image of 6 x 4 for dst but received 4 x 6/),
    );
    assert.throws(() => engine.copy(wide, high), invalid(/^Expected image of 6 x 4 for dst but received 4 x 6/));
    assert.throws(() => engine.run('resize', wide, high, { width: 3 }), invalid(/^Expected image of 3 x 2 for dst/));
    assert.throws(() => engine.run('negate', wide, wide), invalid(/^Expected another image than src for dst/));
    assert.throws(() => engine.copy(wide, wide), invalid(/^Expected another image than src for dst/));
    assert.throws(() => engine.run('negative', wide, high), invalid(/^Expected one of resize, blur, .* for kernel/));
    engine.run('rotate90', wide, high);
    engine.run('resize', wide, high);
    for (const bad of [0, -1, 1.5, Number.NaN, '4', undefined]) {
      assert.throws(
        () => engine.createImage(/** @type {any} */ (bad), 4),
        invalid(/^Expected integer from 1 for width/),
      );
      assert.throws(
        () => engine.createImage(4, /** @type {any} */ (bad)),
        invalid(/^Expected integer from 1 for height/),
      );
    }
    assert.throws(() => engine.fromPixels(new Uint8Array(95), 6, 4), invalid(/^Expected 96 bytes .* received 95 /));
    assert.throws(() => engine.fromPixels(/** @type {any} */ ([1, 2, 3, 4]), 1, 1), invalid(/^Expected Uint8Array/));
    engine.dispose();
  });

  test(`a disposed engine refuses everything: ${lane}`, async () => {
    const engine = await createEngine(options);
    const [image, other] = [engine.createImage(4, 4), engine.createImage(4, 4)];
    engine.dispose();
    engine.dispose();
    for (const use of USES) assert.throws(() => use(engine, image, other), invalid(/^The engine was disposed of/));
    assert.throws(() => engine.createImage(4, 4), invalid(/disposed/));
    assert.throws(() => engine.fromPixels(new Uint8Array(4), 1, 1), invalid(/disposed/));
    assert.throws(() => engine.decode(new Uint8Array(4)), invalid(/disposed/));
    assert.throws(() => engine.metadata(new Uint8Array(4)), invalid(/disposed/));
    assert.throws(() => engine.outputSize('flip', 4, 4), invalid(/disposed/));
    image.release();
  });

  test(`limits hold for every image: ${lane}`, async () => {
    const limits = { maxWidth: 100, maxHeight: 50, maxPixels: 2000 };
    const engine = await createEngine({ ...options, limits });
    assert.deepEqual(engine.info.limits, { ...DEFAULT_LIMITS, ...limits });
    for (const [width, height] of [
      [101, 1],
      [1, 51],
      [100, 21],
    ]) {
      const limit = { name: 'ImageError', code: 'LIMIT', message: /exceeds the limits: 100 x 50, 2000 pixels/ };
      assert.throws(() => engine.createImage(width, height), limit);
      assert.throws(() => engine.fromPixels(new Uint8Array(4 * width * height), width, height), limit);
      assert.throws(() => engine.outputSize('flip', width, height), limit);
      assert.throws(() => engine.resize(engine.createImage(4, 4), { width, height }), limit);
    }
    engine.createImage(100, 20);
    assert.throws(() => engine.rotate90(engine.createImage(100, 20)), { code: 'LIMIT' });
    engine.dispose();
  });
}

for (const options of COMPILED_LANES) {
  test(`memory that cannot be had is an error and no end: ${options.lane}`, async () => {
    const engine = await createEngine({ ...options, limits: { maxPixels: 500_000_000 } });
    // Twice 1.2 GB, in a lane that has 2 in all.
    const large = engine.createImage(20000, 15000);
    assert.throws(() => engine.createImage(20000, 15000), { name: 'ImageError', code: 'OUT_OF_MEMORY' });
    assert.throws(() => engine.negate(large), { name: 'ImageError', code: 'OUT_OF_MEMORY' });
    large.release();
    engine.createImage(20000, 15000).release();
    const image = randomImage(engine, 9, 9);
    engine.negate(image);
    engine.dispose();
  });

  test(`a trap ends the engine, and a new one works: ${options.lane}`, async () => {
    const { engine, arm } = await openObserved(options);
    const [image, other] = [randomImage(engine, 9, 9), randomImage(engine, 9, 9)];
    engine.negate(image);
    arm();
    // More memory is what the module has to ask the outside for.
    assert.throws(
      () => engine.createImage(6000, 6000),
      (/** @type {any} */ error) =>
        error.code === 'INTERNAL' &&
        error.cause instanceof WebAssembly.RuntimeError &&
        /create a new one/.test(error.message),
    );
    for (const use of USES) {
      assert.throws(() => use(engine, image, other), {
        code: 'INTERNAL',
        message: /failed in an earlier call: create a new one/,
      });
    }
    assert.throws(() => engine.createImage(4, 4), { code: 'INTERNAL' });
    image.release();
    engine.dispose();
    const next = await createEngine(options);
    next.negate(randomImage(next, 9, 9));
    next.dispose();
  });
}

test('forgotten images are freed by the garbage collector', async () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc');
  const engine = await createEngine({ lane: 'simd' });
  // Twice the memory that a compiled lane can have.
  for (let i = 0; i < 64; i++) {
    engine.createImage(4096, 4096);
    collect();
    await nextTurn();
  }
  engine.dispose();
});

test('disposing of an engine ends its threads, and so does a trap', async () => {
  /** @type {Promise<unknown>[]} */
  const exits = [];
  const watch = (/** @type {import('node:worker_threads').Worker} */ worker) => exits.push(once(worker, 'exit'));
  process.on('worker', watch);
  try {
    const options = /** @type {const} */ ({ lane: 'threads', threads: 3 });
    const disposed = await createEngine(options);
    const { engine: trapped, arm } = await openObserved(options);
    // The calling thread is one of the three.
    assert.equal(exits.length, 4);
    disposed.dispose();
    arm();
    assert.throws(() => trapped.createImage(6000, 6000), { code: 'INTERNAL' });
    await Promise.all(exits);
  } finally {
    process.off('worker', watch);
  }
});

test('an engine that is not disposed of does not keep the process', () => {
  const script = fileURLToPath(new URL('not-disposed.mjs', import.meta.url));
  const output = execFileSync(process.execPath, [script], { timeout: 20_000, encoding: 'utf8' });
  assert.equal(output.trim(), 'threads 3');
});
