// @ts-check
// Serves files on a loopback port, as a static host would: the built page, or the package.
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize, sep } from 'node:path';
import { pipeline } from 'node:stream';

/** @type {Record<string, string>} */
const TYPES = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.jpg': 'image/jpeg',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.mjs': 'text/javascript; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
  '.webp': 'image/webp',
};

/** The strictest policy under which pixlane promises to work; as a header it binds workers, too. */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** With them a page may share memory, which the lane `threads` needs. */
export const ISOLATION = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

/**
 * Serves a folder; `/` is its index.html.
 * @param {string} folder
 * @param {{ isolated?: boolean, port?: number, host?: string, policy?: string }} [options] isolated: true when absent; port: a free one
 * when absent; policy: the Content-Security-Policy, for what is not pixlane
 * @returns {Promise<{ address: string, close: () => Promise<void> }>} the address ends in a slash
 * @throws Error when the port is taken
 */
export async function serve(
  folder,
  { isolated = true, port = 0, host = '127.0.0.1', policy = CONTENT_SECURITY_POLICY } = {},
) {
  const root = normalize(folder.endsWith(sep) ? folder : folder + sep);
  const headers = {
    'Content-Security-Policy': policy,
    'Cache-Control': 'no-cache',
    'X-Content-Type-Options': 'nosniff',
    ...(isolated && ISOLATION),
  };
  const server = createServer(async (request, response) => {
    const refuse = (/** @type {number} */ status) => response.writeHead(status, headers).end();
    if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(405);
    const file = fileOf(root, request.url ?? '/');
    if (!file) return refuse(404);
    const entry = await stat(file).catch(() => null);
    if (!entry?.isFile()) return refuse(404);
    const type = TYPES[extname(file)] ?? 'application/octet-stream';
    response.writeHead(200, { ...headers, 'Content-Type': type, 'Content-Length': entry.size });
    if (request.method === 'HEAD') return response.end();
    return pipeline(createReadStream(file), response, () => {}); // a reader that goes away is no error of ours
  });
  await new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => resolve(undefined));
  });
  const bound = /** @type {import('node:net').AddressInfo} */ (server.address());
  return {
    address: `http://${host}:${bound.port}/`,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

/** @param {string} root @param {string} url @returns {string | null} null for an address that is malformed or leads out of the folder */
function fileOf(root, url) {
  try {
    const path = decodeURIComponent(new URL(url, 'http://localhost').pathname);
    const file = join(root, path.endsWith('/') ? `${path}index.html` : path);
    return file.startsWith(root) && !file.includes('\0') ? file : null;
  } catch {
    return null;
  }
}
