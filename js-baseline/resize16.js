import { decoded, decodedSrgb16, encodedSrgb16 } from './curves16.js';
import { fitted, fittedImage } from './fit.js';
import { floatCoefficients } from './resize-coefficients.js';
import {
  addRows16,
  finishOpaqueRow16,
  finishRow16,
  isOpaque16,
  loadRow16,
  resampleOpaqueRows16,
  resampleRow16,
} from './resize16-passes.js';
import { scratchFloat32, scratchFloat64, scratchInt32 } from './scratch.js';

/**
 * @typedef {import('./pixels16.js').Pixels16} Pixels16
 * @typedef {import('./fit.js').Fitted} Fitted
 * @typedef {import('./resize-coefficients.js').Axis} Axis
 */

const RING_SLOT = 0;
const PAIR_SLOT = 1;
const SUMS_SLOT = 2;
const TOTALS_SLOT = 3;

/**
 * resize of 16 bits a channel: as in 8 bits, in floats of 32, with weights of at least 22 fraction bits, premultiplied by alpha, in linear
 * light after decoding; columns first, then rows, nothing rounded to 16 bits in between. The result is clamped and rounded once; what has
 * an alpha of 0 is black. Entropy and attention put the window where the image in 8 bits has it.
 *
 * @param {Pixels16} src
 * @param {Pixels16} dst of the size wanted
 * @param {import('./resize.js').ResizeParams} params
 */
export function resize16(src, dst, { filter, linear, fit, position, withoutEnlargement, background }) {
  const smart = fit === 'cover' && (position === 'entropy' || position === 'attention');
  const where = smart
    ? fittedImage(bytesOf(src), dst, fit, position, withoutEnlargement)
    : fitted(src, dst, fit, position, withoutEnlargement);
  if (where.x.count < dst.width || where.y.count < dst.height) fill(dst.data, background);
  if (filter === 'nearest') resizeNearest(src, dst, where);
  else resizeFiltered(src, dst, where, filter, linear);
}

/** The image in 8 bits, as by to8Bit. @param {Pixels16} image */
function bytesOf({ data, width, height }) {
  const pixels = scratchInt32(RING_SLOT, width * height);
  for (let i = 0; i < pixels.length; i++) {
    const r = byteOf(data[4 * i]);
    const g = byteOf(data[4 * i + 1]);
    const b = byteOf(data[4 * i + 2]);
    pixels[i] = r | (g << 8) | (b << 16) | (byteOf(data[4 * i + 3]) << 24);
  }
  return { data: new Uint8Array(pixels.buffer, 0, 4 * width * height), width, height };
}

/** round(value / 257): with y = value + 128, floor(y / 257) is this for all y below 65792. @param {number} value */
function byteOf(value) {
  const y = value + 128;
  return (y - (y >> 8)) >> 8;
}

/** @param {Uint16Array} data @param {ArrayLike<number>} colour red, green, blue, alpha of 0..255 */
function fill(data, colour) {
  for (let c = 0; c < 4; c++) data[c] = Math.floor(257 * colour[c] + 0.5);
  for (let done = 4; done < data.length; done *= 2) data.copyWithin(done, 0, done);
}

/**
 * @param {Pixels16} src
 * @param {Pixels16} dst
 * @param {Fitted} fitted
 */
function resizeNearest(src, dst, { x: across, y: down, left, top }) {
  const from = src.data;
  const to = dst.data;
  const columns = new Int32Array(across.count);
  for (let x = 0; x < across.count; x++) columns[x] = 4 * nearest(across, x);
  let last = -1;
  for (let y = 0; y < down.count; y++) {
    const row = 4 * src.width * nearest(down, y);
    const out = 4 * ((top + y) * dst.width + left);
    if (row === last) {
      to.copyWithin(out, out - 4 * dst.width, out + 4 * (across.count - dst.width));
      continue;
    }
    last = row;
    for (let x = 0; x < across.count; x++) {
      const at = row + columns[x];
      to[out + 4 * x] = from[at];
      to[out + 4 * x + 1] = from[at + 1];
      to[out + 4 * x + 2] = from[at + 2];
      to[out + 4 * x + 3] = from[at + 3];
    }
  }
}

/** The input under the centre of output begin + i. @param {Axis} axis @param {number} i */
function nearest({ inputs, outputs, begin }, i) {
  return Math.min(inputs - 1, Math.floor(((2 * (begin + i) + 1) * inputs) / (2 * outputs)));
}

/**
 * Every source row is resampled once, as it is needed, into a ring of rows, which the vertical pass sums up. What a window cuts off is
 * not computed.
 *
 * @param {Pixels16} src
 * @param {Pixels16} dst
 * @param {Fitted} fitted
 * @param {import('./resize-filters.js').FilterName} filter
 * @param {boolean} linear
 */
function resizeFiltered(src, dst, { x: across, y: down, left, top }, filter, linear) {
  const columns = floatCoefficients(across, filter);
  const rows = floatCoefficients(down, filter);
  const decode = linear ? decodeTable() : null;
  const encode = linear ? encodedSrgb16() : null;
  const from = src.data;
  const width = across.count;
  const begin = columns.first[0];
  const end = columns.first[width - 1] + columns.count[width - 1];
  const length = width * 4;
  const capacity = rows.stride + 1;
  const ring = scratchFloat32(RING_SLOT, capacity * length);
  const pair = scratchFloat32(PAIR_SLOT, src.width * 8);
  const sums = scratchFloat32(SUMS_SLOT, length);
  const totals = scratchFloat64(TOTALS_SLOT, length);
  const at = new Int32Array(rows.stride);
  let next = 0;
  let lastTranslucent = -1;
  for (let y = 0; y < down.count; y++) {
    const first = rows.first[y];
    const count = rows.count[y];
    // Shrinking by much with bilinear, no row is skipped; only at the edges could one be that nobody needs.
    next = Math.max(next, first);
    // Two rows come in at once; one beyond the image lands where nobody reads.
    for (; next < first + count; next += 2) {
      const start = next * src.width * 4;
      const startSecond = Math.min(next + 1, src.height - 1) * src.width * 4;
      const opaque =
        isOpaque16(from, start + 4 * begin, start + 4 * end) &&
        isOpaque16(from, startSecond + 4 * begin, startSecond + 4 * end);
      loadRow16(from, start, begin, end, decode, pair, 0, opaque);
      loadRow16(from, startSecond, begin, end, decode, pair, 4, opaque);
      const to = (next % capacity) * length;
      const toSecond = ((next + 1) % capacity) * length;
      if (opaque) {
        resampleOpaqueRows16(pair, columns, ring, to, toSecond, width);
      } else {
        lastTranslucent = next + 1;
        resampleRow16(pair, 0, columns, ring, to, width);
        resampleRow16(pair, 4, columns, ring, toSecond, width);
      }
    }
    for (let j = 0; j < count; j++) at[j] = ((first + j) % capacity) * length;
    addRows16(ring, at, rows.weights, y * rows.stride, count, sums, totals, length);
    const to = 4 * ((top + y) * dst.width + left);
    if (lastTranslucent < first) finishOpaqueRow16(sums, encode, dst.data, to, width);
    else finishRow16(sums, encode, dst.data, to, width);
  }
}

/** @type {Float32Array | undefined} */
let linearValues;

/** All values in linear light: one load a value where the curve takes two and a sum. */
function decodeTable() {
  if (linearValues === undefined) {
    const curve = decodedSrgb16();
    linearValues = new Float32Array(65536);
    for (let x = 0; x < 65536; x++) linearValues[x] = decoded(curve, x);
  }
  return linearValues;
}
