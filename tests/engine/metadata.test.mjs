// What is read of a file, and what is written beside pixels: on request all of it, else nothing but a profile that is needed.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createEngine } from '../../dist/bindings/index.js';
import { COMPILED_LANES, smoothPixels } from './lanes.mjs';
import { iccp, matrixProfile, P3, png, SRGB, SRGB_CURVE } from './profiles.mjs';
import { secrets, tiffFile } from './tiff-file.mjs';

/** @typedef {import('../../dist/bindings/index.js').Format} Format */

/** @type {readonly Format[]} */
const FORMATS = ['jpeg', 'png', 'webp'];
const XMP =
  '<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF ' +
  'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description SecretPlace="Würzburg"/></rdf:RDF></x:xmpmeta>' +
  '<?xpacket end="w"?>';
const xmp = new TextEncoder().encode(XMP);
const icc = matrixProfile(P3, [SRGB_CURVE]);
/** What no file may hold that was not asked for: the secrets, and where they would stand. */
const TRACES = [
  'Secret',
  '2024',
  'Exif',
  'eXIf',
  'EXIF',
  'xpacket',
  'adobe:ns',
  'ns.adobe',
  'XMP',
  'tIME',
  'tEXt',
  'iTXt',
];

/** @param {Uint8Array} file */
const traces = (file) => TRACES.filter((trace) => Buffer.from(file).includes(trace));

