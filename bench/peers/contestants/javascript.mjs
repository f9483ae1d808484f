// The filters in JavaScript as a good engineer writes them: pixlane's own twins, called on the pixels where they are.
import { blur } from '/pixlane/js-baseline/blur.js';
import { convolve } from '/pixlane/js-baseline/convolve.js';
import { resize } from '/pixlane/js-baseline/resize.js';
import { sharpen } from '/pixlane/js-baseline/sharpen.js';
import { sobel } from '/pixlane/js-baseline/sobel.js';
import { choose, compete } from '../page/compete.mjs';
import { SHARPEN_3X3, SMALL_HEIGHT, SMALL_WIDTH } from '../tasks.mjs';

compete(async (job) => {
  const { data, width, height } = job.input.pixels;
  const src = { data: new Uint8Array(data.buffer), width, height };
  const call = (kernel, params, [w, h] = [width, height]) => {
    const dst = { data: new Uint8Array(w * h * 4), width: w, height: h };
    kernel(src, dst, params);
    return dst;
  };
  const fitting = { fit: 'fill', position: 'centre', withoutEnlargement: false, background: [0, 0, 0, 0] };
  const lanczos3 = (linear) => call(resize, { filter: 'lanczos3', linear, ...fitting }, [SMALL_WIDTH, SMALL_HEIGHT]);
  return choose(job, {
    'resize-lanczos3': () => lanczos3(false),
    'resize-lanczos3-linear': () => lanczos3(true),
    'blur-sigma5': () => call(blur, { sigma: 5 }),
    'blur-sigma25': () => call(blur, { sigma: 25 }),
    'convolve-3x3': () => call(convolve, { kernel: SHARPEN_3X3, scale: 0, offset: 0 }),
    sobel: () => call(sobel, {}),
    unsharp: () => call(sharpen, { sigma: 1, amount: 1, threshold: 0 }),
  });
});
