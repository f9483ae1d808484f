import { shuffle } from 'simple-statistics';
import type { Random } from './statistics';

/** One side of a race: `call` is what the clock sees. */
export interface Runner {
  call(): void;
}

export interface Pace {
  /** Samples a lane. */
  rounds: number;
  /** Rounds that are run even when the time is used up. */
  leastRounds: number;
  /** Time for the samples of one task, ms. */
  budgetMs: number;
  /** Time for one lane to warm up, ms. */
  warmUpMs: number;
  /** Least length of a sample, ms. */
  sampleMs: number;
}

export interface Samples {
  /** Milliseconds a call, one a round. */
  samplesMs: number[];
  callsPerSample: number;
}

/** A sample is at least this many steps of the clock, which bounds the error of reading it to 2%. */
const STEPS_PER_SAMPLE = 50;
/** Warm-up ends when two batches in a row differ by less. */
const STABLE = 0.05;
const WARM_UP_BATCHES = 3;
/** Keeps a call whose time reads as 0 from asking for endless batches. */
const MOST_CALLS = 1_000_000;

/** The smallest step of performance.now() seen in 50 changes, ms: browsers coarsen it against timing attacks. */
export function timerStep(): number {
  let smallest = Infinity;
  for (let change = 0; change < 50; change++) {
    const from = performance.now();
    let to = from;
    while (to === from) to = performance.now();
    smallest = Math.min(smallest, to - from);
  }
  return smallest;
}

export function pace(options: { rounds?: number; quick?: boolean }, stepMs: number): Pace {
  const quick = options.quick ?? false;
  const rounds = options.rounds ?? (quick ? 5 : 11);
  return {
    rounds,
    leastRounds: Math.min(5, rounds),
    budgetMs: quick ? 1_000 : 2_000,
    warmUpMs: 250,
    sampleMs: Math.max(STEPS_PER_SAMPLE * stepMs, quick ? 5 : 20),
  };
}

/**
 * Times the runners in rounds: every runner once a round, in random order.
 * @param onRound called after each round with the rounds done; awaited, so that it can let messages through
 */
export async function measure<Key>(
  runners: ReadonlyMap<Key, Runner>,
  pace: Pace,
  random: Random,
  onRound: (done: number) => Promise<void>,
): Promise<Map<Key, Samples>> {
  const samples = new Map<Key, Samples>();
  for (const [key, runner] of runners) samples.set(key, { samplesMs: [], callsPerSample: warmUp(runner, pace) });

  const begin = performance.now();
  for (let round = 0; round < pace.rounds; round++) {
    if (round >= pace.leastRounds && performance.now() - begin > pace.budgetMs) break;
    for (const [key, runner] of shuffle([...runners], random)) {
      const sample = samples.get(key) as Samples;
      sample.samplesMs.push(time(runner, sample.callsPerSample) / sample.callsPerSample);
    }
    await onRound(round + 1);
  }
  return samples;
}

/** Runs until the time of a call is stable (engines compile in tiers) and returns how many calls make a sample. */
function warmUp(runner: Runner, pace: Pace): number {
  const begin = performance.now();
  let calls = 1;
  let batches = 0;
  let before = Infinity;
  for (;;) {
    const elapsed = time(runner, calls);
    const spent = performance.now() - begin >= pace.warmUpMs;
    if (elapsed < pace.sampleMs && calls < MOST_CALLS) {
      // Half as many again as seems needed: a sample that has become too short after the next tier is worth nothing.
      const wanted = Math.ceil((1.5 * calls * pace.sampleMs) / Math.max(elapsed, pace.sampleMs / 100));
      calls = Math.min(Math.max(wanted, calls + 1), MOST_CALLS);
      continue;
    }
    const perCall = elapsed / calls;
    batches++;
    const stable = batches >= WARM_UP_BATCHES && Math.abs(perCall - before) <= STABLE * before;
    if (stable || spent) return calls; // slow calls have been warmed by their verification as well
    before = perCall;
  }
}

function time(runner: Runner, calls: number): number {
  const from = performance.now();
  for (let call = 0; call < calls; call++) runner.call();
  return performance.now() - from;
}
