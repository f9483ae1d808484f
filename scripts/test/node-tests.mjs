// @ts-check
// The stage of `npm test` that runs tests/**/*.test.mjs with Node's own runner, and counts from its events.
import { resolve } from 'node:path';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { ourFiles, ROOT } from '../files.mjs';

/** @typedef {import('./lint.mjs').Count} Count */

/** No file may hang the whole run. */
const LONGEST_MS = 20 * 60_000;

/**
 * Files run one after the other: some measure time, some start browsers.
 * @param {readonly string[]} [names] paths from the repository's root
 * @returns {Promise<Count>}
 */
export async function nodeTests(names = ourFiles('tests/*.test.mjs', 'tests/**/*.test.mjs')) {
  const files = names.map((name) => resolve(ROOT, name));
  if (files.length === 0) throw new Error('there is no test file');
  const count = { passed: 0, failed: 0, skipped: 0 };
  const events = run({ files, concurrency: 1, timeout: LONGEST_MS });
  events.on('test:pass', ({ details, skip, todo }) => {
    if (details.type === 'suite') return; // its tests are counted
    if (skip !== undefined || todo !== undefined) count.skipped++;
    else count.passed++;
  });
  // A suite that fails because of its tests says so of each; one that fails by itself (a hook) would not be heard otherwise.
  events.on('test:fail', ({ details }) => {
    const error = /** @type {{ failureType?: string }} */ (details.error);
    if (error.failureType !== 'subtestsFailed') count.failed++;
  });
  const output = events.compose(new spec());
  for await (const text of output) process.stdout.write(text);
  return count;
}
