import { type Bytes, bytesOf } from './bytes.js';
import { type EncodeOptionsOf, encodeCall } from './codec-call.js';
import { ImageError, invalidArgument } from './errors.js';
import { Image } from './image.js';
import { JpegMethods } from './jpeg-methods.js';
import type { FrameSink } from './lane.js';
import { type Limits, packLimits, resolveLimits } from './limits.js';

/** A frame of an animation, as it is shown. */
export interface Frame {
  /** The whole canvas, to be released by whoever takes the frame. */
  image: Image;
  /** ms; 0 of a still image */
  duration: number;
  /** From 0 on. */
  index: number;
}

/** How an animation is encoded; `loops`: how often it is shown, 0 to 65535, 0 (the default) for ever. `targetSize` is for still images. */
export type AnimationOptions = EncodeOptionsOf['webp'] & { loops?: number };

const MOST_LOOPS = 65535;
/** ms; what 24 bits hold */
const LONGEST = 16777215;

/** Files of more than one image. */
export abstract class AnimationMethods extends JpegMethods {
  /**
   * Decodes the frames of an animation one after another, each composed with what is left of those before it. The file is read when
   * the first frame is asked for; what is in use then is freed after the last one, or when the loop over the frames is left.
   * `maxTime` bounds the time of all frames together. They come as stored: an EXIF orientation is not applied.
   *
   * @param bytes - a WebP file; one that is not animated has one frame
   * @param options - `limits`: in place of the engine's own
   * @throws {@link ImageError} `UNSUPPORTED` for other formats, `CORRUPT`, `TRUNCATED`, `LIMIT`, `TIMEOUT`, `OUT_OF_MEMORY`,
   * `INVALID_ARGUMENT`
   */
  frames(bytes: Bytes, options: { limits?: Partial<Limits> } = {}): Generator<Frame, void, undefined> {
    this.check();
    const file = bytesOf(bytes, 'bytes');
    if (typeof options !== 'object' || options === null) throw invalidArgument('options', 'object', options);
    const { limits, ...rest } = options;
    for (const name of Object.keys(rest)) throw invalidArgument('options', 'any of limits', name);
    return this.#frames(file, packLimits(resolveLimits(limits, this.info.limits)));
  }

  *#frames(file: Uint8Array, limits: readonly number[]): Generator<Frame, void, undefined> {
    const source = this.#guarded(() => this.runtime.openFrames(file, limits));
    try {
      for (let index = 0; index < source.frames; index++) {
        const { image, duration } = this.#guarded(() => {
          const { pixels, width, height, duration } = source.next();
          return { image: this.adopt(pixels, width, height, 8), duration };
        });
        Image.setIcc(image, source.icc);
        Image.setAsStored(image);
        yield { image, duration, index };
      }
    } finally {
      source.close();
    }
  }

  /**
   * Encodes an animation. A frame that equals the one before it makes that one last longer.
   *
   * @param frames - images of one size, 8 bits a channel, each released by its owner afterwards; `duration`: ms, an integer
   * @param format - `webp`
   * @returns the file, in memory of its own that is never shared; of one frame it may be a still image
   * @throws {@link ImageError} `INVALID_ARGUMENT`, `LIMIT` (16383 x 16383, `maxFrames`), `OUT_OF_MEMORY`
   */
  encodeFrames(
    frames: Iterable<{ image: Image; duration: number }>,
    format: 'webp',
    options: AnimationOptions = {},
  ): Uint8Array<ArrayBuffer> {
    this.check();
    if (format !== 'webp') throw invalidArgument('format', 'webp', format);
    if (typeof options !== 'object' || options === null) throw invalidArgument('options', 'object', options);
    const { loops = 0, ...settings } = options;
    checkInteger('loops', loops, MOST_LOOPS);
    let sink: FrameSink | undefined;
    let first: Image | undefined;
    let count = 0;
    try {
      for (const { image, duration } of frames) {
        checkInteger('duration', duration, LONGEST);
        if (++count > this.info.limits.maxFrames) {
          throw new ImageError('LIMIT', `The animation exceeds the limit of ${this.info.limits.maxFrames} frames`);
        }
        const pixels = this.pixels(image, 'image', [8]);
        first ??= image;
        if (image.width !== first.width || image.height !== first.height) {
          const expected = `image of ${first.width} x ${first.height}`;
          throw invalidArgument('image', expected, `${image.width} x ${image.height}`);
        }
        const { width, height, icc } = first;
        sink ??= this.#guarded(() =>
          this.runtime.openFrameSink(width, height, loops, encodeCall('webp', settings, icc)),
        );
        const to = sink;
        this.#guarded(() => to.add(pixels, duration));
      }
      const written = sink;
      if (written === undefined) throw invalidArgument('frames', 'at least one frame', 'none');
      return this.#guarded(() => written.finish());
    } finally {
      sink?.close();
    }
  }

  /** The engine may have been disposed of since the last frame. */
  #guarded<T>(work: () => T): T {
    this.check();
    try {
      return work();
    } catch (error) {
      throw this.failed(error);
    }
  }
}

function checkInteger(name: string, value: unknown, max: number): void {
  if (!Number.isInteger(value) || (value as number) < 0 || (value as number) > max) {
    throw invalidArgument(name, `integer between 0 and ${max}`, value);
  }
}
