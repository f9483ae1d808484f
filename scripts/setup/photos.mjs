// Photographs for the race, from a Debian package of desktop backgrounds. They stay in the cache folder: their licence
// is not this repository's.
import { copyFileSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { PrivateApt } from './apt.mjs';
import { keyOf, makeFolder, needDisk, readJson, temporaryFolder, withLock, writeJson } from './cache.mjs';
import { SetupError } from './errors.mjs';
import { verify } from './hash.mjs';
import { longStep, say } from './log.mjs';
import { reason, run } from './run.mjs';

const DISK_BYTES = 200e6;

export async function photos({ cache, pins }) {
  const folder = path.join(cache, 'photos');
  const { files } = pins.photos;
  const ready = () =>
    readJson(path.join(folder, 'stamp.json'))?.key === keyOf(pins.photos) &&
    files.every(({ name }) => existsSync(path.join(folder, name)));
  if (!ready()) {
    await withLock(cache, async () => {
      if (ready()) return;
      needDisk(cache, DISK_BYTES, 'the photographs');
      await fetchPhotos(folder, { cache, pins });
    });
  }
  say('photos', `${files.length} (${folder})`);
  return folder;
}

async function fetchPhotos(folder, { cache, pins }) {
  const { package: name, version, file, sha256, copyright, files, folder: inside } = pins.photos;
  const downloads = makeFolder(path.join(cache, 'downloads'));
  const deb = path.join(downloads, file);
  if (!existsSync(deb)) {
    const apt = await new PrivateApt(cache, pins.suites.old).ready();
    const step = longStep('photos', `downloading ${name} ${version}`);
    await apt.download([{ name, version }], downloads, `the photographs (package ${name})`, step);
    step.end();
  }
  await verify(deb, sha256);
  const temporary = temporaryFolder(cache, 'photos');
  const unpacked = path.join(temporary, 'deb');
  mkdirSync(unpacked);
  try {
    const result = await run('dpkg', ['-x', deb, unpacked]);
    if (result.code !== 0)
      throw new SetupError(
        `${file} cannot be unpacked: ${reason(result)}.`,
        'Check the disk in the cache folder, then run set-up again.',
      );
    const take = async (from, to, hash) => {
      const target = path.join(temporary, to);
      copyFileSync(path.join(unpacked, from), target);
      await verify(target, hash, to);
    };
    for (const photo of files) await take(path.join(inside, photo.path), photo.name, photo.sha256);
    await take(copyright.path, 'copyright', copyright.sha256);
    rmSync(unpacked, { recursive: true });
    writeJson(path.join(temporary, 'stamp.json'), { key: keyOf(pins.photos) });
    rmSync(folder, { recursive: true, force: true });
    renameSync(temporary, folder);
    rmSync(deb);
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}
