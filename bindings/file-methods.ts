import { type Bytes, bytesOf } from './bytes.js';
import { type DecodeOptions, decodeCall, type EncodeOptionsOf, encodeCall } from './codec-call.js';
import { Compounds } from './compounds.js';
import type { EngineInfo } from './engine-types.js';
import { ImageError } from './errors.js';
import { Image } from './image.js';
import type { Format, LaneRuntime, Metadata } from './lane.js';
import { packLimits } from './limits.js';
import type { Depth } from './registry-types.js';

/** What came of a file that could not be decoded whole. */
export interface PartialImage {
  /** null when nothing came */
  image: Image | null;
  /** Rows from the top of the stored image that came; those behind them are transparent. */
  rows: number;
  /** Why there is no more; null when all is there. */
  error: ImageError | null;
}

/** Files in, files out. */
export abstract class FileMethods extends Compounds {
  abstract readonly info: EngineInfo;
  /** @internal */
  protected abstract readonly runtime: LaneRuntime;
  /** @internal Throws where the engine takes no calls. */
  protected abstract check(): void;
  /** @internal What to throw for what a lane threw. */
  protected abstract failed(error: unknown): ImageError;
  /** @internal The lane's own image. */
  protected abstract pixels(image: Image, name: string, depths?: readonly Depth[]): object;
  /** @internal An image of what the lane made. */
  protected abstract adopt(pixels: object, width: number, height: number, depth: Depth): Image;

  /**
   * Reads what a file says of itself. No pixels are decoded.
   *
   * @param bytes - a JPEG, PNG or WebP file
   * @throws {@link ImageError} `NOT_AN_IMAGE`, `UNSUPPORTED`, `CORRUPT`, `TRUNCATED`, `LIMIT` for metadata that is too large,
   * `OUT_OF_MEMORY`, `INVALID_ARGUMENT`
   */
  metadata(bytes: Bytes): Metadata {
    this.check();
    const file = bytesOf(bytes, 'bytes');
    try {
      return this.runtime.metadata(file, packLimits(this.info.limits));
    } catch (error) {
      throw this.failed(error);
    }
  }

  /**
   * Decodes a file, or the part of it that the options name.
   *
   * @param bytes - a JPEG, PNG or WebP file; copied
   * @returns a new image, to be released by the caller; with `partial: true`, what came of it
   * @throws {@link ImageError} `NOT_AN_IMAGE`, `UNSUPPORTED`, `CORRUPT`, `TRUNCATED`, `LIMIT`, `TIMEOUT`, `OUT_OF_MEMORY`,
   * `INVALID_ARGUMENT`
   */
  decode(bytes: Bytes, options?: DecodeOptions & { partial?: false }): Image;
  decode(bytes: Bytes, options: DecodeOptions & { partial: true }): PartialImage;
  decode(bytes: Bytes, options: DecodeOptions = {}): Image | PartialImage {
    this.check();
    const file = bytesOf(bytes, 'bytes');
    const call = decodeCall(options, this.info.limits);
    try {
      const { pixels, width, height, depth, rows, icc, error } = this.runtime.decode(file, call);
      const image = pixels && this.adopt(pixels, width, height, depth);
      if (image) Image.setIcc(image, icc);
      if (image && !call.orient) Image.setAsStored(image);
      if (call.partial) return { image, rows, error };
      if (image === null) throw error;
      return image;
    } catch (error) {
      if (call.partial && error instanceof ImageError) return { image: null, rows: 0, error };
      throw this.failed(error);
    }
  }

  /**
   * Encodes an image. Of metadata it writes the profile of an image that is not sRGB, and what `metadata` names: nothing that tells
   * place, device or time.
   *
   * @param image - 8 bits a channel, or for png 16; else `to8Bit` first
   * @returns the file, in memory of its own that is never shared
   * @throws {@link ImageError} `INVALID_ARGUMENT`, `UNSUPPORTED`, `LIMIT` (WebP: 16383 x 16383), `OUT_OF_MEMORY`
   */
  encode<F extends Format>(image: Image, format: F, options?: EncodeOptionsOf[F]): Uint8Array<ArrayBuffer> {
    const isImage = image instanceof Image;
    const call = encodeCall(format, options, isImage ? image.icc : undefined, isImage && Image.isAsStored(image));
    const pixels = this.pixels(image, 'image', format === 'png' ? [8, 16] : [8]);
    try {
      return this.runtime.encode(pixels, format, call);
    } catch (error) {
      throw this.failed(error);
    }
  }

  /**
   * The image in sRGB, by its profile: perceptual intent, as decoding with `profile: 'srgb'` has it.
   *
   * @param image - not changed
   * @returns a new image without a profile, to be released by the caller; a copy of an image that has none
   * @throws {@link ImageError} `INVALID_ARGUMENT`, `OUT_OF_MEMORY`, `CORRUPT` or `UNSUPPORTED` for a profile that is of no use
   */
  toSrgb(image: Image): Image {
    const source = this.pixels(image, 'image');
    const { width, height, depth, icc } = image;
    try {
      const pixels = this.runtime.create(width, height, depth);
      const result = this.adopt(pixels, width, height, depth);
      Image.inherit(result, image);
      Image.setIcc(result, undefined);
      try {
        this.runtime.copy(source, pixels);
        if (icc) this.runtime.toSrgb(pixels, icc);
        return result;
      } catch (error) {
        if (error instanceof ImageError) result.release();
        throw error;
      }
    } catch (error) {
      throw this.failed(error);
    }
  }
}
