import { atRoot, decoded, decodedSrgb16, encodedSrgb16, labF16 } from './curves16.js';
import { cosine } from './exact-math.js';
import { rounded16 } from './pixels16.js';

export { oklabToRgb16, rgbToOklab16 } from './oklab16.js';

/** @typedef {import('./pixels16.js').Pixels16} Pixels16 */

const { fround } = Math;

// From linear sRGB to X, Y and Z, each by its white's, and back.
const TO_XYZ = Float32Array.of(
  ...[0.43388734556603986, 0.3762240091374987, 0.1898886452964614],
  ...[0.21263900587151036, 0.7151686787677559, 0.07219231536073371],
  ...[0.01775004007097326, 0.10944762085523849, 0.8728023390737882],
);
const TO_RGB = Float32Array.of(
  ...[3.080399090679465, -1.5373831775700941, -0.5430159131093713],
  ...[-0.9212233588602766, 1.8759675015077204, 0.045255857352556265],
  ...[0.05287393897036446, -0.20397695888897652, 1.151103019918612],
);

const MIDDLE = 128 * 257;
const KNEE = fround(6 / 29);
const FOOT = fround(4 / 29);
const SLOPE = fround(108 / 841);
// L, a and b by f, and what a step of each adds to f.
const LIGHT_BY_F = fround(65535 * 1.16);
const LIGHT_OF_BLACK = fround(65535 * 0.16);
const RED_BY_F = 257 * 500;
const YELLOW_BY_F = 257 * 200;
const LIGHT = fround(100 / 65535 / 116);
const BLACK = fround(16 / 116);
const RED = fround(1 / RED_BY_F);
const YELLOW = fround(1 / YELLOW_BY_F);
// 27 times white: far outside of all that can be shown.
const MOST = 3;

/** X, Y or Z by its white's. @param {number} f */
function inverse(f) {
  return f > KNEE ? fround(fround(f * f) * f) : fround(fround(f - FOOT) * SLOPE);
}

// Pixels that are worked on at a time: one function to f and one from it are small enough that engines build the curves' functions into
// them, which they do not where all is in one.
const BLOCK = 1024;

/**
 * f of X / Xn, Y / Yn and Z / Zn.
 *
 * @param {Uint16Array} from
 * @param {number} begin of the values
 * @param {number} end
 * @param {Float32Array} f three a pixel
 */
function toF(from, begin, end, f) {
  const [m0, m1, m2, m3, m4, m5, m6, m7, m8] = TO_XYZ;
  const decode = decodedSrgb16();
  const curve = labF16();
  for (let i = begin, j = 0; i < end; i += 4, j += 3) {
    const r = decoded(decode, from[i]);
    const g = decoded(decode, from[i + 1]);
    const b = decoded(decode, from[i + 2]);
    f[j] = atRoot(curve, fround(fround(fround(m0 * r) + fround(m1 * g)) + fround(m2 * b)));
    f[j + 1] = atRoot(curve, fround(fround(fround(m3 * r) + fround(m4 * g)) + fround(m5 * b)));
    f[j + 2] = atRoot(curve, fround(fround(fround(m6 * r) + fround(m7 * g)) + fround(m8 * b)));
  }
}

/**
 * encode(clamp(M (f^-1(fx), f^-1(fy), f^-1(fz)))).
 *
 * @param {Float32Array} f three a pixel
 * @param {Uint16Array} to
 * @param {number} begin of the values
 * @param {number} end
 */
function fromF(f, to, begin, end) {
  const [m0, m1, m2, m3, m4, m5, m6, m7, m8] = TO_RGB;
  const encode = encodedSrgb16();
  for (let i = begin, j = 0; i < end; i += 4, j += 3) {
    const x = inverse(f[j]);
    const y = inverse(f[j + 1]);
    const z = inverse(f[j + 2]);
    to[i] = fround(atRoot(encode, fround(fround(fround(m0 * x) + fround(m1 * y)) + fround(m2 * z))) + 0.5);
    to[i + 1] = fround(atRoot(encode, fround(fround(fround(m3 * x) + fround(m4 * y)) + fround(m5 * z))) + 0.5);
    to[i + 2] = fround(atRoot(encode, fround(fround(fround(m6 * x) + fround(m7 * y)) + fround(m8 * z))) + 0.5);
  }
}

