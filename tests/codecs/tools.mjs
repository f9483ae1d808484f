// Programs of others that read what we write: those that the native build makes of upstream's sources, else those of the machine.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const NATIVE = fileURLToPath(new URL('../../build/native', import.meta.url));

const built = existsSync(NATIVE)
  ? readdirSync(NATIVE, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  : [];

/** The path of a program; undefined where there is none. */
export function program(name) {
  const ours = built.find((entry) => entry.name === name);
  if (ours) return join(ours.parentPath ?? ours.path, name);
  return (process.env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find((path) => existsSync(path));
}

export const md5Of = (bytes) => createHash('md5').update(bytes).digest('hex');

/** Samples of fast-png, which leaves those of less than 8 bits packed, rows to whole bytes. */
function unpacked({ data, width, height, depth, channels }) {
  if (depth >= 8) return data;
  const samples = new Uint8Array(width * height * channels);
  const rowBytes = Math.ceil((width * channels * depth) / 8);
  for (let i = 0; i < samples.length; i++) {
    const [y, bit] = [Math.floor(i / width), (i % width) * depth];
    samples[i] = (data[y * rowBytes + (bit >> 3)] >> (8 - depth - (bit & 7))) & (2 ** depth - 1);
  }
  return samples;
}

/** RGBA of what fast-png gives, each channel of so many bytes. */
export function rgbaOf(png, channelBytes) {
  const { width, height, depth, channels, palette, transparency } = png;
  const samples = unpacked(png);
  const rgba = new (channelBytes === 2 ? Uint16Array : Uint8Array)(4 * width * height);
  const full = channelBytes === 2 ? 65535 : 255;
  const stretch = (value) => (value * full) / (2 ** depth - 1);
  for (let i = 0; i < width * height; i++) {
    const pixel = samples.subarray(i * channels, (i + 1) * channels);
    const isKey = transparency?.length > 0 && transparency.every((value, c) => value === pixel[c]);
    const [grey] = pixel;
    const colour = {
      1: () => (palette ? [...palette[grey], 255] : [grey, grey, grey].map(stretch)),
      2: () => [grey, grey, grey, pixel[1]].map(stretch),
      3: () => [...pixel].map(stretch),
      4: () => [...pixel].map(stretch),
    }[channels]();
    rgba.set([...colour, isKey ? 0 : full].slice(0, 4), 4 * i);
  }
  return rgba;
}
