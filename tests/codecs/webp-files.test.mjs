// libwebp's own readers on what we write: they complain of nothing, and see the pixels that we see.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createEngine } from '../../dist/bindings/index.js';
import { smoothPixels } from '../engine/lanes.mjs';
import { animationOf } from '../engine/webp-files.mjs';
import { randomPixels } from '../parity/random.mjs';

const TOOLS = fileURLToPath(new URL('../../build/native/third_party/webp', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'pixlane-webp-'));
after(() => rmSync(folder, { recursive: true }));

/** The pixels of a PAM file of four channels. */
function pamPixels(bytes) {
  const end = bytes.indexOf('ENDHDR\n') + 7;
  assert.ok(end > 7, 'no PAM file');
  return new Uint8Array(bytes.subarray(end));
}

/** Runs one of libwebp's programs on a file; what it says must be no complaint. */
function run(tool, file, args) {
  const path = join(folder, 'file.webp');
  writeFileSync(path, file);
  const { status, stdout, stderr, error } = spawnSync(join(TOOLS, tool), [...args, path], { maxBuffer: 1 << 26 });
  if (error) throw error;
  assert.equal(status, 0, `${tool}: ${stderr}`);
  return { stdout, said: `${stdout.subarray(0, 4000)} ${stderr}`.replace('No error detected.', '') };
}

function checkInfo(file) {
  const { said } = run('webpinfo', file, ['-diag']);
  assert.doesNotMatch(said, /error|warning|invalid|truncat/i);
}

const dwebp = (file) => pamPixels(run('dwebp', file, ['-quiet', '-pam', '-o', '-', '--']).stdout);

/** What libwebp's player shows: pixels of each frame. */
function player(file) {
  const frames = join(folder, 'frames');
  mkdirSync(frames);
  run('anim_dump', file, ['-folder', frames, '-pam']);
  const shown = readdirSync(frames)
    .sort()
    .map((name) => pamPixels(readFileSync(join(frames, name))));
  rmSync(frames, { recursive: true });
  return shown;
}

function ours(engine, file) {
  const image = engine.decode(file);
  const { data } = engine.toPixels(image);
  image.release();
  return new Uint8Array(data);
}

/** Pictures of odd sizes: smooth and noisy, opaque and not. */
function* pictures(engine) {
  for (const [width, height] of [
    [1, 1],
    [2, 3],
    [16, 16],
    [17, 33],
    [61, 5],
    [130, 97],
  ]) {
    const noise = (alpha) => randomPixels(width, height, width + height, alpha);
    for (const data of [smoothPixels(width, height), noise('opaque'), noise('mixed'), noise('sparse')]) {
      const image = engine.fromPixels(data, width, height);
      yield image;
      image.release();
    }
  }
}

const OPTIONS = [
  {},
  { quality: 1, effort: 0 },
  { quality: 100, effort: 6 },
  { sharpYuv: true, alphaQuality: 30 },
  { targetSize: 600 },
  { lossless: true },
  { lossless: true, nearLossless: 40, effort: 1 },
];
const METADATA = [
  {},
  { exif: Uint8Array.from([...Buffer.from('II'), 42, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0]) },
  { icc: randomPixels(33, 1, 4, 'mixed').subarray(1), xmp: Uint8Array.from(Buffer.from('<x:xmpmeta/>')) },
];

for (const lane of ['scalar', 'simd', 'threads']) {
  test(`libwebp reads what we write, and sees what we see: ${lane}`, async () => {
    const engine = await createEngine({ lane });
    let count = 0;
    for (const image of pictures(engine)) {
      for (const options of OPTIONS) {
        const file = engine.encode(image, 'webp', { ...options, metadata: METADATA[count++ % METADATA.length] });
        checkInfo(file);
        assert.deepEqual(dwebp(file), ours(engine, file), JSON.stringify(options));
      }
    }
    assert.ok(count > 150);
    engine.dispose();
  });

  test(`libwebp's player shows our animations as we do: ${lane}`, async () => {
    const engine = await createEngine({ lane });
    const frames = [1, 2, 3, 4].map((seed) => {
      const data = smoothPixels(70, 50);
      data.set(randomPixels(70, 9, seed, 'opaque'), 4 * 70 * 8 * seed);
      return { image: engine.fromPixels(data, 70, 50), duration: 10 * seed };
    });
    for (const options of [{ lossless: true }, { quality: 60 }, { quality: 60, loops: 7, metadata: METADATA[2] }]) {
      const file = engine.encodeFrames(frames, 'webp', options);
      checkInfo(file);
      const found = [...engine.frames(file)].map(({ image }) => new Uint8Array(engine.toPixels(image).data));
      assert.deepEqual(player(file), found);
    }
    engine.dispose();
  });

  test(`frames that mix come as libwebp's player shows them: ${lane}`, async () => {
    const engine = await createEngine({ lane });
    const places = [
      [0, 0, 64, 40],
      [2, 4, 31, 17],
      [10, 0, 54, 33],
      [0, 20, 64, 20],
      [0, 0, 64, 40],
    ];
    const frames = places.map(([left, top, width, height], i) => ({
      file: engine.encode(engine.fromPixels(randomPixels(width, height, i + 1, 'mixed'), width, height), 'webp', {
        lossless: true,
      }),
      ...{ left, top, width, height, duration: 10, blend: i !== 3, dispose: i % 2 === 1 },
    }));
    const file = animationOf(64, 40, 0, frames);
    const shown = player(file);
    const found = [...engine.frames(file)].map(({ image }) => engine.toPixels(image).data);
    assert.equal(shown.length, found.length);
    for (const [i, pixels] of found.entries()) {
      pixels.forEach((value, at) => {
        // On nothing, its rounding takes 1 from a colour; and what nobody sees may be anything.
        const alpha = pixels[at - (at % 4) + 3];
        assert.ok(
          alpha === 0 || Math.abs(value - shown[i][at]) <= 1,
          `frame ${i}, value ${at}: ${value}, ${shown[i][at]}`,
        );
      });
    }
    engine.dispose();
  });
}

test('a complaint is noticed', () => {
  assert.throws(() => checkInfo(Uint8Array.from(Buffer.from('RIFF\x04\0\0\0WEBPVP8 '))));
});
