// Seeded pixels and numbers, the same in every lane and in tests/kernels/harness.cc, which has the generator and the
// alphas once more in C++.

/**
 * xorshift32. A seed of 0 would stay 0.
 * @param {number} seed 1..2^32-1
 * @returns {() => number} the next state, 0..2^32-1
 */
export function xorshift32(seed) {
  let state = seed >>> 0;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
}

/** @typedef {'opaque' | 'mixed' | 'sparse'} AlphaKind */

/** @type {readonly AlphaKind[]} */
export const ALPHA_KINDS = ['opaque', 'mixed', 'sparse'];

/** Drawn alphas below this are transparent in `sparse`. */
const SPARSE_FROM = 192;

/**
 * Random pixels: the low byte of each state, in the order r, g, b, a; alpha is drawn and then made opaque, kept, or
 * mostly transparent.
 * @param {number} width px
 * @param {number} height px
 * @param {number} seed 1..2^32-1
 * @param {AlphaKind} alphaKind
 */
export function randomPixels(width, height, seed, alphaKind) {
  const data = new Uint8Array(4 * width * height);
  const next = xorshift32(seed);
  for (let i = 0; i < data.length; i += 4) {
    data[i] = next() & 255;
    data[i + 1] = next() & 255;
    data[i + 2] = next() & 255;
    const alpha = next() & 255;
    data[i + 3] = alphaKind === 'opaque' ? 255 : alphaKind === 'sparse' && alpha < SPARSE_FROM ? 0 : alpha;
  }
  return data;
}

/**
 * The same of 16 bits a channel: two bytes a channel, the low one first.
 * @param {number} width px
 * @param {number} height px
 * @param {number} seed 1..2^32-1
 * @param {AlphaKind} alphaKind
 */
export function randomPixels16(width, height, seed, alphaKind) {
  const data = new Uint16Array(4 * width * height);
  const next = xorshift32(seed);
  const channel = () => (next() & 255) | ((next() & 255) << 8);
  for (let i = 0; i < data.length; i += 4) {
    for (let c = 0; c < 3; c++) data[i + c] = channel();
    const alpha = channel();
    data[i + 3] = alphaKind === 'opaque' ? 65535 : alphaKind === 'sparse' && alpha >> 8 < SPARSE_FROM ? 0 : alpha;
  }
  return data;
}

/**
 * FNV-1a, 32 bits.
 * @param {ArrayLike<number>} bytes
 */
export function hash(bytes) {
  let h = 0x811c9dc5;
  for (let i = 0; i < bytes.length; i++) h = Math.imul(h ^ bytes[i], 0x01000193);
  return h >>> 0;
}
