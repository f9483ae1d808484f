import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { median, quantile, sampleWithReplacement } from 'simple-statistics';
import type { Speedup } from './types';

export { median };

/** A source of numbers in [0, 1), the same sequence for the same seed. */
export type Random = () => number;

const RESAMPLES = 2000;

/** @param seed any 32-bit integer */
export function seededRandom(seed: number): Random {
  const generator = xoroshiro128plus(seed | 0);
  return () => uniformFloat64(generator);
}

/**
 * The ratio reference / contender of samples taken in the same rounds: its median and the 95% percentile-bootstrap
 * interval. Ratios are formed round by round, so that what slows the machine for a moment slows both sides of one.
 * @param reference ms, one a round
 * @param contender ms, one a round, as many as `reference`
 */
export function speedup(reference: readonly number[], contender: readonly number[], random: Random): Speedup {
  if (reference.length !== contender.length || reference.length === 0) {
    throw new RangeError(
      `Expected samples of the same rounds but received ${reference.length} and ${contender.length}`,
    );
  }
  const ratios = reference.map((sample, round) => sample / contender[round]);
  const medians = Array.from({ length: RESAMPLES }, () => median(sampleWithReplacement(ratios, ratios.length, random)));
  const [low, high] = quantile(medians, [0.025, 0.975]);
  return { against: 'js', median: median(ratios), low, high };
}
