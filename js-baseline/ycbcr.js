import { words } from './pixels.js';

/**
 * @typedef {import('./pixels.js').Pixels} Pixels
 * @typedef {{ matrix: 'bt601' | 'bt709', range: 'full' | 'video' }} Coding
 */

/** Shares of red and blue in luma, and what the range makes of 255 steps of luma and of chroma. @param {Coding} coding */
function constants({ matrix, range }) {
  const bt709 = matrix === 'bt709';
  const video = range === 'video';
  return {
    kr: bt709 ? 0.2126 : 0.299,
    kb: bt709 ? 0.0722 : 0.114,
    luma: video ? 219 / 255 : 1,
    chroma: video ? 224 / 255 : 1,
    black: video ? 16 : 0,
  };
}

/**
 * (wr R + wg G + wb B + (offset << 16) + 32767) >> 16 for Y, Cb and Cr, which take the places of red, green and blue; alpha is
 * kept. Green's weights make up for the rounding of the others; 32767 keeps pure blue's Cb, 255.5, a byte.
 *
 * @param {Pixels} src
 * @param {Pixels} dst of the same size
 * @param {Coding} coding
 */
export function rgbToYcbcr(src, dst, coding) {
  const { kr, kb, luma, chroma, black } = constants(coding);
  const yr = Math.round(kr * luma * 65536);
  const yb = Math.round(kb * luma * 65536);
  const yg = Math.round(luma * 65536) - yr - yb;
  const most = Math.round(0.5 * chroma * 65536);
  const cbR = Math.round((kr / (2 * (1 - kb))) * chroma * 65536);
  const cbG = most - cbR;
  const crB = Math.round((kb / (2 * (1 - kr))) * chroma * 65536);
  const crG = most - crB;
  const offset = (black << 16) + 32767;
  const middle = (128 << 16) + 32767;
  const from = words(src);
  const to = words(dst);
  const count = from.length;
  for (let i = 0; i < count; i++) {
    const p = from[i];
    const r = p & 255;
    const g = (p >>> 8) & 255;
    const b = (p >>> 16) & 255;
    const y = (Math.imul(yr, r) + Math.imul(yg, g) + Math.imul(yb, b) + offset) >> 16;
    const cb = (middle + Math.imul(most, b) - Math.imul(cbR, r) - Math.imul(cbG, g)) >> 16;
    const cr = (middle + Math.imul(most, r) - Math.imul(crG, g) - Math.imul(crB, b)) & 0xff0000;
    to[i] = y | (cb << 8) | cr | (p & 0xff000000);
  }
}

/**
 * clamp8((wy (Y - black) + wcb (Cb - 128) + wcr (Cr - 128) + 8192) >> 14); alpha is kept.
 *
 * @param {Pixels} src Y, Cb, Cr in the places of red, green and blue
 * @param {Pixels} dst of the same size
 * @param {Coding} coding
 */
export function ycbcrToRgb(src, dst, coding) {
  const { kr, kb, luma, chroma, black } = constants(coding);
  const kg = 1 - kr - kb;
  const redShare = (2 * (1 - kr)) / chroma;
  const blueShare = (2 * (1 - kb)) / chroma;
  const wy = Math.round(16384 / luma);
  const rCr = Math.round(redShare * 16384);
  const gCb = Math.round(((-blueShare * kb) / kg) * 16384);
  const gCr = Math.round(((-redShare * kr) / kg) * 16384);
  const bCb = Math.round(blueShare * 16384);
  const offset = 8192 - wy * black;
  const rOffset = offset - 128 * rCr;
  const gOffset = offset - 128 * (gCb + gCr);
  const bOffset = offset - 128 * bCb;
  const from = words(src);
  const to = words(dst);
  const count = from.length;
  for (let i = 0; i < count; i++) {
    const p = from[i];
    const y = Math.imul(wy, p & 255);
    const cb = (p >>> 8) & 255;
    const cr = (p >>> 16) & 255;
    let red = (y + Math.imul(rCr, cr) + rOffset) >> 14;
    let green = (y + Math.imul(gCb, cb) + Math.imul(gCr, cr) + gOffset) >> 14;
    let blue = (y + Math.imul(bCb, cb) + bOffset) >> 14;
    if (((red | green | blue) & ~255) !== 0) {
      red = red < 0 ? 0 : red > 255 ? 255 : red;
      green = green < 0 ? 0 : green > 255 ? 255 : green;
      blue = blue < 0 ? 0 : blue > 255 ? 255 : blue;
    }
    to[i] = red | (green << 8) | (blue << 16) | (p & 0xff000000);
  }
}
