// The first example of README.md runs as it stands.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { createEngine } from '../../dist/bindings/index.js';
import { smoothPixels } from '../engine/lanes.mjs';
import { installPacked, ROOT } from './scratch.mjs';

const LONGEST_EXAMPLE = 6;

test('the first example of the README runs', async () => {
  const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
  const example = /```js\n([\s\S]*?)```/.exec(readme)?.[1];
  assert.ok(example, 'there must be a js block');
  const lines = example.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('import '));
  assert.ok(lines.length <= LONGEST_EXAMPLE, `${lines.length} lines`);

  const scratch = installPacked();
  try {
    // The example reads a photo by a name of its own: every file that it names is there.
    const engine = await createEngine({ lane: 'simd' });
    const photo = engine.encode(engine.fromPixels(smoothPixels(1600, 1000), 1600, 1000), 'jpeg');
    engine.dispose();
    for (const [, name] of example.matchAll(/read\w*\(\s*['"]([\w.-]+)['"]/g))
      writeFileSync(join(scratch.folder, name), photo);
    const before = readdirSync(scratch.folder);
    writeFileSync(join(scratch.folder, 'example.js'), example);
    execFileSync(process.execPath, ['example.js'], { cwd: scratch.folder, timeout: 30_000, stdio: 'pipe' });
    const written = readdirSync(scratch.folder).filter((name) => name !== 'example.js' && !before.includes(name));
    const check = await createEngine({ lane: 'simd' });
    for (const [, name] of example.matchAll(/write\w*\(\s*['"]([\w.-]+)['"]/g)) {
      assert.ok(written.includes(name), `${name} is written`);
      assert.ok(check.metadata(readFileSync(join(scratch.folder, name))).width > 0, `${name} is an image`);
    }
    check.dispose();
  } finally {
    scratch.remove();
  }
});
