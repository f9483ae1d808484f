// A private apt: its own lists, its own package cache and an empty idea of what is installed, for one Debian suite. It
// lets anybody, root or not, fetch packages and sources of a newer suite, checked against Debian's signed index by apt
// itself, without touching the machine's own packages.
import { existsSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { debianSource } from './apt-config.mjs';
import { aptError } from './apt-errors.mjs';
import { makeFolder } from './cache.mjs';
import { SetupError } from './errors.mjs';
import { longStep } from './log.mjs';
import { run, which } from './run.mjs';

// The index is fetched again only when it is older than this: testing's index changes four times a day, and a stale one
// names files that the mirror has already dropped.
const INDEX_HOURS = 1;

export const hasApt = () => Boolean(which('apt-get') && which('dpkg'));

/** English messages, whatever the user's language: apt-errors.mjs reads them. */
export const aptEnvironment = () => ({ ...process.env, LC_ALL: 'C.UTF-8', DEBIAN_FRONTEND: 'noninteractive' });

/** apt-get's status lines as progress: `dlstatus:3:41.2:Retrieving file 3 of 7 (2s remaining)`. */
export const aptProgress = (step) => (line) => {
  const found = /^(?:dl|pm)status:[^:]*:([\d.]+):(.*)$/.exec(line);
  if (found) step.update(found[2], Number(found[1]) / 100);
};

export class PrivateApt {
  constructor(cache, suite) {
    if (!hasApt()) {
      throw new SetupError(
        "apt-get was not found: set-up knows only Debian's packages.",
        'Elsewhere install Emscripten 4 or newer (emsdk) and have emcc on PATH or EMSDK set.',
      );
    }
    this.suite = suite;
    this.folder = path.join(cache, 'apt', suite);
  }

  file(...parts) {
    return path.join(this.folder, ...parts);
  }

  options() {
    const settings = {
      'Dir::State': this.file('state'),
      'Dir::State::Lists': this.file('lists'),
      'Dir::State::status': this.file('status'),
      'Dir::State::extended_states': this.file('extended_states'),
      'Dir::Cache': this.file('cache'),
      'Dir::Etc::sourcelist': this.file('pixlane.sources'),
      'Dir::Etc::sourceparts': '/dev/null',
      'Dir::Etc::preferences': '/dev/null',
      'Dir::Etc::preferencesparts': '/dev/null',
      // Root's apt would download as user _apt, who cannot write into root's cache folder.
      'APT::Sandbox::User': 'root',
      // Without this a failed update is a warning and exit code 0.
      'APT::Update::Error-Mode': 'any',
      // The index compressed, and parsed into one cache file instead of two: half the disk.
      'Acquire::GzipIndexes': 'true',
      'Dir::Cache::srcpkgcache': '',
      'Acquire::Languages': 'none',
      'Acquire::Retries': '3',
      'Acquire::http::Timeout': '30',
      'Acquire::https::Timeout': '30',
      'APT::Status-Fd': '1',
      'APT::Get::Assume-Yes': 'true',
      'APT::Install-Recommends': 'false',
    };
    return Object.entries(settings).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
  }

  /** Makes the folders, and fetches the index unless a recent one is there. */
  async ready() {
    const source = debianSource();
    if (!source) {
      throw new SetupError(
        "No Debian mirror was found in this machine's apt configuration.",
        'Add one (a deb line for your release, component main) to /etc/apt/sources.list.',
      );
    }
    for (const name of ['state', 'lists/partial', 'cache/archives/partial']) makeFolder(this.file(name));
    if (!existsSync(this.file('status'))) writeFileSync(this.file('status'), '');
    const signedBy = source.signedBy ? `Signed-By: ${source.signedBy}\n` : '';
    writeFileSync(
      this.file('pixlane.sources'),
      `Types: deb deb-src\nURIs: ${source.uri}\nSuites: ${this.suite}\nComponents: main\n${signedBy}`,
    );
    if (ageInHours(this.file('updated')) < INDEX_HOURS) return this;
    const step = longStep('apt', `fetching Debian's index of ${this.suite}`);
    const result = await this.run('apt-get', ['update'], { onLine: aptProgress(step) });
    if (result.code !== 0) {
      step.abandon();
      throw aptError(result, `Debian's index of ${this.suite}`);
    }
    step.end();
    writeFileSync(this.file('updated'), '');
    utimesSync(this.file('updated'), new Date(), new Date());
    return this;
  }

  /** The next `ready` asks the mirror again: after a 404, say, when the index names what is no longer there. */
  forgetIndex() {
    rmSync(this.file('updated'), { force: true });
  }

  run(command, args, options = {}) {
    return run(command, [...this.options(), ...args], { env: aptEnvironment(), ...options });
  }

  /** Every package that installing `name` would bring: {name, version, arch, file, size}. */
  async closure(name, what) {
    const result = await this.run('apt-get', ['--print-uris', 'install', name]);
    if (result.code !== 0) throw aptError(result, what);
    return [...result.stdout.matchAll(/^'[^']*' (([^_\s]+)_([^_\s]+)_([^_\s]+)\.deb) (\d+)/gm)].map((found) => ({
      file: found[1],
      name: found[2],
      version: decodeURIComponent(found[3]),
      arch: found[4],
      size: Number(found[5]),
    }));
  }

  /**
   * Downloads packages into `folder`; files already there and right are kept, so an interrupted download resumes.
   * @param {{name: string, version?: string}[]} packages
   */
  async download(packages, folder, what, step) {
    makeFolder(folder);
    const names = packages.map(({ name, version }) => (version ? `${name}=${version}` : name));
    const result = await this.run('apt-get', ['download', ...names], { cwd: folder, onLine: aptProgress(step) });
    if (result.code === 0) return;
    step.abandon();
    this.forgetIndex();
    throw aptError(result, what);
  }

  /** Only the upstream tarball: Debian's index names .dsc files that its mirror does not always have. */
  async downloadSource(source, folder, what, step) {
    makeFolder(folder);
    const args = ['source', '--download-only', '--tar-only', source];
    const result = await this.run('apt-get', args, { cwd: folder, onLine: aptProgress(step) });
    if (result.code === 0) return;
    step.abandon();
    this.forgetIndex();
    throw aptError(result, what);
  }

  /** The version of source package `name` whose upstream tarball is `tarball`, or undefined. */
  async sourceVersion(name, tarball) {
    const result = await this.run('apt-cache', ['showsrc', '--only-source', name]);
    const stanza = result.stdout.split('\n\n').find((text) => text.includes(` ${tarball}\n`));
    return stanza && /^Version: (.*)$/m.exec(stanza)?.[1];
  }
}

function ageInHours(file) {
  try {
    return (Date.now() - statSync(file).mtimeMs) / 3.6e6;
  } catch {
    return Infinity;
  }
}
