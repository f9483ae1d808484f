// Types are not checked: `npm test` does without the packages of this folder.
// The 12 megapixels that every peer gets, as pixels and as files: made from a photograph of set-up's by native sharp at fixed settings,
// once, into build/peers/inputs. Their hashes stand in the results.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadSharp } from './sharp.mjs';
import { HEIGHT, WIDTH } from './tasks.mjs';

const PHOTO = 'Elephants_5640x3172.jpg';

/** @typedef {import('./tasks.mjs').InputName} InputName */
/** @typedef {{ name: InputName, file: string, sha256: string, bytes: number, width: number, height: number }} Input */

/** How each file is written. @type {Record<import('./tasks.mjs').FileInput, (image: import('sharp').Sharp) => import('sharp').Sharp>} */
const FILES = {
  jpeg: (image) => image.jpeg({ quality: 90, chromaSubsampling: '4:2:0', optimiseCoding: false }),
  'jpeg-progressive': (image) => image.jpeg({ quality: 90, chromaSubsampling: '4:2:0', progressive: true }),
  png: (image) => image.png({ compressionLevel: 6, adaptiveFiltering: true }),
  webp: (image) => image.webp({ quality: 80, effort: 4 }),
  'webp-lossless': (image) => image.webp({ lossless: true, effort: 4 }),
};

/**
 * @param {string} photos folder of set-up's photographs
 * @param {string} folder where the inputs go
 * @param {string} sharpVersion another one makes other files
 * @returns {Promise<Input[]>}
 */
export async function prepareInputs(photos, folder, sharpVersion) {
  const list = join(folder, 'inputs.json');
  if (existsSync(list)) {
    const { by, inputs } = JSON.parse(readFileSync(list, 'utf8'));
    if (by === sharpVersion) return inputs;
  }
  mkdirSync(folder, { recursive: true });
  const sharp = await loadSharp();
  const rgb = await sharp(join(photos, PHOTO))
    .resize(WIDTH, HEIGHT, { fit: 'cover', kernel: 'lanczos3' })
    .removeAlpha()
    .raw()
    .toBuffer();
  const photo = withAlpha(rgb);
  const inputs = [write(folder, 'photo', 'photo.rgba', photo), write(folder, 'cut-out', 'cut-out.rgba', cutOut(photo))];
  for (const [name, format] of Object.entries(FILES)) {
    const image = sharp(rgb, { raw: { width: WIDTH, height: HEIGHT, channels: 3 } });
    const bytes = await format(image).toBuffer();
    inputs.push(write(folder, /** @type {InputName} */ (name), `${name}.${name.split('-')[0]}`, bytes));
  }
  // Last: what stands in the list is there.
  writeFileSync(list, JSON.stringify({ by: sharpVersion, inputs }));
  return inputs;
}

/** @param {string} folder @param {InputName} name @param {string} file @param {Uint8Array} bytes @returns {Input} */
function write(folder, name, file, bytes) {
  writeFileSync(join(folder, file), bytes);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { name, file, sha256, bytes: bytes.length, width: WIDTH, height: HEIGHT };
}

/** @param {Uint8Array} rgb */
export function withAlpha(rgb) {
  const rgba = new Uint8Array((rgb.length / 3) * 4);
  for (let i = 0, j = 0; i < rgb.length; i += 3, j += 4) {
    rgba[j] = rgb[i];
    rgba[j + 1] = rgb[i + 1];
    rgba[j + 2] = rgb[i + 2];
    rgba[j + 3] = 255;
  }
  return rgba;
}

/**
 * The photo cut out along an ellipse with a soft edge, and magenta under what is transparent: who averages colours without their alpha
 * lets it bleed in.
 * @param {Uint8Array} photo
 */
function cutOut(photo) {
  const out = Uint8Array.from(photo);
  for (let y = 0; y < HEIGHT; y++) {
    const dy = (y + 0.5) / HEIGHT - 0.5;
    for (let x = 0; x < WIDTH; x++) {
      const dx = (x + 0.5) / WIDTH - 0.5;
      const alpha = Math.max(0, Math.min(255, Math.round((0.49 - Math.sqrt(dx * dx + dy * dy)) * 25500)));
      const i = (y * WIDTH + x) * 4;
      out[i + 3] = alpha;
      if (alpha < 128) {
        out[i] = 255;
        out[i + 1] = 0;
        out[i + 2] = 255;
      }
    }
  }
  return out;
}
