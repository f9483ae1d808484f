#!/usr/bin/env node
import { readFileSync, realpathSync } from 'node:fs';
// Sets up everything that building, testing and racing need. A plain Node script without dependencies, because it runs
// before anything is installed. What it found or made it returns, and writes to build/setup.json.
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { browsers } from './setup/browsers.mjs';
import { cacheFolder, readJson, writeJson } from './setup/cache.mjs';
import { SetupError } from './setup/errors.mjs';
import { say, sinceStart } from './setup/log.mjs';
import { nodeDeps } from './setup/node-deps.mjs';
import { photos } from './setup/photos.mjs';
import { sources } from './setup/sources.mjs';
import { toolchain } from './setup/toolchain.mjs';
import { testTools, tools } from './setup/tools.mjs';

export { emscriptenEnv } from './setup/emscripten-env.mjs';
export { SetupError };

const OLDEST_NODE = 20;
const REPO = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');

// In the order in which they need each other.
const PARTS = {
  tools: { work: tools, help: 'python3, cmake, ninja (Debian packages; root or sudo when one is missing)' },
  'test-tools': { work: testTools, help: 'clang, clang-format, clang-tidy (the same)' },
  toolchain: { work: toolchain, help: 'Emscripten: emcc on PATH or in $EMSDK, or a private one in the cache folder' },
  sources: {
    work: sources,
    help: 'the sources of libjpeg-turbo, libpng, libdeflate, zlib, libwebp, Little CMS, Highway, Google Benchmark',
  },
  photos: { work: photos, help: 'photographs for the race' },
  browsers: {
    work: browsers,
    help: 'Chromium, Firefox, WebKitGTK (Debian packages; root or sudo); a missing one is not raced',
  },
  node: { work: nodeDeps, entry: 'npm', help: 'npm ci, when node_modules is not what package-lock.json says' },
};

const HELP = `node scripts/setup.mjs [part …]     (all parts when none is named)

${Object.entries(PARTS)
  .map(([name, { help }]) => `  ${name.padEnd(11)} ${help}`)
  .join('\n')}

Nothing is done twice. Downloads are checked against the hashes in scripts/sources.json and kept, for all clones, in
$PIXLANE_CACHE, or $XDG_CACHE_HOME/pixlane, or ~/.cache/pixlane; deleting that folder undoes it.
`;

/**
 * @param {string[]} parts names of PARTS; all of them when left out
 * @returns what is where: { emcc, emxx, emcmake, emscripten, cmakeToolchain, EM_CONFIG?, sources: {name: folder}, photos, browsers, … }
 */
export async function setup(
  parts = Object.keys(PARTS),
  { cache = cacheFolder(), repo = REPO, pins = readPins() } = {},
) {
  const unknown = parts.find((part) => !(part in PARTS));
  if (unknown)
    throw new SetupError(`There is no part "${unknown}".`, `The parts are ${Object.keys(PARTS).join(', ')}.`);
  if (Number(process.versions.node.split('.')[0]) < OLDEST_NODE) {
    throw new SetupError(`Node ${process.versions.node} is too old.`, `Install Node ${OLDEST_NODE} or newer.`);
  }
  const file = path.join(repo, 'build', 'setup.json');
  let result = { ...readJson(file), node: process.execPath, cache };
  for (const name of Object.keys(PARTS).filter((part) => parts.includes(part))) {
    const made = await PARTS[name].work({ cache, pins, repo });
    // The toolchain's entries stand at the top, where build scripts look; its EM_CONFIG must not outlive a change of emcc.
    if (name === 'toolchain') delete result.EM_CONFIG;
    result = { ...result, ...(name === 'toolchain' ? made : { [PARTS[name].entry ?? name]: made }) };
    // After each part: what is ready can be used even when a later part fails.
    writeJson(file, result);
  }
  return result;
}

export const readPins = () => JSON.parse(readFileSync(path.join(REPO, 'scripts', 'sources.json'), 'utf8'));

async function main(args) {
  if (args.includes('--help') || args.includes('-h')) return process.stdout.write(HELP);
  await setup(args.length > 0 ? args : undefined);
  return say('set-up', `ready (${sinceStart()})`);
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  main(process.argv.slice(2)).catch((error) => {
    // A fault of our own keeps its stack; what a person can mend is one line.
    process.stderr.write(`${error instanceof SetupError ? error.message : error.stack}\n`);
    process.exitCode = 1;
  });
}
