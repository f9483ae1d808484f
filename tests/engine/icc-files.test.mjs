// Profiles of real files: what comes of them, and whether the colours are those that others saw.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createEngine } from '../../dist/bindings/index.js';
import { corpora, read } from '../codecs/corpora.mjs';
import { COMPILED_LANES } from './lanes.mjs';
import { decodeSrgb, P3, srgbOf } from './profiles.mjs';

/** @typedef {import('../../dist/bindings/index.js').Image} Image */

const YCCK = 'jpeg-reftest-image-rs/reftest/images/ycck.jpg';

/** A JPEG file without its APP2 segments, in which the profile is. @param {Buffer} jpeg */
function withoutProfile(jpeg) {
  const parts = [jpeg.subarray(0, 2)];
  let at = 2;
  while (jpeg[at] === 0xff && jpeg[at + 1] !== 0xda) {
    const size = jpeg.readUInt16BE(at + 2) + 2;
    if (jpeg[at + 1] !== 0xe2) parts.push(jpeg.subarray(at, at + size));
    at += size;
  }
  return Buffer.concat([...parts, jpeg.subarray(at)]);
}

describe('profiles of files', { skip: corpora ? false : 'the corpora are not there' }, () => {
  for (const options of COMPILED_LANES) {
    const { lane } = options;

    it(`inks look as in the thumbnail, which the program that wrote the file made of them: ${lane}`, async () => {
      const engine = await createEngine(options);
      const file = read(YCCK);
      const coarse = (/** @type {Image} */ image) =>
        engine.toPixels(engine.resize(image, { width: 8, height: 5, filter: 'box' })).data;
      const { exif } = engine.metadata(file);
      const seen = coarse(engine.decode(/** @type {Uint8Array} */ (exif?.thumbnail)));
      const away = (/** @type {Image} */ image) => {
        const got = coarse(image);
        return got.reduce((sum, value, i) => sum + Math.abs(value - seen[i]), 0) / (got.length * 0.75);
      };
      const image = engine.decode(file, { profile: 'srgb' });
      assert.equal(image.icc, undefined);
      assert.ok(away(image) < 1.5, `${away(image)} of 255 on average`);
      const usual = engine.decode(withoutProfile(file));
      assert.ok(away(usual) > 5, 'without the profile they are another way off');
      // Without being told to, nothing converts by it.
      const kept = engine.decode(file);
      assert.equal(kept.icc, undefined);
      assert.deepEqual(engine.toPixels(kept), engine.toPixels(usual));
      // The same row by row.
      const whole = engine.toPixels(kept).data;
      let y = 0;
      for (const strip of engine.rows(file, { height: 100 })) {
        const { data } = engine.toPixels(strip);
        assert.equal(strip.icc, undefined);
        assert.deepEqual(data, whole.slice(4 * y * image.width, 4 * (y + strip.height) * image.width));
        y += strip.height;
      }
      engine.dispose();
    });

    it(`sRGB by whatever name is dropped, and what is not is kept: ${lane}`, async () => {
      const engine = await createEngine(options);
      const dropped = [
        'jpeg-libjpeg-turbo/monkey12.jpg',
        'jpeg-libjpeg-turbo/monkey16.png',
        'jpeg-libjpeg-turbo/vgl_5674_0098.png',
        'jpeg-jpeg-js/grumpycat.jpg',
        'jpeg-jpeg-js/rgb.jpg',
        'png-image-rs/bugfixes/F-exif-chunk-early.png',
        'png-image-rs/bugfixes/issue#1825.png',
      ];
      for (const path of dropped) {
        const file = read(path);
        assert.ok(engine.metadata(file).blocks.icc, path);
        assert.equal(engine.decode(file).icc, undefined, path);
      }
      const colorMatch = read('exif-orientation/pillow/xmp_tags_orientation.png');
      assert.deepEqual(engine.decode(colorMatch).icc, engine.metadata(colorMatch).blocks.icc);
      engine.dispose();
    });

    it(`a PNG of Display P3 converts: ${lane}`, async () => {
      const engine = await createEngine(options);
      const file = read('png-libpng-testpngs/png-3/cicp-display-p3_reencoded.png');
      const source = engine.toPixels(engine.decode(file)).data;
      const { data } = engine.toPixels(engine.decode(file, { profile: 'srgb' }));
      let changed = 0;
      for (let i = 0; i < data.length; i += 4) {
        const wanted = srgbOf(
          P3,
          [0, 1, 2].map((c) => decodeSrgb(source[i + c] / 255)),
        );
        for (let c = 0; c < 3; c++) assert.ok(Math.abs(data[i + c] - 255 * wanted[c]) < 0.7, `${i}: ${data[i + c]}`);
        if (data[i] !== source[i]) changed++;
      }
      assert.ok(changed > 0);
      engine.dispose();
    });
  }
});
