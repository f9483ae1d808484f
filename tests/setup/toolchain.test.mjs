// Which Emscripten is used, and what happens when it cannot be had.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { emscriptenEnv, readPins, setup } from '../../scripts/setup.mjs';
import { bin, cache, fails, folder, program, real, repo, withPins } from './scratch.mjs';

describe('the toolchain', () => {
  const emcc = (version) => `echo "emcc (Emscripten gcc/clang-like replacement) ${version} (0123abc)"`;

  test('an emcc on PATH that is new enough is used as it is', async () => {
    program('emcc', emcc('4.0.0'));
    const result = await setup(['toolchain'], { cache, repo });
    assert.equal(result.emcc, path.join(bin, 'emcc'));
    assert.equal(result.emscriptenVersion, '4.0.0');
    assert.equal(result.EM_CONFIG, undefined);
    assert.ok(!existsSync(cache), 'nothing was fetched');
  });

  test('where emcc on PATH is only a script that starts the real one, Emscripten says where it is', async () => {
    program('emcc', emcc('4.0.0'));
    program('em-config', `echo ${folder}`);
    assert.equal((await setup(['toolchain'], { cache, repo })).emscripten, folder);
  });

  test('so is the one in $EMSDK, when that on PATH is too old', async () => {
    program('emcc', emcc('3.1.6'));
    const there = path.join(folder, 'emsdk', 'upstream', 'emscripten');
    mkdirSync(there, { recursive: true });
    writeFileSync(path.join(there, 'emcc'), `#!${real.sh}\n${emcc('5.0.1-git')}\n`, { mode: 0o755 });
    process.env.EMSDK = path.join(folder, 'emsdk');
    const result = await setup(['toolchain'], { cache, repo });
    assert.equal(result.emcc, path.join(there, 'emcc'));
    assert.equal(emscriptenEnv(result, { PATH: '/bin' }).PATH, `${there}:/bin`);
  });

  test('with neither that nor apt-get, the way out is emsdk', async () => {
    program('emcc', emcc('3.1.6'));
    program('python3', 'exit 0');
    await fails(['toolchain'], readPins(), /apt-get was not found/, /emsdk/);
  });

  test('without a network it says so before anything is unpacked', async () => {
    program('python3', 'exit 0');
    program(
      'apt-get',
      'echo "W: Failed to fetch http://mirror/InRelease  Could not connect to mirror:80" >&2; exit 100',
    );
    await fails(['toolchain'], readPins(), /No network|No Debian mirror/);
    assert.ok(!readdirSync(cache).some((name) => name.startsWith('toolchain-')));
  });

  test('too little disk is found out first, in figures', async () => {
    const pins = withPins((all) => ({ ...all, toolchain: { ...all.toolchain, megabytes: 1e9 } }));
    await fails(
      ['toolchain'],
      pins,
      /Too little disk for Emscripten/,
      /1000000000 MB are needed/,
      /MB are free/,
      /PIXLANE_CACHE/,
    );
  });

  test("the private one is not fed with another Emscripten's variables", () => {
    const env = emscriptenEnv(
      { emscripten: '/private', EM_CONFIG: '/private/config' },
      { PATH: '/bin', EM_CACHE: '/other', EMSDK: '/other' },
    );
    assert.deepEqual(env, { PATH: '/private:/bin', EM_CONFIG: '/private/config', EM_NODE_JS: process.execPath });
  });
});
