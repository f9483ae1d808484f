import { densityOf, parseExif } from './exif.js';
import type { Format, Metadata } from './lane.js';
import type { RawHeader } from './raw.js';

/** What a compiled lane read of a file, without what the file does not say. */
export function metadataOf(
  header: RawHeader,
  codecs: readonly { readonly name: string; readonly mime: string }[],
  found: { [name in keyof Metadata['blocks']]: Metadata['blocks'][name] | undefined },
): Metadata {
  const { codec, width, height, orientation, hasAlpha, bits, progressive, frames, loops, subsampling } = header;
  const { gamma, chromaticities, srgbIntent, cicp } = header;
  const metadata: Metadata = {
    format: codec as Format,
    mime: codecs.find(({ name }) => name === codec)?.mime ?? '',
    width,
    height,
    orientation,
    hasAlpha,
    bits,
    colour: header.colour as Metadata['colour'],
    progressive,
    frames,
    blocks: Object.fromEntries(Object.entries(found).filter(([, block]) => block)),
  };
  const exif = found.exif && parseExif(found.exif);
  const density = header.density[0] > 0 ? header.density : exif && densityOf(exif);
  if (subsampling !== '') metadata.subsampling = subsampling;
  if (frames > 1) metadata.loops = loops;
  if (density) metadata.density = density;
  if (gamma > 0) metadata.gamma = gamma;
  if (chromaticities.some((value) => value > 0)) metadata.chromaticities = chromaticities;
  if (srgbIntent >= 0) metadata.srgbIntent = srgbIntent;
  if ((cicp[0] ?? -1) >= 0) metadata.cicp = cicp;
  if (exif) metadata.exif = exif;
  if (found.xmp) metadata.xmp = new TextDecoder().decode(found.xmp).replace(/\0+$/, '');
  return metadata;
}
