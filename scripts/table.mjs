#!/usr/bin/env node
// Writes what documents have between their markers: the race's tables from bench/results/, the whole in docs/results.md and the first of
// each kind in README.md, how long set-up, tests and race take from bench/results/times.json, and the kernels from kernels/registry.json.
// `--check` writes nothing and fails when a document differs.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { COPIES_AT_LIMIT, raceTable, toMarkdown } from '../bench/race/table.mjs';
import { RESULTS, readResults } from '../bench/results.mjs';
import { ROOT } from './files.mjs';

/** What a kernel has to reach over JavaScript, unless memory is its limit. */
const GOAL = 4;
/** A group's first kernels stand for it in the README. */
const FIRST_OF_GROUP = 3;
const TIMES = join(RESULTS, 'times.json');
/** @type {Record<string, string>} */
const NAMES = { chromium: 'Chromium', firefox: 'Firefox', webkit: 'WebKitGTK' };

/** @typedef {{ date: string, machine: string, commands: { command: string, emptyCacheSeconds?: number, fullCacheSeconds?: number }[] }} Times */

/**
 * A race: what was raced and where, the table at full size on the kernel clock, and what falls short.
 * @param {readonly any[]} results as bench/results.schema.json has them, one an engine; at least one
 * @param {(task: string) => boolean} [isShown] which tasks the table holds; all when absent
 * @returns {string} Markdown
 */
export function raceSection(results, isShown = () => true) {
  const [{ input }] = results;
  const shown = results.map((result) => applicationRows(result, isShown));
  const table = raceTable(shown, { size: 'full', clock: 'kernel' });
  const [heading, ...lines] = table.map((line) =>
    line.map((cell) => (cell === 'n/a' ? 'no JavaScript opponent' : cell)),
  );
  const engines = results.map(({ host, date, commit }) => {
    const isolated = host.crossOriginIsolated ? '' : ', not isolated';
    return `${NAMES[host.engine] ?? host.engine} ${host.version} (${host.os}, ${host.cores} cores${isolated}, ${date.slice(0, 10)}, commit ${shortCommit(commit)})`;
  });
  return [
    `Speed of the lane \`simd\` over JavaScript, with the 95% interval of the ratio, and of \`threads\`, on ${input.name}, ${input.width} x ${input.height}: kernels alone, codecs and the pipeline as an application sees them, a size where it is not the full one. ` +
      `"1.2 copies": the kernel costs so many times the copy of its input, shown up to ${COPIES_AT_LIMIT}, where memory is the limit.`,
    `Raced in ${engines.join('; ')}.`,
    toMarkdown([heading, ...lines]),
    shortfall(shown),
  ].join('\n\n');
}

/** Of codecs what an application sees. @param {any} result @param {(task: string) => boolean} isShown */
const applicationRows = (result, isShown) => ({
  ...result,
  rows: result.rows.filter(
    (/** @type {any} */ { task, kind, clock }) => isShown(task) && (kind !== 'codec' || clock === 'endToEnd'),
  ),
});

/** The tasks of the README: no kernel, or the first case of a group's first kernels. @param {readonly Named[]} kernels */
function firstOfEachKind(kernels) {
  const cases = new Set(kernels.flatMap((kernel) => kernel.cases.map(({ name }) => name)));
  const first = kernels.filter(
    (kernel) => kernels.filter(({ group }) => group === kernel.group).indexOf(kernel) < FIRST_OF_GROUP,
  );
  const shown = new Set(first.map((kernel) => kernel.cases[0]?.name));
  return (/** @type {string} */ task) => shown.has(task) || !cases.has(task);
}

/** Where a kernel at full size neither reaches the goal nor the memory's limit. @param {readonly any[]} results */
export function shortfall(results) {
  const lines = results.flatMap(({ host, rows }) => {
    const short = rows
      .filter(
        (/** @type {any} */ row) =>
          row.kind === 'kernel' && row.lane === 'simd' && row.clock === 'kernel' && row.size === 'full',
      )
      .filter((/** @type {any} */ row) => !(row.speedup?.median >= GOAL) && !(row.memoryCopies <= COPIES_AT_LIMIT))
      .map((/** @type {any} */ row) => {
        const ratio = row.speedup ? `${row.speedup.median.toFixed(1)}×` : 'no number';
        return `${row.task} ${ratio} (${row.memoryCopies?.toFixed(1) ?? '?'})`;
      });
    return short.length === 0 ? [] : [`- ${NAMES[host.engine] ?? host.engine}: ${short.join(', ')}`];
  });
  return lines.length === 0
    ? `Every kernel reaches ${GOAL}× or the memory's limit in every engine.`
    : `Short of ${GOAL}× and not at the memory's limit (in brackets what it costs in memory copies):\n\n${lines.join('\n')}`;
}

