// Pixels to PNG files: every pixel comes back, the colour type is the smallest, and others read them without complaint.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { createEngine } from '../../dist/bindings/index.js';
import { randomPixels, randomPixels16, xorshift32 } from '../parity/random.mjs';
import { COMPILED_LANES, smoothPixels } from './lanes.mjs';

/** @typedef {import('../../dist/bindings/index.js').Engine} Engine */
/** @typedef {import('../../dist/bindings/index.js').Image} Image */
/** @typedef {import('../../dist/bindings/index.js').EncodeOptionsOf['png']} PngOptions */

/** @param {Engine} engine @param {Image} image */
const pixelsOf = (engine, image) => (image.depth === 16 ? engine.toPixels16(image) : engine.toPixels(image)).data;

/** @param {ArrayLike<number>} data */
const same = (data) => Buffer.from(Uint16Array.from(data).buffer);

/**
 * Pictures with few colours or special ones: what `pixel` gives for each place.
 * @param {number} width px
 * @param {number} height px
 * @param {(i: number) => number[]} pixel
 */
const picture = (width, height, pixel) =>
  Uint8Array.from(Array.from({ length: width * height }, (_, i) => pixel(i)).flat());

/** Kinds of pictures, the type they are stored in, and how many bits. @type {Record<string, { pixel: (i: number, next: () => number) => number[], as: string, bits: number, alpha: boolean }>} */
const KINDS = {
  'black and white': {
    pixel: (_, next) =>
      Array(3)
        .fill(255 * (next() & 1))
        .concat(255),
    as: 'grey',
    bits: 1,
    alpha: false,
  },
  'four greys': {
    pixel: (_, next) =>
      Array(3)
        .fill(85 * (next() & 3))
        .concat(255),
    as: 'grey',
    bits: 2,
    alpha: false,
  },
  'sixteen greys': {
    pixel: (_, next) =>
      Array(3)
        .fill(17 * (next() & 15))
        .concat(255),
    as: 'grey',
    bits: 4,
    alpha: false,
  },
  greys: {
    pixel: (_, next) =>
      Array(3)
        .fill(next() & 255)
        .concat(255),
    as: 'grey',
    bits: 8,
    alpha: false,
  },
  'two colours': {
    pixel: (_, next) => ((next() & 1) === 0 ? [9, 8, 7, 255] : [1, 2, 3, 255]),
    as: 'palette',
    bits: 1,
    alpha: false,
  },
  'three colours, one of them clear': {
    pixel: (i) =>
      [
        [9, 8, 7, 255],
        [5, 5, 9, 0],
        [1, 2, 3, 77],
      ][i % 3],
    as: 'palette',
    bits: 2,
    alpha: true,
  },
  'sixteen colours': { pixel: (i) => [i & 15, 200, 3, 255], as: 'palette', bits: 4, alpha: false },
  'two hundred colours': { pixel: (i) => [i % 200, 200, 3, 255], as: 'palette', bits: 8, alpha: false },
  colours: { pixel: (_, next) => [next() & 255, next() & 255, next() & 255, 255], as: 'rgb', bits: 8, alpha: false },
  'greys and alphas': {
    pixel: (_, next) => [...Array(3).fill(next() & 255), next() & 255],
    as: 'grey',
    bits: 8,
    alpha: true,
  },
  'colours and alphas': {
    pixel: (_, next) => [next() & 255, next() & 255, next() & 255, next() & 255],
    as: 'rgb',
    bits: 8,
    alpha: true,
  },
};

/** @type {PngOptions[]} */
const WAYS = [
  {},
  { fast: true },
  { level: 0 },
  { level: 1 },
  { level: 9 },
  .../** @type {const} */ (['none', 'sub', 'up', 'average', 'paeth']).map((filter) => ({ filter, fast: true })),
  { colour: 'rgba' },
];

