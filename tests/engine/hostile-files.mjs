// Files put together by hand: what an encoder would never write. Each function takes a whole file and gives another.
import { deflateSync } from 'node:zlib';

/** @param {number} value */
const u32be = (value) => Buffer.from([value >>> 24, value >>> 16, value >>> 8, value].map((byte) => byte & 255));
/** @param {number} value @param {number} bytes */
const le = (value, bytes) => Buffer.from(Array.from({ length: bytes }, (_, i) => (value >>> (8 * i)) & 255));

// ---- PNG ----

const PNG_SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex');
/** Length of the signature and IHDR: what goes between header and pixels goes here. */
const PNG_HEAD = 33;

/** The checksum of PNG's chunks. @param {Uint8Array} bytes */
export function crc32(bytes) {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}

/** @param {string} name @param {Uint8Array} data */
export function pngChunk(name, data) {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  return Buffer.concat([u32be(data.length), body, u32be(crc32(body))]);
}

/** @param {Uint8Array} png @param {...Uint8Array} chunks */
export const withPngChunks = (png, ...chunks) =>
  Buffer.concat([png.subarray(0, PNG_HEAD), ...chunks, png.subarray(PNG_HEAD)]);

/**
 * A PNG of that size with hardly a pixel in it.
 * @param {number} width px
 * @param {number} height px
 * @param {number} length of the file, bytes
 */
export function pngBomb(width, height, length) {
  const header = pngChunk('IHDR', Buffer.concat([u32be(width), u32be(height), Buffer.from([8, 6, 0, 0, 0])]));
  const frame = PNG_SIGNATURE.length + header.length + 2 * 12;
  const data = deflateSync(Buffer.alloc(1 << 16)).subarray(0, length - frame);
  return Buffer.concat([PNG_SIGNATURE, header, pngChunk('IDAT', data), pngChunk('IEND', Buffer.alloc(0))]);
}

/** Chunks that unpack to so many bytes. @type {Record<string, (bytes: number) => Buffer>} */
export const zipBombs = {
  iCCP: (bytes) => pngChunk('iCCP', Buffer.concat([Buffer.from('a\0\0'), deflateSync(Buffer.alloc(bytes))])),
  zTXt: (bytes) => pngChunk('zTXt', Buffer.concat([Buffer.from('Comment\0\0'), deflateSync(Buffer.alloc(bytes))])),
  iTXt: (bytes) =>
    pngChunk(
      'iTXt',
      Buffer.concat([Buffer.from('XML:com.adobe.xmp\0\x01\0\0\0', 'latin1'), deflateSync(Buffer.alloc(bytes, 32))]),
    ),
};

// ---- JPEG ----

const SOS = 0xda;
const EOI = 0xd9;

/** @param {number} marker @param {Uint8Array} data */
export const jpegSegment = (marker, data) =>
  Buffer.concat([Buffer.from([0xff, marker, (data.length + 2) >> 8, (data.length + 2) & 255]), data]);

/** @param {Uint8Array} jpeg @param {...Uint8Array} segments */
export const withJpegSegments = (jpeg, ...segments) =>
  Buffer.concat([jpeg.subarray(0, 2), ...segments, jpeg.subarray(2)]);

/** Puts an EXIF block that holds nothing but an orientation behind a JPEG's first marker. */
export function withOrientation(/** @type {Uint8Array} */ jpeg, /** @type {number} */ orientation) {
  // biome-ignore format: one field a line
  const exif = [
    0xff, 0xe1, 0, 34,
    ...Buffer.from('Exif\0\0'),
    ...Buffer.from('MM'), 0, 42, 0, 0, 0, 8,
    0, 1,
    0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0,
    0, 0, 0, 0,
  ];
  return Uint8Array.from([...jpeg.subarray(0, 2), ...exif, ...jpeg.subarray(2)]);
}

/** Where the header of the last scan begins. @param {Uint8Array} jpeg */
const lastScan = (jpeg) => Buffer.from(jpeg).lastIndexOf(Buffer.from([0xff, SOS]));

/** The last scan once more, so many times. @param {Uint8Array} jpeg @param {number} times */
export function withScansRepeated(jpeg, times) {
  const scan = jpeg.subarray(lastScan(jpeg), jpeg.length - 2);
  return Buffer.concat([jpeg.subarray(0, -2), ...Array(times).fill(scan), Buffer.from([0xff, EOI])]);
}

/** @param {Uint8Array} jpeg */
export const scansOf = (jpeg) => Buffer.from(jpeg).toString('latin1').split('\xff\xda').length - 1;

/** A JPEG that says it is of another size. @param {Uint8Array} jpeg @param {number} width px @param {number} height px */
export function jpegOfSize(jpeg, width, height) {
  const changed = Buffer.from(jpeg);
  for (let at = 2; at < changed.length; at += 2 + changed.readUInt16BE(at + 2)) {
    const marker = changed[at + 1];
    if (marker < 0xc0 || marker > 0xc2) continue;
    changed.writeUInt16BE(height, at + 5);
    changed.writeUInt16BE(width, at + 7);
    return changed;
  }
  throw new Error('there is no frame header');
}

// ---- WebP ----

/** @param {string} name @param {Uint8Array} data */
export const webpChunk = (name, data) =>
  Buffer.concat([Buffer.from(name), le(data.length, 4), data, Buffer.alloc(data.length & 1)]);

/** @param {...Uint8Array} chunks */
export function webpFile(...chunks) {
  const body = Buffer.concat([Buffer.from('WEBP'), ...chunks]);
  return Buffer.concat([Buffer.from('RIFF'), le(body.length, 4), body]);
}

/** The chunk with the pixels of a file without extensions. @param {Uint8Array} webp */
export const webpPixels = (webp) => Buffer.from(webp.subarray(12));

/** @param {number} flags 2: animation, 16: alpha @param {number} width px @param {number} height px */
export const webpCanvas = (flags, width, height) =>
  webpChunk('VP8X', Buffer.concat([le(flags, 4), le(width - 1, 3), le(height - 1, 3)]));

/**
 * An animation that shows a still picture again and again.
 * @param {Uint8Array} still a file without extensions
 * @param {number} width px, of the picture
 * @param {number} height px
 * @param {number} count of frames
 * @param {{ width: number, height: number }} [canvas]
 */
export function webpAnimation(still, width, height, count, canvas = { width, height }) {
  const place = Buffer.concat([le(0, 6), le(width - 1, 3), le(height - 1, 3), le(40, 3), le(0, 1)]);
  const frame = webpChunk('ANMF', Buffer.concat([place, webpPixels(still)]));
  return webpFile(webpCanvas(2, canvas.width, canvas.height), webpChunk('ANIM', le(0, 6)), ...Array(count).fill(frame));
}
