// A program that forgets its engine: lifecycle.test.mjs expects it to end.
import { createEngine } from '../../dist/bindings/index.js';

const engine = await createEngine({ lane: 'threads', threads: 3 });
engine.blur(engine.createImage(64, 64), { sigma: 2 });
console.log(engine.info.lane, engine.info.threads);
