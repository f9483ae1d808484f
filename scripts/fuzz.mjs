#!/usr/bin/env node
// @ts-check
// `npm run fuzz`: libFuzzer over the codecs. Prints a line a target; what it found is kept in build/fuzz-finds, what crashes in
// build/fuzz-finds/crashes. `npm test` runs the same for a minute a target.
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from './build.mjs';
import { ROOT } from './files.mjs';
import { LONGEST_INPUT, writeSeeds } from './fuzz/seeds.mjs';
import { run } from './setup/run.mjs';

/** What there is in tests/fuzz/CMakeLists.txt, with the kinds of seeds that it starts from. */
export const TARGETS = {
  jpeg: ['jpeg'],
  png: ['png'],
  webp: ['webp'],
  metadata: ['jpeg', 'png', 'webp', 'icc'],
  encode: ['noise', 'chosen'],
  options: ['chosen'],
  animation: ['webp'],
  transform: ['chosenJpeg'],
  icc: ['icc'],
  deflate: ['zlib', 'noise'],
};

/** @typedef {keyof typeof TARGETS} Target */
/** @typedef {{ target: Target, ok: boolean, runs: number, coverage: number, kept: number, reproducer?: string, report: string }} Outcome */

const FOLDER = join(ROOT, 'build/fuzz-finds');
/** An input that takes longer, or more memory, is a find. Seconds; MB. */
const SLOWEST = 5;
const MOST_MEMORY = 1024;
/** No codec may ask for so much at once under the targets' limits. MB. */
const LARGEST_BLOCK = 128;

/** Whether clang's runtime for libFuzzer is on this machine. */
export async function canFuzz() {
  const { stdout } = await run('clang++', ['-print-runtime-dir']);
  const folder = stdout.trim();
  return existsSync(folder) && readdirSync(folder).some((name) => name.startsWith('libclang_rt.fuzzer'));
}

/**
 * Runs targets, as many at a time as there are cores.
 * @param {readonly Target[]} targets
 * @param {(target: Target) => number} secondsOf
 * @param {(outcome: Outcome) => void} tell as each ends
 */
export async function fuzz(targets, secondsOf, tell) {
  const queue = [...targets];
  const work = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) tell(await fuzzOne(next, secondsOf(next)));
  };
  await Promise.all(Array.from({ length: Math.min(availableParallelism(), queue.length) }, work));
}

/** @param {Target} target @param {number} seconds @returns {Promise<Outcome>} */
async function fuzzOne(target, seconds) {
  const found = join(FOLDER, 'corpus', target);
  const crashes = join(FOLDER, 'crashes');
  for (const folder of [found, crashes]) mkdirSync(folder, { recursive: true });
  const seeds = TARGETS[target].map((kind) => writeSeeds(join(FOLDER, 'seeds', target), kind));
  const flags = {
    max_total_time: seconds,
    timeout: SLOWEST,
    rss_limit_mb: MOST_MEMORY,
    malloc_limit_mb: LARGEST_BLOCK,
    max_len: LONGEST_INPUT,
    artifact_prefix: `${crashes}/${target}-`,
    print_final_stats: 1,
  };
  const args = [...Object.entries(flags).map(([name, value]) => `-${name}=${value}`), found, ...seeds];
  const program = join(ROOT, 'build/fuzz/tests/fuzz', target);
  const env = { ...process.env, UBSAN_OPTIONS: 'print_stacktrace=1' };
  const { code, output } = await run(program, args, { env });
  const number = (/** @type {RegExp} */ what) => Number(output.match(what)?.at(-1)?.match(/\d+/)?.[0] ?? 0);
  return {
    target,
    ok: code === 0,
    runs: number(/number_of_executed_units: *\d+/g),
    coverage: number(/cov: \d+/g),
    kept: readdirSync(found).length,
    reproducer: /Test unit written to (\S+)/.exec(output)?.[1],
    report: output.split('\n').slice(-80).join('\n'),
  };
}

/** @param {Outcome} outcome */
export function describe({ target, ok, runs, coverage, kept, reproducer }) {
  const end = ok ? 'ok' : `FAILED: ${reproducer ? relative(ROOT, reproducer) : 'see above'}`;
  return `${target.padEnd(9)} ${String(runs).padStart(9)} runs, ${coverage} edges, ${kept} inputs kept: ${end}`;
}

const HELP = `npm run fuzz [-- --seconds N --target NAME …]

Builds the preset fuzz and runs its targets, all when none is named: ${Object.keys(TARGETS).join(', ')}; each for N seconds, 600 when
nothing is said. To see what an input does: build/fuzz/tests/fuzz/NAME FILE
`;

async function main() {
  const { values } = parseArgs({
    options: {
      seconds: { type: 'string', default: '600' },
      target: { type: 'string', multiple: true },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  const targets = /** @type {Target[]} */ (values.target ?? Object.keys(TARGETS));
  const unknown = targets.find((name) => !(name in TARGETS));
  if (unknown) throw new Error(`there is no target ${unknown}; there are ${Object.keys(TARGETS).join(', ')}`);
  const seconds = Number(values.seconds);
  if (!(seconds >= 1)) throw new Error('--seconds takes a number from 1');
  await build(['fuzz']);
  const secondsOf = () => seconds;
  await fuzz(targets, secondsOf, (outcome) => {
    if (!outcome.ok) {
      console.log(outcome.report);
      process.exitCode = 1;
    }
    console.log(describe(outcome));
  });
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  main().catch((error) => {
    console.error(`fuzz: ${error.message}`);
    process.exitCode = 1;
  });
}
