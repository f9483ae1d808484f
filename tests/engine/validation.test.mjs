// Bad parameters are refused in every lane, by messages that the registry decides.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createEngine, ImageError, registry } from '../../dist/bindings/index.js';
import { ALL_LANES, randomImage } from './lanes.mjs';

/** @typedef {import('../../dist/bindings/index.js').Parameter} Parameter */
/** @typedef {{ value: unknown, name?: string, received?: unknown, expected: string }} Refusal */

/** What nobody takes for a number, a list, a choice or a truth. */
const NONSENSE = [Number.NaN, null, '', 'nonsense', {}, [], () => {}, Symbol('s'), Object.create(null)];

/** Every length where they are few. @param {readonly number[]} lengths */
const some = (lengths) =>
  lengths.length <= 8 ? lengths.join(' or ') : `${lengths.slice(0, 3).join(', ')} … ${lengths.at(-1)}`;

/**
 * Values that a parameter refuses, and what the message says was expected.
 * @param {Parameter} parameter
 * @returns {Refusal[]}
 */
function refusals(parameter) {
  switch (parameter.type) {
    case 'integer':
    case 'number': {
      const { type, min, max } = parameter;
      const expected = `${type} between ${min} and ${max}`;
      const values = [...NONSENSE, min - 0.001, max + 1, Infinity, -Infinity, true, `${min}`, [min]];
      if (type === 'integer') values.push(min + 0.5);
      return values.map((value) => ({ value, expected }));
    }
    case 'boolean':
      return [...NONSENSE, 0, 1, 'true'].map((value) => ({ value, expected: 'boolean' }));
    case 'enum': {
      const expected = `one of ${parameter.values.join(', ')}`;
      const values = [...NONSENSE, 0, true, parameter.values[0].toUpperCase(), [parameter.values[0]]];
      return values.map((value) => ({ value, expected }));
    }
    case 'numbers': {
      const { name, lengths, broadcast, named, min, max } = parameter;
      const names = named ? ` or one of ${Object.keys(named).join(', ')}` : '';
      const array = `array of ${some(lengths)} numbers between ${min} and ${max}`;
      const element = `number between ${min} and ${max}`;
      const whole = broadcast ? `${element} or ${array}` : array + names;
      const tooLong = Math.max(...lengths) + 1;
      const wrong = [
        null,
        'nonsense',
        'constructor',
        true,
        {},
        [],
        Array(tooLong).fill(0),
        new Float32Array(tooLong),
        { length: -1 },
      ];
      const found = wrong.map((/** @type {unknown} */ value) => ({ value, expected: whole }));
      const inside = [min - 1, max + 1, Number.NaN, '0', null, undefined, true];
      for (const length of lengths) {
        for (const bad of inside) {
          const value = [...Array(length - 1).fill(Math.max(0, min)), bad];
          found.push(/** @type {any} */ ({ value, name: `${name}[${length - 1}]`, received: bad, expected: element }));
        }
      }
      const single = broadcast ? element : whole;
      for (const value of [Number.NaN, max + 1]) found.push({ value, expected: single });
      return found;
    }
    case 'table': {
      const { name, lengths, min, max } = parameter;
      const expected = `array of ${some(lengths)} numbers between ${min} and ${max}`;
      const values = [...NONSENSE, undefined, Array(Math.max(...lengths) + 1).fill(min)];
      const bad = [max + 1, ...Array(lengths[0] - 1).fill(max)];
      return [
        ...values.map((value) => ({ value, expected })),
        { value: bad, name: `${name}[0]`, received: max + 1, expected: `number between ${min} and ${max}` },
      ];
    }
  }
}

/** The parameters that have no default. @param {import('../../dist/bindings/index.js').Kernel} kernel */
const needed = ({ parameters }) =>
  Object.fromEntries(
    parameters.flatMap((p) => (p.type === 'table' ? [[p.name, Array(p.lengths[0]).fill(p.min)]] : [])),
  );

/** @param {Refusal} refusal @param {string} parameter */
function messageOf(refusal, parameter) {
  const came = received('received' in refusal ? refusal.received : refusal.value);
  return `Expected ${refusal.expected} for ${refusal.name ?? parameter} but received ${came}`;
}

/** @param {unknown} value */
function received(value) {
  let shown;
  try {
    shown = String(value);
  } catch {
    shown = '[object Object]';
  }
  const text = shown.length > 60 ? `${shown.slice(0, 60)}…` : shown;
  return `${text} of type ${value === null ? 'null' : typeof value}`;
}

