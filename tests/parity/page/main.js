// Runs the comparison in a worker, where engines live, and leaves its outcome as JSON in the page.
import { hostWorkers } from '../../../dist/bindings/workers.js';

const worker = new Worker(new URL('worker.js', import.meta.url), { type: 'module' });
hostWorkers(worker);
worker.addEventListener('message', ({ data }) => show(data));
worker.addEventListener('error', ({ message }) => show({ error: message || 'the worker could not be loaded' }));
worker.postMessage(location.search);

/** @param {object} outcome */
function show(outcome) {
  document.body.textContent = JSON.stringify(outcome);
}
