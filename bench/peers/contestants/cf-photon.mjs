// Photon, as @cf-wasm packs it: Rust's image crate. Its own package panics on JPEG.

import * as photon from '@cf-wasm/photon/others';
import wasm from '@cf-wasm/photon/photon.wasm';
import { choose, compete } from '../page/compete.mjs';
import { JPEG_QUALITY, SMALL_HEIGHT, SMALL_WIDTH } from '../tasks.mjs';

compete(async (job) => {
  await photon.initPhoton({ module_or_path: new URL(wasm, import.meta.url) });
  const { bytes, pixels } = job.input;
  const data = new Uint8Array(pixels.data.buffer);
  const source = () => new photon.PhotonImage(data, pixels.width, pixels.height);
  const given = (image) => {
    const out = { data: image.get_raw_pixels(), width: image.get_width(), height: image.get_height() };
    image.free();
    return out;
  };
  const decode = () => given(photon.PhotonImage.new_from_byteslice(bytes));
  const encode = (write) => {
    const image = source();
    const file = write(image);
    image.free();
    return file;
  };
  const inPlace = (filter) => {
    const image = source();
    filter(image);
    return given(image);
  };
  const small = (image) => {
    const resized = photon.resize(image, SMALL_WIDTH, SMALL_HEIGHT, photon.SamplingFilter.Lanczos3);
    image.free();
    return resized;
  };
  const pipeline = () => {
    const image = small(photon.PhotonImage.new_from_byteslice(bytes));
    const file = image.get_bytes_jpeg(JPEG_QUALITY);
    image.free();
    return file;
  };
  if (job.task.startsWith('decode-')) return decode;
  return choose(job, {
    'encode-jpeg': () => encode((image) => image.get_bytes_jpeg(JPEG_QUALITY)),
    'encode-png-fast': () => encode((image) => image.get_bytes()),
    'resize-lanczos3': () => given(small(source())),
    'blur-sigma5': () => inPlace((image) => photon.gaussian_blur(image, 5)),
    'blur-sigma25': () => inPlace((image) => photon.gaussian_blur(image, 25)),
    'convolve-3x3': () => inPlace(photon.sharpen),
    sobel: () => inPlace(photon.sobel_global),
    'pipeline-jpeg': pipeline,
  });
});
