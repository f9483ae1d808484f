import { invalidArgument } from './errors.js';
import {
  type AnyTags,
  type ExifValue,
  GPS_TAGS,
  IMAGE_TAGS,
  INTEROP_TAGS,
  type Named,
  PHOTO_TAGS,
} from './exif-tags.js';
import { type Directory, isTiff, latin1, SHORT, Tiff } from './tiff.js';

export type { ExifValue } from './exif-tags.js';

/** Where a picture was taken. */
export interface ExifGps
  extends Omit<Named<typeof GPS_TAGS>, 'latitude' | 'latitudeRef' | 'longitude' | 'longitudeRef' | 'altitudeRef'> {
  /** Degrees, north of the equator positive. */
  latitude?: number;
  /** Degrees, east of Greenwich positive. */
  longitude?: number;
  /** Metres above sea level. */
  altitude?: number;
}

/** What a camera or a program says of a picture. Times are as they stand there: `2024:05:31 17:02:11`, without a zone. */
export interface Exif extends Named<typeof IMAGE_TAGS>, Named<typeof PHOTO_TAGS>, Named<typeof INTEROP_TAGS> {
  gps?: ExifGps;
  /** A small JPEG of the picture as it was taken: a part of the block, not a copy. */
  thumbnail?: Uint8Array<ArrayBuffer>;
  /** Tags that have no name here, by their number, each as what its type says. */
  others?: Partial<Record<'image' | 'photo' | 'gps' | 'interop', Record<number, ExifValue>>>;
}

/** Directories that point to others, and to the thumbnail. */
const PHOTO = 34665;
const GPS = 34853;
const INTEROP = 40965;
const THUMBNAIL_AT = 513;
const THUMBNAIL_BYTES = 514;
const ORIENTATION = 274;
const POINTERS = [PHOTO, GPS, INTEROP];

interface Taken {
  named: Record<string, ExifValue>;
  others: Record<number, ExifValue>;
}

function take(tiff: Tiff, entries: Directory, tags: AnyTags): Taken {
  const taken: Taken = { named: {}, others: {} };
  for (const [tag, entry] of entries) {
    if (POINTERS.includes(tag)) continue;
    const known = tags[tag];
    const value = known === undefined ? tiff.any(entry) : tiff.as(known[1], entry);
    if (value === undefined || value === '') continue;
    if (known === undefined) taken.others[tag] = value;
    else taken.named[known[0]] = value;
  }
  return taken;
}

/** Degrees, minutes and seconds in the direction that is named; undefined for what is none. */
function degrees(parts: ExifValue | undefined, direction: ExifValue | undefined, negative: string): number | undefined {
  if (!Array.isArray(parts)) return undefined;
  const [whole = 0, minutes = 0, seconds = 0] = parts as number[];
  const value = whole + minutes / 60 + seconds / 3600;
  return String(direction).toUpperCase() === negative ? -value : value;
}

function gpsOf(named: Record<string, ExifValue>): ExifGps {
  const { latitude, latitudeRef, longitude, longitudeRef, altitude, altitudeRef, ...rest } = named;
  const gps: ExifGps = rest;
  const north = degrees(latitude, latitudeRef, 'S');
  const east = degrees(longitude, longitudeRef, 'W');
  if (north !== undefined) gps.latitude = north;
  if (east !== undefined) gps.longitude = east;
  if (typeof altitude === 'number') gps.altitude = altitudeRef === 1 ? -altitude : altitude;
  return gps;
}

/** Reads a TIFF block; undefined for what is none. What is damaged in it is left out. */
export function parseExif(bytes: Uint8Array<ArrayBuffer>): Exif | undefined {
  if (!isTiff(bytes)) return undefined;
  const tiff = new Tiff(bytes);
  const { entries: image, next } = tiff.directory(tiff.u32(4));
  const pointed = (from: Directory, tag: number) => {
    const entry = from.get(tag);
    return tiff.directory(entry ? (tiff.numbers(entry)?.[0] ?? 0) : 0).entries;
  };
  const photo = pointed(image, PHOTO);
  const parts = {
    image: take(tiff, image, IMAGE_TAGS),
    photo: take(tiff, photo, PHOTO_TAGS),
    gps: take(tiff, pointed(image, GPS), GPS_TAGS),
    interop: take(tiff, pointed(photo, INTEROP), INTEROP_TAGS),
  };
  const exif: Exif = { ...parts.interop.named, ...parts.photo.named, ...parts.image.named };
  const gps = gpsOf(parts.gps.named);
  if (Object.keys(gps).length > 0) exif.gps = gps;
  const thumbnail = thumbnailOf(tiff, next);
  if (thumbnail) exif.thumbnail = thumbnail;
  const others = Object.entries(parts).filter(([, part]) => Object.keys(part.others).length > 0);
  if (others.length > 0) exif.others = Object.fromEntries(others.map(([name, part]) => [name, part.others]));
  return exif;
}

function thumbnailOf(tiff: Tiff, directory: number): Uint8Array<ArrayBuffer> | undefined {
  const { entries } = tiff.directory(directory);
  const number = (tag: number) => {
    const entry = entries.get(tag);
    return (entry && tiff.numbers({ ...entry, count: 1 })?.[0]) ?? 0;
  };
  const at = number(THUMBNAIL_AT);
  const size = number(THUMBNAIL_BYTES);
  return at > 0 && size > 0 && at + size <= tiff.bytes.length ? tiff.bytes.subarray(at, at + size) : undefined;
}

/** Pixels per inch as a block states them; undefined where it does not. */
export function densityOf({
  xResolution,
  yResolution,
  resolutionUnit = 2,
}: Exif): readonly [number, number] | undefined {
  const factor = { 2: 1, 3: 2.54 }[resolutionUnit];
  const x = xResolution ?? yResolution ?? 0;
  const y = yResolution ?? x;
  return factor !== undefined && x > 0 && y > 0 ? [x * factor, y * factor] : undefined;
}

/**
 * A block as callers have it: the name that JPEG and some WebP files put before it may be there.
 *
 * @throws {@link ImageError} `INVALID_ARGUMENT` for what is none
 */
export function tiffBlock(bytes: Uint8Array): Uint8Array {
  const block = latin1.decode(bytes.subarray(0, 6)) === 'Exif\0\0' ? bytes.subarray(6) : bytes;
  if (!isTiff(block)) throw invalidArgument('exif', 'a TIFF block, which begins with II or MM', 'other bytes');
  return block;
}

/** A copy of a block whose orientation is another; the block itself where it states none. */
export function withOrientation(block: Uint8Array, orientation: number): Uint8Array {
  const copy = block.slice() as Uint8Array<ArrayBuffer>;
  const tiff = new Tiff(copy);
  const place = tiff.directory(tiff.u32(4)).places.get(ORIENTATION);
  if (place === undefined) return block;
  tiff.view.setUint16(place + 2, SHORT, tiff.little);
  tiff.view.setUint32(place + 4, 1, tiff.little);
  tiff.view.setUint32(place + 8, 0, tiff.little);
  tiff.view.setUint16(place + 8, orientation, tiff.little);
  return copy;
}
