// Colour spaces in double precision, from their definitions: RGB and linear light in 0..1, white D65.

/** @typedef {[number, number, number]} Triple */
/** @typedef {readonly (readonly number[])[]} Matrix */

const WHITE = [0.3127 / 0.329, 1, (1 - 0.3127 - 0.329) / 0.329];

/** @param {number} v */
export const decode = (v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);

/** @param {number} t */
export const encode = (t) => (t <= 0.0031308 ? 12.92 * t : 1.055 * t ** (1 / 2.4) - 0.055);

/** @param {Matrix} m @param {readonly number[]} v @returns {Triple} */
export const times = (m, v) => /** @type {Triple} */ (m.map((row) => row[0] * v[0] + row[1] * v[1] + row[2] * v[2]));

/** By cofactors. @param {Matrix} m @returns {Matrix} */
export function inverse(m) {
  const cofactor = (/** @type {number} */ i, /** @type {number} */ j) =>
    m[(i + 1) % 3][(j + 1) % 3] * m[(i + 2) % 3][(j + 2) % 3] -
    m[(i + 1) % 3][(j + 2) % 3] * m[(i + 2) % 3][(j + 1) % 3];
  const determinant = m[0][0] * cofactor(0, 0) + m[0][1] * cofactor(0, 1) + m[0][2] * cofactor(0, 2);
  return [0, 1, 2].map((i) => [0, 1, 2].map((j) => cofactor(j, i) / determinant));
}

/** From linear light of these primaries (x, y) to XYZ. @param {readonly (readonly [number, number])[]} primaries @returns {Matrix} */
function toXyz(primaries) {
  const columns = primaries.map(([x, y]) => [x / y, 1, (1 - x - y) / y]);
  const bare = [0, 1, 2].map((i) => columns.map((column) => column[i]));
  const amounts = times(inverse(bare), WHITE);
  return bare.map((row) => row.map((v, j) => v * amounts[j]));
}

const BLUE = /** @type {const} */ ([0.15, 0.06]);
export const SRGB_XYZ = toXyz([[0.64, 0.33], [0.3, 0.6], BLUE]);
export const P3_XYZ = toXyz([[0.68, 0.32], [0.265, 0.69], BLUE]);
export const ADOBE_XYZ = toXyz([[0.64, 0.33], [0.21, 0.71], BLUE]);
const XYZ_SRGB = inverse(SRGB_XYZ);

/** sRGB of XYZ, clamped. @param {readonly number[]} xyz @returns {Triple} */
export const srgbOfXyz = (xyz) =>
  /** @type {Triple} */ (times(XYZ_SRGB, xyz).map((t) => encode(Math.max(0, Math.min(1, t)))));

/** CIE L*, a*, b* of sRGB. @param {readonly number[]} rgb @returns {Triple} */
export function labOf(rgb) {
  const f = (/** @type {number} */ t) => (t > (6 / 29) ** 3 ? Math.cbrt(t) : t / (3 * (6 / 29) ** 2) + 4 / 29);
  const [x, y, z] = times(SRGB_XYZ, rgb.map(decode)).map((v, i) => f(v / WHITE[i]));
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

/** @param {readonly number[]} lab @returns {Triple} */
export function srgbOfLab([l, a, b]) {
  const inverseF = (/** @type {number} */ f) => (f > 6 / 29 ? f ** 3 : 3 * (6 / 29) ** 2 * (f - 4 / 29));
  const y = (l + 16) / 116;
  return srgbOfXyz([y + a / 500, y, y - b / 200].map((f, i) => WHITE[i] * inverseF(f)));
}

// https://bottosson.github.io/posts/oklab/
const LMS = [
  [0.4122214708, 0.5363325363, 0.0514459929],
  [0.2119034982, 0.6806995451, 0.1073969566],
  [0.0883024619, 0.2817188376, 0.6299787005],
];
const OKLAB = [
  [0.2104542553, 0.793617785, -0.0040720468],
  [1.9779984951, -2.428592205, 0.4505937099],
  [0.0259040371, 0.7827717662, -0.808675766],
];

/** @param {readonly number[]} rgb @returns {Triple} */
export const oklabOf = (rgb) => times(OKLAB, times(LMS, rgb.map(decode)).map(Math.cbrt));

/** @param {readonly number[]} lab @returns {Triple} */
export const srgbOfOklab = (lab) =>
  /** @type {Triple} */ (
    times(
      inverse(LMS),
      times(inverse(OKLAB), lab).map((root) => root ** 3),
    ).map((t) => encode(Math.max(0, Math.min(1, t))))
  );
