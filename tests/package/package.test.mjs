// The package as packed: what is in it, and that it runs in Node, in a Vite app and in a page without a bundler.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { brotliCompressSync } from 'node:zlib';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { build, createServer } from 'vite';
import { registry } from '../../dist/bindings/index.js';
import { serve } from '../../scripts/serve.mjs';
import { browserNames, readPage } from './browser.mjs';
import { installPacked, typeCheck } from './scratch.mjs';

/** A package of this size is what a page can carry; source maps or a forgotten folder are not. */
const MOST_UNPACKED_BYTES = 7_200_000;
/** Functions that are kernels: one, or one for either depth. */
const KERNEL_FUNCTIONS = registry.kernels.reduce((sum, { file16 }) => sum + (file16 ? 2 : 1), 0);
/**
 * What codecs may add beyond baseline files of 8 bits: colour management (Little CMS, half of it), 12 and 16 bits, animation, metadata,
 * lossless transformations, vectors.
 */
const WHOLE_CODECS = { bytes: 400_000, brotli: 100_000 };
/** What a page loads for the lane that most will run: the codecs with the first 15 kernels, and what each since may add on average. */
const MOST_SIMD_BYTES = 1_200_000 + 5_000 * (KERNEL_FUNCTIONS - 15) + WHOLE_CODECS.bytes;
const MOST_SIMD_BROTLI_BYTES = 400_000 + WHOLE_CODECS.brotli;

const browsers = browserNames();
const skip = browsers.length === 0 && 'set-up found no browser';

/** What every host must say; the lane is its own. @param {string} lane @param {number} threads */
const report = (lane, threads) => ({
  lane,
  threads,
  kernels: registry.kernels.length,
  sizes: [32, 24, 32, 24],
  pixel: [200, 200, 200, 200],
  refusal: 'Expected number between 0.3 and 1000 for sigma but received 0 of type number',
});

const ISOLATED = {
  window: report('simd', 1),
  worker: report('threads', 2),
  lanes: ['threads', 'simd', 'scalar', 'js'],
};
const NOT_ISOLATED = { window: report('simd', 1), worker: report('simd', 1), lanes: ['simd', 'scalar', 'js'] };

describe('in Node', () => {
  /** @type {ReturnType<typeof installPacked>} */
  let scratch;
  before(() => {
    scratch = installPacked('./node');
  });
  after(() => scratch?.remove());

  test('the tarball holds what is needed and nothing else', () => {
    const { files, unpackedSize } = scratch;
    for (const lane of ['scalar', 'simd', 'threads']) {
      for (const ending of ['js', 'wasm'])
        assert.ok(files.includes(`dist/bindings/wasm/${lane}.${ending}`), `${lane}.${ending}`);
    }
    for (const file of files) {
      assert.match(
        file,
        /^(package\.json|README\.md|LICENSE|THIRD-PARTY-NOTICES\.txt|dist\/(bindings|js-baseline)\/.+\.(js|d\.ts|wasm))$/,
      );
    }
    assert.ok(files.includes('README.md') && files.includes('LICENSE') && files.includes('THIRD-PARTY-NOTICES.txt'));
    assert.ok(unpackedSize < MOST_UNPACKED_BYTES, `${unpackedSize} bytes`);
  });

  test('the lane simd keeps to its size', () => {
    const wasm = readFileSync(join(scratch.installed, 'dist/bindings/wasm/simd.wasm'));
    const compressed = brotliCompressSync(wasm).length;
    assert.ok(wasm.length <= MOST_SIMD_BYTES, `${wasm.length} bytes`);
    assert.ok(compressed <= MOST_SIMD_BROTLI_BYTES, `${compressed} bytes compressed by Brotli`);
  });

  test('publint finds nothing', async () => {
    const { messages, pkg } = await publint({ pkgDir: scratch.installed, strict: true, pack: false });
    assert.deepEqual(
      messages.map((message) => formatMessage(message, /** @type {any} */ (pkg))),
      [],
    );
  });

  test('a script runs', () => {
    const script = `
      import { createEngine } from 'pixlane';
      const lanes = [];
      for (const lane of ['threads', 'simd', 'scalar', 'js']) {
        const engine = await createEngine({ lane, threads: 2 });
        const image = engine.fromPixels(new Uint8Array(64 * 48 * 4).fill(200), 64, 48);
        const small = engine.resize(image, { width: 32 });
        const pixels = lane === 'js' ? small : engine.decode(engine.encode(small, 'webp', { lossless: true }));
        lanes.push([engine.info.lane, engine.info.threads, pixels.width, engine.toPixels(pixels).data[0]]);
        engine.dispose();
      }
      console.log(JSON.stringify(lanes));`;
    writeFileSync(join(scratch.folder, 'script.js'), script);
    const output = execFileSync(process.execPath, ['script.js'], {
      cwd: scratch.folder,
      encoding: 'utf8',
      timeout: 30_000,
    });
    assert.deepEqual(JSON.parse(output), [
      ['threads', 2, 32, 200],
      ['simd', 1, 32, 200],
      ['scalar', 1, 32, 200],
      ['js', 1, 32, 200],
    ]);
  });

  test('the types are right', () => {
    assert.equal(typeCheck(scratch.folder), '');
  });
});

describe('in a Vite app', () => {
  /** @type {ReturnType<typeof installPacked>} */
  let scratch;
  before(() => {
    scratch = installPacked('./app');
  });
  after(() => scratch?.remove());

  /** @type {import('vite').InlineConfig} */
  const config = {
    configFile: false,
    logLevel: 'error',
    worker: { format: 'es' },
    build: { target: 'es2022', modulePreload: { polyfill: false } },
  };

  test('its types are right, those of the package included', () => {
    assert.equal(typeCheck(scratch.folder), '');
  });

  test('it is built, and each lane is a file that is only loaded when it runs', { skip }, async () => {
    await build({ ...config, root: scratch.folder, build: { ...config.build, outDir: 'dist' } });
    const assets = readdirSync(join(scratch.folder, 'dist/assets'));
    for (const lane of ['scalar', 'simd', 'threads']) {
      assert.equal(
        assets.filter((name) => name.startsWith(`${lane}-`) && name.endsWith('.wasm')).length,
        1,
        assets.join(),
      );
    }
    for (const isolated of [true, false]) {
      const server = await serve(join(scratch.folder, 'dist'), { isolated });
      try {
        for (const browser of browsers) {
          assert.deepEqual(await readPage(server.address, browser), isolated ? ISOLATED : NOT_ISOLATED, browser);
        }
      } finally {
        await server.close();
      }
    }
  });

  test('the development server runs it', { skip }, async () => {
    const headers = { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' };
    const server = await createServer({
      ...config,
      root: scratch.folder,
      server: { headers, host: '127.0.0.1', port: 0, hmr: false, ws: false },
    });
    await server.listen();
    try {
      assert.deepEqual(await readPage(server.resolvedUrls?.local[0] ?? '', browsers[0]), ISOLATED);
    } finally {
      await server.close();
    }
  });
});

describe('in a page without a bundler', () => {
  test('it runs from a static host, under the strictest policy', { skip }, async () => {
    const scratch = installPacked('./plain');
    try {
      cpSync(scratch.installed, join(scratch.folder, 'pixlane'), { recursive: true });
      for (const isolated of [true, false]) {
        const server = await serve(scratch.folder, { isolated });
        try {
          for (const browser of browsers) {
            assert.deepEqual(await readPage(server.address, browser), isolated ? ISOLATED : NOT_ISOLATED, browser);
          }
        } finally {
          await server.close();
        }
      }
    } finally {
      scratch.remove();
    }
  });
});
