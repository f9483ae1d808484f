// The package's modules as they are, no bundler: bytes to pixels, a kernel, bytes again. What came of it is left in the page.
import { createEngine, ImageError, lanes } from '../../../dist/bindings/index.js';

const SIDE = 96;

/** A JPEG made by the browser itself: not by the code that is to read it. */
async function photo() {
  const canvas = new OffscreenCanvas(SIDE, SIDE);
  const context = canvas.getContext('2d');
  context.fillStyle = 'rgb(200, 100, 50)';
  context.fillRect(0, 0, SIDE, SIDE);
  const blob = await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.95 });
  return new Uint8Array(await blob.arrayBuffer());
}

/** What the browser's own decoder makes of a file. */
async function seenByBrowser(bytes, type) {
  const bitmap = await createImageBitmap(new Blob([bytes], { type }));
  const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d');
  context.drawImage(bitmap, 0, 0);
  return { width: bitmap.width, height: bitmap.height, pixel: [...context.getImageData(5, 5, 1, 1).data] };
}

async function run(lane, file) {
  const engine = await createEngine({ lane, threads: 2 });
  try {
    const image = engine.decode(file);
    const small = engine.resize(engine.negate(image), { width: SIDE / 2 });
    const seen = {};
    for (const format of ['jpeg', 'png', 'webp']) {
      seen[format] = await seenByBrowser(engine.encode(small, format), `image/${format}`);
    }
    let refusal;
    try {
      engine.decode(file.subarray(0, 20));
    } catch (error) {
      refusal = error instanceof ImageError ? error.code : String(error);
    }
    return { lane: engine.info.lane, seen, refusal };
  } finally {
    engine.dispose();
  }
}

async function main() {
  const file = await photo();
  const states = lanes();
  const compiled = states.filter(({ lane, available }) => available && lane !== 'js');
  const runs = [];
  for (const { lane } of compiled) {
    // The window must not wait, so threads belong into a worker; the parity page runs them.
    if (lane !== 'threads') runs.push(await run(lane, file));
  }
  return { isolated: crossOriginIsolated, states, runs };
}

const outcome = await main().catch((error) => ({ error: String(error?.stack ?? error) }));
document.body.textContent = JSON.stringify(outcome);
