import { encodeSrgb, labF, SRGB } from './curves.js';
import { words } from './pixels.js';

/** @typedef {import('./pixels.js').Pixels} Pixels */

// f is 16384 times what it is by definition; the inverse is scaled so that white is 32767 after the sums of the way back.
const ONE = 16384;
const BLACK = (ONE * 16) / 116;
const KNEE = (ONE * 6) / 29;
const FOOT = (ONE * 4) / 29;
const SLOPE = (32767 * 108) / 841 / ONE;
const BY_CUBE = 32767 / ONE ** 3;
// 27 times white: far outside of all that can be shown.
const MOST = 3 * ONE;

/**
 * L' = L brightness + lightness, C' = C saturation, h' = h + hue in CIE LCh(ab), white D65, clamped; alpha is kept. The turn and
 * the scale of chroma are a matrix on a and b, which are differences of f.
 *
 * @param {Pixels} src
 * @param {Pixels} dst of the same size
 * @param {{ brightness: number, saturation: number, hue: number, lightness: number }} params
 */
export function modulate(src, dst, { brightness, saturation, hue, lightness }) {
  const turned = (hue * Math.PI) / 180;
  const cosine = saturation * Math.cos(turned);
  const sine = saturation * Math.sin(turned);
  const offset = (1 - brightness) * BLACK + (lightness / 116) * ONE;
  const xz = (-sine * 200) / 500;
  const zx = (-sine * 500) / 200;
  const f = labF();
  const encode = encodeSrgb();
  const from = words(src);
  const to = words(dst);
  const count = from.length;
  for (let i = 0; i < count; i++) {
    const p = from[i];
    const r = SRGB[p & 255];
    const g = SRGB[(p >>> 8) & 255];
    const b = SRGB[(p >>> 16) & 255];
    const oldY = f[(Math.imul(3484, r) + Math.imul(11717, g) + Math.imul(1183, b) + 8192) >> 14];
    const red = f[(Math.imul(7109, r) + Math.imul(6164, g) + Math.imul(3111, b) + 8192) >> 14] - oldY;
    const yellow = oldY - f[(Math.imul(291, r) + Math.imul(1793, g) + Math.imul(14300, b) + 8192) >> 14];
    let fy = oldY * brightness + offset;
    let fx = fy + red * cosine + yellow * xz;
    let fz = fy + red * zx - yellow * cosine;
    if (fx > MOST) fx = MOST;
    if (fy > MOST) fy = MOST;
    if (fz > MOST) fz = MOST;
    const x = fx > KNEE ? fx * fx * fx * BY_CUBE : (fx - FOOT) * SLOPE;
    const y = fy > KNEE ? fy * fy * fy * BY_CUBE : (fy - FOOT) * SLOPE;
    const z = fz > KNEE ? fz * fz * fz * BY_CUBE : (fz - FOOT) * SLOPE;
    let newR = (3.080399090679465 * x - 1.5373831775700941 * y - 0.5430159131093713 * z + 0.5) | 0;
    let newG = (-0.9212233588602766 * x + 1.8759675015077204 * y + 0.045255857352556265 * z + 0.5) | 0;
    let newB = (0.05287393897036446 * x - 0.20397695888897652 * y + 1.151103019918612 * z + 0.5) | 0;
    if (((newR | newG | newB) & ~32767) !== 0) {
      newR = newR < 0 ? 0 : newR > 32767 ? 32767 : newR;
      newG = newG < 0 ? 0 : newG > 32767 ? 32767 : newG;
      newB = newB < 0 ? 0 : newB > 32767 ? 32767 : newB;
    }
    to[i] = encode[newR] | (encode[newG] << 8) | (encode[newB] << 16) | (p & 0xff000000);
  }
}
