import { ImageError, invalidArgument } from './errors.js';

/** What is taken for bytes. */
export type Bytes = ArrayBufferView | ArrayBufferLike;

/** The caller's bytes, not copied. @throws {@link ImageError} `INVALID_ARGUMENT` */
export function bytesOf(value: Bytes, name: string): Uint8Array {
  if (value instanceof Uint8Array) return value;
  if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  // By name, not by class: a buffer may come from another realm, and SharedArrayBuffer may not exist.
  const kind = Object.prototype.toString.call(value);
  if (kind === '[object ArrayBuffer]' || kind === '[object SharedArrayBuffer]') return new Uint8Array(value);
  throw invalidArgument(name, 'Uint8Array, ArrayBuffer or another view', value);
}

/** @throws {@link ImageError} `OUT_OF_MEMORY` */
export function newBytes(length: number): Uint8Array<ArrayBuffer> {
  try {
    return new Uint8Array(length);
  } catch (error) {
    throw new ImageError('OUT_OF_MEMORY', `Out of memory for ${length} bytes`, { cause: error });
  }
}
