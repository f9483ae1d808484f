// Debian packages: what set-up does where one is missing, and how it reads the configuration of apt.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { debianSource, parseDeb822, parseOneLine } from '../../scripts/setup/apt-config.mjs';
import { readPins, setup } from '../../scripts/setup.mjs';
import { bin, cache, fails, folder, program, real, repo, withPins } from './scratch.mjs';

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

  test('a compiler without a header that is wanted of it is not enough', () =>
    asUser(1000, async () => {
      const pins = withPins((all) => ({
        ...all,
        tools: { build: [{ commands: ['wanted-cc'], header: 'a/b.h', package: 'wanted-headers' }], test: [] },
      }));
      program('apt-get', 'exit 0');
      // As compilers do: the name itself for a file that they do not have.
      program('wanted-cc', 'echo include/a/b.h');
      await fails(['tools'], pins, /wanted-cc with a\/b\.h is missing/, /wanted-headers/);
      program('wanted-cc', 'echo /usr/lib/include/a/b.h');
      await setup(['tools'], { cache, repo, pins });
    }));

  test('what only saves time is done without where it cannot be installed', () =>
    asUser(1000, async () => {
      program('apt-get', 'exit 0');
      const optional = (pins) => {
        const { tools, ...rest } = one(pins);
        return { ...rest, tools: { ...tools, build: [{ ...tools.build[0], optional: 'it takes longer' }] } };
      };
      const { tools } = await setup(['tools'], { cache, repo, pins: withPins(optional) });
      assert.deepEqual(tools, {});
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
