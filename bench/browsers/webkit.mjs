// @ts-check
// WebKitGTK, which Playwright cannot drive: W3C WebDriver by plain HTTP, on a virtual screen.
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { startProcess } from './processes.mjs';

/** Wrong arguments make the request for a session hang. */
const SESSION_MS = 20_000;
const READY_MS = 10_000;
/** A script of the page may run as long as a race's longest step. */
const SCRIPT_MS = 600_000;
const SCREEN = '1280x1024x24';

/**
 * Starts the WebKitGTK that set-up found.
 * @param {{ path: string, miniBrowser: string, xvfb: string }} found
 * @returns {Promise<import('./index.mjs').Driver>}
 */
export async function launch({ path, miniBrowser, xvfb }) {
  const screen = await startScreen(xvfb);
  /** @type {ReturnType<typeof startProcess> | undefined} */
  let server;
  try {
    const port = await freePort();
    server = startProcess(path, [`--port=${port}`, '--host=127.0.0.1'], {
      env: {
        ...process.env,
        DISPLAY: screen.display,
        GDK_BACKEND: 'x11',
        NO_AT_BRIDGE: '1',
        // Without it there is no SharedArrayBuffer, isolated or not.
        JSC_useSharedArrayBuffer: '1',
      },
    });
    const session = await openSession(`http://127.0.0.1:${port}`, server, miniBrowser);
    return driver(session, server, screen);
  } catch (error) {
    await server?.end();
    await screen.end();
    throw error;
  }
}

/**
 * @param {Session} session
 * @param {{ end: () => Promise<void> }} server
 * @param {{ end: () => Promise<void> }} screen
 * @returns {Promise<import('./index.mjs').Driver>}
 */
async function driver(session, server, screen) {
  /** @type {import('./index.mjs').Driver['evaluate']} */
  const evaluate = async (code, argument) => {
    const called = typeof code === 'string' ? `() => (${code})` : String(code);
    // As JSON: WebDriver's own way of sending objects stops at what it does not know. The error is named, too.
    const script = `const [argument, done] = arguments;
      Promise.resolve(argument).then(${called}).then(
        (value) => done(JSON.stringify({ value })),
        (error) => done(JSON.stringify({ error: String(error) })));`;
    const { value, error } = JSON.parse(
      /** @type {string} */ (await session.call('POST', 'execute/async', { script, args: [argument ?? null] })),
    );
    if (error) throw new Error(error);
    return value;
  };
  return {
    name: 'webkit',
    version: session.version,
    userAgent: await evaluate('navigator.userAgent'),
    log: [], // WebDriver has no way to the console
    async goto(url) {
      await session.call('POST', 'url', { url });
    },
    evaluate,
    async screenshot(file) {
      await writeFile(file, Buffer.from(/** @type {string} */ (await session.call('GET', 'screenshot')), 'base64'));
    },
    async close() {
      // Deleting the session closes the browser in good order; ending the server would do so in any case.
      await session.call('DELETE', '').catch(() => {});
      await server.end();
      await screen.end();
    },
  };
}

/** A virtual screen; Xvfb picks a free number and writes it to the descriptor that it is told. @param {string} xvfb */
async function startScreen(xvfb) {
  const { child, died, end } = startProcess(xvfb, ['-displayfd', '3', '-screen', '0', SCREEN, '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  try {
    const number = await Promise.race([
      firstLine(/** @type {import('node:stream').Readable} */ (child.stdio[3])),
      died,
    ]);
    return { display: `:${number}`, end };
  } catch (error) {
    await end();
    throw error;
  }
}

/** @param {import('node:stream').Readable} stream @returns {Promise<string>} */
function firstLine(stream) {
  return new Promise((resolve) => {
    let text = '';
    stream.setEncoding('utf8');
    stream.on('data', (chunk) => {
      text += chunk;
      if (text.includes('\n')) resolve(text.split('\n')[0].trim());
    });
  });
}

/** @returns {Promise<number>} a port that nobody listens on at the moment */
function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
      server.close(() => resolve(port));
    });
  });
}

/**
 * @typedef {object} Session
 * @property {string} version
 * @property {(method: string, path: string, body?: object) => Promise<unknown>} call
 */

/** @param {string} address @param {{ died: Promise<never> }} server @param {string} binary @returns {Promise<Session>} */
async function openSession(address, { died }, binary) {
  await Promise.race([ready(address), died]);
  const options = { binary, args: ['--automation'] };
  const { sessionId, capabilities } = await Promise.race([
    request('POST', `${address}/session`, SESSION_MS, {
      capabilities: { alwaysMatch: { 'webkitgtk:browserOptions': options } },
    }),
    died,
  ]);
  /** @type {Session['call']} */
  const call = (method, path, body) =>
    Promise.race([
      request(method, [address, 'session', sessionId, path].filter(Boolean).join('/'), SCRIPT_MS, body),
      died,
    ]);
  await call('POST', 'timeouts', { script: SCRIPT_MS });
  return { version: capabilities.browserVersion, call };
}

/** @param {string} address */
async function ready(address) {
  const until = Date.now() + READY_MS;
  for (;;) {
    try {
      if ((await request('GET', `${address}/status`, READY_MS)).ready) return;
    } catch (error) {
      if (Date.now() > until) throw new Error(`WebKitWebDriver does not answer: ${error}`, { cause: error });
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/**
 * @param {string} method
 * @param {string} url
 * @param {number} longestMs
 * @param {object} [body]
 * @returns {Promise<any>}
 * @throws Error with the driver's own words
 */
async function request(method, url, longestMs, body) {
  const response = await fetch(url, {
    method,
    signal: AbortSignal.timeout(longestMs),
    ...(body && { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } }),
  });
  const { value } = await response.json();
  if (!response.ok) throw new Error(`WebKitWebDriver: ${value.error}: ${value.message}`);
  return value;
}
