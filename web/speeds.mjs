// @ts-check
// What the committed results say of kernels, for the reference page: medians and intervals without the samples.
import { engineName } from '../bench/race/table.mjs';
import { readResults } from '../bench/results.mjs';

/** The module by which the page imports it. */
export const SPEEDS = 'virtual:speeds';

/** Full size, kernel clock, lane simd; as web/src/env.d.ts describes. */
export function speeds(results = readResults().map(({ result }) => result)) {
  /** @type {Record<string, Record<string, object>>} */
  const rows = {};
  for (const { host, rows: raced } of results) {
    for (const { task, kind, lane, clock, size, speedup, memoryCopies } of raced) {
      if (kind !== 'kernel' || lane !== 'simd' || clock !== 'kernel' || size !== 'full' || !speedup) continue;
      const { median, low, high } = speedup;
      rows[task] ??= {};
      rows[task][engineName(host)] = { median, low, high, ...(memoryCopies && { copies: memoryCopies }) };
    }
  }
  const input = results[0]?.input;
  return {
    input: input ? `${input.name}, ${input.width} x ${input.height}` : '',
    engines: results.map(({ host }) => engineName(host)),
    rows,
  };
}
