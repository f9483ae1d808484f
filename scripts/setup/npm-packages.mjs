// A few pinned npm packages placed beside a program that imports them, outside this repository's own node_modules.

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { makeFolder, temporaryFolder } from './cache.mjs';
import { SetupError } from './errors.mjs';
import { longStep } from './log.mjs';
import { reason, run } from './run.mjs';

/** `npm pack` only downloads: no lock file, no scripts, no look at the packages' own dependencies. */
export async function npmPackages(packages, folder, cache) {
  const step = longStep('toolchain', `fetching ${packages.map(({ name }) => name).join(', ')} from npm`);
  const temporary = temporaryFolder(cache, 'npm');
  try {
    for (const { name, version, integrity } of packages) {
      const result = await run(
        'npm',
        [
          'pack',
          '--ignore-scripts',
          '--fetch-retries=1',
          '--fetch-retry-mintimeout=2000',
          '--pack-destination',
          temporary,
          `${name}@${version}`,
        ],
        { cwd: temporary },
      );
      const file = path.join(temporary, `${name}-${version}.tgz`);
      if (result.code !== 0 || !existsSync(file)) throw npmError(result, `${name} ${version}`);
      const actual = `sha512-${createHash('sha512').update(readFileSync(file)).digest('base64')}`;
      if (actual !== integrity) {
        throw new SetupError(
          `Wrong hash of the npm package ${name} ${version}: got ${actual}, pinned is ${integrity}.`,
          'Check the npm registry you use (npm config get registry).',
        );
      }
      const unpacked = path.join(temporary, name);
      mkdirSync(unpacked);
      const tar = await run('tar', ['-xzf', file, '--strip-components=1', '--no-same-owner', '-C', unpacked]);
      if (tar.code !== 0)
        throw new SetupError(
          `The npm package ${name} cannot be unpacked: ${reason(tar)}.`,
          'Check the disk, then run set-up again.',
        );
      const target = path.join(makeFolder(path.join(folder, 'node_modules')), name);
      rmSync(target, { recursive: true, force: true });
      renameSync(unpacked, target);
    }
  } catch (error) {
    step.abandon();
    throw error;
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
  step.end();
}

export function npmError(result, what) {
  if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ENETUNREACH|ECONNRESET|network/i.test(result.output)) {
    return new SetupError(
      `No network: npm cannot reach its registry for ${what}.`,
      "Connect (or set npm's proxy), then run set-up again.",
    );
  }
  if (/EINTEGRITY/.test(result.output))
    return new SetupError(
      `Wrong hash: npm got something else than package-lock.json pins for ${what}.`,
      'Check the npm registry you use (npm config get registry).',
    );
  if (/ENOSPC/.test(result.output))
    return new SetupError(`Too little disk for ${what}: npm says ENOSPC.`, 'Free some, then run set-up again.');
  if (/E404/.test(result.output))
    return new SetupError(
      `Missing package: the npm registry has no ${what}.`,
      'Check the npm registry you use (npm config get registry).',
    );
  return new SetupError(`npm failed for ${what}: ${reason(result)}`, 'Run set-up again; npm keeps its own log.');
}
