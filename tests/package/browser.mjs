// A page of a folder, served as a static host would, in a headless browser.
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { ENGINES, findBrowsers, launchBrowser, waitFor } from '../../bench/browsers/index.mjs';

/** @type {Record<string, string>} */
const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.wasm': 'application/wasm',
};

/** All that the package asks of a page. */
const POLICY = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self'";
const ISOLATION = { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' };

/** The comparison of all lanes takes the longest. */
const LONGEST_MS = 300_000;

/** @typedef {import('../../bench/browsers/index.mjs').EngineName} BrowserName */

/** The browsers that set-up found. */
export function browserNames() {
  const found = findBrowsers();
  return ENGINES.filter((name) => !('missing' in found[name]));
}

/**
 * Serves a folder on a loopback port.
 * @param {string} folder
 * @param {{ isolated: boolean }} options
 */
export async function serve(folder, { isolated }) {
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    try {
      const file = join(folder, normalize(pathname === '/' ? '/index.html' : pathname));
      const body = await readFile(file);
      const type = TYPES[extname(file)] ?? 'application/octet-stream';
      response.writeHead(200, {
        'Content-Type': type,
        'Content-Security-Policy': POLICY,
        ...(isolated ? ISOLATION : {}),
      });
      response.end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const address = /** @type {import('node:net').AddressInfo} */ (server.address());
  return {
    address: `http://127.0.0.1:${address.port}/`,
    close: () => new Promise((resolve) => server.close(resolve)),
  };
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
