// Functions that are not IEEE's, by operations that are: every lane computes the same bits, which no two mathematics libraries promise.

const TWO_OVER_LN2 = 2.8853900817779268;

/**
 * 2 atanh((x - 1) / (x + 1)) / ln 2, x brought near 1 by powers of two.
 *
 * @param {number} x above 0
 * @returns {number}
 */
export function log2(x) {
  let exponent = 0;
  let near = x;
  for (; near >= Math.SQRT2; exponent++) near *= 0.5;
  for (; near < Math.SQRT1_2; exponent--) near *= 2;
  const s = (near - 1) / (near + 1);
  const t = s * s;
  let sum = 0;
  for (let k = 27; k >= 1; k -= 2) sum = sum * t + 1 / k;
  return exponent + sum * s * TWO_OVER_LN2;
}

/**
 * The exponential series of what is left of x beside a whole number.
 *
 * @param {number} x
 * @returns {number}
 */
export function exp2(x) {
  const whole = Math.floor(x + 0.5);
  const z = (x - whole) * Math.LN2;
  let sum = 1;
  for (let k = 18; k >= 1; k--) sum = 1 + (sum * z) / k;
  for (let i = 0; i < whole; i++) sum *= 2;
  for (let i = 0; i > whole; i--) sum *= 0.5;
  return sum;
}

/**
 * @param {number} x at least 0
 * @param {number} y above 0
 * @returns {number} x to the power of y
 */
export function power(x, y) {
  return x > 0 ? exp2(y * log2(x)) : 0;
}

// Cosine as fdlibm has it, bit for bit: an image hash stores signs of sums that are zero but for rounding, and the implementations it is
// compared with are made of this cosine; THIRD-PARTY-NOTICES.txt has its notice. Pi / 2 in parts of 33 bits, and what is left behind each.
const INVERSE = 0.6366197723675814;
const HALF_PI = [1.5707963267341256, 6.077100506303966e-11, 2.0222662487111665e-21];
const REST = [6.077100506506192e-11, 2.0222662487959506e-21, 8.4784276603689e-32];
const COSINE = [
  0.0416666666666666, -0.001388888888887411, 2.480158728947673e-5, -2.7557314351390663e-7, 2.087572321298175e-9,
  -1.1359647557788195e-11,
];
const SINE = [
  -0.16666666666666632, 0.00833333333332249, -0.0001984126982985795, 2.7557313707070068e-6, -2.5050760253406863e-8,
  1.58969099521155e-10,
];

const double = new Float64Array(1);
const halves = new Int32Array(double.buffer);

/** The upper half of a number's bits without the sign. @param {number} x */
function upperBits(x) {
  double[0] = x;
  return halves[1] & 0x7fffffff;
}

/** A number of these upper bits. @param {number} bits */
function fromUpperBits(bits) {
  halves[0] = 0;
  halves[1] = bits;
  return double[0];
}

/** The cosine of x + low, up to pi / 4. @param {number} x @param {number} low */
function nearCosine(x, low) {
  const bits = upperBits(x);
  if (bits < 0x3e400000) return 1;
  const z = x * x;
  let r = COSINE[5];
  for (let i = 4; i >= 0; i--) r = COSINE[i] + z * r;
  r = z * r;
  const tail = z * r - x * low;
  if (bits < 0x3fd33333) return 1 - (0.5 * z - tail);
  // A number near z / 4 is taken out first, so that the difference from 1 keeps its last bits.
  const part = bits > 0x3fe90000 ? 0.28125 : fromUpperBits(bits - 0x200000);
  return 1 - part - (0.5 * z - part - tail);
}

/** The sine of x + low, up to pi / 4. @param {number} x @param {number} low */
function nearSine(x, low) {
  if (upperBits(x) < 0x3e400000) return x;
  const z = x * x;
  const v = z * x;
  let r = SINE[5];
  for (let i = 4; i >= 1; i--) r = SINE[i] + z * r;
  return x - (z * (0.5 * low - v * r) - low - v * SINE[0]);
}

/**
 * @param {number} x 0 .. 30
 * @returns {number}
 */
export function cosine(x) {
  if (upperBits(x) <= 0x3fe921fb) return nearCosine(x, 0);
  const n = Math.floor(x * INVERSE + 0.5);
  let rest = x - n * HALF_PI[0];
  let below = n * REST[0];
  let high = rest - below;
  // Near a multiple of pi / 2 the difference loses bits: 17 and more, 50 and more. The next parts of pi / 2 bring them back.
  const exponent = upperBits(x) >>> 20;
  for (let part = 1; part < 3 && exponent - (upperBits(high) >>> 20) > (part === 1 ? 16 : 49); part++) {
    const before = rest;
    const whole = n * HALF_PI[part];
    rest = before - whole;
    below = n * REST[part] - (before - rest - whole);
    high = rest - below;
  }
  const low = rest - high - below;
  switch (n & 3) {
    case 0:
      return nearCosine(high, low);
    case 1:
      return -nearSine(high, low);
    case 2:
      return -nearCosine(high, low);
    default:
      return nearSine(high, low);
  }
}
