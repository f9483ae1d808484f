import { ImageError, invalidArgument } from './errors.js';
import { type Limits as LimitOptions, optionSets } from './generated/options.js';
import { Parameters } from './parameters.js';

/** What a file or a call may ask for. */
export type Limits = Required<LimitOptions>;

/** What holds when nothing is said. */
export const DEFAULT_LIMITS: Readonly<Limits> = Object.fromEntries(
  optionSets.limits.map((limit) => [limit.name, limit.default]),
) as unknown as Limits;

const set = new Parameters(optionSets.limits, 'limits');

/**
 * `base` with those limits that are given.
 *
 * @throws {@link ImageError} `INVALID_ARGUMENT` for a limit that is none
 */
export function resolveLimits(limits: Partial<Limits> | undefined, base: Readonly<Limits>): Readonly<Limits> {
  if (limits === undefined) return base;
  if (typeof limits !== 'object' || limits === null) throw invalidArgument('limits', 'object', limits);
  const given = Object.entries(limits).filter(([, value]) => value !== undefined);
  set.fill({ ...base, ...Object.fromEntries(given) });
  return { ...set.values } as unknown as Limits;
}

/** The limits as doubles, in the order in which compiled lanes read them. */
export const packLimits = (limits: Readonly<Limits>): number[] => optionSets.limits.map(({ name }) => limits[name]);

/** @throws {@link ImageError} `INVALID_ARGUMENT` for what is no size, `LIMIT` for one that is too large */
export function checkSize(width: number, height: number, limits: Readonly<Limits>): void {
  if (!Number.isInteger(width) || width < 1) throw invalidArgument('width', 'integer from 1', width);
  if (!Number.isInteger(height) || height < 1) throw invalidArgument('height', 'integer from 1', height);
  const { maxWidth, maxHeight, maxPixels } = limits;
  if (width > maxWidth || height > maxHeight || width * height > maxPixels) {
    throw new ImageError(
      'LIMIT',
      `An image of ${width} x ${height} exceeds the limits: ${maxWidth} x ${maxHeight}, ${maxPixels} pixels`,
    );
  }
}
