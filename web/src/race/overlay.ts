import type { Pixels } from './types';

/** What stands in for a second image: the first mirrored left and right, alpha rising from left to right. */
export function overlayOf({ data, width, height }: Pixels): Pixels {
  const from = new Uint32Array(data.buffer, data.byteOffset, width * height);
  const to = new Uint32Array(width * height);
  for (let y = 0; y < height; y++) {
    const last = (y + 1) * width - 1;
    for (let x = 0; x < width; x++) {
      const alpha = Math.round((255 * x) / Math.max(1, width - 1));
      to[y * width + x] = ((from[last - x] as number) & 0xffffff) | (alpha << 24);
    }
  }
  return { data: new Uint8Array(to.buffer), width, height };
}
