/** How the page words and writes things. */
import type { Clock, Lane, SizeName } from '../race/types';

export const LANE_WORDS: Readonly<Record<Lane, string>> = {
  js: 'plain JavaScript',
  scalar: 'WebAssembly without SIMD',
  simd: 'WebAssembly SIMD, one thread',
  threads: 'WebAssembly SIMD, several threads',
};

export const CLOCK_WORDS: Readonly<Record<Clock, { label: string; explanation: string }>> = {
  kernel: { label: 'Kernel', explanation: 'the operation alone, pixels in place' },
  endToEnd: { label: 'End to end', explanation: 'with copies in and out' },
  cold: { label: 'Cold start', explanation: 'from loading the code to the first result' },
};

export const SIZE_WORDS: Readonly<Record<SizeName, string>> = {
  full: 'Full size',
  '1/2': 'Half the width',
  '1/4': 'A quarter of the width',
  '64': '64 × 64',
};

/** 12.2 MP; 4 096 pixels below a tenth of a megapixel. */
export function megapixels(width: number, height: number): string {
  const count = width * height;
  return count < 100_000 ? `${grouped(count)} pixels` : `${(count / 1e6).toFixed(1)} MP`;
}

export function dimensions(width: number, height: number): string {
  return `${width} × ${height}`;
}

/** Thin spaces between thousands: readable in every language. */
export function grouped(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, '\u202f');
}

/** Three significant digits with a unit that suits. */
export function milliseconds(ms: number): string {
  if (ms < 0.1) return `${(ms * 1000).toPrecision(3)} µs`;
  return ms < 1000 ? `${ms.toPrecision(3)} ms` : `${(ms / 1000).toPrecision(3)} s`;
}

/** 0.87, 7.42, 12.3, 104 */
export function ratio(value: number): string {
  return value.toFixed(value < 9.995 ? 2 : value < 99.95 ? 1 : 0);
}

/** The line above the chart. */
export function explain(clock: Clock): string {
  const what: Record<Clock, string> = {
    kernel:
      'Bars show how many times as fast as JavaScript each lane ran the operation itself, pixels already in place.',
    endToEnd:
      'Bars show how many times as fast as JavaScript each lane was as an application sees it, copies included.',
    cold: 'Bars show how many times sooner than JavaScript each lane had its first result, loading its code included.',
  };
  return `${what[clock]} Whiskers are 95% intervals; the scale is logarithmic, and a hatched bar to the left is a loss.`;
}
