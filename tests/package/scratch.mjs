// The package as its users get it: packed, and installed into a folder of its own outside of the repository.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Packs the package and installs it.
 * @param {string} [template] a folder beside this file that is copied into the new one
 */
export function installPacked(template) {
  const folder = mkdtempSync(join(tmpdir(), 'pixlane-package-'));
  if (template) cpSync(fileURLToPath(new URL(template, import.meta.url)), folder, { recursive: true });
  const [{ filename, files, unpackedSize }] = JSON.parse(
    npm(ROOT, 'pack', '--json', '--ignore-scripts', '--pack-destination', folder),
  );
  const tarball = join(folder, filename);
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'scratch', private: true, type: 'module' }));
  // There are no dependencies, so nothing is asked of a registry.
  npm(folder, 'install', '--offline', '--no-audit', '--no-fund', tarball);
  return {
    folder,
    installed: join(folder, 'node_modules/pixlane'),
    /** @type {string[]} */
    files: files.map((/** @type {{ path: string }} */ { path }) => path),
    /** @type {number} bytes */
    unpackedSize,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** @param {string} cwd @param {string[]} args */
function npm(cwd, ...args) {
  return execFileSync('npm', args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

/**
 * Type-checks a folder with the repository's compiler and its types of Node.
 * @param {string} folder
 */
export function typeCheck(folder) {
  const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
  try {
    const typeRoots = join(ROOT, 'node_modules/@types');
    execFileSync(process.execPath, [tsc, '-p', folder, '--typeRoots', typeRoots], { encoding: 'utf8', stdio: 'pipe' });
    return '';
  } catch (error) {
    return /** @type {{ stdout: string }} */ (error).stdout;
  }
}
