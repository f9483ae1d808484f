// Slow references in double precision, written from the operations' definitions and not from the kernels' formulas. An image of
// numbers is { data: Float64Array, width, height } with four numbers a pixel.

/**
 * @typedef {import('../../js-baseline/pixels.js').Pixels} Pixels
 * @typedef {{ data: Float64Array, width: number, height: number }} Numbers
 */

/** Sizes at which edges, remainders and degenerate filters come into play. */
export const SIZES = [
  [1, 1],
  [1, 7],
  [40, 1],
  [2, 3],
  [3, 2],
  [130, 9],
  [33, 65],
];

/** @param {number} width @param {number} height @returns {Numbers} */
export function numbers(width, height) {
  return { data: new Float64Array(width * height * 4), width, height };
}

/** @param {number} x @param {number} least @param {number} most */
export function clamp(x, least, most) {
  return Math.max(least, Math.min(x, most));
}

/**
 * A pixel's channel, with the image's outermost pixels replicated around it.
 * @param {Pixels | Numbers} image
 * @param {number} x
 * @param {number} y
 * @param {number} c
 */
export function sample({ data, width, height }, x, y, c) {
  return data[4 * (clamp(y, 0, height - 1) * width + clamp(x, 0, width - 1)) + c];
}

/** Colours times alpha, alpha in 0..255. @param {Pixels} image @returns {Numbers} */
export function premultiplied({ data, width, height }) {
  const out = numbers(width, height);
  for (let i = 0; i < data.length; i++) out.data[i] = i % 4 === 3 ? data[i] : (data[i] * data[i - (i % 4) + 3]) / 255;
  return out;
}

/** Straight colours again, clamped to 0..255; colours of transparent pixels are 0. @param {Numbers} image @returns {Numbers} */
export function straight({ data, width, height }) {
  const out = numbers(width, height);
  for (let i = 0; i < data.length; i += 4) {
    const alpha = clamp(data[i + 3], 0, 255);
    out.data[i + 3] = alpha;
    for (let c = 0; c < 3; c++) out.data[i + c] = alpha === 0 ? 0 : (clamp(data[i + c], 0, alpha) * 255) / alpha;
  }
  return out;
}

/**
 * @param {Numbers} image
 * @param {(index: number) => { first: number, weights: number[] }} column first may lie outside: edges are replicated
 * @param {(index: number) => { first: number, weights: number[] }} row
 * @param {number} width of the result
 * @param {number} height
 * @returns {Numbers}
 */
export function separable(image, column, row, width, height) {
  const between = numbers(width, image.height);
  const out = numbers(width, height);
  /** @param {Numbers} to @param {number} x @param {number} y @param {(j: number, c: number) => number} at @param {number[]} weights */
  const put = (to, x, y, at, weights) => {
    for (let c = 0; c < 4; c++) {
      let sum = 0;
      for (let j = 0; j < weights.length; j++) sum += weights[j] * at(j, c);
      to.data[4 * (y * to.width + x) + c] = sum;
    }
  };
  for (let x = 0; x < width; x++) {
    const { first, weights } = column(x);
    for (let y = 0; y < image.height; y++) put(between, x, y, (j, c) => sample(image, first + j, y, c), weights);
  }
  for (let y = 0; y < height; y++) {
    const { first, weights } = row(y);
    for (let x = 0; x < width; x++) put(out, x, y, (j, c) => sample(between, x, first + j, c), weights);
  }
  return out;
}

/** @param {number[]} weights */
function normalised(weights) {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

/**
 * A Gaussian out to six sigma.
 * @param {Pixels} image
 * @param {number} sigma px
 * @returns {Numbers}
 */
export function gaussianBlur(image, sigma) {
  const radius = Math.ceil(6 * sigma);
  const weights = normalised(
    Array.from({ length: 2 * radius + 1 }, (_, i) => Math.exp(-((i - radius) ** 2) / (2 * sigma * sigma))),
  );
  const at = (/** @type {number} */ i) => ({ first: i - radius, weights });
  return straight(separable(premultiplied(image), at, at, image.width, image.height));
}

/** @type {Record<string, { support: number, at: (x: number) => number }>} */
const FILTERS = {
  bilinear: { support: 1, at: (x) => 1 - Math.abs(x) },
  lanczos3: { support: 3, at: (x) => sinc(x) * sinc(x / 3) },
};

/** @param {number} x */
function sinc(x) {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
}

/**
 * The filter, stretched where the image shrinks, at the distance of each input's centre from the output's; inputs outside the image
 * or the filter's support have no part.
 * @param {Pixels} image
 * @param {number} width of the result
 * @param {number} height
 * @param {string} filter bilinear or lanczos3
 * @returns {Numbers}
 */
export function resized(image, width, height, filter) {
  const { support, at } = FILTERS[filter];
  /** @param {number} inputs @param {number} outputs @returns {(i: number) => { first: number, weights: number[] }} */
  const axis = (inputs, outputs) => {
    const stretch = Math.max(1, inputs / outputs);
    return (i) => {
      const centre = ((i + 0.5) * inputs) / outputs;
      const weights = Array.from({ length: inputs }, (_, j) => {
        const distance = (j + 0.5 - centre) / stretch;
        return Math.abs(distance) < support ? at(distance) : 0;
      });
      const first = weights.findIndex((weight) => weight !== 0);
      const last = weights.findLastIndex((weight) => weight !== 0);
      return { first, weights: normalised(weights.slice(first, last + 1)) };
    };
  };
  return straight(separable(premultiplied(image), axis(image.width, width), axis(image.height, height), width, height));
}

/**
 * How near an image comes to a reference rounded to bytes: peak signal to noise ratio over colours and alpha, Infinity if equal.
 * @param {Pixels} image
 * @param {Numbers} reference
 * @returns {number} dB
 */
export function psnrRounded(image, reference) {
  return decibels(image, reference.data.map(Math.round));
}

/**
 * The same against the unrounded reference: about 59 is the most that bytes can do.
 * @param {Pixels} image
 * @param {Numbers} reference
 * @returns {number} dB
 */
export function psnr(image, reference) {
  return decibels(image, reference.data);
}

/** @param {Pixels} image @param {Float64Array} expected */
function decibels({ data }, expected) {
  let squares = 0;
  for (let i = 0; i < data.length; i++) squares += (data[i] - expected[i]) ** 2;
  return 10 * Math.log10((255 * 255 * data.length) / squares);
}

/**
 * The largest difference between bytes and what they should be.
 * @param {Pixels} image
 * @param {Numbers} reference
 * @returns {number}
 */
export function largestError({ data }, reference) {
  let largest = 0;
  for (let i = 0; i < data.length; i++) largest = Math.max(largest, Math.abs(data[i] - reference.data[i]));
  return largest;
}
