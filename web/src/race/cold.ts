/** The cold clock: every sample in a worker of its own, from before the lane's code is loaded to the first result. */
import type { KernelName } from 'pixlane';
import { shuffle } from 'simple-statistics';
import type { Pace, Samples } from './clock';
import type { Random } from './statistics';
import type { AnyPixels, Lane, Output } from './types';

export interface ColdJob {
  lane: Lane;
  /** Of the lane `threads`. */
  threads: number | undefined;
  kernel: KernelName;
  params: Record<string, unknown>;
  source: AnyPixels;
  second: AnyPixels | undefined;
}

export type ColdAnswer = { ms: number; output: Output } | { error: string };

/** Starting takes long and varies little: fewer samples than of a warm call are enough. */
const MOST_ROUNDS = 9;

/** A worker that has not answered by then never will. */
const TIMEOUT_MS = 60_000;

/** One cold start. @throws Error with the worker's message */
export async function coldStart(job: ColdJob): Promise<{ ms: number; output: Output }> {
  const worker = new Worker(new URL('./cold-worker.ts', import.meta.url), { type: 'module' });
  let timer: ReturnType<typeof setTimeout> | undefined;
  try {
    const answer = await new Promise<ColdAnswer>((resolve, reject) => {
      timer = setTimeout(() => reject(new Error(`A cold start of ${job.lane} took over ${TIMEOUT_MS} ms`)), TIMEOUT_MS);
      worker.addEventListener('message', ({ data }: MessageEvent<ColdAnswer>) => resolve(data));
      worker.addEventListener('error', (event) =>
        reject(new Error(event.message || 'The cold worker could not be loaded')),
      );
      worker.postMessage(job);
    });
    if ('error' in answer) throw new Error(answer.error);
    return answer;
  } finally {
    clearTimeout(timer);
    worker.terminate();
  }
}

/** Samples of the lanes in rounds, in random order, as `measure` takes them of warm calls. */
export async function measureCold(
  jobs: ReadonlyMap<Lane, ColdJob>,
  pace: Pace,
  random: Random,
  onRound: (done: number) => Promise<void>,
): Promise<Map<Lane, Samples>> {
  const samples = new Map<Lane, Samples>();
  for (const lane of jobs.keys()) samples.set(lane, { samplesMs: [], callsPerSample: 1 });
  const begin = performance.now();
  for (let round = 0; round < Math.min(MOST_ROUNDS, pace.rounds); round++) {
    if (round >= pace.leastRounds && performance.now() - begin > pace.budgetMs) break;
    for (const [lane, job] of shuffle([...jobs], random)) samples.get(lane)?.samplesMs.push((await coldStart(job)).ms);
    await onRound(round + 1);
  }
  return samples;
}
