import { encodeSrgb, labFRounded, SRGB } from './curves.js';
import { words } from './pixels.js';

/** @typedef {import('./pixels.js').Pixels} Pixels */

/**
 * 255 L / 100, a + 128 and b + 128 of CIE L*a*b*, white D65, in the places of red, green and blue; alpha is kept. With f of X / Xn,
 * Y / Yn and Z / Zn in 14 bits: (1183 fy - 2670592 + 32768) >> 16, (2000 (fx - fy) + 32768 >> 16) + 128,
 * (800 (fy - fz) + 32768 >> 16) + 128.
 *
 * @param {Pixels} src
 * @param {Pixels} dst of the same size
 */
export function rgbToLab(src, dst) {
  const f = labFRounded();
  const from = words(src);
  const to = words(dst);
  const count = from.length;
  for (let i = 0; i < count; i++) {
    const p = from[i];
    const r = SRGB[p & 255];
    const g = SRGB[(p >>> 8) & 255];
    const b = SRGB[(p >>> 16) & 255];
    const fx = f[(Math.imul(7109, r) + Math.imul(6164, g) + Math.imul(3111, b) + 8192) >> 14];
    const fy = f[(Math.imul(3484, r) + Math.imul(11717, g) + Math.imul(1183, b) + 8192) >> 14];
    const fz = f[(Math.imul(291, r) + Math.imul(1793, g) + Math.imul(14300, b) + 8192) >> 14];
    const light = (Math.imul(1183, fy) - 2637824) >> 16;
    const red = (Math.imul(2000, fx - fy) + 8421376) >> 16;
    const yellow = (Math.imul(800, fy - fz) + 8421376) & 0xff0000;
    to[i] = light | (red << 8) | yellow | (p & 0xff000000);
  }
}

/**
 * The inverse, clamped: sums of f^-1, encoded by a table.
 *
 * @param {Pixels} src L, a and b in the places of red, green and blue
 * @param {Pixels} dst of the same size
 */
export function labToRgb(src, dst) {
  const encode = encodeSrgb();
  const from = words(src);
  const to = words(dst);
  const count = from.length;
  for (let i = 0; i < count; i++) {
    const p = from[i];
    const fy = (p & 255) * (100 / 255 / 116) + 16 / 116;
    const fx = fy + (((p >>> 8) & 255) - 128) * 0.002;
    const fz = fy - (((p >>> 16) & 255) - 128) * 0.005;
    // Scaled so that white is 32767 after the sums.
    const x = fx > 6 / 29 ? fx * fx * fx * 32767 : (fx - 4 / 29) * ((32767 * 108) / 841);
    const y = fy > 6 / 29 ? fy * fy * fy * 32767 : (fy - 4 / 29) * ((32767 * 108) / 841);
    const z = fz > 6 / 29 ? fz * fz * fz * 32767 : (fz - 4 / 29) * ((32767 * 108) / 841);
    let red = (3.080399090679465 * x - 1.5373831775700941 * y - 0.5430159131093713 * z + 0.5) | 0;
    let green = (-0.9212233588602766 * x + 1.8759675015077204 * y + 0.045255857352556265 * z + 0.5) | 0;
    let blue = (0.05287393897036446 * x - 0.20397695888897652 * y + 1.151103019918612 * z + 0.5) | 0;
    if (((red | green | blue) & ~32767) !== 0) {
      red = red < 0 ? 0 : red > 32767 ? 32767 : red;
      green = green < 0 ? 0 : green > 32767 ? 32767 : green;
      blue = blue < 0 ? 0 : blue > 32767 ? 32767 : blue;
    }
    to[i] = encode[red] | (encode[green] << 8) | (encode[blue] << 16) | (p & 0xff000000);
  }
}
