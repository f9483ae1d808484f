// @ts-check
// The result files: where they are, what they are called, and whether they keep to the schema.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * @typedef {import('../web/src/race/types').Row} Row
 * @typedef {import('../web/src/race/types').RaceResult} PageResult
 * @typedef {Pick<PageResult, 'input' | 'rows'>} Inputs
 * @typedef {PageResult & { host: { twoThreadSlowdown?: number }, furtherInputs?: Inputs[] }} Result what
 * bench/results.schema.json describes: a result of the page, and what the driver adds
 */

export const RESULTS = fileURLToPath(new URL('results', import.meta.url));
const SCHEMA = new URL('results.schema.json', import.meta.url);

/** The kind of machine, not its name. */
export const hostLabel = () => `${process.platform}-${process.arch}-${availableParallelism()}core`;

/** @type {Promise<import('ajv').ValidateFunction> | undefined} */
let validator;

/**
 * @param {unknown} result
 * @returns {Promise<string[]>} where it departs from bench/results.schema.json; empty when nowhere
 */
export async function violations(result) {
  validator ??= compileSchema();
  const validate = await validator;
  validate(result);
  return (validate.errors ?? []).map(({ instancePath, message, params }) =>
    [instancePath || '/', message, JSON.stringify(params)].join(' '),
  );
}

async function compileSchema() {
  // Not at the top: `npm run race` reads this module before set-up has installed anything.
  const { Ajv2020 } = await import('ajv/dist/2020.js');
  return new Ajv2020({ allErrors: true, allowUnionTypes: true }).compile(JSON.parse(readFileSync(SCHEMA, 'utf8')));
}

/** The committed results, by engine's name. @returns {{ file: string, result: Result }[]} */
export function readResults(folder = RESULTS) {
  return readdirSync(folder)
    .filter((name) => /^[a-z]+-[\d.]+-.+\.json$/.test(name))
    .sort()
    .map((file) => ({ file, result: JSON.parse(readFileSync(join(folder, file), 'utf8')) }));
}

/**
 * Writes a result as `<engine>-<version>-<host>.json`.
 * @param {Result} result
 * @returns {string} the file
 */
export function writeResult(result, folder = RESULTS) {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${result.host.engine}-${result.host.version}-${hostLabel()}.json`);
  writeFileSync(file, toJson(result));
  return file;
}

/** As indented JSON with a row a line, so that a new race is a readable change. @param {unknown} value */
export function toJson(value) {
  const rows = /** @type {string[]} */ ([]);
  const text = JSON.stringify(
    value,
    (key, inner) => {
      if (key !== 'rows' || !Array.isArray(inner)) return rounded(key, inner);
      return inner.map((row) => `@row ${rows.push(JSON.stringify(row, rounded)) - 1}`);
    },
    2,
  );
  return `${text.replace(/"@row (\d+)"/g, (_, index) => rows[index])}\n`;
}

/** Six digits are more than a browser's clock has. @param {string} _ @param {unknown} value */
const rounded = (_, value) =>
  typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(6)) : value;
