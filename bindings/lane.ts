import type { KernelCall } from './kernel-call.js';
import type { Limits } from './limits.js';
import type { Depth } from './registry-types.js';

/**
 * A way to run kernels:
 *
 * - `threads`: WebAssembly SIMD and a pool of threads; also the codecs
 * - `simd`: WebAssembly SIMD; also the codecs
 * - `scalar`: WebAssembly without SIMD; also the codecs
 * - `js`: plain JavaScript, kernels only
 */
export type Lane = 'threads' | 'simd' | 'scalar' | 'js';

/** From the fastest to the one that runs everywhere. */
export const LANES: readonly Lane[] = ['threads', 'simd', 'scalar', 'js'];

/** A format that the compiled lanes decode and encode. */
export type Format = 'jpeg' | 'png' | 'webp';

/** What the header of a file says. */
export interface Metadata {
  format: Format;
  /** For example `image/jpeg`. */
  mime: string;
  /** px, as stored: before the orientation is applied. */
  width: number;
  /** px, as stored: before the orientation is applied. */
  height: number;
  /** EXIF orientation, 1 to 8; 1 where there is none. */
  orientation: number;
  hasAlpha: boolean;
  /** Bits a channel, as stored. */
  bits: number;
}

/** How an image is encoded; each format takes the options that it names. */
export interface EncodeOptions {
  /** jpeg, webp: 1 to 100. Default 80. */
  quality?: number;
  /** png: effort of the compression, 0 to 9. Default 6. */
  level?: number;
  /** webp: keep every pixel. Default false. */
  lossless?: boolean;
  /** webp: 0 (fast) to 6 (small). Default 4. */
  effort?: number;
}

/** What a lane does for an engine. Arguments are checked before they come here. `Pixels` is the lane's own image. */
export interface LaneRuntime<Pixels extends object = object> {
  readonly lane: Lane;
  readonly threads: number;
  readonly codecs: readonly { readonly name: string; readonly mime: string }[];
  /** Not initialised. @throws ImageError OUT_OF_MEMORY */
  create(width: number, height: number, depth: Depth): Pixels;
  /** True when pixels live outside of what the garbage collector sees. */
  readonly mustFree: boolean;
  free(pixels: Pixels): void;
  /** Fills an image from the bytes of RGBA values of its depth, rows without gaps. */
  write(pixels: Pixels, data: Uint8Array): void;
  /** A copy as such bytes. */
  read(pixels: Pixels): Uint8Array<ArrayBuffer>;
  /** `second` is there where the kernel has a second image. */
  run(call: KernelCall, src: Pixels, second: Pixels | undefined, dst: Pixels): void;
  /** All results, one behind the other, in memory of their own. */
  measure(call: KernelCall, src: Pixels, second: Pixels | undefined): Float64Array<ArrayBuffer>;
  copy(src: Pixels, dst: Pixels): void;
  metadata(bytes: Uint8Array): Metadata;
  decode(bytes: Uint8Array, limits: Readonly<Limits>, orient: boolean): Decoded<Pixels>;
  encode(pixels: Pixels, format: Format, options: Required<EncodeOptions>): Uint8Array<ArrayBuffer>;
  /** Ends threads and gives up the memory. Nothing is called afterwards but `free`. */
  dispose(): void;
}

/** A decoded image and its size, px. */
export interface Decoded<Pixels extends object> {
  pixels: Pixels;
  width: number;
  height: number;
}
