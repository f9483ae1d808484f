import { compare, psnr } from './compare';
import type { AnyPixels, Difference, Lane, Output } from './types';

/** Lossy codecs and their opponents round differently; below this they no longer show the same picture. */
const LOSSY_PSNR_DB = 30;

export interface Verdict {
  verified: boolean;
  /** What the output was compared with; absent for the output that is the reference itself. */
  against?: 'js' | 'reference';
  reference?: Output;
  difference?: Difference;
  /** Why an output was refused, where the difference does not say it. */
  note?: string;
}

/** Decides lane by lane whether an output may be timed. `js` is judged first. */
export type Judge = (lane: Lane, output: Output) => Verdict;

/** Measures are judged by their twins alone. */
function pixelsOf(output: Output): AnyPixels {
  if ('values' in output) throw new Error('numbers came out where pixels were expected');
  return output;
}

/** Every lane equals the JavaScript twin within `tolerance` levels a channel; the twin is the oracle. */
export function agreeWithTwin(tolerance: number): Judge {
  let twin: Output | undefined;
  return (lane, output) => {
    if (lane === 'js') {
      twin = output;
      return { verified: true };
    }
    if (!twin) return { verified: false, note: 'nothing to compare with: JavaScript failed' };
    if ('values' in twin) return { verified: valuesAgree(twin, output, tolerance), against: 'js', reference: twin };
    const difference = compare(twin, pixelsOf(output));
    return { verified: difference.max <= tolerance, against: 'js', reference: twin, difference };
  };
}

/** Every number within its share `tolerance`; exactly where that is 0. */
function valuesAgree(twin: { values: Float64Array }, output: Output, tolerance: number): boolean {
  if (!('values' in output) || output.values.length !== twin.values.length) return false;
  return output.values.every((value, i) => {
    const expected = twin.values[i] as number;
    return Object.is(value, expected) || Math.abs(value - expected) <= tolerance * Math.max(1, Math.abs(expected));
  });
}

/** The output is exactly the expected picture. */
export function equal(expected: AnyPixels): Judge {
  return (_lane, output) => {
    const difference = compare(expected, pixelsOf(output));
    return { verified: difference.pixels === 0, against: 'reference', reference: expected, difference };
  };
}

/** The output shows the expected picture: what a lossy encoder wrote, decoded again. */
export function resemble(expected: AnyPixels): Judge {
  return (_lane, output) => {
    const difference = compare(expected, pixelsOf(output));
    return { verified: psnr(difference) >= LOSSY_PSNR_DB, against: 'reference', reference: expected, difference };
  };
}

/**
 * Lossy decoding: compiled lanes agree exactly with the reference decoder, the JavaScript opponent resembles it, and what
 * all of them decode resembles the picture that had been encoded.
 * @param decoded by the reference decoder
 * @param source the picture that had been encoded; absent where nobody knows it (a photo as it came)
 */
export function decodeAlike(decoded: AnyPixels, source?: AnyPixels): Judge {
  const faithful = !source || psnr(compare(source, decoded)) >= LOSSY_PSNR_DB;
  return (lane, output) => {
    const difference = compare(decoded, pixelsOf(output));
    const alike = lane === 'js' ? psnr(difference) >= LOSSY_PSNR_DB : difference.pixels === 0;
    const note = faithful ? {} : { note: 'the decoded picture does not resemble what had been encoded' };
    return { verified: faithful && alike, against: 'reference', reference: decoded, difference, ...note };
  };
}
