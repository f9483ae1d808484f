// What a call costs besides its work: at 64 x 64 the cheapest kernels, validation included, stay below 20 µs.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createEngine } from '../../dist/bindings/index.js';
import { randomImage } from './lanes.mjs';

const MOST_MICROSECONDS = 20;
const CALLS = 2000;
const BATCHES = 15;

/** The least of several batches: other processes can only add to it. @param {() => void} call */
function microseconds(call) {
  let least = Infinity;
  for (let batch = 0; batch < BATCHES; batch++) {
    const begin = performance.now();
    for (let i = 0; i < CALLS; i++) call();
    least = Math.min(least, ((performance.now() - begin) * 1000) / CALLS);
  }
  return least;
}

for (const lane of /** @type {const} */ (['js', 'simd'])) {
  test(`a call costs little: ${lane}`, async (t) => {
    const engine = await createEngine({ lane });
    const src = randomImage(engine, 64, 64);
    const dst = engine.createImage(64, 64);
    const second = randomImage(engine, 64, 64);
    const matrix = [0.4, 0.7, 0.2, 0.3, 0.7, 0.2, 0.3, 0.5, 0.1];
    const times = {
      // One pixel has no work to speak of: what remains is the call.
      'run, no parameters, 1 x 1': (() => {
        const [one, other] = [engine.createImage(1, 1), engine.createImage(1, 1)];
        return microseconds(() => engine.run('negate', one, other));
      })(),
      'run, no parameters': microseconds(() => engine.run('negate', src, dst)),
      'run, two parameters': microseconds(() => engine.run('linear', src, dst, { a: 1.2, b: -20 })),
      'run, nine numbers': microseconds(() => engine.run('recomb', src, dst, { matrix })),
      'run, a second image': microseconds(() => engine.run('difference', src, dst, undefined, second)),
      'a new image': microseconds(() => engine.negate(src).release()),
    };
    for (const [name, time] of Object.entries(times)) t.diagnostic(`${lane}, ${name}: ${time.toFixed(2)} µs`);
    // The JavaScript twins' own work at this size is what the race is about; only the call is judged there.
    const judged = lane === 'js' ? { call: times['run, no parameters, 1 x 1'] } : times;
    for (const [name, time] of Object.entries(judged)) assert.ok(time < MOST_MICROSECONDS, `${name}: ${time} µs`);
    engine.dispose();
  });
}
