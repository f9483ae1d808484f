// Set-up's ways to fail and its promises (nothing twice, resumes, never half a result). Only programs that would reach
// out of this machine (apt-get, npm, sudo, a foreign emcc) are replaced, by small scripts on PATH; files, hashes, tar,
// locks and a download server on the loopback address are real.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { debianSource, parseDeb822, parseOneLine } from '../scripts/setup/apt-config.mjs';
import { needDisk, withLock } from '../scripts/setup/cache.mjs';
import { which } from '../scripts/setup/run.mjs';
import { emscriptenEnv, readPins, SetupError, setup } from '../scripts/setup.mjs';

const repoRoot = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const savedPath = process.env.PATH;
const real = Object.fromEntries(['tar', 'gzip', 'dpkg', 'sh', 'cp'].map((name) => [name, which(name)]));

let folder;
let bin;
let cache;
let repo;

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

function program(name, script) {
  writeFileSync(path.join(bin, name), `#!${real.sh}\n${script}\n`);
  chmodSync(path.join(bin, name), 0o755);
}

const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');
const withPins = (change) => change(structuredClone(readPins()));

async function fails(parts, pins, ...patterns) {
  await assert.rejects(setup(parts, { cache, repo, pins }), (error) => {
    assert.ok(error instanceof SetupError, error.stack);
    assert.doesNotMatch(error.message, /\n/, 'one line');
    assert.ok(error.wayOut.length > 10, 'it names a way out');
    for (const pattern of patterns) assert.match(error.message, pattern);
    return true;
  });
}

/** A library of our own with one file, and the pins of it. */
function library(text = 'hello') {
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

const libraryPins = (hash, url) =>
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
async function served(answer, work) {
  const server = createServer(answer);
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    return await work(`http://127.0.0.1:${server.address().port}/library.tar.gz`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

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

describe('packages of the machine', () => {
  const one = (pins) => ({
    ...pins,
    tools: { build: [{ commands: ['wanted-tool'], package: 'wanted-package' }], test: [] },
  });

  const asUser = async (uid, work) => {
    const own = process.getuid;
    process.getuid = () => uid;
    try {
      return await work();
    } finally {
      process.getuid = own;
    }
  };

  test('not root and no sudo: the command to run is named', () =>
    asUser(1000, async () => {
      program('apt-get', 'exit 0');
      await fails(
        ['tools'],
        withPins(one),
        /wanted-tool is missing/,
        /needs root/,
        /"apt-get install wanted-package" as root/,
      );
    }));

  test('not root, with sudo: apt-get goes through it', () =>
    asUser(1000, async () => {
      program(
        'sudo',
        `printf '%s\\n' "$*" >> ${folder}/sudo.log; case "$*" in *install*) ${real.cp} ${bin}/apt-get ${bin}/wanted-tool;; esac`,
      );
      program('apt-get', 'exit 0');
      const { tools } = await setup(['tools'], { cache, repo, pins: withPins(one) });
      assert.equal(tools['wanted-tool'], path.join(bin, 'wanted-tool'));
      assert.match(
        readFileSync(path.join(folder, 'sudo.log'), 'utf8'),
        /^-n env .*apt-get .*install .*wanted-package/m,
      );
    }));

  for (const [name, says, ...patterns] of [
    [
      'no network',
      'E: Failed to fetch http://mirror/x.deb  Temporary failure resolving mirror',
      /No network/,
      /wanted-tool/,
      /Connect/,
    ],
    [
      'a package nobody has',
      'E: Unable to locate package wanted-package',
      /Missing package/,
      /wanted-package/,
      /apt-get update/,
    ],
    ['a wrong hash', 'E: Failed to fetch http://mirror/x.deb  Hash Sum mismatch', /Wrong hash/, /wanted-tool/],
    ['a full disk', 'E: Write error - write (28: No space left on device)', /Too little disk/, /wanted-tool/],
    [
      'a file the mirror has dropped',
      'E: Failed to fetch http://mirror/wanted_1.2.deb  404  Not Found',
      /wanted_1\.2\.deb/,
      /404/,
      /later/,
    ],
    ['another package manager at work', 'E: Could not get lock /var/lib/dpkg/lock-frontend', /Another package manager/],
  ]) {
    test(`${name}: one line that says so`, () =>
      asUser(0, async () => {
        program('apt-get', `echo "${says}" >&2; exit 100`);
        await fails(['tools'], withPins(one), ...patterns);
      }));
  }

  test('no apt-get at all: what to install by other means', async () => {
    rmSync(path.join(bin, 'dpkg'), { force: true });
    await fails(['tools'], withPins(one), /no apt-get/, /wanted-package/);
  });

  test('a browser that cannot be installed is reported, the others are there', () =>
    asUser(0, async () => {
      program('chromium', 'exit 0');
      program(
        'apt-get',
        'case "$*" in *update*) exit 0;; *firefox-esr*) echo "E: Unable to locate package firefox-esr" >&2; exit 100;; *) echo "E: Temporary failure resolving" >&2; exit 100;; esac',
      );
      const { browsers } = await setup(['browsers'], { cache, repo, pins: readPins() });
      assert.equal(browsers.chromium.path, path.join(bin, 'chromium'));
      assert.match(browsers.firefox.missing, /Missing package: .*firefox-esr/);
      assert.match(browsers.webkit.missing, /No network/);
    }));
});

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

describe("the machine's apt configuration", () => {
  test('is read in both its formats', () => {
    const [entry] = parseDeb822(
      '# comment\nTypes: deb deb-src\nURIs: http://mirror.test/debian\n# comment inside\nSuites: bookworm bookworm-updates\nComponents: main\n contrib\nSigned-By: /keys/debian.gpg\n\nEnabled: no\nTypes: deb\nURIs: http://other.test/debian\nSuites: bookworm\nComponents: main\n',
    );
    assert.deepEqual(entry, {
      types: ['deb', 'deb-src'],
      uris: ['http://mirror.test/debian'],
      suites: ['bookworm', 'bookworm-updates'],
      components: ['main', 'contrib'],
      signedBy: '/keys/debian.gpg',
    });
    assert.deepEqual(
      parseOneLine(
        '# deb http://no.test/debian x main\ndeb [arch=amd64 signed-by=/keys/d.gpg] http://mirror.test/debian/ bookworm main contrib # mine\n',
      ),
      [
        {
          types: ['deb'],
          uris: ['http://mirror.test/debian/'],
          suites: ['bookworm'],
          components: ['main', 'contrib'],
          signedBy: '/keys/d.gpg',
        },
      ],
    );
  });

  test('gives the release itself, not security updates or a vendor', () => {
    mkdirSync(path.join(folder, 'sources.list.d'));
    writeFileSync(
      path.join(folder, 'sources.list.d', 'a.list'),
      'deb https://vendor.test/linux/debian bookworm stable\ndeb http://mirror.test/debian-security bookworm-security main\n',
    );
    writeFileSync(path.join(folder, 'sources.list'), 'deb http://mirror.test/debian bookworm main\n');
    assert.equal(debianSource(folder, 'bookworm').uri, 'http://mirror.test/debian');
    assert.equal(debianSource(path.join(folder, 'nothing'), 'bookworm'), undefined);
  });
});

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
