// Colour conversions against their definitions in double precision: how they are compared. Every colour of a lattice and random ones.
import assert from 'node:assert/strict';
import { blank, randomNumbers } from './images.mjs';

/** @typedef {import('../../js-baseline/pixels.js').Pixels} Pixels */
/** @typedef {[number, number, number]} Triple */

const STEP = 5;
const SIDE = 255 / STEP + 1;

/** All triples of multiples of 5, then as many random ones, then all greys; alphas of every kind. */
export const colours = (() => {
  const lattice = SIDE ** 3;
  const image = blank(lattice + 128, 2);
  const random = randomNumbers(3);
  for (let i = 0; i < image.width * image.height; i++) {
    const grey = i - 2 * lattice;
    const triple =
      i < lattice
        ? [i % SIDE, Math.floor(i / SIDE) % SIDE, Math.floor(i / SIDE / SIDE)].map((x) => x * STEP)
        : grey >= 0
          ? [grey, grey, grey]
          : [0, 0, 0].map(() => Math.floor(random() * 256));
    image.data.set([...triple, i % 3 === 0 ? 255 : i], 4 * i);
  }
  return image;
})();

/** Rounded and clamped to a byte. @param {number} x */
export const byte = (x) => Math.max(0, Math.min(255, Math.round(x)));

/**
 * Runs `kernel` on `image` and asserts that alpha is kept and that every channel is within `most` of `expected`, rounded and clamped;
 * channels in `circular` are rounded and wrap at 256 instead. Where `expected` gives null the colour is not compared.
 * @param {object} options
 * @param {(src: Pixels, dst: Pixels) => void} options.kernel
 * @param {(r: number, g: number, b: number) => Triple | null} options.expected
 * @param {Pixels} [options.image]
 * @param {number} [options.most]
 * @param {number} [options.share] of the values that may differ at all
 * @param {readonly number[]} [options.circular]
 * @param {import('node:test').TestContext} [options.report] is told the greatest difference and how many values differ
 */
export function checkColours({ kernel, expected, image = colours, most = 1, share = 1, circular = [], report }) {
  const out = blank(image.width, image.height);
  kernel(image, out);
  let different = 0;
  let greatest = 0;
  let compared = 0;
  for (let i = 0; i < image.data.length; i += 4) {
    const [r, g, b, a] = image.data.subarray(i, i + 4);
    assert.equal(out.data[i + 3], a, 'alpha');
    const wanted = expected(r, g, b);
    if (wanted === null) continue;
    for (let c = 0; c < 3; c++) {
      const round = circular.includes(c);
      const want = round ? Math.round(wanted[c]) & 255 : byte(wanted[c]);
      const got = out.data[i + c];
      const straight = Math.abs(got - want);
      const by = round ? Math.min(straight, 256 - straight) : straight;
      compared++;
      if (by === 0) continue;
      different++;
      greatest = Math.max(greatest, by);
      assert.ok(by <= most, `${r}, ${g}, ${b}: channel ${c} is ${got}, not ${want} (${wanted[c]})`);
    }
  }
  report?.diagnostic(`${different} of ${compared} values differ, by at most ${greatest}`);
  assert.ok(different <= share * compared, `${different} of ${compared} values differ`);
  return { different, compared, greatest };
}

/** An image of these pixels, opaque. @param {readonly Triple[]} triples */
export function pixels(triples) {
  const image = blank(triples.length, 1);
  for (const [i, triple] of triples.entries()) image.data.set([...triple, 255], 4 * i);
  return image;
}
