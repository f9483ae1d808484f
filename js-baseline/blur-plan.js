/**
 * How a sigma is blurred.
 *
 * @typedef {object} BlurPlan
 * @property {number} levels halvings; 0 filters the image itself
 * @property {number} radius of the filter at the coarsest level, 1..6
 * @property {number[]} weights seven of them, 2^15 parts: the centre, then outwards; zero beyond the radius
 */

// Below this variance (in samples of the level) another halving would leave too little of the Gaussian to the level's own filter.
const LEAST_VARIANCE = 0.5;
const MAX_RADIUS = 6;

/**
 * A binomial step down or up by two (1 3 3 1) adds a variance of 3/4 of the finer level's squared sample: k halvings and
 * doublings together 0.5 (4^k - 1), which the filter at the coarsest level need not do again.
 *
 * @param {number} sigma px
 * @returns {BlurPlan}
 */
export function planBlur(sigma) {
  let levels = 0;
  let variance = sigma * sigma;
  for (let k = 1; ; k++) {
    const steps = 4 ** k;
    const left = (sigma * sigma - 0.5 * (steps - 1)) / steps;
    if (left < LEAST_VARIANCE) break;
    levels = k;
    variance = left;
  }
  const radius = Math.min(MAX_RADIUS, Math.ceil(3 * Math.sqrt(variance)));
  const gaussian = [1];
  let total = 1;
  for (let i = 1; i <= radius; i++) {
    gaussian[i] = Math.exp((-i * i) / (2 * variance));
    total += 2 * gaussian[i];
  }
  const weights = [32768, 0, 0, 0, 0, 0, 0];
  for (let i = 1; i <= radius; i++) {
    weights[i] = Math.floor((32768 * gaussian[i]) / total + 0.5);
    weights[0] -= 2 * weights[i];
  }
  return { levels, radius, weights };
}
