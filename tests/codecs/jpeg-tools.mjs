// Runs upstream's cjpeg, djpeg and jpegtran, which the native build makes beside the codec: files go in and out through pipes.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const FOLDER = fileURLToPath(new URL('../../build/native/tests/codecs/jpeg-tools', import.meta.url));
const MOST_BYTES = 2 ** 30;

/**
 * What a tool makes of a file.
 * @param {'cjpeg' | 'djpeg' | 'jpegtran'} tool
 * @param {readonly (string | number)[]} options
 * @param {Uint8Array} input
 * @returns {Uint8Array}
 * @throws Error with the tool's complaints, warnings included
 */
export function run(tool, options, input) {
  const { status, stdout, stderr, error } = spawnSync(join(FOLDER, tool), options.map(String), {
    input,
    maxBuffer: MOST_BYTES,
  });
  if (error) throw error;
  if (status !== 0 || stderr.length > 0) throw new Error(`${tool} ${options.join(' ')}: ${status} ${stderr}`);
  return new Uint8Array(stdout);
}

/**
 * A PPM of the colours of RGBA; of 16 bits where `most` is above 255.
 * @param {ArrayLike<number>} data
 * @param {number} width px
 * @param {number} height px
 * @param {number} [most] the largest value
 */
export function ppmOf(data, width, height, most = 255) {
  const bytes = most > 255 ? 2 : 1;
  const samples = Buffer.alloc(width * height * 3 * bytes);
  for (let i = 0, to = 0; i < width * height * 4; i++) {
    if (i % 4 === 3) continue;
    samples.writeUIntBE(data[i], to, bytes);
    to += bytes;
  }
  return Buffer.concat([Buffer.from(`P6\n${width} ${height}\n${most}\n`), samples]);
}

/**
 * Pixels of a PPM or PGM as RGBA, opaque.
 * @param {Uint8Array} pnm
 */
export function pixelsOf(pnm) {
  const file = Buffer.from(pnm.buffer, pnm.byteOffset, pnm.length);
  const head = /^P([56])\s+(\d+)\s+(\d+)\s+(\d+)\s/.exec(file.toString('latin1', 0, 64));
  if (head === null) throw new Error('not a PNM file');
  const [width, height, most] = head.slice(2).map(Number);
  const channels = head[1] === '6' ? 3 : 1;
  const bytes = most > 255 ? 2 : 1;
  const samples = file.subarray(head[0].length);
  const data = most > 255 ? new Uint16Array(width * height * 4) : new Uint8Array(width * height * 4);
  for (let pixel = 0; pixel < width * height; pixel++) {
    for (let channel = 0; channel < 4; channel++) {
      const from = pixel * channels + (channels === 3 ? channel : 0);
      data[pixel * 4 + channel] = channel === 3 ? most : samples.readUIntBE(from * bytes, bytes);
    }
  }
  return { data, width, height, most };
}

/**
 * Pixels with what photographs have: smooth parts, edges, grain.
 * @param {number} width px
 * @param {number} height px
 * @param {number} [most] the largest value
 */
export function photoPixels(width, height, most = 255) {
  const data = most > 255 ? new Uint16Array(4 * width * height) : new Uint8Array(4 * width * height);
  let state = 12345;
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i += 4) {
      const edge = (Math.floor(x / 13) + Math.floor(y / 11)) % 3 === 0 ? 0.25 : 0;
      for (let channel = 0; channel < 3; channel++) {
        state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
        const grain = (state / 2 ** 32 - 0.5) * 0.12;
        const wave = 0.4 + 0.25 * Math.sin(x / (7 + 5 * channel)) * Math.cos(y / (9 + 4 * channel));
        data[i + channel] = Math.round(most * Math.min(1, Math.max(0, wave + edge + grain)));
      }
      data[i + 3] = most;
    }
  }
  return data;
}
