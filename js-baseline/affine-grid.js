// Where the pixels of a turned or otherwise affinely transformed image come from: whole numbers from a few doubles, computed by + - * /
// alone, so that every lane has the same ones.

/**
 * Source position of the output's pixel in column i, row j, in units of 2^-26 px: (x0 + xx i + xy j, y0 + yx i + yy j). Whole numbers
 * below 2^53.
 *
 * @typedef {object} AffineGrid
 * @property {number} x0
 * @property {number} xx
 * @property {number} xy
 * @property {number} y0
 * @property {number} yx
 * @property {number} yy
 */

/** Units of a grid in a pixel. */
export const GRID_ONE = 2 ** 26;

/** A grid that reaches further than this, px, is that of an image flattened to a line or nearly so. */
const FARTHEST = 2 ** 24;

/**
 * Cosine and sine: whole quarters exactly, the rest by its series within 45 degrees. Not Math.cos, which may differ in its last bit
 * from engine to engine.
 *
 * @param {number} degrees
 * @returns {{ cos: number, sin: number }}
 */
export function turnOf(degrees) {
  const quarters = Math.floor(degrees / 90 + 0.5);
  const x = (degrees - quarters * 90) * (Math.PI / 180);
  let cos = 1;
  let sin = 1;
  for (let k = 16; k > 0; k -= 2) {
    cos = 1 - (cos * (x * x)) / (k * (k - 1));
    sin = 1 - (sin * (x * x)) / (k * (k + 1));
  }
  sin *= x;
  switch (quarters & 3) {
    case 0:
      return { cos, sin };
    case 1:
      return { cos: -sin, sin: cos };
    case 2:
      return { cos: -cos, sin: -sin };
    default:
      return { cos: sin, sin: -cos };
  }
}

/** @typedef {{ width: number, height: number }} Size px */

/**
 * The grid of a turn clockwise about the middle; the output's middle is the source's.
 *
 * @param {number} degrees
 * @param {Size} src
 * @param {Size} dst
 * @returns {AffineGrid | null}
 */
export function rotationGrid(degrees, src, dst) {
  const { cos, sin } = turnOf(degrees);
  const x = 0.5 - dst.width / 2;
  const y = 0.5 - dst.height / 2;
  return gridOf(cos, sin, -sin, cos, x, y, src.width / 2, src.height / 2, dst);
}

/**
 * @typedef {object} AffineParams
 * @property {readonly number[]} matrix a, b, c, d: X = a (x + idx) + b (y + idy) + odx, Y = c (x + idx) + d (y + idy) + ody
 * @property {number} idx px
 * @property {number} idy px
 * @property {number} odx px
 * @property {number} ody px
 */

/**
 * The grid of an affine transformation; the output begins where the source's bounding box does, rounded to a whole pixel.
 *
 * @param {AffineParams} params
 * @param {Size} src
 * @param {Size} dst
 * @returns {AffineGrid | null} null where nothing of the source is left to be seen
 */
export function affineGrid({ matrix: [a, b, c, d], idx, idy, odx, ody }, src, dst) {
  const determinant = a * d - b * c;
  if (determinant === 0) return null;
  // Where the source's origin goes, and the box's corner from there.
  const shiftX = a * idx + b * idy + odx;
  const shiftY = c * idx + d * idy + ody;
  const left = Math.min(0, a * src.width) + Math.min(0, b * src.height);
  const top = Math.min(0, c * src.width) + Math.min(0, d * src.height);
  const x = Math.floor(left + shiftX + 0.5) - shiftX + 0.5;
  const y = Math.floor(top + shiftY + 0.5) - shiftY + 0.5;
  return gridOf(d / determinant, -b / determinant, -c / determinant, a / determinant, x, y, 0, 0, dst);
}

/**
 * @param {number} a source x = a X + b Y + x0
 * @param {number} b
 * @param {number} c source y = c X + d Y + y0
 * @param {number} d
 * @param {number} x X of the output's first pixel
 * @param {number} y Y of it
 * @param {number} x0
 * @param {number} y0
 * @param {Size} dst
 * @returns {AffineGrid | null}
 */
function gridOf(a, b, c, d, x, y, x0, y0, { width, height }) {
  const reachX = Math.abs(a) * width + Math.abs(b) * height;
  const reachY = Math.abs(c) * width + Math.abs(d) * height;
  if (!(reachX <= FARTHEST && reachY <= FARTHEST)) return null;
  const units = (/** @type {number} */ px) => Math.floor(px * GRID_ONE + 0.5);
  return {
    x0: units(a * x + b * y + x0),
    xx: units(a),
    xy: units(b),
    y0: units(c * x + d * y + y0),
    yx: units(c),
    yy: units(d),
  };
}