for (const options of COMPILED_LANES) {
  const { lane } = options;

  test(`every pixel comes back, from the smallest type: ${lane}`, async () => {
    const engine = await createEngine(options);
    const next = xorshift32(17);
    for (const [kind, { pixel, as, bits, alpha }] of Object.entries(KINDS)) {
      for (const [width, height] of [
        [1, 1],
        [3, 130],
        [130, 3],
        [61, 47],
      ]) {
        const data = picture(width, height, (i) => pixel(i, next));
        const image = engine.fromPixels(data, width, height);
        for (const way of WAYS) {
          const file = engine.encode(image, 'png', way);
          const back = engine.decode(file);
          assert.ok(
            same(pixelsOf(engine, back)).equals(same(data)),
            `${kind}, ${width} x ${height}, ${JSON.stringify(way)}`,
          );
          back.release();
        }
        if (width * height < 2000) continue;
        const { colour, bits: stored, hasAlpha } = engine.metadata(engine.encode(image, 'png'));
        assert.deepEqual([colour, stored, hasAlpha], [as, bits, alpha], kind);
      }
    }
    engine.dispose();
  });

  test(`every width and height: ${lane}`, async () => {
    const engine = await createEngine(options);
    for (let side = 1; side <= 130; side++) {
      for (const [width, height] of [
        [side, 1 + (side % 5)],
        [1 + (side % 4), side],
      ]) {
        const alphas = /** @type {const} */ (['opaque', 'mixed'])[side & 1];
        const image8 = engine.fromPixels(randomPixels(width, height, side, alphas), width, height);
        const image16 = engine.fromPixels16(randomPixels16(width, height, side, alphas), width, height);
        for (const image of [image8, image16]) {
          for (const way of [{ fast: true }, { level: 1 + (side % 9) }]) {
            const file = engine.encode(image, 'png', way);
            const back = engine.decode(file, { keepDepth: true });
            assert.equal(back.depth, image.depth);
            assert.ok(
              same(pixelsOf(engine, back)).equals(same(pixelsOf(engine, image))),
              `${width} x ${height}, ${image.depth}`,
            );
            back.release();
          }
          image.release();
        }
      }
    }
    engine.dispose();
  });

  test(`large pictures in the ways that pack in blocks: ${lane}`, async () => {
    const engine = await createEngine(options);
    const [width, height] = [900, 500];
    const next = xorshift32(23);
    /** Smooth, flat, and noise. */
    const data = smoothPixels(width, height);
    data.subarray(0, width * 400).fill(255);
    for (let i = width * 4 * 300; i < width * 4 * 400; i++) data[i] = (i & 3) === 3 ? 255 : next() & 255;
    const image = engine.fromPixels(data, width, height);
    let before = Infinity;
    for (const way of [{ level: 0 }, { fast: true }, { level: 6 }]) {
      const file = engine.encode(image, 'png', way);
      assert.ok(same(pixelsOf(engine, engine.decode(file))).equals(same(data)), JSON.stringify(way));
      assert.ok(file.length < before, `${JSON.stringify(way)}: ${file.length} bytes`);
      before = file.length;
    }
    engine.dispose();
  });

  test(`types by option: ${lane}`, async () => {
    const engine = await createEngine(options);
    const data = randomPixels(40, 30, 3, 'mixed');
    const image = engine.fromPixels(data, 40, 30);
    const luma = (/** @type {number} */ i) => (6966 * data[i] + 23436 * data[i + 1] + 2366 * data[i + 2] + 16384) >> 15;
    /** @type {[PngOptions['colour'], string, boolean, (i: number) => number[]][]} */
    const expected = [
      ['rgba', 'rgb', true, (i) => [...data.subarray(i, i + 4)]],
      ['rgb', 'rgb', false, (i) => [...data.subarray(i, i + 3), 255]],
      ['greyAlpha', 'grey', true, (i) => [luma(i), luma(i), luma(i), data[i + 3]]],
      ['grey', 'grey', false, (i) => [luma(i), luma(i), luma(i), 255]],
    ];
    for (const [colour, as, alpha, pixel] of expected) {
      for (const fast of [false, true]) {
        const file = engine.encode(image, 'png', { colour, fast });
        const { colour: stored, bits, hasAlpha } = engine.metadata(file);
        assert.deepEqual([stored, bits, hasAlpha], [as, 8, alpha]);
        const wanted = picture(40, 30, (i) => pixel(i * 4));
        assert.ok(same(pixelsOf(engine, engine.decode(file))).equals(same(wanted)), `${colour}`);
      }
    }
    engine.dispose();
  });

  test(`a palette of so many colours is what quantise gives: ${lane}`, async () => {
    const engine = await createEngine(options);
    const image = engine.fromPixels(smoothPixels(90, 70), 90, 70);
    for (const [colours, bits] of [
      [2, 1],
      [4, 2],
      [16, 4],
      [256, 8],
    ]) {
      for (const dither of [true, false]) {
        const file = engine.encode(image, 'png', { colour: 'palette', colours, dither });
        const wanted = engine.quantise(image, { colours, dither: dither ? 1 : 0 });
        assert.deepEqual(pixelsOf(engine, engine.decode(file)), pixelsOf(engine, wanted));
        const metadata = engine.metadata(file);
        assert.deepEqual([metadata.colour, metadata.bits], ['palette', bits]);
      }
    }
    const of16 = engine.to16Bit(image);
    assert.throws(() => engine.encode(of16, 'png', { colour: 'palette' }), { code: 'UNSUPPORTED', message: /to8Bit/ });
    engine.dispose();
  });

  test(`metadata is written as it was given: ${lane}`, async () => {
    const engine = await createEngine(options);
    const image = engine.fromPixels(smoothPixels(20, 10), 20, 10);
    const exif = Buffer.concat([Buffer.from('MM\0*\0\0\0\x08\0\0\0\0\0\0', 'latin1'), Buffer.alloc(1000, 7)]);
    const xmp = Buffer.from('<x:xmpmeta xmlns:x="adobe:ns:meta/">ü</x:xmpmeta>');
    const icc = Buffer.alloc(3000, 65);
    icc.write('RGB ', 16);
    const file = engine.encode(image, 'png', { metadata: { exif, xmp, icc, density: 300 } });
    const { blocks, density } = engine.metadata(file);
    assert.deepEqual(density, [300, 300]);
    assert.ok(blocks.exif && exif.equals(blocks.exif));
    assert.ok(blocks.xmp && xmp.equals(blocks.xmp));
    assert.ok(blocks.icc && icc.equals(blocks.icc));
    const grey = engine.fromPixels(
      picture(8, 8, (i) => [i, i, i, 255]),
      8,
      8,
    );
    assert.equal(engine.metadata(engine.encode(grey, 'png')).colour, 'grey');
    assert.equal(engine.metadata(engine.encode(grey, 'png', { metadata: { icc } })).blocks.icc?.length, 3000);
    assert.deepEqual(Object.keys(engine.metadata(engine.encode(image, 'png')).blocks), []);
    engine.dispose();
  });
}

