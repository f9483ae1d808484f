import type { Depth } from './registry-types.js';

/** The face of bindings/module.cc, as Emscripten's loader gives it. */
export interface RawImage {
  readonly width: number;
  readonly height: number;
  /** Bytes from one row to the next. */
  readonly stride: number;
  /** Address of the first row, bytes. */
  readonly data: number;
  delete(): void;
}

export interface RawOutcome {
  /** `Code` of codecs/codec.h. */
  code: number;
  reason: string;
}

/** Bytes in wasm memory, to be copied and released. */
export interface RawBytes {
  address: number;
  size: number;
}

export interface RawHeader extends RawOutcome {
  codec: string;
  width: number;
  height: number;
  orientation: number;
  hasAlpha: boolean;
  bits: number;
  colour: string;
  subsampling: string;
  progressive: boolean;
  frames: number;
  loops: number;
  density: [number, number];
  gamma: number;
  chromaticities: number[];
  srgbIntent: number;
  cicp: number[];
  exif: RawBytes;
  icc: RawBytes;
  xmp: RawBytes;
}

export interface RawDecoded extends RawOutcome {
  image: RawImage | null;
  depth: Depth;
  rows: number;
  icc: RawBytes;
}

export interface RawEncoded extends RawOutcome {
  file: RawBytes;
}

/** What a source of frames gives; `delete` frees it and the file. */
export interface RawFrameSource {
  next(): RawMade & { duration: number };
  delete(): void;
}

export interface RawFrameSink {
  add(image: RawImage, duration: number): RawOutcome;
  /** Reads blocks and density from the parameters. */
  finish(): RawEncoded;
  delete(): void;
}

/** An image, or null after an error. */
export interface RawMade extends RawOutcome {
  image: RawImage | null;
}

/** A JPEG file that is read bit by bit, and owns its bytes. */
export interface RawJpegReader {
  readStrip(height: number): RawMade;
  readScan(orient: boolean): RawMade & { more: boolean };
  delete(): void;
}

export interface RawJpeg extends RawOutcome {
  /** null after an error; then there is nothing else. */
  reader: RawJpegReader | null;
  width: number;
  height: number;
  icc: RawBytes;
}

/** null for an image that the kernel has not. */
export type RawKernel = (src: RawImage, second: RawImage | null, dst: RawImage | null) => number;

export interface RawModule {
  /** Growth makes views stale, so these are read anew at every use. */
  readonly HEAPU8: Uint8Array;
  readonly HEAPF64: Float64Array;
  /** null: out of memory. */
  createImage(width: number, height: number, depth: number): RawImage | null;
  /** Address of the doubles that the next kernel call reads. */
  kernelParams(): number;
  /** Address of the doubles that a measure leaves. */
  kernelResults(): number;
  copyImage(src: RawImage, dst: RawImage): number;
  /** 0: out of memory. */
  allocate(bytes: number): number;
  release(address: number): void;
  /** Reads limits from the parameters. */
  readHeader(address: number, size: number, withBlocks: boolean): RawHeader;
  /** Reads limits and settings from the parameters. */
  decode(address: number, size: number): RawDecoded;
  /** Reads blocks, density and options from the parameters. */
  encode(codec: string, image: RawImage): RawEncoded;
  /** Takes the bytes over. Reads limits from the parameters. */
  openFrames(
    address: number,
    size: number,
  ): RawOutcome & { frames: number; icc: RawBytes; source: RawFrameSource | null };
  /** Reads the options of webp from the parameters. */
  openFrameSink(width: number, height: number, loops: number): RawOutcome & { sink: RawFrameSink | null };
  /** Converts the image itself. */
  toSrgb(image: RawImage, profile: number, size: number): RawOutcome;
  /** Takes over the bytes. Reads limits and the scale from the parameters. */
  openJpeg(address: number, size: number, byScans: boolean): RawJpeg;
  /** Reads limits and options from the parameters. */
  transformJpeg(address: number, size: number): RawEncoded;
  codecs(): { name: string; mime: string }[];
  threads(): number;
  /** Emscripten's pool of workers; only in the lane `threads`. */
  readonly PThread?: { terminateAllThreads(): void };
}

/** What a lane's loader takes. */
export interface ModuleArg {
  instantiateWasm(
    imports: WebAssembly.Imports,
    receive: (instance: WebAssembly.Instance, module: WebAssembly.Module) => void,
  ): object;
  /** Threads that run kernels, the calling one included. */
  pixlaneThreads?: number;
}

export type Factory = (arg: ModuleArg) => Promise<RawModule>;
