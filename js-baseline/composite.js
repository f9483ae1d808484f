import { blendByTable, blendLuminosity, LUMINOSITY_MODES, modeTable } from './composite-blends.js';
import { add, duff, keep, over, pick, SHARES, saturate } from './composite-duff.js';
import { compositeRows } from './composite-rows.js';
import { words } from './pixels.js';
import { scratchInt32 } from './scratch.js';

/** @typedef {import('./pixels.js').Pixels} Pixels */
/** @typedef {import('./composite-rows.js').Params} Params */
/** @typedef {import('./composite-rows.js').SpanOf<Int32Array>} Span */

const ROW_SLOT = 0;

const { NONE, OTHER, REST, ALL } = SHARES;

/** Porter and Duff's: what is kept of the overlay's and of the backdrop's colours. @type {Readonly<Record<string, Span>>} */
const OPERATORS = {
  clear: pick(false, NONE),
  source: pick(true, ALL),
  over,
  in: pick(true, OTHER),
  out: pick(true, REST),
  atop: duff(OTHER, REST),
  dest: pick(false, ALL),
  destOver: duff(REST, ALL),
  destIn: pick(false, OTHER),
  destOut: pick(false, REST),
  destAtop: duff(REST, OTHER),
  xor: duff(REST, REST),
  add,
  saturate,
};

/**
 * The second image over the first by an operator of Porter and Duff's or a blend mode of W3C's. Around the second image is transparent
 * nothing; where the result's alpha is 0, all is 0.
 *
 * @param {Pixels} src
 * @param {Pixels} second of any size
 * @param {Pixels} dst of the size of src
 * @param {Params} params
 */
export function composite(src, second, dst, params) {
  const pixels = { backdrop: words(src), overlay: words(second), to: words(dst) };
  const repeated = params.tile ? scratchInt32(ROW_SLOT, src.width) : undefined;
  compositeRows(src, second, pixels, 1, repeated, params, spanOf(params.blend), keep);
}

/** @param {string} mode @returns {Span} */
function spanOf(mode) {
  const operator = OPERATORS[mode];
  if (operator) return operator;
  const luminosity = LUMINOSITY_MODES[mode];
  if (luminosity !== undefined) {
    return (backdrop, overlay, to, at, overlayAt, count) =>
      blendLuminosity(luminosity, backdrop, overlay, to, at, overlayAt, count);
  }
  const table = modeTable(mode);
  return (backdrop, overlay, to, at, overlayAt, count) =>
    blendByTable(table, backdrop, overlay, to, at, overlayAt, count);
}
