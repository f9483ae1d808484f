// What is committed in bench/results/ keeps to the schema, the schema refuses what is wrong, and the README's numbers are those.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { readResults, violations } from '../../bench/results.mjs';
import { ROOT } from '../../scripts/files.mjs';
import { between, DOCUMENTS, raceSection, shortfall, timesSection } from '../../scripts/table.mjs';

const SHA = 'a'.repeat(64);
const committed = readResults();

/** @param {object} [changes] */
const row = (changes) => ({
  task: 'negate',
  kind: 'kernel',
  width: 100,
  height: 50,
  size: 'full',
  lane: 'simd',
  clock: 'kernel',
  samplesMs: [1, 1.1, 1.2, 1.1, 1],
  medianMs: 1.1,
  verified: true,
  speedup: { against: 'js', median: 7.94, low: 7.6, high: 8.1 },
  memoryCopies: 1.2,
  ...changes,
});

/** @param {object[]} rows */
const result = (...rows) => ({
  schema: 1,
  date: '2026-01-02T03:04:05Z',
  commit: 'b'.repeat(40),
  host: { engine: 'chromium', version: '156.0.1', userAgent: 'x', os: 'Linux', cores: 2, crossOriginIsolated: true },
  wasm: { simd: SHA },
  input: { name: 'Wood.jpg', sha256: SHA, width: 100, height: 50 },
  rows,
});

test('every committed result keeps to the schema and is verified, and there is one an engine', async () => {
  for (const { file, result: one } of committed) {
    assert.deepEqual(await violations(one), [], file);
    assert.ok(one.rows.length > 0, `${file} has rows`);
    assert.deepEqual(
      one.rows.filter((/** @type {any} */ { verified }) => !verified),
      [],
      `${file}: not verified`,
    );
    assert.ok(file.startsWith(`${one.host.engine}-${one.host.version}-`), `${file} is named after its engine`);
    assert.ok(
      one.rows.some((/** @type {any} */ { kind }) => kind === 'yardstick'),
      `${file} has the memory copy`,
    );
  }
  const engines = committed.map(({ result: one }) => one.host.engine);
  assert.deepEqual(engines, [...new Set(engines)]);
});

for (const [name, written] of Object.entries(DOCUMENTS)) {
  test(`${name} is what the results and the registry say`, () => {
    const text = readFileSync(join(ROOT, name), 'utf8');
    assert.ok(written(text) === text, 'run node scripts/table.mjs');
  });
}

test('the schema takes a sound result', async () => {
  assert.deepEqual(await violations(result(row())), []);
});

/** @type {[string, (one: any) => void][]} */
const FAULTS = [
  ['without rows', (one) => delete one.rows],
  ['with an unknown field', (one) => (one.mood = 'good')],
  ['without a hash of the input', (one) => (one.input.sha256 = 'none')],
  ['of another version of the format', (one) => (one.schema = 2)],
  ['with a local date', (one) => (one.date = '2 January')],
  ['of an unknown engine', (one) => (one.host.engine = 'netscape')],
  ['with an unknown lane', (one) => (one.rows[0].lane = 'gpu')],
  ['with an unknown clock', (one) => (one.rows[0].clock = 'wall')],
  ['with an impossible time', (one) => (one.rows[0].medianMs = -1)],
  ['with too few samples', (one) => (one.rows[0].samplesMs = [1])],
  ['with a number for a lane that was not verified', (one) => (one.rows[0].verified = false)],
  ['with a speed-up of JavaScript over itself', (one) => (one.rows[0].lane = 'js')],
  ['with an interval cut short', (one) => delete one.rows[0].speedup.high],
  ['with a yardstick that is no copy', (one) => (one.rows[0].kind = 'yardstick')],
  ['whose copy is a kernel', (one) => (one.rows[0].task = 'copy')],
];

for (const [name, spoil] of FAULTS) {
  test(`the schema refuses a result ${name}`, async () => {
    const spoilt = structuredClone(result(row()));
    spoil(spoilt);
    assert.notDeepEqual(await violations(spoilt), []);
  });
}

test('the table shows speed-up, interval, memory limit, and where there is no opponent', () => {
  const decode = { task: 'decode-webp', kind: 'codec', clock: 'endToEnd', speedup: null, opponent: null };
  const section = raceSection([result(row(), row({ lane: 'threads' }), row(decode))]);
  assert.match(section, /\| negate \| 7\.9× \(7\.6 to 8\.1\), 1\.2 copies \| 7\.9× \|/);
  assert.match(section, /\| decode-webp, end to end \| no JavaScript opponent \|/);
  assert.match(section, /Chromium 156\.0\.1 \(Linux, 2 cores, 2026-01-02, commit bbbbbbb\)/);
  assert.match(section, /Every kernel reaches 4× or the memory's limit/);
});

test('the table shows codecs as an application sees them', () => {
  const codec = { task: 'decode-png', kind: 'codec' };
  const slow = { against: 'js', median: 2, low: 1.9, high: 2.1 };
  const section = raceSection([result(row(), row(codec), row({ ...codec, clock: 'endToEnd', speedup: slow }))]);
  assert.match(section, /\| decode-png, end to end \| 2\.0× \(1\.9 to 2\.1\)/);
  assert.equal(section.match(/decode-png/g)?.length, 1);
});

test('a kernel that falls short is named, with how much', () => {
  const speedup = { against: 'js', median: 3.2, low: 3, high: 3.3 };
  assert.match(shortfall([result(row({ speedup, memoryCopies: 2.4 }))]), /^- Chromium: negate 3\.2× \(2\.4\)$/m);
  assert.match(shortfall([result(row({ speedup, memoryCopies: 1.4 }))]), /^Every kernel/);
  assert.match(
    shortfall([result(row({ speedup: null, memoryCopies: undefined }))]),
    /^- Chromium: negate no number \(\?\)$/m,
  );
});

test('times are rendered', () => {
  const commands = [{ command: 'npm test', emptyCacheSeconds: 725, fullCacheSeconds: 61.4 }];
  const section = timesSection({ date: '2026-01-02T03:04:05Z', machine: '2 cores', commands });
  assert.match(section, /\| `npm test` \| 12 min 5 s \| 61 s \|/);
});

test('text is put between its markers, and nowhere else', () => {
  const text = 'a\n<!-- x:start -->\nold\n<!-- x:end -->\nb\n';
  assert.equal(between(text, 'x', 'new'), 'a\n<!-- x:start -->\nnew\n<!-- x:end -->\nb\n');
  for (const wrong of ['', '<!-- x:start -->', '<!-- x:end --><!-- x:start -->', text + text]) {
    assert.throws(() => between(wrong, 'x', 'new'), /must stand in the text once/);
  }
});
