// What the engine's tests share: the lanes, a small picture, and the memory behind an engine.
import { createEngine } from '../../dist/bindings/index.js';
import { randomPixels } from '../parity/random.mjs';

/** @typedef {import('../../dist/bindings/index.js').Engine} Engine */
/** @typedef {import('../../dist/bindings/index.js').EngineOptions} EngineOptions */

/** @type {readonly EngineOptions[]} */
export const ALL_LANES = [{ lane: 'js' }, { lane: 'scalar' }, { lane: 'simd' }, { lane: 'threads', threads: 2 }];

/** @type {readonly EngineOptions[]} */
export const COMPILED_LANES = ALL_LANES.filter(({ lane }) => lane !== 'js');

/**
 * An image of random pixels.
 * @param {Engine} engine
 * @param {number} width px
 * @param {number} height px
 * @param {import('../parity/random.mjs').AlphaKind} [alphaKind]
 */
export function randomImage(engine, width, height, alphaKind = 'opaque') {
  return engine.fromPixels(randomPixels(width, height, 7, alphaKind), width, height);
}

/**
 * The parameters of a kernel's first case, for a source of this width: a fraction is one of the width, a table its shortest.
 * @param {import('../../dist/bindings/index.js').Kernel} kernel
 * @param {number} width px
 */
export function firstParams({ parameters, cases: [{ params }] }, width) {
  return Object.fromEntries(
    Object.entries(params).map(([name, value]) => {
      const parameter = parameters.find((one) => one.name === name);
      if (parameter?.type === 'table') return [name, Array(parameter.lengths[0]).fill(parameter.min)];
      const [numerator, denominator] = String(value).split('/').map(Number);
      return [name, denominator ? Math.round((width * numerator) / denominator) : value];
    }),
  );
}

/**
 * Pixels as photographs have them: smooth, so that lossy codecs come close.
 * @param {number} width px
 * @param {number} height px
 */
export function smoothPixels(width, height) {
  const data = new Uint8Array(4 * width * height);
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i += 4) {
      data[i] = 128 + 100 * Math.sin(x / 9);
      data[i + 1] = 128 + 100 * Math.cos(y / 7);
      data[i + 2] = (255 * (x + y)) / (width + height);
      data[i + 3] = 255;
    }
  }
  return data;
}

/**
 * An engine whose WebAssembly is observed from outside: its memory, and its imports, which can be made to trap.
 * @param {EngineOptions} options
 */
export async function openObserved(options) {
  const { instantiate } = WebAssembly;
  /** @type {WebAssembly.Memory | undefined} */
  let memory;
  let armed = false;
  // A real trap: a function whose body is the instruction `unreachable`.
  const trap = new WebAssembly.Instance(
    new WebAssembly.Module(
      // biome-ignore format: one section a line
      new Uint8Array([
        0, 0x61, 0x73, 0x6d, 1, 0, 0, 0,
        1, 4, 1, 0x60, 0, 0,
        3, 2, 1, 0,
        7, 8, 1, 4, 0x74, 0x72, 0x61, 0x70, 0, 0,
        10, 5, 1, 3, 0, 0, 0x0b,
      ]),
    ),
  ).exports.trap;
  /** @param {unknown} value */
  const observe = (value) => {
    if (value instanceof WebAssembly.Memory) memory = value;
    if (typeof value !== 'function') return value;
    return (/** @type {unknown[]} */ ...args) => (armed ? /** @type {() => void} */ (trap)() : value(...args));
  };
  /** @param {WebAssembly.Module} module @param {WebAssembly.Imports} imports */
  const observing = async (module, imports) => {
    const observed = Object.fromEntries(
      Object.entries(imports).map(([name, members]) => [
        name,
        Object.fromEntries(Object.entries(members).map(([member, value]) => [member, observe(value)])),
      ]),
    );
    const instance = await instantiate(module, /** @type {WebAssembly.Imports} */ (observed));
    for (const value of Object.values(instance.exports)) if (value instanceof WebAssembly.Memory) memory = value;
    return instance;
  };
  WebAssembly.instantiate = /** @type {typeof WebAssembly.instantiate} */ (/** @type {unknown} */ (observing));
  try {
    const engine = await createEngine(options);
    return {
      engine,
      /** Size of the engine's memory, bytes. */
      memoryBytes: () => /** @type {WebAssembly.Memory} */ (memory).buffer.byteLength,
      /** From now on, whatever the module calls outside of itself traps. */
      arm() {
        armed = true;
      },
    };
  } finally {
    WebAssembly.instantiate = instantiate;
  }
}
