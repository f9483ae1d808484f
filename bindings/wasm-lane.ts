import { newBytes } from './bytes.js';
import type { DecodeCall, EncodeCall } from './codec-call.js';
import { compiledError, ImageError } from './errors.js';
import type { KernelCall } from './kernel-call.js';
import type { Decoded, Format, FrameSink, FrameSource, JpegSource, Lane, LaneRuntime, Made, Metadata } from './lane.js';
import { metadataOf } from './metadata.js';
import type { RawBytes, RawEncoded, RawImage, RawKernel, RawMade, RawModule } from './raw.js';
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

  metadata(bytes: Uint8Array, limits: readonly number[]): Metadata {
    const address = this.#lend(bytes);
    this.#put(limits);
    const header = this.#raw.readHeader(address, bytes.length, true);
    this.#raw.release(address);
    const exif = this.#take(header.exif);
    const icc = this.#take(header.icc);
    const xmp = this.#take(header.xmp);
    if (header.code !== 0) throw compiledError(header.code, 'metadata', header.reason);
    return metadataOf(header, this.codecs, { exif, icc, xmp });
  }

  decode(bytes: Uint8Array, call: DecodeCall): Decoded<WasmPixels> {
    const address = this.#lend(bytes);
    this.#put(call.packed);
    const { code, reason, image, depth, rows, icc } = this.#raw.decode(address, bytes.length);
    this.#raw.release(address);
    const profile = this.#take(icc);
    const error = code === 0 ? null : compiledError(code, 'decode', reason);
    if (image === null) throw error;
    return {
      pixels: pixelsOf(image, depth),
      width: image.width,
      height: image.height,
      depth,
      rows,
      icc: profile,
      error,
    };
  }

  encode({ raw }: WasmPixels, format: Format, call: EncodeCall): Uint8Array<ArrayBuffer> {
    return this.#encoded(call, () => this.#raw.encode(format, raw));
  }

  /** What `write` makes, with the call's blocks, density and options as its parameters. */
  #encoded({ blocks, density, packed }: EncodeCall, write: () => RawEncoded): Uint8Array<ArrayBuffer> {
    const lent = this.#lendAll(blocks);
    const places = lent.flatMap((address, i) => [address, blocks[i]?.length ?? 0]);
    this.#put([...places, density, ...packed]);
    const { code, reason, file } = write();
    for (const address of lent) if (address !== 0) this.#raw.release(address);
    const encoded = this.#take(file);
    if (code !== 0) throw compiledError(code, 'encode', reason);
    return encoded ?? newBytes(0);
  }

  openFrames(bytes: Uint8Array, limits: readonly number[]): FrameSource<WasmPixels> {
    const address = this.#lend(bytes);
    this.#put(limits);
    const { code, reason, source, frames, icc } = this.#raw.openFrames(address, bytes.length);
    const profile = this.#take(icc);
    if (source === null) throw compiledError(code, 'frames', reason);
    return {
      frames,
      icc: profile,
      next: () => {
        const frame = source.next();
        return { ...madeOf(frame, 'frames'), duration: frame.duration };
      },
      close: () => {
        if (!this.#disposed) source.delete();
      },
    };
  }

  openFrameSink(width: number, height: number, loops: number, call: EncodeCall): FrameSink<WasmPixels> {
    this.#put(call.packed);
    const { code, reason, sink } = this.#raw.openFrameSink(width, height, loops);
    if (sink === null) throw compiledError(code, 'encode', reason);
    return {
      add: ({ raw }, duration) => {
        const { code, reason } = sink.add(raw, duration);
        if (code !== 0) throw compiledError(code, 'encode', reason);
      },
      finish: () => this.#encoded(call, () => sink.finish()),
      close: () => {
        if (!this.#disposed) sink.delete();
      },
    };
  }

  toSrgb({ raw }: WasmPixels, profile: Uint8Array): void {
    const address = this.#lend(profile);
    const { code, reason } = this.#raw.toSrgb(raw, address, profile.length);
    this.#raw.release(address);
    if (code !== 0) throw compiledError(code, 'toSrgb', reason);
  }

  openJpeg(bytes: Uint8Array, call: readonly number[], byScans: boolean): JpegSource<WasmPixels> {
    const address = this.#lend(bytes);
    this.#put(call);
    const opened = this.#raw.openJpeg(address, bytes.length, byScans);
    const { reader, width, height } = opened;
    if (reader === null) throw compiledError(opened.code, 'decode', opened.reason);
    return {
      width,
      height,
      icc: this.#take(opened.icc),
      nextStrip: (rows) => madeOf(reader.readStrip(rows), 'decode'),
      nextScan: (orient) => {
        const scan = reader.readScan(orient);
        return { ...madeOf(scan, 'decode'), more: scan.more };
      },
      close: () => {
        if (!this.#disposed) reader.delete();
      },
    };
  }

  transformJpeg(bytes: Uint8Array, call: readonly number[]): Uint8Array<ArrayBuffer> {
    const address = this.#lend(bytes);
    this.#put(call);
    const { code, reason, file } = this.#raw.transformJpeg(address, bytes.length);
    this.#raw.release(address);
    const transformed = this.#take(file);
    if (code !== 0) throw compiledError(code, 'transform', reason);
    return transformed ?? newBytes(0);
  }

  /** Addresses of copies, 0 for what is not there. All or none. */
  #lendAll(blocks: readonly (Uint8Array | undefined)[]): number[] {
    const lent: number[] = [];
    try {
      for (const block of blocks) lent.push(block ? this.#lend(block) : 0);
      return lent;
    } catch (error) {
      for (const address of lent) if (address !== 0) this.#raw.release(address);
      throw error;
    }
  }

  /** Leaves parameters where the next call reads them. */
  #put(values: readonly number[]): void {
    this.#raw.HEAPF64.set(values, this.#params);
  }

  /** A copy of what the lane made, which is released. Never shared: Blob and fetch refuse shared memory. */
  #take({ address, size }: RawBytes): Uint8Array<ArrayBuffer> | undefined {
    if (address === 0) return undefined;
    try {
      const copy = newBytes(size);
      copy.set(this.#raw.HEAPU8.subarray(address, address + size));
      return copy;
    } finally {
      this.#raw.release(address);
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

function madeOf({ code, reason, image }: RawMade, operation: string): Made<WasmPixels> {
  if (image === null) throw compiledError(code, operation, reason);
  return { pixels: pixelsOf(image, 8), width: image.width, height: image.height };
}
