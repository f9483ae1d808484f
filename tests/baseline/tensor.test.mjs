// packTensor against the definition of a normalised tensor.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { outputSize } from '../../js-baseline/output-size.js';
import { packTensor } from '../../js-baseline/tensor.js';
import { blank, noise } from './images.mjs';
import { SIZES, sample } from './reference.mjs';

/** @typedef {Parameters<typeof packTensor>[2]} Params */

/** @type {{ mean: number[], std: number[] }[]} */
const NORMALS = [
  { mean: [0, 0, 0], std: [1, 1, 1] },
  { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] },
  { mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] },
  { mean: [0, -1, 256], std: [0.0001, 1 / 255, 256] },
];

for (const layout of /** @type {const} */ (['nchw', 'nhwc'])) {
  for (const type of /** @type {const} */ (['float32', 'uint8'])) {
    for (const order of /** @type {const} */ (['rgb', 'bgr'])) {
      test(`a tensor of ${type} in ${layout}, ${order}`, () => {
        for (const [index, [width, height]] of SIZES.entries()) {
          const image = noise(width, height, index + 1, 'translucent');
          for (const normal of NORMALS) {
            const params = /** @type {Params} */ ({ layout, type, order, ...normal });
            const size = outputSize('tensor', params, width, height);
            const out = blank(size.width, size.height);
            out.data.fill(77);
            packTensor(image, out, params);
            const floats = new Float32Array(out.data.buffer);
            const stride = 4 * size.width;
            for (let y = 0; y < height; y++) {
              for (let x = 0; x < width; x++) {
                for (let c = 0; c < 3; c++) {
                  const channel = order === 'rgb' ? c : 2 - c;
                  const value = sample(image, x, y, channel);
                  const where = `${width} x ${height} at ${x}, ${y}, ${c}`;
                  const [row, column] = layout === 'nchw' ? [c * height + y, x] : [y, 3 * x + c];
                  if (type === 'uint8') {
                    assert.equal(out.data[row * stride + column], value, where);
                    continue;
                  }
                  const found = floats[row * size.width + column];
                  const expected = (value / 255 - normal.mean[channel]) / normal.std[channel];
                  const largest = Math.max(1, Math.abs(normal.mean[channel])) / normal.std[channel];
                  assert.ok(Math.abs(found - expected) <= 2e-7 * largest, `${where}: ${found}, not ${expected}`);
                }
              }
            }
            if (type === 'uint8') {
              const length = layout === 'nchw' ? width : 3 * width;
              assert.ok(stride - length < 4);
              assert.ok(
                out.data.every((value, i) => i % stride < length || value === 0),
                'filled up with zeros',
              );
            }
          }
        }
      });
    }
  }
}
