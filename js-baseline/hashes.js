import { shrunk } from './box.js';
import { cosine, power } from './exact-math.js';
import { scratchFloat64 } from './scratch.js';

/** @typedef {import('./pixels.js').Pixels} Pixels */
/** @typedef {{ mean: number, scale: number, values: number[] }} Frequencies */

/** Behind those of box.js. */
const PLANES_SLOT = 3;

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz#$%*+,-.:;=?@[]^_{|}~';

/**
 * The ThumbHash of an image, of its reduction to 100 pixels where it is larger.
 *
 * @param {Pixels} src
 * @param {Float64Array} results the number of bytes, then the bytes, then zeros
 */
export function thumbhash(src, results) {
  const image = shrunk(src);
  const { width, height } = image;
  const count = width * height;
  const planes = scratchFloat64(PLANES_SLOT, 4 * count);
  const translucent = fillPlanes(image, planes);

  // Luminance shares its bits with alpha.
  const most = translucent ? 5 : 7;
  const longer = Math.max(width, height);
  const across = Math.max(1, Math.round((most * width) / longer));
  const down = Math.max(1, Math.round((most * height) / longer));
  const plane = (/** @type {number} */ i) => planes.subarray(i * count, (i + 1) * count);
  const l = frequencies(plane(0), width, height, Math.max(3, across), Math.max(3, down));
  const p = frequencies(plane(1), width, height, 3, 3);
  const q = frequencies(plane(2), width, height, 3, 3);

  const landscape = width > height;
  const first =
    Math.round(63 * l.mean) |
    (Math.round(31.5 + 31.5 * p.mean) << 6) |
    (Math.round(31.5 + 31.5 * q.mean) << 12) |
    (Math.round(31 * l.scale) << 18) |
    (translucent ? 1 << 23 : 0);
  const second =
    (landscape ? down : across) |
    (Math.round(63 * p.scale) << 3) |
    (Math.round(63 * q.scale) << 9) |
    (landscape ? 1 << 15 : 0);
  const hash = [first & 255, (first >> 8) & 255, first >> 16, second & 255, second >> 8];
  const channels = [l, p, q];
  if (translucent) {
    const a = frequencies(plane(3), width, height, 5, 5);
    hash.push(Math.round(15 * a.mean) | (Math.round(15 * a.scale) << 4));
    channels.push(a);
  }
  // Half bytes, the low one of a byte first.
  let nibble = 2 * hash.length;
  for (const { values } of channels) {
    for (const value of values) {
      const half = Math.round(15 * value);
      if ((nibble & 1) === 0) hash.push(half);
      else hash[nibble >> 1] |= half << 4;
      nibble++;
    }
  }
  put(hash, results);
}

/**
 * The results of a hash.
 *
 * @param {readonly number[]} values
 * @param {Float64Array} results
 */
function put(values, results) {
  results.fill(0);
  results[0] = values.length;
  results.set(values, 1);
}

/**
 * Luminance, yellow to blue, red to green and alpha of pixels on the mean colour.
 *
 * @param {Pixels} image
 * @param {Float64Array} planes four, one after the other
 * @returns {boolean} whether the image has transparency
 */
function fillPlanes({ data, width, height }, planes) {
  const count = width * height;
  let red = 0;
  let green = 0;
  let blue = 0;
  let alphas = 0;
  for (let i = 0; i < count; i++) {
    const alpha = data[4 * i + 3] / 255;
    const share = alpha / 255;
    red += share * data[4 * i];
    green += share * data[4 * i + 1];
    blue += share * data[4 * i + 2];
    alphas += alpha;
  }
  if (alphas !== 0) {
    red /= alphas;
    green /= alphas;
    blue /= alphas;
  }
  for (let i = 0; i < count; i++) {
    const alpha = data[4 * i + 3] / 255;
    const share = alpha / 255;
    const r = red * (1 - alpha) + share * data[4 * i];
    const g = green * (1 - alpha) + share * data[4 * i + 1];
    const b = blue * (1 - alpha) + share * data[4 * i + 2];
    planes[i] = (r + g + b) / 3;
    planes[count + i] = (r + g) / 2 - b;
    planes[2 * count + i] = r - g;
    planes[3 * count + i] = alpha;
  }
  return alphas < count;
}

/**
 * One channel's mean, and its other frequencies, scaled to 0..1 by the largest.
 *
 * The sums are taken in the order of the published implementation: whether a frequency that is zero but for rounding becomes 7 or 8 of 15
 * depends on it.
 *
 * @param {Float64Array} channel
 * @param {number} width
 * @param {number} height
 * @param {number} across
 * @param {number} down
 * @returns {Frequencies}
 */
