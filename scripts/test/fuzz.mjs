// @ts-check
// The stage of `npm test` that fuzzes: each target counts as a test.
import { build } from '../build.mjs';
import { canFuzz, describe, fuzz, TARGETS } from '../fuzz.mjs';

/** Seconds of each target, as many at a time as there are cores: what reads files gets a minute. */
const SECONDS = 60;
const FURTHER_SECONDS = 20;
/** @type {readonly (keyof typeof TARGETS)[]} */
const FURTHER = ['options', 'animation', 'transform', 'icc', 'deflate'];

/** @returns {Promise<import('./lint.mjs').Count>} */
export async function fuzzTests() {
  const targets = /** @type {(keyof typeof TARGETS)[]} */ (Object.keys(TARGETS));
  const count = { passed: 0, failed: 0, skipped: 0 };
  if (!(await canFuzz())) {
    console.log("skipped: clang's runtime for libFuzzer is missing; the package libclang-rt-dev has it");
    return { ...count, skipped: targets.length };
  }
  await build(['fuzz']);
  const secondsOf = (/** @type {keyof typeof TARGETS} */ target) =>
    FURTHER.includes(target) ? FURTHER_SECONDS : SECONDS;
  await fuzz(targets, secondsOf, (outcome) => {
    if (outcome.ok) count.passed++;
    else {
      count.failed++;
      console.log(outcome.report);
    }
    console.log(describe(outcome));
  });
  return count;
}
