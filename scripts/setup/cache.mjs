// The user's cache folder: where it is, stamps that say a piece is finished, the lock that keeps two set-ups apart,
// and whether the disk has room.
import { createHash } from 'node:crypto';
import { linkSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { SetupError } from './errors.mjs';
import { megabytes, say } from './log.mjs';

export function cacheFolder(env = process.env) {
  if (env.PIXLANE_CACHE) return path.resolve(env.PIXLANE_CACHE);
  if (env.XDG_CACHE_HOME) return path.join(path.resolve(env.XDG_CACHE_HOME), 'pixlane');
  return path.join(os.homedir(), '.cache', 'pixlane');
}

export function makeFolder(folder) {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw new SetupError(
      `The cache folder ${folder} cannot be made (${error.code}).`,
      'Set PIXLANE_CACHE to a folder you can write to.',
    );
  }
  return folder;
}

export const readJson = (file) => {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
};

/** Never half a file, even when the power goes: written beside it, then renamed over it. */
export function writeJson(file, value) {
  makeFolder(path.dirname(file));
  const temporary = `${file}.${process.pid}`;
  writeFileSync(temporary, `${JSON.stringify(value, null, 2)}\n`);
  renameSync(temporary, file);
}

/** For what is not finished yet: on the cache's own disk, so that it can be renamed into place. Only under the lock. */
export const temporaryFolder = (cache, name) => mkdtempSync(path.join(makeFolder(path.join(cache, 'tmp')), `${name}-`));

/** A short name for "made from exactly these pins". */
export const keyOf = (...pins) => createHash('sha256').update(JSON.stringify(pins)).digest('hex').slice(0, 16);

export function needDisk(folder, bytes, what) {
  makeFolder(folder);
  const disk = statfsSync(folder);
  const free = Number(disk.bavail) * Number(disk.bsize);
  if (free >= bytes) return;
  throw new SetupError(
    `Too little disk for ${what}: ${megabytes(bytes)} are needed in ${folder}, ${megabytes(free)} are free.`,
    'Free some, or set PIXLANE_CACHE to a folder on a larger disk.',
  );
}

/** Runs `work` while holding the cache's lock. A holder that is no longer running is taken over from. */
export async function withLock(cache, work, { pollMs = 500 } = {}) {
  const lock = path.join(makeFolder(cache), 'lock');
  // Written apart and linked into place: nobody ever sees a lock without its owner's number in it.
  const mine = `${lock}.${process.pid}`;
  writeFileSync(mine, JSON.stringify({ pid: process.pid, startedAt: startOf(process.pid) }));
  let told = false;
  try {
    while (!tryLink(mine, lock)) {
      const holder = readJson(lock);
      if (!holder || !alive(holder)) {
        takeAway(lock, holder);
        continue;
      }
      if (!told) say('lock', `another set-up (process ${holder.pid}) is at work in ${cache}; waiting for it …`);
      told = true;
      await sleep(pollMs);
    }
  } finally {
    rmSync(mine, { force: true });
  }
  const release = () => rmSync(lock, { force: true });
  process.once('exit', release);
  try {
    // What a set-up that was killed had half done.
    rmSync(path.join(cache, 'tmp'), { recursive: true, force: true });
    return await work();
  } finally {
    process.removeListener('exit', release);
    release();
  }
}

function tryLink(from, to) {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

/** Two waiters may find the same dead holder: the rename lets only one have it, and a lock taken meanwhile is put back. */
function takeAway(lock, seen) {
  const aside = `${lock}.stale.${process.pid}`;
  try {
    renameSync(lock, aside);
  } catch {
    return;
  }
  if (JSON.stringify(readJson(aside)) !== JSON.stringify(seen)) tryLink(aside, lock);
  rmSync(aside, { force: true });
}

function alive({ pid, startedAt }) {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (error.code === 'ESRCH') return false;
  }
  // The number may belong to another program by now: then it started at another time.
  return startOf(pid) === startedAt;
}

/** When the process started, in the kernel's ticks; 0 where /proc does not tell. */
function startOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]);
  } catch {
    return 0;
  }
}
