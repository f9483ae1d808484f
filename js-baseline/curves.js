// Transfer curves and cube roots as tables, made with the single-precision arithmetic of kernels/curves-inl.h, bit for bit. Linear light is
// 0..32767. The large ones are made when first asked for.

const { fround } = Math;

/** Of all bytes, rounded. @param {(x: number) => number} curve */
const bytes = (curve) => Int16Array.from({ length: 256 }, (_, x) => fround(fround(curve(x)) + 8388608) - 8388608);

/** c[0] + c[1] x + c[2] x^2 ... @param {number} x @param {readonly number[]} c */
function polynomial(x, c) {
  let p = fround(c[c.length - 1]);
  for (let i = c.length - 2; i >= 0; i--) p = fround(fround(p * x) + fround(c[i]));
  return p;
}

/** The sRGB curve of a byte, not rounded. @param {number} x */
export const decodedSrgb = (x) =>
  x > 10
    ? polynomial(x, [33.19224, 3.8596992, 0.27207387, 0.0012014855, -0.00000183510638, 1.7575554e-9])
    : fround(x * fround(9.94566867));

/** The sRGB curve of bytes. */
export const SRGB = bytes(decodedSrgb);

/** x^(563/256) of bytes, the curve of Adobe RGB. */
export const ADOBE = bytes((x) => {
  const p = polynomial(x, [-11.920479, 12.978558, 0.4693828, 0.00041617321, -2.9383669e-7]);
  return fround(fround(p * x) / fround(x + fround(52.22299)));
});

/**
 * The table of `make` for 0..32767, made at the first call.
 * @template {Uint8Array | Float32Array | Uint16Array} T
 * @param {(length: number) => T} allocate
 * @param {(x: number) => number} make
 * @returns {() => T}
 */
function table(allocate, make) {
  /** @type {T | undefined} */
  let entries;
  return () => {
    if (entries === undefined) {
      entries = allocate(32768);
      for (let i = 0; i < 32768; i++) entries[i] = make(i);
    }
    return entries;
  };
}

/**
 * The byte of a linear value, which is 0 .. 32767 times 16384 as a float.
 * @param {number} t
 */
export function encodedByte(t) {
  const s = fround(Math.sqrt(t));
  const numerator = fround(fround(s * fround(-971301400)) + fround(-5878844500000));
  const denominator = fround(fround(t + fround(s * fround(304774.47))) + fround(1786853100));
  const power = fround(fround(numerator / denominator) + fround(3279.2432));
  const line = t < fround(1680784.16) ? fround(t * fround(0.000006136858)) : 0;
  return fround(Math.max(line, power) + 8388608) - 8388608;
}

/** The byte of each linear value. */
export const encodeSrgb = table(
  (length) => new Uint8Array(length),
  (x) => encodedByte(x * 16384),
);

const float = new Float32Array(1);
const bits = new Int32Array(float.buffer);

/** @param {number} x above 0 @param {number} scale */
function cubeRoot(x, scale) {
  float[0] = x;
  bits[0] = Math.imul(bits[0] >> 16, 21845) + 0x2a55c000;
  const y = float[0];
  const cube = fround(fround(y * y) * y);
  const part = fround(x / fround(fround(cube * fround(1.8325791)) + x));
  return fround(
    y * fround(fround(part * fround(fround(1.4575417) * fround(scale))) + fround(fround(0.48543233) * fround(scale))),
  );
}

/** 16384 f(t) of CIE L*a*b*. */
export const labF = table(
  (length) => new Float32Array(length),
  (x) => {
    const t = x * 16384;
    const line = t < fround(4754626.2) ? fround(fround(t * fround(0.00023764876)) + fround(2259.8621)) : 0;
    return Math.max(line, cubeRoot(Math.max(t, 1), 20.158942));
  },
);

/** The same, rounded. */
export const labFRounded = table(
  (length) => new Uint16Array(length),
  (x) => fround(labF()[x] + 8388608) - 8388608,
);
