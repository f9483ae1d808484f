import { type Bytes, bytesOf } from './bytes.js';
import { invalidArgument } from './errors.js';
import { tiffBlock, withOrientation } from './exif.js';
import {
  type DecodeSettings,
  type JpegOptions,
  optionSets,
  type PngOptions,
  type WebpOptions,
} from './generated/options.js';
import type { Format } from './lane.js';
import { type Limits, packLimits, resolveLimits } from './limits.js';
import { Parameters } from './parameters.js';
import { withoutTraces } from './profile.js';

/** How a file is decoded. */
export interface DecodeOptions extends DecodeSettings {
  /** In place of the engine's own. */
  limits?: Partial<Limits>;
}

/** What is written beside the pixels. */
export interface WrittenMetadata {
  /**
   * A TIFF block, from its byte order mark on, as `Metadata.blocks.exif` gives it. It is written as it is but for its orientation,
   * which becomes 1, for images stand upright: only with one that was decoded with `orient: false`, or made of one that was, is
   * that written as it is too. Sizes and the thumbnail in it are those of the picture as it was taken.
   */
  exif?: Bytes;
  /**
   * An ICC profile, in place of the image's own; null for none. The image's own is written without what it may say of a device or a
   * time, such as a screen's serial number.
   */
  icc?: Bytes | null;
  /** An XMP packet. */
  xmp?: Bytes;
  /** Pixels per inch, 1 to 65535. */
  density?: number;
}

/** Options of any format. */
interface Written {
  metadata?: WrittenMetadata;
}

/** How an image is encoded, by format. */
export interface EncodeOptionsOf {
  jpeg: JpegOptions & Written;
  png: PngOptions & Written;
  webp: WebpOptions & Written;
}

/** How an image is encoded; each format takes the options that it names. */
export type EncodeOptions = EncodeOptionsOf[Format];

/** Doubles for the parameter area of a compiled lane. */
export interface DecodeCall {
  readonly packed: readonly number[];
  readonly partial: boolean;
  readonly orient: boolean;
}

/** The same for encoding, with the blocks whose addresses go before them: exif, icc, xmp. */
export interface EncodeCall {
  readonly packed: readonly number[];
  readonly blocks: readonly (Uint8Array | undefined)[];
  readonly density: number;
}

const FORMATS: readonly Format[] = ['jpeg', 'png', 'webp'];
const decodeSet = new Parameters(optionSets.decode, 'options');
const encodeSets = Object.fromEntries(
  FORMATS.map((format) => [format, new Parameters(optionSets[format], `the options of ${format}`)]),
) as Readonly<Record<Format, Parameters>>;

function pack(set: Parameters, values: object): number[] {
  set.fill(values);
  return [...set.packed.subarray(0, set.packedLength)];
}

/** @throws {@link ImageError} `INVALID_ARGUMENT` */
export function decodeCall(options: DecodeOptions, base: Readonly<Limits>): DecodeCall {
  if (typeof options !== 'object' || options === null) throw invalidArgument('options', 'object', options);
  const { limits, ...settings } = options;
  const packed = [...packLimits(resolveLimits(limits, base)), ...pack(decodeSet, settings)];
  const { partial, orient } = decodeSet.values;
  return { packed, partial: partial === true, orient: orient === true };
}

const DENSITY = { min: 1, max: 65535 };

/** @throws {@link ImageError} `INVALID_ARGUMENT`, also for an option of another format */
export function encodeCall(
  format: Format,
  options: EncodeOptions | undefined,
  profile: Uint8Array | undefined,
  asStored = false,
): EncodeCall {
  if (!FORMATS.includes(format)) throw invalidArgument('format', `one of ${FORMATS.join(', ')}`, format);
  if (options !== undefined && (typeof options !== 'object' || options === null)) {
    throw invalidArgument('options', 'object', options);
  }
  const { metadata = {}, ...settings } = options ?? {};
  if (typeof metadata !== 'object' || metadata === null) throw invalidArgument('metadata', 'object', metadata);
  const { exif, icc = profile && withoutTraces(profile), xmp, density = 0, ...rest } = metadata;
  for (const name of Object.keys(rest)) throw invalidArgument('metadata', 'any of exif, icc, xmp, density', name);
  if (density !== 0 && !(typeof density === 'number' && density >= DENSITY.min && density <= DENSITY.max)) {
    throw invalidArgument('density', `number between ${DENSITY.min} and ${DENSITY.max}`, density);
  }
  const block = (name: string, value: Bytes | null | undefined) =>
    value === undefined || value === null ? undefined : bytesOf(value, name);
  const tiff = exif && tiffBlock(bytesOf(exif, 'exif'));
  return {
    packed: pack(encodeSets[format], settings),
    blocks: [tiff && !asStored ? withOrientation(tiff, 1) : tiff, block('icc', icc), block('xmp', xmp)],
    density,
  };
}
