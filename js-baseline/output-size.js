// The size of a kernel's output: what each `output` of the registry means. The package, the twins and the generator of C++ ask here.

import { turnOf } from './affine-grid.js';
import { fittedSize } from './fit.js';

/** @typedef {Readonly<Record<string, any>>} Values parameters by name, complete */
/** @typedef {{ width: number, height: number }} Size px */
/** @typedef {(values: Values, width: number, height: number) => Size} Rule */

/** @type {Readonly<Record<string, Rule>>} */
const RULES = {
  same: (_values, width, height) => ({ width, height }),
  transposed: (_values, width, height) => ({ width: height, height: width }),
  // As `width`, `height` and `fit` say; 0 keeps the aspect ratio.
  size({ width: wide, height: high, fit = 'fill', withoutEnlargement = false }, width, height) {
    return fittedSize({ width, height }, { width: wide, height: high }, fit, withoutEnlargement);
  },
  // A part: from `left`, `top` on, `width` x `height`; 0 reaches to the edge.
  extract({ left, top, width: wide, height: high }, width, height) {
    expectInteger('left', left, 0, width - 1);
    expectInteger('top', top, 0, height - 1);
    expectInteger('width', wide, 0, width - left);
    expectInteger('height', high, 0, height - top);
    return { width: wide || width - left, height: high || height - top };
  },
  // The source and what is added on each side.
  extend: ({ top, bottom, left, right }, width, height) => ({
    width: left + width + right,
    height: top + height + bottom,
  }),
  // The bounding box of the source turned by `angle`.
  rotate({ angle }, width, height) {
    const { cos, sin } = turnOf(angle);
    return boundingBox(cos, sin, sin, cos, width, height);
  },
  // The bounding box of the source under `matrix`.
  affine: ({ matrix: [a, b, c, d] }, width, height) => boundingBox(a, b, c, d, width, height),
  // Three elements a pixel, in planes one below the other or side by side. A float takes a pixel, four bytes share one.
  tensor({ layout, type }, width, height) {
    const planes = layout === 'nchw';
    const elements = planes ? width : 3 * width;
    return { width: type === 'uint8' ? Math.ceil(elements / 4) : elements, height: planes ? 3 * height : height };
  },
  // No image but numbers.
  values: () => ({ width: 0, height: 0 }),
};

/** Every `output` that the registry may name. */
export const OUTPUTS = Object.freeze(Object.keys(RULES));

/**
 * @param {string} output of the kernel
 * @param {Values} values
 * @param {number} width of the source, px
 * @param {number} height of the source, px
 * @returns {Size}
 * @throws RangeError that says what was expected, where the parameters do not fit the source
 */
export function outputSize(output, values, width, height) {
  return RULES[output](values, width, height);
}

/**
 * Its sides are rounded to nearest, as libvips does, and are at least 1.
 *
 * @param {number} a X = a x + b y
 * @param {number} b
 * @param {number} c Y = c x + d y
 * @param {number} d
 * @param {number} width
 * @param {number} height
 * @returns {Size}
 */
function boundingBox(a, b, c, d, width, height) {
  return {
    width: Math.max(1, Math.round(Math.abs(a) * width + Math.abs(b) * height)),
    height: Math.max(1, Math.round(Math.abs(c) * width + Math.abs(d) * height)),
  };
}

/**
 * @param {string} name
 * @param {number} value
 * @param {number} least
 * @param {number} most
 * @throws RangeError
 */
function expectInteger(name, value, least, most) {
  if (value >= least && value <= most) return;
  throw new RangeError(`Expected integer between ${least} and ${most} for ${name} but received ${value}`);
}
