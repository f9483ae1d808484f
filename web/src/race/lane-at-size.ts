import type { Depth, Engine, Image } from 'pixlane';
import type { Input } from './contestant';
import type { Lane } from './types';

/** A lane and the input images of the present size inside it, each made when it is first asked for. */
export class LaneAtSize {
  readonly lane: Lane;
  readonly engine: Engine;
  readonly #input: Input;
  readonly #images = new Map<string, Image>();

  constructor(lane: Lane, engine: Engine, input: Input) {
    this.lane = lane;
    this.engine = engine;
    this.#input = input;
  }

  get image(): Image {
    return this.imageOf(8);
  }

  imageOf(depth: Depth): Image {
    return this.#image('source', depth, () => this.#input.source);
  }

  /** The second image, of kernels that have one. */
  secondOf(depth: Depth): Image {
    return this.#image('second', depth, () => this.#input.second());
  }

  #image(which: string, depth: Depth, pixels: () => Input['source']): Image {
    const key = `${which} ${depth}`;
    const made = this.#images.get(key);
    if (made) return made;
    const image = depth === 16 ? this.engine.to16Bit(this.#image(which, 8, pixels)) : this.#from(pixels());
    this.#images.set(key, image);
    return image;
  }

  #from({ data, width, height }: Input['source']): Image {
    return this.engine.fromPixels(data, width, height);
  }

  /** Frees what is in 16 bits: few tasks need it, and of a large photo it is large. */
  releaseDeep(): void {
    for (const [key, image] of this.#images) {
      if (image.depth === 8) continue;
      image.release();
      this.#images.delete(key);
    }
  }

  release(): void {
    for (const image of this.#images.values()) image.release();
    this.#images.clear();
  }
}
