// Upstream's own regression tests: the sums stand in its build file, the pictures beside it. Those of what this package offers are here;
// where a test of theirs begins with a file that cjpeg writes, it does here.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createEngine } from '../../dist/bindings/index.js';
import { pixelsOf, ppmOf, run } from '../codecs/jpeg-tools.mjs';
import { COMPILED_LANES } from './lanes.mjs';

/** @typedef {import('../../dist/bindings/index.js').Engine} Engine */

const { sources } = JSON.parse(readFileSync(fileURLToPath(new URL('../../build/setup.json', import.meta.url)), 'utf8'));
const UPSTREAM = sources['libjpeg-turbo'];
const picture = (/** @type {string} */ name) => new Uint8Array(readFileSync(join(UPSTREAM, 'testimages', name)));

/** A name is set once for 12 bits and then for 8. */
const sums = Object.fromEntries(
  [...readFileSync(join(UPSTREAM, 'CMakeLists.txt'), 'utf8').matchAll(/set\(MD5_(\w+)\s+([0-9a-f]{32})\)/g)].map(
    ([, name, sum]) => [name, sum],
  ),
);
const md5 = (/** @type {Uint8Array} */ bytes) => createHash('md5').update(bytes).digest('hex');

const source = picture('testorig.ppm');
const { data, width, height } = pixelsOf(source);
const cjpeg = (/** @type {string[]} */ ...options) => run('cjpeg', ['-dct', 'int', ...options], source);

const SCALES = { '7_8': 7, '3_4': 6, '5_8': 5, '1_2': 4, '3_8': 3, '1_4': 2, '1_8': 1 };

/** @typedef {import('../../dist/bindings/index.js').DecodeOptions & { partial?: false }} Options */

/** @param {Engine} engine */
function* outcomes(engine) {
  const decode = (/** @type {Uint8Array} */ file, /** @type {Options} */ options = {}) =>
    engine.toPixels(engine.decode(file, options));
  /** @param {Uint8Array} file @param {Options} [options] */
  const ppm = (file, options) => {
    const decoded = decode(file, options);
    return ppmOf(decoded.data, decoded.width, decoded.height);
  };
  /** The rows before and those behind some that are skipped. @param {Uint8Array} file @param {number} first @param {number} last */
  const skipping = (file, first, last) => {
    const above = decode(file, { height: first });
    const below = decode(file, { top: last + 1 });
    return ppmOf([...above.data, ...below.data], above.width, above.height + below.height);
  };
  const image = engine.fromPixels(/** @type {Uint8Array} */ (data), width, height);
  const grey = engine.encode(image, 'jpeg', { quality: 75, grayscale: true });
  yield ['JPEG_GRAY_ISLOW', grey];
  yield ['PPM_GRAY_ISLOW_RGB', ppm(grey)];
  yield ['PPM_RGB_ISLOW', ppm(cjpeg('-rgb'))];
  yield ['PPM_440_ISLOW', ppm(cjpeg('-sample', '1x2'))];
  yield ['PPM_LOSSLESS', ppm(run('cjpeg', ['-lossless', '4', '-restart', '1', '-grayscale'], source))];
  yield ['JPEG_420_ISLOW', engine.transformJpeg(picture('testimgari.jpg'))];
  yield [
    'JPEG_CROP',
    engine.transformJpeg(picture('testorig.jpg'), {
      operation: 'transpose',
      left: 20,
      top: 50,
      width: 120,
      height: 90,
    }),
  ];
  for (const [name, scale] of Object.entries(SCALES))
    yield [`PPM_420M_ISLOW_${name}`, ppm(picture('testorig.jpg'), { scale })];
  yield ['PPM_420_ISLOW_SKIP15_31', skipping(picture('testorig.jpg'), 15, 31)];
  yield ['PPM_420_ISLOW_ARI_SKIP16_139', skipping(picture('testimgari.jpg'), 16, 139)];
  yield ['PPM_444_ISLOW_SKIP1_6', skipping(cjpeg('-sample', '1x1'), 1, 6)];
  // djpeg moves the left edge to the one of a block.
  const progressive = cjpeg('-sample', '1x1', '-prog');
  yield ['PPM_444_ISLOW_PROG_CROP98x98_13_13', ppm(progressive, { left: 8, top: 13, width: 103, height: 98 })];
  const arithmetic = cjpeg('-sample', '1x1', '-arithmetic');
  yield ['PPM_444_ISLOW_ARI_CROP37x37_0_0', ppm(arithmetic, { width: 37, height: 37 })];
}

for (const options of COMPILED_LANES) {
  test(`upstream's sums: ${options.lane}`, async () => {
    const engine = await createEngine(options);
    const wrong = [];
    let count = 0;
    for (const [name, bytes] of outcomes(engine)) {
      count++;
      if (md5(/** @type {Uint8Array} */ (bytes)) !== sums[/** @type {string} */ (name)]) wrong.push(name);
    }
    assert.deepEqual(wrong, []);
    assert.equal(count, 19);
    engine.dispose();
  });
}
