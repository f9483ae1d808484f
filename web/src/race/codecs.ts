/** The codec tasks and the pipeline: each lane's way from bytes to pixels and back. */
import type { Engine, Image } from 'pixlane';
import { type Contestant, type Input, maker } from './contestant';
import { outOfEngine } from './in-engine';
import type { LaneAtSize } from './lane-at-size';
import { type Format, OPPONENTS, type Opponent, PNG_LEVEL, QUALITY } from './opponents';
import { resolveParams } from './params';
import { runTwin } from './twin';
import type { Clock, Pixels } from './types';

/** Reads and writes files for the race itself: inputs, and what encoders made. Never timed. */
export interface ReferenceCodec {
  decode(bytes: Uint8Array, format: Format): Pixels;
  encode(image: Pixels, format: Format): Uint8Array;
  /** Whether a photo's pixels are stored as they are to be seen; opponents do not know EXIF. */
  upright(bytes: Uint8Array): boolean;
}

/** The pipeline's step: what a server of thumbnails does. */
export const SHRINK = { kernel: 'resize', params: { width: '1/4', filter: 'lanczos3' } } as const;

/** A compiled lane where there is one, else the opponents. */
export function referenceCodec(engine: Engine | undefined): ReferenceCodec {
  if (!engine) {
    return {
      decode: (bytes, format) => opponent(format).decode(bytes),
      encode: (image, format) => opponent(format).encode(image),
      upright: () => true,
    };
  }
  return {
    decode: (bytes) => decodeToPixels(engine, bytes),
    encode: (image, format) => encodePixels(engine, image, format),
    upright: (bytes) => engine.metadata(bytes).orientation === 1,
  };
}

/** @returns null where the lane has no codec of this format */
export function decodeContestant(at: LaneAtSize, input: Input, format: Format, clock: Clock): Contestant | null {
  const bytes = input.encoded(format);
  const { engine, lane } = at;
  if (lane === 'js') {
    const codec = OPPONENTS[format];
    return (
      codec &&
      maker(
        () => codec.decode(bytes),
        (pixels) => pixels,
      )
    );
  }
  if (clock === 'endToEnd')
    return maker(
      () => decodeToPixels(engine, bytes),
      (pixels) => pixels,
    );
  return maker(
    () => engine.decode(bytes),
    (image) => outOfEngine(engine, image),
    (image) => image.release(),
  );
}

/** @returns null where the lane has no codec of this format */
export function encodeContestant(
  at: LaneAtSize,
  { source }: Input,
  format: Format,
  clock: Clock,
  reference: ReferenceCodec,
): Contestant | null {
  const { engine, lane, image } = at;
  if (lane !== 'js') {
    const make = clock === 'kernel' ? () => encode(engine, image, format) : () => encodePixels(engine, source, format);
    return encoder(make, format, reference);
  }
  const codec = OPPONENTS[format];
  return codec && encoder(() => codec.encode(source), format, reference);
}

/** JPEG bytes to a quarter of the width to JPEG bytes; in JavaScript by jpeg-js and the twin of `resize`. */
export function pipelineContestant({ engine, lane }: LaneAtSize, input: Input, reference: ReferenceCodec): Contestant {
  const bytes = input.encoded('jpeg');
  if (lane !== 'js') return encoder(() => shrinkJpeg(engine, bytes), 'jpeg', reference);
  const codec = opponent('jpeg');
  return encoder(() => codec.encode(shrink(codec.decode(bytes))), 'jpeg', reference);
}

/** The picture that the pipeline's output shows, but for the encoder's loss. */
export function shrink(pixels: Pixels): Pixels {
  return runTwin('resize', pixels, resolveParams(SHRINK, pixels.width)) as Pixels;
}

function shrinkJpeg(engine: Engine, bytes: Uint8Array): Uint8Array {
  const image = engine.decode(bytes);
  let small: Image | undefined;
  try {
    small = engine.resize(image, resolveParams(SHRINK, image.width));
    return encode(engine, small, 'jpeg');
  } finally {
    image.release();
    small?.release();
  }
}

function encoder(make: () => Uint8Array, format: Format, reference: ReferenceCodec): Contestant {
  const contestant = maker(make, (bytes) => reference.decode(bytes, format));
  return { ...contestant, bytes: () => contestant.made().length };
}

function decodeToPixels(engine: Engine, bytes: Uint8Array): Pixels {
  const image = engine.decode(bytes);
  try {
    return outOfEngine(engine, image) as Pixels; // decoding gives 8 bits
  } finally {
    image.release();
  }
}

function encodePixels(engine: Engine, { data, width, height }: Pixels, format: Format): Uint8Array {
  const image = engine.fromPixels(data, width, height);
  try {
    return encode(engine, image, format);
  } finally {
    image.release();
  }
}

function encode(engine: Engine, image: Image, format: Format): Uint8Array {
  return engine.encode(image, format, format === 'png' ? { level: PNG_LEVEL } : { quality: QUALITY });
}

function opponent(format: Format): Opponent {
  const found = OPPONENTS[format];
  if (!found) throw new Error(`There is no ${format} codec without WebAssembly`);
  return found;
}
