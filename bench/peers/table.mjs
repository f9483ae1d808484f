#!/usr/bin/env node
// @ts-check
// Writes docs/peers.md's tables from bench/peers/results.json: whether each bound holds, all medians, and who was not timed and why.
// `--check` writes nothing and fails when the document differs.
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ROOT } from '../../scripts/files.mjs';
import { between } from '../../scripts/table.mjs';
import { toMarkdown, toText } from '../race/table.mjs';
import { readResults } from './results.mjs';
import { TASKS } from './tasks.mjs';

/** @typedef {import('./results.mjs').Row} Row @typedef {import('./results.mjs').Results} Results @typedef {import('./tasks.mjs').Task} Task */

const DOCUMENT = join(ROOT, 'docs/peers.md');

/**
 * What came of a task's bound.
 * @param {Task} task
 * @param {readonly Row[]} rows of the task
 * @returns {{ ours?: Row, fastest?: Row, ratio?: number, misses: string[] }} misses: empty where the bound holds
 */
export function judge({ bound }, rows) {
  const ours = rows.find(({ peer, verified }) => peer === 'pixlane' && verified);
  const counts = (/** @type {Row} */ { kind, verified, exact, psnr }) =>
    verified &&
    bound.against.some((one) => one === kind) &&
    (!bound.exact || exact === true) &&
    (bound.peerPsnr === undefined || exact === true || (psnr ?? 0) >= bound.peerPsnr);
  const [fastest] = rows.filter(counts).sort((a, b) => ms(a) - ms(b));
  if (!ours) return { fastest, misses: ['pixlane was not verified'] };
  const misses = [];
  if (bound.exact && ours.exact !== true) misses.push('not exact');
  if (bound.psnr !== undefined && !ours.exact && (ours.psnr ?? 0) < bound.psnr)
    misses.push(`${decibels(ours)} for ${bound.psnr} dB`);
  if (!fastest) return { ours, misses: [...misses, 'no peer that counts'] };
  const ratio = ms(ours) / ms(fastest);
  if (ratio > bound.ratio) misses.push(`${ratio.toFixed(2)} for ${bound.ratio}`);
  misses.push(...outputMisses(bound, ours, fastest, rows.filter(counts)));
  return { ours, fastest, ratio, misses };
}

/**
 * Speed that is bought with bytes or quality is none.
 * @param {import('./tasks.mjs').Bound} bound
 * @param {Row} ours
 * @param {Row} fastest
 * @param {readonly Row[]} peers that count
 */
function outputMisses({ bytes, leastBytes, psnrBelow }, ours, fastest, peers) {
  const misses = [];
  const share = Number(ours.bytes) / Number(fastest.bytes);
  if (bytes !== undefined && !(share <= bytes)) misses.push(`${share.toFixed(2)} of its bytes for ${bytes}`);
  const ofLeast = Number(ours.bytes) / Math.min(...peers.map((peer) => Number(peer.bytes)));
  if (leastBytes !== undefined && !(ofLeast <= leastBytes)) {
    misses.push(`${ofLeast.toFixed(2)} of the smallest file for ${leastBytes}`);
  }
  if (psnrBelow !== undefined && !(Number(ours.psnr) >= Number(fastest.psnr) - psnrBelow)) {
    misses.push(`${decibels(ours)} for its ${decibels(fastest)}`);
  }
  return misses;
}

const ms = (/** @type {Row} */ row) => /** @type {number} */ (row.medianMs);
const decibels = (/** @type {Row} */ { psnr }) => (psnr === null ? 'none' : `${psnr.toFixed(1)} dB`);
/** Three digits: more than the medians agree on. @param {Row | undefined} row */
const time = (row) => (row?.medianMs ? Number(row.medianMs.toPrecision(3)).toString() : '');

/** @param {Row | undefined} row @returns {string} */
function withQuality(row) {
  if (!row?.verified) return '';
  const exact = row.exact ? 'exact' : row.psnr === null ? undefined : decibels(row);
  const bytes = row.bytes === null ? undefined : megabytes(row.bytes);
  const details = [exact, bytes].filter(Boolean).join(', ');
  return details ? `${time(row)} (${details})` : time(row);
}

/** @param {number} bytes */
const megabytes = (bytes) => (bytes < 1e6 ? `${Math.round(bytes / 1e3)} KB` : `${(bytes / 1e6).toFixed(1)} MB`);

