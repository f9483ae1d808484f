import { AnimationMethods } from './animation-methods.js';
import { type Bytes, bytesOf } from './bytes.js';
import type { AnyKernelName, EngineInfo, Pixels, Pixels16 } from './engine-types.js';
import { ImageError, invalidArgument } from './errors.js';
import { type KernelName, registry } from './generated/registry.js';
import { Image } from './image.js';
import { KernelCall } from './kernel-call.js';
import type { LaneRuntime } from './lane.js';
import { checkSize, type Limits } from './limits.js';
import type { Depth } from './registry-types.js';
import { namedResults, type Results } from './results.js';
import { fromTensor, type Tensor, type TensorParams, toTensor } from './tensor.js';

const CHANNELS = 4;

/** Kernels whose results are sRGB, whatever the profile of their source. */
const TO_SRGB: readonly KernelName[] = ['displayP3ToSrgb', 'adobeRgbToSrgb'];

/**
 * One loaded lane and its memory. Calls are synchronous and block: engines belong into workers, except for small images.
 * Besides the methods here, every kernel of the registry is a method that makes a new image.
 *
 * Every method throws {@link ImageError} `INTERNAL` after an internal error, and `INVALID_ARGUMENT` after `dispose`.
 */
export class Engine extends AnimationMethods {
  override readonly info: EngineInfo;
  /** @internal */
  protected override readonly runtime: LaneRuntime;
  readonly #calls: ReadonlyMap<string, KernelCall>;
  /** Why the engine refuses to work; null while it does. */
  #refusal: ImageError | null = null;
  #disposed = false;

  /** @internal See `createEngine`. */
  constructor(runtime: LaneRuntime, limits: Readonly<Limits>) {
    super();
    this.runtime = runtime;
    const { lane, threads, codecs } = runtime;
    this.info = Object.freeze({
      lane,
      threads,
      codecs: Object.freeze([...codecs]),
      limits: Object.freeze({ ...limits }),
    });
    this.#calls = new Map(registry.kernels.map((kernel) => [kernel.name, new KernelCall(kernel)]));
  }

  /**
   * Makes an image whose pixels are not initialised: the destination of {@link Engine.run}.
   *
   * @param width - px
   * @param height - px
   * @param depth - bits a channel
   * @throws {@link ImageError} `INVALID_ARGUMENT`, `LIMIT`, `OUT_OF_MEMORY`
   */
  createImage(width: number, height: number, depth: Depth = 8): Image {
    this.check();
    checkSize(width, height, this.info.limits);
    if (depth !== 8 && depth !== 16) throw invalidArgument('depth', '8 or 16', depth);
    try {
      return new Image(this, this.runtime, this.runtime.create(width, height, depth), width, height, depth);
    } catch (error) {
      throw this.failed(error);
    }
  }

  /**
   * Makes an image from pixels, for example from `ImageData`.
   *
   * @param data - RGBA, 8 bits a channel, straight alpha, rows without gaps: 4 * width * height bytes; copied
   * @param width - px
   * @param height - px
   * @throws {@link ImageError} `INVALID_ARGUMENT`, `LIMIT`, `OUT_OF_MEMORY`
   */
  fromPixels(data: Bytes, width: number, height: number): Image {
    return this.#fromBytes(bytesOf(data, 'data'), width, height, 8);
  }

  /**
   * Makes an image of 16 bits a channel from pixels.
   *
   * @param data - RGBA, 0 to 65535 a channel, straight alpha, rows without gaps: 4 * width * height values; copied
   * @param width - px
   * @param height - px
   * @throws {@link ImageError} `INVALID_ARGUMENT`, `LIMIT`, `OUT_OF_MEMORY`
   */
  fromPixels16(data: Uint16Array, width: number, height: number): Image {
    if (!(data instanceof Uint16Array)) throw invalidArgument('data', 'Uint16Array', data);
    return this.#fromBytes(bytesOf(data, 'data'), width, height, 16);
  }

