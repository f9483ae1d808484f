import {
  createEngine,
  type Engine,
  type EngineOptions,
  type Image,
  ImageError,
  type ResizeParams,
  registry,
} from 'pixlane';

/** What a run says about itself. */
export interface Report {
  lane: string;
  threads: number;
  kernels: number;
  sizes: number[];
  /** RGBA of the last image's first pixel. */
  pixel: number[];
  refusal: string;
}

/** Pixels in, kernels, a file, and back: the whole package once. */
export async function roundTrip(options?: EngineOptions): Promise<Report> {
  const engine: Engine = await createEngine(options);
  const data = new Uint8ClampedArray(64 * 48 * 4).fill(200);
  const image: Image = engine.fromPixels(data, 64, 48);
  const params: ResizeParams = { width: 32, filter: 'lanczos3' };
  const small = engine.resize(image, params);
  const blurred = engine.blur(small, { sigma: 1.5 });
  const file: Uint8Array<ArrayBuffer> = engine.encode(blurred, 'png', { level: 6 });
  const { width, height, format } = engine.metadata(new Blob([file]).size > 0 ? file : new Uint8Array());
  const decoded = engine.decode(file);
  const pixels = engine.toPixels(decoded);
  let refusal = '';
  try {
    engine.blur(decoded, { sigma: 0 });
  } catch (error) {
    if (error instanceof ImageError && error.code === 'INVALID_ARGUMENT') refusal = error.message;
  }
  // @ts-expect-error the parameters of kernels are typed
  const untyped: ResizeParams = { filter: 'cubic' };
  void untyped;
  const report: Report = {
    lane: engine.info.lane,
    threads: engine.info.threads,
    kernels: registry.kernels.length,
    sizes: [width, height, pixels.width, pixels.height],
    pixel: [...pixels.data.slice(0, 4)],
    refusal: format === 'png' ? refusal : '',
  };
  for (const each of [image, small, blurred, decoded]) each.release();
  engine.dispose();
  return report;
}