/** @param {Results} results @returns {{ task: Task, rows: Row[] }[]} the tasks that were measured */
const measuredTasks = ({ rows }) =>
  TASKS.map((task) => ({ task, rows: rows.filter((row) => row.task === task.name) })).filter(
    (one) => one.rows.length > 0,
  );

/** The heading and a line a task. @param {Results} results */
function boundsTable(results) {
  return [
    ['task', 'native', 'browser', 'fastest peer', 'pixlane', 'inside', 'ratio', 'ratio inside', 'bound', 'holds'],
    ...measuredTasks(results).map(({ task, rows }) => {
      const { ours, fastest, ratio, misses } = judge(task, rows);
      const of = (/** @type {string} */ peer) => rows.find((row) => row.peer === peer && row.verified);
      const inside = of('pixlane-inside');
      const [browser] = rows
        .filter(({ kind, verified }) => kind === 'browser' && verified)
        .sort((a, b) => ms(a) - ms(b));
      return [
        task.title,
        time(of('native')),
        time(browser),
        fastest ? `${fastest.peer} ${withQuality(fastest)}` : '',
        withQuality(ours),
        time(inside),
        ratio === undefined ? '' : ratio.toFixed(2),
        fastest && inside ? (ms(inside) / ms(fastest)).toFixed(2) : '',
        task.bound.text,
        misses.length === 0 ? 'yes' : `no: ${misses.join('; ')}`,
      ];
    }),
  ];
}

/** Every median, the fastest first. @param {Results} results */
function mediansTable(results) {
  return [
    ['task', 'medians, ms'],
    ...measuredTasks(results).map(({ task, rows }) => [
      task.title,
      rows
        .filter(({ verified }) => verified)
        .sort((a, b) => ms(a) - ms(b))
        .map((row) => `${row.peer} ${withQuality(row)}`)
        .join(', '),
    ]),
  ];
}

/** @param {Results} results @returns {string} Markdown */
export function peersSection(results) {
  const { date, commit, host, packages, rounds, inputs } = results;
  const held = measuredTasks(results).filter(({ task, rows }) => judge(task, rows).misses.length === 0).length;
  const refused = results.rows.filter(({ verified }) => !verified);
  const [{ width, height }] = inputs;
  return [
    `${held} of ${measuredTasks(results).length} bounds hold. Medians of ${rounds} rounds, in milliseconds; ${width} x ${height}, ` +
      `Chromium ${host.version} on ${host.cores} cores of ${host.cpu}, Node ${host.node}, ${date.slice(0, 10)}, ` +
      `commit ${commit.replace(/^([0-9a-f]{7})[0-9a-f]{33}/, '$1')}.`,
    toMarkdown(boundsTable(results)),
    'All that were timed, the fastest first:',
    toMarkdown(mediansTable(results)),
    ...(refused.length > 0
      ? ['Not timed, because what came out is not the work that was asked for:', refused.map(refusal).join('\n')]
      : []),
    `Versions: ${Object.entries(packages)
      .map(([name, version]) => `\`${name}\` ${version}`)
      .join(', ')}.`,
  ].join('\n\n');
}

/** @param {Row} row */
function refusal({ task, peer, note, psnr }) {
  return `- ${task}, ${peer}: ${note}${psnr === null ? '' : ` (${psnr.toFixed(1)} dB)`}`;
}

/** @param {string} document @param {Results | undefined} [results] @returns {string} */
export const render = (document, results = readResults()) =>
  results ? between(document, 'peers', peersSection(results)) : document;

export const writeDocument = () => writeFileSync(DOCUMENT, render(readFileSync(DOCUMENT, 'utf8')));

/** For the terminal. @param {Results} results */
export function report(results) {
  const refused = results.rows.filter(({ verified }) => !verified).map(refusal);
  return ['', toText(boundsTable(results)), '', toText(mediansTable(results)), '', ...refused].join('\n');
}

function main() {
  const before = readFileSync(DOCUMENT, 'utf8');
  if (!process.argv.includes('--check')) return writeDocument();
  if (render(before) === before) return undefined;
  console.error('docs/peers.md is not what bench/peers/results.json says: run node bench/peers/table.mjs');
  process.exitCode = 1;
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) main();
