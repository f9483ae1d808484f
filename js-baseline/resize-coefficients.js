import { FILTERS } from './resize-filters.js';

/**
 * One axis: the source's samples would become `outputs`, of which begin .. begin + count - 1 are made.
 *
 * @typedef {object} Axis
 * @property {number} inputs
 * @property {number} outputs
 * @property {number} begin
 * @property {number} count
 *
 * The filter of one axis: output begin + i is the sum over j < count[i] of weights[i * stride + j] * input[first[i] + j].
 *
 * @typedef {object} Coefficients
 * @property {Int32Array} first
 * @property {Int32Array} count
 * @property {Int32Array} weights 2^14 parts; each output's add up to 2^14
 * @property {number} stride
 */

/** Fraction bits of the weights. */
export const WEIGHT_BITS = 14;

/**
 * Pillow's rule: the filter is stretched by the shrink factor, sampled at the centres of the input's samples, and normalised. An axis
 * that keeps its length is copied, as in Pillow and libvips, though mitchell and the magic kernels would change it.
 *
 * @param {Axis} axis
 * @param {import('./resize-filters.js').FilterName} filter
 * @returns {Coefficients}
 */
export function coefficients({ inputs, outputs, begin, count: length }, filter) {
  const { support, at } = FILTERS[inputs === outputs ? 'box' : filter];
  const scale = inputs / outputs;
  const stretch = Math.max(scale, 1);
  const reach = support * stretch;
  const stride = Math.min(inputs, 2 * Math.ceil(reach) + 1);
  const first = new Int32Array(length);
  const count = new Int32Array(length);
  const weights = new Int32Array(length * stride);
  const real = new Float64Array(stride);
  const one = 1 << WEIGHT_BITS;
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
    let largest = 0;
    for (let j = 0; j < hi - lo; j++) {
      const weight = Math.floor((real[j] / total) * one + 0.5);
      weights[i * stride + j] = weight;
      rest -= weight;
      if (weight > weights[i * stride + largest]) largest = j;
    }
    weights[i * stride + largest] += rest;
    first[i] = lo;
    count[i] = hi - lo;
  }
  return { first, count, weights, stride };
}
