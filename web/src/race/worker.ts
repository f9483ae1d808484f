/** The race's worker: holds every lane's engine, so that the page stays responsive however long a call takes. */
import { useHostedWorkers } from 'pixlane/workers';
import { laneStates } from './lanes';
import { race } from './race';
import type { FromWorker, ToWorker } from './types';

useHostedWorkers();

addEventListener('message', async ({ data }: MessageEvent<ToWorker>) => {
  try {
    send({ type: 'lanes', lanes: laneStates() });
    if (data.type === 'lanes') return;
    await race(data.options, data.base, send);
    send({ type: 'done' });
  } catch (error) {
    send({ type: 'error', message: error instanceof Error ? error.message : String(error) });
  }
});

function send(message: FromWorker): void {
  postMessage(message);
}
