// @ts-check
// The races of one engine: opens the page, lets it race, and makes one result of what it found.
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { launchBrowser, waitFor } from '../browsers/index.mjs';
import { twoThreadSlowdown } from './calibration.mjs';

/** The page is asked this rarely, because answering takes a little of the time that is measured. */
const POLL_MS = 1000;
/** A race that says nothing new for so long is dead: the slowest call of the largest photo takes a tenth of it. */
const SILENCE_MS = 300_000;

/**
 * @param {import('../browsers/index.mjs').EngineName} name
 * @param {string} address of the page
 * @param {readonly import('./options.mjs').Course[]} courses
 * @param {(progress: { share: number, label: string }) => void} onProgress
 * @returns {Promise<import('../results.mjs').Result>}
 * @throws Error with the page's own words
 */
export async function raceIn(name, address, courses, onProgress) {
  const slowdown = await twoThreadSlowdown();
  const driver = await launchBrowser(name);
  try {
    const results = [];
    for (const [index, course] of courses.entries()) {
      results.push(
        await runCourse(driver, address, course, ({ progress, label }) =>
          onProgress({ share: (index + progress) / courses.length, label: `${course.photo}: ${label}` }),
        ),
      );
    }
    return merge(results, {
      version: driver.version,
      os: operatingSystem(),
      cores: availableParallelism(),
      twoThreadSlowdown: Number(slowdown.toFixed(2)),
    });
  } finally {
    await driver.close();
  }
}

/**
 * @param {import('../browsers/index.mjs').Driver} driver
 * @param {string} address
 * @param {import('./options.mjs').Course} course
 * @param {(state: { progress: number, label: string }) => void} onProgress
 */
async function runCourse(driver, address, course, onProgress) {
  await driver.goto(address);
  await waitFor(driver, 'Boolean(window.pixlaneRace)');
  await driver.evaluate((options) => /** @type {any} */ (window).pixlaneRace.start(options), course);
  let heard = Date.now();
  let last = '';
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    // Without the rows so far: they would be copied at every turn.
    const { done, error, progress, label } = await driver.evaluate(() => {
      const { done, error, progress, label } = /** @type {any} */ (window).pixlaneRace.state;
      return { done, error, progress, label };
    });
    if (error) throw new Error([`${course.photo}: ${error} (at ${last})`, ...driver.log].join('\n'));
    if (done) return driver.evaluate('window.pixlaneRace.state.result');
    onProgress({ progress, label });
    if (`${label} ${progress}` !== last) heard = Date.now();
    last = `${label} ${progress}`;
    if (Date.now() - heard > SILENCE_MS)
      throw new Error(`${course.photo}: nothing new for ${SILENCE_MS} ms (at ${last})`);
  }
}

/**
 * One result of several: rows of the same photo belong together, the first photo's in front.
 * @param {readonly import('../results.mjs').Result[]} results
 * @param {Partial<import('../results.mjs').Result['host']>} known what the driver knows better than the page
 * @returns {import('../results.mjs').Result}
 */
export function merge(results, known) {
  const [first] = results;
  /** @type {Map<string, import('../results.mjs').Inputs>} */
  const inputs = new Map();
  for (const { input, rows } of results) {
    const before = inputs.get(input.sha256);
    if (before) before.rows.push(...rows.filter((row) => !before.rows.some((other) => sameRace(row, other))));
    else inputs.set(input.sha256, { input, rows: [...rows] });
  }
  const [main, ...furtherInputs] = inputs.values();
  const { schema, date, commit, host } = first;
  return {
    schema,
    date,
    commit,
    host: { ...host, ...known },
    wasm: Object.assign({}, ...results.map(({ wasm }) => wasm)),
    ...main,
    ...(furtherInputs.length > 0 && { furtherInputs }),
  };
}

// The yardstick runs in every race: the one that was measured beside most rows stays.
/** @typedef {import('../results.mjs').Row} Row @param {Row} a @param {Row} b */
const sameRace = (a, b) => a.task === b.task && a.size === b.size && a.lane === b.lane && a.clock === b.clock;

/** Debian GNU/Linux 12 (bookworm), or what Node calls it. */
function operatingSystem() {
  try {
    return /^PRETTY_NAME="?([^"\n]+)/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1] ?? process.platform;
  } catch {
    return process.platform;
  }
}
