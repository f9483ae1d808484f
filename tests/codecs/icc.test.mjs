// Profiles natively, sanitized or not: against Little CMS in floats, with real files' profiles, and with damaged ones.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { curve, greyProfile, matrixProfile, P3, power, SRGB, SRGB_CURVE, tableProfile } from '../engine/profiles.mjs';
import { corpora, read } from './corpora.mjs';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const lcms2 = JSON.parse(readFileSync(join(ROOT, 'build/setup.json'), 'utf8')).sources.lcms2;

/**
 * Profiles of our own, of Little CMS's tests and of files, by name: paths. `use` gets them and `ask(line)`, which gives the answer.
 * @param {string} preset @param {(paths: Record<string, string>, ask: (line: string) => Promise<string>) => Promise<void>} use
 */
async function withProfiles(preset, use) {
  const folder = mkdtempSync(join(tmpdir(), 'pixlane-icc-'));
  const child = spawn(join(ROOT, 'build', preset, 'tests/codecs/pixlane_icc'), { stdio: ['pipe', 'pipe', 'pipe'] });
  let complaints = '';
  child.stderr.on('data', (text) => {
    complaints += text;
  });
  const ended = new Promise((done) => child.on('close', done));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ask = async (line) => {
    child.stdin.write(`${line}\n`);
    const { value, done } = await lines.next();
    if (done) throw new Error(`the harness ended: ${complaints.slice(0, 3000)}`);
    return value;
  };
  try {
    const own = {
      p3: matrixProfile(P3, [SRGB_CURVE]),
      curves: matrixProfile(P3, [power(2.2), curve([0, 9000, 30000, 65535]), SRGB_CURVE]),
      srgb: matrixProfile(SRGB, [SRGB_CURVE]),
      table: tableProfile(SRGB, 1.8),
      grey: greyProfile(power(1.8)),
      lightness: greyProfile(curve([0, 20000, 65535]), 'Lab'),
    };
    const paths = Object.fromEntries(
      Object.entries(own).map(([name, bytes]) => {
        const path = join(folder, name);
        writeFileSync(path, bytes);
        return [name, path];
      }),
    );
    for (const name of ['test1', 'test2', 'test3', 'test4', 'test5', 'crayons', 'new', 'ibm-t61', 'bad', 'bad_mpe']) {
      paths[name] = join(lcms2, 'testbed', `${name}.icc`);
    }
    paths.alltags = join(lcms2, 'fuzzers/corpus/alltags.icc');
    await use(paths, ask);
  } finally {
    child.stdin.end();
    const code = await ended;
    rmSync(folder, { recursive: true });
    assert.equal(code, 0, complaints.slice(0, 3000));
  }
}

/** The profile of a JPEG file. @param {Buffer} jpeg */
function profileOf(jpeg) {
  const parts = [];
  for (let at = 2; jpeg[at] === 0xff && jpeg[at + 1] !== 0xda; ) {
    const size = jpeg.readUInt16BE(at + 2);
    if (jpeg.toString('latin1', at + 4, at + 15) === 'ICC_PROFILE') parts.push(jpeg.subarray(at + 18, at + 2 + size));
    at += 2 + size;
  }
  return Buffer.concat(parts);
}

for (const preset of ['native', 'native-asan']) {
  describe(`profiles: ${preset}`, () => {
    it('come out as Little CMS in floats has them', () =>
      withProfiles(preset, async (paths, ask) => {
        const far = [];
        /** The most that a colour may be away, of 255: half a step of rounding, and what tables of tables cost. */
        const allowed = {
          p3: [0.6, 0.02],
          curves: [0.6, 0.05],
          srgb: [0.6, 0.02],
          grey: [0.6, 0.02],
          lightness: [0.6, 0.05],
        };
        let compared = 0;
        for (const name of Object.keys(paths)) {
          const answer = await ask(`compare ${paths[name]}`);
          const [, kind, worst8, , worst16] = /^(srgb|other) ([\d.]+) ([\d.]+) ([\d.]+)/.exec(answer) ?? [];
          if (kind === undefined) continue;
          compared++;
          assert.equal(kind === 'srgb', ['srgb', 'test5'].includes(name), `${name}: ${answer}`);
          const [most8, most16] = allowed[name] ?? [1.5, 1.5];
          if (!(Number(worst8) < most8 && Number(worst16) < most16)) far.push(`${name}: ${answer}`);
        }
        assert.deepEqual(far, []);
        assert.ok(compared >= 8, `${compared} profiles compared`);
      }));

    it('of CMYK give the inks their colours', { skip: corpora ? false : 'the corpora are not there' }, () =>
      withProfiles(preset, async (paths, ask) => {
        const path = join(tmpdir(), `pixlane-cmyk-${process.pid}.icc`);
        writeFileSync(path, profileOf(read('jpeg-reftest-image-rs/reftest/images/ycck.jpg')));
        try {
          /** Of each ink: what its colour is, to within what printing profiles differ by. */
          const inks = [
            [[0, 0, 0, 0], [255, 255, 255], 3],
            [[255, 0, 0, 0], [0, 165, 225], 30],
            [[0, 255, 0, 0], [230, 10, 130], 30],
            [[0, 0, 255, 0], [255, 240, 10], 30],
            [[0, 0, 0, 255], [30, 30, 30], 30],
            [[255, 255, 255, 255], [0, 0, 0], 30],
          ];
          for (const [cmyk, rgb, near] of inks) {
            const answer = await ask(`cmyk ${path} ${cmyk.join(' ')}`);
            const values = answer.trim().split(' ').map(Number);
            assert.equal(values.length, 16, answer);
            for (let way = 0; way < 4; way++) {
              assert.equal(values[4 * way + 3], 255);
              for (let c = 0; c < 3; c++) {
                assert.ok(Math.abs(values[4 * way + c] - rgb[c]) <= near, `${cmyk}: ${answer}`);
                assert.ok(Math.abs(values[4 * way + c] - values[c]) <= 2, `${cmyk}: ${answer}`);
              }
            }
          }
          assert.match(await ask(`cmyk ${paths.p3} 0 0 0 0`), /not one of CMYK/);
          assert.match(await ask(`compare ${path}`), /not one of RGB or grey/);
        } finally {
          rmSync(path);
        }
      }),
    );

    it('that are damaged do no harm', () =>
      withProfiles(preset, async (paths, ask) => {
        let converted = 0;
        for (const path of Object.values(paths)) converted += Number(await ask(`damage ${path} 100`));
        assert.ok(converted > 200, `${converted} converted in spite of it`);
      }));
  });
}
