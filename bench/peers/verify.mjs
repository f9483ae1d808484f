// @ts-check
// Whether an output is the work that was asked for: its size, and how near it comes to a reference. What is not, is not timed.
import * as reference from './reference.mjs';
import { loadSharp } from './sharp.mjs';
import { HEIGHT, SHARPEN_3X3, SMALL_HEIGHT, SMALL_WIDTH, WIDTH } from './tasks.mjs';

/** @typedef {import('./tasks.mjs').Task} Task */
/** @typedef {{ data: Uint8Array | Uint8ClampedArray, width: number, height: number, channels: number }} Raw */
/** @typedef {{ file: Uint8Array } | Raw} Outcome */
/** @typedef {{ verified: boolean, exact: boolean | null, psnr: number | null, bytes: number | null, note?: string }} Verdict */

/**
 * @param {(name: import('./tasks.mjs').InputName) => Uint8Array} inputBytes
 * @returns {(task: Task, outcome: Outcome) => Promise<Verdict>}
 */
export function createJudge(inputBytes) {
  /** Of the task at hand only: they are large. @type {{ key: string, value: any } | undefined} */
  let kept;
  const once = async (/** @type {string} */ key, /** @type {() => any} */ make) => {
    if (kept?.key !== key) kept = { key, value: await make() };
    return kept.value;
  };
  const pixels = (/** @type {'photo' | 'cut-out'} */ name) => ({
    data: inputBytes(name),
    width: WIDTH,
    height: HEIGHT,
  });

  return async (task, outcome) => {
    const file = 'file' in outcome ? outcome.file : undefined;
    const bytes = file ? file.length : null;
    const [width, height] = sizeOf(task);
    const raw = 'file' in outcome ? await decoded(outcome.file) : outcome;
    if (raw.width !== width || raw.height !== height || raw.data.length !== width * height * raw.channels) {
      return fault({ bytes }, `gives ${raw.width} x ${raw.height} and ${raw.data.length} bytes`);
    }
    const wrong = file && (await wrongFile(task, file));
    const measured = await compare(task, raw, pixels, inputBytes, once);
    if (wrong) return fault({ bytes, ...measured }, wrong);
    if (measured.psnr !== null && measured.psnr < task.leastPsnr) {
      return fault({ bytes, ...measured }, 'other pixels than asked for');
    }
    return { verified: true, bytes, ...measured };
  };
}

/** @param {Partial<Verdict>} known @param {string} note @returns {Verdict} */
const fault = (known, note) => ({ exact: null, psnr: null, bytes: null, ...known, verified: false, note });

/** @param {Task} task */
function sizeOf({ name, output }) {
  return output === 'file' || name.startsWith('resize') ? [SMALL_WIDTH, SMALL_HEIGHT] : [WIDTH, HEIGHT];
}

/** @param {Uint8Array} file @returns {Promise<Raw>} */
async function decoded(file) {
  const sharp = await loadSharp();
  const { data, info } = await sharp(file).raw().toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height, channels: info.channels };
}

/** Another format, or colours at another resolution. @param {Task} task @param {Uint8Array} file */
async function wrongFile({ format }, file) {
  const sharp = await loadSharp();
  const metadata = await sharp(file).metadata();
  if (metadata.format !== format) return `writes ${metadata.format}`;
  if (format === 'jpeg' && metadata.chromaSubsampling !== '4:2:0') return `writes ${metadata.chromaSubsampling}`;
  if (format === 'jpeg' && metadata.isProgressive) return 'writes a progressive file';
  return undefined;
}

/**
 * @param {Task} task
 * @param {Raw} raw
 * @param {(name: 'photo' | 'cut-out') => reference.Pixels} pixels
 * @param {(name: import('./tasks.mjs').InputName) => Uint8Array} inputBytes
 * @param {(key: string, make: () => any) => Promise<any>} once
 * @returns {Promise<{ exact: boolean | null, psnr: number | null }>}
 */
