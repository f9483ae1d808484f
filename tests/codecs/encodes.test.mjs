// What is written is read: a thousand files of odd sizes, kinds of pixels and options, by our own decoders and by everybody else's that
// is here. Lossless ones keep every pixel, lossy ones mean the same to all decoders.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { decode as decodePng } from 'fast-png';
import { optionSets } from '../../dist/bindings/generated/options.js';
import { createEngine } from '../../dist/bindings/index.js';
import { xorshift32 } from '../parity/random.mjs';
import { md5 } from './corpora.mjs';
import { nativeDecoder } from './native.mjs';
import { md5Of, program, rgbaOf } from './tools.mjs';

const COUNT = 1000;
const FORMATS = ['jpeg', 'png', 'webp'];
const LANES = ['scalar', 'simd', 'threads'];
/** Every so many files are long and thin. */
const THIN = 40;

const folder = mkdtempSync(join(tmpdir(), 'pixlane-encodes-'));
after(() => rmSync(folder, { recursive: true }));

/** What each channel of pixel i is, of images of one kind. `next` gives random numbers. */
const KINDS = {
  noise: (next) => () => [next(), next(), next(), 255],
  smooth: () => (x, y) => [x * 3, y * 5, x + y, 255],
  flat: (next) => {
    const colour = [next(), next(), next(), 255];
    return () => colour;
  },
  fewColours: (next) => {
    const colours = Array.from({ length: 1 + (next() % 40) }, () => [next(), next(), next(), 255]);
    return (x, y) => colours[(x * 7 + y * 3 + (next() % 2)) % colours.length];
  },
  grey: (next) => (x) =>
    Array(3)
      .fill(x + (next() % 16))
      .concat(255),
  blackAndWhite: (next) => () =>
    Array(3)
      .fill(next() % 2 ? 255 : 0)
      .concat(255),
  alpha: (next) => (x, y) => [x * 3, y * 5, next(), next()],
  holes: (next) => (x, y) => [x, y, 9, next() % 2 ? 255 : 0],
  keyed: (next) => (x) => (next() % 3 ? [x, 1, 2, 255] : [0, 0, 0, 0]),
};

function picture(next, width, height, kind, depth) {
  const pixel = KINDS[kind](() => next() & 255);
  const data = depth === 16 ? new Uint16Array(4 * width * height) : new Uint8Array(4 * width * height);
  for (let y = 0, i = 0; y < height; y++) {
    // Of 16 bits, some whose low bytes matter and some whose do not.
    for (let x = 0; x < width; x++)
      for (const value of pixel(x, y))
        data[i++] = depth === 16 ? (value & 255) * (kind === 'smooth' ? 256 : 257) : value & 255;
  }
  return data;
}

/** Any options that a format takes, each left out half the time. */
function anyOptions(next, format) {
  const options = {};
  for (const { name, type, min, max, values } of optionSets[format]) {
    if (next() % 2) continue;
    if (type === 'boolean') options[name] = next() % 2 === 1;
    else if (type === 'enum') options[name] = values[next() % values.length];
    else if (name === 'targetSize') options[name] = next() % 3 ? 0 : 3000 + (next() % 3000);
    else if (name === 'restartInterval') options[name] = next() % 20;
    else options[name] = min + (next() % (max - min + 1));
  }
  return options;
}

const keepsAll = ({ format, options, opaque, kind }) => {
  if (format === 'webp') return options.lossless === true && (options.nearLossless ?? 100) === 100;
  if (format !== 'png') return false;
  const { colour = 'auto' } = options;
  const grey = ['grey', 'blackAndWhite'].includes(kind);
  return { auto: true, rgba: true, rgb: opaque, greyAlpha: grey, grey: grey && opaque, palette: kind === 'flat' }[
    colour
  ];
};

/** The files and what they show: { path, format, options, kind, width, height, depth, source, pixels }. */
const made = [];

before(async () => {
  const next = xorshift32(2026);
  const engines = await Promise.all(LANES.map((lane) => createEngine({ lane })));
  for (let i = 0; i < COUNT; i++) {
    const format = FORMATS[i % FORMATS.length];
    const engine = engines[Math.floor(i / FORMATS.length) % engines.length];
    const thin = Math.floor(i / FORMATS.length) % THIN;
    const [width, height] = thin === 0 ? [900, 1] : thin === 1 ? [1, 900] : [1 + (next() % 70), 1 + (next() % 50)];
    const kind = Object.keys(KINDS)[next() % Object.keys(KINDS).length];
    const depth = format === 'png' && next() % 3 === 0 ? 16 : 8;
    const source = picture(next, width, height, kind, depth);
    const opaque = source.every((value, at) => at % 4 < 3 || value === (depth === 16 ? 65535 : 255));
    const options = anyOptions(next, format);
    // Palettes are of 8 bits.
    if (depth === 16 && options.colour === 'palette') delete options.colour;
    const image = engine[depth === 16 ? 'fromPixels16' : 'fromPixels'](source, width, height);
    const file = engine.encode(image, format, options);
    const decoded = engine.decode(file, { keepDepth: true });
    const pixels = engine[decoded.depth === 16 ? 'toPixels16' : 'toPixels'](decoded);
    const one = {
      path: join(folder, `${i}.${format}`),
      format,
      options,
      kind,
      width,
      height,
      depth,
      opaque,
      source,
      pixels,
    };
    writeFileSync(one.path, file);
    made.push(one);
    image.release();
    decoded.release();
  }
  for (const engine of engines) engine.dispose();
});

