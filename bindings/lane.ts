import type { DecodeCall, EncodeCall } from './codec-call.js';
import type { ImageError } from './errors.js';
import type { Exif } from './exif.js';
import type { KernelCall } from './kernel-call.js';
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

/** What a file says of itself. */
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
  /** How colours are stored. */
  colour: 'grey' | 'rgb' | 'palette' | 'ycbcr' | 'cmyk' | 'ycck';
  /** Of ycbcr and ycck: `4:2:0`. */
  subsampling?: string;
  /** A progressive JPEG or an interlaced PNG. */
  progressive: boolean;
  /** More than 1 for an animation. */
  frames: number;
  /** How often an animation is shown; 0 for ever. */
  loops?: number;
  /** Pixels per inch, across and down; of EXIF where the format says nothing. */
  density?: readonly [number, number];
  /** What PNG says of its colours in place of a profile. */
  gamma?: number;
  /** White, red, green, blue: x and y of each. */
  chromaticities?: readonly number[];
  /** Rendering intent of an image that says it is sRGB. */
  srgbIntent?: number;
  /** Primaries, transfer, matrix, full range: the code points of ITU-T H.273. */
  cicp?: readonly number[];
  /** What EXIF says; absent where there is none. Parts of it that are damaged are left out. */
  exif?: Exif;
  /** The XMP packet. */
  xmp?: string;
  /** Blocks as they stand in the file. */
  blocks: { exif?: Uint8Array<ArrayBuffer>; icc?: Uint8Array<ArrayBuffer>; xmp?: Uint8Array<ArrayBuffer> };
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
  metadata(bytes: Uint8Array, limits: readonly number[]): Metadata;
  /** Throws where there is nothing to show. */
  decode(bytes: Uint8Array, call: DecodeCall): Decoded<Pixels>;
  encode(pixels: Pixels, format: Format, call: EncodeCall): Uint8Array<ArrayBuffer>;
  /** Opens a JPEG file for rows or for scans; it has to be closed. The numbers are limits and the scale. */
  openJpeg(bytes: Uint8Array, call: readonly number[], byScans: boolean): JpegSource<Pixels>;
  /** The numbers are limits and options. */
  transformJpeg(bytes: Uint8Array, call: readonly number[]): Uint8Array<ArrayBuffer>;
  /** Converts the pixels themselves from the colours of a profile. */
  toSrgb(pixels: Pixels, profile: Uint8Array): void;
  /** The frames of an animation, one after another. */
  openFrames(bytes: Uint8Array, limits: readonly number[]): FrameSource<Pixels>;
  /** Takes frames of one size; `call` are options of webp. */
  openFrameSink(width: number, height: number, loops: number, call: EncodeCall): FrameSink<Pixels>;
  /** Ends threads and gives up the memory. Nothing is called afterwards but `free` and `close`. */
  dispose(): void;
}

/** Where frames come from. After an error there are no more. */
export interface FrameSource<Pixels extends object = object> {
  readonly frames: number;
  /** The profile of the colours; undefined for sRGB. */
  readonly icc: Uint8Array<ArrayBuffer> | undefined;
  /** `duration`: ms */
  next(): Made<Pixels> & { duration: number };
  /** To be called once. */
  close(): void;
}

/** Where frames go to. */
export interface FrameSink<Pixels extends object = object> {
  add(pixels: Pixels, duration: number): void;
  finish(): Uint8Array<ArrayBuffer>;
  /** To be called once. */
  close(): void;
}

/** A JPEG file that is read bit by bit. */
export interface JpegSource<Pixels extends object> {
  /** px, of what comes out, before the orientation is applied */
  readonly width: number;
  /** px */
  readonly height: number;
  readonly icc: Uint8Array<ArrayBuffer> | undefined;
  /** The next rows. */
  nextStrip(height: number): Made<Pixels>;
  /** What the next scan makes of the image, by its EXIF orientation or as stored; `more`: another one follows. */
  nextScan(orient: boolean): Made<Pixels> & { more: boolean };
  close(): void;
}

/** An image of 8 bits a channel, and its size, px. */
export interface Made<Pixels extends object> {
  pixels: Pixels;
  width: number;
  height: number;
}

/** A decoded image. */
export interface Decoded<Pixels extends object> {
  /** null when nothing came */
  pixels: Pixels | null;
  /** px */
  width: number;
  /** px */
  height: number;
  depth: Depth;
  /** That came, from the top of the stored image. */
  rows: number;
  /** The profile of the colours; undefined for sRGB. */
  icc: Uint8Array<ArrayBuffer> | undefined;
  /** null when all is there */
  error: ImageError | null;
}
