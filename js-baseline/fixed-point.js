/** As floor(x + 0.5): halves go up. @param {number} x */
export function roundHalfUp(x) {
  return Math.floor(x + 0.5);
}

/**
 * Real weights as 16-bit integers with one shift: the largest of most..0 at which all fit. Where even 0 is too much, weights saturate.
 *
 * @param {readonly number[]} weights
 * @param {number} scale they are divided by it
 * @param {number} most
 * @returns {{ shift: number, weights: Int32Array }} weights are round(weight / scale * 2^shift)
 */
export function toFixedPoint(weights, scale, most = 14) {
  const fixed = new Int32Array(weights.length);
  for (let shift = most; ; shift--) {
    let fits = true;
    for (let i = 0; i < fixed.length; i++) {
      const w = roundHalfUp((weights[i] / scale) * (1 << shift));
      fits &&= Math.abs(w) <= 32767;
      fixed[i] = Math.max(-32767, Math.min(w, 32767));
    }
    if (fits || shift === 0) return { shift, weights: fixed };
  }
}
