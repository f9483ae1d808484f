#!/usr/bin/env node
// @ts-check
import { writeFileSync } from 'node:fs';
// `npm run race`: set-up, build, then the page's race in every engine; one table, and a file an engine.
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from '../scripts/build.mjs';
import { serve } from '../scripts/serve.mjs';
import { setup } from '../scripts/setup.mjs';
import { findBrowsers } from './browsers/index.mjs';
import { raceIn } from './race/engine.mjs';
import { coursesOf, HELP, parseOptions, racedPhotos } from './race/options.mjs';
import { progressLine } from './race/progress.mjs';
import { raceTable, toText } from './race/table.mjs';
import { toJson, violations, writeResult } from './results.mjs';

const PAGE = fileURLToPath(new URL('../build/web', import.meta.url));

try {
  const options = parseOptions(process.argv.slice(2));
  if (options.help) process.stdout.write(HELP);
  else await race(options);
} catch (error) {
  const { name, message } = /** @type {Error} */ (error);
  console.error(name === 'SetupError' ? message : `race: ${message}`);
  process.exitCode = 1;
}

/** @param {import('./race/options.mjs').RaceOptions} options */
async function race(options) {
  await setup(['tools', 'toolchain', 'sources', 'photos', 'browsers', 'node']);
  await build(['scalar', 'simd', 'threads', 'ts', 'web']);
  const courses = coursesOf(options, racedPhotos(PAGE));
  const server = await serve(PAGE);
  const line = progressLine();
  const results = [];
  try {
    for (const name of options.browsers) {
      const result = await raceOne(name, server.address, courses, line);
      if (!result) continue;
      results.push(result);
      // At once: what has been raced is not lost when a later engine fails.
      if (options.save) line.say(`${name}: ${relative(process.cwd(), writeResult(result))}`);
    }
  } finally {
    await server.close();
  }
  if (options.json) writeFileSync(options.json, toJson(results));
  if (results.length > 0) report(results, options);
  else throw new Error('no engine raced');
}

/**
 * @param {import('./browsers/index.mjs').EngineName} name
 * @param {string} address
 * @param {readonly import('./race/options.mjs').Course[]} courses
 * @param {ReturnType<typeof progressLine>} line
 * @returns {Promise<import('./results.mjs').Result | null>} null where the engine was not raced, which has been said
 */
async function raceOne(name, address, courses, line) {
  const found = findBrowsers()[name];
  if ('missing' in found) {
    line.say(`${name}: not raced: ${found.missing}`);
    return null;
  }
  const begin = Date.now();
  try {
    const result = await raceIn(name, address, courses, ({ share, label }) =>
      line.show(`${name} ${String(Math.floor(100 * share)).padStart(3)}%  ${label}`),
    );
    const faults = await violations(result);
    if (faults.length > 0) throw new Error(`the result departs from the schema: ${faults.slice(0, 5).join('; ')}`);
    line.say(`${name}: raced in ${Math.round((Date.now() - begin) / 1000)} s`);
    return result;
  } catch (error) {
    line.say(`${name}: failed: ${/** @type {Error} */ (error).message}`);
    process.exitCode = 1;
    return null;
  }
}

/** @param {readonly import('./results.mjs').Result[]} results @param {import('./race/options.mjs').RaceOptions} options */
function report(results, { sizes, clocks }) {
  // What was asked for is shown; of a full race what an application sees first: full size, the kernel alone.
  const only = {
    ...(!sizes && { size: 'full' }),
    ...(!clocks && { clock: 'kernel' }),
  };
  const [{ input }] = results;
  console.log(
    `\nSpeed over JavaScript, lane simd, with its 95% interval; ${input.name}, ${input.width} x ${input.height}\n`,
  );
  console.log(toText(raceTable(results, only)));
  const refused = results.flatMap(({ host, rows, furtherInputs = [] }) =>
    [{ rows }, ...furtherInputs]
      .flatMap((one) => one.rows)
      .filter(({ verified }) => !verified)
      .map(
        ({ task, lane, size, clock, note }) =>
          `${host.engine}: ${[task, size, clock, lane].join(' ')}: ${note ?? 'mismatch'}`,
      ),
  );
  if (refused.length === 0) return;
  console.error(`\n${refused.length} rows were not verified:\n${refused.join('\n')}`);
  process.exitCode = 1;
}
