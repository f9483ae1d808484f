/** The package's modules in a page without a bundler, under the strictest policy, in every engine. */
import { waitFor } from '../../bench/browsers/index.mjs';
import { expect, test } from './engine';

const PAGE = 'tests/browser/page/index.html';

interface LaneState {
  lane: string;
  available: boolean;
  reason: string;
}

for (const isolation of ['isolated', 'plain'] as const) {
  test(`files are read and written, ${isolation} page`, async ({ driver, isolated, plain, engine }) => {
    await driver.goto(`${(isolation === 'isolated' ? isolated : plain).address}${PAGE}`);
    const answer = await waitFor(driver, 'document.body?.textContent?.trim()', { longestMs: 60_000 });
    const { error, isolated: isIsolated, states, runs } = JSON.parse(answer);
    expect(error).toBeUndefined();
    expect(isIsolated).toBe(isolation === 'isolated');

    const threads = states.find(({ lane }: LaneState) => lane === 'threads');
    if (isIsolated) expect(threads).toMatchObject({ available: true });
    // WebKitGTK's test flag exposes shared memory on every page: the gate cannot be tested there.
    else if (engine !== 'webkit')
      expect(threads).toMatchObject({ available: false, reason: expect.stringMatching(/isolat/i) });

    expect(runs.map(({ lane }: LaneState) => lane)).toEqual(['simd', 'scalar']);
    for (const { seen, refusal } of runs) {
      for (const format of ['jpeg', 'png', 'webp']) {
        expect(seen[format], format).toMatchObject({ width: 48, height: 48 });
        // Encoded twice with loss, and decoded by the browser, which may round in its own way.
        for (const [i, value] of [55, 155, 205].entries()) {
          expect(Math.abs(seen[format].pixel[i] - value), `${format}: ${seen[format].pixel}`).toBeLessThanOrEqual(6);
        }
      }
      expect(refusal).toMatch(/^(TRUNCATED|CORRUPT)$/);
    }
  });
}
