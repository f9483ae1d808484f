// The corpora beside the checkout, and the forms in which bitexact.tsv states pixels. No test data lives in this repository.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const BESIDE = fileURLToPath(new URL('../../../shared/corpora', import.meta.url));

/** The folder of the corpora: $PIXLANE_CORPORA, or shared/corpora beside the checkout; undefined where there are none. */
export const corpora = [process.env.PIXLANE_CORPORA, BESIDE].find(
  (folder) => folder && existsSync(join(folder, 'bitexact.tsv')),
);

/** @typedef {Record<string, string>} Row */
/** @typedef {{ data: Uint8Array, width: number, height: number }} Pixels RGBA */

/** The bytes of one file. @param {string} path */
export const read = (path) => readFileSync(join(/** @type {string} */ (corpora), path));

/** @param {string} name @returns {Row[]} */
function table(name) {
  const [head, ...rows] = read(name)
    .toString()
    .split('\n')
    .filter((line) => line && !line.startsWith('#'))
    .map((line) => line.split('\t'));
  return rows.map((cells) => Object.fromEntries(head.map((name, i) => [name, cells[i]])));
}

/** Files with the MD5 of their pixels: { path, format, info, md5 }. */
export const bitexact = () => table('bitexact.tsv');
/** All inputs with what the reference decoder did: { path, format, outcome, … }. */
export const reference = () => table('reference.tsv');

/** RGBA to the channels at `take`, under a PNM header. @param {string} magic @param {Pixels} pixels @param {number[]} take */
function pnm(magic, { data, width, height }, take) {
  const samples = Buffer.alloc(width * height * take.length);
  for (let pixel = 0, to = 0; pixel < width * height; pixel++) {
    for (const channel of take) samples[to++] = data[pixel * 4 + channel];
  }
  return Buffer.concat([Buffer.from(`${magic}\n${width} ${height}\n255\n`), samples]);
}

/** @param {Pixels} pixels */
function pam({ data, width, height }) {
  const head = `P7\nWIDTH ${width}\nHEIGHT ${height}\nDEPTH 4\nMAXVAL 255\nTUPLTYPE RGB_ALPHA\nENDHDR\n`;
  return Buffer.concat([Buffer.from(head), Buffer.from(data.buffer, data.byteOffset, data.length)]);
}

/**
 * The MD5 that bitexact.tsv states: of djpeg's PNM, dwebp's PAM, or plain RGBA for PNG.
 * @param {Row} row of bitexact.tsv
 * @param {Pixels} pixels
 */
export function md5(row, pixels) {
  const grey = row.info.endsWith('c1');
  /** @type {Record<string, () => Uint8Array>} */
  const forms = {
    jpeg: () => (grey ? pnm('P5', pixels, [0]) : pnm('P6', pixels, [0, 1, 2])),
    webp: () => pam(pixels),
    png: () => pixels.data,
  };
  return createHash('md5').update(forms[row.format]()).digest('hex');
}
