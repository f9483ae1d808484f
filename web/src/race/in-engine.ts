/** Pixels into an engine, through it and out again. Imports nothing of the package: the cold clock starts before that. */
import type { Engine, Image, KernelName } from 'pixlane';
import type { Pixels } from './types';

/** What the kernels' methods have in common. */
type Method = (this: Engine, image: Image, params: object) => Image;

/** Pixels in, kernel, pixels out, nothing left behind: what an application does. */
export function runInEngine(engine: Engine, kernel: KernelName, source: Pixels, params: object): Pixels {
  const image = engine.fromPixels(source.data, source.width, source.height);
  let result: Image | undefined;
  try {
    result = (engine[kernel] as Method).call(engine, image, params);
    return outOfEngine(engine, result);
  } finally {
    image.release();
    result?.release();
  }
}

/** A copy of an image's pixels. */
export function outOfEngine(engine: Engine, image: Image): Pixels {
  const { data, width, height } = engine.toPixels(image);
  return { data: new Uint8Array(data.buffer, data.byteOffset, data.byteLength), width, height };
}
