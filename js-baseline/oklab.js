import { encodeSrgb, SRGB } from './curves.js';
import { words } from './pixels.js';

/** @typedef {import('./pixels.js').Pixels} Pixels */

// Cube roots of sums of 29 bits by their 12 leading bits: 0..4095 themselves, then 2048 a power of two. White's is 255.
const WHITE = 32767 * 16384;
/** @type {Float32Array | undefined} */
let rootTable;

function roots() {
  if (rootTable === undefined) {
    rootTable = new Float32Array(20 * 2048);
    for (let i = 0; i < rootTable.length; i++) {
      const shift = i < 4096 ? 0 : (i >> 11) - 1;
      const middle = (i - shift * 2048 + (shift === 0 ? 0 : 0.5)) * 2 ** shift;
      rootTable[i] = 255 * Math.cbrt(middle / WHITE);
    }
  }
  return rootTable;
}

/** Where the cube root of `x` stands. @param {number} x */
function place(x) {
  if (x < 4096) return x;
  const shift = 20 - Math.clz32(x);
  return (shift << 11) + (x >>> shift);
}

/**
 * (L, a, b) = M2 cbrt(M1 decode(R, G, B)) as 255 L, 255 a / 0.8 + 128, 255 b / 0.8 + 128 in the places of red, green and blue; alpha is
 * kept.
 *
 * @param {Pixels} src
 * @param {Pixels} dst of the same size
 */
export function rgbToOklab(src, dst) {
  const root = roots();
  const from = words(src);
  const to = words(dst);
  const count = from.length;
  for (let i = 0; i < count; i++) {
    const p = from[i];
    const r = SRGB[p & 255];
    const g = SRGB[(p >>> 8) & 255];
    const b = SRGB[(p >>> 16) & 255];
    const l = root[place(Math.imul(6754, r) + Math.imul(8787, g) + Math.imul(843, b))];
    const m = root[place(Math.imul(3472, r) + Math.imul(11152, g) + Math.imul(1760, b))];
    const s = root[place(Math.imul(1447, r) + Math.imul(4616, g) + Math.imul(10321, b))];
    const light = (0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s + 0.5) | 0;
    const red = (2.472498118875 * l - 3.03574025625 * m + 0.563242137375 * s + 128.5) | 0;
    const yellow = (0.032380046375 * l + 0.97846470775 * m - 1.0108447075 * s + 128.5) | 0;
    to[i] = light | (red << 8) | (yellow << 16) | (p & 0xff000000);
  }
}

// Cubes of white are 32767.
const SCALE = Math.cbrt(32767) / 255;

/**
 * The inverse, clamped: encode(clamp(M1^-1 (M2^-1 (L, a, b))^3)).
 *
 * @param {Pixels} src L, a and b in the places of red, green and blue
 * @param {Pixels} dst of the same size
 */
export function oklabToRgb(src, dst) {
  const encode = encodeSrgb();
  const from = words(src);
  const to = words(dst);
  const count = from.length;
  for (let i = 0; i < count; i++) {
    const p = from[i];
    const light = (p & 255) * SCALE;
    const a = (((p >>> 8) & 255) - 128) * (0.8 * SCALE);
    const b = (((p >>> 16) & 255) - 128) * (0.8 * SCALE);
    const l = light + 0.3963377774 * a + 0.2158037573 * b;
    const m = light - 0.1055613458 * a - 0.0638541728 * b;
    const s = light - 0.0894841775 * a - 1.291485548 * b;
    const x = l * l * l;
    const y = m * m * m;
    const z = s * s * s;
    let red = (4.0767416621 * x - 3.3077115913 * y + 0.2309699292 * z + 0.5) | 0;
    let green = (-1.2684380046 * x + 2.6097574011 * y - 0.3413193965 * z + 0.5) | 0;
    let blue = (-0.0041960863 * x - 0.7034186147 * y + 1.707614701 * z + 0.5) | 0;
    if (((red | green | blue) & ~32767) !== 0) {
      red = red < 0 ? 0 : red > 32767 ? 32767 : red;
      green = green < 0 ? 0 : green > 32767 ? 32767 : green;
      blue = blue < 0 ? 0 : blue > 32767 ? 32767 : blue;
    }
    to[i] = encode[red] | (encode[green] << 8) | (encode[blue] << 16) | (p & 0xff000000);
  }
}
