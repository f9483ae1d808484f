// @ts-check
// What fuzzing starts from: files of each format, from the corpora where they are, else from the test images in upstream's own archives.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { unzipSync } from 'node:zlib';
import { corpora } from '../../tests/codecs/corpora.mjs';
import { ROOT } from '../files.mjs';

/** Longer ones are slow, and what they show shorter ones show too. Bytes. */
export const LONGEST_INPUT = 32 << 10;

/** Bytes from the end of an input that choose options: more than any target reads. */
const CHOICES = 64;

/** Folders of upstream's archives that hold test images. */
const UPSTREAM = {
  'libjpeg-turbo': 'testimages',
  libpng: 'contrib',
  libwebp: 'examples',
};

/** @type {Record<string, (bytes: Buffer) => boolean>} */
const SIGNATURES = {
  jpeg: (bytes) => bytes.subarray(0, 3).toString('hex') === 'ffd8ff',
  png: (bytes) => bytes.subarray(0, 8).toString('latin1') === '\x89PNG\r\n\x1a\n',
  webp: (bytes) => bytes.subarray(0, 4).toString() === 'RIFF' && bytes.subarray(8, 12).toString() === 'WEBP',
};

/** @type {Buffer[] | undefined} */
let read;

/** Every file of a length that is tried. */
function files() {
  read ??= folders().flatMap((folder) =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(join(entry.parentPath, entry.name)))
      .filter((bytes) => bytes.length <= LONGEST_INPUT),
  );
  return read;
}

/** @returns {{ sources: Record<string, string> }} */
const setup = () => JSON.parse(readFileSync(join(ROOT, 'build/setup.json'), 'utf8'));

function folders() {
  if (corpora) return [corpora];
  const { sources } = setup();
  return Object.entries(UPSTREAM)
    .map(([name, folder]) => join(sources[name], folder))
    .filter((folder) => existsSync(folder));
}

/**
 * Numbers that look random and are the same every time.
 * @param {number} length @param {number} seed
 */
function noise(length, seed) {
  const bytes = Buffer.alloc(length);
  let state = seed;
  for (let i = 0; i < length; i++) {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    bytes[i] = state >>> 16;
  }
  return bytes;
}

/** Files of a format with choices behind them, which `Choices` in tests/fuzz/fuzz.h reads. @param {readonly string[]} formats */
function chosen(...formats) {
  const few = files().filter(
    (bytes) => bytes.length <= LONGEST_INPUT / 4 && formats.some((format) => SIGNATURES[format](bytes)),
  );
  return few.flatMap((bytes, i) => [
    Buffer.concat([bytes, Buffer.alloc(CHOICES)]),
    Buffer.concat([bytes, noise(CHOICES, i + 1)]),
  ]);
}

/** The chunks of PNG files that have this name, without their last one where it is cut. @param {Buffer} png @param {string} name */
function chunks(png, name) {
  /** @type {Buffer[]} */
  const found = [];
  for (let at = 8; at + 12 <= png.length; at += 12 + png.readUInt32BE(at)) {
    const data = png.subarray(at + 8, at + 8 + png.readUInt32BE(at));
    if (png.toString('latin1', at + 4, at + 8) === name) found.push(data);
  }
  return found;
}

/** Profiles: files of upstream's, and those inside of files. */
function profiles() {
  const { sources } = setup();
  const testbed = join(sources.lcms2 ?? '', 'testbed');
  const whole = existsSync(testbed) ? readdirSync(testbed).filter((name) => name.endsWith('.icc')) : [];
  const mark = Buffer.from('ICC_PROFILE\0');
  const ofJpeg = files()
    .filter(SIGNATURES.jpeg)
    .flatMap((bytes) => {
      const at = bytes.indexOf(mark);
      return at < 4 ? [] : [bytes.subarray(at + mark.length + 2, at - 2 + bytes.readUInt16BE(at - 2))];
    });
  const ofPng = files()
    .filter(SIGNATURES.png)
    .flatMap((bytes) => chunks(bytes, 'iCCP'))
    .flatMap((data) => {
      try {
        return [unzipSync(data.subarray(data.indexOf(0) + 2), { maxOutputLength: LONGEST_INPUT })];
      } catch {
        return [];
      }
    });
  return [...whole.map((name) => readFileSync(join(testbed, name))), ...ofJpeg, ...ofPng];
}

/** What the pixels of PNG files are packed into, with choices behind them. */
const streams = () =>
  files()
    .filter(SIGNATURES.png)
    .map((png, i) => Buffer.concat([...chunks(png, 'IDAT'), noise(CHOICES, i + 1)]));

/** @type {Record<string, () => Buffer[]>} */
const KINDS = {
  jpeg: () => files().filter(SIGNATURES.jpeg),
  png: () => files().filter(SIGNATURES.png),
  webp: () => files().filter(SIGNATURES.webp),
  chosen: () => chosen('jpeg', 'png', 'webp'),
  chosenJpeg: () => chosen('jpeg'),
  noise: () => Array.from({ length: 40 }, (_, i) => noise(CHOICES + i * i * 5, i + 100)),
  icc: profiles,
  zlib: streams,
};

/**
 * Writes the seeds of a kind into a folder of their own.
 * @param {string} parent
 * @param {string} kind one of KINDS
 * @returns {string} the folder
 */
export function writeSeeds(parent, kind) {
  const folder = join(parent, kind);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const bytes of KINDS[kind]()) {
    if (bytes.length > LONGEST_INPUT) continue;
    writeFileSync(join(folder, createHash('sha256').update(bytes).digest('hex').slice(0, 16)), bytes);
  }
  return folder;
}
