// icodec: MozJPEG, libwebp, and oxipng's encoder.
import { jpeg, png, webp } from 'icodec';
import jpegWasm from 'icodec/jpeg-dec.wasm';
import pngWasm from 'icodec/png-dec.wasm';
import webpDecoder from 'icodec/webp-dec.wasm';
import webpEncoder from 'icodec/webp-enc.wasm';
import { choose, compete } from '../page/compete.mjs';
import { JPEG_QUALITY, WEBP_QUALITY } from '../tasks.mjs';

const JPEG = {
  quality: JPEG_QUALITY,
  baseline: true,
  progressive: false,
  optimizeCoding: false,
  quantTable: 0,
  autoSubsample: false,
  chromaSubsample: 2,
};
const WEBP = { quality: WEBP_QUALITY, method: 4 };
const at = (file) => new URL(file, import.meta.url).href;

compete(async (job) => {
  const { bytes, pixels } = job.input;
  const image = { data: pixels.data, width: pixels.width, height: pixels.height, depth: 8 };
  if (job.task.includes('jpeg')) await jpeg.loadDecoder(at(jpegWasm));
  else if (job.task.includes('png')) await png.loadDecoder(at(pngWasm));
  else if (job.task.startsWith('decode')) await webp.loadDecoder(at(webpDecoder));
  else await webp.loadEncoder(at(webpEncoder));
  return choose(job, {
    'decode-jpeg': () => jpeg.decode(bytes),
    'decode-jpeg-progressive': () => jpeg.decode(bytes),
    'encode-jpeg': () => jpeg.encode(image, JPEG),
    'decode-png': () => png.decode(bytes),
    'encode-png-small': () => png.encode(image, { quantize: false, level: 1 }),
    'decode-webp': () => webp.decode(bytes),
    'decode-webp-lossless': () => webp.decode(bytes),
    'encode-webp': () => webp.encode(image, WEBP),
  });
});
