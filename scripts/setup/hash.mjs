// SHA-256 of files, and the check that every download goes through.
import { createHash } from 'node:crypto';
import { createReadStream, rmSync } from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { SetupError } from './errors.mjs';

export async function sha256(file) {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}

/** Throws, and removes the file (so that the next run fetches it anew), unless it is exactly what was pinned. */
export async function verify(file, expected, what = path.basename(file)) {
  const actual = await sha256(file);
  if (actual === expected) return file;
  rmSync(file, { force: true });
  throw new SetupError(
    `Wrong SHA-256 of ${what}: got ${actual}, pinned is ${expected}; the file was removed.`,
    'Run set-up again; if it stays wrong, the mirror or proxy alters files, or the pin in scripts/sources.json is outdated.',
  );
}
