// "P6": colours premultiplied by alpha, with 6 fraction bits: 0..16320. A pixel is two words of two 16-bit lanes each, red and blue
// ("rb", red in the low half) and green and alpha ("ga"), so that one integer operation works on two channels.

/** What an opaque pixel's alpha is in P6. */
export const OPAQUE_P6 = 255 << 6;

/**
 * Pixels to pairs of words.
 *
 * @param {Int32Array} pixels
 * @param {number} from index of the first pixel
 * @param {number} count of pixels
 * @param {Int32Array} out
 * @param {number} to index of the first pair's rb
 * @param {boolean} opaque whether all alphas are 255, which saves the multiplications
 */
export function toP6(pixels, from, count, out, to, opaque) {
  if (opaque) {
    for (let i = 0; i < count; i++) {
      const p = pixels[from + i];
      out[to + 2 * i] = (p & 0xff00ff) << 6;
      out[to + 2 * i + 1] = ((p >>> 8) & 0xff00ff) << 6;
    }
    return;
  }
  for (let i = 0; i < count; i++) {
    const p = pixels[from + i];
    const a = p >>> 24;
    const rb = Math.imul(p & 0xff00ff, a);
    const g = Math.imul((p >>> 8) & 0xff, a);
    out[to + 2 * i] = ((rb + ((rb >>> 8) & 0xff00ff) + 0x10001) >>> 2) & 0x3fff3fff;
    out[to + 2 * i + 1] = ((g + (g >> 8) + 1) >> 2) | (a << 22);
  }
}

/**
 * A pixel back from P6; lanes must be 0..16320, colours may exceed alpha.
 *
 * @param {number} rb
 * @param {number} ga
 * @returns {number} the word 0xAABBGGRR
 */
export function fromP6(rb, ga) {
  const alpha = ga >>> 16;
  if (alpha === OPAQUE_P6) return (((rb + 0x200020) >>> 6) & 0xff00ff) | (((ga + 0x200020) << 2) & 0xff00ff00);
  return unpremultiply(rb & 0xffff, ga & 0xffff, rb >>> 16, alpha);
}

/**
 * @param {number} r P6, at least 0, may exceed alpha
 * @param {number} g
 * @param {number} b
 * @param {number} alpha 0..16320
 * @returns {number} the word 0xAABBGGRR
 */
export function unpremultiply(r, g, b, alpha) {
  if (alpha === 0) return 0;
  // floor((p * 255 + half) / alpha) by one division a pixel: the 0.5 keeps the product further from the next whole number
  // (0.5 / 16320) than its rounding reaches (2^-44).
  const inverse = 1 / alpha;
  const half = (alpha >> 1) + 0.5;
  const red = (((r < alpha ? r : alpha) * 255 + half) * inverse) | 0;
  const green = (((g < alpha ? g : alpha) * 255 + half) * inverse) | 0;
  const blue = (((b < alpha ? b : alpha) * 255 + half) * inverse) | 0;
  return red | (green << 8) | (blue << 16) | (((alpha + 32) >> 6) << 24);
}
