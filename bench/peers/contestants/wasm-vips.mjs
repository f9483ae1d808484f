// wasm-vips: libvips, told to use one thread. Every intermediate has to be deleted by hand.
import Vips from '/vips/vips-es6.js';
import { choose, compete } from '../page/compete.mjs';
import { HEIGHT, JPEG_QUALITY, SHARPEN_3X3, SMALL_HEIGHT, SMALL_WIDTH, WEBP_QUALITY, WIDTH } from '../tasks.mjs';

const JPEG = { Q: JPEG_QUALITY, subsample_mode: 'on', optimize_coding: false };
const WEBP = { Q: WEBP_QUALITY, effort: 4 };
const REC_709 = [0.2126, 0.7152, 0.0722];

compete(async (job) => {
  const vips = await Vips({ dynamicLibraries: [] });
  vips.concurrency(1);
  vips.Cache.max(0);
  const { bytes, pixels } = job.input;

  /** Runs a chain whose images are all deleted at its end: it wraps each in `own`. */
  const chain = (steps) => {
    const owned = [];
    const own = (image) => {
      owned.push(image);
      return image;
    };
    try {
      return steps(own);
    } finally {
      for (const image of owned) image.delete();
    }
  };
  const source = (own) => {
    const image = own(vips.Image.newFromMemory(pixels.data, pixels.width, pixels.height, 4, 'uchar'));
    return own(image.copy({ interpretation: 'srgb' }));
  };
  const given = (image) => ({ data: image.writeToMemory(), width: image.width, height: image.height });
  const matrix = (own, size, values) => own(vips.Image.newMatrix(size, values.length / size, values));

  const decode = () =>
    chain((own) => {
      const image = own(vips.Image.newFromBuffer(bytes, '', { access: 'sequential' }));
      return given(image.bands === 3 ? own(image.bandjoin(255)) : image);
    });
  const rgb = (own) => own(source(own).extractBand(0, { n: 3 }));
  const scale = [SMALL_WIDTH / WIDTH, { vscale: SMALL_HEIGHT / HEIGHT, kernel: 'lanczos3' }];
  const resize = () =>
    chain((own) => {
      const premultiplied = own(source(own).premultiply());
      const small = own(own(premultiplied.resize(...scale)).unpremultiply());
      return given(own(own(small.rint()).cast('uchar')));
    });
  const resizeLinear = () =>
    chain((own) => {
      const premultiplied = own(own(source(own).colourspace('scrgb')).premultiply());
      const small = own(own(premultiplied.resize(...scale)).unpremultiply());
      return given(own(own(small.colourspace('srgb')).cast('uchar')));
    });
  const blur = (sigma) => chain((own) => given(own(source(own).gaussblur(sigma))));
  const convolve = () =>
    chain((own) => given(own(source(own).conv(matrix(own, 3, SHARPEN_3X3), { precision: 'integer' }))));
  const sobel = () =>
    chain((own) => {
      const luma = own(own(own(rgb(own).recomb(matrix(own, 3, REC_709))).rint()).cast('short'));
      const squared = (mask) => {
        const gradient = own(luma.conv(matrix(own, 3, mask), { precision: 'integer' }));
        return own(gradient.multiply(gradient));
      };
      const sum = own(squared([-1, 0, 1, -2, 0, 2, -1, 0, 1]).add(squared([-1, -2, -1, 0, 0, 0, 1, 2, 1])));
      const grey = own(own(own(sum.pow(0.5)).rint()).cast('uchar'));
      return given(own(own(vips.Image.bandjoin([grey, grey, grey])).bandjoin(255)));
    });
  const unsharp = () =>
    chain((own) => {
      const image = source(own);
      const blurred = own(image.gaussblur(1));
      return given(own(own(own(image.multiply(2)).subtract(blurred)).cast('uchar')));
    });
  const thumbnail = (own) =>
    own(vips.Image.thumbnailBuffer(bytes, SMALL_WIDTH, { height: SMALL_HEIGHT, size: 'force' }));

  if (job.task.startsWith('decode-')) return decode;
  return choose(job, {
    'encode-jpeg': () => chain((own) => rgb(own).jpegsaveBuffer(JPEG)),
    'encode-png-fast': () => chain((own) => rgb(own).pngsaveBuffer({ compression: 1, filter: 'none' })),
    'encode-png-small': () => chain((own) => rgb(own).pngsaveBuffer({ compression: 6, filter: 'all' })),
    'encode-webp': () => chain((own) => rgb(own).webpsaveBuffer(WEBP)),
    'resize-lanczos3': resize,
    'resize-lanczos3-linear': resizeLinear,
    'blur-sigma5': () => blur(5),
    'blur-sigma25': () => blur(25),
    'convolve-3x3': convolve,
    sobel,
    unsharp,
    'pipeline-jpeg': () => chain((own) => thumbnail(own).jpegsaveBuffer(JPEG)),
    'pipeline-webp': () => chain((own) => thumbnail(own).webpsaveBuffer(WEBP)),
  });
});
