// Profiles: what becomes of colours, against double precision, and of the profile itself.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createEngine, ImageError } from '../../dist/bindings/index.js';
import { xorshift32 } from '../parity/random.mjs';
import { COMPILED_LANES } from './lanes.mjs';
import {
  curve,
  decodeSrgb,
  encodeSrgb,
  greyProfile,
  iccp,
  matrixProfile,
  P3,
  parametric,
  png,
  power,
  SRGB,
  SRGB_CURVE,
  SRGB_EXACT,
  srgbOf,
  tableProfile,
  uints,
} from './profiles.mjs';

/** @typedef {import('../../dist/bindings/index.js').Engine} Engine */

const SIDE = 64;

/** Colours all over the cube, opaque and not: RGBA. @param {number} white 255 or 65535 */
function colours(white) {
  const next = xorshift32(5);
  const data = white === 255 ? new Uint8Array(4 * SIDE * SIDE) : new Uint16Array(4 * SIDE * SIDE);
  for (let i = 0; i < data.length; i++) data[i] = next() % (white + 1);
  // Greys, and the corners.
  for (let i = 0; i < 256; i++) data.set([0, 1, 2].fill((i * white) / 255), 4 * i);
  for (let i = 0; i < 8; i++)
    data.set(
      [4, 2, 1].map((bit) => (i & bit ? white : 0)),
      4 * (256 + i),
    );
  return data;
}

/**
 * The largest difference of colours from what `expected` makes of a source's, in the units of a byte; alpha must be the same.
 * @param {ArrayLike<number>} got @param {ArrayLike<number>} source @param {number} white
 * @param {(rgb: number[]) => number[]} expected of 0 to 1
 */
function worst(got, source, white, expected) {
  let most = 0;
  for (let i = 0; i < got.length; i += 4) {
    assert.equal(got[i + 3], source[i + 3]);
    const wanted = expected([source[i] / white, source[i + 1] / white, source[i + 2] / white]);
    for (let c = 0; c < 3; c++) most = Math.max(most, 255 * Math.abs(got[i + c] / white - wanted[c]));
  }
  return most;
}

const p3 = matrixProfile(P3, [SRGB_CURVE]);
/** @param {number[]} rgb */
const p3ToSrgb = (rgb) => srgbOf(P3, rgb.map(decodeSrgb));
const srgb = { profile: /** @type {const} */ ('srgb') };

/** Decodes and gives the pixels. @param {Engine} engine @param {Uint8Array} file @param {object} [options] */
function pixels(engine, file, options) {
  const image = engine.decode(file, { keepDepth: true, ...options });
  const { data } = image.depth === 8 ? engine.toPixels(image) : engine.toPixels16(image);
  const { icc } = image;
  image.release();
  return { data, icc };
}

