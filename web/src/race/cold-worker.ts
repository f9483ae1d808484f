/**
 * One cold start. Nothing of the package is imported before the clock runs; what remains outside it is this worker's own
 * start, which is the same for every lane.
 */
import type { ColdAnswer, ColdJob } from './cold';
import { runInEngine } from './in-engine';

addEventListener('message', async ({ data: job }: MessageEvent<ColdJob>) => {
  try {
    const begin = performance.now();
    const { createEngine } = await import('pixlane');
    const engine = await createEngine({ lane: job.lane, threads: job.threads });
    const output = runInEngine(engine, job.kernel, job.source, job.params);
    const answer: ColdAnswer = { ms: performance.now() - begin, output };
    postMessage(answer, { transfer: [output.data.buffer as ArrayBuffer] });
  } catch (error) {
    postMessage({ error: String(error) } satisfies ColdAnswer);
  }
});
