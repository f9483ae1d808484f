// The house is in order: each rule of rules.mjs over the repository, and each shown to catch what it is there for.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { ourFiles, ROOT } from '../../scripts/files.mjs';
import { badEnds, homeless, incomplete, missingLines, tiedToAMachine, tooLong, unfinished } from './rules.mjs';

/** @typedef {import('./rules.mjs').File} File */

/** @type {File[]} */
const files = ourFiles().map((path) => {
  const bytes = readFileSync(join(ROOT, path));
  return { path, text: bytes.includes(0) ? null : bytes.toString('utf8') };
});

/** Others' words: what npm writes, and licences to the letter. */
const QUOTED = ['package-lock.json', 'bench/peers/package-lock.json', 'THIRD-PARTY-NOTICES.txt'];
const written = files.filter(({ path }) => !QUOTED.includes(path));

const registry = JSON.parse(readFileSync(join(ROOT, 'kernels/registry.json'), 'utf8'));
const generated = readFileSync(join(ROOT, 'build/generated/kernels_gen.h'), 'utf8');

test('every file has its room', () => assert.deepEqual(homeless(files), []));
test('every kernel has its C++, its JavaScript and its binding', () => {
  assert.ok(registry.kernels.length > 0);
  assert.deepEqual(incomplete(registry.kernels, files, generated), []);
});
test('tests/README.md has a line for every folder of tests', () => {
  const readme = readFileSync(join(ROOT, 'tests/README.md'), 'utf8');
  const folders = new Set(ourFiles('tests/*/*').map((path) => path.split('/')[1]));
  assert.deepEqual(missingLines([...folders], readme), []);
});
test('files are about one subject', () => assert.deepEqual(tooLong(written), []));
test('nothing is tied to a machine', () => assert.deepEqual(tiedToAMachine(written), []));
test('nothing is left unfinished', () => assert.deepEqual(unfinished(written), []));
test('files end with one newline', () => assert.deepEqual(badEnds(written), []));

const file = (/** @type {string} */ path, /** @type {string} */ text) => [{ path, text }];

test('a file without a room is caught', () => {
  for (const path of [
    'notes.md',
    'kernels/blur.js',
    'js-baseline/blur.cc',
    'src/a.ts',
    'bench/results/a.csv',
    'tests/a.py',
    'bindings/a.js',
  ]) {
    assert.equal(homeless(file(path, '')).length, 1, path);
  }
  for (const path of [
    'kernels/blur.cc',
    'js-baseline/blur-plan.js',
    'tests/page/page.spec.ts',
    '.github/workflows/test.yml',
  ]) {
    assert.deepEqual(homeless(file(path, '')), [], path);
  }
});

test('a kernel that lacks a part is caught', () => {
  const kernels = [{ name: 'blur', file: 'smooth' }];
  const cpp = file(
    'kernels/smooth.cc',
    'namespace pixlane {\nvoid blur(View src, View dst, const BlurParams&, Pool&, Scratch) {}\n}\n',
  );
  const twin = file('js-baseline/smooth.js', 'export function blur(src, dst) {}\n');
  const bound = '#define PIXLANE_KERNELS(X) \\\n  X(resize, ResizeParams) \\\n  X(blur, BlurParams)\n';
  assert.deepEqual(incomplete(kernels, [...cpp, ...twin], bound), []);
  assert.match(incomplete(kernels, twin, bound).join(), /kernels\/smooth\.cc does not define it/);
  assert.match(incomplete(kernels, cpp, bound).join(), /js-baseline\/smooth\.js does not export it/);
  assert.match(incomplete(kernels, [...cpp, ...twin], bound.replace('X(blur', 'X(blurred')).join(), /does not bind it/);
  assert.match(
    incomplete(kernels, [...file('kernels/smooth.cc', 'void blurred(View src, View dst, int)'), ...twin], bound).join(),
    /define/,
  );
  // A second function for 16 bits is a part as well.
  const deep = kernels.map((kernel) => ({ ...kernel, file16: 'smooth16' }));
  assert.match(incomplete(deep, [...cpp, ...twin], bound).join(), /blur16: kernels\/smooth16\.cc does not define it/);
  assert.match(incomplete(deep, [...cpp, ...twin], bound).join(), /blur16: js-baseline\/smooth16\.js does not export/);
});

test('a file of many subjects is caught', () => {
  assert.equal(tooLong(file('kernels/blur.cc', 'x\n'.repeat(401))).length, 1);
  assert.deepEqual(tooLong(file('kernels/blur.cc', 'x\n'.repeat(400))), []);
  assert.deepEqual(tooLong(file('bench/results/a.json', 'x\n'.repeat(4000))), []);
});

test('a path of a machine and the address of a mirror are caught', () => {
  const at = (/** @type {string} */ folder) => `const a = '/${folder}/me/a.txt';\n`;
  for (const folder of ['home', 'root', 'work', 'tmp', 'Users']) {
    assert.equal(tiedToAMachine(file('scripts/a.mjs', at(folder))).length, 1, folder);
  }
  const address = (/** @type {string} */ host) => `const a = 'https:${'//'}${host}/x';\n`;
  for (const host of ['registry.npmjs.org', 'mirror.example.org', 'deb.debian.org']) {
    assert.equal(tiedToAMachine(file('scripts/a.mjs', address(host))).length, 1, host);
  }
  assert.equal(tiedToAMachine(file('scripts/sources.json', `"mirror": "https:${'//'}example.org/a"\n`)).length, 1);
  for (const text of [
    `"url": "https:${'//'}github.com/a/b"\n`,
    "import a from '../work/a';\n",
    "join(folder, 'tmp/a')\n",
  ]) {
    assert.deepEqual(tiedToAMachine(file('scripts/sources.json', text)), [], text);
  }
});

test('unfinished work is caught', () => {
  for (const word of ['TO' + 'DO', 'FIX' + 'ME'])
    assert.equal(unfinished(file('a.cc', `a\n// ${word}: b\n`)).length, 1, word);
  assert.deepEqual(unfinished(file('a.js', "test('todo');\n")), []);
});

test('a folder of tests without a line is caught', () => {
  assert.deepEqual(missingLines(['parity', 'page'], '| `parity/` | all lanes agree |\n'), ['page']);
});

test('a bad end of a file is caught', () => {
  for (const text of ['a', 'a\n\n', 'a\r\n']) assert.equal(badEnds(file('a.js', text)).length, 1, JSON.stringify(text));
  assert.deepEqual(badEnds(file('a.js', 'a\n')), []);
});
