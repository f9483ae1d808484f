import { blur } from './blur.js';
import { roundHalfUp } from './fixed-point.js';
import { words } from './pixels.js';

/** @typedef {import('./pixels.js').Pixels} Pixels */

// What is added to a colour, by its difference from the blurred one, from -255 on.
const added = new Int16Array(511);

/**
 * Unsharp mask: out = clamp8(x + round(amount * (x - b))) where |x - b| > threshold, with b the blurred image. Alpha is kept; where the
 * blurred alpha is 0 there is no colour to compare with, and the pixel stays as it is.
 *
 * @param {Pixels} src
 * @param {Pixels} dst of the same size
 * @param {{ sigma: number, amount: number, threshold: number }} params sigma of the Gaussian in px, 0.3..1000; amount 0..10;
 *   threshold 0..255
 */
export function sharpen(src, dst, { sigma, amount, threshold }) {
  blur(src, dst, { sigma });
  fillAdded(amount, threshold);
  const from = words(src);
  const to = words(dst);
  const count = from.length;
  for (let i = 0; i < count; i++) {
    const p = from[i];
    const b = to[i];
    if (b >>> 24 === 0) {
      to[i] = p;
      continue;
    }
    let red = p & 255;
    let green = (p >>> 8) & 255;
    let blue = (p >>> 16) & 255;
    red += added[255 + red - (b & 255)];
    green += added[255 + green - ((b >>> 8) & 255)];
    blue += added[255 + blue - ((b >>> 16) & 255)];
    if (((red | green | blue) & ~255) !== 0) {
      red = red < 0 ? 0 : red > 255 ? 255 : red;
      green = green < 0 ? 0 : green > 255 ? 255 : green;
      blue = blue < 0 ? 0 : blue > 255 ? 255 : blue;
    }
    to[i] = red | (green << 8) | (blue << 16) | (p & 0xff000000);
  }
}

/**
 * amount * d with s fraction bits, rounded, and rounded again to whole numbers; s is the largest of 0..6 at which
 * amount * 2^(8 + s) fits 16 bits.
 *
 * @param {number} amount
 * @param {number} threshold
 */
function fillAdded(amount, threshold) {
  let s = 6;
  while (roundHalfUp(amount * (256 << s)) > 32767) s--;
  const factor = roundHalfUp(amount * (256 << s));
  for (let d = -255; d <= 255; d++) {
    const scaled = (Math.imul(d << 7, factor) + 16384) >> 15;
    added[255 + d] = Math.abs(d) > threshold ? (scaled + ((1 << s) >> 1)) >> s : 0;
  }
}
