// Inputs that once broke something, found by fuzzing and kept: data/<target>-<what>.bin, each tried by the decoders and by its target.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createEngine, ImageError } from '../../dist/bindings/index.js';
import { nativeDecoder } from './native.mjs';

const DATA = fileURLToPath(new URL('data', import.meta.url));
const TARGETS = fileURLToPath(new URL('../../build/fuzz/tests/fuzz', import.meta.url));
const names = existsSync(DATA) ? readdirSync(DATA) : [];
const LONGEST_MS = 5000;

for (const name of names) {
  const path = join(DATA, name);

  test(`${name}: answered by the sanitized decoder, and nothing stays behind`, async () => {
    const decoder = nativeDecoder('native-asan');
    try {
      const begin = performance.now();
      const { leaked, code, reason } = await decoder.decode(path);
      assert.ok(performance.now() - begin < LONGEST_MS);
      assert.equal(leaked, 0);
      assert.ok(code === 'OK' || reason !== '');
    } finally {
      await decoder.close();
    }
  });

  for (const lane of ['scalar', 'simd', 'threads']) {
    test(`${name}: answered by the lane ${lane}`, async () => {
      const engine = await createEngine({ lane });
      try {
        const { image, error } = engine.decode(readFileSync(path), { partial: true });
        assert.ok(image !== null || error instanceof ImageError);
      } finally {
        engine.dispose();
      }
    });
  }

  const program = join(TARGETS, name.split('-')[0]);
  test(`${name}: its target runs it`, { skip: existsSync(program) ? false : 'the preset fuzz is not built' }, () => {
    const { status, stderr } = spawnSync(program, [`-timeout=${LONGEST_MS / 1000}`, path], { encoding: 'utf8' });
    assert.equal(status, 0, stderr.slice(-4000));
  });
}
