import { newBytes } from './bytes.js';
import { compiledError, ImageError } from './errors.js';
import type { KernelCall } from './kernel-call.js';
import type { Decoded, EncodeOptions, Format, Lane, LaneRuntime, Metadata } from './lane.js';
import type { Limits } from './limits.js';
import type { RawImage, RawKernel, RawModule } from './raw.js';
import type { Depth } from './registry-types.js';

const CHANNELS = 4;

/** A compiled lane addresses 4 GB and files stand in it whole. */
const MOST_BYTES = 2 ** 31 - 1;

/** An image in wasm memory. Address and stride are kept, because reading them from the handle is a call each. */
interface WasmPixels {
  readonly raw: RawImage;
  readonly address: number;
  readonly stride: number;
  readonly rowBytes: number;
  readonly height: number;
}

/** A lane that was compiled from C++: `scalar`, `simd` or `threads`. */
export class WasmLane implements LaneRuntime<WasmPixels> {
  readonly lane: Lane;
  readonly threads: number;
  readonly codecs: readonly { readonly name: string; readonly mime: string }[];
  readonly mustFree = true;
  readonly #raw: RawModule;
  /** Indices of the parameter area and of the results in HEAPF64. */
  readonly #params: number;
  readonly #results: number;
  #disposed = false;

  constructor(lane: Lane, raw: RawModule) {
    this.lane = lane;
    this.threads = raw.threads();
    this.codecs = raw.codecs();
    this.#raw = raw;
    this.#params = raw.kernelParams() / Float64Array.BYTES_PER_ELEMENT;
    this.#results = raw.kernelResults() / Float64Array.BYTES_PER_ELEMENT;
  }

  create(width: number, height: number, depth: Depth): WasmPixels {
    const raw = this.#raw.createImage(width, height, depth);
    if (raw === null) throw new ImageError('OUT_OF_MEMORY', `Out of memory for an image of ${width} x ${height}`);
    return pixelsOf(raw, depth);
  }

  free({ raw }: WasmPixels): void {
    if (!this.#disposed) raw.delete();
  }

  write({ address, stride, rowBytes, height }: WasmPixels, data: Uint8Array): void {
    const heap = this.#raw.HEAPU8;
    for (let y = 0; y < height; y++) {
      heap.set(data.subarray(y * rowBytes, (y + 1) * rowBytes), address + y * stride);
    }
  }

  read({ address, stride, rowBytes, height }: WasmPixels): Uint8Array<ArrayBuffer> {
    const heap = this.#raw.HEAPU8;
    // Bytes are copied to bytes, which is a memory copy everywhere; clamped bytes or words are only how the result is seen.
    const data = newBytes(rowBytes * height);
    for (let y = 0; y < height; y++) {
      const start = address + y * stride;
      data.set(heap.subarray(start, start + rowBytes), y * rowBytes);
    }
    return data;
  }

  run(call: KernelCall, src: WasmPixels, second: WasmPixels | undefined, dst: WasmPixels): void {
    this.#call(call, src, second, dst);
  }

  #call(call: KernelCall, src: WasmPixels, second: WasmPixels | undefined, dst: WasmPixels | undefined): void {
    const raw = this.#raw;
    const { name } = call.kernel;
    // As with files, there is no `finally`: after a trap the memory must not be touched.
    const table = call.table === undefined ? 0 : this.#lend(new Uint8Array(call.table.buffer));
    if (call.packedLength > 0) {
      const doubles = raw.HEAPF64;
      for (let i = 0; i < call.packedLength; i++) doubles[this.#params + i] = call.packed[i] as number;
      if (table !== 0) doubles[this.#params] = table;
    }
    const kernel = (raw as unknown as Record<string, RawKernel>)[name];
    const code = kernel?.(src.raw, second?.raw ?? null, dst?.raw ?? null) ?? -1;
    if (table !== 0) raw.release(table);
    if (code !== 0) throw compiledError(code, name, '');
  }

  measure(call: KernelCall, src: WasmPixels, second: WasmPixels | undefined): Float64Array<ArrayBuffer> {
    this.#call(call, src, second, undefined);
    const results = new Float64Array(call.resultCount);
    results.set(this.#raw.HEAPF64.subarray(this.#results, this.#results + results.length));
    return results;
  }

  copy(src: WasmPixels, dst: WasmPixels): void {
    const code = this.#raw.copyImage(src.raw, dst.raw);
    if (code !== 0) throw compiledError(code, 'copy', '');
  }

  metadata(bytes: Uint8Array): Metadata {
    const address = this.#lend(bytes);
    const header = this.#raw.readHeader(address, bytes.length);
    this.#raw.release(address);
    if (header.code !== 0) throw compiledError(header.code, 'metadata', header.reason);
    const { codec, width, height, orientation, hasAlpha, bits } = header;
    const mime = this.codecs.find(({ name }) => name === codec)?.mime ?? '';
    return { format: codec as Format, mime, width, height, orientation, hasAlpha, bits };
  }

  decode(bytes: Uint8Array, limits: Readonly<Limits>, orient: boolean): Decoded<WasmPixels> {
    const { maxWidth, maxHeight, maxPixels } = limits;
    const address = this.#lend(bytes);
    const { code, reason, image } = this.#raw.decode(address, bytes.length, maxWidth, maxHeight, maxPixels, orient);
    this.#raw.release(address);
    if (code !== 0) {
      image?.delete();
      throw compiledError(code, 'decode', reason);
    }
    const raw = image as RawImage;
    return { pixels: pixelsOf(raw, 8), width: raw.width, height: raw.height };
  }

  encode({ raw }: WasmPixels, format: Format, options: Required<EncodeOptions>): Uint8Array<ArrayBuffer> {
    const { code, reason, address, size } = this.#raw.encode(format, raw, options);
    try {
      if (code !== 0) throw compiledError(code, 'encode', reason);
      // A copy, and never shared: Blob and fetch refuse shared memory.
      const encoded = newBytes(size);
      encoded.set(this.#raw.HEAPU8.subarray(address, address + size));
      return encoded;
    } finally {
      if (address !== 0) this.#raw.release(address);
    }
  }

  dispose(): void {
    this.#disposed = true;
    this.#raw.PThread?.terminateAllThreads();
  }

  /**
   * Copies a file into the lane; its user releases it. There is no `finally` around that use: what throws there is a trap,
   * after which the memory must not be touched.
   */
  #lend(bytes: Uint8Array): number {
    if (bytes.length > MOST_BYTES) {
      throw new ImageError('LIMIT', `A file of ${bytes.length} bytes exceeds the limit of ${MOST_BYTES}`);
    }
    const address = this.#raw.allocate(Math.max(1, bytes.length));
    if (address === 0) throw new ImageError('OUT_OF_MEMORY', `Out of memory for a file of ${bytes.length} bytes`);
    this.#raw.HEAPU8.set(bytes, address);
    return address;
  }
}

function pixelsOf(raw: RawImage, depth: Depth): WasmPixels {
  const rowBytes = (raw.width * CHANNELS * depth) / 8;
  return { raw, address: raw.data, stride: raw.stride, rowBytes, height: raw.height };
}
