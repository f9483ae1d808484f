/** What an engine says and takes. */
import type { KernelName } from './generated/registry.js';
import type { Lane } from './lane.js';
import type { Limits } from './limits.js';

/** What an engine is. */
export interface EngineInfo {
  /** The lane that runs. */
  readonly lane: Lane;
  /** Threads that run kernels, the calling one included. */
  readonly threads: number;
  /** The formats that can be decoded and encoded; none in the lane `js`. */
  readonly codecs: readonly { readonly name: string; readonly mime: string }[];
  /** The limits that hold where a call names none. */
  readonly limits: Readonly<Limits>;
}

/** Pixels outside of an engine, in the shape of `ImageData`: RGBA, 8 bits a channel, straight alpha, rows without gaps. */
export interface Pixels {
  data: Uint8ClampedArray<ArrayBuffer>;
  /** px */
  width: number;
  /** px */
  height: number;
}

/** The same of 16 bits a channel. */
export interface Pixels16 {
  data: Uint16Array<ArrayBuffer>;
  /** px */
  width: number;
  /** px */
  height: number;
}

/** A kernel's name; names that are not known to the types are checked at run time like all. */
export type AnyKernelName = KernelName | (string & {});
