// A page that writes what it finds into its body, in a headless browser.
import { ENGINES, findBrowsers, launchBrowser, waitFor } from '../../bench/browsers/index.mjs';

const LONGEST_MS = 60_000;

/** @typedef {import('../../bench/browsers/index.mjs').EngineName} BrowserName */

/** The browsers that set-up found. */
export function browserNames() {
  const found = findBrowsers();
  return ENGINES.filter((name) => !('missing' in found[name]));
}

/**
 * Opens a page and reads the JSON that it writes into its body.
 * @param {string} address
 * @param {BrowserName} name
 * @returns {Promise<any>}
 * @throws Error with what the page logged when it writes none
 */
export async function readPage(address, name) {
  const browser = await launchBrowser(name);
  try {
    await browser.goto(address);
    const written = "document.body?.textContent.startsWith('{') && document.body.textContent";
    return JSON.parse(await waitFor(browser, written, { longestMs: LONGEST_MS }));
  } finally {
    await browser.close();
  }
}
