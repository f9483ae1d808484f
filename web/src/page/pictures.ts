import { AMPLIFY } from '../race/compare';
import type { Difference, Lane, Picture, Pixels, SizeName } from '../race/types';
import { byId, element, fillSelect } from './dom';
import { dimensions, grouped } from './words';

const FAVOURITE: Lane = 'simd';

/** The pictures of a race, four at a time: the input, JavaScript's output, a compiled lane's, and their difference. */
export class Gallery {
  private pictures: Picture[] = [];
  private readonly task = byId('picture-task', HTMLSelectElement);
  private readonly size = byId('picture-size', HTMLSelectElement);
  private readonly lane = byId('picture-lane', HTMLSelectElement);
  private readonly box = byId('gallery', HTMLDivElement);
  private readonly note = byId('pictures-note', HTMLParagraphElement);

  constructor(private readonly sizeLabel: (size: SizeName) => string) {
    for (const select of [this.task, this.size, this.lane]) select.addEventListener('change', () => this.draw());
  }

  clear(): void {
    this.pictures = [];
    for (const select of [this.task, this.size, this.lane]) fillSelect(select, []);
    this.draw();
  }

  add(picture: Picture): void {
    this.pictures.push(picture);
    if (picture.of === 'input') return; // its outputs follow
    this.offer(picture);
    if (picture.task === this.task.value && picture.size === this.size.value) this.draw();
  }

  /** Makes a picture's task, size and lane choosable. */
  private offer({ task, size, of }: Picture): void {
    const offered: [HTMLSelectElement, string, string][] = [
      [this.task, task, task],
      [this.size, size, this.sizeLabel(size)],
    ];
    if (of !== 'js' && of !== 'input') offered.push([this.lane, of, of]);
    for (const [select, value, label] of offered) {
      if ([...select.options].some((option) => option.value === value)) continue;
      select.append(element('option', { value }, label));
      select.disabled = false;
      if (value === FAVOURITE) select.value = value;
    }
  }

  private draw(): void {
    const { value: size } = this.size;
    const input = this.pictures.find((picture) => picture.of === 'input' && picture.size === size);
    const outputs = this.pictures.filter((picture) => picture.task === this.task.value && picture.size === size);
    const js = outputs.find((picture) => picture.of === 'js');
    const compiled = outputs.find((picture) => picture.of === this.lane.value);
    const figures: HTMLElement[] = [];
    if (input) figures.push(figure(input.preview, 'Input', dimensions(input.width, input.height)));
    if (js) figures.push(figure(js.preview, 'JavaScript', dimensions(js.width, js.height)));
    for (const output of [compiled, compiled?.against === 'js' ? undefined : js]) {
      if (!output) continue;
      if (output !== js) figures.push(figure(output.preview, output.of, dimensions(output.width, output.height)));
      if (output.difference) figures.push(differenceFigure(output, output.difference));
    }
    this.box.replaceChildren(...figures);
    this.note.textContent =
      outputs.length > 0
        ? `Differences are shown ${AMPLIFY} times as bright; each point shows the largest in its neighbourhood, so that no pixel hides.`
        : 'What each lane made appears here, beside its difference from the reference.';
  }
}

function figure(pixels: Pixels, title: string, text: string): HTMLElement {
  const caption = element('figcaption', {}, element('b', {}, title), element('span', {}, text));
  return element('figure', {}, draw(pixels, title), caption);
}

function differenceFigure(
  { of, against, preview, differencePreview, verified }: Picture,
  difference: Difference,
): HTMLElement {
  const blank = { ...preview, data: new Uint8Array(preview.data.length).fill(0) };
  const title = `${of === 'js' ? 'JavaScript' : of} − ${against === 'js' ? 'JavaScript' : 'reference'}`;
  const caption = element('figcaption', {}, element('b', {}, title));
  caption.append(element('span', { class: verified ? undefined : 'mismatch' }, describe(difference, verified)));
  const canvas = draw(differencePreview ?? blank, title);
  canvas.classList.add('difference');
  return element('figure', {}, canvas, caption);
}

function describe({ pixels, max, psnrDb }: Difference, verified = false): string {
  if (psnrDb === null) return 'identical in every pixel';
  const verdict = verified ? 'accepted' : 'mismatch';
  return `${verdict}: ${grouped(pixels)} pixels differ, by at most ${max} steps; PSNR ${psnrDb.toFixed(1)} dB`;
}

function draw({ data, width, height }: Pixels, label: string): HTMLCanvasElement {
  const canvas = element('canvas', { width, height, role: 'img', 'aria-label': label });
  canvas.getContext('2d')?.putImageData(new ImageData(new Uint8ClampedArray(data), width, height), 0, 0);
  return canvas;
}
