// @ts-check
// bench/peers/results.json: where it is, what it holds, and whether it keeps to its schema.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ROOT } from '../../scripts/files.mjs';
import { toJson } from '../results.mjs';
import { CONTESTANTS } from './tasks.mjs';

/**
 * @typedef {object} Row what one contestant made of one task
 * @property {string} task
 * @property {string} peer
 * @property {import('./tasks.mjs').Kind} kind
 * @property {number | null} medianMs null where it was not verified
 * @property {number[]} samplesMs one a round
 * @property {number | null} bytes of the file that it writes
 * @property {boolean} verified
 * @property {boolean | null} exact null where nothing says what exact is
 * @property {number | null} psnr dB against the reference; null where it is exact or nothing came
 * @property {string} [note] why it is not verified
 */

/**
 * @typedef {object} Results what results.schema.json describes
 * @property {1} schema
 * @property {string} date
 * @property {string} commit
 * @property {{ browser: string, version: string, os: string, cpu: string, cores: number, node: string }} host
 * @property {{ simd: string }} wasm
 * @property {Record<string, string>} packages
 * @property {number} rounds
 * @property {import('./inputs.mjs').Input[]} inputs
 * @property {Row[]} rows
 */

const HERE = fileURLToPath(new URL('.', import.meta.url));
export const FILE = join(HERE, 'results.json');

/** @param {unknown} results @returns {Promise<string[]>} where they depart from the schema */
export async function violations(results) {
  // Not at the top: `npm run peers` reads this module before set-up has installed anything.
  const { Ajv2020 } = await import('ajv/dist/2020.js');
  const schema = JSON.parse(readFileSync(join(HERE, 'results.schema.json'), 'utf8'));
  const validate = new Ajv2020({ allErrors: true, allowUnionTypes: true }).compile(schema);
  validate(results);
  return (validate.errors ?? []).map(({ instancePath, message, params }) =>
    [instancePath || '/', message, JSON.stringify(params)].join(' '),
  );
}

/** @returns {Results | undefined} undefined before the first measurement */
export const readResults = () => (existsSync(FILE) ? JSON.parse(readFileSync(FILE, 'utf8')) : undefined);

/** @param {Results} results @param {string} [file] */
export const writeResults = (results, file = FILE) => writeFileSync(file, toJson(results));

/** Of the packages that are measured, as installed. @returns {Record<string, string>} */
export function packageVersions() {
  const names = Object.values(CONTESTANTS).flatMap(({ packages }) => packages);
  return Object.fromEntries([...new Set(names)].map((name) => [name, versionOf(name)]));
}

/** @param {string} name */
export const versionOf = (name) =>
  JSON.parse(readFileSync(join(HERE, 'node_modules', name, 'package.json'), 'utf8')).version;

/** The machine and what is measured on it. @param {string} browserVersion */
export function environment(browserVersion) {
  const simd = createHash('sha256')
    .update(readFileSync(join(ROOT, 'dist/bindings/wasm/simd.wasm')))
    .digest('hex');
  return {
    schema: /** @type {const} */ (1),
    date: new Date().toISOString(),
    commit: commit(),
    host: {
      browser: 'chromium',
      version: browserVersion,
      os: `${process.platform}-${process.arch}`,
      cpu: cpus()[0].model.trim(),
      cores: availableParallelism(),
      node: process.versions.node,
    },
    wasm: { simd },
    packages: packageVersions(),
  };
}

/** Results and documents are what a measurement writes: they do not make the tree another one. */
const WRITTEN = ['bench/peers/results.json', 'docs/peers.md'];

function commit() {
  const git = (/** @type {string[]} */ ...args) => execFileSync('git', args, { cwd: ROOT, encoding: 'utf8' }).trim();
  try {
    const changed = git('status', '--porcelain')
      .split('\n')
      .filter((line) => line && !WRITTEN.some((file) => line.endsWith(` ${file}`)));
    return `${git('rev-parse', 'HEAD')}${changed.length > 0 ? '-dirty' : ''}`;
  } catch {
    return 'unknown'; // a tarball, or a repository without a commit
  }
}
