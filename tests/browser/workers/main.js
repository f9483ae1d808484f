// A worker starts workers, one after the other. The page's query says how many, and whether the page starts them for it:
//   ?starts=150&hosted
import { hostWorkers } from '../../../dist/bindings/workers.js';

const query = new URLSearchParams(location.search);
const worker = new Worker(new URL('outer.js', import.meta.url), { type: 'module' });
if (query.has('hosted')) hostWorkers(worker);
worker.addEventListener('message', ({ data }) => {
  document.body.textContent = JSON.stringify(data);
});
worker.postMessage({ starts: Number(query.get('starts')), hosted: query.has('hosted') });
