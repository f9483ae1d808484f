// jSquash: the codecs of Squoosh, and its resize crate.
import decodeJpeg from '@jsquash/jpeg/decode.js';
import encodeJpeg from '@jsquash/jpeg/encode.js';
import decodePng from '@jsquash/png/decode.js';
import encodePng from '@jsquash/png/encode.js';
import resize from '@jsquash/resize';
import decodeWebp from '@jsquash/webp/decode.js';
import encodeWebp from '@jsquash/webp/encode.js';
import { choose, compete } from '../page/compete.mjs';
import { JPEG_QUALITY, SMALL_HEIGHT, SMALL_WIDTH, WEBP_QUALITY } from '../tasks.mjs';

// Baseline, the usual tables, 4:2:0: MozJPEG's own choices make another file.
const JPEG = {
  quality: JPEG_QUALITY,
  baseline: true,
  progressive: false,
  optimize_coding: false,
  quant_table: 0,
  auto_subsample: false,
  chroma_subsample: 2,
};
const WEBP = { quality: WEBP_QUALITY, method: 4 };
const SMALL = { width: SMALL_WIDTH, height: SMALL_HEIGHT, method: 'lanczos3', premultiply: true };

compete(async (job) => {
  const { bytes, pixels } = job.input;
  const { buffer } = bytes;
  const small = async () => resize(await decodeJpeg(buffer), { ...SMALL, linearRGB: false });
  return choose(job, {
    'decode-jpeg': () => decodeJpeg(buffer),
    'decode-jpeg-progressive': () => decodeJpeg(buffer),
    'encode-jpeg': () => encodeJpeg(pixels, JPEG),
    'decode-png': () => decodePng(buffer),
    'encode-png-fast': () => encodePng(pixels),
    'decode-webp': () => decodeWebp(buffer),
    'decode-webp-lossless': () => decodeWebp(buffer),
    'encode-webp': () => encodeWebp(pixels, WEBP),
    'resize-lanczos3': () => resize(pixels, { ...SMALL, linearRGB: false }),
    'resize-lanczos3-linear': () => resize(pixels, { ...SMALL, linearRGB: true }),
    'pipeline-jpeg': async () => encodeJpeg(await small(), JPEG),
    'pipeline-webp': async () => encodeWebp(await small(), WEBP),
  });
});
