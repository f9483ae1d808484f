// EXIF: values against another reader's, on made and on real blocks, and what hostile ones come to.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import exifr from 'exifr';
import { densityOf, parseExif, withOrientation } from '../../dist/bindings/exif.js';
import { GPS_TAGS, IMAGE_TAGS, INTEROP_TAGS, PHOTO_TAGS } from '../../dist/bindings/exif-tags.js';
import { createEngine } from '../../dist/bindings/index.js';
import { corpora, read } from '../codecs/corpora.mjs';
import { xorshift32 } from '../parity/random.mjs';
import { secrets, tiffFile } from './tiff-file.mjs';

/** Names of exifr's directories, and our tables of the same. */
const TABLES = /** @type {const} */ ({ ifd0: IMAGE_TAGS, exif: PHOTO_TAGS, interop: INTEROP_TAGS, gps: GPS_TAGS });

/** @param {Uint8Array} block */
function jpegOf(block) {
  const size = block.length + 8;
  return Buffer.concat([
    Buffer.from([0xff, 0xd8, 0xff, 0xe1, size >> 8, size & 255]),
    Buffer.from('Exif\0\0'),
    block,
    Buffer.from([0xff, 0xda, 0, 2, 0xff, 0xd9]),
  ]);
}

/** What exifr makes of a block, untouched: numbers of tags to values. @param {Uint8Array} block */
async function byExifr(block) {
  /** @type {any} */
  const raw = {
    translateKeys: false,
    translateValues: false,
    reviveValues: false,
    sanitize: false,
    mergeOutput: false,
  };
  const parts = { ifd0: true, exif: true, gps: true, interop: true, makerNote: true, userComment: true };
  return (await exifr.parse(jpegOf(block), { ...raw, ...parts })) ?? {};
}

/** One of the two as plain numbers and text. @param {any} value @returns {any} */
function plain(value) {
  if (typeof value === 'string') return value.replace(/\0.*$/s, '').trimEnd();
  return typeof value === 'object' ? Array.from(value) : value;
}

/**
 * Compares every tag that exifr sees and that has a name here.
 * @param {Uint8Array<ArrayBuffer>} block @returns {Promise<number>} how many
 */
async function agree(block) {
  const ours = /** @type {any} */ (parseExif(block));
  let compared = 0;
  for (const [part, tags] of Object.entries(await byExifr(block))) {
    for (const [number, theirs] of Object.entries(/** @type {object} */ (tags))) {
      const [name, kind] = /** @type {any} */ (TABLES)[part]?.[number] ?? [];
      if (name === undefined || kind === 'comment' || part === 'gps') continue;
      const text = kind === 'text' && typeof theirs !== 'string' ? Buffer.from(theirs).toString('latin1') : theirs;
      const expected = plain(text);
      if (expected === '' || Number.isNaN(expected)) continue;
      // exifr reads text as Latin or worse; what is not ASCII is compared by the test of names below.
      if (typeof expected === 'string' && /[^ -~]/.test(expected)) continue;
      assert.deepEqual(plain(ours[name]), expected, `${part} ${number} ${name}`);
      compared++;
    }
  }
  return compared;
}

for (const little of [true, false]) {
  test(`a block of everything: ${little ? 'II' : 'MM'}`, async () => {
    const block = secrets(little, 6);
    const exif = /** @type {import('../../dist/bindings/index.js').Exif} */ (parseExif(block));
    const { gps, others, thumbnail, makerNote, ...rest } = exif;
    assert.deepEqual(rest, {
      make: 'SecretMaker',
      model: 'SecretCamera 3',
      orientation: 6,
      xResolution: 300,
      yResolution: 300,
      resolutionUnit: 2,
      software: 'SecretSoftware',
      dateTime: '2024:05:31 17:02:11',
      artist: 'Secret Jörg',
      copyright: 'Secret & Sons',
      exposureTime: 1 / 250,
      fNumber: 2.8,
      iso: 400,
      exifVersion: '0232',
      dateTimeOriginal: '2024:05:31 17:02:11',
      exposureBias: -1 / 3,
      focalLength: 35,
      userComment: 'by the sea',
      lensSpecification: [24, 70, 2.8, 4],
      lensModel: 'SecretLens 24-70',
      interoperabilityIndex: 'R98',
    });
    assert.deepEqual(gps, {
      latitude: -(33 + 51 / 60 + 25.49 / 3600),
      longitude: 151 + 12 / 60 + 30.6 / 3600,
      altitude: -12.5,
      dateStamp: '2024:05:31',
    });
    assert.deepEqual([...(makerNote ?? [])], [1, 2, 3, 4, 5, 6, 7]);
    assert.deepEqual([...(thumbnail ?? [])], [0xff, 0xd8, 0xff, 0xd9]);
    assert.deepEqual(others?.photo, { 60000: [7, 8] });
    assert.deepEqual(Uint8Array.of(2, 3, 0, 0), others?.gps?.[0]);
    assert.ok((await agree(block)) >= 18);
    const place = await exifr.gps(jpegOf(block));
    assert.ok(Math.abs(place.latitude - (gps?.latitude ?? 0)) < 1e-9, `${place.latitude}`);
    assert.ok(Math.abs(place.longitude - (gps?.longitude ?? 0)) < 1e-9, `${place.longitude}`);
  });
}