async function compare(task, raw, pixels, inputBytes, once) {
  if (task.output === 'decode') {
    // PNG and lossless WebP: the photo itself, by way of the reference decoder.
    const expected = await once(task.name, () => decoded(inputBytes(task.input)));
    return withExact(psnrOf(raw, expected));
  }
  if (task.output === 'encode') {
    const db = psnrOf(raw, { ...pixels('photo'), channels: 4 });
    if (task.format !== 'png') return { exact: null, psnr: db };
    return withExact(db);
  }
  if (task.output === 'file') {
    const expected = await once(task.name, async () => {
      const source = await decoded(inputBytes(task.input));
      return reference.lanczos3(rgba(source), SMALL_WIDTH, SMALL_HEIGHT);
    });
    return { exact: null, psnr: psnrOfFloats(premultiplied(rgba(raw)), expected) };
  }
  if (task.name.startsWith('resize')) {
    const linear = task.name.endsWith('linear');
    const expected = await once(task.name, () =>
      rounded(reference.lanczos3(pixels('cut-out'), SMALL_WIDTH, SMALL_HEIGHT, { linear })),
    );
    return withExact(psnrOfFloats(premultiplied(rgba(raw)), expected));
  }
  const expected = await once(task.name, () => FILTERS[task.name](pixels('photo')).map(Math.round));
  return withExact(psnrOfFloats(reference.crop(rgba(raw)), expected));
}

/** @type {Record<string, (src: reference.Pixels) => Float64Array>} */
const FILTERS = {
  'blur-sigma5': (src) => reference.gaussian(src, 5),
  'blur-sigma25': (src) => reference.gaussian(src, 25),
  'convolve-3x3': (src) => reference.convolve3x3(src, SHARPEN_3X3),
  sobel: (src) => reference.sobel(src),
  unsharp: (src) => reference.unsharp(src, 1),
};

/** JSON knows no infinity. @param {number} psnr */
const withExact = (psnr) => ({ exact: psnr === Infinity, psnr: psnr === Infinity ? null : psnr });

/** @param {Raw} raw */
function rgba({ data, width, height, channels }) {
  if (channels === 4) return { data, width, height };
  const out = new Uint8Array(width * height * 4);
  for (let i = 0, j = 0; j < out.length; i += channels, j += 4) {
    out[j] = data[i];
    out[j + 1] = data[i + (channels > 2 ? 1 : 0)];
    out[j + 2] = data[i + (channels > 2 ? 2 : 0)];
    out[j + 3] = 255;
  }
  return { data: out, width, height };
}

/**
 * What is best in bytes of straight alpha, premultiplied again: against what no byte can hold, the best there is would get 59 dB.
 * @param {Float64Array} premultiplied
 */
function rounded(premultiplied) {
  return premultiplied.map((value, i) => {
    const exact = premultiplied[i | 3];
    const alpha = Math.round(exact);
    if (i % 4 === 3 || alpha === 0) return i % 4 === 3 ? alpha : 0;
    return (Math.round((value * 255) / exact) * alpha) / 255;
  });
}

/** @param {reference.Pixels} pixels */
function premultiplied({ data }) {
  const out = new Float64Array(data.length);
  for (let i = 0; i < data.length; i += 4) {
    const alpha = data[i + 3] / 255;
    for (let c = i; c < i + 3; c++) out[c] = data[c] * alpha;
    out[i + 3] = data[i + 3];
  }
  return out;
}

/** Of the colours, and of alpha, which must be whole. @param {Raw} a @param {Raw} b @returns {number} dB; Infinity when equal */
function psnrOf(a, b) {
  let squares = 0;
  const count = a.width * a.height;
  for (let p = 0, i = 0, j = 0; p < count; p++, i += a.channels, j += b.channels) {
    for (let c = 0; c < 3; c++) {
      const d = a.data[i + c] - b.data[j + c];
      squares += d * d;
    }
    const alpha = a.channels === 4 ? a.data[i + 3] - 255 : 0;
    squares += alpha * alpha;
  }
  return decibels(squares / (3 * count));
}

/** @param {ArrayLike<number>} a @param {Float64Array} b */
function psnrOfFloats(a, b) {
  let squares = 0;
  for (let i = 0; i < b.length; i++) squares += (a[i] - b[i]) ** 2;
  return decibels(squares / b.length);
}

/** @param {number} meanSquare */
const decibels = (meanSquare) => 10 * Math.log10(255 ** 2 / meanSquare);
