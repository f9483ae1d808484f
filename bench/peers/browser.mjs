// @ts-check
// Chromium with the page of workers, as the measurement sees it.
import { launchBrowser, waitFor } from '../browsers/index.mjs';
import { scriptOf } from './tasks.mjs';

/** Outputs come out of the page in pieces of so many bytes: 48 MB at once is more than one message likes. */
const PIECE = 6 << 20;

/** Peers whose glue code is made at run time need what pixlane does without. */
export const PEERS_POLICY =
  "default-src 'self'; script-src 'self' 'wasm-unsafe-eval' 'unsafe-eval' blob:; worker-src 'self' blob:; connect-src 'self' blob: data:";

/** @typedef {import('./verify.mjs').Outcome} Outcome */

/**
 * @typedef {object} Contestant someone who does one task as often as he is told
 * @property {string} name
 * @property {() => Promise<number>} run ms
 * @property {() => Promise<Outcome | null>} outcome of the last run; null where it stays inside
 * @property {() => Promise<void>} stop
 */

/** @param {string} address of the page's folder */
export async function openPage(address) {
  const driver = await launchBrowser('chromium');
  await driver.goto(address);
  await waitFor(driver, 'Boolean(window.peers)');
  const isolated = await driver.evaluate('window.peers.isolated');
  if (!isolated) throw new Error('the page is not cross-origin isolated: wasm-vips could not run');
  return {
    version: driver.version,
    log: driver.log,
    close: () => driver.close(),
    /** @param {string} name @param {string} task @param {object} input @returns {Promise<Contestant>} @throws what the peer throws */
    async start(name, task, input) {
      const job = { peer: name, script: scriptOf(name), task, input };
      await driver.evaluate((one) => /** @type {any} */ (window).peers.start(one), job);
      return {
        name,
        run: () => driver.evaluate((peer) => /** @type {any} */ (window).peers.run(peer), name),
        outcome: () => take(driver, name),
        stop: () => driver.evaluate((peer) => /** @type {any} */ (window).peers.stop(peer), name),
      };
    },
  };
}

/** @param {import('../browsers/index.mjs').Driver} driver @param {string} peer @returns {Promise<Outcome | null>} */
async function take(driver, peer) {
  const { kept, length, width, height } = await driver.evaluate(
    (name) => /** @type {any} */ (window).peers.take(name),
    peer,
  );
  if (kept) return null;
  const data = Buffer.alloc(length);
  for (let from = 0; from < length; from += PIECE) {
    const piece = { peer, from, to: Math.min(length, from + PIECE) };
    const text = await driver.evaluate((one) => /** @type {any} */ (window).peers.piece(one), piece);
    data.set(Buffer.from(text, 'base64'), from);
  }
  return width === undefined ? { file: data } : { data, width, height, channels: 4 };
}
