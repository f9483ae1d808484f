// pixlane's lane `simd`, by its package. `pixlane` is what an application pays that has its pixels in JavaScript's memory, like most peers;
// `pixlane-inside` what one pays whose images stay in the engine.
import { createEngine } from '/pixlane/bindings/index.js';
import { choose, compete } from '../page/compete.mjs';
import { JPEG_QUALITY, SHARPEN_3X3, SMALL_HEIGHT, SMALL_WIDTH, WEBP_QUALITY } from '../tasks.mjs';

const SMALL = { width: SMALL_WIDTH, height: SMALL_HEIGHT, fit: 'fill' };
/** Twice what is wanted, as libvips shrinks on loading: a quarter (1072 pixels wide) is faster, and 2 dB worse. */
const SHRUNK = { scale: 4 };
const JPEG = ['jpeg', { quality: JPEG_QUALITY, chromaSubsampling: '4:2:0' }];
const WEBP = ['webp', { quality: WEBP_QUALITY, effort: 4 }];

const ENCODERS = {
  'encode-jpeg': JPEG,
  'encode-png-fast': ['png', { fast: true }],
  'encode-png-small': ['png', { level: 6 }],
  'encode-webp': WEBP,
};
const KERNELS = {
  'resize-lanczos3': ['resize', { ...SMALL, filter: 'lanczos3' }],
  'resize-lanczos3-linear': ['resize', { ...SMALL, filter: 'lanczos3', linear: true }],
  'blur-sigma5': ['blur', { sigma: 5 }],
  'blur-sigma25': ['blur', { sigma: 25 }],
  'convolve-3x3': ['convolve', { kernel: SHARPEN_3X3 }],
  sobel: ['sobel', {}],
  unsharp: ['sharpen', { sigma: 1 }],
};

compete(async (job) => {
  const engine = await createEngine({ lane: 'simd' });
  const { bytes, pixels } = job.input;
  const { data, width, height } = pixels;
  const inside = job.peer === 'pixlane-inside';
  const kept = inside && width > 1 ? engine.fromPixels(data, width, height) : undefined;
  const taken = () => kept ?? engine.fromPixels(data, width, height);
  const given = (image) => {
    const out = inside ? undefined : engine.toPixels(image);
    image.release();
    return out;
  };
  const decode = () => given(engine.decode(bytes));
  const encode = ([format, options]) => {
    const image = taken();
    const file = engine.encode(image, format, options);
    if (image !== kept) image.release();
    return file;
  };
  const kernel = ([name, params]) => {
    const image = taken();
    const result = engine[name](image, params);
    if (image !== kept) image.release();
    return given(result);
  };
  const pipeline = (format) => {
    const image = engine.decode(bytes, SHRUNK);
    const small = engine.resize(image, SMALL);
    image.release();
    const file = engine.encode(small, ...format);
    small.release();
    return file;
  };
  const { task } = job;
  if (task in ENCODERS) return () => encode(ENCODERS[task]);
  if (task in KERNELS) return () => kernel(KERNELS[task]);
  if (task.startsWith('decode-')) return decode;
  return choose(job, { 'pipeline-jpeg': () => pipeline(JPEG), 'pipeline-webp': () => pipeline(WEBP) });
});
