// @ts-check
// What filters should give, in double precision and without thought of speed: outputs are compared with it.

/** @typedef {{ data: Uint8Array | Uint8ClampedArray, width: number, height: number }} Pixels RGBA, straight alpha */

const CHANNELS = 4;

/**
 * Lanczos3, stretched by the shrink factor; columns of alpha-weighted colours, then rows.
 * @param {Pixels} src
 * @param {number} width
 * @param {number} height
 * @param {{ linear?: boolean }} [options] linear: average in linear light
 * @returns {Float64Array} premultiplied by alpha, 0 to 255, colours in sRGB
 */
export function lanczos3(src, width, height, { linear = false } = {}) {
  const across = weights(src.width, width);
  const down = weights(src.height, height);
  const rows = new Float64Array(src.height * width * CHANNELS);
  const line = new Float64Array(src.width * CHANNELS);
  for (let y = 0; y < src.height; y++) {
    premultiplyLine(src, y, line, linear);
    for (let x = 0; x < width; x++) sum(line, 0, CHANNELS, across[x], rows, (y * width + x) * CHANNELS);
  }
  const out = new Float64Array(width * height * CHANNELS);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = (y * width + x) * CHANNELS;
      sum(rows, x * CHANNELS, width * CHANNELS, down[y], out, at);
      finish(out, at, linear);
    }
  }
  return out;
}

/** @param {Pixels} src @param {number} y @param {Float64Array} line @param {boolean} linear */
function premultiplyLine({ data, width }, y, line, linear) {
  const from = y * width * CHANNELS;
  for (let i = 0; i < line.length; i += CHANNELS) {
    const alpha = data[from + i + 3] / 255;
    for (let c = 0; c < 3; c++) line[i + c] = (linear ? TO_LINEAR[data[from + i + c]] : data[from + i + c]) * alpha;
    line[i + 3] = data[from + i + 3];
  }
}

/** @param {Float64Array} from @param {number} offset @param {number} step @param {Weights} weights @param {Float64Array} to @param {number} at */
function sum(from, offset, step, { first, values }, to, at) {
  let [r, g, b, a] = [0, 0, 0, 0];
  for (let k = 0, i = offset + first * step; k < values.length; k++, i += step) {
    r += values[k] * from[i];
    g += values[k] * from[i + 1];
    b += values[k] * from[i + 2];
    a += values[k] * from[i + 3];
  }
  to[at] = r;
  to[at + 1] = g;
  to[at + 2] = b;
  to[at + 3] = a;
}

/** Clamps a premultiplied pixel, and takes it back to sRGB. @param {Float64Array} out @param {number} at @param {boolean} linear */
function finish(out, at, linear) {
  const alpha = Math.min(255, Math.max(0, out[at + 3]));
  out[at + 3] = alpha;
  for (let c = at; c < at + 3; c++) {
    const colour = alpha === 0 ? 0 : Math.min(255, Math.max(0, (out[c] * 255) / alpha));
    out[c] = ((linear ? fromLinear(colour) : colour) * alpha) / 255;
  }
}

/** @typedef {{ first: number, values: Float64Array }} Weights */

/** @param {number} from @param {number} to @returns {Weights[]} */
function weights(from, to) {
  const scale = from / to;
  const stretch = Math.max(scale, 1);
  return Array.from({ length: to }, (_, i) => {
    const centre = (i + 0.5) * scale;
    const first = Math.max(0, Math.ceil(centre - 3 * stretch - 0.5));
    const last = Math.min(from - 1, Math.floor(centre + 3 * stretch - 0.5));
    const values = Float64Array.from({ length: last - first + 1 }, (_, k) =>
      kernel((first + k + 0.5 - centre) / stretch),
    );
    const total = values.reduce((a, b) => a + b, 0);
    return { first, values: values.map((value) => value / total) };
  });
}

/** @param {number} x */
function kernel(x) {
  if (x === 0) return 1;
  if (Math.abs(x) >= 3) return 0;
  const p = Math.PI * x;
  return (3 * Math.sin(p) * Math.sin(p / 3)) / (p * p);
}

