// The cache folder: its lock, its disk, what it is told to hold.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { needDisk, withLock } from '../../scripts/setup/cache.mjs';
import { readPins } from '../../scripts/setup.mjs';
import { cache, folder, repoRoot } from './scratch.mjs';

describe('the lock', () => {
  test('keeps two set-ups apart', async () => {
    const log = path.join(folder, 'log');
    writeFileSync(log, '');
    const module = path.join(repoRoot, 'scripts', 'setup', 'cache.mjs');
    const code = `import { appendFileSync } from 'node:fs'; import { withLock } from ${JSON.stringify(module)};
      await withLock(${JSON.stringify(cache)}, async () => {
        appendFileSync(${JSON.stringify(log)}, 'in ');
        await new Promise((resolve) => setTimeout(resolve, 100));
        appendFileSync(${JSON.stringify(log)}, 'out ');
      }, { pollMs: 10 });`;
    await Promise.all(
      Array.from(
        { length: 4 },
        () =>
          new Promise((resolve, reject) => {
            spawn(process.execPath, ['--input-type=module', '-e', code]).on('exit', (status) =>
              status === 0 ? resolve() : reject(new Error(`exit ${status}`)),
            );
          }),
      ),
    );
    assert.equal(readFileSync(log, 'utf8'), 'in out '.repeat(4));
    assert.ok(!existsSync(path.join(cache, 'lock')));
  });

  test('of a process that is gone, or whose number another one has, is taken over', async () => {
    mkdirSync(cache);
    const gone = spawnSync(process.execPath, ['-e', '']).pid;
    for (const holder of [
      JSON.stringify({ pid: gone, startedAt: 1 }),
      JSON.stringify({ pid: process.pid, startedAt: 1 }),
      'half a li',
    ]) {
      writeFileSync(path.join(cache, 'lock'), holder);
      assert.equal(await withLock(cache, async () => 'done'), 'done');
    }
    assert.deepEqual(readdirSync(cache), []);
  });

  test('is given back when the work fails', async () => {
    await assert.rejects(
      withLock(cache, async () => {
        throw new Error('no');
      }),
      /no/,
    );
    assert.ok(!existsSync(path.join(cache, 'lock')));
  });
});

test('a cache folder that cannot be made is named', () => {
  writeFileSync(path.join(folder, 'file'), '');
  assert.throws(
    () => needDisk(path.join(folder, 'file', 'cache'), 1, 'anything'),
    /file\/cache cannot be made.*PIXLANE_CACHE/,
  );
});

test('every pin has a hash, and every Debian suite is named once', () => {
  const pins = readPins();
  for (const { name, debian, upstream, licences } of pins.sources) {
    assert.match(debian.sha256, /^[0-9a-f]{64}$/, name);
    assert.match(upstream.sha256, /^[0-9a-f]{64}$/, name);
    assert.ok(licences.length > 0, name);
  }
  for (const { name, sha256: hash } of pins.photos.files) assert.match(hash, /^[0-9a-f]{64}$/, name);
  for (const suite of [pins.suites.new, pins.suites.old]) {
    for (const file of readdirSync(path.join(repoRoot, 'scripts', 'setup'))) {
      assert.ok(
        !readFileSync(path.join(repoRoot, 'scripts', 'setup', file), 'utf8').includes(suite),
        `${file} names ${suite}`,
      );
    }
  }
});
