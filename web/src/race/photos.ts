/** An entry of photos/photos.json, which web/photos.mjs writes; the list is empty where set-up fetched no photos. */
export interface BuiltInPhoto {
  name: string;
  file: string;
  width: number;
  height: number;
}

/** @param base address of the page */
export async function builtInPhotos(base: string): Promise<BuiltInPhoto[]> {
  const response = await fetch(new URL('photos/photos.json', base));
  if (!response.ok) throw new Error(`The list of photos could not be loaded: HTTP ${response.status}`);
  return response.json();
}

export function photoAddress(photo: BuiltInPhoto, base: string): URL {
  return new URL(`photos/${photo.file}`, base);
}

/**
 * The bytes of a built-in photo by its name or file name, of an address of the same origin, or of a file.
 * @throws Error that names the photo when it cannot be loaded
 */
export async function loadPhoto(
  photo: string | File,
  base: string,
): Promise<{ name: string; bytes: Uint8Array<ArrayBuffer> }> {
  if (photo instanceof File) return { name: photo.name, bytes: new Uint8Array(await photo.arrayBuffer()) };
  const known = (await builtInPhotos(base)).find(({ name, file }) => photo === name || photo === file);
  const address = known ? photoAddress(known, base) : new URL(photo, base);
  const response = await fetch(address);
  if (!response.ok) throw new Error(`The photo ${photo} could not be loaded: HTTP ${response.status}`);
  const name = known?.name ?? address.pathname.split('/').at(-1) ?? photo;
  return { name, bytes: new Uint8Array(await response.arrayBuffer()) };
}
