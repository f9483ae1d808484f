// Pictures for the tests of the JavaScript kernels: a photo's crop where one is at hand, else a synthetic one with a photo's spectrum.
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import jpeg from 'jpeg-js';

/** @typedef {import('../../js-baseline/pixels.js').Pixels} Pixels */

/**
 * A black image, transparent.
 * @param {number} width px
 * @param {number} height px
 * @returns {Pixels}
 */
export function blank(width, height) {
  return { data: new Uint8Array(width * height * 4), width, height };
}

/**
 * Numbers 0 <= x < 1, the same ones for the same seed.
 * @param {number} seed
 * @returns {() => number}
 */
export function randomNumbers(seed) {
  let state = seed | 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

/**
 * Independent random bytes; alpha is 255, or random with many 0 and 255.
 * @param {number} width px
 * @param {number} height px
 * @param {number} seed
 * @param {'opaque' | 'translucent'} alpha
 * @returns {Pixels}
 */
export function noise(width, height, seed, alpha) {
  const image = blank(width, height);
  const random = randomNumbers(seed);
  for (let i = 0; i < image.data.length; i++) image.data[i] = random() * 256;
  for (let i = 3; i < image.data.length; i += 4) {
    const x = random();
    if (alpha === 'opaque' || x < 0.3) image.data[i] = 255;
    else if (x < 0.6) image.data[i] = 0;
  }
  return image;
}

/**
 * Opaque, with the amplitudes of photographs (inverse to the frequency) and hard edges.
 * @param {number} width px
 * @param {number} height px
 * @returns {Pixels}
 */
export function synthetic(width, height) {
  const image = blank(width, height);
  const random = randomNumbers(20);
  const waves = Array.from({ length: 48 }, (_, i) => {
    const frequency = 0.01 * 1.12 ** i;
    const angle = random() * 2 * Math.PI;
    return {
      x: frequency * Math.cos(angle),
      y: frequency * Math.sin(angle),
      phases: [random(), random(), random()].map((phase) => phase * 0.5),
      amplitude: 0.5 / (1 + 20 * frequency),
    };
  });
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const edge = (x - width * 0.4) ** 2 + (y - height * 0.5) ** 2 < (height * 0.3) ** 2 ? 60 : 0;
      for (let c = 0; c < 3; c++) {
        let v = 90 + edge;
        for (const wave of waves) {
          v += 40 * wave.amplitude * Math.sin(2 * Math.PI * (wave.x * x + wave.y * y + wave.phases[c]));
        }
        image.data[4 * (y * width + x) + c] = Math.max(0, Math.min(255, Math.round(v)));
      }
      image.data[4 * (y * width + x) + 3] = 255;
    }
  }
  return image;
}

/**
 * A part of one of the sample photos that set-up fetches, or a synthetic image.
 * @param {number} width px
 * @param {number} height px
 * @returns {{ name: string, image: Pixels }}
 */
export function picture(width, height) {
  const file = join(photoFolder(), 'Garden.jpg');
  if (!existsSync(file)) return { name: 'synthetic', image: synthetic(width, height) };
  const photo = jpeg.decode(readFileSync(file), { useTArray: true });
  return { name: 'photo', image: crop(photo, 900, 700, width, height) };
}

function photoFolder() {
  const setup = new URL('../../build/setup.json', import.meta.url);
  const folder = existsSync(setup) ? JSON.parse(readFileSync(setup, 'utf8')).photos : undefined;
  return folder ?? join(homedir(), '.cache/pixlane/photos');
}

/**
 * @param {Pixels} image
 * @param {number} left
 * @param {number} top
 * @param {number} width px
 * @param {number} height px
 * @returns {Pixels}
 */
function crop(image, left, top, width, height) {
  const part = blank(width, height);
  for (let y = 0; y < height; y++) {
    const from = ((top + y) * image.width + left) * 4;
    part.data.set(image.data.subarray(from, from + width * 4), y * width * 4);
  }
  return part;
}
