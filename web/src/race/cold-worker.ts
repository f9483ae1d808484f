/**
 * One cold start. No code of a lane is imported before the clock runs; what remains outside it is this worker's own
 * start, which is the same for every lane.
 */
import { useHostedWorkers } from 'pixlane/workers';
import type { ColdAnswer, ColdJob } from './cold';
import { runInEngine } from './in-engine';
import type { Output } from './types';

useHostedWorkers();

addEventListener('message', async ({ data: job }: MessageEvent<ColdJob>) => {
  try {
    const begin = performance.now();
    const output = job.lane === 'js' ? await startTwin(job) : await startEngine(job);
    const answer: ColdAnswer = { ms: performance.now() - begin, output };
    postMessage(answer, { transfer: [('data' in output ? output.data : output.values).buffer as ArrayBuffer] });
  } catch (error) {
    postMessage({ error: String(error) } satisfies ColdAnswer);
  }
});

async function startTwin({ kernel, source, params, second }: ColdJob): Promise<Output> {
  const { runTwin } = await import('./twin');
  return runTwin(kernel, source, params, second);
}

async function startEngine({ lane, threads, kernel, source, params, second }: ColdJob): Promise<Output> {
  const { createEngine } = await import('pixlane');
  const engine = await createEngine({ lane, ...(lane === 'threads' && { threads }) });
  return runInEngine(engine, kernel, source, params, second);
}
