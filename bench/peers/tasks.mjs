// @ts-check
// What is measured, and the bounds that pixlane set itself against the peers' speed (one thread, 12 megapixels, one run).

/** Every input is of this size. */
export const WIDTH = 4288;
export const HEIGHT = 2848;
/** What is resized to: 4.1875 times smaller, so that no peer can shrink by a whole number and be done. */
export const SMALL_WIDTH = 1024;
export const SMALL_HEIGHT = 680;

/** Settings that all peers get, as far as they have them. */
export const JPEG_QUALITY = 85;
export const WEBP_QUALITY = 80;
export const SHARPEN_3X3 = [0, -1, 0, -1, 5, -1, 0, -1, 0];

/**
 * @typedef {'jpeg' | 'jpeg-progressive' | 'png' | 'webp' | 'webp-lossless'} FileInput
 * @typedef {FileInput | 'photo' | 'cut-out'} InputName a file, or RGBA pixels: `photo` opaque, `cut-out` with a soft edge
 * @typedef {'decode' | 'encode' | 'filter' | 'file'} Output what comes out: the input's pixels, a file of them, other pixels, or a file of these
 */

/**
 * @typedef {object} Bound
 * @property {number} ratio pixlane's time over that of the fastest peer that counts, at most
 * @property {string} text as it stands in the table
 * @property {('package' | 'javascript' | 'browser')[]} against kinds of peers that count
 * @property {number} [peerPsnr] what a peer must reach to count, dB
 * @property {boolean} [exact] whether a peer must be exact to count
 * @property {number} [psnr] what pixlane must reach, dB
 * @property {number} [bytes] pixlane's bytes over that peer's, at most
 * @property {number} [leastBytes] pixlane's bytes over those of the smallest file that a peer that counts writes, at most
 * @property {number} [psnrBelow] how much lower than that peer's pixlane's PSNR may be, dB
 */

/**
 * @typedef {object} Task
 * @property {string} name
 * @property {string} title
 * @property {InputName} input
 * @property {Output} output
 * @property {'jpeg' | 'png' | 'webp'} [format] of the file that comes out
 * @property {number} leastPsnr below it an output is not the work that was asked for, dB
 * @property {string[]} peers who can do it, as contestants/*.mjs name them; native is always asked
 * @property {Bound} bound
 */

const PACKAGES = /** @type {const} */ (['package', 'javascript']);
const OURS = ['pixlane', 'pixlane-inside'];
const DECODERS = [
  'jsquash',
  'icodec',
  'canvaskit',
  'wasm-vips',
  'cf-photon',
  'napi',
  'ImageDecoder',
  'createImageBitmap',
];
const RESIZERS = ['jsquash', 'wasm-vips', 'cf-photon', 'napi', 'pica', 'pica-js', 'javascript'];
const BLURS = ['wasm-vips', 'canvaskit', 'cf-photon', 'napi', 'canvas', 'javascript'];

/** @param {Partial<Bound> & { ratio: number, text: string }} bound @returns {Bound} */
const against = (bound) => ({ against: [...PACKAGES], ...bound });

