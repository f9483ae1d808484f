/// <reference lib="esnext.disposable" preserve="true" />
import type { Engine } from './engine.js';
import { ImageError, invalidArgument } from './errors.js';
import type { LaneRuntime } from './lane.js';
import type { Depth } from './registry-types.js';

/**
 * RGBA pixels inside an engine: 8 or 16 bits a channel, straight alpha. Its memory is not the garbage collector's: call
 * {@link Image.release}, or declare it with `using`. An image that is forgotten is freed some time after it was collected,
 * which may be late.
 */
export class Image {
  /** px */
  readonly width: number;
  /** px */
  readonly height: number;
  /** Bits a channel. */
  readonly depth: Depth;
  #icc: Uint8Array<ArrayBuffer> | undefined;
  #asStored = false;
  /** The engine whose methods take this image. */
  readonly engine: Engine;
  readonly #runtime: LaneRuntime;
  #pixels: object | null;

  /** @internal Engines make images. */
  constructor(engine: Engine, runtime: LaneRuntime, pixels: object, width: number, height: number, depth: Depth) {
    this.engine = engine;
    this.width = width;
    this.height = height;
    this.depth = depth;
    this.#runtime = runtime;
    this.#pixels = pixels;
    if (runtime.mustFree) forgotten.register(this, { runtime, pixels }, this);
  }

  /**
   * The ICC profile of the colours; undefined for sRGB. What kernels make of an image has the profile of the image, for most of them
   * know nothing of colour spaces; those that convert between them are told what to convert from.
   */
  get icc(): Uint8Array<ArrayBuffer> | undefined {
    return this.#icc;
  }

  /** @internal */
  static setIcc(image: Image, icc: Uint8Array<ArrayBuffer> | undefined): void {
    image.#icc = icc;
  }

  /** @internal Marks an image to which the orientation that its file states has not been applied. */
  static setAsStored(image: Image): void {
    image.#asStored = true;
  }

  /** @internal True when the orientation that the file states is still to be applied. */
  static isAsStored(image: Image): boolean {
    return image.#asStored;
  }

  /** @internal What `image` takes over from the one it was made of. */
  static inherit(image: Image, from: Image): void {
    image.#icc = from.#icc;
    image.#asStored = from.#asStored;
  }

  /** Frees the pixels. The image cannot be used afterwards; releasing it again does nothing. */
  release(): void {
    const pixels = this.#pixels;
    if (pixels === null) return;
    this.#pixels = null;
    if (this.#runtime.mustFree) forgotten.unregister(this);
    this.#runtime.free(pixels);
  }

  /** True when {@link Image.release} was called. */
  get released(): boolean {
    return this.#pixels === null;
  }

  /** The same as {@link Image.release}, for `using`. */
  declare [Symbol.dispose]: () => void;

  /** @internal The lane's own image. @throws {@link ImageError} `INVALID_ARGUMENT` when it is not usable in `engine` */
  static pixelsOf(image: Image, engine: Engine, name: string): object {
    if (!(image instanceof Image)) throw invalidArgument(name, 'Image', image);
    if (image.engine !== engine) {
      throw new ImageError('INVALID_ARGUMENT', `Expected an image of this engine for ${name} but received another's`);
    }
    if (image.#pixels === null) {
      throw new ImageError('INVALID_ARGUMENT', `Expected an image in use for ${name} but received a released one`);
    }
    return image.#pixels;
  }
}

// Not every browser knows the symbol yet; a method in the class would be named "undefined" there.
if (Symbol.dispose) {
  Object.defineProperty(Image.prototype, Symbol.dispose, {
    value: Image.prototype.release,
    configurable: true,
    writable: true,
  });
}

const forgotten = new FinalizationRegistry<{ runtime: LaneRuntime; pixels: object }>(({ runtime, pixels }) => {
  runtime.free(pixels);
});