for (const options of ALL_LANES) {
  test(`bad parameters are refused: ${options.lane}`, async () => {
    const engine = await createEngine(options);
    const image = randomImage(engine, 8, 4);
    let count = 0;
    for (const kernel of registry.kernels) {
      for (const parameter of kernel.parameters) {
        for (const refusal of refusals(parameter)) {
          const expected = {
            name: 'ImageError',
            code: 'INVALID_ARGUMENT',
            message: messageOf(refusal, parameter.name),
          };
          const params = { ...needed(kernel), [parameter.name]: refusal.value };
          const operands = kernel.second ? [image, image] : [image];
          assert.throws(() => engine.run(kernel.name, image, engine.createImage(8, 4), params), expected);
          assert.throws(() => /** @type {any} */ (engine)[kernel.name](...operands, params), expected);
          assert.throws(() => engine.outputSize(kernel.name, 8, 4, params), expected);
          count++;
        }
      }
      assert.throws(() => engine.run(kernel.name, image, engine.createImage(8, 4), { sigmoid: 1 }), {
        code: 'INVALID_ARGUMENT',
        message: /^Expected (any of .+|no parameter) for params but received sigmoid of type string$/,
      });
      assert.throws(() => engine.run(kernel.name, image, engine.createImage(8, 4), /** @type {any} */ (5)), {
        code: 'INVALID_ARGUMENT',
        message: 'Expected object for params but received 5 of type number',
      });
    }
    assert.ok(count > 100);
    engine.dispose();
  });

  test(`the ends of each range are accepted: ${options.lane}`, async () => {
    const engine = await createEngine(options);
    const image = randomImage(engine, 8, 4);
    for (const kernel of registry.kernels) {
      for (const parameter of kernel.parameters) {
        if (!('min' in parameter) || parameter.role) continue;
        for (const end of parameter.typical ?? [parameter.min, parameter.max]) {
          const values = 'lengths' in parameter ? parameter.lengths.slice(0, 8).map((n) => Array(n).fill(end)) : [end];
          for (const value of values) {
            const params = { ...needed(kernel), [parameter.name]: value };
            const operands = kernel.second ? [image, image] : [image];
            /** @type {any} */ (engine)[kernel.name](...operands, params).release?.();
          }
        }
      }
    }
    engine.dispose();
  });
}

/** The product of a column and a row. @param {number[]} column @param {number[]} row */
const outer = (column, row) => column.flatMap((a) => row.map((b) => a * b));

const DIFFERENCE = [-1, 0, 1];
// OpenCV's getDerivKernels, a central difference along and smoothing across; and its Laplacian with ksize 1.
const WEIGHTS = {
  sobelX: outer([1, 2, 1], DIFFERENCE),
  sobelY: outer(DIFFERENCE, [1, 2, 1]),
  scharrX: outer([3, 10, 3], DIFFERENCE),
  scharrY: outer(DIFFERENCE, [3, 10, 3]),
  laplacian: [0, 1, 0, 1, -4, 1, 0, 1, 0],
};

for (const options of ALL_LANES) {
  test(`names stand for weights: ${options.lane}`, async () => {
    const engine = await createEngine(options);
    const image = randomImage(engine, 19, 7);
    const parameter = registry.kernels.find(({ name }) => name === 'convolve')?.parameters[0];
    assert.deepEqual(Object.keys(/** @type {any} */ (parameter).named), Object.keys(WEIGHTS));
    for (const [name, kernel] of Object.entries(WEIGHTS)) {
      const byName = engine.convolve(image, { kernel: /** @type {any} */ (name), offset: 128 });
      const byWeights = engine.convolve(image, { kernel, offset: 128 });
      assert.deepEqual(engine.toPixels(byName), engine.toPixels(byWeights), name);
    }
    engine.dispose();
  });
}

test('the message is the one that is documented', async () => {
  const engine = await createEngine({ lane: 'js' });
  const image = randomImage(engine, 4, 4);
  assert.throws(
    () => engine.blur(image, { sigma: 0 }),
    (error) =>
      error instanceof ImageError &&
      error instanceof Error &&
      error.message === 'Expected number between 0.3 and 1000 for sigma but received 0 of type number',
  );
  engine.dispose();
});

test('typed arrays and single numbers are taken for lists, and the caller keeps its own', async () => {
  const engine = await createEngine({ lane: 'js' });
  const image = randomImage(engine, 5, 5);
  const expected = engine.toPixels(engine.linear(image, { a: [2, 2, 2], b: [-7, -7, -7] })).data;
  const offsets = new Float32Array([-7, -7, -7]);
  assert.deepEqual(engine.toPixels(engine.linear(image, { a: 2, b: offsets })).data, expected);
  assert.deepEqual(offsets, new Float32Array([-7, -7, -7]));
  engine.dispose();
});
