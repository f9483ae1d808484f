// Compares lanes with the lane js, pixel by pixel. Nothing of Node is imported: the same module runs in browsers.
import { randomPixels, randomPixels16 } from './random.mjs';

/**
 * @typedef {import('../../dist/bindings/index.js').Engine} Engine
 * @typedef {import('../../dist/bindings/index.js').Lane} Lane
 * @typedef {import('./cases.mjs').ParityCase} ParityCase
 * @typedef {import('./cases.mjs').Registry} Registry
 *
 * @typedef {{ lane: Lane, threads?: number }} LaneChoice
 * @typedef {{ lane?: string, kernel?: string }} Fault a bit is flipped in outputs that match all that is named
 * @typedef {{ data: Uint8ClampedArray | Uint16Array | Float64Array, width: number, height: number }} Pixels of numbers: one after the other
 *
 * @typedef {object} Failure
 * @property {LaneChoice} choice
 * @property {ParityCase} one
 * @property {string} message
 * @property {Pixels} [expected]
 * @property {Pixels} [actual]
 */

/** The lanes that are compared with js; thread counts that share rows evenly, unevenly and not at all. */
/** @type {readonly LaneChoice[]} */
export const LANES = [
  { lane: 'scalar' },
  { lane: 'simd' },
  { lane: 'threads', threads: 1 },
  { lane: 'threads', threads: 2 },
  { lane: 'threads', threads: 3 },
];

/**
 * Runs all cases in all lanes.
 * @param {object} options
 * @param {(choice: LaneChoice) => Promise<Engine>} options.openEngine
 * @param {readonly LaneChoice[]} options.lanes
 * @param {readonly ParityCase[]} options.cases
 * @param {Registry} options.registry
 * @param {Fault} [options.fault]
 * @returns {AsyncGenerator<Failure, { compared: number }>} the failures, and at its end how many outputs were compared
 */
export async function* compareLanes({ openEngine, lanes, cases, registry, fault }) {
  const reference = await openEngine({ lane: 'js' });
  const engines = await Promise.all(lanes.map((choice) => openEngine(choice)));
  try {
    for (const one of cases) {
      const expected = runCase(reference, one);
      for (const [i, engine] of engines.entries()) {
        const failure = compareCase(engine, lanes[i], one, expected, registry, fault);
        if (failure) yield failure;
      }
    }
    return { compared: cases.length * engines.length };
  } finally {
    for (const engine of [reference, ...engines]) engine.dispose();
  }
}

/**
 * Runs one case in one lane.
 * @param {Engine} engine
 * @param {LaneChoice} choice
 * @param {ParityCase} one
 * @param {Pixels} expected what the lane js made of it
 * @param {Registry} registry
 * @param {Fault} [fault]
 * @returns {Failure | null}
 */
export function compareCase(engine, choice, one, expected, registry, fault) {
  /** @type {Pixels} */
  let actual;
  try {
    actual = runCase(engine, one);
  } catch (error) {
    return { choice, one, message: String(error), expected };
  }
  if (fault && meets(fault, choice, one)) seedFault(actual, one);
  const message = difference(expected, actual, toleranceOf(one, registry));
  return message ? { choice, one, message, expected, actual } : null;
}

/** By how much a channel may differ. @param {ParityCase} one @param {Registry} registry */
export function toleranceOf({ kernel, depth }, registry) {
  return depth === 16 ? 0 : (registry.kernels.find(({ name }) => name === kernel)?.tolerance ?? 0);
}

/**
 * @param {Engine} engine
 * @param {ParityCase} one
 * @returns {Pixels}
 * @throws Error when the kernel changed its source
 */
export function runCase(engine, one) {
  const { kernel, params, depth, dstDepth, srcWidth, srcHeight, secondWidth, dstWidth, dstHeight, seed, alphaKind } =
    one;
  const { src, data } = drawn(engine, depth, srcWidth, srcHeight, seed, alphaKind);
  const second = secondWidth > 0 ? secondOf(engine, one) : undefined;
  const dst = dstWidth > 0 ? engine.createImage(dstWidth, dstHeight, dstDepth) : undefined;
  try {
    if (!dst) return asPixels(engine.measure(kernel, src, params, second), one.counts);
    engine.run(kernel, src, dst, params, second);
    const changed = difference({ data, width: srcWidth, height: srcHeight }, pixelsOf(engine, src), 0);
    if (changed) throw new Error(`the source was changed: ${changed}`);
    return pixelsOf(engine, dst);
  } finally {
    for (const image of [src, second, dst]) image?.release();
  }
}

/**
 * An image of random pixels.
 * @param {Engine} engine
 * @param {import('../../dist/bindings/index.js').Depth} depth
 * @param {number} width
 * @param {number} height
 * @param {number} seed
 * @param {import('./random.mjs').AlphaKind} alphaKind
 */
