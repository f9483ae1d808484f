/** Puts the sample photos that set-up fetched where the page finds them, with their list. */
import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * Writes web/public/photos/photos.json and the photos it lists. Without set-up the list is empty, and the page still takes
 * the reader's own files.
 * @returns how many photos there are
 */
export async function placePhotos() {
  const target = join(root, 'web/public/photos');
  await rm(target, { recursive: true, force: true });
  await mkdir(target, { recursive: true });
  const folder = await photosFolder();
  const { photos } = JSON.parse(await readFile(join(root, 'scripts/sources.json'), 'utf8'));
  const list = [];
  for (const { name, width, height } of folder ? photos.files : []) {
    await copyFile(join(folder, name), join(target, name));
    list.push({ name: plainName(name), file: name, width, height });
  }
  await writeFile(join(target, 'photos.json'), `${JSON.stringify(list, null, 2)}\n`);
  return list.length;
}

/** LadyBird of LadyBird.jpg, Elephants of Elephants_5640x3172.jpg. */
function plainName(file) {
  return basename(file, extname(file)).replace(/_\d+x\d+$/, '');
}

/** Where set-up put the photos; null before set-up. */
async function photosFolder() {
  try {
    return JSON.parse(await readFile(join(root, 'build/setup.json'), 'utf8')).photos ?? null;
  } catch (error) {
    if (error.code === 'ENOENT') return null;
    throw error;
  }
}
