import type { Result } from './registry-types.js';

/** What a measure answers with: its only result, or all of them by name. */
export type Results = Value | { readonly [name: string]: Value };
type Value = number | string | Float64Array<ArrayBuffer> | Uint8Array<ArrayBuffer>;

/** @param values - all results, one behind the other, in memory that nobody else uses */
export function namedResults(results: readonly Result[], values: Float64Array<ArrayBuffer>): Results {
  let at = 0;
  const named = results.map((result): [string, Value] => {
    const begin = at;
    at += result.count;
    return [result.name, formed(result, values.subarray(begin, at))];
  });
  return named.length === 1 ? (named[0] as [string, Value])[1] : Object.fromEntries(named);
}

function formed({ count, as }: Result, numbers: Float64Array<ArrayBuffer>): Value {
  const first = numbers[0] as number;
  if (as === 'bytes') return Uint8Array.from(numbers.subarray(1, 1 + first));
  if (as === 'text') return String.fromCharCode(...numbers.subarray(1, 1 + first));
  return count === 1 ? first : numbers.slice();
}
