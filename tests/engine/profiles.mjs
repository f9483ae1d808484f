// ICC profiles, and PNG files around them, made by hand: what the tests of colours are sure of.
import { deflateSync } from 'node:zlib';
import { crc32 } from './hostile-files.mjs';

/** A four-byte signature. @param {string} text */
const signature = (text) => Buffer.from(text.padEnd(4), 'latin1');

/** s15Fixed16. @param {number[]} values */
function fixed(values) {
  const bytes = Buffer.alloc(4 * values.length);
  values.forEach((value, i) => {
    bytes.writeInt32BE(Math.round(value * 65536), 4 * i);
  });
  return bytes;
}

/** @param {number[]} values */
function words(values) {
  const bytes = Buffer.alloc(2 * values.length);
  values.forEach((value, i) => {
    bytes.writeUInt16BE(value, 2 * i);
  });
  return bytes;
}

const tag = (/** @type {string} */ type, /** @type {Buffer[]} */ ...parts) =>
  Buffer.concat([signature(type), Buffer.alloc(4), ...parts]);

/** A curve as a table of words, or as one exponent. @param {number[]} values */
export const curve = (values) => {
  const count = Buffer.alloc(4);
  count.writeUInt32BE(values.length);
  return tag('curv', count, words(values));
};
/** @param {number} exponent */
export const power = (exponent) => {
  const count = Buffer.alloc(4);
  count.writeUInt32BE(1);
  return tag('curv', count, words([Math.round(exponent * 256)]));
};
/** (a x + b)^g from d on, c x below. @param {number[]} parameters g, a, b, c, d */
export const parametric = (parameters) => tag('para', words([3, 0]), fixed(parameters));

export const SRGB_CURVE = parametric([2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045]);

/** What a table's profile is made of: exponents of the curves, and XYZ of the primaries; grid of 2, so that it is linear. */
function lut16(/** @type {number} */ exponent, /** @type {number[][]} */ colorants) {
  const entries = 1024;
  const input = Array.from({ length: 3 * entries }, (_, i) =>
    Math.round(65535 * ((i % entries) / (entries - 1)) ** exponent),
  );
  const grid = [];
  for (const r of [0, 1]) {
    for (const g of [0, 1]) {
      for (const b of [0, 1]) {
        // XYZ is in units of 1 / 32768.
        for (let i = 0; i < 3; i++) {
          const value = r * colorants[0][i] + g * colorants[1][i] + b * colorants[2][i];
          grid.push(Math.round(Math.max(0, value) * 32768));
        }
      }
    }
  }
  return tag(
    'mft2',
    Buffer.from([3, 3, 2, 0]),
    fixed([1, 0, 0, 0, 1, 0, 0, 0, 1]),
    words([entries, 2]),
    words(input),
    words(grid),
    words([0, 65535, 0, 65535, 0, 65535]),
  );
}

/**
 * @param {Record<string, Buffer>} tags
 * @param {{ space?: string, pcs?: string, kind?: string, version?: number }} [header]
 */
export function profile(tags, { space = 'RGB', pcs = 'XYZ', kind = 'mntr', version = 0x02400000 } = {}) {
  const names = Object.keys(tags);
  const head = Buffer.alloc(128);
  const table = Buffer.alloc(4 + 12 * names.length);
  table.writeUInt32BE(names.length);
  let at = head.length + table.length;
  names.forEach((name, i) => {
    signature(name).copy(table, 4 + 12 * i);
    table.writeUInt32BE(at, 8 + 12 * i);
    table.writeUInt32BE(tags[name].length, 12 + 12 * i);
    at += Math.ceil(tags[name].length / 4) * 4;
  });
  head.writeUInt32BE(at);
  head.writeUInt32BE(version, 8);
  signature(kind).copy(head, 12);
  signature(space).copy(head, 16);
  signature(pcs).copy(head, 20);
  signature('acsp').copy(head, 36);
  fixed([0.9642, 1, 0.8249]).copy(head, 68);
  const parts = names.map((name) => Buffer.concat([tags[name], Buffer.alloc((4 - (tags[name].length % 4)) % 4)]));
  return Uint8Array.from(Buffer.concat([head, table, ...parts]));
}

/** XYZ of primaries under D50, columns as Apple's and HP's profiles have them. */
export const P3 = [
  [0.51512, 0.2412, -0.00105],
  [0.29198, 0.69225, 0.04189],
  [0.1571, 0.06657, 0.78407],
];
export const SRGB = [
  [0.43607, 0.22249, 0.01392],
  [0.38515, 0.71687, 0.09708],
  [0.14307, 0.06061, 0.7141],
];

/** The same in double precision: the primaries of IEC 61966-2-1, adapted to D50 by Bradford's matrix. */
export const SRGB_EXACT = [
  [0.4360412516160509, 0.22248454022947745, 0.013920187471375377],
  [0.3851129107981555, 0.7169050786084576, 0.09706723869712403],
  [0.1430458375857936, 0.06061038116206528, 0.7139125738315008],
];

