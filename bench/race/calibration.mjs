// @ts-check
// What a second thread is worth on this machine at this moment: on shared machines it may be anything from nothing to a whole core,
// and the lane `threads` can be believed no further.
import { Worker } from 'node:worker_threads';

const ROUNDS = 3;
const SPIN = `
  const { parentPort } = require('node:worker_threads');
  parentPort.on('message', (turns) => {
    let x = 1;
    const from = performance.now();
    for (let i = 0; i < turns; i++) x = (Math.imul(x, 1664525) + 1013904223) | 0;
    parentPort.postMessage({ ms: performance.now() - from, x });
  });`;
const TURNS = 2e8;

/** @returns {Promise<number>} time of two busy threads side by side over the time of one: 1 is two full cores, 2 is a shared one */
export async function twoThreadSlowdown() {
  const workers = [0, 1].map(() => new Worker(SPIN, { eval: true }));
  try {
    await Promise.all(workers.map(spin)); // the first turn is compiled as it goes
    const ratios = [];
    for (let round = 0; round < ROUNDS; round++) {
      const alone = await spin(workers[round % 2]);
      const together = await Promise.all(workers.map(spin));
      ratios.push(Math.max(...together) / alone);
    }
    return ratios.sort((a, b) => a - b)[ROUNDS >> 1];
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

/** @param {Worker} worker @returns {Promise<number>} milliseconds */
function spin(worker) {
  return new Promise((resolve, reject) => {
    worker.once('message', ({ ms }) => resolve(ms));
    worker.once('error', reject);
    worker.postMessage(TURNS);
  });
}
