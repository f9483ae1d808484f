/** Workers of a worker, which Firefox does not start reliably unless the page does it. */
import { waitFor } from '../../bench/browsers/index.mjs';
import { expect, test } from './engine';

const PAGE = 'tests/browser/workers/index.html';
/** Firefox, left to itself, was never seen to reach a hundred. */
const STARTS = 150;

test('a worker starts many workers when the page hosts them', async ({ driver, isolated, engine }) => {
  await driver.goto(`${isolated.address}${PAGE}?starts=${STARTS}&hosted`);
  const answer = await waitFor(driver, 'document.body?.textContent?.trim()', { longestMs: 120_000 });
  const { unhosted, lane, answers, absent } = JSON.parse(answer);
  expect(answers).toEqual(Array.from({ length: STARTS }, (_, i) => i + 1));
  expect(absent).toBe('error');
  expect(lane).toBe('threads');
  expect(unhosted).toBe(engine === 'firefox' ? 'simd' : 'threads');
});
