// `npm test` counts what it ran: a failure, a crash, a failed set-up each end in the closing line and a non-zero exit code.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { ROOT } from '../../scripts/files.mjs';
import { countReport } from '../../scripts/test/playwright.mjs';

const folder = mkdtempSync(join(tmpdir(), 'pixlane-runner-'));
after(() => rmSync(folder, { recursive: true }));

// This process is a test itself; a runner that inherits the mark would refuse to run tests.
const { NODE_TEST_CONTEXT, ...env } = process.env;

/** @param {string} name @param {string} text @returns {Record<string, number>} what the stage counts in a file of tests */
function countOf(name, text) {
  const file = join(folder, name);
  writeFileSync(file, `import { describe, test } from 'node:test';\n${text}\n`);
  const stage = pathToFileURL(join(ROOT, 'scripts/test/node-tests.mjs')).href;
  const runner = join(folder, 'run.mjs');
  writeFileSync(
    runner,
    `import { nodeTests } from '${stage}';\nconsole.log('\\n' + JSON.stringify(await nodeTests([process.argv[2]])));\n`,
  );
  const { stdout } = spawnSync(process.execPath, [runner, file], { env, encoding: 'utf8', timeout: 60_000 });
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
}

test('passed, failed and skipped tests are counted', () => {
  const text = `
    test('a', () => {}); test('b', () => { throw new Error('no'); }); test.skip('c', () => {}); test.todo('d');
    describe('e', () => { test('f', () => {}); test('g', () => { throw new Error('no'); }); });`;
  assert.deepEqual(countOf('mixed.test.mjs', text), { passed: 2, failed: 2, skipped: 2 });
});

test('a file that ends early, or does not load, is a failure', () => {
  assert.equal(countOf('crash.test.mjs', "test('a', () => {}); process.exit(3);").failed, 1);
  assert.equal(countOf('syntax.test.mjs', 'this is no JavaScript').failed, 1);
  assert.equal(countOf('import.test.mjs', "import './none.mjs';").failed, 1);
});

test("Playwright's report is counted", () => {
  const stats = { expected: 5, unexpected: 1, flaky: 1, skipped: 2 };
  assert.deepEqual(countReport({ stats, errors: [new Error('does not load')] }), { passed: 5, failed: 3, skipped: 2 });
});

test('a set-up that fails is counted in the closing line', () => {
  // A copy: a set-up that fails half-way writes into its repository's build/.
  for (const name of ['scripts', 'bench', 'js-baseline', 'tests/codecs', 'package.json'])
    cpSync(join(ROOT, name), join(folder, name), { recursive: true, filter: (file) => !file.includes('node_modules') });
  const { status, stdout } = spawnSync(process.execPath, ['scripts/test.mjs'], {
    cwd: folder,
    env: { ...env, CI: 'true', PIXLANE_CACHE: join(folder, 'package.json', 'cache') },
    encoding: 'utf8',
    timeout: 60_000,
  });
  assert.equal(stdout.trimEnd().split('\n').at(-1), '0 passed, 1 failed, 0 skipped');
  assert.match(stdout, /The cache folder .* cannot be made/);
  assert.equal(status, 1);
});
