/** All lanes agree with the lane js in every engine: each has compilers of its own. */

import type { Driver } from '../../bench/browsers/index.mjs';
import { waitFor } from '../../bench/browsers/index.mjs';
import { registry } from '../../dist/bindings/index.js';
import { parityCases } from '../parity/cases.mjs';
import { LANES } from '../parity/core.mjs';
import { expect, test } from './engine';

const PAGE = 'tests/parity/page/index.html';
const SEED = 1;
/** Node compares every case; a browser every third, still some seventy of each kernel. */
const PART = 3;
/** Patience, not a bound: Chromium takes three minutes on two cores. */
const LONGEST_MS = 420_000;
test.setTimeout(LONGEST_MS + 10_000);

async function outcome(driver: Driver, address: string) {
  await driver.goto(address);
  return JSON.parse(await waitFor(driver, 'document.body?.textContent?.trim()', { longestMs: LONGEST_MS }));
}

test('all lanes agree bit for bit', async ({ driver, isolated }) => {
  const { error, lanes, compared, failed, failures } = await outcome(
    driver,
    `${isolated.address}${PAGE}?seed=${SEED}&part=${PART}`,
  );
  expect(error).toBeUndefined();
  expect(lanes).toEqual(['threads', 'simd', 'scalar', 'js']);
  expect(failures).toEqual([]);
  expect(failed).toBe(0);
  // Every lane has its thread counts, and all have the same cases.
  expect(compared).toBe(Math.ceil(parityCases(registry, SEED).length / PART) * LANES.length);
});

test('one wrong bit in one lane is caught', async ({ driver, isolated }) => {
  const part = 23;
  const faulty = parityCases(registry, SEED).filter(({ kernel }, i) => i % part === 0 && kernel === 'blur').length;
  expect(faulty).toBeGreaterThan(0);
  const query = `?seed=${SEED}&part=${part}&fault=lane=simd,kernel=blur`;
  const { error, failed, failures } = await outcome(driver, `${isolated.address}${PAGE}${query}`);
  expect(error).toBeUndefined();
  expect(failed).toBe(faulty);
  for (const failure of failures) expect(failure).toMatch(/^simd: 1 of \d+ values differ, by at most 1/);
});
