// What kernels of two images of 16 bits a channel share.

const { fround } = Math;

/** What makes 1 of 65535, exactly, as a float. */
export const PER_WHITE = fround(1 / 65535);

/**
 * The mean of two pixels' colours, in floats: alpha is the sum of the weights, colours are first + (second - first) weightSecond / sum; all is
 * 0 where the sum would be rounded to 0. Between equal colours, and with one weight 0, the mean is exact.
 *
 * @param {Uint16Array} first
 * @param {number} i where its pixel is
 * @param {number} weightFirst a float
 * @param {Uint16Array} second
 * @param {number} j
 * @param {number} weightSecond
 * @param {Uint16Array} to
 * @param {number} at
 */
export function writeWeighted(first, i, weightFirst, second, j, weightSecond, to, at) {
  const sum = fround(weightFirst + weightSecond);
  if (sum < 0.5) {
    writeNothing(to, at);
    return;
  }
  const share = fround(weightSecond / sum);
  // A mean lies between the colours, also when rounded: there is nothing to clamp.
  const red = first[i];
  const green = first[i + 1];
  const blue = first[i + 2];
  to[at] = fround(fround(red + fround((second[j] - red) * share)) + 0.5) | 0;
  to[at + 1] = fround(fround(green + fround((second[j + 1] - green) * share)) + 0.5) | 0;
  to[at + 2] = fround(fround(blue + fround((second[j + 2] - blue) * share)) + 0.5) | 0;
  to[at + 3] = fround(sum + 0.5) | 0;
}

/** @param {Uint16Array} to @param {number} at */
export function writeNothing(to, at) {
  to[at] = 0;
  to[at + 1] = 0;
  to[at + 2] = 0;
  to[at + 3] = 0;
}

/**
 * A pixel, with another alpha; without any, all is 0.
 *
 * @param {Uint16Array} from
 * @param {number} i
 * @param {number} alpha
 * @param {Uint16Array} to
 * @param {number} at
 */
export function writeWithAlpha(from, i, alpha, to, at) {
  if (alpha === 0) {
    writeNothing(to, at);
    return;
  }
  to[at] = from[i];
  to[at + 1] = from[i + 1];
  to[at + 2] = from[i + 2];
  to[at + 3] = alpha;
}

/**
 * round(product / 65535), exactly: 65535 is odd, so a quotient is further from the middle of two numbers (1 / 131070) than a double's
 * rounding reaches.
 *
 * @param {number} product of two alphas
 * @returns {number}
 */
export function overWhite(product) {
  return (product * (1 / 65535) + 0.5) | 0;
}
