/**
 * The filter of one axis: output i is the sum over j < count[i] of weights[i * stride + j] * input[first[i] + j].
 *
 * @typedef {object} Coefficients
 * @property {Int32Array} first
 * @property {Int32Array} count
 * @property {Int32Array} weights 2^14 parts; each output's add up to 2^14
 * @property {number} stride
 */

/** Fraction bits of the weights. */
export const WEIGHT_BITS = 14;

/** @type {Record<'bilinear' | 'lanczos3', { support: number, at: (x: number) => number }>} */
const FILTERS = {
  bilinear: { support: 1, at: triangle },
  lanczos3: { support: 3, at: lanczos3 },
};

/** @param {number} x */
function triangle(x) {
  return Math.max(0, 1 - Math.abs(x));
}

/** @param {number} x */
function lanczos3(x) {
  if (x === 0) return 1;
  if (Math.abs(x) >= 3) return 0;
  const a = Math.PI * x;
  const b = a / 3;
  return (Math.sin(a) / a) * (Math.sin(b) / b);
}

/**
 * Pillow's rule: the filter is stretched by the shrink factor, sampled at the centres of the input's samples, and normalised.
 *
 * @param {number} inputs
 * @param {number} outputs
 * @param {'bilinear' | 'lanczos3'} filter
 * @returns {Coefficients}
 */
export function coefficients(inputs, outputs, filter) {
  const { support, at } = FILTERS[filter];
  const scale = inputs / outputs;
  const stretch = Math.max(scale, 1);
  const reach = support * stretch;
  const stride = Math.min(inputs, 2 * Math.ceil(reach) + 1);
  const first = new Int32Array(outputs);
  const count = new Int32Array(outputs);
  const weights = new Int32Array(outputs * stride);
  const real = new Float64Array(stride);
  const one = 1 << WEIGHT_BITS;
  for (let i = 0; i < outputs; i++) {
    const center = (i + 0.5) * scale;
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
