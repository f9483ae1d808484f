import type { Engine } from 'pixlane';
import type { ReferenceCodec } from './codecs';
import type { Input } from './contestant';
import { sha256 } from './hash';
import { runInEngine } from './in-engine';
import type { Format } from './opponents';
import { overlayOf } from './overlay';
import type { Pixels, SizeName } from './types';

/** A decoded photo and the file it came from. */
export interface Photo {
  name: string;
  bytes: Uint8Array<ArrayBuffer>;
  format: Format;
  pixels: Pixels;
  /** False for a photo that is turned by its EXIF orientation: its file holds other pixels than `pixels`. */
  upright: boolean;
  sha256: string;
}

const SMALLEST_SIDE = 64;

/** @throws Error when the bytes are of none of the formats, or damaged */
export async function openPhoto(name: string, bytes: Uint8Array<ArrayBuffer>, codec: ReferenceCodec): Promise<Photo> {
  const format = sniff(bytes);
  if (!format) throw new Error(`${name} is neither JPEG, PNG nor WebP`);
  return {
    name,
    bytes,
    format,
    pixels: codec.decode(bytes, format),
    upright: codec.upright(bytes),
    sha256: await sha256(bytes),
  };
}

/** The photo at one size: scaled by the engine's own resize, and encoded when a task first asks for a file. */
export function inputAt(photo: Photo, size: SizeName, scaler: Engine, codec: ReferenceCodec): Input {
  const source = size === 'full' ? photo.pixels : scaled(photo.pixels, size, scaler);
  const files = new Map<Format, Uint8Array>();
  let second: Pixels | undefined;
  const original = (format: Format) => size === 'full' && photo.upright && format === photo.format;
  return {
    size,
    source,
    second() {
      second ??= overlayOf(source);
      return second;
    },
    in16Bits({ data, width, height }) {
      const image = scaler.fromPixels(data, width, height);
      try {
        const deep = scaler.to16Bit(image);
        try {
          return scaler.toPixels16(deep);
        } finally {
          deep.release();
        }
      } finally {
        image.release();
      }
    },
    original,
    encoded(format) {
      const file = files.get(format) ?? (original(format) ? photo.bytes : codec.encode(source, format));
      files.set(format, file);
      return file;
    },
  };
}

function scaled(pixels: Pixels, size: Exclude<SizeName, 'full'>, scaler: Engine): Pixels {
  const part = (side: number) => Math.max(1, Math.round(side / (size === '1/2' ? 2 : 4)));
  const width = size === '64' ? SMALLEST_SIDE : part(pixels.width);
  const height = size === '64' ? SMALLEST_SIDE : part(pixels.height);
  return runInEngine(scaler, 'resize', pixels, { width, height, filter: 'lanczos3' }) as Pixels;
}

function sniff(bytes: Uint8Array): Format | null {
  const ascii = (from: number, to: number) => String.fromCharCode(...bytes.subarray(from, to));
  if (bytes[0] === 0xff && bytes[1] === 0xd8) return 'jpeg';
  if (ascii(1, 4) === 'PNG') return 'png';
  if (ascii(0, 4) === 'RIFF' && ascii(8, 12) === 'WEBP') return 'webp';
  return null;
}
