/** The JavaScript side of the codec tasks: the libraries people use, called as their documentation says. */
import { decode as decodePng, encode as encodePng } from 'fast-png';
import jpeg from 'jpeg-js';
import type { Pixels } from './types';

export type Format = 'jpeg' | 'png' | 'webp';

export interface Opponent {
  name: string;
  /** What a reader of its numbers has to know. */
  encodeNote?: string;
  decode(bytes: Uint8Array): Pixels;
  encode(image: Pixels): Uint8Array;
}

/** The same settings for both sides. */
export const QUALITY = 80;
export const PNG_LEVEL = 6;

// jpeg-js ends its encoder with Buffer.from(array of bytes), which browsers do not have.
const scope = globalThis as { Buffer?: unknown };
scope.Buffer ??= { from: (bytes: ArrayLike<number>) => new Uint8Array(bytes) };

/** null: nobody ships a WebP codec in plain JavaScript that is maintained. */
export const OPPONENTS: Readonly<Record<Format, Opponent | null>> = {
  jpeg: {
    name: 'jpeg-js',
    encodeNote: 'jpeg-js does not subsample the colours (4:4:4)',
    decode(bytes) {
      // Its default limits are below an 18 MP photo.
      const limits = { maxResolutionInMP: 200, maxMemoryUsageInMB: 4096 };
      const { data, width, height } = jpeg.decode(bytes, { useTArray: true, ...limits });
      return { data: data as Uint8Array<ArrayBuffer>, width, height };
    },
    encode(image) {
      return jpeg.encode(image, QUALITY).data;
    },
  },
  png: {
    name: 'fast-png',
    encodeNote: 'fast-png writes rows without filtering',
    decode(bytes) {
      const { data, width, height, channels, depth, palette } = decodePng(bytes);
      if (depth !== 8 || palette) throw new Error(`fast-png returned ${depth} bits${palette ? ' with a palette' : ''}`);
      return { data: toRgba(data as Uint8Array<ArrayBuffer>, width * height, channels), width, height };
    },
    encode(image) {
      return encodePng({ ...image, channels: 4 }, { zlib: { level: PNG_LEVEL } });
    },
  },
  webp: null,
};

/** fast-png returns the file's channels; applications and the other lanes work on RGBA. */
function toRgba(data: Uint8Array<ArrayBuffer>, count: number, channels: number): Uint8Array<ArrayBuffer> {
  if (channels === 4) return data;
  const rgba = new Uint8Array(4 * count);
  const grey = channels < 3;
  const alpha = channels === 2 ? 1 : -1;
  for (let from = 0, to = 0; to < rgba.length; from += channels, to += 4) {
    rgba[to] = data[from];
    rgba[to + 1] = data[grey ? from : from + 1];
    rgba[to + 2] = data[grey ? from : from + 2];
    rgba[to + 3] = alpha < 0 ? 255 : data[from + alpha];
  }
  return rgba;
}
