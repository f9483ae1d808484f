import { KernelMethods } from './generated/kernels.js';
import type { TrimBoxParams } from './generated/registry.js';
import type { Image } from './image.js';

/** What takes more than one kernel. */
export abstract class Compounds extends KernelMethods {
  /**
   * Cuts away what is background on all sides: `extract` of what `trimBox` finds. An image that is background alone stays whole.
   *
   * @param image - of this engine; it is not changed
   * @param params - absent ones take their defaults
   * @returns a new image, to be released by the caller
   * @throws ImageError `INVALID_ARGUMENT` for a bad parameter or image, `LIMIT`, `OUT_OF_MEMORY`
   */
  trim(image: Image, params?: TrimBoxParams): Image {
    // A box of nothing is 0, 0, 0, 0, which extract takes for the whole.
    return this.extract(image, this.trimBox(image, params));
  }
}
