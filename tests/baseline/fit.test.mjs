// The geometry of resize: sizes and windows as sharp documents and computes them, stated as tables.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fitted, fittedSize } from '../../js-baseline/fit.js';

/**
 * @typedef {import('../../js-baseline/fit.js').Fit} Fit
 * @typedef {import('../../js-baseline/fit.js').Position} Position
 * @typedef {[number, number]} Pair
 */

/** @param {Pair} pair */
const size = ([width, height]) => ({ width, height });

/** Source, what is asked for (0: open), fit, result; a fifth element is the result without enlargement, where it differs. */
/** @type {[Pair, Pair, Fit, Pair, Pair?][]} */
const SIZES = [
  // Nothing asked for.
  [[300, 200], [0, 0], 'cover', [300, 200]],
  [[300, 200], [0, 0], 'contain', [300, 200]],
  // One side: the aspect ratio decides, whatever the fit.
  [[300, 200], [150, 0], 'cover', [150, 100]],
  [[300, 200], [150, 0], 'fill', [150, 100]],
  [[300, 200], [0, 50], 'contain', [75, 50]],
  [[300, 200], [0, 50], 'inside', [75, 50]],
  [[300, 200], [1, 0], 'cover', [1, 1]],
  [[3, 2], [1, 0], 'cover', [1, 1]],
  [[1000, 1], [10, 0], 'cover', [10, 1]],
  [[1, 1000], [0, 10], 'outside', [1, 10]],
  [[300, 200], [600, 0], 'cover', [600, 400], [300, 200]],
  [[300, 200], [0, 201], 'outside', [302, 201], [300, 200]],
  // Halves are rounded up: 200 * 101 / 300 = 67.33, 5 * 1 / 2 = 2.5.
  [[300, 200], [101, 0], 'cover', [101, 67]],
  [[2, 5], [1, 0], 'cover', [1, 3]],
  // cover, fill and contain give what is asked for.
  [[300, 200], [100, 100], 'cover', [100, 100]],
  [[300, 200], [100, 100], 'contain', [100, 100]],
  [[300, 200], [100, 100], 'fill', [100, 100]],
  [[300, 200], [600, 600], 'cover', [600, 600], [300, 200]],
  [[300, 200], [200, 400], 'cover', [200, 400], [200, 200]],
  [[300, 200], [400, 100], 'cover', [400, 100], [300, 100]],
  [[300, 200], [200, 400], 'fill', [200, 400], [200, 200]],
  [[300, 200], [400, 500], 'contain', [400, 500]],
  // inside: the largest within; outside: the smallest around.
  [[300, 200], [100, 100], 'inside', [100, 67]],
  [[300, 200], [100, 100], 'outside', [150, 100]],
  [[200, 300], [100, 100], 'inside', [67, 100]],
  [[200, 300], [100, 100], 'outside', [100, 150]],
  [[300, 200], [600, 600], 'inside', [600, 400], [300, 200]],
  [[300, 200], [600, 300], 'inside', [450, 300], [300, 200]],
  [[300, 200], [600, 100], 'inside', [150, 100]],
  [[300, 200], [600, 100], 'outside', [600, 400], [300, 200]],
  [[300, 200], [200, 250], 'outside', [375, 250], [300, 200]],
  [[1000, 1], [10, 10], 'inside', [10, 1]],
  [[1000, 1], [10, 10], 'outside', [10000, 10], [1000, 1]],
  [[300, 200], [300, 200], 'inside', [300, 200]],
];

for (const [source, wanted, fit, expected, limited = expected] of SIZES) {
  test(`${source.join(' x ')} to ${wanted.join(' x ')}, ${fit}: ${expected.join(' x ')}`, () => {
    assert.deepEqual({ ...fittedSize(size(source), size(wanted), fit, false) }, size(expected));
    assert.deepEqual({ ...fittedSize(size(source), size(wanted), fit, true) }, size(limited), 'without enlargement');
  });
}

/** Source, destination, position, size before the cut, where the window begins. */
/** @type {[Pair, Pair, Position, Pair, Pair][]} */
const WINDOWS = [
  [[300, 200], [100, 100], 'centre', [150, 100], [25, 0]],
  [[300, 200], [100, 100], 'top', [150, 100], [25, 0]],
  [[300, 200], [100, 100], 'bottom', [150, 100], [25, 0]],
  [[300, 200], [100, 100], 'left', [150, 100], [0, 0]],
  [[300, 200], [100, 100], 'leftTop', [150, 100], [0, 0]],
  [[300, 200], [100, 100], 'leftBottom', [150, 100], [0, 0]],
  [[300, 200], [100, 100], 'right', [150, 100], [50, 0]],
  [[300, 200], [100, 100], 'rightTop', [150, 100], [50, 0]],
  [[300, 200], [100, 100], 'rightBottom', [150, 100], [50, 0]],
  [[200, 300], [100, 100], 'centre', [100, 150], [0, 25]],
  [[200, 300], [100, 100], 'left', [100, 150], [0, 25]],
  [[200, 300], [100, 100], 'top', [100, 150], [0, 0]],
  [[200, 300], [100, 100], 'leftTop', [100, 150], [0, 0]],
  [[200, 300], [100, 100], 'rightTop', [100, 150], [0, 0]],
  [[200, 300], [100, 100], 'bottom', [100, 150], [0, 50]],
  [[200, 300], [100, 100], 'leftBottom', [100, 150], [0, 50]],
  [[200, 300], [100, 100], 'rightBottom', [100, 150], [0, 50]],
  // An odd rest: sharp rounds it up before a window.
  [[303, 200], [300, 200], 'centre', [303, 200], [2, 0]],
  [[300, 200], [300, 199], 'centre', [300, 200], [0, 1]],
  // Enlarged, and by sides that do not divide.
  [[3, 2], [10, 10], 'right', [15, 10], [5, 0]],
  [[640, 427], [50, 50], 'centre', [75, 50], [13, 0]],
  // No rest: the proportional side rounds to what is asked for.
  [[640, 427], [320, 213], 'centre', [320, 214], [0, 1]],
  [[640, 427], [320, 214], 'centre', [321, 214], [1, 0]],
  [[1, 60000], [60000, 1], 'bottom', [60000, 3600000000], [0, 3599999999]],
  // The pixels decide, and until they do the centre.
  [[300, 200], [100, 100], 'entropy', [150, 100], [25, 0]],
  [[300, 200], [100, 100], 'attention', [150, 100], [25, 0]],
];

