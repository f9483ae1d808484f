// What the lanes are compared on: the registry's kernels at awkward sizes, with parameters drawn from their types. Cases
// are plain data, so that browsers and native programs can run the same ones.
import { outputSize } from '../../js-baseline/output-size.js';
import { ALPHA_KINDS, xorshift32 } from './random.mjs';

/**
 * @typedef {import('../../dist/bindings/index.js').Registry} Registry
 * @typedef {import('../../dist/bindings/index.js').Kernel} Kernel
 * @typedef {import('../../dist/bindings/index.js').Parameter} Parameter
 * @typedef {import('./random.mjs').AlphaKind} AlphaKind
 * @typedef {Record<string, number | string | boolean | readonly number[]>} Params without those that leave the output's size open
 * @typedef {object} ParityCase
 * @property {string} kernel
 * @property {import('../../dist/bindings/index.js').Depth} depth of the source and the second image, bits a channel
 * @property {import('../../dist/bindings/index.js').Depth} dstDepth
 * @property {Params} params
 * @property {number} srcWidth px
 * @property {number} srcHeight px
 * @property {number} seed of the source's pixels
 * @property {AlphaKind} alphaKind
 * @property {number} secondWidth px, of the second image; 0 where there is none
 * @property {number} secondHeight px
 * @property {number} dstWidth px; 0 where numbers come out
 * @property {number} dstHeight px
 * @property {readonly number[]} counts of each result, where numbers come out
 */

/** Every width from 1 to this is seen with every kernel: each remainder of a vector of any target, twice and more. */
export const WIDEST = 130;
/** And every height from 1 to this: fewer rows than threads, than taps, than a block. */
export const HIGHEST = 9;

/** The same of 16 bits, whose pixels are twice as large. */
export const WIDEST_16 = 34;

/** Sizes at which bands of rows, blocks and pyramids come into play. */
export const LARGER = [
  [257, 131],
  [411, 307],
  [640, 33],
  [33, 640],
  [1027, 6],
  [5, 1025],
];

/** Of these, how many are seen with 16 bits. */
const LARGER_16 = 2;

const RANDOM_VARIANTS = 12;
const SHORT_TABLES = 8;

/**
 * @param {Registry} registry
 * @param {number} seed 1..2^32-1
 * @returns {ParityCase[]}
 */
export function parityCases(registry, seed) {
  const next = xorshift32(seed);
  return registry.kernels.flatMap((kernel) => (kernel.depths ?? [8]).flatMap((depth) => casesOf(kernel, depth, next)));
}

/**
 * @param {Kernel} kernel
 * @param {import('../../dist/bindings/index.js').Depth} depth
 * @param {() => number} next
 * @returns {ParityCase[]}
 */
function casesOf(kernel, depth, next) {
  const widest = depth === 16 ? WIDEST_16 : WIDEST;
  const larger = depth === 16 ? LARGER.slice(0, LARGER_16) : LARGER;
  const dstDepth = kernel.outputDepth ?? depth;
  const variants = variantsOf(kernel, next);
  /** @type {ParityCase[]} */
  const cases = [];
  /** @param {number} srcWidth @param {number} srcHeight @param {Params} drawn @param {AlphaKind} alphaKind */
  const add = (srcWidth, srcHeight, drawn, alphaKind) => {
    const params = fitting(kernel, drawn, srcWidth, srcHeight);
    const [secondWidth, secondHeight] = secondSize(kernel, srcWidth, srcHeight, next);
    const [dstWidth, dstHeight] = sizeOfOutput(kernel, params, srcWidth, srcHeight, next);
    const seed = next() || 1;
    const sizes = { srcWidth, srcHeight, secondWidth, secondHeight, dstWidth, dstHeight };
    const counts = (kernel.results ?? []).map(({ count }) => count);
    cases.push({ kernel: kernel.name, depth, dstDepth, params, ...sizes, counts, seed, alphaKind });
  };
  // The first round meets every variant with every alpha; widths and heights walk on by steps prime to their counts.
  const rounds = Math.max(widest, variants.length * ALPHA_KINDS.length);
  for (let i = 0; i < rounds; i++) {
    const alphaKind = ALPHA_KINDS[Math.floor(i / variants.length) % ALPHA_KINDS.length];
    add(1 + ((i * 37) % widest), 1 + ((i * 5) % HIGHEST), variants[i % variants.length], alphaKind);
  }
  for (const [index, [width, height]] of larger.entries()) {
    for (const [i, params] of variants.entries())
      add(width, height, params, ALPHA_KINDS[(i + index) % ALPHA_KINDS.length]);
  }
  return cases;
}

