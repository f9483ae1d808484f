// The npm packages of the repository.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { readPins, setup } from '../../scripts/setup.mjs';
import { cache, fails, folder, program, real, repo } from './scratch.mjs';

describe('npm packages', () => {
  const lock = {
    packages: {
      '': { devDependencies: { a: '1.0.0' } },
      'node_modules/a': { version: '1.0.0', integrity: 'sha512-x' },
      'node_modules/b': { version: '1.0.0', optional: true },
    },
  };
  const write = (name, value) => {
    mkdirSync(path.dirname(path.join(repo, name)), { recursive: true });
    writeFileSync(path.join(repo, name), JSON.stringify(value));
  };
  const installed = { packages: { 'node_modules/a': lock.packages['node_modules/a'] } };

  test('without a lock file there is nothing to do', async () => {
    assert.deepEqual((await setup(['node'], { cache, repo })).node, process.execPath);
  });

  test('npm ci runs when node_modules is not what the lock file says, and only then', async () => {
    write('package.json', { devDependencies: { a: '1.0.0' } });
    write('package-lock.json', lock);
    write('installed.json', installed);
    mkdirSync(path.join(repo, 'node_modules', 'a'), { recursive: true });
    program('npm', `echo "$@" >> ${folder}/npm.log; ${real.cp} installed.json node_modules/.package-lock.json`);
    await setup(['node'], { cache, repo });
    await setup(['node'], { cache, repo });
    assert.match(readFileSync(path.join(folder, 'npm.log'), 'utf8'), /^ci [^\n]*\n$/);
  });

  test('a lock file for another package.json is named', async () => {
    write('package.json', { devDependencies: { a: '2.0.0' } });
    write('package-lock.json', lock);
    await fails(['node'], readPins(), /package-lock\.json does not fit package\.json/, /npm install/);
  });

  test('no network and wrong hashes are told apart', async () => {
    write('package.json', { devDependencies: { a: '1.0.0' } });
    write('package-lock.json', lock);
    program('npm', 'echo "npm error code EAI_AGAIN" >&2; exit 1');
    await fails(['node'], readPins(), /No network: npm/);
    program('npm', 'echo "npm error code EINTEGRITY" >&2; exit 1');
    await fails(['node'], readPins(), /Wrong hash/);
  });
});
