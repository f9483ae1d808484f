// The libraries' sources: Debian's copy of upstream's tarball, or upstream's own, each with its pinned SHA-256, unpacked
// into the cache folder. Nothing of it is copied into the repository.
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { hasApt, PrivateApt } from './apt.mjs';
import { makeFolder, needDisk, temporaryFolder, withLock } from './cache.mjs';
import { download } from './download.mjs';
import { SetupError } from './errors.mjs';
import { verify } from './hash.mjs';
import { longStep, say } from './log.mjs';
import { reason, run } from './run.mjs';

// Written into each unpacked folder before it gets its name: which tarball it is.
const STAMP = '.pixlane-sha256';
const DISK_BYTES = 150e6;

export async function sources({ cache, pins }) {
  const folder = path.join(cache, 'sources');
  const folderOf = ({ name, version }) => path.join(folder, `${name}-${version}`);
  const missing = () => pins.sources.filter((source) => !unpacked(folderOf(source), source));
  if (missing().length > 0) {
    await withLock(cache, async () => {
      needDisk(cache, DISK_BYTES, "the libraries' sources");
      for (const source of missing()) await fetchOne(source, { cache, pins, target: folderOf(source) });
    });
  }
  say('sources', pins.sources.map(({ name, version }) => `${name} ${version}`).join(', '));
  return Object.fromEntries(pins.sources.map((source) => [source.name, folderOf(source)]));
}

function unpacked(folder, { debian, upstream }) {
  try {
    return [debian.sha256, upstream.sha256].includes(readFileSync(path.join(folder, STAMP), 'utf8').trim());
  } catch {
    return false;
  }
}

async function fetchOne(source, { cache, pins, target }) {
  const { file, sha256 } = await tarballOf(source, { cache, pins });
  await unpack(file, sha256, source, { cache, target });
  rmSync(file, { force: true });
}

/** Debian first (it is what this was tried with, and reachable where only a mirror is), then upstream's release. */
async function tarballOf(source, { cache, pins }) {
  const downloads = makeFolder(path.join(cache, 'downloads'));
  const { debian, upstream } = source;
  let debianFailed = 'this machine has no apt-get';
  if (hasApt()) {
    try {
      return { file: await fromDebian(source, downloads, cache, pins), sha256: debian.sha256 };
    } catch (error) {
      if (!(error instanceof SetupError)) throw error;
      debianFailed = error.problem;
    }
    say('sources', `${source.name} ${source.version}: not from Debian (${debianFailed}); trying upstream`);
  }
  const file = path.join(downloads, `${source.name}-${source.version}.upstream.tar.gz`);
  try {
    return { file: await download(upstream.url, file, upstream.sha256, 'sources'), sha256: upstream.sha256 };
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    throw new SetupError(
      `The sources of ${source.name} ${source.version} cannot be had: from Debian: ${debianFailed} From upstream: ${error.problem}`,
      error.wayOut,
      { cause: error },
    );
  }
}

async function fromDebian({ debian }, downloads, cache, pins) {
  const file = path.join(downloads, debian.tarball);
  if (existsSync(file)) return verify(file, debian.sha256);
  const suite = pins.suites[debian.suite ?? 'new'];
  const apt = await new PrivateApt(cache, suite).ready();
  // Debian's own revision (the -3 of 1.3.2-3) moves while the tarball stays: whichever carries our tarball will do.
  const version = await apt.sourceVersion(debian.source, debian.tarball);
  if (!version) throw new SetupError(`Debian ${suite} no longer has ${debian.tarball}.`);
  const step = longStep('sources', `downloading ${debian.tarball}`);
  await apt.downloadSource(`${debian.source}=${version}`, downloads, debian.tarball, step);
  await verify(file, debian.sha256);
  step.end();
  return file;
}

/** Into a temporary folder first: an interrupted unpacking must never look like a finished one. */
async function unpack(tarball, sha256, { name, licences }, { cache, target }) {
  const temporary = temporaryFolder(cache, name);
  try {
    const result = await run('tar', ['-xzf', tarball, '--strip-components=1', '--no-same-owner', '-C', temporary]);
    if (result.code !== 0) {
      throw new SetupError(
        `${path.basename(tarball)} cannot be unpacked: ${reason(result)}.`,
        'Check the disk in the cache folder, then run set-up again.',
      );
    }
    const lost = licences.find((licence) => !existsSync(path.join(temporary, licence)));
    if (lost)
      throw new SetupError(
        `${path.basename(tarball)} has no ${lost}.`,
        'Correct the licence files of scripts/sources.json.',
      );
    writeFileSync(path.join(temporary, STAMP), `${sha256}\n`);
    makeFolder(path.dirname(target));
    rmSync(target, { recursive: true, force: true });
    renameSync(temporary, target);
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}
