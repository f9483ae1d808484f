import { atRoot, cubeRoot16, decoded, decodedSrgb16, encodedSrgb16 } from './curves16.js';
import { rounded16 } from './pixels16.js';

/** @typedef {import('./pixels16.js').Pixels16} Pixels16 */

const { fround } = Math;

// From linear sRGB to LMS, from its cube roots to Oklab's values, from a and b back to the roots, and from LMS to linear sRGB.
const TO_LMS = Float32Array.of(
  ...[0.4122214708, 0.5363325363, 0.0514459929],
  ...[0.2119034982, 0.6806995451, 0.1073969566],
  ...[0.0883024619, 0.2817188376, 0.6299787005],
);
const TO_OKLAB = Float32Array.of(
  ...[0.2104542553 * 65535, 0.793617785 * 65535, -0.0040720468 * 65535],
  ...[(1.9779984951 / 0.8) * 65535, (-2.428592205 / 0.8) * 65535, (0.4505937099 / 0.8) * 65535],
  ...[(0.0259040371 / 0.8) * 65535, (0.7827717662 / 0.8) * 65535, (-0.808675766 / 0.8) * 65535],
);
const STEP = 0.8 / 65535;
const TO_ROOTS = Float32Array.of(
  ...[0.3963377774 * STEP, 0.2158037573 * STEP],
  ...[-0.1055613458 * STEP, -0.0638541728 * STEP],
  ...[-0.0894841775 * STEP, -1.291485548 * STEP],
);
const TO_RGB = Float32Array.of(
  ...[4.0767416621, -3.3077115913, 0.2309699292],
  ...[-1.2684380046, 2.6097574011, -0.3413193965],
  ...[-0.0041960863, -0.7034186147, 1.707614701],
);
const LIGHT = fround(1 / 65535);
const MIDDLE = 128 * 257;

/**
 * (L, a, b) = M2 cbrt(M1 decode(R, G, B)) as 65535 L, 65535 a / 0.8 + 32896, 65535 b / 0.8 + 32896 in the places of red, green and blue;
 * alpha is kept.
 *
 * @param {Pixels16} src
 * @param {Pixels16} dst of the same size
 */
export function rgbToOklab16(src, dst) {
  const [w0, w1, w2, w3, w4, w5, w6, w7, w8] = TO_LMS;
  const [m0, m1, m2, m3, m4, m5, m6, m7, m8] = TO_OKLAB;
  const decode = decodedSrgb16();
  const root = cubeRoot16();
  const from = src.data;
  const to = dst.data;
  const count = from.length;
  for (let i = 0; i < count; i += 4) {
    const r = decoded(decode, from[i]);
    const g = decoded(decode, from[i + 1]);
    const b = decoded(decode, from[i + 2]);
    const l = atRoot(root, fround(fround(fround(w0 * r) + fround(w1 * g)) + fround(w2 * b)));
    const m = atRoot(root, fround(fround(fround(w3 * r) + fround(w4 * g)) + fround(w5 * b)));
    const s = atRoot(root, fround(fround(fround(w6 * r) + fround(w7 * g)) + fround(w8 * b)));
    const red = fround(fround(fround(m3 * l) + fround(m4 * m)) + fround(m5 * s));
    const yellow = fround(fround(fround(m6 * l) + fround(m7 * m)) + fround(m8 * s));
    to[i] = rounded16(fround(fround(fround(m0 * l) + fround(m1 * m)) + fround(m2 * s)));
    to[i + 1] = rounded16(fround(red + MIDDLE));
    to[i + 2] = rounded16(fround(yellow + MIDDLE));
    to[i + 3] = from[i + 3];
  }
}

/**
 * The inverse, clamped: encode(clamp(M1^-1 (M2^-1 (L, a, b))^3)).
 *
 * @param {Pixels16} src L, a and b in the places of red, green and blue
 * @param {Pixels16} dst of the same size
 */
export function oklabToRgb16(src, dst) {
  const [w0, w1, w2, w3, w4, w5] = TO_ROOTS;
  const [m0, m1, m2, m3, m4, m5, m6, m7, m8] = TO_RGB;
  const encode = encodedSrgb16();
  const from = src.data;
  const to = dst.data;
  const count = from.length;
  for (let i = 0; i < count; i += 4) {
    const light = fround(from[i] * LIGHT);
    const a = from[i + 1] - MIDDLE;
    const b = from[i + 2] - MIDDLE;
    const l = fround(fround(light + fround(w0 * a)) + fround(w1 * b));
    const m = fround(fround(light + fround(w2 * a)) + fround(w3 * b));
    const s = fround(fround(light + fround(w4 * a)) + fround(w5 * b));
    const x = fround(fround(l * l) * l);
    const y = fround(fround(m * m) * m);
    const z = fround(fround(s * s) * s);
    const red = fround(fround(fround(m0 * x) + fround(m1 * y)) + fround(m2 * z));
    const green = fround(fround(fround(m3 * x) + fround(m4 * y)) + fround(m5 * z));
    const blue = fround(fround(fround(m6 * x) + fround(m7 * y)) + fround(m8 * z));
    to[i] = fround(atRoot(encode, red) + 0.5);
    to[i + 1] = fround(atRoot(encode, green) + 0.5);
    to[i + 2] = fround(atRoot(encode, blue) + 0.5);
    to[i + 3] = from[i + 3];
  }
}
