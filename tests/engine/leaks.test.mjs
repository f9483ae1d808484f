// A thousand rounds of everything, the failing ways included, leave the memory as large as it was.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ImageError, registry } from '../../dist/bindings/index.js';
import { COMPILED_LANES, firstParams, openObserved, smoothPixels } from './lanes.mjs';

/** @typedef {import('../../dist/bindings/index.js').Engine} Engine */
/** @typedef {import('../../dist/bindings/index.js').Image} Image */

const ROUNDS = 1000;
/** Every kernel with every file and depth: what they need at most is there afterwards. */
const WARM_UP = 6 * registry.kernels.length;
const [WIDTH, HEIGHT] = [160, 120];

for (const options of COMPILED_LANES) {
  test(`memory does not grow: ${options.lane}`, async () => {
    const { engine, memoryBytes } = await openObserved(options);
    const pixels = smoothPixels(WIDTH, HEIGHT);
    const image = engine.fromPixels(pixels, WIDTH, HEIGHT);
    const files = /** @type {const} */ (['jpeg', 'png', 'webp']).map((format) => engine.encode(image, format));
    image.release();
    const broken = files.flatMap((file) => [file.subarray(0, file.length / 2), file.subarray(0, 20)]);

    const round = (/** @type {number} */ i) => {
      const decoded = engine.decode(files[i % files.length]);
      const kernel = registry.kernels[i % registry.kernels.length];
      const isDeep = kernel.depths !== undefined && Math.floor(i / registry.kernels.length) % 2 === 1;
      const source = isDeep ? engine.to16Bit(decoded) : decoded;
      const operands = kernel.second ? [source, source] : [source];
      const raw = /** @type {any} */ (engine)[kernel.name](...operands, firstParams(kernel, WIDTH));
      const result = raw.depth === 16 ? engine.to8Bit(raw) : raw;
      for (const image of [source, raw]) if (image.depth === 16) image.release();
      const made = kernel.results ? engine.flip(decoded) : /** @type {Image} */ (result);
      engine.encode(made, /** @type {const} */ (['jpeg', 'png', 'webp'])[i % 3], i % 3 === 2 ? { effort: 0 } : {});
      engine.toPixels(made);
      engine.fromPixels(pixels, WIDTH, HEIGHT).release();
      made.release();
      decoded.release();
      expectError(() => engine.decode(broken[i % broken.length]).release());
      expectError(() => engine.decode(files[i % files.length], { limits: { maxWidth: 9 } }));
    };
    for (let i = 0; i < WARM_UP; i++) round(i);
    const before = memoryBytes();
    // An image that were forgotten each round would be 77 MB in the end, in a memory that began with 16.
    for (let i = 0; i < ROUNDS; i++) round(i);
    assert.equal(memoryBytes(), before);
    engine.dispose();
  });
}

/** Damaged files may also decode to what is left of them. @param {() => void} use */
function expectError(use) {
  try {
    use();
  } catch (error) {
    assert.ok(error instanceof ImageError && error.code !== 'INTERNAL' && error.code !== 'OUT_OF_MEMORY', `${error}`);
  }
}