/** @returns {string | undefined} */
function pngcheck() {
  const setup = JSON.parse(readFileSync(new URL('../../build/setup.json', import.meta.url), 'utf8'));
  return setup['test-tools']?.pngcheck;
}

test('pngcheck has no complaint', { skip: pngcheck() ? false : 'pngcheck is not installed' }, async () => {
  const engine = await createEngine({ lane: 'simd' });
  const folder = mkdtempSync(join(tmpdir(), 'pixlane-png-'));
  const next = xorshift32(31);
  /** @type {string[]} */
  const files = [];
  try {
    for (const { pixel } of Object.values(KINDS)) {
      for (const way of WAYS) {
        for (let n = 0; n < 9; n++) {
          const [width, height] = [1 + (next() % 130), 1 + (next() % 60)];
          const image = engine.fromPixels(
            picture(width, height, (i) => pixel(i, next)),
            width,
            height,
          );
          const whole = n % 2 === 0 ? image : engine.to16Bit(image);
          const path = join(folder, `${files.length}.png`);
          writeFileSync(path, engine.encode(whole, 'png', { ...way, metadata: { density: 72 } }));
          files.push(path);
        }
      }
    }
    assert.ok(files.length > 1000);
    const { status, stdout } = spawnSync(/** @type {string} */ (pngcheck()), ['-q', ...files], { encoding: 'utf8' });
    assert.equal(`${status} ${stdout}`, '0 ');
    // It would complain.
    const wrong = readFileSync(files[0]);
    wrong[wrong.length - 20] ^= 1;
    writeFileSync(files[0], wrong);
    assert.notEqual(spawnSync(/** @type {string} */ (pngcheck()), ['-q', files[0]]).status, 0);
  } finally {
    rmSync(folder, { recursive: true });
    engine.dispose();
  }
});
