// The registry is the only list of kernels: what it names exists, what exists it names, and what is wrong in it is refused.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Engine } from '../../dist/bindings/engine.js';
import { baseline, baseline16 } from '../../dist/bindings/generated/baseline.js';
import { registry as published } from '../../dist/bindings/index.js';
import { validate } from '../../scripts/generate/validate.mjs';
import { generate } from '../../scripts/generate.mjs';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const read = (/** @type {string} */ name) => readFileSync(join(ROOT, name), 'utf8');

/** @typedef {import('../../dist/bindings/index.js').Registry} Registry */

/** @type {Registry} */
const registry = JSON.parse(read('kernels/registry.json'));

test('what is generated is what the registry says', () => {
  assert.deepEqual(generate(ROOT), []);
  assert.deepEqual(published, registry);
});

test('every kernel has a C++ file, a JavaScript twin of the same name and a method', () => {
  for (const { name, file, file16 } of registry.kernels) {
    for (const one of [{ name, file }, ...(file16 ? [{ name: `${name}16`, file: file16 }] : [])]) {
      assert.ok(existsSync(join(ROOT, `kernels/${one.file}.cc`)), `kernels/${one.file}.cc`);
      const twin = new RegExp(`^export (function|const) ${one.name}\\b`, 'm');
      assert.match(read(`js-baseline/${one.file}.js`), twin, `${one.name} in js-baseline/${one.file}.js`);
    }
    assert.equal(typeof (/** @type {any} */ (Engine.prototype)[name]), 'function');
  }
  assert.deepEqual(
    Object.keys(baseline),
    registry.kernels.map(({ name }) => name),
  );
  assert.deepEqual(
    Object.keys(baseline16),
    registry.kernels.filter(({ depths }) => depths?.includes(16)).map(({ name }) => name),
  );
});

test('every file of twins is used', () => {
  const files = new Set(registry.kernels.flatMap(({ file, file16 }) => [file, file16]));
  const baselines = readdirSync(join(ROOT, 'js-baseline')).filter((name) => name.endsWith('.js'));
  // The package itself asks output-size.js.
  const users = [...baselines.map((name) => `js-baseline/${name}`), 'bindings/kernel-call.ts'];
  const imports = users.map(read).join('\n');
  for (const name of baselines) {
    assert.ok(files.has(name.slice(0, -3)) || imports.includes(`/${name}'`), `js-baseline/${name}`);
  }
});

/** @type {[string, (registry: any) => void, RegExp][]} what is done to the registry, and what is said to that */
const FAULTS = [
  ['a name twice', ({ kernels }) => kernels.push(kernels[0]), /resize: the name stands twice/],
  ['a name of the engine', ({ kernels: [kernel] }) => (kernel.name = 'decode'), /decode: the name is taken/],
  ['a name that is none', ({ kernels: [kernel] }) => (kernel.name = 're size'), /not a camelCase identifier/],
  ['an unknown output', ({ kernels: [kernel] }) => (kernel.output = 'half'), /output must be one of/],
  [
    'a size without width',
    ({ kernels: [kernel] }) => kernel.parameters.shift(),
    /width must be an integer of role size/,
  ],
  ['a default out of range', ({ kernels: [, blur] }) => (blur.parameters[0].default = 0), /the default is not a value/],
  [
    'a typical range outside of the range',
    ({ kernels: [, blur] }) => (blur.parameters[0].typical = [0, 5]),
    /sigma: typical must lie in the range/,
  ],
  ['a role of another output', ({ kernels: [, blur] }) => (blur.parameters[0].role = 'position'), /sigma: bad role/],
  ['a range upside down', ({ kernels: [, blur] }) => (blur.parameters[0].min = 5000), /sigma: min must be below max/],
  ['an unknown type', ({ kernels: [, blur] }) => (blur.parameters[0].type = 'float'), /sigma: type must be one of/],
  [
    'a parameter twice',
    ({ kernels: [, blur] }) => blur.parameters.push(blur.parameters[0]),
    /misnamed or stands twice/,
  ],
  [
    'more than the area holds',
    ({ kernels: [, , convolve] }) => (convolve.parameters[0].lengths = [9, 255]),
    /256 doubles/,
  ],
  [
    'named weights of another length',
    ({ kernels: [, , convolve] }) => convolve.parameters[0].named.laplacian.pop(),
    /kernel: laplacian is not a value of it/,
  ],
  [
    'a case twice',
    ({ kernels: [, blur] }) => blur.cases.push(blur.cases[0]),
    /blur-sigma1 is misnamed or stands twice/,
  ],
  ['an unknown parameter', ({ kernels: [, blur] }) => (blur.cases[0].params.radius = 1), /unknown parameter radius/],
  ['a bad value', ({ kernels: [, blur] }) => (blur.cases[0].params.sigma = 0), /a bad value for sigma/],
  ['no case', ({ kernels: [, blur] }) => (blur.cases = []), /no case to race/],
  ['no formula', ({ kernels: [kernel] }) => (kernel.formula = ''), /there must be a formula/],
  ['an unknown group', ({ kernels: [kernel] }) => (kernel.group = 'Rest'), /group must be one of/],
  ['results of an image', ({ kernels: [kernel] }) => (kernel.results = []), /belong together/],
  [
    'a result of an unknown form',
    ({ kernels }) => (kernels.find((/** @type {any} */ k) => k.results).results[0].as = 'image'),
    /can be bytes or text/,
  ],
  ['16 bits without 8', ({ kernels: [, blur] }) => (blur.depths = [16]), /depths must be \[8\] or \[8, 16\]/],
  ['an output of 12 bits', ({ kernels: [, blur] }) => (blur.outputDepth = 12), /outputDepth must be 8 or 16/],
  [
    'a file for 16 bits of a kernel of 8',
    ({ kernels: [, , convolve] }) => (convolve.file16 = 'convolve16'),
    /file16 names the file/,
  ],
  ['memory for 16 bits without a file', ({ kernels: [, blur] }) => delete blur.file16, /scratch16 goes with file16/],
  ['a case of another depth', ({ kernels: [, , convolve] }) => (convolve.cases[0].depth = 16), /has a depth that/],
  ['no tolerance', ({ kernels: [, blur] }) => (blur.tolerance = undefined), /tolerance must be an integer/],
];

for (const [name, spoil, message] of FAULTS) {
  test(`the generator refuses ${name}`, () => {
    const spoilt = structuredClone(registry);
    validate(spoilt);
    spoil(spoilt);
    assert.throws(() => validate(spoilt), { message });
  });
}