/** Of sRGB bytes, 0 to 255. */
const TO_LINEAR = Float64Array.from({ length: 256 }, (_, byte) => {
  const v = byte / 255;
  return 255 * (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
});

/** @param {number} value 0 to 255 */
function fromLinear(value) {
  const v = value / 255;
  return 255 * (v <= 0.0031308 ? v * 12.92 : 1.055 * v ** (1 / 2.4) - 0.055);
}

/** @typedef {{ left: number, top: number, width: number, height: number }} Region */

/** A part of the inputs that is large enough to tell, far from the edges, where conventions differ, and small enough to compute. */
export const REGION = { left: 1024, top: 768, width: 640, height: 480 };

/**
 * Gaussian blur of an opaque image's region.
 * @param {Pixels} src
 * @param {number} sigma
 * @param {Region} region at least 5 sigma from every edge
 * @returns {Float64Array} the region, RGBA
 */
export function gaussian(src, sigma, { left, top, width, height } = REGION) {
  const radius = Math.ceil(5 * sigma);
  const values = Float64Array.from({ length: 2 * radius + 1 }, (_, i) =>
    Math.exp(-((i - radius) ** 2) / (2 * sigma ** 2)),
  );
  const total = values.reduce((a, b) => a + b, 0);
  const weighed = { first: 0, values: values.map((value) => value / total) };
  const rows = new Float64Array((height + 2 * radius) * width * CHANNELS);
  for (let y = 0; y < height + 2 * radius; y++) {
    const start = ((top - radius + y) * src.width + left - radius) * CHANNELS;
    const line = Float64Array.from(src.data.subarray(start, start + (width + 2 * radius) * CHANNELS));
    for (let x = 0; x < width; x++) sum(line, x * CHANNELS, CHANNELS, weighed, rows, (y * width + x) * CHANNELS);
  }
  const out = new Float64Array(width * height * CHANNELS);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = (y * width + x) * CHANNELS;
      sum(rows, at, width * CHANNELS, weighed, out, at);
    }
  }
  return out;
}

/** A copy of a region. @param {Pixels} src @param {Region} region @returns {Uint8Array} */
export function crop(src, { left, top, width, height } = REGION) {
  const out = new Uint8Array(width * height * CHANNELS);
  for (let y = 0; y < height; y++) {
    const start = ((top + y) * src.width + left) * CHANNELS;
    out.set(src.data.subarray(start, start + width * CHANNELS), y * width * CHANNELS);
  }
  return out;
}

/** The pixel plus what the blur took from it. @param {Pixels} src @param {number} sigma @param {Region} region */
export function unsharp(src, sigma, region = REGION) {
  const blurred = gaussian(src, sigma, region);
  const pixels = crop(src, region);
  return blurred.map((value, i) => Math.min(255, Math.max(0, 2 * pixels[i] - value)));
}

/** 3 x 3 weights whose sum is 1, on whole numbers. @param {Pixels} src @param {readonly number[]} mask @param {Region} region */
export function convolve3x3(src, mask, region = REGION) {
  return perPixel(region, (x, y, c) => {
    if (c === 3) return 255;
    return Math.min(
      255,
      Math.max(
        0,
        around(x, y, (px, py) => src.data[(py * src.width + px) * CHANNELS + c], mask),
      ),
    );
  });
}

const SOBEL_X = [-1, 0, 1, -2, 0, 2, -1, 0, 1];
const SOBEL_Y = [-1, -2, -1, 0, 0, 0, 1, 2, 1];

/** Magnitude of the gradient of the Rec. 709 luma, as grey. @param {Pixels} src @param {Region} region */
export function sobel(src, region = REGION) {
  const luma = (/** @type {number} */ px, /** @type {number} */ py) => {
    const i = (py * src.width + px) * CHANNELS;
    return 0.2126 * src.data[i] + 0.7152 * src.data[i + 1] + 0.0722 * src.data[i + 2];
  };
  return perPixel(region, (x, y, c) => {
    if (c === 3) return 255;
    return Math.min(255, Math.hypot(around(x, y, luma, SOBEL_X), around(x, y, luma, SOBEL_Y)));
  });
}

/** @param {Region} region @param {(x: number, y: number, channel: number) => number} value */
function perPixel({ left, top, width, height }, value) {
  const out = new Float64Array(width * height * CHANNELS);
  for (let i = 0; i < out.length; i++) {
    const pixel = i >> 2;
    out[i] = value(left + (pixel % width), top + Math.floor(pixel / width), i & 3);
  }
  return out;
}

/** @param {number} x @param {number} y @param {(x: number, y: number) => number} value @param {readonly number[]} mask */
function around(x, y, value, mask) {
  let total = 0;
  for (let k = 0; k < 9; k++) total += mask[k] * value(x - 1 + (k % 3), y - 1 + Math.floor(k / 3));
  return total;
}
