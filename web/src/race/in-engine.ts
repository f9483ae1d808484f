/** Pixels into an engine, through it and out again. Imports nothing of the package: the cold clock starts before that. */
import type { Engine, Image, KernelName, Results } from 'pixlane';
import type { AnyPixels, Output } from './types';

/** What the kernels' methods have in common. */
type Method = (this: Engine, ...operands: (Image | object)[]) => Image | Results;

/** Pixels in, kernel, pixels or numbers out, nothing left behind: what an application does. */
export function runInEngine(
  engine: Engine,
  kernel: KernelName,
  source: AnyPixels,
  params: object,
  other?: AnyPixels,
): Output {
  const into = ({ data, width, height }: AnyPixels) =>
    data instanceof Uint16Array ? engine.fromPixels16(data, width, height) : engine.fromPixels(data, width, height);
  const images: Image[] = [];
  try {
    images.push(into(source));
    if (other) images.push(into(other));
    const result = (engine[kernel] as Method).call(engine, ...images, params);
    if (!isImage(result)) return { values: flat(result) };
    images.push(result);
    return outOfEngine(engine, result);
  } finally {
    for (const image of images) image.release();
  }
}

const isImage = (result: Image | Results): result is Image => typeof result === 'object' && 'release' in result;

/** All numbers of a measure, one behind the other. */
export function flat(results: Results): Float64Array {
  if (results instanceof Float64Array) return results;
  const one = typeof results !== 'object' || ArrayBuffer.isView(results);
  return Float64Array.from((one ? [results] : Object.values(results)).flatMap(numbersOf));
}

function numbersOf(value: number | string | Float64Array | Uint8Array): number[] {
  if (typeof value === 'number') return [value];
  return typeof value === 'string' ? Array.from(value, (character) => character.charCodeAt(0)) : [...value];
}

/** A copy of an image's pixels. */
export function outOfEngine(engine: Engine, image: Image): AnyPixels {
  if (image.depth === 16) return engine.toPixels16(image);
  const { data, width, height } = engine.toPixels(image);
  return { data: new Uint8Array(data.buffer, data.byteOffset, data.byteLength), width, height };
}
