import type { ExifValue, TagKind } from './exif-tags.js';

/** Types by number: bytes of one, and how it is read; those that are absent there are bytes or text. */
const ASCII = 2;
export const SHORT = 3;
const UTF8 = 129;
const SIZES: Readonly<Record<number, number>> = {
  1: 1,
  2: 1,
  3: 2,
  4: 4,
  5: 8,
  6: 1,
  7: 1,
  8: 2,
  9: 4,
  10: 8,
  11: 4,
  12: 8,
  129: 1,
};
const READERS: Readonly<Record<number, (view: DataView, at: number, little: boolean) => number>> = {
  3: (view, at, little) => view.getUint16(at, little),
  4: (view, at, little) => view.getUint32(at, little),
  5: (view, at, little) => view.getUint32(at, little) / view.getUint32(at + 4, little),
  6: (view, at) => view.getInt8(at),
  8: (view, at, little) => view.getInt16(at, little),
  9: (view, at, little) => view.getInt32(at, little),
  10: (view, at, little) => view.getInt32(at, little) / view.getInt32(at + 4, little),
  11: (view, at, little) => view.getFloat32(at, little),
  12: (view, at, little) => view.getFloat64(at, little),
};

/** Blocks are hostile: so many tags a directory, and so many numbers in all, are read. */
const MOST_TAGS = 1000;
const MOST_NUMBERS = 65536;

/** A value where it lies. */
export interface Entry {
  type: number;
  count: number;
  at: number;
}
export type Directory = Map<number, Entry>;

/** A TIFF block: its directories, none of which leads to another by itself, so that none can lead back. */
export class Tiff {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly view: DataView;
  readonly little: boolean;
  #numbers = 0;

  constructor(bytes: Uint8Array<ArrayBuffer>) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.little = bytes[0] === 0x49;
  }

  u16(at: number): number {
    return at + 2 <= this.bytes.length ? this.view.getUint16(at, this.little) : 0;
  }
  u32(at: number): number {
    return at + 4 <= this.bytes.length ? this.view.getUint32(at, this.little) : 0;
  }

  /** The directory at an offset, and where the next one is; entries that leave the block are left out. */
  directory(start: number): { entries: Directory; next: number; places: Map<number, number> } {
    const entries: Directory = new Map();
    const places = new Map<number, number>();
    if (start < 8 || start + 2 > this.bytes.length) return { entries, next: 0, places };
    const count = Math.min(this.u16(start), Math.floor((this.bytes.length - start - 2) / 12), MOST_TAGS);
    for (let i = 0; i < count; i++) {
      const place = start + 2 + 12 * i;
      const tag = this.u16(place);
      const type = this.u16(place + 2);
      const values = this.u32(place + 4);
      const size = (SIZES[type] ?? 0) * values;
      if (size === 0 || entries.has(tag)) continue;
      const at = size <= 4 ? place + 8 : this.u32(place + 8);
      if (at + size > this.bytes.length) continue;
      entries.set(tag, { type, count: values, at });
      places.set(tag, place);
    }
    return { entries, next: this.u32(start + 2 + 12 * this.u16(start)), places };
  }

  raw({ type, count, at }: Entry): Uint8Array<ArrayBuffer> {
    return this.bytes.subarray(at, at + count * (SIZES[type] ?? 0));
  }

  /** undefined where there are too many, or one is none: an unknown rational is 0/0. */
  numbers(entry: Entry): number[] | undefined {
    const { type, count, at } = entry;
    const read = READERS[type];
    if (read === undefined) return type === ASCII || type === UTF8 ? undefined : [...this.raw(entry).subarray(0, 16)];
    this.#numbers += count;
    if (this.#numbers > MOST_NUMBERS) return undefined;
    const size = SIZES[type] as number;
    const values = Array.from({ length: count }, (_, i) => read(this.view, at + i * size, this.little));
    return values.every(Number.isFinite) ? values : undefined;
  }

  text(entry: Entry): string {
    const raw = this.raw(entry);
    const end = raw.indexOf(0);
    return textOf(end < 0 ? raw : raw.subarray(0, end)).trimEnd();
  }

  /** Text behind eight bytes that name its character set. */
  comment(entry: Entry): string | undefined {
    const raw = this.raw(entry);
    const set = latin1.decode(raw.subarray(0, 8)).replace(/[\0 ]+$/, '');
    const rest = raw.subarray(8);
    if (set === 'UNICODE') return withoutZeros(new TextDecoder(this.little ? 'utf-16le' : 'utf-16be').decode(rest));
    return set === '' || set === 'ASCII' ? withoutZeros(textOf(rest)) : undefined;
  }

  as(kind: TagKind, entry: Entry): ExifValue | undefined {
    switch (kind) {
      case 'text':
        return this.text(entry);
      case 'comment':
        return this.comment(entry);
      case 'bytes':
        return this.raw(entry);
      case 'number':
        return this.numbers({ ...entry, count: 1 })?.[0];
      case 'numbers':
        return this.numbers(entry);
    }
  }

  /** By type alone. */
  any(entry: Entry): ExifValue | undefined {
    if (entry.type === ASCII || entry.type === UTF8) return this.text(entry);
    if (READERS[entry.type] === undefined) return this.raw(entry);
    const numbers = this.numbers(entry);
    return numbers?.length === 1 ? numbers[0] : numbers;
  }
}

export const latin1 = new TextDecoder('latin1');
const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Exif says ASCII, and means UTF-8 more often than not. */
function textOf(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch {
    return latin1.decode(bytes);
  }
}

const withoutZeros = (text: string): string => text.replace(/[\0 ]+$/, '');

/** Whether bytes begin as a TIFF block does. */
export function isTiff(bytes: Uint8Array): boolean {
  const [a, b, c, d] = bytes;
  return bytes.length >= 8 && a === b && ((a === 0x49 && c === 42 && d === 0) || (a === 0x4d && c === 0 && d === 42));
}
