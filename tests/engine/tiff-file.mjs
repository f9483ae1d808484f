// EXIF blocks made by hand.

/** @typedef {[tag: number, type: number, values: number[] | string]} Field a rational is two numbers */

const SIZES = /** @type {Record<number, number>} */ ({ 1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 7: 1, 9: 4, 10: 8 });

/**
 * @param {boolean} little
 * @param {{ image?: Field[], photo?: Field[], gps?: Field[], interop?: Field[], thumbnail?: Uint8Array }} parts
 */
export function tiffFile(little, { image = [], photo, gps, interop, thumbnail }) {
  const bytes = Buffer.alloc(1 << 16);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const put16 = (/** @type {number} */ at, /** @type {number} */ value) => view.setUint16(at, value, little);
  const put32 = (/** @type {number} */ at, /** @type {number} */ value) => view.setUint32(at, value >>> 0, little);
  bytes.write(little ? 'II' : 'MM', 'latin1');
  put16(2, 42);
  put32(4, 8);
  let end = 8;
  /** Room for a directory; what it points to is filled in afterwards. @param {Field[]} fields @param {number} [next] */
  const directory = (fields, next = 0) => {
    const start = end;
    end += 2 + 12 * fields.length + 4;
    put16(start, fields.length);
    fields.forEach(([tag, type, values], i) => {
      const place = start + 2 + 12 * i;
      const numbers = typeof values === 'string' ? [...Buffer.from(`${values}\0`)] : values;
      const perValue = type === 5 || type === 10 ? 2 : 1;
      const size = (numbers.length / perValue) * SIZES[type];
      put16(place, tag);
      put16(place + 2, type);
      put32(place + 4, numbers.length / perValue);
      const at = size <= 4 ? place + 8 : end;
      if (size > 4) {
        put32(place + 8, end);
        end += size + (size & 1);
      }
      const step = SIZES[type] / perValue;
      numbers.forEach((value, j) => {
        if (step === 1) bytes[at + j] = value;
        else if (step === 2) put16(at + 2 * j, value);
        else put32(at + 4 * j, value);
      });
    });
    put32(start + 2 + 12 * fields.length, next);
    return start;
  };
  // Pointers first, as long as they are; their targets are known when those are laid out.
  /** @type {Field[]} */
  const pointers = [];
  if (photo) pointers.push([34665, 4, [0]]);
  if (gps) pointers.push([34853, 4, [0]]);
  directory([...image, ...pointers]);
  const pointer = (/** @type {number} */ start, /** @type {number} */ index, /** @type {number} */ value) =>
    put32(start + 2 + 12 * index + 8, value);
  if (photo) {
    const start = directory([...photo, ...(interop ? [/** @type {Field} */ ([40965, 4, [0]])] : [])]);
    pointer(8, image.length, start);
    if (interop) pointer(start, photo.length, directory(interop));
  }
  if (gps) pointer(8, image.length + pointers.length - 1, directory(gps));
  if (thumbnail) {
    put32(8 + 2 + 12 * (image.length + pointers.length), end);
    const start = directory([
      [513, 4, [0]],
      [514, 4, [thumbnail.length]],
    ]);
    pointer(start, 0, end);
    bytes.set(thumbnail, end);
    end += thumbnail.length;
  }
  return Uint8Array.from(bytes.subarray(0, end));
}

/** A picture's secrets: what it was taken with, where, when and by whom. @param {boolean} little @param {number} orientation */
export const secrets = (little, orientation) =>
  tiffFile(little, {
    image: [
      [271, 2, 'SecretMaker'],
      [272, 2, 'SecretCamera 3'],
      [274, 3, [orientation]],
      [282, 5, [300, 1]],
      [283, 5, [300, 1]],
      [296, 3, [2]],
      [305, 2, 'SecretSoftware'],
      [306, 2, '2024:05:31 17:02:11'],
      [315, 2, 'Secret Jörg'],
      [33432, 2, 'Secret & Sons'],
    ],
    photo: [
      [33434, 5, [1, 250]],
      [33437, 5, [28, 10]],
      [34855, 3, [400]],
      [36864, 7, [...Buffer.from('0232')]],
      [36867, 2, '2024:05:31 17:02:11'],
      [37380, 10, [-1, 3]],
      [37386, 5, [35, 1]],
      [37500, 7, [1, 2, 3, 4, 5, 6, 7]],
      [37510, 7, [...Buffer.from('ASCII\0\0\0by the sea')]],
      [42034, 5, [24, 1, 70, 1, 28, 10, 4, 1]],
      [42036, 2, 'SecretLens 24-70'],
      [60000, 3, [7, 8]],
    ],
    gps: [
      [0, 1, [2, 3, 0, 0]],
      [1, 2, 'S'],
      [2, 5, [33, 1, 51, 1, 2549, 100]],
      [3, 2, 'E'],
      [4, 5, [151, 1, 12, 1, 3060, 100]],
      [5, 1, [1]],
      [6, 5, [125, 10]],
      [29, 2, '2024:05:31'],
    ],
    interop: [[1, 2, 'R98']],
    thumbnail: Uint8Array.from([0xff, 0xd8, 0xff, 0xd9]),
  });
