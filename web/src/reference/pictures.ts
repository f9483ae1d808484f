/** Pictures before and after, made when they come into view: small ones, so that the page need not wait for a worker. */
import { createEngine, type Engine, type Kernel, type KernelName } from 'pixlane';
import { element } from '../page/dom';
import { runInEngine } from '../race/in-engine';
import { overlayOf } from '../race/overlay';
import { resolveParams } from '../race/params';
import { builtInPhotos, photoAddress } from '../race/photos';
import type { AnyPixels, Pixels } from '../race/types';

const WIDTH = 320;
const HEIGHT = 213;

export class Pictures {
  readonly #source = samplePicture();
  readonly #engine: Promise<Engine> = createEngine({ lane: 'simd' }).catch(() => createEngine({ lane: 'js' }));
  readonly #kernels = new WeakMap<Element, Kernel>();
  readonly #observer = new IntersectionObserver((seen) => {
    for (const { isIntersecting, target } of seen) if (isIntersecting) void this.#draw(target);
  });

  /** Room for a kernel's pictures, filled when it is seen. */
  of(kernel: Kernel): HTMLElement {
    const figure = element(
      'div',
      { class: 'pair' },
      frame(`Before ${kernel.name}`, 'before'),
      ...(kernel.results ? [] : [frame(`After ${kernel.name}`, 'after')]),
    );
    this.#kernels.set(figure, kernel);
    this.#observer.observe(figure);
    return figure;
  }

  async #draw(figure: Element): Promise<void> {
    this.#observer.unobserve(figure);
    const kernel = this.#kernels.get(figure);
    const [before, after] = figure.querySelectorAll('canvas');
    if (!kernel || !before) return;
    const [source, engine] = await Promise.all([this.#source, this.#engine]);
    show(before, source);
    const name = kernel.name as KernelName;
    const params = resolveParams({ kernel: name, params: kernel.cases[0]?.params ?? {} }, source.width);
    const input = kernel.cases[0]?.depth === 16 ? in16Bits(source) : source;
    const output = runInEngine(engine, name, input, params, kernel.second ? overlayOf(source) : undefined);
    if (after && 'data' in output) show(after, output);
    const caption = figure.querySelector('figure:last-child figcaption');
    if (caption)
      caption.textContent = `${after ? 'after' : 'measured'}, ${JSON.stringify(kernel.cases[0]?.params ?? {})}`;
  }
}

function frame(label: string, caption: string): HTMLElement {
  const canvas = element('canvas', { width: WIDTH, height: HEIGHT, role: 'img', 'aria-label': label });
  return element('figure', {}, canvas, element('figcaption', {}, caption));
}

const in16Bits = ({ data, ...size }: Pixels): AnyPixels => ({ ...size, data: Uint16Array.from(data, (x) => 257 * x) });

/** Of 16 bits a channel, the upper ones. */
function show(canvas: HTMLCanvasElement, { data, width, height }: AnyPixels): void {
  canvas.width = width;
  canvas.height = height;
  const pixels = Uint8ClampedArray.from(data, data instanceof Uint16Array ? (x) => x / 257 : undefined);
  canvas.getContext('2d')?.putImageData(new ImageData(pixels, width, height), 0, 0);
}

/** A built-in photo, small; where there is none, a picture of gradients. */
async function samplePicture(): Promise<Pixels> {
  const canvas = new OffscreenCanvas(WIDTH, HEIGHT);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error('This browser draws no pictures off the screen');
  const [photo] = (await builtInPhotos(location.href)).sort((a, b) => a.width * a.height - b.width * b.height);
  if (photo) {
    const response = await fetch(photoAddress(photo, location.href));
    const bitmap = await createImageBitmap(await response.blob());
    context.imageSmoothingQuality = 'high';
    context.drawImage(bitmap, 0, 0, WIDTH, HEIGHT);
    bitmap.close();
  } else {
    const gradient = context.createLinearGradient(0, 0, WIDTH, HEIGHT);
    for (const [at, colour] of ['#b3261e', '#e3b341', '#0f766e', '#5b50b8'].entries())
      gradient.addColorStop(at / 3, colour);
    context.fillStyle = gradient;
    context.fillRect(0, 0, WIDTH, HEIGHT);
  }
  const { data } = context.getImageData(0, 0, WIDTH, HEIGHT);
  return { data: new Uint8Array(data.buffer), width: WIDTH, height: HEIGHT };
}
