// JPEG files of every kind, for tests of the decoder: written by upstream's cjpeg, once.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { photoPixels, pixelsOf, ppmOf, run } from '../codecs/jpeg-tools.mjs';

/** Of files of 8 bits: the name and the options of cjpeg. */
const KINDS = {
  '4:2:0': ['-sample', '2x2'],
  '4:2:2': ['-sample', '2x1'],
  '4:4:4': ['-sample', '1x1'],
  '4:4:0': ['-sample', '1x2'],
  '4:1:1': ['-sample', '4x1'],
  '4:1:0': ['-sample', '4x2'],
  'unlike chroma': ['-sample', '2x2,2x1,1x2'],
  grey: ['-grayscale'],
  rgb: ['-rgb'],
  restarts: ['-sample', '2x2', '-restart', '3B'],
  progressive: ['-sample', '2x2', '-progressive'],
  'progressive 4:4:0': ['-sample', '1x2', '-progressive'],
  'progressive grey': ['-grayscale', '-progressive'],
  arithmetic: ['-sample', '2x1', '-arithmetic'],
  'arithmetic progressive': ['-sample', '2x2', '-arithmetic', '-progressive'],
};

const { sources } = JSON.parse(readFileSync(fileURLToPath(new URL('../../build/setup.json', import.meta.url)), 'utf8'));

/** A profile of colours that are not sRGB, from upstream's tests. */
export const ICC = new Uint8Array(readFileSync(join(sources['libjpeg-turbo'], 'testimages/test3.icc')));

/** An EXIF block that holds nothing but an orientation, 1. */
export const EXIF = new Uint8Array(Buffer.from('4d4d002a00000008000101120003000000010001000000000000', 'hex'));

/**
 * A file that was written with this block, with another orientation in it.
 * @param {Uint8Array} file
 * @param {number} orientation
 */
export function oriented(file, orientation) {
  const turned = Buffer.from(file);
  turned[turned.indexOf(EXIF) + 19] = orientation;
  return new Uint8Array(turned);
}

/**
 * Files of 8 bits of all kinds with one content.
 * @param {number} width px
 * @param {number} height px
 * @returns {{ kind: string, file: Uint8Array }[]}
 */
export function jpegsOf(width, height) {
  const ppm = ppmOf(photoPixels(width, height), width, height);
  return Object.entries(KINDS).map(([kind, options]) => ({
    kind,
    file: run('cjpeg', ['-quality', 85, ...options], ppm),
  }));
}

/**
 * Files of other depths: the bits, the file, and what djpeg makes of it.
 * @param {number} width px
 * @param {number} height px
 */
export function deepJpegsOf(width, height) {
  return [
    { bits: 12, lossless: false, options: ['-quality', 90, '-sample', '2x2'] },
    { bits: 12, lossless: false, options: ['-quality', 90, '-sample', '1x1', '-progressive'] },
    { bits: 12, lossless: false, options: ['-quality', 90, '-grayscale'] },
    ...[2, 5, 8, 9, 12, 13, 16].map((bits) => ({ bits, lossless: true, options: ['-lossless', '4,0'] })),
    { bits: 16, lossless: true, options: ['-lossless', '1,0', '-grayscale'] },
  ].map(({ bits, lossless, options }) => {
    const most = 2 ** bits - 1;
    const grey = options.includes('-grayscale');
    const samples = photoPixels(width, height, most);
    if (lossless && grey) for (let i = 0; i < samples.length; i += 4) samples[i + 1] = samples[i + 2] = samples[i];
    const input = lossless && grey ? pgmOf(samples, width, height, most) : ppmOf(samples, width, height, most);
    const file = run('cjpeg', ['-precision', bits, ...options], input);
    return {
      name: `${bits} bits ${options.join(' ')}`,
      bits,
      lossless,
      file,
      pixels: pixelsOf(run('djpeg', ['-dct', 'int'], file)),
    };
  });
}

/**
 * @param {ArrayLike<number>} data RGBA whose colours are equal
 * @param {number} width px
 * @param {number} height px
 * @param {number} most
 */
function pgmOf(data, width, height, most) {
  const bytes = most > 255 ? 2 : 1;
  const samples = Buffer.alloc(width * height * bytes);
  for (let pixel = 0; pixel < width * height; pixel++) samples.writeUIntBE(data[pixel * 4], pixel * bytes, bytes);
  return Buffer.concat([Buffer.from(`P5\n${width} ${height}\n${most}\n`), samples]);
}
