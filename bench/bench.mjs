#!/usr/bin/env node
// `npm run bench`: Google Benchmark over the registry's cases, natively and as wasm under Node, in turns; one table.
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from '../scripts/build.mjs';
import { ROOT } from '../scripts/files.mjs';
import { run } from '../scripts/setup/run.mjs';
import { setup } from '../scripts/setup.mjs';
import { toText } from './race/table.mjs';

/** The yardsticks of pixlane_bench.cc run first and last. */
const AGAIN = /\/again$/;

/** The yardstick of what is raced on 16 bits a channel. */
const COPY_16 = 'copy-16bit';

/** @type {{ kernels: { cases: { name: string, depth?: number }[] }[] }} */
const { kernels } = JSON.parse(readFileSync(join(ROOT, 'kernels/registry.json'), 'utf8'));
/** What has 16 bits a channel, and is measured against the copy of as many. */
const DEEP = new Set([
  COPY_16,
  ...kernels.flatMap(({ cases }) => cases.filter(({ depth }) => depth === 16).map(({ name }) => name)),
]);

const HELP = `npm run bench [-- --filter REGEX] [-- --rounds N] [-- --json FILE]

  --filter REGEX   only these cases, such as blur; the memory copy always runs
  --rounds N       3 when absent; native and wasm take turns, the fastest of all rounds counts
  --json FILE      what Google Benchmark measured in each round

All on one thread. "copies" is the time over that of copying the input, in the same build.
`;

/** @type {Record<string, string[]>} */
const BUILDS = {
  native: [join(ROOT, 'build/native/bench/pixlane_bench')],
  wasm: [process.execPath, join(ROOT, 'build/simd/bench/pixlane_bench.cjs')],
};

/** @typedef {{ name: string, real_time: number, time_unit: string, run_type: string, error_occurred?: boolean, error_message?: string }} Benchmark */
/** @typedef {{ build: string, context: object, benchmarks: Benchmark[] }} Round as Google Benchmark's JSON, with the build's name */

/**
 * @param {readonly Round[]} rounds
 * @returns {string[][]} the heading and a line a case: milliseconds and memory copies, natively and as wasm
 * @throws Error when a build did not measure the copy
 */
export function benchTable(rounds) {
  const builds = [...new Set(rounds.map((round) => round.build))];
  /** @type {Map<string, Map<string, number>>} by build, then case: the fastest, since a neighbour on the machine can only slow it down */
  const fastest = new Map(builds.map((name) => [name, new Map()]));
  for (const round of rounds) {
    const times = /** @type {Map<string, number>} */ (fastest.get(round.build));
    for (const { name, real_time, time_unit, run_type, error_occurred, error_message } of round.benchmarks) {
      if (error_occurred) throw new Error(`${name}: ${error_message}`);
      if (run_type !== 'iteration') continue;
      if (time_unit !== 'ms') throw new Error(`${name} is measured in ${time_unit}, not ms`);
      const key = name.replace(AGAIN, '');
      times.set(key, Math.min(real_time, times.get(key) ?? Number.POSITIVE_INFINITY));
    }
    if (!times.has('copy') || !times.has(COPY_16)) throw new Error(`${round.build}: the memory copy was not measured`);
  }
  const cases = [...new Set([...fastest.values()].flatMap((times) => [...times.keys()]))];
  return [
    ['case', ...builds.flatMap((name) => [`${name} ms`, 'copies'])],
    ...cases.map((name) => [
      name,
      ...[...fastest.values()].flatMap((times) => {
        const ms = times.get(name);
        return ms === undefined
          ? ['', '']
          : [ms.toFixed(2), (ms / /** @type {number} */ (times.get(DEEP.has(name) ? COPY_16 : 'copy'))).toFixed(2)];
      }),
    ]),
  ];
}

/** @param {string} build @param {string | undefined} filter @returns {Promise<Round>} */
async function measure(build, filter) {
  const [command, ...args] = BUILDS[build];
  const only = filter === undefined ? [] : [`--benchmark_filter=^copy|${filter}`];
  const { code, stdout, output } = await run(command, [...args, '--benchmark_format=json', ...only], { cwd: ROOT });
  if (code !== 0) throw new Error(`the benchmark of ${build} failed (exit code ${code}): ${output.slice(-500)}`);
  return { build, ...JSON.parse(stdout) };
}

async function main() {
  const { values } = parseArgs({
    options: {
      filter: { type: 'string' },
      rounds: { type: 'string', default: '3' },
      json: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) return process.stdout.write(HELP);
  const count = Number(values.rounds);
  if (!Number.isInteger(count) || count < 1)
    throw new Error(`--rounds must be a whole number from 1 on, not ${values.rounds}`);
  await setup(['tools', 'test-tools', 'toolchain', 'sources', 'node']);
  await build(['native', 'simd']);
  /** @type {Round[]} */
  const rounds = [];
  for (let round = 1; round <= count; round++) {
    for (const name of Object.keys(BUILDS)) {
      console.error(`bench: ${name}, round ${round} of ${count}`);
      rounds.push(await measure(name, values.filter));
    }
  }
  if (values.json) writeFileSync(values.json, `${JSON.stringify(rounds, null, 2)}\n`);
  return console.log(`\n${cpus()[0]?.model ?? 'unknown processor'}, one thread\n\n${toText(benchTable(rounds))}`);
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  main().catch((error) => {
    console.error(error.name === 'SetupError' ? error.message : `bench: ${error.message}`);
    process.exitCode = 1;
  });
}
