// @ts-check
// The repository's own files, as git sees them: what is ignored (builds, downloads, generated code) is not ours to check.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('..', import.meta.url));

/**
 * @param {...string} patterns as git understands them, such as '*.cc'; all files when there is none
 * @returns {string[]} paths from the repository's root, new files included
 */
export function ourFiles(...patterns) {
  const args = ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--', ...patterns];
  const listed = execFileSync('git', args, { cwd: ROOT, encoding: 'utf8', maxBuffer: 1 << 26 }).split('\0');
  return [...new Set(listed)].filter((file) => file !== '' && existsSync(join(ROOT, file))).sort();
}

export const CPP = ['*.cc', '*.h'];
