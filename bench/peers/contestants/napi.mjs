// @napi-rs/image, its WASI build: Rust's image crate, fast_image_resize, libwebp.
import '../page/buffer.mjs';
import * as napi from '@napi-rs/image-wasm32-wasi';
import { choose, compete } from '../page/compete.mjs';
import { HEIGHT, JPEG_QUALITY, SHARPEN_3X3, SMALL_HEIGHT, SMALL_WIDTH, WEBP_QUALITY, WIDTH } from '../tasks.mjs';

// The package's enumerations, which its types give as constants.
const LANCZOS3 = { filter: 5, fit: 1 };
const FAST = { compressionType: 1, filterType: 1 };
const SMALL_FILE = { compressionType: 0, filterType: 5 };

compete(async (job) => {
  const { bytes, pixels } = job.input;
  const source = () => napi.Transformer.fromRgbaPixels(pixels.data, pixels.width, pixels.height);
  const small = (transformer) => transformer.fastResize({ width: SMALL_WIDTH, height: SMALL_HEIGHT, ...LANCZOS3 });
  const given = (transformer, width = WIDTH, height = HEIGHT) => {
    const data = transformer.rawPixelsSync();
    if (data.length === width * height * 4) return { data: ownMemory(data), width, height };
    return { data: opaque(data, width * height), width, height };
  };
  const decode = () => given(new napi.Transformer(bytes));
  if (job.task.startsWith('decode-')) return decode;
  return choose(job, {
    'encode-jpeg': () => source().jpegSync(JPEG_QUALITY),
    'encode-png-fast': () => source().pngSync(FAST),
    'encode-png-small': () => source().pngSync(SMALL_FILE),
    'encode-webp': () => source().webpSync(WEBP_QUALITY),
    'resize-lanczos3': () => given(small(source()), SMALL_WIDTH, SMALL_HEIGHT),
    'blur-sigma5': () => given(source().blur(5)),
    'blur-sigma25': () => given(source().blur(25)),
    'convolve-3x3': () => given(source().filter3x3(SHARPEN_3X3)),
    unsharp: () => given(source().unsharpen(1, 0)),
    'pipeline-jpeg': () => small(new napi.Transformer(bytes)).jpegSync(JPEG_QUALITY),
    'pipeline-webp': () => small(new napi.Transformer(bytes)).webpSync(WEBP_QUALITY),
  });
});

/** ImageData wants alpha, and this decoder leaves it out. */
function opaque(rgb, count) {
  const out = new Uint32Array(count);
  for (let i = 0, j = 0; i < count; i++, j += 3) {
    out[i] = rgb[j] | (rgb[j + 1] << 8) | (rgb[j + 2] << 16) | 0xff000000;
  }
  return new Uint8ClampedArray(out.buffer);
}

/** What comes out may be a view of the module's shared memory, which ImageData refuses. */
function ownMemory(data) {
  return data.buffer instanceof SharedArrayBuffer ? new Uint8Array(data) : data;
}
