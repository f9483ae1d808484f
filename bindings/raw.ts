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

export interface RawHeader extends RawOutcome {
  codec: string;
  width: number;
  height: number;
  orientation: number;
  hasAlpha: boolean;
  bits: number;
}

export interface RawDecoded extends RawOutcome {
  codec: string;
  image: RawImage | null;
}

export interface RawEncoded extends RawOutcome {
  address: number;
  size: number;
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
  readHeader(address: number, size: number): RawHeader;
  decode(
    address: number,
    size: number,
    maxWidth: number,
    maxHeight: number,
    maxPixels: number,
    orient: boolean,
  ): RawDecoded;
  encode(
    codec: string,
    image: RawImage,
    options: { quality: number; level: number; lossless: boolean; effort: number },
  ): RawEncoded;
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
