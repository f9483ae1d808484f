import { ImageError, invalidArgument } from './errors.js';
import { registry } from './generated/registry.js';
import type { Parameter } from './registry-types.js';

/** A table of colours for the kernel `lut3d`: `engine.lut3d(image, { table })`. */
export interface Cube {
  /** Nodes along each axis. */
  readonly size: number;
  /** Red, green and blue of all nodes, red changing fastest. */
  readonly table: Float32Array<ArrayBuffer>;
}

const COLOURS = 3;

/** What the kernel takes. */
const TABLE = registry.kernels.find(({ name }) => name === 'lut3d')?.parameters[0] as Parameter & { type: 'table' };

const NUMBER = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i;

/** A line's first word, where it is a keyword and no number. */
const KEYWORD = /^[A-Z_][A-Z0-9_]*/i;

/**
 * Reads a .cube file, as Adobe's Cube LUT Specification 1.0 describes it: one three-dimensional table over the domain 0 to 1.
 *
 * @param text - of the file
 * @throws {@link ImageError} `CORRUPT` for text that is no such file, `UNSUPPORTED` for one-dimensional tables, other domains, more nodes
 * or other values than `lut3d` takes, and keywords that are not in the specification; the message names the line.
 * `INVALID_ARGUMENT` for what is no text
 */
export function parseCube(text: string): Cube {
  if (typeof text !== 'string') throw invalidArgument('text', 'string', text);
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n?|\n/);
  let size = 0;
  let table = new Float32Array(0);
  let filled = 0;
  for (const [index, line] of lines.entries()) {
    const words = line.trim().split(/\s+/);
    const first = words[0] as string;
    if (first === '' || first.startsWith('#')) continue;
    const number = index + 1;
    const keyword = KEYWORD.exec(first)?.[0];
    if (keyword === undefined) {
      if (size === 0) throw corrupt(number, 'LUT_3D_SIZE comes before the colours');
      if (filled === table.length) throw corrupt(number, `there are more than ${size}^3 colours`);
      if (words.length !== COLOURS) throw corrupt(number, 'a colour is three numbers');
      for (const word of words) table[filled++] = colourValue(word, number);
      continue;
    }
    if (filled > 0) throw corrupt(number, `${keyword} stands behind the colours`);
    if (keyword === 'LUT_3D_SIZE') {
      if (size !== 0) throw corrupt(number, 'LUT_3D_SIZE stands twice');
      size = sizeOf(words, number);
      table = new Float32Array(COLOURS * size ** 3);
    } else {
      checkKeyword(keyword, words.slice(1), number);
    }
  }
  if (size === 0) throw new ImageError('CORRUPT', '.cube: there is no LUT_3D_SIZE');
  if (filled < table.length) {
    throw new ImageError('CORRUPT', `.cube: there are ${filled / COLOURS} colours and not ${size}^3`);
  }
  return { size, table };
}

/** Keywords that change nothing, as long as they say what holds anyway. */
const FIXED: ReadonlyMap<string, readonly number[]> = new Map([
  ['DOMAIN_MIN', [0, 0, 0]],
  ['DOMAIN_MAX', [1, 1, 1]],
  ['LUT_3D_INPUT_RANGE', [0, 1]],
]);

function checkKeyword(keyword: string, values: readonly string[], line: number): void {
  if (keyword === 'TITLE') return;
  if (keyword.startsWith('LUT_1D')) throw unsupported(line, 'one-dimensional tables are not supported');
  const expected = FIXED.get(keyword);
  if (expected === undefined) throw unsupported(line, `the keyword ${keyword.slice(0, 20)} is not supported`);
  checkNumbers(keyword, values, expected, line);
}

function checkNumbers(keyword: string, values: readonly string[], expected: readonly number[], line: number): void {
  if (values.length !== expected.length || !values.every((word) => NUMBER.test(word))) {
    throw corrupt(line, `${keyword} takes ${expected.length} numbers`);
  }
  if (values.some((word, i) => Number(word) !== expected[i])) {
    throw unsupported(line, `only ${keyword} ${expected.join(' ')} is supported`);
  }
}

/** The specification allows 2 to 256 nodes. */
function sizeOf(words: readonly string[], line: number): number {
  const size = words.length === 2 && /^\d+$/.test(words[1] as string) ? Number(words[1]) : 0;
  if (size < 2 || size > 256) throw corrupt(line, 'LUT_3D_SIZE takes an integer from 2 to 256');
  const largest = Math.round(Math.cbrt((TABLE.lengths.at(-1) as number) / COLOURS));
  if (size > largest) throw unsupported(line, `at most ${largest} nodes along an axis are supported`);
  return size;
}

function colourValue(word: string, line: number): number {
  if (!NUMBER.test(word)) throw corrupt(line, `${word.slice(0, 20)} is no number`);
  const value = Number(word);
  const { min, max } = TABLE;
  if (value < min || value > max) throw unsupported(line, `only values from ${min} to ${max} are supported`);
  return value;
}

const corrupt = (line: number, what: string) => new ImageError('CORRUPT', `.cube, line ${line}: ${what}`);
const unsupported = (line: number, what: string) => new ImageError('UNSUPPORTED', `.cube, line ${line}: ${what}`);
