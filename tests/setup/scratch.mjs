// What the tests of set-up share: before each test an empty folder, and in it a cache, a repository and a PATH of few programs.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach } from 'node:test';
import { fileURLToPath } from 'node:url';
import { which } from '../../scripts/setup/run.mjs';
import { readPins, SetupError, setup } from '../../scripts/setup.mjs';

export const repoRoot = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
export const savedPath = process.env.PATH;
export const real = Object.fromEntries(['tar', 'gzip', 'dpkg', 'sh', 'cp'].map((name) => [name, which(name)]));

export let folder;
export let bin;
export let cache;
export let repo;

beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'pixlane-setup-'));
  [bin, cache, repo] = ['bin', 'cache', 'repo'].map((name) => path.join(folder, name));
  mkdirSync(bin);
  mkdirSync(repo);
  for (const [name, file] of Object.entries(real)) if (file) symlinkSync(file, path.join(bin, name));
  process.env.PATH = bin;
  delete process.env.EMSDK;
});

afterEach(() => {
  process.env.PATH = savedPath;
  rmSync(folder, { recursive: true, force: true });
});

export function program(name, script) {
  writeFileSync(path.join(bin, name), `#!${real.sh}\n${script}\n`);
  chmodSync(path.join(bin, name), 0o755);
}

export const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');
export const withPins = (change) => change(structuredClone(readPins()));

export async function fails(parts, pins, ...patterns) {
  await assert.rejects(setup(parts, { cache, repo, pins }), (error) => {
    assert.ok(error instanceof SetupError, error.stack);
    assert.doesNotMatch(error.message, /\n/, 'one line');
    assert.ok(error.wayOut.length > 10, 'it names a way out');
    for (const pattern of patterns) assert.match(error.message, pattern);
    return true;
  });
}

/** A library of our own with one file, and the pins of it. */
export function library(text = 'hello') {
  const made = path.join(folder, 'library-1.0');
  mkdirSync(made, { recursive: true });
  writeFileSync(path.join(made, 'LICENSE'), 'do what you like');
  writeFileSync(path.join(made, 'code.c'), text);
  const tarball = path.join(folder, 'library.tar.gz');
  assert.equal(
    spawnSync(real.tar, ['-czf', tarball, '-C', folder, 'library-1.0'], { env: { PATH: savedPath } }).status,
    0,
  );
  const bytes = readFileSync(tarball);
  return { bytes, hash: sha256(bytes) };
}

export const libraryPins = (hash, url) =>
  withPins((pins) => ({
    ...pins,
    sources: [
      {
        name: 'library',
        version: '1.0',
        licences: ['LICENSE'],
        debian: { source: 'library', tarball: 'library_1.0.orig.tar.gz', sha256: hash },
        upstream: { url, sha256: hash },
      },
    ],
  }));

/** Serves `answer(request, response)` on the loopback address while `work` runs. */
export async function served(answer, work) {
  const server = createServer(answer);
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    return await work(`http://127.0.0.1:${server.address().port}/library.tar.gz`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}
