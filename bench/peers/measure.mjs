// @ts-check
// A task: everybody does it twice to be warm and is judged by what came out, then once a round, in random order, so that what slows the
// machine slows all.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { median, shuffle } from 'simple-statistics';
import { startNative } from './native.mjs';
import { CONTESTANTS } from './tasks.mjs';
import { createJudge } from './verify.mjs';

/** @typedef {import('./tasks.mjs').Task} Task @typedef {import('./browser.mjs').Contestant} Contestant */
/** @typedef {import('./results.mjs').Row} Row */

/** Compilers need a call or two. */
const WARM_UPS = 2;

/**
 * @param {Awaited<ReturnType<typeof import('./browser.mjs').openPage>>} page
 * @param {readonly import('./inputs.mjs').Input[]} inputs
 * @param {string} folder of the inputs
 * @param {{ rounds: number, random: () => number, peers?: readonly string[], say: (text: string) => void }} options
 */
export function createMeasurement(page, inputs, folder, { rounds, random, peers, say }) {
  const bytesOf = (/** @type {string} */ name) => {
    const input = inputs.find((one) => one.name === name);
    if (!input) throw new Error(`there is no input ${name}`);
    return readFileSync(join(folder, input.file));
  };
  const judge = createJudge(bytesOf);

  /** @param {Task} task @returns {Promise<Row[]>} a row a contestant */
  return async (task) => {
    const names = [...task.peers, 'native'].filter((name) => !peers || peers.includes(name));
    /** @type {{ row: Row, contestant: Contestant }[]} */
    const field = [];
    /** @type {Row[]} */
    const rows = [];
    for (const name of names) {
      say(`${task.name}: ${name}`);
      const row = blank(task.name, name);
      rows.push(row);
      const contestant = await warm(
        row,
        name === 'native' ? native(task, inputs, bytesOf) : page.start(...job(name, task, inputs)),
      );
      if (!contestant) continue;
      await note(row, async () => Object.assign(row, await judged(contestant, task, judge, rows)));
      if (row.verified) field.push({ row, contestant });
      else await contestant.stop();
    }
    for (let round = 0; round < rounds; round++) {
      say(`${task.name}: round ${round + 1} of ${rounds}`);
      for (const { row, contestant } of shuffle(field, random)) {
        if (row.verified) await note(row, async () => row.samplesMs.push(await contestant.run()));
      }
    }
    for (const { row, contestant } of field) {
      if (row.verified) row.medianMs = median(row.samplesMs);
      await contestant.stop();
    }
    return rows;
  };
}

/** @param {Row} row @param {Promise<Contestant>} starting @returns {Promise<Contestant | undefined>} undefined where it did not come so far */
async function warm(row, starting) {
  /** @type {Contestant | undefined} */
  let contestant;
  const done = await note(row, async () => {
    contestant = await starting;
    for (let i = 0; i < WARM_UPS; i++) await contestant.run();
  });
  if (!done) await contestant?.stop();
  return done ? contestant : undefined;
}

/** Who fails has no time, and the reason stands in the row. @param {Row} row @param {() => Promise<unknown>} work @returns {Promise<boolean>} */
async function note(row, work) {
  try {
    await work();
    return true;
  } catch (error) {
    Object.assign(row, { verified: false, samplesMs: [], note: firstLine(error) });
    return false;
  }
}

/** @param {string} task @param {string} peer @returns {Row} */
function blank(task, peer) {
  const { kind } = CONTESTANTS[peer];
  return { task, peer, kind, medianMs: null, samplesMs: [], bytes: null, verified: false, exact: null, psnr: null };
}

/** What stays inside is what came out beside it. @param {Contestant} contestant @param {Task} task @param {ReturnType<typeof createJudge>} judge @param {Row[]} rows */
async function judged(contestant, task, judge, rows) {
  const outcome = await contestant.outcome();
  if (outcome) return judge(task, outcome);
  const outside = rows.find(({ peer }) => peer === 'pixlane');
  if (!outside) return { verified: false, note: 'needs the contestant pixlane beside it' };
  const { verified, exact, psnr, bytes } = outside;
  return { verified, exact, psnr, bytes };
}

/** @param {string} name @param {Task} task @param {readonly import('./inputs.mjs').Input[]} inputs @returns {[string, string, object]} */
function job(name, task, inputs) {
  const { file, width, height } = find(task, inputs);
  const type = isPixels(task) ? undefined : `image/${task.input.split('-')[0]}`;
  return [name, task.name, { url: `/inputs/${file}`, type, width, height }];
}

/** @param {Task} task @param {readonly import('./inputs.mjs').Input[]} inputs @param {(name: string) => Buffer} bytesOf */
async function native(task, inputs, bytesOf) {
  const data = bytesOf(task.input);
  if (!isPixels(task)) return startNative(task.name, { data });
  const { width, height } = find(task, inputs);
  if (task.input === 'cut-out') return startNative(task.name, { data, raw: { width, height, channels: 4 } });
  return startNative(task.name, { data: withoutAlpha(data), raw: { width, height, channels: 3 } });
}

/** @param {Task} task */
const isPixels = ({ input }) => input === 'photo' || input === 'cut-out';

/** @param {Task} task @param {readonly import('./inputs.mjs').Input[]} inputs */
const find = (task, inputs) =>
  /** @type {import('./inputs.mjs').Input} */ (inputs.find(({ name }) => name === task.input));

/** @param {Uint8Array} rgba */
function withoutAlpha(rgba) {
  const rgb = new Uint8Array((rgba.length / 4) * 3);
  for (let i = 0, j = 0; i < rgba.length; i += 4, j += 3) {
    rgb[j] = rgba[i];
    rgb[j + 1] = rgba[i + 1];
    rgb[j + 2] = rgba[i + 2];
  }
  return rgb;
}

/** @param {unknown} error */
const firstLine = (error) =>
  String(/** @type {Error} */ (error).message ?? error)
    .replace(/^page\.evaluate: (Error: )?/, '')
    .split('\n')[0]
    .slice(0, 200);
