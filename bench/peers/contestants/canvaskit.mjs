// CanvasKit: Skia. Its default build encodes neither JPEG nor WebP.
import CanvasKitInit from 'canvaskit-wasm';
import wasm from 'canvaskit-wasm/bin/canvaskit.wasm';
import { choose, compete } from '../page/compete.mjs';

compete(async (job) => {
  const kit = await CanvasKitInit({ locateFile: () => new URL(wasm, import.meta.url).href });
  const { bytes, pixels } = job.input;
  const info = (width, height) => ({
    width,
    height,
    colorType: kit.ColorType.RGBA_8888,
    alphaType: kit.AlphaType.Unpremul,
    colorSpace: kit.ColorSpace.SRGB,
  });
  const read = (image) => {
    const [width, height] = [image.width(), image.height()];
    const data = image.readPixels(0, 0, info(width, height));
    image.delete();
    return { data, width, height };
  };
  const decode = () => read(kit.MakeImageFromEncoded(bytes));
  const blur = (sigma) => {
    const { data, width, height } = pixels;
    const image = kit.MakeImage(info(width, height), data, width * 4);
    const surface = kit.MakeSurface(width, height);
    const paint = new kit.Paint();
    const filter = kit.ImageFilter.MakeBlur(sigma, sigma, kit.TileMode.Clamp, null);
    paint.setImageFilter(filter);
    surface.getCanvas().drawImage(image, 0, 0, paint);
    surface.flush();
    const out = read(surface.makeImageSnapshot());
    for (const one of [filter, paint, image, surface]) one.delete();
    return out;
  };
  if (job.task.startsWith('decode-')) return decode;
  return choose(job, { 'blur-sigma5': () => blur(5), 'blur-sigma25': () => blur(25) });
});
