import { FILTERS } from './resize-filters.js';

/**
 * One axis: the source's samples would become `outputs`, of which begin .. begin + count - 1 are made.
 *
 * @typedef {object} Axis
 * @property {number} inputs
 * @property {number} outputs
 * @property {number} begin
 * @property {number} count
 */

/**
 * The filter of one axis: output begin + i is the sum over j < count[i] of weights[i * stride + j] * input[first[i] + j].
 *
 * @template {Int32Array | Float32Array} Weights
 * @typedef {object} AxisFilter
 * @property {Int32Array} first
 * @property {Int32Array} count
 * @property {Weights} weights each output's have the same sum
 * @property {number} stride
 */

/**
 * @typedef {AxisFilter<Int32Array>} Coefficients 2^14 parts
 * @typedef {AxisFilter<Float32Array>} FloatCoefficients
 */

/** Fraction bits of the weights for 8 bits a channel. */
export const WEIGHT_BITS = 14;

/**
 * Pillow's rule: the filter is stretched by the shrink factor, sampled at the centres of the input's samples, and normalised. An axis
 * that keeps its length is copied, as in Pillow and libvips, though mitchell and the magic kernels would change it.
 *
 * @param {Axis} axis
 * @param {import('./resize-filters.js').FilterName} filter
 * @returns {Coefficients}
 */
export function coefficients(axis, filter) {
  const stride = strideOf(axis, filter);
  return compute(axis, filter, stride, new Int32Array(axis.count * stride), 1 << WEIGHT_BITS, 1);
}

/**
 * The same for 16 bits a channel: multiples of a power of two that is fine enough for the longest filter and coarse enough that floats
 * are exact, because weights stay below 4 / stretch.
 *
 * @param {Axis} axis
 * @param {import('./resize-filters.js').FilterName} filter
 * @returns {FloatCoefficients}
 */
export function floatCoefficients(axis, filter) {
  const stride = strideOf(axis, filter);
  let one = 1 << 22;
  for (let stretch = axis.inputs / axis.outputs; stretch >= 2; stretch /= 2) one *= 2;
  return compute(axis, filter, stride, new Float32Array(axis.count * stride), one, 1 / one);
}

/** Of the filter along an axis. @param {Axis} axis @param {import('./resize-filters.js').FilterName} filter */
function filterOf({ inputs, outputs }, filter) {
  return FILTERS[inputs === outputs ? 'box' : filter];
}

/** The most inputs an output takes. @param {Axis} axis @param {import('./resize-filters.js').FilterName} filter */
function strideOf(axis, filter) {
  const reach = filterOf(axis, filter).support * Math.max(axis.inputs / axis.outputs, 1);
  return Math.min(axis.inputs, 2 * Math.ceil(reach) + 1);
}

/**
 * @template {Int32Array | Float32Array} Weights
 * @param {Axis} axis
 * @param {import('./resize-filters.js').FilterName} filter
 * @param {number} stride
 * @param {Weights} weights zeros
 * @param {number} one how many parts a weight of 1 is
 * @param {number} part what a part is in `weights`
 * @returns {AxisFilter<Weights>}
 */
function compute(axis, filter, stride, weights, one, part) {
  const { inputs, outputs, begin, count: length } = axis;
  const { support, at } = filterOf(axis, filter);
  const scale = inputs / outputs;
  const stretch = Math.max(scale, 1);
  const reach = support * stretch;
  const first = new Int32Array(length);
  const count = new Int32Array(length);
  const real = new Float64Array(stride);
  for (let i = 0; i < length; i++) {
    const center = (begin + i + 0.5) * scale;
    const lo = Math.max(0, Math.floor(center - reach + 0.5));
    const hi = Math.min(inputs, Math.floor(center + reach + 0.5));
    let total = 0;
    for (let j = 0; j < hi - lo; j++) {
      real[j] = at((lo + j - center + 0.5) / stretch);
      total += real[j];
    }
    // What rounding leaves over goes to the first of the largest weights.
    let rest = one;
    let most = 0;
    let largest = 0;
    for (let j = 0; j < hi - lo; j++) {
      const parts = Math.floor((real[j] / total) * one + 0.5);
      weights[i * stride + j] = parts * part;
      rest -= parts;
      if (parts > most) {
        most = parts;
        largest = j;
      }
    }
    weights[i * stride + largest] += rest * part;
    first[i] = lo;
    count[i] = hi - lo;
  }
  return { first, count, weights, stride };
}
