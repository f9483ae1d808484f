import type { Result } from './registry-types.js';

/** What a measure answers with: the number or numbers of its only result, or all of them by name. */
export type Results = Named[string] | Named;
type Named = { readonly [name: string]: number | Float64Array<ArrayBuffer> };

/** @param values - all results, one behind the other, in memory that nobody else uses */
export function namedResults(results: readonly Result[], values: Float64Array<ArrayBuffer>): Results {
  let at = 0;
  const named = results.map(({ name, count }): [string, number | Float64Array<ArrayBuffer>] => {
    const begin = at;
    at += count;
    return [name, count === 1 ? (values[begin] as number) : values.slice(begin, at)];
  });
  return named.length === 1 ? (named[0] as [string, number])[1] : Object.fromEntries(named);
}
