// @ts-check
// One small face for three engines that are driven in different ways.
import { readFileSync } from 'node:fs';

/** @typedef {'chromium' | 'firefox' | 'webkit'} EngineName */

/**
 * @typedef {object} Driver one page in one browser
 * @property {EngineName} name
 * @property {string} version
 * @property {string} userAgent
 * @property {string[]} log what the page complained about, where the engine tells
 * @property {(url: string) => Promise<void>} goto
 * @property {(code: string | ((argument: any) => any), argument?: unknown) => Promise<any>} evaluate runs a function with one
 * argument, or an expression, in the page; argument and answer are what JSON holds. Throws what the page throws
 * @property {(path: string) => Promise<void>} screenshot writes a PNG file
 * @property {() => Promise<void>} close ends the browser and everything that was started for it
 */

/** @typedef {{ path: string, version?: string } | { missing: string }} Found */

/** @type {readonly EngineName[]} */
export const ENGINES = ['chromium', 'firefox', 'webkit'];

const SETUP_FILE = new URL('../../build/setup.json', import.meta.url);

/**
 * What set-up found: a path, or why there is none.
 * @returns {Record<EngineName, Found>}
 * @throws Error before set-up
 */
export function findBrowsers() {
  /** @type {Record<string, Found>} */
  const browsers = JSON.parse(readFileSync(SETUP_FILE, 'utf8')).browsers ?? {};
  const missing = { missing: 'set-up did not look for it: run npm run setup' };
  return { chromium: missing, firefox: missing, webkit: missing, ...browsers };
}

/**
 * Starts an engine.
 * @param {EngineName} name
 * @returns {Promise<Driver>}
 * @throws Error when set-up did not find it, or when it does not start
 */
export async function launchBrowser(name) {
  const found = findBrowsers()[name];
  if ('missing' in found) throw new Error(`${name} is not installed: ${found.missing}`);
  const { launch } = await import(`./${name}.mjs`);
  return launch(found);
}

/**
 * Asks a page again and again until the answer is truthy.
 * @param {Driver} driver
 * @param {string | (() => any)} code as for `evaluate`
 * @param {{ longestMs?: number, everyMs?: number }} [options]
 * @returns {Promise<any>} the answer
 * @throws Error with what the page logged, when the time is over
 */
export async function waitFor(driver, code, { longestMs = 30_000, everyMs = 100 } = {}) {
  const until = Date.now() + longestMs;
  for (;;) {
    const answer = await driver.evaluate(code);
    if (answer) return answer;
    if (Date.now() > until) {
      throw new Error([`${driver.name}: ${code} stayed ${answer} for ${longestMs} ms`, ...driver.log].join('\n'));
    }
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}
