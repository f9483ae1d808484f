import { invalidArgument } from './errors.js';
import { type PackTensorParams, type ResizeParams, registry } from './generated/registry.js';
import type { Image } from './image.js';
import { KernelCall } from './kernel-call.js';
import type { Kernel } from './registry-types.js';

/** Parameters of `toTensor`: those of the kernel `packTensor`, and of `resize`, which comes before it where a size is given. */
export interface TensorParams extends PackTensorParams, ResizeParams {}

/** The input of a neural network. */
export interface Tensor {
  data: Float32Array<ArrayBuffer> | Uint8Array<ArrayBuffer>;
  /** [1, 3, height, width] or [1, height, width, 3] */
  shape: [number, number, number, number];
}

/** What of an engine makes tensors. */
interface Tensors {
  resize(image: Image, params: ResizeParams): Image;
  packTensor(image: Image, params: PackTensorParams): Image;
  to8Bit(image: Image): Image;
  toPixels(image: Image): { data: Uint8ClampedArray<ArrayBuffer> };
  fromPixels(data: Uint8Array, width: number, height: number): Image;
}

const CHANNELS = 3;
const OPAQUE = 255;

/** @see Engine.toTensor */
export function toTensor(engine: Tensors, image: Image, params: TensorParams = {}): Tensor {
  if (typeof params !== 'object' || params === null) throw invalidArgument('params', 'object', params);
  const { width = 0, height = 0, filter, ...packing } = params;
  if (width === 0 && height === 0 && filter === undefined) return packedBytes(engine, image, packing);
  const resized = engine.resize(image, { width, height, ...(filter === undefined ? {} : { filter }) });
  try {
    return packedBytes(engine, resized, packing);
  } finally {
    resized.release();
  }
}

/** Of any depth. */
function packedBytes(engine: Tensors, image: Image, params: PackTensorParams): Tensor {
  if (image.depth === 8) return packed(engine, image, params);
  const bytes = engine.to8Bit(image);
  try {
    return packed(engine, bytes, params);
  } finally {
    bytes.release();
  }
}

function packed(engine: Tensors, image: Image, params: PackTensorParams): Tensor {
  const { width, height } = image;
  const { layout = 'nchw', type = 'float32' } = params;
  const block = engine.packTensor(image, params);
  const planes = layout === 'nchw';
  const shape: Tensor['shape'] = planes ? [1, CHANNELS, height, width] : [1, height, width, CHANNELS];
  try {
    const { buffer } = engine.toPixels(block).data;
    if (type === 'float32') return { data: new Float32Array(buffer), shape };
    const length = planes ? width : CHANNELS * width;
    return { data: trimmed(new Uint8Array(buffer), 4 * block.width, length, block.height), shape };
  } finally {
    block.release();
  }
}

/** Rows without what fills them up to whole pixels. */
function trimmed(rows: Uint8Array<ArrayBuffer>, stride: number, length: number, count: number) {
  if (stride === length) return rows;
  for (let y = 1; y < count; y++) rows.copyWithin(y * length, y * stride, y * stride + length);
  return rows.slice(0, count * length);
}

/** @see Engine.fromTensor */
export function fromTensor(
  engine: Tensors,
  data: Float32Array | Uint8Array | Uint8ClampedArray,
  shape: readonly number[],
  params: Omit<PackTensorParams, 'type'> = {},
): Image {
  if (typeof params === 'object' && params !== null && 'type' in params) {
    throw invalidArgument('params', 'any of layout, order, mean, std', 'type');
  }
  call ??= new KernelCall(registry.kernels.find(({ name }) => name === 'packTensor') as Kernel);
  call.fill(params);
  const { layout, order, mean, std } = call.values as { [name: string]: string | Float64Array };
  const planes = layout === 'nchw';
  const { width, height } = sizeOf(shape, planes);
  const count = width * height;
  const isBytes = data instanceof Uint8Array || data instanceof Uint8ClampedArray;
  if (!isBytes && !(data instanceof Float32Array)) throw invalidArgument('data', 'Float32Array or Uint8Array', data);
  if (data.length !== CHANNELS * count) throw invalidArgument('data', `${CHANNELS * count} elements`, data.length);
  const pixels = new Uint8Array(4 * count);
  for (let c = 0; c < CHANNELS; c++) {
    const place = order === 'rgb' ? c : CHANNELS - 1 - c;
    const begin = planes ? place * count : place;
    const step = planes ? 1 : CHANNELS;
    // Bytes are themselves; the clamp takes what is no number for 0.
    const factor = isBytes ? 1 : 255 * ((std as Float64Array)[c] as number);
    const offset = isBytes ? 0 : 255 * ((mean as Float64Array)[c] as number);
    for (let i = 0, at = begin; i < count; i++, at += step) {
      const value = (data[at] as number) * factor + offset;
      pixels[4 * i + c] = value > 0 ? Math.min(255, value) + 0.5 : 0;
    }
  }
  for (let i = 3; i < pixels.length; i += 4) pixels[i] = OPAQUE;
  return engine.fromPixels(pixels, width, height);
}

/** Checks parameters as the kernel's own call does; made when it is first needed. */
let call: KernelCall | undefined;

function sizeOf(shape: readonly number[], planes: boolean): { width: number; height: number } {
  const expected = planes
    ? '[3, height, width] or [1, 3, height, width]'
    : '[height, width, 3] or [1, height, width, 3]';
  if (!Array.isArray(shape)) throw invalidArgument('shape', expected, shape);
  const sides = shape.length === 4 && shape[0] === 1 ? shape.slice(1) : shape;
  const [height, width, channels] = planes ? [sides[1], sides[2], sides[0]] : sides;
  const whole = Number.isInteger(width) && Number.isInteger(height) && width > 0 && height > 0;
  if (sides.length !== CHANNELS || channels !== CHANNELS || !whole) throw invalidArgument('shape', expected, shape);
  return { width, height };
}
