// The size of a kernel's output: what each `output` of the registry means. The package, the twins and the generator of C++ ask here.

/** @typedef {Readonly<Record<string, any>>} Values parameters by name, complete */
/** @typedef {{ width: number, height: number }} Size px */
/** @typedef {(values: Values, width: number, height: number) => Size} Rule */

/** @type {Readonly<Record<string, Rule>>} */
const RULES = {
  same: (_values, width, height) => ({ width, height }),
  transposed: (_values, width, height) => ({ width: height, height: width }),
  // As `width` and `height` say; 0 keeps the aspect ratio.
  size({ width: wide, height: high }, width, height) {
    if (wide === 0 && high === 0) return { width, height };
    return {
      width: wide || Math.max(1, Math.round((high * width) / height)),
      height: high || Math.max(1, Math.round((wide * height) / width)),
    };
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
