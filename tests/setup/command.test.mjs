// `npm run setup` as a command.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { describe, test } from 'node:test';
import { bin, cache, repoRoot } from './scratch.mjs';

describe('the command', () => {
  const command = (...args) =>
    spawnSync(process.execPath, [path.join(repoRoot, 'scripts', 'setup.mjs'), ...args], {
      encoding: 'utf8',
      env: { ...process.env, PATH: bin, PIXLANE_CACHE: cache },
    });

  test('--help names every part', () => {
    const { status, stdout } = command('--help');
    assert.equal(status, 0);
    for (const part of ['tools', 'toolchain', 'sources', 'photos', 'browsers', 'node'])
      assert.match(stdout, new RegExp(`^  ${part} `, 'm'));
  });

  test('a failure is one line on stderr, no stack, exit code 1', () => {
    const { status, stderr } = command('toolchains');
    assert.equal(status, 1);
    assert.equal(stderr.trimEnd().split('\n').length, 1);
    assert.match(stderr, /no part "toolchains".*toolchain/);
  });
});
