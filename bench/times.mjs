#!/usr/bin/env node
// How long `npm test` and `npm run race` take in a fresh clone, with an empty cache and with a full one: bench/results/times.json,
// from which scripts/table.mjs fills the README. What is committed is measured; what is not, is not.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT } from '../scripts/files.mjs';
import { RESULTS } from './results.mjs';

const COMMANDS = [
  ['npm', 'test'],
  ['npm', 'run', 'race'],
];

const CACHES = ['empty', 'full'];
const FILE = join(RESULTS, 'times.json');

const HELP = `node bench/times.mjs [--keep] [--command "npm test"] [--cache empty] [--folder FOLDER]

Clones the last commit twice a command (four full runs: an hour or more), and writes what each took to bench/results/times.json as soon as
it has passed. Debian packages that set-up installs (browsers, clang-tidy) stay installed: the times of an empty cache do not hold them.

  --command TEXT   only this one
  --cache WHICH    only with the cache empty, or only with it full
  --folder FOLDER  where the clones and caches go, instead of a temporary folder; a full cache left there by --keep is used
  --keep           leaves the clones and the caches, for a look
`;

const { values } = parseArgs({
  options: {
    keep: { type: 'boolean' },
    command: { type: 'string' },
    cache: { type: 'string' },
    folder: { type: 'string' },
    help: { type: 'boolean', short: 'h' },
  },
});

if (values.help) process.stdout.write(HELP);
else await main();

async function main() {
  const folder = values.folder ?? mkdtempSync(join(tmpdir(), 'pixlane-times-'));
  try {
    const commands = COMMANDS.filter((words) => values.command === undefined || values.command === words.join(' '));
    const caches = CACHES.filter((cache) => values.cache === undefined || values.cache === cache);
    if (commands.length === 0) throw new Error(`there is no command ${values.command}`);
    if (caches.length === 0) throw new Error(`a cache is ${CACHES.join(' or ')}, not ${values.cache}`);
    for (const words of commands) {
      const command = words.join(' ');
      const cache = join(folder, `cache-${words.at(-1)}`);
      for (const which of caches) {
        if (which === 'empty') rmSync(cache, { recursive: true, force: true });
        const seconds = await inFreshClone(words, folder, cache);
        console.log(`${command}: ${seconds} s with a cache that was ${which}`);
        record(command, { [`${which}CacheSeconds`]: seconds });
      }
    }
  } catch (error) {
    console.error(`times: ${/** @type {Error} */ (error).message}`);
    process.exitCode = 1;
  } finally {
    if (values.keep) console.log(`kept: ${folder}`);
    else rmSync(folder, { recursive: true, force: true });
  }
}

/** @param {string} command @param {Record<string, number>} seconds */
function record(command, seconds) {
  const before = existsSync(FILE) ? JSON.parse(readFileSync(FILE, 'utf8')).commands : [];
  const measured = new Map(before.map((/** @type {{ command: string }} */ one) => [one.command, one]));
  measured.set(command, { command, ...measured.get(command), ...seconds });
  const machine = `${cpus().length} cores of ${cpus()[0].model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GB`;
  const times = { date: new Date().toISOString(), machine, commands: [...measured.values()] };
  writeFileSync(FILE, `${JSON.stringify(times, null, 2)}\n`);
}

/**
 * @param {readonly string[]} words
 * @param {string} folder
 * @param {string} cache pixlane's; npm gets one of its own in it, so that its downloads are part of an empty cache
 * @returns {Promise<number>} seconds
 * @throws Error when the command fails: the time of a failure says nothing
 */
async function inFreshClone([command, ...args], folder, cache) {
  mkdirSync(folder, { recursive: true });
  const clone = mkdtempSync(join(folder, 'clone-'));
  await succeed('git', ['clone', '--quiet', '--no-hardlinks', ROOT, clone], folder, process.env);
  const begin = performance.now();
  const env = {
    ...process.env,
    CI: 'true',
    PIXLANE_CACHE: cache,
    npm_config_cache: join(cache, 'npm'),
    EM_CACHE: undefined,
  };
  await succeed(command, args, clone, env);
  const seconds = Math.round((performance.now() - begin) / 1000);
  if (!values.keep) rmSync(clone, { recursive: true, force: true });
  return seconds;
}

/** @param {string} command @param {readonly string[]} args @param {string} cwd @param {NodeJS.ProcessEnv} env */
function succeed(command, args, cwd, env) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'inherit', 'inherit'] });
    child.once('error', reject);
    child.once('exit', (code, signal) =>
      code === 0
        ? resolve(undefined)
        : reject(new Error(`${[command, ...args].join(' ')} failed (${signal ?? `exit code ${code}`})`)),
    );
  });
}
