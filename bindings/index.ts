/**
 * Decodes, resizes, filters, recolours and re-encodes images.
 *
 * @packageDocumentation
 */
export type { AnimationOptions, Frame } from './animation-methods.js';
export type { Bytes } from './bytes.js';
export type { DecodeOptions, EncodeOptions, EncodeOptionsOf, WrittenMetadata } from './codec-call.js';
export { createEngine, type EngineOptions } from './create-engine.js';
export { type Cube, parseCube } from './cube.js';
export type { Engine } from './engine.js';
export type { AnyKernelName, EngineInfo, Pixels, Pixels16 } from './engine-types.js';
export { type ErrorCode, ImageError } from './errors.js';
export type { Exif, ExifGps, ExifValue } from './exif.js';
export type { PartialImage } from './file-methods.js';
export type {
  DecodeSettings,
  JpegOptions,
  JpegPreviews,
  JpegStrips,
  JpegTransform,
  PngOptions,
  WebpOptions,
} from './generated/options.js';
export type * from './generated/registry.js';
export { registry } from './generated/registry.js';
export type { Image } from './image.js';
export type { JpegPreviewsOptions, JpegRowsOptions, JpegTransformOptions } from './jpeg-methods.js';
export type { Format, Lane, Metadata } from './lane.js';
export { type LaneState, lanes } from './lanes.js';
export { DEFAULT_LIMITS, type Limits } from './limits.js';
export type { WasmSource } from './load-wasm.js';
export type { Case, Depth, Kernel, Parameter, Registry, Result } from './registry-types.js';
export type { Results } from './results.js';
export type { Tensor, TensorParams } from './tensor.js';
