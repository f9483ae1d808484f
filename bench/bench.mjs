#!/usr/bin/env node
// @ts-check
// `npm run bench`: Google Benchmark over every raced case, natively and as wasm under Node, in one table.
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from '../scripts/build.mjs';
import { ROOT } from '../scripts/files.mjs';
import { setup } from '../scripts/setup.mjs';
import { toText } from './race/table.mjs';

const HELP = `npm run bench [-- options]

  --benchmark_filter=REGEX    cases to run; the memory copy always runs
  --benchmark_min_time=0.5s   and any other option of Google Benchmark
  --json FILE                 writes { native, wasm }, each as Google Benchmark writes it
`;

/** One source, two hosts; \`copies\` compares each with the memory copy of its own run. */
const HOSTS = {
  native: ['build/native/bench/pixlane_bench'],
  wasm: [process.execPath, 'build/simd/bench/pixlane_bench.cjs'],
};

/**
 * @typedef {{ name: string, real_time: number, time_unit: 'ns' | 'us' | 'ms' | 's', run_type: string }} Benchmark
 * @typedef {{ context: object, benchmarks: Benchmark[] }} Report as Google Benchmark writes it
 */

const { values, tokens } = parseArgs({
  options: { json: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
  strict: false,
  tokens: true,
});

try {
  if (values.help) process.stdout.write(HELP);
  else await main();
} catch (error) {
  const { name, message } = /** @type {Error} */ (error);
  console.error(name === 'SetupError' ? message : `bench: ${message}`);
  process.exitCode = 1;
}

async function main() {
  await setup(['tools', 'test-tools', 'toolchain', 'sources', 'node']);
  await build(['native', 'simd']);
  /** @type {Record<string, Report>} */
  const reports = {};
  for (const [host, command] of Object.entries(HOSTS)) {
    console.error(`\n== ${host}`);
    reports[host] = await runBenchmark(command, join(ROOT, `build/bench-${host}.json`));
  }
  if (typeof values.json === 'string') writeFileSync(values.json, `${JSON.stringify(reports, null, 2)}\n`);
  console.log(toText(joinedTable(reports)));
}

/** @param {readonly string[]} command @param {string} file @returns {Promise<Report>} */
async function runBenchmark([program, ...args], file) {
  mkdirSync(join(ROOT, 'build'), { recursive: true });
  await new Promise((resolve, reject) => {
    const output = [`--benchmark_out=${file}`, '--benchmark_out_format=json'];
    // Its own table goes to stderr: it is the progress.
    const child = spawn(program, [...args, ...output, ...benchmarkOptions()], {
      cwd: ROOT,
      stdio: ['ignore', process.stderr, process.stderr],
    });
    child.once('error', reject);
    child.once('exit', (code) => (code === 0 ? resolve(undefined) : reject(new Error(`${program} ended with ${code}`))));
  });
  const report = JSON.parse(readFileSync(file, 'utf8'));
  delete report.context.host_name;
  delete report.context.executable;
  return report;
}

/** What is not ours goes through; a filter never leaves the yardstick out. @returns {string[]} */
function benchmarkOptions() {
  return tokens.flatMap((token) => {
    if (token.kind !== 'option' || !token.name.startsWith('benchmark_')) return [];
    const value = token.name === 'benchmark_filter' ? `^copy|${token.value}` : token.value;
    return [`--${token.name}=${value}`];
  });
}

const NANOSECONDS = { ns: 1, us: 1e3, ms: 1e6, s: 1e9 };

/** @param {Record<string, Report>} reports @returns {string[][]} */
function joinedTable(reports) {
  const hosts = Object.entries(reports).map(([host, { benchmarks }]) => {
    /** @type {Map<string, number>} */
    const ns = new Map();
    for (const { name, run_type, real_time, time_unit } of benchmarks) {
      if (run_type !== 'iteration') continue;
      // A neighbour on the machine can only slow it down: of several runs of one name the fastest is the truest.
      const base = name.replace(/\/again$/, '');
      ns.set(base, Math.min(ns.get(base) ?? Infinity, real_time * NANOSECONDS[time_unit]));
    }
    return { host, ns, copy: ns.get('copy') ?? NaN };
  });
  const names = [...new Set(hosts.flatMap(({ ns }) => [...ns.keys()]))];
  return [
    ['case', ...hosts.flatMap(({ host }) => [`${host} ns`, 'copies'])],
    ...names.map((name) => [
      name,
      ...hosts.flatMap(({ ns, copy }) => {
        const time = ns.get(name);
        return time === undefined ? ['', ''] : [time.toFixed(0), (time / copy).toFixed(2)];
      }),
    ]),
  ];
}