/**
 * Defaults, what is raced, every value of each enum and boolean, both ends of each range, and random draws.
 * @param {Kernel} kernel
 * @param {() => number} next
 * @returns {Params[]}
 */
function variantsOf(kernel, next) {
  const parameters = varied(kernel);
  /** @type {Params[]} */
  const variants = [];
  // What has no default is always given.
  const needed = () =>
    Object.fromEntries(
      parameters.filter((p) => p.default === undefined).map((parameter) => [parameter.name, draw(parameter, next)]),
    );
  variants.push(needed());
  for (const { params } of kernel.cases) {
    const given = Object.entries(params).filter(
      ([name, value]) => parameters.some((p) => p.name === name) && !/^(sample|\d+)\//.test(String(value)),
    );
    variants.push({ ...needed(), ...Object.fromEntries(given) });
  }
  for (const parameter of parameters) {
    for (const value of remarkable(parameter)) variants.push({ ...needed(), [parameter.name]: value });
  }
  for (let i = 0; parameters.length > 0 && i < RANDOM_VARIANTS; i++) {
    variants.push(Object.fromEntries(parameters.map((parameter) => [parameter.name, draw(parameter, next)])));
  }
  const seen = new Set();
  return variants.filter((params) => {
    const text = JSON.stringify(params);
    return seen.has(text) ? false : seen.add(text);
  });
}

/**
 * The parameters that cases vary: where the output's size is open, the case's own size decides it.
 * @param {Kernel} kernel
 */
const varied = (kernel) =>
  kernel.parameters.filter((parameter) => kernel.output !== 'size' || parameter.role !== 'size');

/**
 * Where tests draw numbers from.
 * @param {Parameter & { type: 'integer' | 'number' | 'numbers' }} parameter
 * @returns {readonly [number, number]}
 */
export const rangeOf = ({ typical, min, max }) => typical ?? [min, max];

/**
 * What was drawn, with places and sizes brought into the source. The rule `extract` is the only one that refuses them.
 * @param {Kernel} kernel
 * @param {Params} params
 * @param {number} width of the source
 * @param {number} height
 * @returns {Params}
 */
function fitting({ output }, params, width, height) {
  if (output !== 'extract') return params;
  /** @type {Params} */
  const fitted = {};
  for (const [side, place, all] of /** @type {const} */ ([
    ['width', 'left', width],
    ['height', 'top', height],
  ])) {
    const begin = Number(params[place] ?? 0) % all;
    if (place in params) fitted[place] = begin;
    if (side in params) fitted[side] = Number(params[side]) % (all - begin + 1);
  }
  return fitted;
}

/** @param {Parameter} parameter @returns {(number | string | boolean | number[])[]} */
function remarkable(parameter) {
  switch (parameter.type) {
    case 'boolean':
      return [false, true];
    case 'enum':
      return [...parameter.values];
    case 'integer':
    case 'number':
      return [...rangeOf(parameter)];
    case 'numbers': {
      const { lengths, broadcast } = parameter;
      const [min, max] = rangeOf(parameter);
      const arrays = lengths.flatMap((length) => [min, max].map((value) => Array(length).fill(value)));
      return broadcast === undefined ? arrays : [...arrays, min, max];
    }
    case 'table': {
      const { lengths, min, max } = parameter;
      return [min, max].map((value) => Array(lengths[0]).fill(value));
    }
  }
}