/**
 * 65535 L / 100, 257 a + 32896 and 257 b + 32896 of CIE L*a*b*, white D65, in the places of red, green and blue; alpha is kept. With f of
 * X / Xn, Y / Yn and Z / Zn: L = 116 fy - 16, a = 500 (fx - fy), b = 200 (fy - fz).
 *
 * @param {Pixels16} src
 * @param {Pixels16} dst of the same size
 */
export function rgbToLab16(src, dst) {
  const f = new Float32Array(3 * BLOCK);
  const from = src.data;
  const to = dst.data;
  const count = from.length;
  for (let begin = 0; begin < count; begin += 4 * BLOCK) {
    const end = Math.min(begin + 4 * BLOCK, count);
    toF(from, begin, end, f);
    for (let i = begin, j = 0; i < end; i += 4, j += 3) {
      const fy = f[j + 1];
      to[i] = rounded16(fround(fround(fy * LIGHT_BY_F) - LIGHT_OF_BLACK));
      to[i + 1] = rounded16(fround(fround(fround(f[j] - fy) * RED_BY_F) + MIDDLE));
      to[i + 2] = rounded16(fround(fround(fround(fy - f[j + 2]) * YELLOW_BY_F) + MIDDLE));
      to[i + 3] = from[i + 3];
    }
  }
}

/**
 * The inverse, clamped: encode(clamp(M (f^-1(fy + a / 500), f^-1(fy), f^-1(fy - b / 200)))), fy = (L + 16) / 116.
 *
 * @param {Pixels16} src L, a and b in the places of red, green and blue
 * @param {Pixels16} dst of the same size
 */
export function labToRgb16(src, dst) {
  const f = new Float32Array(3 * BLOCK);
  const from = src.data;
  const to = dst.data;
  const count = from.length;
  for (let begin = 0; begin < count; begin += 4 * BLOCK) {
    const end = Math.min(begin + 4 * BLOCK, count);
    for (let i = begin, j = 0; i < end; i += 4, j += 3) {
      const fy = fround(fround(from[i] * LIGHT) + BLACK);
      f[j] = fround(fy + fround((from[i + 1] - MIDDLE) * RED));
      f[j + 1] = fy;
      f[j + 2] = fround(fy - fround((from[i + 2] - MIDDLE) * YELLOW));
      to[i + 3] = from[i + 3];
    }
    fromF(f, to, begin, end);
  }
}

/**
 * L' = L brightness + lightness, C' = C saturation, h' = h + hue in CIE LCh(ab), white D65, clamped; alpha is kept. The turn and
 * the scale of chroma are a matrix on a and b, which are differences of f.
 *
 * @param {Pixels16} src
 * @param {Pixels16} dst of the same size
 * @param {{ brightness: number, saturation: number, hue: number, lightness: number }} params
 */
export function modulate16(src, dst, params) {
  const turned = (params.hue * Math.PI) / 180;
  const cosineOfHue = params.saturation * cosine(Math.abs(turned));
  const sineOfHue = params.saturation * cosine(Math.abs(turned - Math.PI / 2));
  const brightness = fround(params.brightness);
  const offset = fround(((1 - params.brightness) * 16) / 116 + params.lightness / 116);
  const xx = fround(cosineOfHue);
  const xz = fround((-sineOfHue * 200) / 500);
  const zx = fround((-sineOfHue * 500) / 200);
  const f = new Float32Array(3 * BLOCK);
  const from = src.data;
  const to = dst.data;
  const count = from.length;
  for (let begin = 0; begin < count; begin += 4 * BLOCK) {
    const end = Math.min(begin + 4 * BLOCK, count);
    toF(from, begin, end, f);
    for (let i = begin, j = 0; i < end; i += 4, j += 3) {
      const old = f[j + 1];
      const red = fround(f[j] - old);
      const yellow = fround(old - f[j + 2]);
      const fy = fround(fround(old * brightness) + offset);
      const fx = fround(fround(fy + fround(red * xx)) + fround(yellow * xz));
      const fz = fround(fround(fy + fround(red * zx)) - fround(yellow * xx));
      f[j] = fx < MOST ? fx : MOST;
      f[j + 1] = fy < MOST ? fy : MOST;
      f[j + 2] = fz < MOST ? fz : MOST;
      to[i + 3] = from[i + 3];
    }
    fromF(f, to, begin, end);
  }
}