const of = (format) => made.filter((one) => one.format === format);
const called = ({ path, kind, width, height, depth, options }) =>
  `${path.slice(folder.length + 1)}: ${kind}, ${width} x ${height}, ${depth} bits, ${JSON.stringify(options)}`;
const same = (a, b) => a.length === b.length && a.every((value, i) => value === b[i]);
/** What is wrong with each file; nothing for those that are right. */
const faults = (files, faultOf) =>
  files.flatMap((one) => {
    const fault = faultOf(one);
    return fault ? [`${called(one)}: ${fault}`] : [];
  });

describe(`${COUNT} encoded files`, () => {
  it('are of the sizes that went in, and lossless ones of the same pixels', () => {
    assert.equal(made.length, COUNT);
    assert.ok(made.filter(keepsAll).length > COUNT / 5);
    const wrong = faults(made, (one) => {
      const { data, width, height } = one.pixels;
      if (width !== one.width || height !== one.height) return `comes back as ${width} x ${height}`;
      if (one.depth === 16 && data.BYTES_PER_ELEMENT !== 2 && one.options.colour !== 'palette')
        return 'comes back with 8 bits';
      return keepsAll(one) && !same(data, one.source) ? 'other pixels' : undefined;
    });
    assert.deepEqual(wrong, []);
  });

  it('are refused where a pixel of a lossless one is another', () => {
    const one = made.find(keepsAll);
    const source = one.source.slice();
    source[0] ^= 1;
    assert.ok(!same(one.pixels.data, source));
  });

  it('mean the same to the native decoder, sanitized', async () => {
    const decoder = await nativeDecoder('native-asan');
    const wrong = [];
    try {
      for (const one of made) {
        const { code, reason, pixels } = await decoder.decode(one.path, {
          depth: one.pixels.data.BYTES_PER_ELEMENT * 8,
        });
        if (code !== 'OK') wrong.push(`${called(one)}: ${code} ${reason}`);
        else if (!same(pixels.data, one.pixels.data)) wrong.push(`${called(one)}: other pixels`);
      }
    } finally {
      await decoder.close();
    }
    assert.deepEqual(wrong, []);
  });

  it('of PNG mean the same to fast-png', () => {
    const wrong = faults(of('png'), (one) => {
      const { data, width, height } = one.pixels;
      const theirs = rgbaOf(decodePng(readFileSync(one.path)), data.BYTES_PER_ELEMENT);
      return width !== one.width || height !== one.height || !same(theirs, data) ? 'other pixels' : undefined;
    });
    assert.deepEqual(wrong, []);
  });

  const pngcheck = program('pngcheck');
  it('of PNG are right to pngcheck', { skip: pngcheck ? false : 'pngcheck is not on this machine' }, () => {
    const wrong = faults(of('png'), ({ path }) => {
      const { status, stdout } = spawnSync(pngcheck, ['-q', path], { encoding: 'utf8' });
      return status !== 0 || stdout !== '' ? stdout || `exit code ${status}` : undefined;
    });
    assert.deepEqual(wrong, []);
  });

  const djpeg = program('djpeg');
  it('of JPEG mean the same to djpeg', { skip: djpeg ? false : 'djpeg is not on this machine' }, () => {
    const wrong = faults(of('jpeg'), (one) => {
      const { status, stdout, stderr } = spawnSync(djpeg, ['-pnm', one.path], { maxBuffer: 1 << 26 });
      if (status !== 0 || stderr.length > 0) return `${status} ${stderr}`;
      const row = { format: 'jpeg', info: one.options.grayscale ? 'c1' : 'c3' };
      return md5Of(stdout) === md5(row, one.pixels) ? undefined : 'other pixels';
    });
    assert.deepEqual(wrong, []);
  });

  const dwebp = program('dwebp');
  it('of WebP mean the same to dwebp', { skip: dwebp ? false : 'dwebp is not on this machine' }, () => {
    const wrong = faults(of('webp'), (one) => {
      const theirs = execFileSync(dwebp, ['-quiet', '-pam', '-o', '-', one.path], { maxBuffer: 1 << 26 });
      return md5Of(theirs) === md5({ format: 'webp', info: '' }, one.pixels) ? undefined : 'other pixels';
    });
    assert.deepEqual(wrong, []);
  });

  const webpinfo = program('webpinfo');
  it('of WebP are right to webpinfo', { skip: webpinfo ? false : 'webpinfo is not on this machine' }, () => {
    const wrong = faults(of('webp'), ({ path }) => {
      const { status, stdout } = spawnSync(webpinfo, ['-diag', path], { encoding: 'utf8' });
      return status !== 0 || !/No error detected/.test(stdout) || /Warning/.test(stdout) ? stdout : undefined;
    });
    assert.deepEqual(wrong, []);
  });
});
