// @ts-check
// Stages of `npm test` that read sources: formatting, lint, types. A file, or a tool's whole run, counts as a test.
import { existsSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, relative } from 'node:path';
import { CPP, ourFiles, ROOT } from '../files.mjs';
import { run } from '../setup/run.mjs';

/** @typedef {{ passed: number, failed: number, skipped: number }} Count */

const tool = (/** @type {string} */ name) => join(ROOT, 'node_modules/.bin', name);

/** A test a C++ file. @returns {Promise<Count>} */
export function clangFormat() {
  return eachFile(ourFiles(...CPP), (file) => ['clang-format', '--dry-run', '-Werror', file]);
}

/**
 * A test a compiled C++ file of ours. One Highway target stands for all: they are the same source, and each takes its time.
 * @returns {Promise<Count>}
 */
export function clangTidy() {
  const database = join(ROOT, 'build/native/compile_commands.json');
  if (!existsSync(database)) throw new Error('build/native/compile_commands.json is missing: the native build failed');
  const ours = new Set(ourFiles('*.cc'));
  /** @type {{ file: string }[]} */
  const commands = JSON.parse(readFileSync(database, 'utf8'));
  const files = commands.map(({ file }) => relative(ROOT, file)).filter((file) => ours.has(file));
  const oneTarget = ['-UHWY_COMPILE_ALL_ATTAINABLE', '-DHWY_COMPILE_ONLY_STATIC'].map((arg) => `--extra-arg=${arg}`);
  return eachFile(files, (file) => ['clang-tidy', '-p', 'build/native', '--quiet', ...oneTarget, file]);
}

/** Formatting and lint of JavaScript, TypeScript, CSS and JSON. @returns {Promise<Count>} */
export function biome() {
  return eachRun([[tool('biome'), 'ci', '--max-diagnostics=50', '--colors=off']]);
}

/** A test a project: the package and its tests, the page, and what runs it all. @returns {Promise<Count>} */
export function types() {
  return eachRun(
    ['tsconfig.json', 'web/tsconfig.json', 'bench/tsconfig.json'].map((file) => [tool('tsc'), '-p', file]),
  );
}

/** @param {readonly string[]} files @param {(file: string) => string[]} commandOf @returns {Promise<Count>} */
async function eachFile(files, commandOf) {
  if (files.length === 0) throw new Error('there is no file to check');
  return eachRun(files.map(commandOf));
}

/** As many at once as there are cores. @param {readonly string[][]} commands @returns {Promise<Count>} */
async function eachRun(commands) {
  const count = { passed: 0, failed: 0, skipped: 0 };
  const queue = [...commands];
  const work = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      const [command, ...args] = next;
      const { code, output } = await run(command, args, { cwd: ROOT });
      if (code === 0) count.passed++;
      else {
        count.failed++;
        console.log(`not ok: ${[relative(ROOT, command) || command, ...args].join(' ')}\n${output.trim()}`);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(availableParallelism(), queue.length) }, work));
  return count;
}
