// @ts-check
// The one table of the race: a line a task, columns by engine. The terminal and the README show the same cells.

/** A kernel that costs no more is at the memory's limit: nothing could make it much faster. */
export const COPIES_AT_LIMIT = 1.5;

/** @type {Record<string, string>} */
const ENGINE_NAMES = { chromium: 'Chromium', firefox: 'Firefox', webkit: 'WebKitGTK' };
/** @type {Record<string, string>} */
const CLOCK_NAMES = { kernel: '', endToEnd: 'end to end', cold: 'cold start' };

/** @typedef {import('../results.mjs').Result} Result @typedef {import('../results.mjs').Row} Row */

/**
 * @param {readonly Result[]} results one an engine
 * @param {{ size?: string, clock?: string }} [only] leaves out all other sizes and clocks; a task that was not raced so (the pipeline has
 * no kernel, codecs take seconds at full size) is shown as it was raced
 * @returns {string[][]} the heading and a line a task: its name, then `simd` in each engine, then `threads` in each
 */
export function raceTable(results, only = {}) {
  const lines = linesOf(results, only);
  const names = results.map(({ host }) => engineName(host));
  const [sizes, clocks] = [new Set(lines.map(({ size }) => size)), new Set(lines.map(({ clock }) => clock))];
  return [
    ['task', ...names, ...results.map(({ host }) => `threads, ${ENGINE_NAMES[host.engine] ?? host.engine}`)],
    ...lines.map((line) => [
      // What was asked for goes without saying.
      [line.task, sizes.size > 1 && line.size !== only.size && line.size, clocks.size > 1 && CLOCK_NAMES[line.clock]]
        .filter(Boolean)
        .join(', '),
      ...results.map(({ rows }) => simdCell(find(rows, line, 'simd'))),
      ...results.map(({ rows }) => threadsCell(find(rows, line, 'threads'))),
    ]),
  ];
}

/** @param {readonly Result[]} results @param {{ size?: string, clock?: string }} only */
function linesOf(results, { size, clock }) {
  /** @type {Map<string, { task: string, size: string, clock: string }>} */
  const lines = new Map();
  const rows = results.flatMap((result) => result.rows).filter(({ kind }) => kind !== 'yardstick');
  const withSize = new Set(rows.filter((row) => row.size === size).map(({ task }) => task));
  const withClock = new Set(rows.filter((row) => row.clock === clock).map(({ task }) => task));
  for (const row of rows) {
    if (size && withSize.has(row.task) && row.size !== size) continue;
    if (clock && row.clock !== (withClock.has(row.task) ? clock : 'endToEnd')) continue;
    lines.set([row.task, row.size, row.clock].join(), { task: row.task, size: row.size, clock: row.clock });
  }
  return [...lines.values()];
}

/** @param {readonly Row[]} rows @param {{ task: string, size: string, clock: string }} line @param {string} lane */
const find = (rows, { task, size, clock }, lane) =>
  rows.find((row) => row.task === task && row.size === size && row.clock === clock && row.lane === lane);

/** The speed-up with its interval; copies where memory is the limit; `n/a` where JavaScript has no opponent. @param {Row} [row] */
function simdCell(row) {
  if (!row) return '';
  if (!row.verified) return 'mismatch';
  if (!row.speedup) return 'n/a';
  const { median, low, high } = row.speedup;
  const atLimit = row.memoryCopies !== undefined && row.memoryCopies <= COPIES_AT_LIMIT;
  const copies = atLimit ? `, ${row.memoryCopies?.toFixed(1)} copies` : '';
  return `${times(median)} (${digits(low)} to ${digits(high)})${copies}`;
}

/** @param {Row} [row] */
function threadsCell(row) {
  if (!row) return '';
  if (!row.verified) return 'mismatch';
  return row.speedup ? times(row.speedup.median) : 'n/a';
}

/** Two digits say all that an interval of some percent holds. @param {number} ratio */
const digits = (ratio) => (ratio < 9.95 ? ratio.toFixed(1) : ratio.toFixed(0));
/** @param {number} ratio */
const times = (ratio) => `${digits(ratio)}×`;

/** The engine's name and version, as a heading. @param {{ engine: string, version: string }} host */
export const engineName = ({ engine, version }) => `${ENGINE_NAMES[engine] ?? engine} ${shortVersion(version)}`;

/** 156 of 156.0.8078.79, 2.50 of 2.50.6. @param {string} version */
const shortVersion = (version) =>
  version
    .split('.')
    .slice(0, version.startsWith('2.') ? 2 : 1)
    .join('.');

/** @param {readonly string[][]} table */
export function toMarkdown([heading, ...lines]) {
  const line = (/** @type {readonly string[]} */ cells) => `| ${cells.join(' | ')} |`;
  return [line(heading), line(heading.map((_, i) => (i === 0 ? '---' : '--:'))), ...lines.map(line)].join('\n');
}

/** @param {readonly string[][]} table */
export function toText(table) {
  const widths = table[0].map((_, column) => Math.max(...table.map((line) => line[column].length)));
  return table
    .map((line) =>
      line
        .map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i])))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
