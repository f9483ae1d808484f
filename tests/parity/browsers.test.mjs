// The comparison of parity.test.mjs in each browser that set-up found, on a page that may share memory: every browser has
// a compiler of its own.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { registry } from '../../dist/bindings/index.js';
import { browserNames, readPage, serve } from '../package/browser.mjs';
import { ROOT } from '../package/scratch.mjs';
import { parityCases } from './cases.mjs';
import { LANES } from './core.mjs';

const PAGE = 'tests/parity/page/index.html';

/** Every lane has its thread counts, and all have the same cases. */
const COMPARED = parityCases(registry, 1).length * LANES.length;

/** @type {Awaited<ReturnType<typeof serve>>} */
let server;

before(async () => {
  server = await serve(ROOT, { isolated: true });
});

after(() => server?.close());

for (const browser of browserNames()) {
  test(`all lanes agree in ${browser}`, async () => {
    const { error, lanes, compared, failed, failures } = await readPage(`${server.address}${PAGE}`, browser);
    assert.equal(error, undefined);
    assert.deepEqual(lanes, ['threads', 'simd', 'scalar', 'js']);
    assert.equal(compared, COMPARED);
    assert.equal(failed, 0, `${failed} outputs differ, the first ones:\n${failures?.join('\n')}`);
  });

  test(`one wrong bit is caught in ${browser}`, async () => {
    const query = '?part=23&fault=lane=simd,kernel=blur';
    const { error, failed, failures } = await readPage(`${server.address}${PAGE}${query}`, browser);
    assert.equal(error, undefined);
    const faulty = parityCases(registry, 1).filter(({ kernel }, i) => i % 23 === 0 && kernel === 'blur').length;
    assert.equal(failed, faulty);
    assert.ok(faulty > 0);
    for (const failure of failures) assert.match(failure, /^simd: 1 of \d+ values differ, by at most 1/);
  });
}