/** @param {Parameter} parameter @param {() => number} next @returns {number | string | boolean | number[]} */
function draw(parameter, next) {
  switch (parameter.type) {
    case 'boolean':
      return (next() & 64) !== 0;
    case 'enum':
      return parameter.values[next() % parameter.values.length];
    case 'integer':
      return Math.round(drawNumber(...rangeOf(parameter), next));
    case 'number':
      return drawNumber(...rangeOf(parameter), next);
    case 'table': {
      // Long tables are rare and slow to say: one of the shorter ones.
      const { lengths, min, max } = parameter;
      const length = lengths[next() % Math.min(lengths.length, SHORT_TABLES)];
      return Array.from({ length }, () => Math.fround(min + (next() / 2 ** 32) * (max - min)));
    }
    case 'numbers': {
      const { lengths } = parameter;
      const [min, max] = rangeOf(parameter);
      // One manner an array: all of a size, as real weights are, or of all sizes.
      const least = Math.max(min, -4);
      const most = Math.min(max, 4);
      const [low, high] = next() % 3 === 0 ? [min, max] : [least, most];
      return Array.from({ length: lengths[next() % lengths.length] }, () => drawNumber(low, high, next));
    }
  }
}

/** Uniform, by orders of magnitude, or whole. @param {number} min @param {number} max @param {() => number} next */
function drawNumber(min, max, next) {
  const part = next() / 2 ** 32;
  const manner = next() % 4;
  if (manner === 0) return Math.max(min, Math.min(max, Math.round(min + part * (max - min))));
  if (manner === 1 && max > 0 && min >= 0) {
    const low = Math.max(min, max * 1e-4);
    return low * (max / low) ** part;
  }
  return min + part * (max - min);
}

/**
 * @param {Kernel} kernel
 * @param {Params} params
 * @param {number} width
 * @param {number} height
 * @param {() => number} next
 */
function sizeOfOutput(kernel, params, width, height, next) {
  if (kernel.output === 'size') return [outputSide(width, next), outputSide(height, next)];
  const values = Object.fromEntries(kernel.parameters.map((p) => [p.name, params[p.name] ?? p.default]));
  const size = outputSize(kernel.output, values, width, height);
  return [size.width, size.height];
}

/** @param {Kernel} kernel @param {number} width @param {number} height @param {() => number} next */
function secondSize(kernel, width, height, next) {
  if (kernel.second === undefined) return [0, 0];
  return kernel.second === 'same' ? [width, height] : [outputSide(width, next), outputSide(height, next)];
}

/** The same, smaller, much smaller or larger: each axis for itself. @param {number} side @param {() => number} next */
function outputSide(side, next) {
  switch (next() % 5) {
    case 0:
      return side;
    case 1:
      return 1 + (next() % side);
    case 2:
      return Math.max(1, Math.round(side / (2 + (next() % 8))));
    case 3:
      return 1 + (next() % WIDEST);
    default:
      return side + (next() % (2 * side));
  }
}

/**
 * A case as a line of text: what tests/kernels/harness.cc reads.
 * @param {ParityCase} one
 * @param {Registry} registry
 */
export function toLine(one, registry) {
  const { kernel, srcWidth, srcHeight, secondWidth, secondHeight, dstWidth, dstHeight, seed, alphaKind } = one;
  const sizes = [one.depth, one.dstDepth, srcWidth, srcHeight, secondWidth, secondHeight, dstWidth, dstHeight];
  const table = /** @type {number[]} */ (
    parametersOf(one, registry).flatMap((p) => (p.type === 'table' ? one.params[p.name] : []))
  );
  return [kernel, ...sizes, seed, alphaKind, table.length, ...table, ...packed(one, registry)].join(' ');
}

/** @param {ParityCase} one @param {Registry} registry */
const parametersOf = ({ kernel }, registry) => registry.kernels.find(({ name }) => name === kernel)?.parameters ?? [];

/** @param {ParityCase} one @param {Registry} registry @returns {number[]} */
function packed(one, registry) {
  return parametersOf(one, registry).flatMap((parameter) => {
    const value = one.params[parameter.name] ?? parameter.default;
    if (parameter.role === 'size') return [];
    if (parameter.type === 'table') return [0, /** @type {number[]} */ (value).length];
    if (parameter.type === 'boolean') return [value ? 1 : 0];
    if (parameter.type === 'enum') return [parameter.values.indexOf(String(value))];
    if (parameter.type !== 'numbers') return [Number(value)];
    const numbers =
      typeof value === 'number' ? Array(parameter.broadcast).fill(value) : /** @type {number[]} */ (value);
    return [numbers.length, ...numbers];
  });
}
