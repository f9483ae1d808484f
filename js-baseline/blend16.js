import { overWhite, PER_WHITE, writeWeighted } from './mix16.js';

/** @typedef {import('./pixels16.js').Pixels16} Pixels16 */

const { fround } = Math;

const LUMA_RED = fround(6966 / 32768);
const LUMA_GREEN = fround(23436 / 32768);
const LUMA_BLUE = fround(2366 / 32768);

/**
 * From one image to the other: with weights a = (1 - amount) alpha, b = amount alpha of the second, alpha is a + b, rounded, and colours are
 * c1 + (c2 - c1) b / (a + b), rounded; where alpha is 0, all is 0. The amount is not rounded to 256ths, which are a matter of bytes.
 *
 * @param {Pixels16} src
 * @param {Pixels16} second of the same size
 * @param {Pixels16} dst of the same size
 * @param {{ amount: number }} params
 */
export function blend16(src, second, dst, { amount }) {
  const one = src.data;
  const two = second.data;
  const to = dst.data;
  const rest = fround(1 - amount);
  const share = fround(amount);
  const length = to.length;
  for (let i = 0; i < length; i += 4) {
    writeWeighted(one, i, fround(one[i + 3] * rest), two, i, fround(two[i + 3] * share), to, i);
  }
}

/**
 * |c1 - c2| in each colour; alpha is the larger one.
 *
 * @param {Pixels16} src
 * @param {Pixels16} second of the same size
 * @param {Pixels16} dst of the same size
 */
export function difference16(src, second, dst) {
  const one = src.data;
  const two = second.data;
  const to = dst.data;
  const length = to.length;
  for (let i = 0; i < length; i += 4) {
    to[i] = Math.abs(one[i] - two[i]);
    to[i + 1] = Math.abs(one[i + 1] - two[i + 1]);
    to[i + 2] = Math.abs(one[i + 2] - two[i + 2]);
    to[i + 3] = Math.max(one[i + 3], two[i + 3]);
  }
}

/**
 * Alpha becomes round(alpha m / 65535): m is the second image's alpha, or luma * alpha / 65535 of it. Colours are kept.
 *
 * @param {Pixels16} src
 * @param {Pixels16} second of the same size
 * @param {Pixels16} dst of the same size
 * @param {{ mode: string }} params
 */
export function mask16(src, second, dst, { mode }) {
  if (mode === 'alpha') maskByAlpha(src.data, second.data, dst.data);
  else maskByLuminance(src.data, second.data, dst.data);
}

/** @param {Uint16Array} from @param {Uint16Array} masks @param {Uint16Array} to */
function maskByAlpha(from, masks, to) {
  const length = from.length;
  for (let i = 0; i < length; i += 4) {
    to[i] = from[i];
    to[i + 1] = from[i + 1];
    to[i + 2] = from[i + 2];
    to[i + 3] = overWhite(from[i + 3] * masks[i + 3]);
  }
}

/** @param {Uint16Array} from @param {Uint16Array} masks @param {Uint16Array} to */
function maskByLuminance(from, masks, to) {
  const length = from.length;
  for (let i = 0; i < length; i += 4) {
    const red = fround(masks[i] * LUMA_RED);
    const green = fround(masks[i + 1] * LUMA_GREEN);
    const blue = fround(masks[i + 2] * LUMA_BLUE);
    const mask = fround(fround(fround(red + green) + blue) * fround(masks[i + 3] * PER_WHITE));
    to[i] = from[i];
    to[i + 1] = from[i + 1];
    to[i + 2] = from[i + 2];
    // At most 65535 and the little that roundings add, which the sum with 1/2 does not carry to 65536.
    to[i + 3] = fround(fround(mask * fround(from[i + 3] * PER_WHITE)) + 0.5) | 0;
  }
}
