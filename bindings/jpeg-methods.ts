import { type Bytes, bytesOf } from './bytes.js';
import { invalidArgument } from './errors.js';
import { FileMethods } from './file-methods.js';
import { type JpegPreviews, type JpegStrips, type JpegTransform, optionSets } from './generated/options.js';
import { Image } from './image.js';
import type { JpegSource, Made } from './lane.js';
import { checkSize, type Limits, packLimits, resolveLimits } from './limits.js';
import { Parameters } from './parameters.js';

interface Limited {
  /** In place of the engine's own. */
  limits?: Partial<Limits>;
}

/** How `rows` reads a file. */
export type JpegRowsOptions = JpegStrips & Limited;
/** How `previews` reads a file. */
export type JpegPreviewsOptions = JpegPreviews & Limited;
/** What `transformJpeg` does. */
export type JpegTransformOptions = JpegTransform & Limited;

const stripsSet = new Parameters(optionSets.strips, 'options');
const previewsSet = new Parameters(optionSets.previews, 'options');
const transformSet = new Parameters(optionSets.transform, 'options');

/** What only JPEG files can do. */
export abstract class JpegMethods extends FileMethods {
  /**
   * Decodes a JPEG file strip by strip, so that the whole image never is in memory: only the file is, and of progressive files the
   * coefficients. Rows come as they are stored: `metadata` tells the orientation. Ending the loop early is fine.
   *
   * @param bytes - a JPEG file; copied when the first strip is asked for
   * @returns images, each to be released by the caller
   * @throws {@link ImageError} while it is read, `NOT_AN_IMAGE`, `UNSUPPORTED`, `CORRUPT`, `TRUNCATED`, `LIMIT` (of pixels, for a strip),
   * `TIMEOUT` (for a strip), `OUT_OF_MEMORY`; at once, `INVALID_ARGUMENT`
   *
   * @example
   * for (const strip of engine.rows(file, { height: 128 })) {
   *   write(engine.toPixels(strip));
   *   strip.release();
   * }
   */
  rows(bytes: Bytes, options: JpegRowsOptions = {}): Generator<Image, void, undefined> {
    const { file, limits, packed } = this.#prepare(bytes, options, stripsSet);
    const { height, scale } = stripsSet.values;
    return this.#strips(file, [...packed, scale as number], limits, height as number);
  }

  /**
   * Decodes a JPEG file as it looks after each of its scans: coarse at first, in the end as `decode` gives it. Of a file that is not
   * progressive there mostly is one.
   *
   * @param bytes - a JPEG file; copied when the first image is asked for
   * @returns images, each to be released by the caller
   * @throws {@link ImageError} as {@link JpegMethods.rows}; scans that came before a fault come before the error
   */
  previews(bytes: Bytes, options: JpegPreviewsOptions = {}): Generator<Image, void, undefined> {
    const { file, limits, packed } = this.#prepare(bytes, options, previewsSet);
    const { scale, orient } = previewsSet.values;
    return this.#scans(file, [...packed, scale as number], limits, orient as boolean);
  }

  /**
   * Turns, crops or rewrites a JPEG file without decoding it: the coefficients move, and nothing is lost but what lies outside of the
   * region and, where an edge cuts through an MCU, what `edge` says. What MCUs are, 8 or 16 pixels wide and high, follows from the
   * file's subsampling.
   *
   * @param bytes - a JPEG file
   * @returns a JPEG file
   * @throws {@link ImageError} `NOT_AN_IMAGE`, `UNSUPPORTED`, `CORRUPT`, `TRUNCATED`, `LIMIT`, `TIMEOUT`, `OUT_OF_MEMORY`,
   * `INVALID_ARGUMENT`
   */
  transformJpeg(bytes: Bytes, options: JpegTransformOptions = {}): Uint8Array<ArrayBuffer> {
    const { file, packed } = this.#prepare(bytes, options, transformSet);
    try {
      return this.runtime.transformJpeg(file, [
        ...packed,
        ...transformSet.packed.subarray(0, transformSet.packedLength),
      ]);
    } catch (error) {
      throw this.failed(error);
    }
  }

  /** Checks arguments and fills `set`. */
  #prepare(bytes: Bytes, options: Limited, set: Parameters) {
    this.check();
    const file = bytesOf(bytes, 'bytes');
    if (typeof options !== 'object' || options === null) throw invalidArgument('options', 'object', options);
    const { limits, ...settings } = options;
    set.fill(settings);
    const resolved = resolveLimits(limits, this.info.limits);
    return { file, limits: resolved, packed: packLimits(resolved) };
  }

  *#strips(file: Uint8Array, packed: readonly number[], limits: Readonly<Limits>, most: number) {
    const source = this.#open(file, packed, false);
    try {
      for (let y = 0; y < source.height; y += most) {
        const height = Math.min(most, source.height - y);
        checkSize(source.width, height, limits);
        yield this.#made(source, false, () => source.nextStrip(height));
      }
    } finally {
      source.close();
    }
  }

  *#scans(file: Uint8Array, packed: readonly number[], limits: Readonly<Limits>, orient: boolean) {
    const source = this.#open(file, packed, true);
    try {
      checkSize(source.width, source.height, limits);
      for (let more = true; more; ) {
        yield this.#made(source, orient, () => {
          const scan = source.nextScan(orient);
          more = scan.more;
          return scan;
        });
      }
    } finally {
      source.close();
    }
  }

  #open(file: Uint8Array, packed: readonly number[], byScans: boolean): JpegSource<object> {
    this.check();
    try {
      return this.runtime.openJpeg(file, packed, byScans);
    } catch (error) {
      throw this.failed(error);
    }
  }

  /** An image of what `next` gives. */
  #made(source: JpegSource<object>, upright: boolean, next: () => Made<object>): Image {
    this.check();
    try {
      const { pixels, width, height } = next();
      const image = this.adopt(pixels, width, height, 8);
      Image.setIcc(image, source.icc);
      if (!upright) Image.setAsStored(image);
      return image;
    } catch (error) {
      throw this.failed(error);
    }
  }
}
