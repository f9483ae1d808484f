import { lanes } from 'pixlane';
import { hostWorkers } from 'pixlane/workers';
import { type Report, roundTrip } from './round-trip';

const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
hostWorkers(worker);
const inWorker = new Promise<Report | string>((resolve) => {
  worker.addEventListener('message', ({ data }: MessageEvent<Report | string>) => resolve(data));
  worker.addEventListener('error', ({ message }) => resolve(`worker: ${message}`));
});

const result = {
  window: await roundTrip().catch(String),
  worker: await inWorker,
  lanes: lanes()
    .filter(({ available }) => available)
    .map(({ lane }) => lane),
};
document.body.textContent = JSON.stringify(result);
