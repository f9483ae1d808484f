#!/usr/bin/env node
// @ts-check
// `npm run peers`: set-up, build, then pixlane's lane `simd` beside its peers: one run, one thread, the same bytes, outputs checked.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from '../../scripts/build.mjs';
import { ROOT } from '../../scripts/files.mjs';
import { serve } from '../../scripts/serve.mjs';
import { nodeDeps } from '../../scripts/setup/node-deps.mjs';
import { setup } from '../../scripts/setup.mjs';
import { progressLine } from '../race/progress.mjs';
import { HELP, parseOptions } from './options.mjs';
import { environment, versionOf, violations, writeResults } from './results.mjs';
import { report, writeDocument } from './table.mjs';
import { CONTESTANTS, scriptOf } from './tasks.mjs';

const SERVED = join(ROOT, 'build/peers');
const INPUTS = join(SERVED, 'inputs');

try {
  const options = parseOptions(process.argv.slice(2));
  if (options.help) process.stdout.write(HELP);
  else await run(options);
} catch (error) {
  const { name, message } = /** @type {Error} */ (error);
  console.error(name === 'SetupError' ? message : `peers: ${message}`);
  process.exitCode = 1;
}

/** @param {import('./options.mjs').Options} options */
async function run(options) {
  const { photos } = await setup(['tools', 'toolchain', 'sources', 'photos', 'browsers', 'node']);
  await nodeDeps({ repo: fileURLToPath(new URL('.', import.meta.url)) });
  await build(['simd', 'ts']);
  // Only now: they import what set-up has installed.
  const { prepareInputs } = await import('./inputs.mjs');
  const { bundle } = await import('./bundle.mjs');
  const inputs = await prepareInputs(photos, INPUTS, versionOf('sharp'));
  await bundle(SERVED, [
    ...new Set(
      Object.keys(CONTESTANTS)
        .filter((name) => name !== 'native')
        .map(scriptOf),
    ),
  ]);
  const results = await measured(inputs, options);
  const faults = await violations(results);
  if (faults.length > 0) throw new Error(`the results depart from the schema: ${faults.slice(0, 5).join('; ')}`);
  if (options.json) writeResults(results, options.json);
  if (options.save) {
    writeResults(results);
    writeDocument();
  }
  console.log(report(results));
}

/**
 * @param {readonly import('./inputs.mjs').Input[]} inputs
 * @param {import('./options.mjs').Options} options
 * @returns {Promise<import('./results.mjs').Results>}
 */
async function measured(inputs, { tasks, peers, rounds, seed }) {
  const { openPage, PEERS_POLICY } = await import('./browser.mjs');
  const { createMeasurement } = await import('./measure.mjs');
  const { xoroshiro128plus } = await import('pure-rand/generator/xoroshiro128plus');
  const { uniformFloat64 } = await import('pure-rand/distribution/uniformFloat64');
  const generator = xoroshiro128plus(seed);
  const line = progressLine();
  const server = await serve(SERVED, { policy: PEERS_POLICY });
  const rows = [];
  try {
    const page = await openPage(`${server.address}site/`);
    try {
      const found = environment(page.version);
      const measure = createMeasurement(page, inputs, INPUTS, {
        rounds,
        random: () => uniformFloat64(generator),
        peers,
        say: (text) => line.show(text),
      });
      for (const task of tasks) {
        const begin = Date.now();
        rows.push(...(await measure(task)));
        line.say(`${task.name}: ${Math.round((Date.now() - begin) / 1000)} s`);
      }
      return { ...found, rounds, inputs: [...inputs], rows };
    } finally {
      await page.close();
    }
  } finally {
    await server.close();
  }
}