function drawn(engine, depth, width, height, seed, alphaKind) {
  if (depth === 16) {
    const data = randomPixels16(width, height, seed, alphaKind);
    return { data, src: engine.fromPixels16(data, width, height) };
  }
  const data = randomPixels(width, height, seed, alphaKind);
  return { data, src: engine.fromPixels(data, width, height) };
}

/** Of any depth. @param {Engine} engine @param {import('../../dist/bindings/index.js').Image} image @returns {Pixels} */
export const pixelsOf = (engine, image) => (image.depth === 16 ? engine.toPixels16(image) : engine.toPixels(image));

/** @param {Engine} engine @param {ParityCase} one */
function secondOf(engine, { depth, secondWidth, secondHeight, seed, alphaKind }) {
  const alphas = alphaKind === 'sparse' ? 'opaque' : 'mixed';
  return drawn(engine, depth, secondWidth, secondHeight, seed + 2, alphas).src;
}

/**
 * The numbers as the kernel left them.
 * @param {import('../../dist/bindings/index.js').Results} results
 * @param {readonly number[]} counts of each
 * @returns {Pixels}
 */
function asPixels(results, counts) {
  const values = typeof results !== 'object' || ArrayBuffer.isView(results) ? [results] : Object.values(results);
  const data = Float64Array.from(values.flatMap((value, i) => numbersOf(value, counts[i])));
  return { data, width: data.length, height: 1 };
}

/** @param {number | string | Float64Array | Uint8Array} value @param {number} count @returns {number[]} */
function numbersOf(value, count) {
  if (typeof value === 'number') return [value];
  if (value instanceof Float64Array) return [...value];
  // Bytes and characters: their number comes first, zeros last.
  const codes = typeof value === 'string' ? Array.from(value, (character) => character.charCodeAt(0)) : [...value];
  return [codes.length, ...codes, ...Array(count - 1 - codes.length).fill(0)];
}

/**
 * Where two images differ first, and by how much they differ; empty when by no more than the tolerance.
 * @param {{ data: ArrayLike<number>, width: number, height: number }} expected
 * @param {{ data: ArrayLike<number>, width: number, height: number }} actual
 * @param {number} tolerance 0..255
 */
export function difference(expected, actual, tolerance) {
  const { width, height } = expected;
  if (actual.width !== width || actual.height !== height) {
    return `expected ${width} x ${height} but got ${actual.width} x ${actual.height}`;
  }
  if (actual.data.length !== expected.data.length) {
    return `expected ${expected.data.length} bytes but got ${actual.data.length}`;
  }
  let first = -1;
  let count = 0;
  let most = 0;
  for (let i = 0; i < expected.data.length; i++) {
    // Infinities are equal, but their difference is no number.
    if (Object.is(expected.data[i], actual.data[i])) continue;
    const by = Math.abs(expected.data[i] - actual.data[i]);
    if (by <= bound(expected.data, i, tolerance)) continue;
    if (first < 0) first = i;
    count++;
    most = Math.max(most, by);
  }
  if (first < 0) return '';
  const pixel = first >> 2;
  return (
    `${count} of ${expected.data.length} values differ, by at most ${most}; first at x ${pixel % width}, ` +
    `y ${Math.floor(pixel / width)}, channel ${'rgba'[first & 3]}: expected ${expected.data[first]}, got ${actual.data[first]}`
  );
}

/** Of a channel the tolerance itself, of other numbers their share. @param {ArrayLike<number>} data @param {number} i @param {number} tolerance */
const bound = (data, i, tolerance) =>
  data instanceof Float64Array ? tolerance * Math.max(1, Math.abs(data[i])) : tolerance;

/** @param {Fault} fault @param {LaneChoice} choice @param {ParityCase} one */
function meets(fault, choice, one) {
  return (
    (fault.lane === undefined || fault.lane === choice.lane) &&
    (fault.kernel === undefined || fault.kernel === one.kernel)
  );
}

/** Flips the lowest bit of one value of one pixel. @param {Pixels} pixels @param {ParityCase} one */
function seedFault({ data }, { seed }) {
  const at = seed % data.length;
  data[at] = data instanceof Float64Array ? data[at] + 1 : data[at] ^ 1;
}

/**
 * From text like `lane=simd,kernel=blur`: shows that the comparison catches a fault of one bit.
 * @param {string | undefined} text
 * @returns {Fault | undefined}
 */
export function parseFault(text) {
  return text ? Object.fromEntries(text.split(',').map((part) => part.split('='))) : undefined;
}

/** One line about a failure. @param {Failure} failure */
export function describeFailure({ choice, one, message }) {
  const threads = choice.threads === undefined ? '' : ` (${choice.threads} threads)`;
  return `${choice.lane}${threads}: ${message}: ${JSON.stringify(one)}`;
}
