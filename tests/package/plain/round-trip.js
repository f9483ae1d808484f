import { createEngine, registry } from './pixlane/dist/bindings/index.js';

/** Pixels in, kernels, a file, and back; `options` as `createEngine` takes them. */
export async function roundTrip(options) {
  const engine = await createEngine(options);
  const image = engine.fromPixels(new Uint8Array(64 * 48 * 4).fill(200), 64, 48);
  const blurred = engine.blur(engine.resize(image, { width: 32 }), { sigma: 1.5 });
  const file = engine.encode(blurred, 'png');
  const { width, height } = engine.metadata(file);
  const pixels = engine.toPixels(engine.decode(file));
  let refusal = '';
  try {
    engine.blur(image, { sigma: 0 });
  } catch (error) {
    refusal = error.message;
  }
  const { lane, threads } = engine.info;
  engine.dispose();
  return {
    lane,
    threads,
    kernels: registry.kernels.length,
    sizes: [width, height, pixels.width, pixels.height],
    pixel: [...pixels.data.slice(0, 4)],
    refusal,
  };
}