  #fromBytes(bytes: Uint8Array, width: number, height: number, depth: Depth): Image {
    this.check();
    checkSize(width, height, this.info.limits);
    const channelBytes = depth / 8;
    const expected = width * height * CHANNELS;
    if (bytes.length !== expected * channelBytes) {
      const unit = depth === 8 ? 'bytes' : 'values';
      throw invalidArgument('data', `${expected} ${unit} (${width} x ${height} RGBA)`, bytes.length / channelBytes);
    }
    const image = this.createImage(width, height, depth);
    try {
      this.runtime.write(this.pixels(image, 'image'), bytes);
      return image;
    } catch (error) {
      throw this.failed(error);
    }
  }

  /**
   * A copy of an image's pixels, 8 bits a channel.
   *
   * @returns what the constructor of `ImageData` takes
   * @throws {@link ImageError} `INVALID_ARGUMENT`, `OUT_OF_MEMORY`
   */
  toPixels(image: Image): Pixels {
    const data = new Uint8ClampedArray(this.#toBytes(image, 8));
    return { data, width: image.width, height: image.height };
  }

  /**
   * A copy of an image's pixels, 16 bits a channel.
   *
   * @throws {@link ImageError} `INVALID_ARGUMENT`, `OUT_OF_MEMORY`
   */
  toPixels16(image: Image): Pixels16 {
    const data = new Uint16Array(this.#toBytes(image, 16));
    return { data, width: image.width, height: image.height };
  }

  #toBytes(image: Image, depth: Depth): ArrayBuffer {
    const pixels = this.pixels(image, 'image', [depth]);
    try {
      return this.runtime.read(pixels).buffer;
    } catch (error) {
      throw this.failed(error);
    }
  }

  /**
   * Runs a kernel into an image that exists: nothing is allocated but what the kernel itself needs.
   *
   * @param kernel - name of a kernel of the registry
   * @param src - not changed
   * @param dst - another image, of the size that {@link Engine.outputSize} gives; where `params` leave the size of the
   * output open, as `resize` without `width` and `height` does, the size of `dst` decides
   * @param params - absent ones take their defaults
   * @param second - the second image, of a kernel that has one
   * @throws {@link ImageError} `INVALID_ARGUMENT`, `OUT_OF_MEMORY`
   */
  run(kernel: AnyKernelName, src: Image, dst: Image, params?: object, second?: Image): void {
    const call = this.#call(kernel, params);
    if (call.kernel.results) throw invalidArgument('kernel', 'one that makes an image', `${kernel}, see measure`);
    const source = this.pixels(src, 'src', call.depths);
    const other = this.#second(call, src, second);
    const result = this.pixels(dst, 'dst', [call.kernel.outputDepth ?? src.depth]);
    call.sizeFor(src.width, src.height);
    if (source === result) throw invalidArgument('dst', 'another image than src', 'the same');
    if (other === result) throw invalidArgument('dst', 'another image than second', 'the same');
    if ((dst.width !== call.width || dst.height !== call.height) && !call.sizeIsOpen) {
      throw invalidArgument('dst', `image of ${call.width} x ${call.height}`, `${dst.width} x ${dst.height}`);
    }
    try {
      this.runtime.run(call, source, other, result);
    } catch (error) {
      throw this.failed(error);
    }
  }

  /**
   * Runs a kernel that answers with numbers.
   *
   * @param kernel - name of a kernel of the registry whose `output` is `values`
   * @param image - not changed
   * @param params - absent ones take their defaults
   * @param second - the second image, of a kernel that has one
   * @returns the number or numbers of the only result, or all results by name
   * @throws {@link ImageError} `INVALID_ARGUMENT`, `OUT_OF_MEMORY`
   */
  override measure(kernel: AnyKernelName, image: Image, params?: object, second?: Image): Results {
    const call = this.#call(kernel, params);
    const { results } = call.kernel;
    if (!results) throw invalidArgument('kernel', 'one that answers with numbers', `${kernel}, see run`);
    const source = this.pixels(image, 'image', call.depths);
    const other = this.#second(call, image, second);
    try {
      return namedResults(results, this.runtime.measure(call, source, other));
    } catch (error) {
      throw this.failed(error);
    }
  }

  /**
   * Copies pixels: what a kernel is measured against.
   *
   * @param dst - another image of the same size
   * @throws {@link ImageError} `INVALID_ARGUMENT`
   */
  copy(src: Image, dst: Image): void {
    const source = this.pixels(src, 'src');
    const result = this.pixels(dst, 'dst', [src.depth]);
    if (source === result) throw invalidArgument('dst', 'another image than src', 'the same');
    if (dst.width !== src.width || dst.height !== src.height) {
      throw invalidArgument('dst', `image of ${src.width} x ${src.height}`, `${dst.width} x ${dst.height}`);
    }
    try {
      this.runtime.copy(source, result);
    } catch (error) {
      throw this.failed(error);
    }
  }

  /**
   * The size that a kernel's output has.
   *
   * @param width - of the source, px
   * @param height - of the source, px
   * @throws {@link ImageError} `INVALID_ARGUMENT`, `LIMIT`
   */
  outputSize(kernel: AnyKernelName, width: number, height: number, params?: object): { width: number; height: number } {
    const call = this.#call(kernel, params);
    checkSize(width, height, this.info.limits);
    call.sizeFor(width, height);
    checkSize(call.width, call.height, this.info.limits);
    return { width: call.width, height: call.height };
  }

  /**
   * The colours as the input of a neural network, resized first where `width` or `height` is given.
   *
   * @returns the elements in memory of their own, and the shape: [1, 3, height, width] or [1, height, width, 3]
   * @throws {@link ImageError} `INVALID_ARGUMENT`, `LIMIT`, `OUT_OF_MEMORY`
   */
  toTensor(image: Image, params?: TensorParams): Tensor {
    return toTensor(this, image, params);
  }

  /**
   * An opaque image of what `toTensor` gives: elements times `std` plus `mean`, clamped to 0..1; bytes as they are.
   *
   * @param shape - with or without the leading 1
   * @throws {@link ImageError} `INVALID_ARGUMENT`, `LIMIT`, `OUT_OF_MEMORY`
   */
  fromTensor(
    data: Float32Array | Uint8Array | Uint8ClampedArray,
    shape: readonly number[],
    params?: Omit<TensorParams, 'type' | 'width' | 'height' | 'filter'>,
  ): Image {
    this.check();
    return fromTensor(this, data, shape, params);
  }

  /** Ends the engine: its threads stop, its memory and its images are gone. Disposing it again does nothing. */
  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#refusal ??= new ImageError('INVALID_ARGUMENT', 'The engine was disposed of: create a new one');
    this.runtime.dispose();
  }

  /** @internal */
  protected override adopt(pixels: object, width: number, height: number, depth: Depth): Image {
    return new Image(this, this.runtime, pixels, width, height, depth);
  }

  protected override apply(kernel: KernelName, image: Image, params?: object, second?: Image): Image {
    const call = this.#call(kernel, params);
    const source = this.pixels(image, 'image', call.depths);
    const other = this.#second(call, image, second);
    call.sizeFor(image.width, image.height);
    const result = this.createImage(call.width, call.height, call.kernel.outputDepth ?? image.depth);
    Image.inherit(result, image);
    if (TO_SRGB.includes(kernel)) Image.setIcc(result, undefined);
    try {
      this.runtime.run(call, source, other, this.pixels(result, 'result'));
      return result;
    } catch (error) {
      const failure = this.failed(error);
      if (this.#refusal === null) result.release();
      throw failure;
    }
  }

  /**
   * A kernel with its parameters. This comes before an image's pixels are looked up: reading parameters may run code of the
   * caller's, which may release the image.
   */
  #call(kernel: string, params: object | undefined): KernelCall {
    this.check();
    const call = this.#calls.get(kernel);
    if (call === undefined) throw invalidArgument('kernel', `one of ${[...this.#calls.keys()].join(', ')}`, kernel);
    call.fill(params);
    return call;
  }

  /** The second image of a kernel that has one. */
  #second({ kernel }: KernelCall, src: Image, second: Image | undefined): object | undefined {
    if (kernel.second === undefined) {
      if (second !== undefined) throw invalidArgument('second', 'no second image', 'one');
      return undefined;
    }
    const pixels = this.pixels(second as Image, 'second', [src.depth]);
    const { width, height } = second as Image;
    if (kernel.second === 'same' && (width !== src.width || height !== src.height)) {
      throw invalidArgument('second', `image of ${src.width} x ${src.height}`, `${width} x ${height}`);
    }
    return pixels;
  }

  /** @internal `depths`: those that are taken. */
  protected override pixels(image: Image, name: string, depths: readonly Depth[] = [8, 16]): object {
    this.check();
    const pixels = Image.pixelsOf(image, this, name);
    if (!depths.includes(image.depth)) {
      const [depth] = depths;
      throw new ImageError(
        'INVALID_ARGUMENT',
        `Expected an image of ${depth} bits a channel for ${name} but received one of ${image.depth}: see to${depth}Bit`,
      );
    }
    return pixels;
  }

  /** @internal */
  protected override check(): void {
    // A new error each time: it carries the stack of the call that was refused.
    if (this.#refusal) throw new ImageError(this.#refusal.code, this.#refusal.message, { cause: this.#refusal.cause });
  }

  /**
   * What a lane throws besides its own errors is a trap or a bug. After that nobody knows what its memory holds, so the
   * engine takes no further calls.
   *
   * @internal
   */
  protected override failed(error: unknown): ImageError {
    if (error instanceof ImageError) return error;
    this.#refusal = new ImageError('INTERNAL', 'The engine failed in an earlier call: create a new one', {
      cause: error,
    });
    this.runtime.dispose();
    return new ImageError('INTERNAL', `The engine failed, create a new one: ${String(error)}`, { cause: error });
  }
}
