import { atRoot, decoded, decodedAdobe16, decodedSrgb16, encodedSrgb16 } from './curves16.js';

/** @typedef {import('./pixels16.js').Pixels16} Pixels16 */

const { fround } = Math;

/**
 * encode(clamp(M decode(x))), the curves as lines between 4097 points; alpha is kept. The rows of M sum to 1 and blue has no part in red and
 * green, so that a colour changes by differences: greys stay what they are to the last bit.
 *
 * @param {Pixels16} src
 * @param {Pixels16} dst
 * @param {Float32Array} decode linear light of values
 * @param {Float32Array} weights of red - green in red and in green, of blue - red and blue - green in blue
 */
function toSrgb(src, dst, decode, weights) {
  const encode = encodedSrgb16();
  const [red, green, blueRed, blueGreen] = weights;
  const from = src.data;
  const to = dst.data;
  const count = from.length;
  for (let i = 0; i < count; i += 4) {
    const r = decoded(decode, from[i]);
    const g = decoded(decode, from[i + 1]);
    const b = decoded(decode, from[i + 2]);
    const d = fround(r - g);
    const blue = fround(fround(b + fround(blueRed * fround(b - r))) + fround(blueGreen * fround(b - g)));
    to[i] = fround(atRoot(encode, fround(r + fround(red * d))) + 0.5);
    to[i + 1] = fround(atRoot(encode, fround(g + fround(green * d))) + 0.5);
    to[i + 2] = fround(atRoot(encode, blue) + 0.5);
    to[i + 3] = from[i + 3];
  }
}

const FROM_P3 = Float32Array.of(0.22494017628055996, -0.04205695470968816, 0.019637554590334432, 0.07863604555063189);
const FROM_ADOBE = Float32Array.of(0.3983557439607783, 0, 0, 0.042928989294473266);

/**
 * @param {Pixels16} src of Display P3
 * @param {Pixels16} dst of the same size
 */
export function displayP3ToSrgb16(src, dst) {
  toSrgb(src, dst, decodedSrgb16(), FROM_P3);
}

/**
 * @param {Pixels16} src of Adobe RGB (1998)
 * @param {Pixels16} dst of the same size
 */
export function adobeRgbToSrgb16(src, dst) {
  toSrgb(src, dst, decodedAdobe16(), FROM_ADOBE);
}
