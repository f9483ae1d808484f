// The repository's own npm packages, as package-lock.json pins them (npm checks their hashes).
import { existsSync } from 'node:fs';
import path from 'node:path';
import { keyOf, readJson } from './cache.mjs';
import { SetupError } from './errors.mjs';
import { longStep, say } from './log.mjs';
import { npmError } from './npm-packages.mjs';
import { run } from './run.mjs';

// npm's own patience without a network is several minutes.
const NPM_OPTIONS = [
  '--no-audit',
  '--no-fund',
  '--fetch-retries=1',
  '--fetch-retry-mintimeout=2000',
  '--fetch-timeout=60000',
];

export async function nodeDeps({ repo }) {
  const lock = readJson(path.join(repo, 'package-lock.json'));
  if (!lock) {
    say('node', 'no package-lock.json: nothing to install');
    return { packages: 0 };
  }
  if (!matches(repo, lock)) await install(repo, lock);
  const packages = Object.keys(lock.packages).length - 1;
  say('node', `${packages} npm packages as package-lock.json says`);
  return { packages };
}

async function install(repo, lock) {
  const wanted = readJson(path.join(repo, 'package.json'));
  for (const kind of ['dependencies', 'devDependencies']) {
    if (keyOf(wanted[kind] ?? {}) === keyOf(lock.packages[''][kind] ?? {})) continue;
    throw new SetupError(
      `package-lock.json does not fit package.json (${kind}).`,
      'Run "npm install" and commit the lock file.',
    );
  }
  const step = longStep('node', 'installing npm packages');
  const npm = (...args) => run('npm', [...args, ...NPM_OPTIONS], { cwd: repo });
  let result = await npm('ci');
  // npm ci refuses a lock file that lacks optional packages for other systems, as one made with a registry that does not
  // carry them does. Installing without saving takes the same pinned versions and hashes.
  if (result.code !== 0 && /code EUSAGE/.test(result.output)) result = await npm('install', '--no-save');
  if (result.code !== 0) {
    step.abandon();
    throw npmError(result, 'the packages of package-lock.json');
  }
  step.end();
}

/**
 * npm writes down what it installed in node_modules/.package-lock.json, as its last act. Comparing that beats a stamp of
 * our own: it is right as well after somebody's `npm install`, and wrong after an interrupted one.
 */
function matches(repo, lock) {
  const installed = readJson(path.join(repo, 'node_modules', '.package-lock.json'));
  if (!installed) return false;
  return Object.entries(lock.packages).every(([where, { version, integrity, optional, link }]) => {
    if (where === '' || link) return true;
    const there = installed.packages[where];
    // Optional packages for other systems are left out by npm.
    if (!there) return Boolean(optional);
    return there.version === version && there.integrity === integrity && existsSync(path.join(repo, where));
  });
}