for (const [source, dst, position, whole, begin] of WINDOWS) {
  test(`cover ${dst.join(' x ')} by ${source.join(' x ')}, ${position}`, () => {
    for (const withoutEnlargement of [false, true]) {
      assert.deepEqual(fitted(size(source), size(dst), 'cover', position, withoutEnlargement), {
        x: { inputs: source[0], outputs: whole[0], begin: begin[0], count: dst[0] },
        y: { inputs: source[1], outputs: whole[1], begin: begin[1], count: dst[1] },
        left: 0,
        top: 0,
      });
    }
  });
}

/** Source, destination, position, inner size, its place; the same two without enlargement, where they differ. */
/** @type {[Pair, Pair, Position, Pair, Pair, Pair?, Pair?][]} */
const PLACES = [
  [[300, 200], [100, 100], 'centre', [100, 67], [0, 16]],
  [[300, 200], [100, 100], 'top', [100, 67], [0, 0]],
  [[300, 200], [100, 100], 'leftTop', [100, 67], [0, 0]],
  [[300, 200], [100, 100], 'right', [100, 67], [0, 16]],
  [[300, 200], [100, 100], 'rightBottom', [100, 67], [0, 33]],
  [[300, 200], [100, 100], 'entropy', [100, 67], [0, 16]],
  [[200, 300], [100, 100], 'centre', [67, 100], [16, 0]],
  [[200, 300], [100, 100], 'left', [67, 100], [0, 0]],
  [[200, 300], [100, 100], 'leftBottom', [67, 100], [0, 0]],
  [[200, 300], [100, 100], 'right', [67, 100], [33, 0]],
  [[200, 300], [100, 100], 'bottom', [67, 100], [16, 0]],
  [[200, 300], [100, 100], 'rightTop', [67, 100], [33, 0]],
  [[300, 200], [400, 301], 'centre', [400, 267], [0, 17], [300, 200], [50, 50]],
  [[300, 200], [400, 301], 'rightBottom', [400, 267], [0, 34], [300, 200], [100, 101]],
  [[300, 200], [400, 100], 'leftTop', [150, 100], [0, 0]],
  [[1000, 1], [10, 10], 'centre', [10, 1], [0, 4]],
];

for (const [source, dst, position, inner, place, kept = inner, keptPlace = place] of PLACES) {
  test(`contain ${source.join(' x ')} in ${dst.join(' x ')}, ${position}`, () => {
    const expected = (/** @type {Pair} */ [width, height], /** @type {Pair} */ [left, top]) => ({
      x: { inputs: source[0], outputs: width, begin: 0, count: width },
      y: { inputs: source[1], outputs: height, begin: 0, count: height },
      left,
      top,
    });
    assert.deepEqual(fitted(size(source), size(dst), 'contain', position, false), expected(inner, place));
    assert.deepEqual(fitted(size(source), size(dst), 'contain', position, true), expected(kept, keptPlace));
  });
}

test('fill, inside and outside take all of the source to all of the destination', () => {
  for (const fit of /** @type {const} */ (['fill', 'inside', 'outside'])) {
    assert.deepEqual(fitted(size([30, 20]), size([7, 9]), fit, 'right', true), {
      x: { inputs: 30, outputs: 7, begin: 0, count: 7 },
      y: { inputs: 20, outputs: 9, begin: 0, count: 9 },
      left: 0,
      top: 0,
    });
  }
});

test('a window lies within, and the image within what contains it, at every size', () => {
  const sides = [1, 2, 3, 5, 8, 13, 40, 97, 200, 333];
  for (const w of sides) {
    for (const h of sides) {
      for (const W of sides) {
        for (const H of sides) {
          const { x, y } = fitted(size([w, h]), size([W, H]), 'cover', 'centre', false);
          assert.ok(x.count === W && y.count === H && x.begin + W <= x.outputs && y.begin + H <= y.outputs);
          assert.ok(x.outputs === W || y.outputs === H, 'no larger than it must be');
          const inner = fitted(size([w, h]), size([W, H]), 'contain', 'centre', (w + h) % 2 === 0);
          assert.ok(inner.left + inner.x.count <= W && inner.top + inner.y.count <= H);
        }
      }
    }
  }
});
