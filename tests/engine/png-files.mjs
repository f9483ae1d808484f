// PNG files of every type, made by the letter of the specification and packed by Node's zlib: what the decoder is judged by.
import { deflateSync } from 'node:zlib';
import { pngChunk } from './hostile-files.mjs';

/** Channels of each colour type. @type {Readonly<Record<number, number>>} */
export const CHANNELS = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

/**
 * @typedef {object} Samples an image as PNG stores it
 * @property {number} width px
 * @property {number} height px
 * @property {number} colourType as in IHDR
 * @property {number} depth bits a channel
 * @property {Uint16Array} values channel after channel
 * @property {Uint8Array} [palette] red, green, blue of each colour
 * @property {Uint8Array} [alphas] of the first colours
 */

/** Adam7: left, top, step across, step down. */
const PASSES = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
];

/** @param {Samples} samples @param {number} left @param {number} y @param {number} step */
function packedRow({ width, colourType, depth, values }, left, y, step) {
  const channels = CHANNELS[colourType];
  /** @type {number[]} */
  const wanted = [];
  for (let x = left; x < width; x += step) {
    for (let c = 0; c < channels; c++) wanted.push(values[(y * width + x) * channels + c]);
  }
  if (depth === 16) return Uint8Array.from(wanted.flatMap((value) => [value >> 8, value & 255]));
  const row = new Uint8Array(Math.ceil((wanted.length * depth) / 8));
  wanted.forEach((value, i) => {
    const bit = i * depth;
    row[bit >> 3] |= value << (8 - depth - (bit & 7));
  });
  return row;
}

/** @param {number} a @param {number} b @param {number} c */
function paeth(a, b, c) {
  const p = a + b - c;
  const [pa, pb, pc] = [Math.abs(p - a), Math.abs(p - b), Math.abs(p - c)];
  if (pa <= pb && pa <= pc) return a;
  return pb <= pc ? b : c;
}

/** The five predictions, by their numbers. @type {((a: number, b: number, c: number) => number)[]} */
const PREDICTIONS = [() => 0, (a) => a, (_, b) => b, (a, b) => (a + b) >> 1, paeth];

/** @param {number} kind @param {Uint8Array} row @param {Uint8Array | undefined} above @param {number} pixelBytes */
function filtered(kind, row, above, pixelBytes) {
  const out = new Uint8Array(row.length + 1);
  out[0] = kind;
  for (let i = 0; i < row.length; i++) {
    const a = i < pixelBytes ? 0 : row[i - pixelBytes];
    const b = above?.[i] ?? 0;
    const c = i < pixelBytes ? 0 : (above?.[i - pixelBytes] ?? 0);
    out[i + 1] = row[i] - PREDICTIONS[kind](a, b, c);
  }
  return out;
}

/** @param {number} value */
const u32 = (value) => [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255];

/**
 * @param {Samples} samples
 * @param {object} [how]
 * @param {boolean} [how.interlaced]
 * @param {(row: number) => number} [how.filter] of each row of a pass
 * @param {import('node:zlib').ZlibOptions} [how.packing]
 * @param {(length: number) => number} [how.cut] how long the next IDAT chunk is, of so many bytes that are left
 * @param {Uint8Array[]} [how.chunks] before the pixels
 */
export function pngOf(
  samples,
  { interlaced = false, filter = () => 0, packing = {}, cut = (left) => left, chunks = [] } = {},
) {
  const { width, height, colourType, depth, palette, alphas } = samples;
  const pixelBytes = Math.max(1, (CHANNELS[colourType] * depth) / 8);
  /** @type {Uint8Array[]} */
  const rows = [];
  for (const [left, top, across, down] of interlaced ? PASSES : [[0, 0, 1, 1]]) {
    if (left >= width) continue;
    /** @type {Uint8Array | undefined} */
    let above;
    for (let y = top, n = 0; y < height; y += down, n++) {
      const row = packedRow(samples, left, y, across);
      rows.push(filtered(filter(n), row, above, pixelBytes));
      above = row;
    }
  }
  const packed = deflateSync(Buffer.concat(rows), packing);
  /** @type {Buffer[]} */
  const data = [];
  for (let at = 0; at < packed.length; ) {
    const length = Math.min(packed.length - at, Math.max(0, cut(packed.length - at)));
    data.push(pngChunk('IDAT', packed.subarray(at, at + length)));
    at += length;
  }
  const header = [...u32(width), ...u32(height), depth, colourType, 0, 0, interlaced ? 1 : 0];
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    pngChunk('IHDR', Uint8Array.from(header)),
    ...chunks,
    ...(palette ? [pngChunk('PLTE', palette)] : []),
    ...(alphas ? [pngChunk('tRNS', alphas)] : []),
    ...data,
    pngChunk('IEND', new Uint8Array(0)),
  ]);
}

/**
 * The RGBA that such a file shows: values of 16 bits for 16, bytes otherwise.
 * @param {Samples} samples
 */
export function shown({ width, height, colourType, depth, values, palette, alphas }) {
  const full = depth === 16 ? 65535 : 255;
  const scale = colourType === 3 || depth >= 8 ? 1 : 255 / (2 ** depth - 1);
  const data = depth === 16 ? new Uint16Array(4 * width * height) : new Uint8Array(4 * width * height);
  const channels = CHANNELS[colourType];
  for (let pixel = 0; pixel < width * height; pixel++) {
    const at = Array.from({ length: channels }, (_, c) => values[pixel * channels + c] * scale);
    /** @type {number[]} */
    let rgba;
    if (colourType === 3) rgba = [...(palette?.subarray(at[0] * 3, at[0] * 3 + 3) ?? []), alphas?.[at[0]] ?? 255];
    else if (colourType === 2 || colourType === 6) rgba = [at[0], at[1], at[2], at[3] ?? full];
    else rgba = [at[0], at[0], at[0], at[1] ?? full];
    data.set(rgba, pixel * 4);
  }
  return data;
}

/**
 * Random samples. Colours of a palette are random too, some of them not opaque.
 * @param {() => number} next random, 32 bits
 * @param {number} colourType
 * @param {number} depth
 * @param {number} width px
 * @param {number} height px
 * @returns {Samples}
 */
export function randomSamples(next, colourType, depth, width, height) {
  const values = Uint16Array.from({ length: width * height * CHANNELS[colourType] }, () => next() & (2 ** depth - 1));
  if (colourType !== 3) return { width, height, colourType, depth, values };
  const colours = 2 ** depth;
  const palette = Uint8Array.from({ length: 3 * colours }, () => next() & 255);
  const alphas = Uint8Array.from({ length: Math.ceil(colours / 2) }, () => next() & 255);
  return { width, height, colourType, depth, values, palette, alphas };
}

/** Colour types and depths, all of them. */
export const TYPES = [
  ...[1, 2, 4, 8, 16].map((depth) => ({ colourType: 0, depth })),
  ...[8, 16].flatMap((depth) => [2, 4, 6].map((colourType) => ({ colourType, depth }))),
  ...[1, 2, 4, 8].map((depth) => ({ colourType: 3, depth })),
];
