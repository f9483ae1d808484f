#!/usr/bin/env node
// @ts-check
// `npm start`: set-up, build, then the page at a printed address until Ctrl-C.
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from './build.mjs';
import { serve } from './serve.mjs';
import { setup } from './setup.mjs';

const PAGE = fileURLToPath(new URL('../build/web', import.meta.url));

const HELP = `npm start [-- --port N] [-- --not-isolated]

  --port N         8080 when absent, or a free one where that is taken
  --not-isolated   without COOP and COEP headers: how most sites are served; the lane threads is absent then
`;

const { values } = parseArgs({
  options: { port: { type: 'string' }, 'not-isolated': { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
});

if (values.help) process.stdout.write(HELP);
else await start().catch(fail);

async function start() {
  await setup(['tools', 'toolchain', 'sources', 'photos', 'node']);
  await build(['scalar', 'simd', 'threads', 'ts', 'web']);
  const { address } = await open({ isolated: !values['not-isolated'] });
  console.log(`\npixlane's race: ${address}   (Ctrl-C ends it)`);
}

/** @param {{ isolated: boolean }} options */
async function open({ isolated }) {
  if (values.port !== undefined) return serve(PAGE, { isolated, port: Number(values.port) });
  try {
    return await serve(PAGE, { isolated, port: 8080 });
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EADDRINUSE') throw error;
    return serve(PAGE, { isolated });
  }
}

/** @param {Error} error */
function fail(error) {
  console.error(error.name === 'SetupError' ? error.message : `start: ${error.message}`);
  process.exitCode = 1;
}
