// .cube files: what is read, what is refused and how that is said, and that `lut3d` takes the result.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createEngine, ImageError, parseCube } from '../../dist/bindings/index.js';
import { randomImage } from './lanes.mjs';

/** The identity. @param {number} n */
function identityRows(n) {
  const at = (/** @type {number} */ i, /** @type {number} */ axis) => (Math.floor(i / n ** axis) % n) / (n - 1);
  return Array.from({ length: n ** 3 }, (_, i) => `${at(i, 0)} ${at(i, 1)} ${at(i, 2)}`);
}

const TWO = identityRows(2);
const file = (/** @type {string[]} */ ...lines) => `${lines.join('\n')}\n`;

test('a file with all that the specification knows is read', () => {
  const text = [
    '\uFEFF# made by hand',
    'TITLE "LUT_1D_SIZE 3"',
    '',
    'DOMAIN_MIN 0 0.0 -0',
    'DOMAIN_MAX 1.0 1 1e0',
    'LUT_3D_SIZE\t2',
    '',
    '# the colours',
    '0 0 0',
    '  +1.0\t0  0.0 ',
    '0 1. 0',
    '1 1 0',
    '0 0 1',
    '1 0 1',
    '# the last two',
    '0 1 1',
    '1.5e0 -.25 10e-1',
  ].join('\r\n');
  const { size, table } = parseCube(text);
  assert.equal(size, 2);
  const corners = [0, 0, 0, 1, 0, 0, 0, 1, 0, 1, 1, 0, 0, 0, 1, 1, 0, 1, 0, 1, 1, 1.5, -0.25, 1];
  assert.deepEqual(table, Float32Array.from(corners));
});

test('sizes of 2 to 65 are read, with the range of one dialect', () => {
  for (const n of [2, 3, 17, 33, 65]) {
    const { size, table } = parseCube(`LUT_3D_SIZE ${n}\nLUT_3D_INPUT_RANGE 0.0 1.0\n${identityRows(n).join('\n')}`);
    assert.equal(size, n);
    assert.equal(table.length, 3 * n ** 3);
  }
});

test('lut3d takes the table', async () => {
  const engine = await createEngine({ lane: 'js' });
  const image = randomImage(engine, 40, 30, 'mixed');
  const { table } = parseCube(file('LUT_3D_SIZE 4', ...identityRows(4)));
  assert.deepEqual(engine.toPixels(engine.lut3d(image, { table })), engine.toPixels(image));
  engine.dispose();
});

/** @type {[string, string, 'CORRUPT' | 'UNSUPPORTED', RegExp][]} */
const REFUSED = [
  ['nothing', '', 'CORRUPT', /there is no LUT_3D_SIZE/],
  ['comments only', '# nothing\n', 'CORRUPT', /there is no LUT_3D_SIZE/],
  ['colours without a size', file(...TWO), 'CORRUPT', /line 1: LUT_3D_SIZE comes before the colours/],
  ['other text', '{"size": 2}', 'CORRUPT', /line 1: LUT_3D_SIZE comes before/],
  ['too few colours', file('LUT_3D_SIZE 2', ...TWO.slice(1)), 'CORRUPT', /there are 7 colours and not 2\^3/],
  ['too many colours', file('LUT_3D_SIZE 2', ...TWO, '1 1 1'), 'CORRUPT', /line 10: there are more than 2\^3/],
  ['two numbers', file('LUT_3D_SIZE 2', '0 0'), 'CORRUPT', /line 2: a colour is three numbers/],
  ['four numbers', file('LUT_3D_SIZE 2', '0 0 0 0'), 'CORRUPT', /line 2: a colour is three numbers/],
  ['what is no number', file('LUT_3D_SIZE 2', '0 0 0x1'), 'CORRUPT', /line 2: 0x1 is no number/],
  ['an infinite number', file('LUT_3D_SIZE 2', '0 0 Infinity'), 'CORRUPT', /line 2: Infinity is no number/],
  ['a keyword behind colours', file('LUT_3D_SIZE 2', ...TWO, 'TITLE "a"'), 'CORRUPT', /line 10: TITLE stands behind/],
  ['two sizes', file('LUT_3D_SIZE 2', 'LUT_3D_SIZE 2'), 'CORRUPT', /line 2: LUT_3D_SIZE stands twice/],
  ['a size of 1', file('LUT_3D_SIZE 1'), 'CORRUPT', /LUT_3D_SIZE takes an integer from 2 to 256/],
  ['a size of 2.5', file('LUT_3D_SIZE 2.5'), 'CORRUPT', /LUT_3D_SIZE takes an integer/],
  ['a size of 257', file('LUT_3D_SIZE 257'), 'CORRUPT', /LUT_3D_SIZE takes an integer/],
  ['a size of 66', file('LUT_3D_SIZE 66'), 'UNSUPPORTED', /line 1: at most 65 nodes along an axis/],
  ['a table of one dimension', file('LUT_1D_SIZE 16'), 'UNSUPPORTED', /line 1: one-dimensional tables/],
  ['another domain', file('DOMAIN_MAX 2 2 2'), 'UNSUPPORTED', /line 1: only DOMAIN_MAX 1 1 1 is supported/],
  ['another lower end', file('DOMAIN_MIN 0 0 -1'), 'UNSUPPORTED', /line 1: only DOMAIN_MIN 0 0 0 is supported/],
  ['a domain of one number', file('DOMAIN_MAX 1'), 'CORRUPT', /line 1: DOMAIN_MAX takes 3 numbers/],
  ['an unknown keyword', file('LUT_4D_SIZE 2'), 'UNSUPPORTED', /line 1: the keyword LUT_4D_SIZE is not supported/],
  ['a name of objects', file('constructor 0 0 0'), 'UNSUPPORTED', /line 1: the keyword constructor is not supported/],
  ['values beyond the kernel', file('LUT_3D_SIZE 2', '0 0 2.01'), 'UNSUPPORTED', /line 2: only values from -1 to 2/],
];

for (const [name, text, code, message] of REFUSED) {
  test(`refused: ${name}`, () => {
    assert.throws(
      () => parseCube(text),
      (error) => error instanceof ImageError && error.code === code && message.test(error.message),
    );
  });
}

test('what is no text is the caller’s mistake', () => {
  for (const value of [undefined, null, 5, new Uint8Array(3)]) {
    assert.throws(() => parseCube(/** @type {any} */ (value)), { code: 'INVALID_ARGUMENT' });
  }
});

test('a word of very many digits takes no long time', () => {
  const started = performance.now();
  assert.throws(() => parseCube(file('LUT_3D_SIZE 2', `${'1'.repeat(1e6)}x 0 0`)), { code: 'CORRUPT' });
  assert.ok(performance.now() - started < 2000);
});
