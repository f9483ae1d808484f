// The cases and the comparison of parity.test.mjs, in a browser. The page's query says what runs:
//   ?seed=1&part=3   every third case    ?fault=lane=simd,kernel=blur   a wrong bit, to be caught
import { createEngine, lanes, registry } from '../../../dist/bindings/index.js';
import { useHostedWorkers } from '../../../dist/bindings/workers.js';
import { parityCases } from '../cases.mjs';
import { compareLanes, describeFailure, LANES, parseFault } from '../core.mjs';

const SHOWN = 5;

useHostedWorkers();

addEventListener('message', async ({ data: search }) => {
  try {
    postMessage(await compare(new URLSearchParams(search)));
  } catch (error) {
    postMessage({ error: String(error) });
  }
});

/** @param {URLSearchParams} query */
async function compare(query) {
  const part = Number(query.get('part') ?? 1);
  const available = new Set(lanes().flatMap((state) => (state.available ? [state.lane] : [])));
  const comparison = compareLanes({
    openEngine: (choice) => createEngine(choice),
    lanes: LANES.filter(({ lane }) => available.has(lane)),
    cases: parityCases(registry, Number(query.get('seed') ?? 1)).filter((_, i) => i % part === 0),
    registry,
    fault: parseFault(query.get('fault') ?? ''),
  });
  const failures = [];
  for (;;) {
    const { done, value } = await comparison.next();
    if (done) {
      return {
        lanes: [...available],
        compared: value.compared,
        failed: failures.length,
        failures: failures.slice(0, SHOWN).map(describeFailure),
      };
    }
    failures.push(value);
  }
}
