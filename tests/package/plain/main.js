import { lanes } from './pixlane/dist/bindings/index.js';
import { hostWorkers } from './pixlane/dist/bindings/workers.js';
import { roundTrip } from './round-trip.js';

const worker = new Worker('./worker.js', { type: 'module' });
hostWorkers(worker);
const inWorker = new Promise((resolve) => {
  worker.addEventListener('message', ({ data }) => resolve(data));
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
