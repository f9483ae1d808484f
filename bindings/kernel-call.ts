import { outputSize } from '../js-baseline/output-size.js';
import { ImageError } from './errors.js';
import { Parameters } from './parameters.js';
import type { Depth, Kernel } from './registry-types.js';

/** A kernel's parameters and what follows from them. An engine has one for each kernel. */
export class KernelCall extends Parameters {
  readonly kernel: Kernel;
  /** Of the images that the kernel takes, bits a channel. */
  readonly depths: readonly Depth[];
  /** Size of the output in px, after {@link KernelCall.sizeFor}. */
  width = 0;
  height = 0;

  constructor(kernel: Kernel) {
    super(kernel.parameters, 'params');
    this.kernel = kernel;
    this.depths = kernel.depths ?? [8];
  }

  /**
   * Decides the size of the output for a source of `width` x `height` px; `fill` comes first.
   *
   * @throws {@link ImageError} `INVALID_ARGUMENT` where the parameters do not fit that size
   */
  sizeFor(width: number, height: number): void {
    try {
      const size = outputSize(this.kernel.output, this.values, width, height);
      this.width = size.width;
      this.height = size.height;
      // One side left open keeps the aspect ratio up to its rounding, which a kernel cannot know: nothing is to be cut or padded.
      if ((this.values.width === 0) !== (this.values.height === 0)) this.replace('fit', 'fill');
    } catch (error) {
      if (error instanceof RangeError) throw new ImageError('INVALID_ARGUMENT', error.message);
      throw error;
    }
  }

  /** Numbers that come out where no image does. */
  get resultCount(): number {
    return (this.kernel.results ?? []).reduce((sum, { count }) => sum + count, 0);
  }

  /** True when the parameters leave the size of the output to whoever makes it. */
  get sizeIsOpen(): boolean {
    return this.kernel.output === 'size' && this.values.width === 0 && this.values.height === 0;
  }
}
