// Which lane is loaded, from where, and what is said when none can be.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { test } from 'node:test';
import { createEngine, DEFAULT_LIMITS, lanes } from '../../dist/bindings/index.js';
import { ALL_LANES, COMPILED_LANES, randomImage } from './lanes.mjs';

const wasmUrl = (/** @type {string} */ lane) => new URL(`../../dist/bindings/wasm/${lane}.wasm`, import.meta.url);

test('each lane is loaded when it is named', async () => {
  for (const options of ALL_LANES) {
    const engine = await createEngine(options);
    assert.equal(engine.info.lane, options.lane);
    assert.equal(engine.info.threads, options.threads ?? 1);
    assert.deepEqual(engine.info.limits, DEFAULT_LIMITS);
    engine.dispose();
  }
});

test('the fastest lane is taken when none is named', async () => {
  const engine = await createEngine();
  assert.equal(engine.info.lane, 'threads');
  assert.equal(engine.info.threads, Math.min(8, availableParallelism()));
  engine.dispose();
});

test('in a window the fastest lane is one that may block', async () => {
  const globals = /** @type {any} */ (globalThis);
  globals.window = globals.document = globalThis;
  try {
    const engine = await createEngine();
    assert.equal(engine.info.lane, 'simd');
    engine.dispose();
  } finally {
    delete globals.window;
    delete globals.document;
  }
});

for (const { lane } of COMPILED_LANES) {
  test(`the .wasm may come from anywhere: ${lane}`, async () => {
    const bytes = await readFile(wasmUrl(lane ?? 'simd'));
    const type = { 'content-type': 'application/wasm' };
    const sources = [
      wasmUrl(lane ?? 'simd'),
      wasmUrl(lane ?? 'simd').href,
      bytes,
      new DataView(bytes.buffer, bytes.byteOffset, bytes.length),
      Uint8Array.from(bytes).buffer,
      await WebAssembly.compile(bytes),
      new Response(bytes, { headers: type }),
      new Response(bytes), // a server that does not know the type
    ];
    for (const wasm of sources) {
      const engine = await createEngine({ lane, threads: 2, wasm });
      engine.negate(randomImage(engine, 3, 3));
      engine.dispose();
    }
  });

  test(`a .wasm that cannot be had is an error that says so: ${lane}`, async () => {
    const unsupported = (/** @type {RegExp} */ message) => ({ name: 'ImageError', code: 'UNSUPPORTED', message });
    const missing = new URL('missing.wasm', wasmUrl('simd'));
    await assert.rejects(createEngine({ lane, wasm: missing }), unsupported(/could not be loaded: .*missing\.wasm/));
    await assert.rejects(
      createEngine({ lane, wasm: new Uint8Array(9) }),
      unsupported(/could not be loaded: CompileError/),
    );
    const empty = Uint8Array.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);
    await assert.rejects(createEngine({ lane, wasm: empty }), unsupported(/could not be loaded/));
    const notFound = new Response('', { status: 404 });
    await assert.rejects(createEngine({ lane, wasm: notFound }), unsupported(/could not be loaded: Error: HTTP 404/));
  });
}

