import type { AnyPixels, Difference, Pixels } from './types';

/** Widest preview, px: what a column of the page shows at two device pixels each. */
export const PREVIEW_WIDTH = 320;
/** Differences are shown this many times as large, so that one level in 255 can be seen. */
export const AMPLIFY = 32;

/** Pixel by pixel; images of different sizes differ in every pixel. */
export function compare(a: AnyPixels, b: AnyPixels): Difference {
  const peak = peakOf(a);
  if (a.width !== b.width || a.height !== b.height || peakOf(b) !== peak) {
    return { pixels: Math.max(a.width * a.height, b.width * b.height), max: peak, psnrDb: 0 };
  }
  const count = a.width * a.height;
  // A word is a pixel, or half of one of 16 bits: pixels that are equal are passed over by their words.
  const wordsA = words(a);
  const wordsB = words(b);
  const each = wordsA.length / count;
  let pixels = 0;
  let max = 0;
  let squares = 0;
  for (let i = 0; i < count; i++) {
    if (wordsA[i * each] === wordsB[i * each] && wordsA[(i + 1) * each - 1] === wordsB[(i + 1) * each - 1]) continue;
    pixels++;
    for (let channel = 4 * i; channel < 4 * i + 4; channel++) {
      const difference = Math.abs(a.data[channel] - b.data[channel]);
      if (difference > max) max = difference;
      squares += difference * difference;
    }
  }
  return { pixels, max, psnrDb: pixels === 0 ? null : 10 * Math.log10((peak * peak * 4 * count) / squares) };
}

/** The PSNR as a number that compares: identical images are infinitely close. */
export function psnr(difference: Difference): number {
  return difference.psnrDb ?? Infinity;
}

function words({ data }: AnyPixels): Uint32Array {
  return new Uint32Array(data.buffer, data.byteOffset, data.byteLength / Uint32Array.BYTES_PER_ELEMENT);
}

const peakOf = ({ data }: AnyPixels) => (data instanceof Uint16Array ? 65535 : 255);

/** A picture at most PREVIEW_WIDTH wide by averaging boxes of pixels: for looking at, not for measuring. */
export function preview(image: AnyPixels): Pixels {
  const step = peakOf(image) / 255;
  return reduce(image, (out, at, left, top, right, bottom) => {
    const sums = [0, 0, 0, 0];
    for (let y = top; y < bottom; y++) {
      for (let x = left; x < right; x++) {
        for (let channel = 0; channel < 4; channel++) sums[channel] += image.data[4 * (y * image.width + x) + channel];
      }
    }
    const count = (right - left) * (bottom - top);
    for (let channel = 0; channel < 4; channel++) out[at + channel] = sums[channel] / (count * step) + 0.5;
  });
}

/**
 * Where two images of one size differ, AMPLIFY times as bright. A preview pixel shows the LARGEST difference of its box,
 * so that a single wrong pixel among millions is seen; a difference of alpha shows as grey.
 */
export function differencePreview(a: AnyPixels, b: AnyPixels): Pixels {
  return reduce(a, (out, at, left, top, right, bottom) => {
    const largest = [0, 0, 0, 0];
    for (let y = top; y < bottom; y++) {
      for (let x = left; x < right; x++) {
        const pixel = 4 * (y * a.width + x);
        for (let channel = 0; channel < 4; channel++) {
          largest[channel] = Math.max(largest[channel], Math.abs(a.data[pixel + channel] - b.data[pixel + channel]));
        }
      }
    }
    for (let channel = 0; channel < 3; channel++) {
      out[at + channel] = Math.min(255, AMPLIFY * Math.max(largest[channel], largest[3]));
    }
    out[at + 3] = 255;
  });
}

type Box = (out: Uint8Array, at: number, left: number, top: number, right: number, bottom: number) => void;

function reduce(image: AnyPixels, box: Box): Pixels {
  const width = Math.min(PREVIEW_WIDTH, image.width);
  const height = Math.max(1, Math.round((image.height * width) / image.width));
  const data = new Uint8Array(4 * width * height);
  for (let y = 0; y < height; y++) {
    const top = Math.floor((y * image.height) / height);
    const bottom = Math.max(top + 1, Math.floor(((y + 1) * image.height) / height));
    for (let x = 0; x < width; x++) {
      const left = Math.floor((x * image.width) / width);
      const right = Math.max(left + 1, Math.floor(((x + 1) * image.width) / width));
      box(data, 4 * (y * width + x), left, top, right, bottom);
    }
  }
  return { data, width, height };
}