for (const options of COMPILED_LANES) {
  const { lane } = options;

  test(`a matrix profile converts to within rounding: ${lane}`, async () => {
    const engine = await createEngine(options);
    for (const white of [255, 65535]) {
      const source = colours(white);
      const file = png('rgba', source, SIDE, [iccp(p3)]);
      const kept = pixels(engine, file);
      assert.deepEqual([...kept.data], [...source]);
      assert.deepEqual(kept.icc, p3);
      const { data, icc } = pixels(engine, file, srgb);
      assert.equal(icc, undefined);
      const error = worst(data, source, white, p3ToSrgb);
      // Of 16 bits the profile's own parameters, which have 16 fraction bits, are what differs.
      assert.ok(error < (white === 255 ? 0.6 : 0.05), `${error} of 255`);
      // The kernel, which knows Display P3 by heart, agrees.
      const image = engine.decode(file, { keepDepth: true });
      const byKernel = engine.displayP3ToSrgb(image);
      assert.equal(byKernel.icc, undefined);
      const other = white === 255 ? engine.toPixels(byKernel).data : engine.toPixels16(byKernel).data;
      let most = 0;
      for (let i = 0; i < data.length; i++) most = Math.max(most, Math.abs(data[i] - other[i]));
      assert.ok(most <= (white === 255 ? 1 : 32), `${most} from displayP3ToSrgb`);
      // And so does the way over an image in memory.
      const later = engine.toSrgb(image);
      assert.equal(later.icc, undefined);
      assert.deepEqual(white === 255 ? engine.toPixels(later).data : engine.toPixels16(later).data, data);
    }
    engine.dispose();
  });

  test(`three curves of their own, as tables and as formulas: ${lane}`, async () => {
    const engine = await createEngine(options);
    const table = Array.from({ length: 256 }, (_, i) => Math.round(65535 * (i / 255) ** 1.6));
    const profile = matrixProfile(P3, [power(2.2), curve(table), SRGB_CURVE]);
    const source = colours(255);
    const { data } = pixels(engine, png('rgba', source, SIDE, [iccp(profile)]), srgb);
    // 2.19921875: the exponent as its eight fraction bits have it.
    const error = worst(data, source, 255, ([r, g, b]) =>
      srgbOf(P3, [r ** (Math.round(2.2 * 256) / 256), g ** 1.6, decodeSrgb(b)]),
    );
    assert.ok(error < 0.7, `${error} of 255`);
    engine.dispose();
  });

  test(`a table profile converts as the matrix it was made of: ${lane}`, async () => {
    const engine = await createEngine(options);
    // Within P3, so that no XYZ is below 0 and the table is exact.
    const colorants = [P3[0].map((value) => Math.max(0, value)), P3[1], P3[2]];
    const profile = tableProfile(colorants, 1.8);
    for (const white of [255, 65535]) {
      const source = colours(white);
      const file = png('rgba', source, SIDE, [iccp(profile)]);
      assert.deepEqual(pixels(engine, file).icc, profile);
      const { data, icc } = pixels(engine, file, srgb);
      assert.equal(icc, undefined);
      const error = worst(data, source, white, (rgb) =>
        srgbOf(
          colorants,
          rgb.map((value) => value ** 1.8),
        ),
      );
      assert.ok(error < 1, `${error} of 255`);
    }
    engine.dispose();
  });

  test(`many pixels by tables are converted by tables of the tables: ${lane}`, async () => {
    const engine = await createEngine(options);
    const profile = tableProfile(SRGB, 1.8);
    const width = 256;
    const source = new Uint8Array(3 * width * 256);
    for (let i = 0; i < source.length / 3; i++) source.set([i & 255, i >> 8, (i * 7) & 255], 3 * i);
    const image = engine.decode(png('rgb', source, width, [iccp(profile)]), srgb);
    const { data } = engine.toPixels(image);
    let sum = 0;
    let most = 0;
    for (let i = 0; i < data.length / 4; i++) {
      const wanted = srgbOf(
        SRGB,
        [0, 1, 2].map((c) => (source[3 * i + c] / 255) ** 1.8),
      );
      for (let c = 0; c < 3; c++) {
        const error = Math.abs(data[4 * i + c] - 255 * wanted[c]);
        sum += error;
        // The darkest colours lie closer than a grid of 33 can follow.
        if (source[3 * i + c] > 16) most = Math.max(most, error);
      }
    }
    assert.ok(sum / (3 * width * 256) < 0.6 && most < 3, `${sum / (3 * width * 256)} on average, at most ${most}`);
    engine.dispose();
  });

  test(`grey profiles convert, and are kept as what RGBA can have: ${lane}`, async () => {
    const engine = await createEngine(options);
    const source = Uint8Array.from({ length: 256 }, (_, i) => i);
    const lightness = (/** @type {number} */ x) => {
      const l = 100 * x;
      return l > 8 ? ((l + 16) / 116) ** 3 : (l * 27) / 24389;
    };
    /** @type {[Uint8Array, (x: number) => number][]} */
    const cases = [
      [greyProfile(power(1.8)), (x) => x ** (Math.round(1.8 * 256) / 256)],
      [greyProfile(power(1), 'Lab'), lightness],
    ];
    for (const [profile, light] of cases) {
      const file = png('grey', source, 16, [iccp(profile)]);
      const { data } = pixels(engine, file, srgb);
      const kept = engine.decode(file);
      assert.equal(Buffer.from(/** @type {Uint8Array} */ (kept.icc)).toString('latin1', 16, 20), 'RGB ');
      const later = engine.toPixels(engine.toSrgb(kept)).data;
      for (let i = 0; i < 256; i++) {
        const wanted = 255 * encodeSrgb(light(i / 255));
        assert.equal(engine.toPixels(kept).data[4 * i], i);
        for (let c = 0; c < 3; c++) {
          assert.ok(Math.abs(data[4 * i + c] - wanted) < 0.6, `${i}: ${data[4 * i + c]} for ${wanted}`);
          assert.ok(Math.abs(later[4 * i + c] - wanted) < 0.7, `${i}: ${later[4 * i + c]} for ${wanted}, later`);
        }
      }
    }
    engine.dispose();
  });

  test(`a profile that is sRGB is none: ${lane}`, async () => {
    const engine = await createEngine(options);
    const source = colours(255);
    const table = Array.from({ length: 1024 }, (_, i) => Math.round(65535 * decodeSrgb(i / 1023)));
    const near = [2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.0405];
    for (const trc of [SRGB_CURVE, curve(table), parametric(near)]) {
      for (const setting of [{}, srgb]) {
        const got = pixels(engine, png('rgba', source, SIDE, [iccp(matrixProfile(SRGB, [trc]))]), setting);
        assert.equal(got.icc, undefined);
        assert.deepEqual([...got.data], [...source]);
      }
    }
    const grey = png('grey', source.subarray(0, 256), 16, [iccp(greyProfile(SRGB_CURVE))]);
    assert.equal(pixels(engine, grey).icc, undefined);
    // What is close is not it.
    for (const other of [matrixProfile(SRGB, [power(2.2)]), matrixProfile(P3, [SRGB_CURVE])]) {
      assert.deepEqual(pixels(engine, png('rgba', source, SIDE, [iccp(other)])).icc, other);
    }
    engine.dispose();
  });

  test(`what a PNG says without a profile becomes one: ${lane}`, async () => {
    const engine = await createEngine(options);
    const source = colours(255);
    const d65 = [31270, 32900];
    const chrm = (/** @type {number[]} */ rgb) => /** @type {const} */ (['cHRM', uints([...d65, ...rgb])]);
    const gama = (/** @type {number} */ value) => /** @type {const} */ (['gAMA', uints([value])]);
    const cicp = (/** @type {number[]} */ values) => /** @type {const} */ (['cICP', Buffer.from(values)]);
    const inP3 = [68000, 32000, 26500, 69000, 15000, 6000];
    const inSrgb = [64000, 33000, 30000, 60000, 15000, 6000];
    const gamma = (/** @type {number} */ exponent) => (/** @type {number[]} */ rgb) =>
      srgbOf(
        SRGB_EXACT,
        rgb.map((value) => value ** exponent),
      );
    /** @type {[string, (readonly [string, Buffer])[], (rgb: number[]) => number[]][]} */
    const converted = [
      ['cICP of Display P3', [cicp([12, 13, 0, 1])], p3ToSrgb],
      ['cICP before a profile', [cicp([12, 13, 0, 1]), iccp(matrixProfile(SRGB, [power(1)]))], p3ToSrgb],
      ['cHRM of Display P3', [chrm(inP3)], p3ToSrgb],
      ['gAMA alone', [gama(100000)], gamma(1)],
      ['gAMA and cHRM', [gama(55556), chrm(inSrgb)], gamma(1.8)],
    ];
    for (const [name, chunks, expected] of converted) {
      const file = png('rgba', source, SIDE, chunks);
      const { data, icc } = pixels(engine, file, srgb);
      assert.equal(icc, undefined, name);
      const error = worst(data, source, 255, expected);
      assert.ok(error < 0.7, `${name}: ${error} of 255`);
      const kept = engine.decode(file);
      assert.ok(kept.icc && kept.icc.length < 1000, name);
      assert.deepEqual(engine.toPixels(engine.toSrgb(kept)).data, data, name);
      // Two engines at two times make the same profile: it tells nothing of when.
      assert.deepEqual(engine.decode(file).icc, kept.icc);
    }
    /** @type {[string, (readonly [string, Buffer])[]][]} */
    const untouched = [
      ['cICP of sRGB', [cicp([1, 13, 0, 1])]],
      ['cICP of sRGB before a profile', [cicp([1, 13, 0, 1]), iccp(p3)]],
      ['gAMA and cHRM of sRGB', [gama(45455), chrm(inSrgb)]],
      ['gAMA as sRGB writes it', [gama(45455)]],
      ['sRGB', [['sRGB', Buffer.from([0])], gama(100000)]],
      ['a transfer that is not known', [cicp([9, 16, 0, 1])]],
      ['a matrix', [cicp([12, 13, 1, 1])]],
      ['cHRM with a cICP that says more', [cicp([9, 16, 0, 1]), chrm(inP3)]],
      ['no chromaticities', [chrm([0, 0, 0, 0, 0, 0])]],
    ];
    for (const [name, chunks] of untouched) {
      const { data, icc } = pixels(engine, png('rgba', source, SIDE, chunks), srgb);
      assert.equal(icc, undefined, name);
      assert.deepEqual([...data], [...source], name);
    }
    engine.dispose();
  });

  test(`a damaged or foreign profile changes no pixel and ends nothing: ${lane}`, async () => {
    const engine = await createEngine(options);
    const next = xorshift32(11);
    const source = colours(255).subarray(0, 4 * 64);
    const seeds = [p3, tableProfile(SRGB, 1.8), greyProfile(power(1.8)), matrixProfile(P3, [curve([0, 9000, 65535])])];
    const attempt = (/** @type {Uint8Array} */ profile) => {
      for (const setting of [{}, srgb]) {
        const { data, icc } = pixels(engine, png('rgba', source, 8, [iccp(profile)]), setting);
        // Kept as they were, or converted: with a profile left they are what they were.
        if (icc || setting !== srgb) assert.deepEqual([...data], [...source]);
      }
    };
    for (const seed of seeds) {
      for (let length = 0; length < 400; length += 13) attempt(seed.subarray(0, length));
      for (let i = 0; i < 60; i++) {
        const damaged = seed.slice();
        for (let flips = 1 + (next() % 3); flips > 0; flips--) {
          damaged[next() % Math.min(damaged.length, 512)] ^= 1 << (next() % 8);
        }
        attempt(damaged);
      }
    }
    attempt(Uint8Array.from({ length: 500 }, next));
    // Of a device with other channels.
    const cmyk = p3.slice();
    cmyk.set(Buffer.from('CMYK'), 16);
    assert.equal(pixels(engine, png('rgba', source, 8, [iccp(cmyk)])).icc, undefined);
    engine.dispose();
  });

  test(`images take their profile with them: ${lane}`, async () => {
    const engine = await createEngine(options);
    const file = png('rgba', colours(255), SIDE, [iccp(p3)]);
    const image = engine.decode(file);
    assert.deepEqual(engine.resize(image, { width: 10, height: 10 }).icc, p3);
    assert.deepEqual(engine.to16Bit(engine.flip(image)).icc, p3);
    assert.equal(engine.displayP3ToSrgb(image).icc, undefined);
    assert.equal(engine.adobeRgbToSrgb(image).icc, undefined);
    // An image without one is sRGB already.
    const plain = engine.fromPixels(colours(255), SIDE, SIDE);
    assert.deepEqual(engine.toPixels(engine.toSrgb(plain)).data, engine.toPixels(plain).data);
    image.release();
    assert.throws(() => engine.toSrgb(image), { name: 'ImageError', code: 'INVALID_ARGUMENT' });
    assert.throws(() => engine.toSrgb(/** @type {any} */ (null)), ImageError);
    engine.dispose();
  });
}

test('all lanes give the same bits', async () => {
  /** @type {Uint8ClampedArray[][]} */
  const results = [];
  const width = 300;
  const source = new Uint8Array(3 * width * 200);
  for (let i = 0; i < source.length; i++) source[i] = (i * 2654435761) >>> 24;
  for (const options of COMPILED_LANES) {
    const engine = await createEngine(options);
    results.push(
      [p3, tableProfile(P3, 1.8)].map((profile) => {
        const image = engine.decode(png('rgb', source, width, [iccp(profile)]), srgb);
        return engine.toPixels(image).data;
      }),
    );
    engine.dispose();
  }
  for (const result of results) assert.deepEqual(result, results[0]);
});
