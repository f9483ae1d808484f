// What the browser has itself, in native code: ImageDecoder, createImageBitmap and reading back, and the canvas.
import { choose, compete } from '../page/compete.mjs';
import { JPEG_QUALITY, SMALL_HEIGHT, SMALL_WIDTH, WEBP_QUALITY } from '../tasks.mjs';

const SMALL = { resizeWidth: SMALL_WIDTH, resizeHeight: SMALL_HEIGHT, resizeQuality: 'high' };

compete(async (job) => {
  const { bytes, type, pixels } = job.input;
  if (job.peer === 'ImageDecoder') return () => decode(bytes, type);
  if (job.peer === 'createImageBitmap') {
    return async () => {
      const bitmap = await createImageBitmap(new Blob([bytes], { type }));
      return readBack(bitmap, bitmap.width, bitmap.height);
    };
  }
  const drawn = () => {
    const canvas = new OffscreenCanvas(pixels.width, pixels.height);
    canvas.getContext('2d', { willReadFrequently: true }).putImageData(pixels, 0, 0);
    return canvas;
  };
  const pipeline = async (to, quality) => {
    const bitmap = await createImageBitmap(new Blob([bytes], { type }), SMALL);
    const canvas = new OffscreenCanvas(SMALL_WIDTH, SMALL_HEIGHT);
    canvas.getContext('2d', { willReadFrequently: true }).drawImage(bitmap, 0, 0);
    bitmap.close();
    return file(canvas, to, quality);
  };
  const blur = (sigma) => readBack(drawn(), pixels.width, pixels.height, `blur(${sigma}px)`);
  return choose(job, {
    'encode-jpeg': () => file(drawn(), 'image/jpeg', JPEG_QUALITY / 100),
    'encode-png-fast': () => file(drawn(), 'image/png'),
    'encode-webp': () => file(drawn(), 'image/webp', WEBP_QUALITY / 100),
    'blur-sigma5': () => blur(5),
    'blur-sigma25': () => blur(25),
    'pipeline-jpeg': () => pipeline('image/jpeg', JPEG_QUALITY / 100),
    'pipeline-webp': () => pipeline('image/webp', WEBP_QUALITY / 100),
  });
});

async function decode(bytes, type) {
  const decoder = new ImageDecoder({ data: bytes, type, preferAnimation: false });
  const { image } = await decoder.decode();
  const [width, height] = [image.displayWidth, image.displayHeight];
  const data = new Uint8Array(width * height * 4);
  await image.copyTo(data, { format: 'RGBA', colorSpace: 'srgb' });
  image.close();
  decoder.close();
  return { data, width, height };
}

function readBack(image, width, height, filter = 'none') {
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
  context.filter = filter;
  context.drawImage(image, 0, 0);
  image.close?.();
  return context.getImageData(0, 0, width, height);
}

async function file(canvas, type, quality) {
  return (await canvas.convertToBlob({ type, quality })).arrayBuffer();
}