test('real files say what another reader says', { skip: corpora ? false : 'the corpora are not there' }, async () => {
  const files = [
    ...Array.from({ length: 9 }, (_, i) => `exif-orientation/recurser/Portrait_${i}.jpg`),
    ...Array.from({ length: 8 }, (_, i) => `exif-orientation/rasteiner/test_${i + 1}.jpg`),
    ...Array.from({ length: 7 }, (_, i) => `exif-orientation/pillow/hopper_orientation_${i + 2}.jpg`),
    ...Array.from({ length: 7 }, (_, i) => `exif-orientation/pillow/hopper_orientation_${i + 2}.webp`),
    ...['cmyktest', 'grumpycat', 'rgb', 'tree-cmyk', 'unconventional-table'].map((name) => `jpeg-jpeg-js/${name}.jpg`),
    'jpeg-reftest-image-rs/reftest/images/ycck.jpg',
    'resize-ref/pillow/Tests/images/flower.jpg',
    'png-image-rs/bugfixes/F-exif-chunk-early.png',
    'pngsuite/exif2c08.png',
  ];
  const engine = await createEngine({ lane: 'simd' });
  let compared = 0;
  for (const path of files) {
    const { blocks, exif, orientation } = engine.metadata(read(path));
    assert.ok(blocks.exif && exif, path);
    assert.equal(orientation, exif.orientation || 1, path);
    compared += await agree(blocks.exif);
  }
  assert.ok(compared > 150, `${compared} values`);
  const { exif } = engine.metadata(read('resize-ref/pillow/Tests/images/flower.jpg'));
  assert.deepEqual([exif?.make, exif?.model, exif?.fNumber], ['Canon', 'Canon PowerShot S40', 4.9]);
  assert.equal(exif?.thumbnail?.length, 5448);
  engine.dispose();
});

test('the orientation is set, and nothing else', () => {
  for (const little of [true, false]) {
    const block = secrets(little, 6);
    assert.deepEqual(withOrientation(block, 1), secrets(little, 1));
    assert.deepEqual(block, secrets(little, 6), 'not the one that was given');
    const without = tiffFile(little, { image: [[271, 2, 'x']] });
    assert.equal(withOrientation(without, 1), without);
  }
});

test('density is in inches', () => {
  assert.deepEqual(densityOf({ xResolution: 100, yResolution: 50, resolutionUnit: 3 }), [254, 127]);
  assert.deepEqual(densityOf({ xResolution: 72 }), [72, 72]);
  assert.equal(densityOf({ xResolution: 72, resolutionUnit: 1 }), undefined);
  assert.equal(densityOf({}), undefined);
});

test('hostile blocks end soon, and never in an error', () => {
  const next = xorshift32(3);
  const attempt = (/** @type {Uint8Array} */ bytes) => {
    parseExif(Uint8Array.from(bytes));
    if (bytes.length >= 8) withOrientation(bytes, 1);
  };
  for (const little of [true, false]) {
    const block = secrets(little, 6);
    for (let length = 0; length < block.length; length++) attempt(block.subarray(0, length));
    for (let i = 0; i < 3000; i++) {
      const damaged = block.slice();
      for (let flips = 1 + (next() % 4); flips > 0; flips--) damaged[next() % damaged.length] = next();
      attempt(damaged);
    }
  }
  // A directory that is its own photo, its own place and its own successor.
  const loop = tiffFile(true, {
    image: [
      [34665, 4, [8]],
      [34853, 4, [8]],
      [40965, 4, [8]],
    ],
  });
  new DataView(loop.buffer).setUint32(8 + 2 + 36, 8, true);
  attempt(loop);
  // Tens of thousands of tags, each the same million numbers.
  const many = new Uint8Array(8 << 20);
  const view = new DataView(many.buffer);
  many.set([0x49, 0x49, 42, 0, 8, 0, 0, 0]);
  view.setUint16(8, 65535, true);
  for (let i = 0; i < 65535; i++) {
    view.setUint16(10 + 12 * i, i, true);
    view.setUint16(12 + 12 * i, 3, true);
    view.setUint32(14 + 12 * i, 3 << 20, true);
    view.setUint32(18 + 12 * i, 1 << 20, true);
  }
  const begin = performance.now();
  parseExif(many);
  assert.ok(performance.now() - begin < 1000);
  assert.equal(parseExif(new Uint8Array(100)), undefined);
});
