import { compare, psnr } from './compare';
import type { Difference, Lane, Pixels } from './types';

/** Lossy codecs and their opponents round differently; below this they no longer show the same picture. */
const LOSSY_PSNR_DB = 30;

export interface Verdict {
  verified: boolean;
  /** What the output was compared with; absent for the output that is the reference itself. */
  against?: 'js' | 'reference';
  reference?: Pixels;
  difference?: Difference;
  /** Why an output was refused, where the difference does not say it. */
  note?: string;
}

/** Decides lane by lane whether an output may be timed. `js` is judged first. */
export type Judge = (lane: Lane, output: Pixels) => Verdict;

/** Every lane equals the JavaScript twin within `tolerance` levels a channel; the twin is the oracle. */
export function agreeWithTwin(tolerance: number): Judge {
  let twin: Pixels | undefined;
  return (lane, output) => {
    if (lane === 'js') {
      twin = output;
      return { verified: true };
    }
    if (!twin) return { verified: false, note: 'nothing to compare with: JavaScript failed' };
    const difference = compare(twin, output);
    return { verified: difference.max <= tolerance, against: 'js', reference: twin, difference };
  };
}

/** The output is exactly the expected picture. */
export function equal(expected: Pixels): Judge {
  return (_lane, output) => {
    const difference = compare(expected, output);
    return { verified: difference.pixels === 0, against: 'reference', reference: expected, difference };
  };
}

/** The output shows the expected picture: what a lossy encoder wrote, decoded again. */
export function resemble(expected: Pixels): Judge {
  return (_lane, output) => {
    const difference = compare(expected, output);
    return { verified: psnr(difference) >= LOSSY_PSNR_DB, against: 'reference', reference: expected, difference };
  };
}

/**
 * Lossy decoding: compiled lanes agree exactly with the reference decoder, the JavaScript opponent resembles it, and what
 * all of them decode resembles the picture that had been encoded.
 * @param decoded by the reference decoder
 * @param source the picture that had been encoded; absent where nobody knows it (a photo as it came)
 */
export function decodeAlike(decoded: Pixels, source?: Pixels): Judge {
  const faithful = !source || psnr(compare(source, decoded)) >= LOSSY_PSNR_DB;
  return (lane, output) => {
    const difference = compare(decoded, output);
    const alike = lane === 'js' ? psnr(difference) >= LOSSY_PSNR_DB : difference.pixels === 0;
    const note = faithful ? {} : { note: 'the decoded picture does not resemble what had been encoded' };
    return { verified: faithful && alike, against: 'reference', reference: decoded, difference, ...note };
  };
}