/** @type {readonly Task[]} */
export const TASKS = [
  {
    ...decode('decode-jpeg', 'JPEG 4:2:0 decode', 'jpeg'),
    bound: against({ ratio: 0.55, exact: true, text: '0.55 of the fastest exact one' }),
  },
  {
    ...decode('decode-jpeg-progressive', 'JPEG progressive decode', 'jpeg-progressive'),
    bound: against({ ratio: 0.75, exact: true, text: '0.75' }),
  },
  {
    ...encode('encode-jpeg', 'JPEG encode q85 4:2:0', 'jpeg', [
      'jsquash',
      'icodec',
      'wasm-vips',
      'cf-photon',
      'napi',
      'canvas',
    ]),
    bound: against({ ratio: 0.7, text: '0.7' }),
  },
  {
    ...decode('decode-png', 'PNG RGB decode', 'png'),
    bound: against({ ratio: 0.75, exact: true, text: '0.75' }),
  },
  {
    ...encode('encode-png-fast', 'PNG encode, fast', 'png', ['jsquash', 'wasm-vips', 'cf-photon', 'napi', 'canvas']),
    bound: against({ ratio: 1, leastBytes: 1.01, text: '1.0 with the bytes of the smallest' }),
  },
  {
    ...encode('encode-png-small', 'PNG encode, small', 'png', ['icodec', 'wasm-vips', 'napi']),
    bound: against({ ratio: 0.5, bytes: 1.01, text: '0.5 with its bytes' }),
  },
  {
    ...decode('decode-webp', 'WebP lossy decode', 'webp'),
    bound: against({ ratio: 0.9, exact: true, text: '0.9' }),
  },
  {
    ...decode('decode-webp-lossless', 'WebP lossless decode', 'webp-lossless'),
    bound: against({ ratio: 0.9, exact: true, text: '0.9' }),
  },
  {
    ...encode('encode-webp', 'WebP encode q80', 'webp', ['jsquash', 'icodec', 'wasm-vips', 'napi', 'canvas']),
    bound: against({ ratio: 0.9, bytes: 1.01, psnrBelow: 0.1, text: '0.9 with its bytes and PSNR' }),
  },
  {
    ...filter('resize-lanczos3', 'Lanczos3 to 1024 wide, premultiplied', [...OURS, ...RESIZERS], 'cut-out'),
    bound: against({ ratio: 0.5, peerPsnr: 57, psnr: 65, text: '0.5 of the fastest of 57 dB, 65 dB or better' }),
  },
  {
    ...filter(
      'resize-lanczos3-linear',
      'the same in linear light',
      [...OURS, 'jsquash', 'wasm-vips', 'javascript'],
      'cut-out',
    ),
    bound: against({ ratio: 0.15, text: '0.15' }),
  },
  {
    ...filter('blur-sigma5', 'Gaussian blur, sigma 5', [...OURS, ...BLURS]),
    bound: against({ ratio: 0.35, psnr: 50, text: '0.35, 50 dB or better' }),
  },
  {
    ...filter('blur-sigma25', 'Gaussian blur, sigma 25', [...OURS, ...BLURS]),
    bound: against({ ratio: 0.35, psnr: 50, text: '0.35, 50 dB or better' }),
  },
  {
    ...filter('convolve-3x3', '3 x 3 convolution', [...OURS, 'wasm-vips', 'cf-photon', 'napi', 'javascript']),
    bound: against({ ratio: 0.3, text: '0.3' }),
  },
  {
    ...filter('sobel', 'Sobel magnitude', [...OURS, 'wasm-vips', 'cf-photon', 'javascript']),
    bound: against({ ratio: 0.15, text: '0.15' }),
  },
  {
    ...filter('unsharp', 'unsharp mask, sigma 1', [...OURS, 'wasm-vips', 'napi', 'javascript']),
    bound: against({ ratio: 0.15, text: '0.15' }),
  },
  {
    ...pipeline('pipeline-jpeg', 'JPEG to 1024 wide to JPEG', 'jpeg'),
    bound: against({ ratio: 0.5, psnrBelow: 0.5, text: '0.5 with its PSNR' }),
  },
  {
    ...pipeline('pipeline-webp', 'JPEG to 1024 wide to WebP', 'webp'),
    // The fastest that there was when the bound was set is the browser's own.
    bound: against({
      ratio: 0.75,
      psnrBelow: 0.5,
      against: [...PACKAGES, 'browser'],
      text: '0.75 of the fastest, the browser’s own included',
    }),
  },
];

/** @param {string} name @param {string} title @param {FileInput} input */
function decode(name, title, input) {
  return { name, title, input, output: /** @type {const} */ ('decode'), leastPsnr: 40, peers: [...OURS, ...DECODERS] };
}

/** @param {string} name @param {string} title @param {'jpeg' | 'png' | 'webp'} format @param {string[]} peers */
function encode(name, title, format, peers) {
  const input = /** @type {const} */ ('photo');
  const leastPsnr = format === 'png' ? Number.POSITIVE_INFINITY : 30;
  return { name, title, input, output: /** @type {const} */ ('encode'), format, leastPsnr, peers: [...OURS, ...peers] };
}

/** @param {string} name @param {string} title @param {string[]} peers @param {'photo' | 'cut-out'} input */
function filter(name, title, peers, input = 'photo') {
  return { name, title, input, output: /** @type {const} */ ('filter'), leastPsnr: 35, peers };
}

/** @param {string} name @param {string} title @param {'jpeg' | 'webp'} format */
function pipeline(name, title, format) {
  const input = /** @type {const} */ ('jpeg');
  // Photon writes lossless WebP only.
  const peers = ['pixlane', 'jsquash', 'wasm-vips', ...(format === 'jpeg' ? ['cf-photon'] : []), 'napi', 'canvas'];
  return { name, title, input, output: /** @type {const} */ ('file'), format, leastPsnr: 28, peers };
}

/** @typedef {'pixlane' | 'native' | 'package' | 'browser' | 'javascript'} Kind */

/** What a contestant is. @type {Record<string, { kind: Kind, packages: string[], script?: string }>} */
export const CONTESTANTS = {
  pixlane: { kind: 'pixlane', packages: [] },
  'pixlane-inside': { kind: 'pixlane', packages: [], script: 'pixlane' },
  native: { kind: 'native', packages: ['sharp'] },
  jsquash: { kind: 'package', packages: ['@jsquash/jpeg', '@jsquash/png', '@jsquash/webp', '@jsquash/resize'] },
  icodec: { kind: 'package', packages: ['icodec'] },
  canvaskit: { kind: 'package', packages: ['canvaskit-wasm'] },
  'wasm-vips': { kind: 'package', packages: ['wasm-vips'] },
  'cf-photon': { kind: 'package', packages: ['@cf-wasm/photon'] },
  napi: { kind: 'package', packages: ['@napi-rs/image-wasm32-wasi'] },
  pica: { kind: 'package', packages: ['pica'] },
  'pica-js': { kind: 'javascript', packages: ['pica'], script: 'pica' },
  javascript: { kind: 'javascript', packages: [] },
  ImageDecoder: { kind: 'browser', packages: [], script: 'browser' },
  createImageBitmap: { kind: 'browser', packages: [], script: 'browser' },
  canvas: { kind: 'browser', packages: [], script: 'browser' },
};

/** The worker's script of a contestant. @param {string} name */
export const scriptOf = (name) => CONTESTANTS[name].script ?? name;
