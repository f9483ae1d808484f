import { invalidArgument } from './errors.js';
import type { EncodeOptions, Format } from './lane.js';

const DEFAULTS: Readonly<Required<EncodeOptions>> = { quality: 80, level: 6, lossless: false, effort: 4 };

/** The options that each format takes. */
const OPTIONS: Readonly<Record<Format, readonly (keyof EncodeOptions)[]>> = {
  jpeg: ['quality'],
  png: ['level'],
  webp: ['quality', 'lossless', 'effort'],
};

const QUALITY = { min: 1, max: 100 };
const LEVEL = { min: 0, max: 9 };
const EFFORT = { min: 0, max: 6 };

/**
 * Every option, checked, defaults filled in.
 *
 * @throws {@link ImageError} `INVALID_ARGUMENT`, also for an option of another format
 */
export function resolveEncodeOptions(format: Format, options: EncodeOptions | undefined): Required<EncodeOptions> {
  if (!Object.hasOwn(OPTIONS, format))
    throw invalidArgument('format', `one of ${Object.keys(OPTIONS).join(', ')}`, format);
  if (options === undefined) return DEFAULTS;
  if (typeof options !== 'object' || options === null) throw invalidArgument('options', 'object', options);
  const known = OPTIONS[format];
  for (const name of Object.keys(options)) {
    if (!known.includes(name as keyof EncodeOptions)) {
      throw invalidArgument(`the options of ${format}`, `any of ${known.join(', ')}`, name);
    }
  }
  const {
    quality = DEFAULTS.quality,
    level = DEFAULTS.level,
    lossless = DEFAULTS.lossless,
    effort = DEFAULTS.effort,
  } = options;
  if (!(typeof quality === 'number' && quality >= QUALITY.min && quality <= QUALITY.max)) {
    throw invalidArgument('quality', `number between ${QUALITY.min} and ${QUALITY.max}`, quality);
  }
  checkInteger('level', level, LEVEL);
  if (typeof lossless !== 'boolean') throw invalidArgument('lossless', 'boolean', lossless);
  checkInteger('effort', effort, EFFORT);
  return { quality, level, lossless, effort };
}

function checkInteger(name: string, value: number, { min, max }: { min: number; max: number }): void {
  if (!Number.isInteger(value) || value < min || value > max) {
    throw invalidArgument(name, `integer between ${min} and ${max}`, value);
  }
}
