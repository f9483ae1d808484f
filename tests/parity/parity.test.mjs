// Every compiled lane gives the pixels of the lane js: all kernels, awkward sizes, parameters drawn from the registry.
//
//   PIXLANE_FAULT=lane=simd,kernel=blur   flips a bit in the outputs of that lane and kernel: the suite must fail
//   PIXLANE_SEED=7                        other pixels and parameters
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createEngine, lanes, registry } from '../../dist/bindings/index.js';
import { HIGHEST, LARGER, parityCases, rangeOf, WIDEST } from './cases.mjs';
import { compareCase, compareLanes, describeFailure, LANES, parseFault, runCase } from './core.mjs';
import { saveFailure } from './failure-files.mjs';
import { ALPHA_KINDS } from './random.mjs';

/** @typedef {import('../../dist/bindings/index.js').Engine} Engine */

const SEED = Number(process.env.PIXLANE_SEED ?? 1);
const SHOWN = 5;

const fault = parseFault(process.env.PIXLANE_FAULT);
const cases = parityCases(registry, SEED);

/** @param {import('./core.mjs').LaneChoice} choice */
const openEngine = (choice) => createEngine(choice);

/** @type {Engine} */
let reference;
/** @type {Engine[]} */
let engines;

before(async () => {
  reference = await openEngine({ lane: 'js' });
  engines = await Promise.all(LANES.map(openEngine));
});

after(() => {
  for (const engine of [reference, ...(engines ?? [])]) engine?.dispose();
});

test('Node runs every lane', () => {
  assert.deepEqual(
    lanes().filter(({ available }) => !available),
    [],
  );
  for (const [i, { lane, threads = 1 }] of LANES.entries()) {
    assert.equal(engines[i].info.lane, lane);
    assert.equal(engines[i].info.threads, threads);
  }
});

for (const kernel of registry.kernels) {
  test(`all lanes agree on ${kernel.name}`, () => {
    const failures = [];
    for (const one of cases) {
      if (one.kernel !== kernel.name) continue;
      const expected = runCase(reference, one);
      for (const [i, engine] of engines.entries()) {
        const failure = compareCase(engine, LANES[i], one, expected, registry, fault);
        if (failure) failures.push(failure);
      }
    }
    for (const [i, failure] of failures.slice(0, SHOWN).entries()) saveFailure(failure, `${kernel.name}-${i}`);
    const lines = failures.slice(0, SHOWN).map(describeFailure);
    assert.equal(failures.length, 0, `${failures.length} outputs differ, the first ones:\n${lines.join('\n')}`);
  });
}

test('the cases meet every width, height, alpha and end of a range with every kernel', () => {
  for (const { name, parameters } of registry.kernels) {
    const own = cases.filter(({ kernel }) => kernel === name);
    const widths = new Set(own.map(({ srcWidth }) => srcWidth));
    const heights = new Set(own.map(({ srcHeight }) => srcHeight));
    for (let width = 1; width <= WIDEST; width++) assert.ok(widths.has(width), `${name} at width ${width}`);
    for (let height = 1; height <= HIGHEST; height++) assert.ok(heights.has(height), `${name} at height ${height}`);
    for (const [width, height] of LARGER) {
      assert.ok(own.some(({ srcWidth, srcHeight }) => srcWidth === width && srcHeight === height));
    }
    for (const alpha of ALPHA_KINDS)
      assert.ok(
        own.some(({ alphaKind }) => alphaKind === alpha),
        `${name}, ${alpha}`,
      );
    for (const parameter of parameters) {
      // Sizes and places depend on the source.
      if (parameter.role) continue;
      /** @type {unknown[]} */
      const values = own.map(({ params }) => params[parameter.name]);
      const wanted =
        parameter.type === 'enum'
          ? parameter.values
          : parameter.type === 'boolean'
            ? [true, false]
            : parameter.type === 'table'
              ? [parameter.min, parameter.max]
              : rangeOf(parameter);
      for (const value of wanted) {
        const met = values.some((v) => v === value || (Array.isArray(v) && v.every((each) => each === value)));
        assert.ok(met, `${name}: ${parameter.name} = ${value}`);
      }
      const optional = parameter.default !== undefined;
      assert.ok(!optional || values.includes(undefined), `${name}: ${parameter.name} by default`);
    }
  }
});

test('one wrong bit in one lane is caught, and only there', async () => {
  const few = cases.filter(({ kernel }) => kernel === 'blur' || kernel === 'flip').slice(0, 40);
  const failures = [];
  const found = compareLanes({
    openEngine,
    lanes: [{ lane: 'scalar' }, { lane: 'simd' }],
    cases: few,
    registry,
    fault: { lane: 'simd', kernel: 'blur' },
  });
  for await (const failure of found) failures.push(failure);
  const faulty = few.filter(({ kernel }) => kernel === 'blur').length;
  assert.ok(faulty > 0);
  assert.equal(failures.length, faulty);
  for (const { choice, one, message } of failures) {
    assert.equal(choice.lane, 'simd');
    assert.equal(one.kernel, 'blur');
    assert.match(message, /^1 of \d+ values differ, by at most 1; first at x \d+, y \d+, channel [rgba]/);
  }
});