test('options are checked', async () => {
  /** @type {[any, string][]} */
  const bad = [
    [null, 'Expected object for options but received null of type null'],
    [{ lane: 'gpu' }, 'Expected one of auto, threads, simd, scalar, js for lane but received gpu of type string'],
    [{ threads: 0 }, 'Expected integer between 1 and 64 for threads but received 0 of type number'],
    [{ threads: 65 }, 'Expected integer between 1 and 64 for threads but received 65 of type number'],
    [{ threads: '2' }, 'Expected integer between 1 and 64 for threads but received 2 of type string'],
    [{ thread: 2 }, 'Expected any of lane, threads, wasm, limits for options but received thread of type string'],
    [{ wasm: 'x.wasm' }, 'Expected the lane that wasm is for lane but received auto of type string'],
    [{ lane: 'js', wasm: 'x.wasm' }, 'Expected the lane that wasm is for lane but received js of type string'],
    [{ limits: 5 }, 'Expected object for limits but received 5 of type number'],
    [
      { limits: { maxPixels: 0 } },
      'Expected integer between 1 and 500000000 for maxPixels but received 0 of type number',
    ],
    [
      { limits: { maxWidth: 70000 } },
      'Expected integer between 1 and 65535 for maxWidth but received 70000 of type number',
    ],
    [
      { limits: { maxArea: 5 } },
      `Expected any of ${Object.keys(DEFAULT_LIMITS).join(', ')} for limits but received maxArea of type string`,
    ],
  ];
  for (const [options, message] of bad) {
    await assert.rejects(createEngine(options), { name: 'ImageError', code: 'INVALID_ARGUMENT', message });
  }
  await assert.rejects(createEngine({ lane: 'simd', wasm: /** @type {any} */ (5) }), {
    code: 'INVALID_ARGUMENT',
    message: 'Expected URL, string, Response, bytes or WebAssembly.Module for wasm but received 5 of type number',
  });
});

/** Runs `use` in a world where some globals are others. @param {object} world @param {() => Promise<void>} use */
async function inWorld(world, use) {
  const globals = /** @type {any} */ (globalThis);
  const saved = Object.keys(world).map(
    (name) => /** @type {const} */ ([name, Object.getOwnPropertyDescriptor(globals, name)]),
  );
  for (const [name, value] of Object.entries(world)) {
    Object.defineProperty(globals, name, { value, configurable: true, writable: true });
  }
  try {
    await use();
  } finally {
    for (const [name, descriptor] of saved) {
      delete globals[name];
      if (descriptor) Object.defineProperty(globals, name, descriptor);
    }
  }
}

/** What a Content-Security-Policy without 'wasm-unsafe-eval' does. */
const forbidden = Object.assign(Object.create(WebAssembly), {
  Module: class {
    constructor() {
      throw new WebAssembly.CompileError('blocked by CSP');
    }
  },
});

/** @type {[string, object, string, RegExp, string][]} a world, a lane that is not there, why, and what is taken instead */
const WORLDS = [
  [
    'a page that is not isolated',
    { crossOriginIsolated: false },
    'threads',
    /Cross-Origin-Opener-Policy: same-origin/,
    'simd',
  ],
  ['no SharedArrayBuffer', { SharedArrayBuffer: undefined }, 'threads', /no SharedArrayBuffer/, 'simd'],
  [
    'no SIMD',
    { WebAssembly: Object.assign(Object.create(WebAssembly), { validate: () => false }) },
    'simd',
    /no SIMD/,
    'scalar',
  ],
  ['a policy against WebAssembly', { WebAssembly: forbidden }, 'scalar', /'wasm-unsafe-eval'/, 'js'],
  ['no WebAssembly', { WebAssembly: undefined }, 'simd', /no WebAssembly/, 'js'],
];

for (const [world, globals, lane, why, instead] of WORLDS) {
  test(`${world}: the reason is given, and auto takes the lane ${instead}`, () =>
    inWorld(globals, async () => {
      const state = lanes().find((one) => one.lane === lane);
      assert.equal(state?.available, false);
      assert.match(state?.reason ?? '', why);
      await assert.rejects(createEngine({ lane: /** @type {any} */ (lane) }), {
        code: 'UNSUPPORTED',
        message: new RegExp(`^The lane ${lane} cannot run here\\. .*${why.source}`),
      });
      const engine = await createEngine();
      assert.equal(engine.info.lane, instead);
      engine.negate(randomImage(engine, 3, 3));
      if (instead === 'js')
        assert.throws(() => engine.decode(new Uint8Array(4)), { code: 'UNSUPPORTED', message: why });
      engine.dispose();
    }));
}

test('lanes() lists every lane, the fastest first', () => {
  assert.deepEqual(
    lanes(),
    ['threads', 'simd', 'scalar', 'js'].map((lane) => ({ lane, available: true, reason: '' })),
  );
});