function frequencies(channel, width, height, across, down) {
  /** @type {number[]} */
  const values = [];
  const columns = new Float64Array(width);
  let mean = 0;
  let scale = 0;
  for (let v = 0; v < down; v++) {
    for (let u = 0; u * down < across * (down - v); u++) {
      for (let x = 0; x < width; x++) columns[x] = cosine((Math.PI / width) * u * (x + 0.5));
      let sum = 0;
      for (let y = 0; y < height; y++) {
        const row = cosine((Math.PI / height) * v * (y + 0.5));
        for (let x = 0; x < width; x++) sum += channel[y * width + x] * columns[x] * row;
      }
      sum /= width * height;
      if (u === 0 && v === 0) {
        mean = sum;
      } else {
        values.push(sum);
        scale = Math.max(scale, Math.abs(sum));
      }
    }
  }
  if (scale !== 0) for (let i = 0; i < values.length; i++) values[i] = 0.5 + (0.5 / scale) * values[i];
  return { mean, scale, values };
}

/**
 * The BlurHash of an image, of its reduction to 100 pixels where it is larger; alpha has no part.
 *
 * @param {Pixels} src
 * @param {Float64Array} results the number of characters, then their codes, then zeros
 * @param {{ componentsX: number, componentsY: number }} params
 */
export function blurhash(src, results, { componentsX: across, componentsY: down }) {
  const components = blurComponents(shrunk(src), across, down);
  let text = base83(across - 1 + (down - 1) * 9, 1);
  let range = 0;
  let most = 1;
  if (components.length > 3) {
    range = Math.max(0, Math.min(82, Math.floor(components.subarray(3).reduce((a, b) => Math.max(a, b)) * 166 - 0.5)));
    most = (range + 1) / 166;
  }
  text += base83(range, 1);
  text += base83((toSrgb(components[0]) << 16) | (toSrgb(components[1]) << 8) | toSrgb(components[2]), 4);
  for (let i = 3; i < components.length; i += 3) {
    const [r, g, b] = [0, 1, 2].map((c) => stepOf(components[i + c], most));
    text += base83(r * 361 + g * 19 + b, 2);
  }
  put(
    Array.from(text, (character) => character.charCodeAt(0)),
    results,
  );
}

/**
 * The means of the linear colours times cosines: first along rows, then across them.
 *
 * @param {Pixels} image
 * @param {number} across
 * @param {number} down
 * @returns {Float64Array} three a component
 */
function blurComponents({ data, width, height }, across, down) {
  const linear = linearTable();
  const columns = Array.from({ length: across }, (_, u) =>
    Float64Array.from({ length: width }, (_, x) => cosine((Math.PI * u * x) / width)),
  );
  const components = new Float64Array(3 * across * down);
  for (let y = 0; y < height; y++) {
    const rows = Array.from({ length: down }, (_, v) => cosine((Math.PI * v * y) / height));
    for (let u = 0; u < across; u++) {
      const column = columns[u];
      let r = 0;
      let g = 0;
      let b = 0;
      for (let x = 0, i = 4 * y * width; x < width; x++, i += 4) {
        r += column[x] * linear[data[i]];
        g += column[x] * linear[data[i + 1]];
        b += column[x] * linear[data[i + 2]];
      }
      for (let v = 0; v < down; v++) {
        const to = 3 * (v * across + u);
        components[to] += rows[v] * r;
        components[to + 1] += rows[v] * g;
        components[to + 2] += rows[v] * b;
      }
    }
  }
  for (let i = 0; i < components.length; i++) components[i] *= (i < 3 ? 1 : 2) / (width * height);
  return components;
}

/** @type {Float64Array | undefined} */
let linears;

/** Linear light of each byte. */
function linearTable() {
  linears ??= Float64Array.from({ length: 256 }, (_, v) => {
    const e = v / 255;
    return e <= 0.04045 ? e / 12.92 : power((e + 0.055) / 1.055, 2.4);
  });
  return linears;
}

/** @param {number} linear */
function toSrgb(linear) {
  const v = Math.max(0, Math.min(linear, 1));
  return Math.floor((v <= 0.0031308 ? v * 12.92 : 1.055 * power(v, 1 / 2.4) - 0.055) * 255 + 0.5);
}

/** A component's channel in 19 steps. @param {number} value @param {number} most */
function stepOf(value, most) {
  const part = value / most;
  const root = Math.sqrt(Math.abs(part));
  return Math.max(0, Math.min(18, Math.floor((part < 0 ? -root : root) * 9 + 9.5)));
}

/** @param {number} value @param {number} length */
function base83(value, length) {
  let text = '';
  for (let i = 0, rest = value; i < length; i++, rest = Math.floor(rest / 83)) text = DIGITS[rest % 83] + text;
  return text;
}
