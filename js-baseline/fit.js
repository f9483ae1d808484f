// How a source is fitted into a destination: what becomes of each axis, and where in the destination the result lies.
import { chooseWindow } from './smart-crop.js';

/**
 * @typedef {import('./pixels.js').Pixels} Pixels
 * @typedef {import('./resize-coefficients.js').Axis} Axis
 * @typedef {{ readonly width: number, readonly height: number }} Size px
 * @typedef {'cover' | 'contain' | 'fill' | 'inside' | 'outside'} Fit
 * @typedef {'centre' | 'top' | 'rightTop' | 'right' | 'rightBottom' | 'bottom' | 'leftBottom' | 'left' | 'leftTop' | 'entropy'
 *   | 'attention'} Position
 *
 * @typedef {object} Fitted
 * @property {Axis} x
 * @property {Axis} y
 * @property {number} left of the result in the destination
 * @property {number} top
 */

/**
 * What sharp makes of a source and a destination. Rounding is half up, of exact quotients.
 *   cover    the smallest size with the source's aspect ratio that covers dst, of which a window of dst's size is made
 *   contain  the largest such size that dst contains, or the source's own where that is smaller and nothing may be enlarged
 *   others   dst's size
 * A position at the centre leaves the larger half before the window, the smaller one before a contained image; entropy and attention
 * stand for the centre here.
 *
 * @param {Size} src
 * @param {Size} dst
 * @param {Fit} fit
 * @param {Position} position
 * @param {boolean} withoutEnlargement
 * @returns {Fitted}
 */
export function fitted(src, dst, fit, position, withoutEnlargement) {
  const [toRight, toBottom] = alignment(position);
  if (fit === 'cover') {
    const byWidth = src.width * dst.height < src.height * dst.width;
    const width = byWidth ? dst.width : Math.max(dst.width, proportion(src.width, dst.height, src.height));
    const height = byWidth ? Math.max(dst.height, proportion(src.height, dst.width, src.width)) : dst.height;
    return {
      x: axis(src.width, width, before(toRight, width - dst.width, 1), dst.width),
      y: axis(src.height, height, before(toBottom, height - dst.height, 1), dst.height),
      left: 0,
      top: 0,
    };
  }
  if (fit === 'contain') {
    const { width, height } = contained(src, dst, withoutEnlargement);
    return {
      x: axis(src.width, width, 0, width),
      y: axis(src.height, height, 0, height),
      left: before(toRight, dst.width - width, 0),
      top: before(toBottom, dst.height - height, 0),
    };
  }
  return {
    x: axis(src.width, dst.width, 0, dst.width),
    y: axis(src.height, dst.height, 0, dst.height),
    left: 0,
    top: 0,
  };
}

/**
 * The same, with the window of `cover` where entropy or attention put it.
 *
 * @param {Pixels} src
 * @param {Size} dst
 * @param {Fit} fit
 * @param {Position} position
 * @param {boolean} withoutEnlargement
 * @returns {Fitted}
 */
export function fittedImage(src, dst, fit, position, withoutEnlargement) {
  const result = fitted(src, dst, fit, position, withoutEnlargement);
  if (fit === 'cover' && (position === 'entropy' || position === 'attention')) {
    if (result.x.outputs > result.x.count) result.x.begin = chooseWindow(src, true, result.x, position);
    if (result.y.outputs > result.y.count) result.y.begin = chooseWindow(src, false, result.y, position);
  }
  return result;
}

/**
 * The size of what `resize` makes, as sharp decides it:
 *   neither side asked for  the source's
 *   one side asked for      the other keeps the aspect ratio, whatever the fit
 *   cover, contain, fill    both as asked for
 *   inside, outside         the largest size within, the smallest around what is asked for, with the source's aspect ratio
 * Nothing is below 1 px. Without enlargement no side becomes longer than the source's, but contain pads to what is asked for.
 *
 * @param {Size} src
 * @param {Size} wanted 0 leaves a side open
 * @param {Fit} fit
 * @param {boolean} withoutEnlargement
 * @returns {Size}
 */
export function fittedSize(src, wanted, fit, withoutEnlargement) {
  const { width, height } = wanted;
  if (width === 0 && height === 0) return src;
  if (width === 0 || height === 0) {
    const byWidth = width > 0;
    if (withoutEnlargement && (byWidth ? width > src.width : height > src.height)) return src;
    return alongSide(src, wanted, byWidth);
  }
  if (fit === 'inside') return contained(src, wanted, withoutEnlargement);
  if (fit === 'outside') {
    const byWidth = src.width * height < src.height * width;
    if (withoutEnlargement && (byWidth ? width > src.width : height > src.height)) return src;
    return alongSide(src, wanted, byWidth);
  }
  if (fit === 'contain' || !withoutEnlargement) return wanted;
  // A source that cannot cover what is asked for is cut only where it is longer.
  return { width: Math.min(width, src.width), height: Math.min(height, src.height) };
}

/** a b / c, rounded half up. Sides below 2^16 stay within what doubles hold exactly. @param {number} a @param {number} b @param {number} c */
function proportion(a, b, c) {
  return Math.floor((2 * a * b + c) / (2 * c));
}

/**
 * The largest size with the source's aspect ratio within `box`; the source's own where that is smaller and nothing may be enlarged.
 *
 * @param {Size} src
 * @param {Size} box
 * @param {boolean} withoutEnlargement
 * @returns {Size}
 */
function contained(src, box, withoutEnlargement) {
  const byWidth = src.width * box.height > src.height * box.width;
  if (withoutEnlargement && (byWidth ? box.width > src.width : box.height > src.height)) return src;
  return alongSide(src, box, byWidth);
}

/** One side of `wanted`, the other with the source's aspect ratio. @param {Size} src @param {Size} wanted @param {boolean} byWidth @returns {Size} */
function alongSide(src, { width, height }, byWidth) {
  if (byWidth) return { width, height: Math.max(1, proportion(src.height, width, src.width)) };
  return { width: Math.max(1, proportion(src.width, height, src.height)), height };
}

/** @param {number} inputs @param {number} outputs @param {number} begin @param {number} count @returns {Axis} */
function axis(inputs, outputs, begin, count) {
  return { inputs, outputs, begin, count };
}

/** -1, 0 or 1 for start, centre and end, across and down. @param {Position} position */
function alignment(position) {
  const toRight = position.startsWith('right') ? 1 : position.startsWith('left') ? -1 : 0;
  const toBottom = /^bottom|Bottom$/.test(position) ? 1 : /^top|Top$/.test(position) ? -1 : 0;
  return [toRight, toBottom];
}

/** @param {number} alignment @param {number} space that is left over @param {number} extra 1 if an odd pixel comes before the centre */
function before(alignment, space, extra) {
  if (alignment < 0) return 0;
  return alignment > 0 ? space : Math.floor((space + extra) / 2);
}
