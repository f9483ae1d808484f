// Types are not checked: `npm test` does without the packages of this folder.
// Native sharp (libvips), one thread and no cache: the yardstick. It gives and takes RGB, which is what it likes best; the cut-out is RGBA.
import { loadSharp } from './sharp.mjs';
import { JPEG_QUALITY, SHARPEN_3X3, SMALL_HEIGHT, SMALL_WIDTH, WEBP_QUALITY } from './tasks.mjs';

/** @typedef {import('sharp').Sharp} Sharp */

const JPEG = { quality: JPEG_QUALITY, chromaSubsampling: '4:2:0', optimiseCoding: false };
const WEBP = { quality: WEBP_QUALITY, effort: 4 };
const small = (/** @type {Sharp} */ image) =>
  image.resize(SMALL_WIDTH, SMALL_HEIGHT, { fit: 'fill', kernel: 'lanczos3' });

/** What sharp does for each task; those that it cannot do are missing. @type {Record<string, (image: Sharp) => Sharp>} */
const TASKS = {
  'decode-jpeg': (image) => image.raw(),
  'decode-jpeg-progressive': (image) => image.raw(),
  'decode-png': (image) => image.raw(),
  'decode-webp': (image) => image.raw(),
  'decode-webp-lossless': (image) => image.raw(),
  'encode-jpeg': (image) => image.jpeg(JPEG),
  'encode-png-fast': (image) => image.png({ compressionLevel: 1, adaptiveFiltering: false }),
  'encode-png-small': (image) => image.png({ compressionLevel: 6, adaptiveFiltering: true }),
  'encode-webp': (image) => image.webp(WEBP),
  'resize-lanczos3': (image) => small(image).raw(),
  'blur-sigma5': (image) => image.blur(5).raw(),
  'blur-sigma25': (image) => image.blur(25).raw(),
  'convolve-3x3': (image) => image.convolve({ width: 3, height: 3, kernel: SHARPEN_3X3 }).raw(),
  unsharp: (image) => image.sharpen({ sigma: 1 }).raw(),
  'pipeline-jpeg': (image) => small(image).jpeg(JPEG),
  'pipeline-webp': (image) => small(image).webp(WEBP),
};

/**
 * @param {string} task
 * @param {{ data: Uint8Array, raw?: { width: number, height: number, channels: 3 | 4 } }} input a file's bytes, or pixels
 * @returns {Promise<import('./browser.mjs').Contestant>}
 * @throws Error where sharp has no such task
 */
export async function startNative(task, { data, raw }) {
  const work = TASKS[task];
  if (!work) throw new Error('sharp has nothing of the kind');
  const sharp = await loadSharp();
  sharp.concurrency(1);
  sharp.cache(false);
  /** @type {{ data: Buffer, info: import('sharp').OutputInfo } | undefined} */
  let last;
  return {
    name: 'native',
    async run() {
      last = undefined;
      const begin = performance.now();
      last = await work(sharp(data, raw && { raw })).toBuffer({ resolveWithObject: true });
      return performance.now() - begin;
    },
    async outcome() {
      if (!last) return null;
      const { format, width, height, channels } = last.info;
      return format === 'raw' ? { data: last.data, width, height, channels } : { file: last.data };
    },
    async stop() {
      last = undefined;
    },
  };
}
