// toTensor and fromTensor in every lane.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createEngine } from '../../dist/bindings/index.js';
import { ALL_LANES, randomImage } from './lanes.mjs';

for (const options of ALL_LANES) {
  test(`tensors and back: ${options.lane}`, async () => {
    const engine = await createEngine(options);
    for (const [width, height] of [
      [1, 1],
      [7, 5],
      [33, 4],
    ]) {
      const image = randomImage(engine, width, height);
      const { data: pixels } = engine.toPixels(image);
      for (const layout of /** @type {const} */ (['nchw', 'nhwc'])) {
        for (const order of /** @type {const} */ (['rgb', 'bgr'])) {
          for (const type of /** @type {const} */ (['float32', 'uint8'])) {
            const params = { layout, order, mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] };
            const { data, shape } = engine.toTensor(image, { ...params, type });
            assert.deepEqual(shape, layout === 'nchw' ? [1, 3, height, width] : [1, height, width, 3]);
            assert.ok(type === 'float32' ? data instanceof Float32Array : data instanceof Uint8Array);
            assert.equal(data.length, 3 * width * height);
            for (const sides of [shape, shape.slice(1)]) {
              const back = engine.fromTensor(data, sides, params);
              assert.deepEqual(engine.toPixels(back).data, pixels, `${layout}, ${order}, ${type}`);
              back.release();
            }
          }
        }
      }
      const bytes = engine.toTensor(image, { layout: 'nhwc', type: 'uint8' }).data;
      assert.deepEqual([...bytes], [...pixels.filter((_, i) => i % 4 < 3)]);
      image.release();
    }
    engine.dispose();
  });

  test(`a tensor of another size: ${options.lane}`, async () => {
    const engine = await createEngine(options);
    const image = randomImage(engine, 40, 30);
    const { data, shape } = engine.toTensor(image, { width: 10, filter: 'bilinear', type: 'uint8' });
    assert.deepEqual(shape, [1, 3, 8, 10]);
    const small = engine.resize(image, { width: 10, filter: 'bilinear' });
    assert.deepEqual(data, engine.toTensor(small, { type: 'uint8' }).data);
    engine.dispose();
  });
}

test('what is no tensor is refused', async () => {
  const engine = await createEngine({ lane: 'js' });
  const image = randomImage(engine, 4, 2);
  const refused = { name: 'ImageError', code: 'INVALID_ARGUMENT' };
  const unchecked = /** @type {any} */ (engine);
  const data = new Float32Array(24);
  assert.throws(() => unchecked.toTensor(image, { layout: 'chw' }), refused);
  assert.throws(() => unchecked.toTensor(image, null), refused);
  assert.throws(() => unchecked.toTensor(image, { width: -1 }), refused);
  assert.throws(() => unchecked.toTensor(image, { std: 0 }), refused);
  for (const shape of [null, 5, [], [3, 2], [2, 3, 2, 4], [4, 2, 4], [3, 2.5, 4], [3, 2, 5], [3, 0, 4]]) {
    assert.throws(() => unchecked.fromTensor(data, shape), refused, String(shape));
  }
  assert.throws(() => unchecked.fromTensor([...data], [3, 2, 4]), refused);
  assert.throws(() => unchecked.fromTensor(data, [3, 2, 4], { type: 'uint8' }), refused);
  assert.throws(() => unchecked.fromTensor(data, [3, 2, 4], { mean: 'grey' }), refused);
  // No number is black, and the clamp takes the rest.
  data.set([Number.NaN, -1, 2, Infinity, -Infinity, 0.5]);
  const pixels = engine.toPixels(engine.fromTensor(data, [3, 2, 4])).data;
  assert.deepEqual(
    [0, 1, 2, 3, 4, 5].map((i) => pixels[4 * i]),
    [0, 0, 255, 255, 0, 128],
  );
  engine.dispose();
});
