// The fits of resize through the package: the size it announces is the size it makes, and an open side leaves nothing to cut or pad.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createEngine } from '../../dist/bindings/index.js';
import { ALL_LANES, randomImage } from './lanes.mjs';

const FITS = /** @type {const} */ (['cover', 'contain', 'fill', 'inside', 'outside']);

for (const options of ALL_LANES) {
  test(`sizes of all fits: ${options.lane}`, async () => {
    const engine = await createEngine(options);
    const src = randomImage(engine, 60, 40);
    const expected = { cover: [30, 30], contain: [30, 30], fill: [30, 30], inside: [30, 20], outside: [45, 30] };
    for (const fit of FITS) {
      const made = engine.resize(src, { width: 30, height: 30, fit });
      assert.deepEqual([made.width, made.height], expected[fit], fit);
      assert.deepEqual(engine.outputSize('resize', 60, 40, { width: 30, height: 30, fit }), {
        width: made.width,
        height: made.height,
      });
      const kept = engine.resize(src, { width: 90, height: 90, fit, withoutEnlargement: true });
      assert.deepEqual([kept.width, kept.height], fit === 'contain' ? [90, 90] : [60, 40], fit);
    }
    engine.dispose();
  });

  test(`both sides given, cover is the default and cuts: ${options.lane}`, async () => {
    const engine = await createEngine(options);
    const src = randomImage(engine, 60, 40);
    const pixels = (/** @type {object} */ params) =>
      engine.toPixels(engine.resize(src, { width: 30, height: 30, ...params }));
    assert.deepEqual(pixels({}), pixels({ fit: 'cover', position: 'centre' }));
    assert.notDeepEqual(pixels({}), pixels({ fit: 'fill' }));
    engine.dispose();
  });

  test(`one side given, every fit is the same: ${options.lane}`, async () => {
    const engine = await createEngine(options);
    // The open side is rounded by much: 170 x 1.7 px becomes 170 x 2, and 130 x 1.3 px 130 x 1.
    const src = randomImage(engine, 1000, 10);
    for (const width of [130, 170]) {
      const all = FITS.map((fit) => engine.toPixels(engine.resize(src, { width, fit })));
      assert.deepEqual([all[0].width, all[0].height], [width, width === 130 ? 1 : 2]);
      for (const one of all) assert.deepEqual(one, all[2]);
    }
    // Nothing of that call is left in the next.
    const both = engine.toPixels(engine.resize(src, { width: 50, height: 50 }));
    assert.deepEqual(both, engine.toPixels(engine.resize(src, { width: 50, height: 50, fit: 'cover' })));
    engine.dispose();
  });
}
