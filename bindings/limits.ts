import { ImageError, invalidArgument } from './errors.js';

/** The largest image that an engine makes, decodes or encodes. */
export interface Limits {
  /** px, 1 to 65535. Default 65535. */
  maxWidth: number;
  /** px, 1 to 65535. Default 65535. */
  maxHeight: number;
  /** Width times height, 1 to 500 million (2 GB of pixels). Default 100 million. */
  maxPixels: number;
}

const MOST_SIDE = 65535;

/** 4 bytes a pixel and the rows' padding stay below 2^32 bytes: sizes cannot overflow in a compiled lane. */
const MOST_PIXELS = 500_000_000;

/** What holds when nothing is said. */
export const DEFAULT_LIMITS: Readonly<Limits> = { maxWidth: MOST_SIDE, maxHeight: MOST_SIDE, maxPixels: 100_000_000 };

const MOST: Readonly<Limits> = { maxWidth: MOST_SIDE, maxHeight: MOST_SIDE, maxPixels: MOST_PIXELS };

/**
 * `base` with those limits that are given.
 *
 * @throws {@link ImageError} `INVALID_ARGUMENT` for a limit that is none
 */
export function resolveLimits(limits: Partial<Limits> | undefined, base: Readonly<Limits>): Readonly<Limits> {
  if (limits === undefined) return base;
  if (typeof limits !== 'object' || limits === null) throw invalidArgument('limits', 'object', limits);
  const resolved = { ...base };
  for (const [name, value] of Object.entries(limits)) {
    if (!Object.hasOwn(MOST, name)) throw invalidArgument('limits', `any of ${Object.keys(MOST).join(', ')}`, name);
    const most = MOST[name as keyof Limits];
    if (value === undefined) continue;
    if (!Number.isInteger(value) || value < 1 || value > most) {
      throw invalidArgument(name, `integer between 1 and ${most}`, value);
    }
    resolved[name as keyof Limits] = value;
  }
  return resolved;
}

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