/** @param {Times} times @returns {string} Markdown */
export function timesSection({ date, machine, commands }) {
  const minutes = (/** @type {number | undefined} */ seconds) => {
    if (seconds === undefined) return 'not measured';
    return seconds < 120 ? `${Math.round(seconds)} s` : `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
  };
  return [
    toMarkdown([
      ['fresh clone', 'empty cache', 'full cache'],
      ...commands.map(({ command, emptyCacheSeconds, fullCacheSeconds }) => [
        `\`${command}\``,
        minutes(emptyCacheSeconds),
        minutes(fullCacheSeconds),
      ]),
    ]),
    `Measured ${date.slice(0, 10)} on ${machine}.`,
  ].join('\n\n');
}

/**
 * @param {string} text
 * @param {string} name of the markers `<!-- name:start -->` and `<!-- name:end -->`
 * @param {string} inner
 * @returns {string} the text with `inner` between the markers
 * @throws Error when the pair of markers does not stand there exactly once
 */
export function between(text, name, inner) {
  const [start, end] = [`<!-- ${name}:start -->`, `<!-- ${name}:end -->`];
  const [before, rest, ...more] = text.split(start);
  const [, after, ...evenMore] = rest?.split(end) ?? [];
  if (after === undefined || more.length > 0 || evenMore.length > 0)
    throw new Error(`${start} and ${end} must stand in the text once, in this order`);
  return `${before}${start}\n${inner}\n${end}${after}`;
}

/**
 * @param {string} readme
 * @returns {string} as results and registry want it; a section without results is left as it is
 */
export function render(readme, results = readResults().map(({ result }) => result), times = readTimes()) {
  const { kernels } = readRegistry();
  let text = readme;
  if (results.length > 0) text = between(text, 'table', raceSection(results, firstOfEachKind(kernels)));
  if (times) text = between(text, 'times', timesSection(times));
  return between(text, 'kernels', kernelsSection(kernels));
}

/** @param {string} document docs/results.md @returns {string} with every task */
export function renderAll(document, results = readResults().map(({ result }) => result)) {
  return results.length > 0 ? between(document, 'table', raceSection(results)) : document;
}

/** What is written into which file. @type {Record<string, (text: string) => string>} */
export const DOCUMENTS = { 'README.md': (text) => render(text), 'docs/results.md': (text) => renderAll(text) };

/** @typedef {{ name: string, group: string, cases: { name: string }[] }} Named */

/** A line a group. @param {readonly Named[]} kernels @returns {string} Markdown */
export function kernelsSection(kernels) {
  const groups = new Set(kernels.map(({ group }) => group));
  return [...groups]
    .map((group) => {
      const names = kernels.filter((kernel) => kernel.group === group).map(({ name }) => `\`${name}\``);
      return `- ${group}: ${names.join(', ')}`;
    })
    .join('\n');
}

/** @returns {{ kernels: Named[] }} */
const readRegistry = () => JSON.parse(readFileSync(join(ROOT, 'kernels/registry.json'), 'utf8'));

/** @returns {Times | undefined} */
const readTimes = () => (existsSync(TIMES) ? JSON.parse(readFileSync(TIMES, 'utf8')) : undefined);

/** @param {string} commit */
const shortCommit = (commit) => commit.replace(/^([0-9a-f]{7})[0-9a-f]{33}/, '$1');

function main() {
  for (const [name, written] of Object.entries(DOCUMENTS)) {
    const file = join(ROOT, name);
    const before = readFileSync(file, 'utf8');
    const text = written(before);
    if (!process.argv.includes('--check')) writeFileSync(file, text);
    else if (text !== before) {
      console.error(`${name} is not what bench/results/ and the registry say: run node scripts/table.mjs`);
      process.exitCode = 1;
    }
  }
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) main();