/**
 * A profile of curves and a matrix.
 * @param {number[][]} colorants XYZ of red, green, blue
 * @param {Buffer[]} curves
 * @param {Record<string, Buffer>} [further] tags
 * @param {number} [version]
 */
export const matrixProfile = (colorants, curves, further = {}, version = 0x02400000) =>
  profile(
    {
      ...further,
      wtpt: tag('XYZ', fixed([0.9642, 1, 0.8249])),
      rXYZ: tag('XYZ', fixed(colorants[0])),
      gXYZ: tag('XYZ', fixed(colorants[1])),
      bXYZ: tag('XYZ', fixed(colorants[2])),
      rTRC: curves[0],
      gTRC: curves[1] ?? curves[0],
      bTRC: curves[2] ?? curves[0],
    },
    { version },
  );

/** @param {Buffer} trc @param {string} [pcs] */
export const greyProfile = (trc, pcs = 'XYZ') =>
  profile({ wtpt: tag('XYZ', fixed([0.9642, 1, 0.8249])), kTRC: trc }, { space: 'GRAY', pcs });

/** A profile of tables that says the same as one of a matrix. @param {number[][]} colorants @param {number} exponent */
export const tableProfile = (colorants, exponent) =>
  profile({ wtpt: tag('XYZ', fixed([0.9642, 1, 0.8249])), A2B0: lut16(exponent, colorants) }, { kind: 'scnr' });

/** @param {string} name @param {Buffer} data */
function chunk(name, data) {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  const size = Buffer.alloc(4);
  const sum = Buffer.alloc(4);
  size.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([size, body, sum]);
}

/** @param {Uint8Array} icc */
export const iccp = (icc) =>
  /** @type {const} */ (['iCCP', Buffer.concat([Buffer.from('test\0\0'), deflateSync(icc)])]);

/** @param {number[]} values in units of 1 / 100000 */
export function uints(values) {
  const bytes = Buffer.alloc(4 * values.length);
  values.forEach((value, i) => {
    bytes.writeUInt32BE(value, 4 * i);
  });
  return bytes;
}

const CHANNELS = { grey: 1, rgb: 3, rgba: 4 };
const TYPES = { grey: 0, rgb: 2, rgba: 6 };

/**
 * A PNG file.
 * @param {'grey' | 'rgb' | 'rgba'} colour
 * @param {Uint8Array | Uint16Array} samples rows without gaps
 * @param {number} width
 * @param {(readonly [name: string, data: Buffer])[]} chunks between the header and the pixels
 */
export function png(colour, samples, width, chunks = []) {
  const sampleBytes = samples.BYTES_PER_ELEMENT;
  const perRow = width * CHANNELS[colour];
  const height = samples.length / perRow;
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width);
  head.writeUInt32BE(height, 4);
  head.set([8 * sampleBytes, TYPES[colour]], 8);
  const rows = Buffer.alloc(height * (1 + perRow * sampleBytes));
  for (let y = 0, to = 0, from = 0; y < height; y++) {
    to++; // no filter
    for (let x = 0; x < perRow; x++, from++, to += sampleBytes) {
      if (sampleBytes === 2) rows.writeUInt16BE(samples[from], to);
      else rows[to] = samples[from];
    }
  }
  return Uint8Array.from(
    Buffer.concat([
      Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
      chunk('IHDR', head),
      ...chunks.map(([name, data]) => chunk(name, data)),
      chunk('IDAT', deflateSync(rows)),
      chunk('IEND', Buffer.alloc(0)),
    ]),
  );
}

/** Linear light of sRGB's curve, and back: 0 to 1. @param {number} x */
export const decodeSrgb = (x) => (x <= 0.04045 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4);
/** @param {number} x */
export const encodeSrgb = (x) => {
  const c = Math.min(1, Math.max(0, x));
  return c <= 0.0031308 ? 12.92 * c : 1.055 * c ** (1 / 2.4) - 0.055;
};

/** @param {number[][]} m */
function inverse(m) {
  const [[a, b, c], [d, e, f], [g, h, i]] = m;
  const det = a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g);
  return [
    [e * i - f * h, c * h - b * i, b * f - c * e],
    [f * g - d * i, a * i - c * g, c * d - a * f],
    [d * h - e * g, b * g - a * h, a * e - b * d],
  ].map((row) => row.map((value) => value / det));
}

/**
 * sRGB of a colour, in double precision.
 * @param {number[][]} colorants XYZ of red, green, blue under D50
 * @param {number[]} light linear light of the three channels
 * @returns {number[]} 0 to 1
 */
export function srgbOf(colorants, light) {
  const xyz = [0, 1, 2].map((row) => light.reduce((sum, value, c) => sum + value * colorants[c][row], 0));
  const columns = [0, 1, 2].map((row) => SRGB_EXACT.map((colorant) => colorant[row]));
  return inverse(columns).map((row) => encodeSrgb(row.reduce((sum, value, i) => sum + value * xyz[i], 0)));
}
