import { allWords, WHITE } from './pixels16.js';

/**
 * @typedef {import('./pixels16.js').Pixels16} Pixels16
 * @typedef {{ matrix: 'bt601' | 'bt709', range: 'full' | 'video' }} Coding
 */

const { fround } = Math;

// 128 * 257: no chroma.
const MIDDLE = 32896;

/** Shares of red and blue in luma, and what the range makes of a step of luma and of chroma. @param {Coding} coding */
function constants({ matrix, range }) {
  const bt709 = matrix === 'bt709';
  const video = range === 'video';
  return {
    kr: bt709 ? 0.2126 : 0.299,
    kb: bt709 ? 0.0722 : 0.114,
    luma: video ? 219 / 255 : 1,
    chroma: video ? 224 / 255 : 1,
    black: video ? 16 * 257 : 0,
  };
}

/** A whole number clamped to 0..65535. @param {number} v */
function clamped(v) {
  return v < 0 ? 0 : v > WHITE ? WHITE : v;
}

/**
 * Y = kr R + kg G + kb B, Cb = (B - Y) / (2 - 2 kb), Cr = (R - Y) / (2 - 2 kr), times what the range makes of a step, plus black or
 * 128 * 257; rounded and clamped, in the places of red, green and blue; alpha is kept. In floats, the rounding's half a part of the offsets.
 *
 * @param {Pixels16} src
 * @param {Pixels16} dst of the same size
 * @param {Coding} coding
 */
export function rgbToYcbcr16(src, dst, coding) {
  const { kr, kb, luma, chroma, black } = constants(coding);
  const half = 0.5 * chroma;
  const cbFromRed = (kr / (2 * (1 - kb))) * chroma;
  const crFromBlue = (kb / (2 * (1 - kr))) * chroma;
  const yr = fround(kr * luma);
  const yg = fround(luma - kr * luma - kb * luma);
  const yb = fround(kb * luma);
  const cbR = fround(-cbFromRed);
  const cbG = fround(cbFromRed - half);
  const crG = fround(crFromBlue - half);
  const crB = fround(-crFromBlue);
  const most = fround(half);
  const offset = fround(black + 0.5);
  const middle = fround(MIDDLE + 0.5);
  const from = allWords(src);
  const to = allWords(dst);
  const count = from.length;
  for (let i = 0; i < count; i += 2) {
    const rg = from[i];
    const ba = from[i + 1];
    const r = fround(rg & 0xffff);
    const g = fround(rg >>> 16);
    const b = fround(ba & 0xffff);
    let y = fround(fround(fround(fround(yr * r) + fround(yg * g)) + fround(yb * b)) + offset) | 0;
    let cb = fround(fround(fround(fround(cbR * r) + fround(cbG * g)) + fround(most * b)) + middle) | 0;
    let cr = fround(fround(fround(fround(most * r) + fround(crG * g)) + fround(crB * b)) + middle) | 0;
    if (((y | cb | cr) & ~0xffff) !== 0) {
      y = clamped(y);
      cb = clamped(cb);
      cr = clamped(cr);
    }
    to[i] = y | (cb << 16);
    to[i + 1] = cr | (ba & 0xffff0000);
  }
}

/**
 * R = Y + (2 - 2 kr) Cr, B = Y + (2 - 2 kb) Cb, G = (Y - kr R - kb B) / kg, with Y from black and Cb, Cr around 0, both divided by what
 * the range makes of a step; rounded and clamped; alpha is kept. In floats.
 *
 * @param {Pixels16} src Y, Cb, Cr in the places of red, green and blue
 * @param {Pixels16} dst of the same size
 * @param {Coding} coding
 */
export function ycbcrToRgb16(src, dst, coding) {
  const { kr, kb, luma, chroma, black } = constants(coding);
  const kg = 1 - kr - kb;
  const redShare = (2 * (1 - kr)) / chroma;
  const blueShare = (2 * (1 - kb)) / chroma;
  const wy = fround(1 / luma);
  const rCr = fround(redShare);
  const gCb = fround((-blueShare * kb) / kg);
  const gCr = fround((-redShare * kr) / kg);
  const bCb = fround(blueShare);
  const from = allWords(src);
  const to = allWords(dst);
  const count = from.length;
  for (let i = 0; i < count; i += 2) {
    const rg = from[i];
    const ba = from[i + 1];
    const y = fround(fround(wy * fround((rg & 0xffff) - black)) + 0.5);
    const cb = fround((rg >>> 16) - MIDDLE);
    const cr = fround((ba & 0xffff) - MIDDLE);
    let red = fround(y + fround(rCr * cr)) | 0;
    let green = fround(fround(y + fround(gCb * cb)) + fround(gCr * cr)) | 0;
    let blue = fround(y + fround(bCb * cb)) | 0;
    if (((red | green | blue) & ~0xffff) !== 0) {
      red = clamped(red);
      green = clamped(green);
      blue = clamped(blue);
    }
    to[i] = red | (green << 16);
    to[i + 1] = blue | (ba & 0xffff0000);
  }
}
