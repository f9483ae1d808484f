import { createEngine } from '../../../dist/bindings/index.js';
import { useHostedWorkers } from '../../../dist/bindings/workers.js';

addEventListener('message', async ({ data: { starts, hosted } }) => {
  const unhosted = await laneOfAuto();
  if (hosted) useHostedWorkers();
  const lane = hosted ? await laneOfAuto() : unhosted;
  const answers = [];
  for (let i = 0; i < starts; i++) answers.push(await ask('inner.js', i));
  postMessage({ unhosted, lane, answers, absent: await ask('absent.js', 0) });
});

async function laneOfAuto() {
  const engine = await createEngine({ threads: 2 });
  const { lane } = engine.info;
  engine.dispose();
  return lane;
}

/** What a worker of this worker answers, or that it cannot be had. */
async function ask(file, question) {
  const worker = new Worker(new URL(file, import.meta.url), { type: 'module' });
  const answer = await new Promise((resolve) => {
    worker.addEventListener('message', ({ data }) => resolve(data));
    worker.addEventListener('error', () => resolve('error'));
    worker.postMessage(question);
  });
  worker.terminate();
  return answer;
}
