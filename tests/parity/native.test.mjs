// The native build gives the pixels of the lane js, on every Highway target that this processor has: the same cases as
// parity.test.mjs, compared by hash.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createEngine, registry } from '../../dist/bindings/index.js';
import { parityCases, toLine } from './cases.mjs';
import { runCase, toleranceOf } from './core.mjs';
import { hash } from './random.mjs';

const SEED = Number(process.env.PIXLANE_SEED ?? 1);
const SHOWN = 5;

const harness =
  process.env.PIXLANE_NATIVE_KERNELS ??
  fileURLToPath(new URL('../../build/native/tests/kernels/pixlane_kernels', import.meta.url));

test('native kernels agree with the lane js on every target', { skip: skipReason() }, async () => {
  // Rounded fixed point is part of the formula, so that even a tolerance would not excuse a native target.
  const cases = parityCases(registry, SEED).filter((one) => toleranceOf(one, registry) === 0);
  const answers = await ask(cases.map((one) => toLine(one, registry)));
  assert.equal(answers.length, cases.length);

  const engine = await createEngine({ lane: 'js' });
  const targets = new Set();
  /** @type {string[]} */
  const failures = [];
  for (const [i, one] of cases.entries()) {
    const { data } = runCase(engine, one);
    const expected = hash(new Uint8Array(data.buffer));
    const found = answers[i].split(' ').map((part) => part.split('='));
    for (const [target, value] of found) {
      targets.add(target);
      if (Number.parseInt(value, 16) !== expected) failures.push(`${target}: ${JSON.stringify(one)}`);
    }
  }
  engine.dispose();
  assert.ok(targets.size >= 2, 'there must be answers of at least one target with one thread and with several');
  assert.equal(failures.length, 0, `${failures.length} outputs differ:\n${failures.slice(0, SHOWN).join('\n')}`);
});

function skipReason() {
  return existsSync(harness) ? false : 'the native build is not there';
}

/** @param {readonly string[]} lines @returns {Promise<string[]>} */
async function ask(lines) {
  const child = spawn(harness, { stdio: ['pipe', 'pipe', 'inherit'] });
  const exited = new Promise((resolve) => child.once('close', resolve));
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (part) => {
    text += part;
  });
  child.stdin.on('error', () => {}); // the exit code tells
  child.stdin.end(`${lines.join('\n')}\n`);
  assert.equal(await exited, 0, 'the native program failed');
  return text.trimEnd().split('\n');
}
