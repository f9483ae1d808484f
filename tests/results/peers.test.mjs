// What is committed of the peers keeps to its schema, the schema refuses what is wrong, the document's tables are made from it, and a bound
// that does not hold is shown.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { readResults, violations } from '../../bench/peers/results.mjs';
import { judge, peersSection, render } from '../../bench/peers/table.mjs';
import { CONTESTANTS, TASKS } from '../../bench/peers/tasks.mjs';
import { ROOT } from '../../scripts/files.mjs';

const committed = readResults();
const missing = committed === undefined && 'there are no results yet: npm run peers';

test('the committed results keep to the schema, every task is there, and pixlane is verified', {
  skip: missing,
}, async () => {
  assert.deepEqual(await violations(committed), []);
  const tasks = new Set(committed.rows.map(({ task }) => task));
  assert.deepEqual(
    [...tasks],
    TASKS.map(({ name }) => name),
  );
  for (const { task, peer, kind, verified, samplesMs } of committed.rows) {
    assert.equal(kind, CONTESTANTS[peer].kind, peer);
    if (kind === 'pixlane') assert.ok(verified, `${task}: ${peer}`);
    if (verified) assert.equal(samplesMs.length, committed.rounds, `${task}: ${peer}`);
  }
});

test('docs/peers.md is what the results say', () => {
  const text = readFileSync(join(ROOT, 'docs/peers.md'), 'utf8');
  assert.ok(render(text) === text, 'run node bench/peers/table.mjs');
});

test('every task names contestants that there are', () => {
  for (const { name, peers } of TASKS) {
    for (const peer of peers) assert.ok(CONTESTANTS[peer], `${name}: ${peer}`);
  }
});

const SHA = 'a'.repeat(64);
const [JPEG] = TASKS;

/** @param {string} peer @param {number} medianMs @param {object} [changes] */
const row = (peer, medianMs, changes) => ({
  task: JPEG.name,
  peer,
  kind: CONTESTANTS[peer].kind,
  medianMs,
  samplesMs: [medianMs, medianMs],
  bytes: null,
  verified: true,
  exact: true,
  psnr: null,
  ...changes,
});
/** @param {string} peer @param {string} note */
const refused = (peer, note) => row(peer, 0, { medianMs: null, samplesMs: [], verified: false, exact: null, note });

/** @param {object[]} rows */
const results = (...rows) => ({
  schema: 1,
  date: '2026-01-02T03:04:05Z',
  commit: 'b'.repeat(40),
  host: { browser: 'chromium', version: '156.0.1', os: 'linux-x64', cpu: 'x', cores: 2, node: '20.1.0' },
  wasm: { simd: SHA },
  packages: { sharp: '1.2.3' },
  rounds: 2,
  inputs: [{ name: 'jpeg', file: 'jpeg.jpeg', sha256: SHA, bytes: 10, width: 4288, height: 2848 }],
  rows,
});
const sound = () => results(row('pixlane', 50), row('jsquash', 100), refused('icodec', 'gives 1 x 1'));

test('the schema takes sound results', async () => assert.deepEqual(await violations(sound()), []));

/** @type {[string, (one: any) => void][]} */
const FAULTS = [
  ['without rows', (one) => (one.rows = [])],
  ['without the hash of the lane', (one) => delete one.wasm.simd],
  ['with an unknown field', (one) => (one.mood = 'good')],
  ['without the versions of peers', (one) => (one.packages = {})],
  ['of an unknown kind', (one) => (one.rows[0].kind = 'friend')],
  ['with a time for what was not verified', (one) => (one.rows[2].medianMs = 3)],
  ['with samples of what was not verified', (one) => (one.rows[2].samplesMs = [3])],
  ['without a reason for what was not verified', (one) => delete one.rows[2].note],
  ['with a verified row that has no time', (one) => (one.rows[0].medianMs = null)],
  ['with an impossible time', (one) => (one.rows[0].samplesMs = [0])],
];

for (const [name, spoil] of FAULTS) {
  test(`the schema refuses results ${name}`, async () => {
    const spoilt = sound();
    spoil(spoilt);
    assert.notDeepEqual(await violations(spoilt), []);
  });
}

test('the fastest peer that counts is found: verified, exact, and no code of the browser', () => {
  const rows = [
    row('pixlane', 50),
    row('ImageDecoder', 20),
    row('cf-photon', 30, { exact: false, psnr: 50 }),
    refused('icodec', 'gives 1 x 1'),
    row('wasm-vips', 120),
    row('jsquash', 100),
  ];
  const { fastest, ratio, misses } = judge(JPEG, rows);
  assert.equal(fastest?.peer, 'jsquash');
  assert.equal(ratio, 0.5);
  assert.deepEqual(misses, []);
});

test('what misses a bound says so', () => {
  const task = (/** @type {string} */ name) => /** @type {any} */ (TASKS.find((one) => one.name === name));
  assert.match(judge(JPEG, [row('pixlane', 60), row('jsquash', 100)]).misses.join(), /0\.60 for 0\.55/);
  assert.match(judge(JPEG, [row('pixlane', 10, { exact: false }), row('jsquash', 100)]).misses.join(), /not exact/);
  assert.match(judge(JPEG, [row('jsquash', 100)]).misses.join(), /not verified/);
  assert.match(judge(JPEG, [row('pixlane', 10)]).misses.join(), /no peer that counts/);
  const png = [
    row('pixlane', 10, { bytes: 90 }),
    row('jsquash', 100, { bytes: 100 }),
    row('cf-photon', 200, { bytes: 80 }),
  ];
  assert.match(judge(task('encode-png-fast'), png).misses.join(), /1\.13 of the smallest file for 1\.01/);
  assert.deepEqual(judge(task('encode-png-small'), png.slice(0, 2)).misses, []);
  const large = [row('pixlane', 10, { bytes: 105 }), row('jsquash', 100, { bytes: 100 })];
  assert.match(judge(task('encode-png-small'), large).misses.join(), /1\.05 of its bytes for 1\.01/);
  const webp = [row('pixlane', 10, { bytes: 100, psnr: 40 }), row('jsquash', 100, { bytes: 100, psnr: 40.5 })];
  assert.match(judge(task('encode-webp'), webp).misses.join(), /40\.0 dB for its 40\.5 dB/);
  const resize = [
    row('pixlane', 10, { exact: false, psnr: 60 }),
    row('napi', 100, { exact: false, psnr: 58 }),
    row('wasm-vips', 15, { exact: false, psnr: 52 }),
  ];
  assert.deepEqual(judge(task('resize-lanczos3'), resize).misses, ['60.0 dB for 65 dB']);
});

test('the document shows the bound, whether it holds, and who was not timed', () => {
  const section = peersSection(/** @type {any} */ (sound()));
  assert.match(section, /^1 of 1 bounds hold\. Medians of 2 rounds/);
  assert.match(
    section,
    /\| JPEG 4:2:0 decode \| {2}\| {2}\| jsquash 100 \(exact\) \| 50 \(exact\) \| {2}\| 0\.50 \| {2}\| 0\.55 .* \| yes \|/,
  );
  assert.match(section, /^- decode-jpeg, icodec: gives 1 x 1$/m);
  const slow = peersSection(/** @type {any} */ (results(row('pixlane', 90), row('jsquash', 100))));
  assert.match(slow, /^0 of 1 bounds hold/);
  assert.match(slow, /\| no: 0\.90 for 0\.55 \|/);
});
