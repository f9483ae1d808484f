// Set-up's ways to fail and its promises (nothing twice, resumes, never half a result). Only programs that would reach
// out of this machine (apt-get, npm, sudo, a foreign emcc) are replaced, by small scripts on PATH; files, hashes, tar,
// locks and a download server on the loopback address are real.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { setup } from '../../scripts/setup.mjs';
import { cache, fails, library, libraryPins, program, repo, served, sha256 } from './scratch.mjs';

describe('the sources', () => {
  test('come from upstream where there is no apt-get, and are not fetched twice', async () => {
    const { bytes, hash } = library();
    let requests = 0;
    await served(
      (_, response) => {
        requests++;
        response.end(bytes);
      },
      async (url) => {
        const pins = libraryPins(hash, url);
        const { sources } = await setup(['sources'], { cache, repo, pins });
        assert.equal(readFileSync(path.join(sources.library, 'code.c'), 'utf8'), 'hello');
        await setup(['sources'], { cache, repo, pins });
        assert.equal(requests, 1);
      },
    );
    assert.deepEqual(readdirSync(path.join(cache, 'downloads')), [], 'the tarball is not kept');
    assert.ok(JSON.parse(readFileSync(path.join(repo, 'build', 'setup.json'))).sources.library);
  });

  test('with another hash than the pinned one are refused and removed', async () => {
    const { bytes } = library();
    await served(
      (_, response) => response.end(bytes),
      (url) =>
        fails(
          ['sources'],
          libraryPins('0'.repeat(64), url),
          /library 1\.0/,
          /Wrong SHA-256/,
          new RegExp(sha256(bytes)),
          /scripts\/sources\.json/,
        ),
    );
    assert.deepEqual(readdirSync(path.join(cache, 'downloads')), []);
    assert.ok(!existsSync(path.join(cache, 'sources', 'library-1.0')));
  });

  test('resume an interrupted download where it stopped', async () => {
    const { bytes, hash } = library('x'.repeat(100) + Math.random());
    const half = Math.floor(bytes.length / 2);
    const ranges = [];
    await served(
      (request, response) => {
        ranges.push(request.headers.range);
        if (!request.headers.range) {
          response.writeHead(200, { 'content-length': bytes.length });
          response.write(bytes.subarray(0, half), () => setTimeout(() => response.destroy(), 50));
          return;
        }
        const from = Number(/bytes=(\d+)-/.exec(request.headers.range)[1]);
        response.writeHead(206, { 'content-length': bytes.length - from });
        response.end(bytes.subarray(from));
      },
      async (url) => {
        const pins = libraryPins(hash, url);
        await fails(['sources'], pins, /No network/, /what was downloaded is kept/);
        const { sources } = await setup(['sources'], { cache, repo, pins });
        assert.ok(existsSync(path.join(sources.library, 'code.c')));
        assert.deepEqual(ranges, [undefined, `bytes=${half}-`]);
      },
    );
  });

  test('half unpacked by a killed set-up do not look finished', async () => {
    const { bytes, hash } = library();
    mkdirSync(path.join(cache, 'tmp', 'library-abc'), { recursive: true });
    mkdirSync(path.join(cache, 'sources', 'library-1.0'), { recursive: true });
    await served(
      (_, response) => response.end(bytes),
      async (url) => {
        const { sources } = await setup(['sources'], { cache, repo, pins: libraryPins(hash, url) });
        assert.ok(existsSync(path.join(sources.library, 'code.c')));
      },
    );
    assert.deepEqual(readdirSync(path.join(cache, 'tmp')), [], 'the leftovers are gone');
  });

  test('of another version replace nothing that was unpacked from other pins', async () => {
    const first = library('one');
    await served(
      (_, response) => response.end(first.bytes),
      (url) => setup(['sources'], { cache, repo, pins: libraryPins(first.hash, url) }),
    );
    const second = library('two');
    await served(
      (_, response) => response.end(second.bytes),
      async (url) => {
        const { sources } = await setup(['sources'], { cache, repo, pins: libraryPins(second.hash, url) });
        assert.equal(readFileSync(path.join(sources.library, 'code.c'), 'utf8'), 'two');
      },
    );
  });

  test('without a network say what was tried', async () => {
    program('apt-get', 'echo "Temporary failure resolving \'mirror\'" >&2; exit 100');
    await served(
      (request) => request.socket.destroy(),
      (url) =>
        fails(
          ['sources'],
          libraryPins('0'.repeat(64), url),
          /library 1\.0 cannot be had/,
          /from Debian: No network/,
          /From upstream: No network/,
        ),
    );
  });
});
