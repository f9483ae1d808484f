// The filters of resize: functions of a distance in (stretched) samples, 0 from `support` on. A constant factor does not matter, for
// weights are normalised.

/** @typedef {'box' | 'bilinear' | 'hamming' | 'catrom' | 'mitchell' | 'lanczos2' | 'lanczos3' | 'mks2013' | 'mks2021'} FilterName */

/** @type {Readonly<Record<FilterName, { support: number, at: (x: number) => number }>>} */
export const FILTERS = {
  box: { support: 0.5, at: box },
  bilinear: { support: 1, at: triangle },
  hamming: { support: 1, at: hamming },
  catrom: { support: 2, at: catrom },
  mitchell: { support: 2, at: mitchell },
  lanczos2: { support: 2, at: lanczos2 },
  lanczos3: { support: 3, at: lanczos3 },
  mks2013: { support: 2.5, at: mks2013 },
  mks2021: { support: 4.5, at: mks2021 },
};

/** Which of two pixels just as near counts is Pillow's choice. @param {number} x */
function box(x) {
  return x > -0.5 && x <= 0.5 ? 1 : 0;
}

/** @param {number} x */
function triangle(x) {
  return Math.max(0, 1 - Math.abs(x));
}

/** @param {number} distance */
function hamming(distance) {
  const x = Math.abs(distance);
  if (x === 0) return 1;
  if (x >= 1) return 0;
  const a = Math.PI * x;
  return (Math.sin(a) / a) * (0.54 + 0.46 * Math.cos(a));
}

/** Keys' cubic with a = -1/2. @param {number} distance */
function catrom(distance) {
  const x = Math.abs(distance);
  if (x < 1) return (1.5 * x - 2.5) * x * x + 1;
  if (x < 2) return (((5 - x) * x - 8) * x + 4) * 0.5;
  return 0;
}

/** Mitchell and Netravali's cubic with B = C = 1/3, times 18. @param {number} distance */
function mitchell(distance) {
  const x = Math.abs(distance);
  if (x < 1) return (21 * x - 36) * x * x + 16;
  if (x < 2) return ((36 - 7 * x) * x - 60) * x + 32;
  return 0;
}

/** @param {number} x */
function lanczos2(x) {
  if (x === 0) return 1;
  if (Math.abs(x) >= 2) return 0;
  const a = Math.PI * x;
  const b = a / 2;
  return (Math.sin(a) / a) * (Math.sin(b) / b);
}

/** @param {number} x */
function lanczos3(x) {
  if (x === 0) return 1;
  if (Math.abs(x) >= 3) return 0;
  const a = Math.PI * x;
  const b = a / 3;
  return (Math.sin(a) / a) * (Math.sin(b) / b);
}

/** The quadratic B-spline, sharpened by 3 taps: John Costella, "The Magic Kernel". @param {number} distance */
function mks2013(distance) {
  const x = Math.abs(distance);
  if (x <= 0.5) return 1.0625 - 1.75 * x * x;
  if (x <= 1.5) return (1 - x) * (1.75 - x);
  if (x <= 2.5) return (x - 2.5) * (2.5 - x) * 0.125;
  return 0;
}

/** The same, sharpened by 7 taps; times 288. @param {number} distance */
function mks2021(distance) {
  const x = Math.abs(distance);
  if (x <= 0.5) return 288.5 - 478 * x * x;
  if (x <= 1.5) return (x - 1) * (280 * x - 478);
  if (x <= 2.5) return (x - 2) * (130 - 48 * x);
  if (x <= 3.5) return (x - 3) * (8 * x - 30);
  if (x <= 4.5) return (x - 4.5) * (4.5 - x);
  return 0;
}
