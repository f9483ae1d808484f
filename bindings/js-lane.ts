import { newBytes } from './bytes.js';
import { ImageError } from './errors.js';
import { baseline, baseline16 } from './generated/baseline.js';
import type { KernelName } from './generated/registry.js';
import type { KernelCall } from './kernel-call.js';
import type { LaneRuntime } from './lane.js';
import type { Depth } from './registry-types.js';

/** RGBA, rows without gaps. */
interface JsPixels {
  readonly data: Uint8Array<ArrayBuffer> | Uint16Array<ArrayBuffer>;
  readonly width: number;
  readonly height: number;
}

/** The JavaScript twins of the kernels. */
export type Baseline = Readonly<Record<KernelName, Twin>>;

// biome-ignore lint/suspicious/noExplicitAny: each twin has its own parameters, which the registry's validation ensures
type Twin = (...operands: any[]) => void;

const CHANNELS = 4;

/** A twin takes what its kernel has: the source, the second image, where the result goes, the parameters. */
export function runTwin(
  call: KernelCall,
  src: JsPixels,
  second: JsPixels | undefined,
  out: JsPixels | Float64Array,
): void {
  const twins = src.data instanceof Uint16Array ? baseline16 : baseline;
  const twin = twins[call.kernel.name as KernelName] as Twin;
  if (second) twin(src, second, out, call.values);
  else twin(src, out, call.values);
}

/** Plain JavaScript: the lane for where WebAssembly is not allowed, and what the others are compared with. */
export class JsLane implements LaneRuntime<JsPixels> {
  readonly lane = 'js';
  readonly threads = 1;
  readonly codecs = [];
  readonly mustFree = false;
  readonly #whyNotCompiled: string;

  /** @param whyNotCompiled - shown to those who want to decode or encode; may be empty */
  constructor(whyNotCompiled: string) {
    this.#whyNotCompiled = whyNotCompiled;
  }

  create(width: number, height: number, depth: Depth): JsPixels {
    const bytes = newBytes((width * height * CHANNELS * depth) / 8);
    return { data: depth === 16 ? new Uint16Array(bytes.buffer) : bytes, width, height };
  }

  free(): void {}

  write({ data }: JsPixels, pixels: Uint8Array): void {
    new Uint8Array(data.buffer).set(pixels);
  }

  read({ data }: JsPixels): Uint8Array<ArrayBuffer> {
    const copy = newBytes(data.byteLength);
    copy.set(new Uint8Array(data.buffer));
    return copy;
  }

  run(call: KernelCall, src: JsPixels, second: JsPixels | undefined, dst: JsPixels): void {
    runTwin(call, src, second, dst);
  }

  measure(call: KernelCall, src: JsPixels, second: JsPixels | undefined): Float64Array<ArrayBuffer> {
    const results = new Float64Array(call.resultCount);
    runTwin(call, src, second, results);
    return results;
  }

  copy(src: JsPixels, dst: JsPixels): void {
    dst.data.set(src.data);
  }

  metadata(): never {
    throw this.#noCodecs();
  }

  decode(): never {
    throw this.#noCodecs();
  }

  encode(): never {
    throw this.#noCodecs();
  }

  openJpeg(): never {
    throw this.#noCodecs();
  }

  transformJpeg(): never {
    throw this.#noCodecs();
  }

  toSrgb(): never {
    throw this.#noCodecs();
  }

  openFrames(): never {
    throw this.#noCodecs();
  }

  openFrameSink(): never {
    throw this.#noCodecs();
  }

  dispose(): void {}

  #noCodecs(): ImageError {
    const why = this.#whyNotCompiled ? ` ${this.#whyNotCompiled}` : '';
    return new ImageError(
      'UNSUPPORTED',
      `The lane js runs kernels only: decoding and encoding need WebAssembly.${why} Pixels go in and out with ` +
        'fromPixels and toPixels.',
    );
  }
}