for (const options of COMPILED_LANES) {
  const { lane } = options;

  test(`metadata is written on request and read back: ${lane}`, async () => {
    const engine = await createEngine(options);
    const image = engine.fromPixels(smoothPixels(40, 24), 40, 24);
    const exif = secrets(true, 1);
    for (const format of FORMATS) {
      const file = engine.encode(image, format, { metadata: { exif, icc, xmp, density: 300 } });
      assert.ok(traces(file).length > 2, 'the traces are what to look for');
      const read = engine.metadata(file);
      assert.deepEqual(read.blocks.exif, exif, format);
      assert.deepEqual(read.blocks.icc, icc, format);
      assert.deepEqual(Buffer.from(read.blocks.xmp ?? []).toString(), XMP, format);
      assert.equal(read.xmp, XMP);
      assert.equal(read.exif?.model, 'SecretCamera 3');
      assert.ok(Math.abs((read.exif?.gps?.latitude ?? 0) + 33.857) < 0.001);
      const [across = 0, down = 0] = read.density ?? [];
      assert.ok(Math.abs(across - 300) < 0.1 && Math.abs(down - 300) < 0.1, `${format}: ${read.density}`);
      // Each alone, and nothing else with it.
      for (const [name, block] of Object.entries({ exif, icc, xmp })) {
        const { blocks } = engine.metadata(engine.encode(image, format, { metadata: { [name]: block } }));
        assert.deepEqual(Object.keys(blocks), [name], format);
      }
    }
    engine.dispose();
  });

  test(`what was not asked for is not written, but for a profile that is needed: ${lane}`, async () => {
    const engine = await createEngine(options);
    const photo = engine.fromPixels(smoothPixels(40, 24), 40, 24);
    for (const from of FORMATS) {
      const source = engine.encode(photo, from, { metadata: { exif: secrets(false, 1), icc, xmp, density: 300 } });
      const image = engine.decode(source);
      assert.deepEqual(image.icc, icc, from);
      const small = engine.resize(image, { width: 20 });
      for (const format of FORMATS) {
        const file = engine.encode(small, format);
        assert.deepEqual(traces(file), [], `${from} to ${format}`);
        const { blocks, exif, xmp: packet, density } = engine.metadata(file);
        assert.deepEqual(blocks, { icc }, `${from} to ${format}`);
        assert.deepEqual([exif, packet, density], [undefined, undefined, undefined]);
        // Neither is that, where the image is sRGB or its profile is not wanted.
        const converted = engine.decode(source, { profile: 'srgb' });
        for (const without of [
          engine.encode(converted, format),
          engine.encode(engine.toSrgb(small), format),
          engine.encode(small, format, { metadata: { icc: null } }),
        ]) {
          assert.deepEqual(engine.metadata(without).blocks, {}, `${from} to ${format}`);
          assert.deepEqual(traces(without), []);
        }
      }
    }
    const plain = png('rgba', smoothPixels(40, 24), 40, [iccp(matrixProfile(SRGB, [SRGB_CURVE]))]);
    assert.deepEqual(engine.metadata(engine.encode(engine.decode(plain), 'jpeg')).blocks, {});
    engine.dispose();
  });

  test(`a profile that was not asked for tells nothing of a device or a time: ${lane}`, async () => {
    const engine = await createEngine(options);
    const text = (/** @type {string} */ type, /** @type {string} */ words) =>
      Buffer.concat([Buffer.from(`${type}\0\0\0\0`), Buffer.from(words)]);
    for (const version of [0x02400000, 0x04400000]) {
      const tags = {
        mmod: text('mmod', 'Secret serial'),
        desc: text('desc', 'Secret screen'),
        vcgt: text('vcgt', '2024'),
      };
      const telling = matrixProfile(P3, [SRGB_CURVE], tags, version);
      const plain = png('rgba', smoothPixels(40, 24), 40, [iccp(telling)]);
      const image = engine.decode(plain);
      assert.deepEqual(image.icc, telling);
      for (const format of FORMATS) {
        const file = engine.encode(image, format, { ...(format === 'webp' && { lossless: true }) });
        assert.deepEqual(traces(file), [], format);
        const { icc: written } = engine.metadata(file).blocks;
        assert.ok(written && written.length < telling.length + 40 && traces(written).length === 0);
        assert.equal(Buffer.from(written).readUInt32BE(), written.length);
        if (format === 'jpeg') continue;
        // And has the same colours.
        const srgb = (/** @type {Uint8Array} */ one) => engine.toPixels(engine.decode(one, { profile: 'srgb' })).data;
        assert.deepEqual(srgb(file), srgb(plain), format);
      }
      const asked = engine.encode(image, 'png', { metadata: { icc: telling } });
      assert.deepEqual(engine.metadata(asked).blocks.icc, telling);
    }
    engine.dispose();
  });

  test(`EXIF of an image that stands upright says so: ${lane}`, async () => {
    const engine = await createEngine(options);
    const photo = engine.fromPixels(smoothPixels(40, 24), 40, 24);
    const stored = engine.decode(engine.encode(photo, 'png'), { orient: false });
    for (const format of FORMATS) {
      const asStored = engine.encode(stored, format, { metadata: { exif: secrets(true, 6) } });
      assert.equal(engine.metadata(asStored).orientation, 6, format);
      const upright = engine.decode(asStored);
      assert.deepEqual([upright.width, upright.height], [24, 40], format);
      const { exif } = engine.metadata(asStored).blocks;
      const again = engine.encode(upright, format, { metadata: { exif } });
      assert.deepEqual(engine.metadata(again).blocks.exif, secrets(true, 1), format);
      // Who decodes as stored, and works on that, keeps what is stated.
      const half = engine.resize(engine.decode(asStored, { orient: false }), { width: 20 });
      assert.equal(engine.metadata(engine.encode(half, format, { metadata: { exif } })).orientation, 6, format);
    }
    engine.dispose();
  });

  test(`density comes from EXIF where the format says nothing: ${lane}`, async () => {
    const engine = await createEngine(options);
    const image = engine.fromPixels(smoothPixels(40, 24), 40, 24);
    const exif = tiffFile(false, {
      image: [
        [282, 5, [100, 1]],
        [283, 5, [50, 1]],
        [296, 3, [3]],
      ],
    });
    for (const format of FORMATS) {
      assert.deepEqual(
        engine.metadata(engine.encode(image, format, { metadata: { exif } })).density,
        [254, 127],
        format,
      );
      assert.equal(engine.metadata(engine.encode(image, format)).density, undefined, format);
    }
    engine.dispose();
  });

  test(`what is no metadata is refused: ${lane}`, async () => {
    const engine = await createEngine(options);
    const image = engine.fromPixels(smoothPixels(4, 4), 4, 4);
    const named = Uint8Array.from([...Buffer.from('Exif\0\0'), ...secrets(true, 1)]);
    const file = engine.encode(image, 'jpeg', { metadata: { exif: named } });
    assert.deepEqual(engine.metadata(file).blocks.exif, secrets(true, 1));
    for (const exif of [new Uint8Array(0), new Uint8Array(50), icc]) {
      assert.throws(() => engine.encode(image, 'jpeg', { metadata: { exif } }), {
        code: 'INVALID_ARGUMENT',
        message: /^Expected a TIFF block/,
      });
    }
    assert.throws(() => engine.encode(image, 'jpeg', { metadata: /** @type {any} */ ({ iptc: icc }) }), {
      code: 'INVALID_ARGUMENT',
    });
    engine.dispose();
  });
}
