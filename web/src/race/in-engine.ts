/** Pixels into an engine, through it and out again. Imports nothing of the package: the cold clock starts before that. */
import type { Engine, Image } from 'pixlane';
import type { Pixels } from './types';

/** Pixels in, kernel, pixels out, nothing left behind: the end-to-end clock of a compiled lane. */
export function runInEngine(engine: Engine, kernel: string, source: Pixels, params: Record<string, unknown>): Pixels {
  const image = engine.fromPixels(source.data, source.width, source.height);
  const { width, height } = engine.outputSize(kernel, source.width, source.height, params);
  const result = engine.createImage(width, height);
  try {
    engine.run(kernel, image, result, params);
    return outOfEngine(engine, result);
  } finally {
    image.release();
    result.release();
  }
}

/** A copy of an image's pixels. */
export function outOfEngine(engine: Engine, image: Image): Pixels {
  const { data, width, height } = engine.toPixels(image);
  return { data: new Uint8Array(data.buffer, data.byteOffset, data.byteLength), width, height };
}
