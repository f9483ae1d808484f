// An error leaves no byte allocated. Natively bytes are counted (tests/codecs); of a compiled lane's heap only the addresses that it gives
// can be seen from outside. They are the same after a call as before it, once the heap has settled, or the call has kept something.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeCall, encodeCall } from '../../dist/bindings/codec-call.js';
import { DEFAULT_LIMITS, ImageError } from '../../dist/bindings/index.js';
import { packLimits } from '../../dist/bindings/limits.js';
import { WasmLane } from '../../dist/bindings/wasm-lane.js';
import { corpora, read, reference } from '../codecs/corpora.mjs';
import { xorshift32 } from '../parity/random.mjs';
import * as files from './hostile-files.mjs';
import { COMPILED_LANES, smoothPixels } from './lanes.mjs';

/** @typedef {import('../../dist/bindings/raw.js').RawModule} RawModule */

const [WIDTH, HEIGHT] = [60, 40];
/** Every size that a heap keeps a list for, and some that it cuts from larger blocks. Bytes. */
const SIZES = [...Array.from({ length: 64 }, (_, i) => 8 * i + 1), 700, 1500, 5000, 20_000, 100_000, 1 << 20];
/** Calls until the heap must have settled. */
const ROUNDS = 12;

/** @param {import('../../dist/bindings/index.js').EngineOptions} options */
async function open({ lane, threads = 1 }) {
  const { default: factory } = await import(`../../dist/bindings/wasm/${lane}.js`);
  const raw = /** @type {RawModule} */ (await factory({ pixlaneThreads: threads }));
  return { raw, runtime: new WasmLane(/** @type {any} */ (lane), raw) };
}

/** Where the heap would put blocks of all sizes. @param {RawModule} raw */
function shape(raw) {
  const addresses = SIZES.map((size) => raw.allocate(size));
  for (const address of [...addresses].reverse()) raw.release(address);
  return addresses.join();
}

/** Whether the heap is as it was after doing the same once more. @param {RawModule} raw @param {() => void} use */
function settles(raw, use) {
  let before = '';
  for (let round = 0; round < ROUNDS; round++) {
    use();
    const after = shape(raw);
    if (after === before) return true;
    before = after;
  }
  return false;
}

/** Whole files, and files that are bad in many ways. @param {WasmLane} runtime @returns {Map<string, Uint8Array>} */
function badFiles(runtime) {
  const pixels = runtime.create(WIDTH, HEIGHT, 8);
  runtime.write(pixels, smoothPixels(WIDTH, HEIGHT));
  const encode = (/** @type {'jpeg' | 'png' | 'webp'} */ format, /** @type {object} */ options = {}) =>
    runtime.encode(pixels, format, encodeCall(format, options, undefined));
  const good = {
    jpeg: encode('jpeg'),
    progressive: encode('jpeg', { progressive: true }),
    png: encode('png'),
    webp: encode('webp'),
    lossless: encode('webp', { lossless: true }),
  };
  const animation = files.webpAnimation(good.webp, WIDTH, HEIGHT, 3);
  runtime.free(pixels);
  const next = xorshift32(5);
  /** @type {Map<string, Uint8Array>} */
  const all = new Map(Object.entries({ ...good, animation }));
  for (const [name, file] of [...all]) {
    for (let part = 1; part < 12; part++) all.set(`${name} ${part}/12`, file.subarray(0, (file.length * part) / 12));
    for (let i = 0; i < 12; i++) {
      const damaged = file.slice();
      for (let flips = 1 + (next() % 3); flips > 0; flips--) damaged[next() % damaged.length] ^= 1 << (next() % 8);
      all.set(`${name} damaged ${i}`, damaged);
    }
  }
  all.set('PNG bomb', files.pngBomb(30_000, 30_000, 74));
  for (const [name, bomb] of Object.entries(files.zipBombs))
    all.set(name, files.withPngChunks(good.png, bomb(9 << 20)));
  all.set('scans', files.withScansRepeated(good.progressive, 600));
  return all;
}

/** Reads a file in every way; errors are what is expected. @param {WasmLane} runtime @param {Uint8Array} file */
function readAll(runtime, file) {
  const limits = packLimits(DEFAULT_LIMITS);
  const decode = (/** @type {object} */ options) => {
    const { pixels } = runtime.decode(file, decodeCall(options, DEFAULT_LIMITS));
    if (pixels) runtime.free(/** @type {any} */ (pixels));
  };
  const ways = [
    () => runtime.metadata(file, limits),
    () => decode({ limits: { maxPixels: 4_000_000 } }),
    () => decode({ partial: true, limits: { maxPixels: 4_000_000 } }),
    () => decode({ scale: 3, limits: { maxPixels: 4_000_000 } }),
    () => decode({ limits: { maxTime: 0.0001, maxPixels: 4_000_000 } }),
    () => decode({ limits: { maxMemory: 1 << 20, maxPixels: 4_000_000 } }),
  ];
  for (const way of ways) {
    try {
      way();
    } catch (error) {
      assert.ok(error instanceof ImageError && error.code !== 'INTERNAL', `${error}`);
    }
  }
}

for (const options of COMPILED_LANES) {
  test(`no call leaves a byte in the heap, whatever the file: ${options.lane}`, async () => {
    const { raw, runtime } = await open(options);
    const all = badFiles(runtime);
    assert.ok(all.size > 100);
    for (const [name, file] of all)
      assert.ok(
        settles(raw, () => readAll(runtime, file)),
        name,
      );
    runtime.dispose();
  });

  test(`nor do the corpora's bad files: ${options.lane}`, { skip: !corpora && 'the corpora are missing' }, async () => {
    const { raw, runtime } = await open(options);
    const bad = reference().filter(({ outcome }) => outcome !== 'ok');
    assert.ok(bad.length > 500);
    for (const { path } of bad)
      assert.ok(
        settles(raw, () => readAll(runtime, read(path))),
        path,
      );
    runtime.dispose();
  });

  test(`a byte that is kept is noticed: ${options.lane}`, async () => {
    const { raw, runtime } = await open(options);
    assert.ok(settles(raw, () => raw.release(raw.allocate(100))));
    for (const bytes of [1, 30, 200, 3000, 50_000]) {
      assert.ok(!settles(raw, () => raw.allocate(bytes)), `${bytes} bytes`);
    }
    runtime.dispose();
  });
}
