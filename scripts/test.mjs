#!/usr/bin/env node
// @ts-check
// `npm test`: set-up, build, then every check and test. Ends with one line that sums up all of it.
import { parseArgs } from 'node:util';
import { build } from './build.mjs';
import { setup } from './setup.mjs';
import { fuzzTests } from './test/fuzz.mjs';
import { biome, clangFormat, clangTidy, types } from './test/lint.mjs';
import { nodeTests } from './test/node-tests.mjs';
import { playwrightTests } from './test/playwright.mjs';

/** @typedef {import('./test/lint.mjs').Count} Count */

/** In order; a failing stage does not keep the next ones from running. @type {Record<string, () => Promise<Count>>} */
const STAGES = {
  'clang-format': clangFormat,
  biome,
  types,
  'clang-tidy': clangTidy,
  'node:test': nodeTests,
  fuzz: fuzzTests,
  playwright: playwrightTests,
};

const HELP = `npm test [-- --only STAGE …]     (all stages when none is named)

Set-up and build, then: ${Object.keys(STAGES).join(', ')}.
`;

/** @type {Count} */
const total = { passed: 0, failed: 0, skipped: 0 };
/** @type {string[]} */
const times = [];

const { values } = parseArgs({
  options: { only: { type: 'string', multiple: true }, help: { type: 'boolean', short: 'h' } },
});
const wanted = values.only ?? Object.keys(STAGES);
const unknown = wanted.find((name) => !(name in STAGES));
if (values.help) process.stdout.write(HELP);
else if (unknown) fail(new Error(`there is no stage ${unknown}; there are ${Object.keys(STAGES).join(', ')}`));
else await main();

async function main() {
  const ready = (await stage('set-up', () => prepared(setup()))) && (await stage('build', () => prepared(build())));
  // Without a build nothing else would fail for a reason of its own.
  for (const [name, run] of ready ? Object.entries(STAGES) : []) {
    if (wanted.includes(name)) await stage(name, run);
  }
  console.log(`\n${times.join('\n')}`);
  const { passed, failed, skipped } = total;
  console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
  // Set, not called: what has been printed reaches its pipe first.
  process.exitCode = failed === 0 ? 0 : 1;
}

/** Preparing proves nothing; failing to prepare is a failure. @param {Promise<unknown>} work @returns {Promise<Count>} */
async function prepared(work) {
  await work;
  return { passed: 0, failed: 0, skipped: 0 };
}

/**
 * Runs a stage and adds what it counted; an error of the stage itself counts as a failure.
 * @param {string} name
 * @param {() => Promise<Count>} run
 * @returns {Promise<boolean>} whether nothing failed
 */
async function stage(name, run) {
  console.log(`\n== ${name}`);
  const begin = performance.now();
  /** @type {Count} */
  let count;
  try {
    count = await run();
  } catch (error) {
    fail(/** @type {Error} */ (error));
    count = { passed: 0, failed: 1, skipped: 0 };
  }
  total.passed += count.passed;
  total.failed += count.failed;
  total.skipped += count.skipped;
  const seconds = ((performance.now() - begin) / 1000).toFixed(1);
  times.push(
    `${name.padEnd(14)}${seconds.padStart(7)} s   ${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`,
  );
  return count.failed === 0;
}

/** @param {Error} error */
function fail(error) {
  console.log(error.name === 'SetupError' ? error.message : (error.stack ?? String(error)));
  process.exitCode = 1;
}
