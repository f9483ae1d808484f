/** One logarithmic scale for all bars: twice as fast and half as fast are equally far from 1. */
export interface Scale {
  /** Powers of two, as ratios. */
  ticks: number[];
  /** Place of a ratio on the scale, 0..1. */
  at(ratio: number): number;
}

/** A scale that holds every ratio given, and at least from 1/2 to 8, so that it seldom has to change. */
export function logScale(ratios: readonly number[]): Scale {
  const low = Math.min(-1, ...ratios.map((ratio) => Math.floor(Math.log2(ratio))));
  const high = Math.max(3, ...ratios.map((ratio) => Math.ceil(Math.log2(ratio))));
  const ticks = Array.from({ length: high - low + 1 }, (_, step) => 2 ** (low + step));
  return { ticks, at: (ratio) => (Math.log2(ratio) - low) / (high - low) };
}

/** ½×, 1×, 2× */
export function tickLabel(tick: number): string {
  const fractions: Record<number, string> = { 0.5: '½', 0.25: '¼', 0.125: '⅛' };
  return `${fractions[tick] ?? (tick < 1 ? `1/${1 / tick}` : tick)}×`;
}

/** A place in percent, for CSS. */
export function percent(place: number): string {
  return `${(100 * place).toFixed(3)}%`;
}
