import type { Runner } from './clock';
import type { Format } from './opponents';
import type { Output, Pixels, Pixels16, SizeName } from './types';

/** One lane ready to run one task: what is timed, and what it made. */
export interface Contestant extends Runner {
  /** What the last call made: encoders' bytes are decoded again. */
  output(): Output;
  /** Bytes the last call of an encoder made. */
  bytes?(): number;
  /** Frees what the contestant holds in its engine. */
  release(): void;
}

/** The input at one size, in the forms that tasks begin with. */
export interface Input {
  size: SizeName;
  source: Pixels;
  /** What stands in for the second image, of the same size: the source mirrored, from transparent to opaque. */
  second(): Pixels;
  /** Either of them in 16 bits a channel; made anew at every call. */
  in16Bits(pixels: Pixels): Pixels16;
  /** True when `encoded(format)` is the photo as it came: nobody knows its pixels but its decoders. */
  original(format: Format): boolean;
  /** The source as a file: the photo's own bytes where they are of this format, else encoded by the reference codec. */
  encoded(format: Format): Uint8Array;
}

/**
 * A contestant that makes something new at every call. What it made before is freed within the call: an application frees
 * too, and a garbage collector's work falls into the time of the JavaScript side as well.
 */
export function maker<Made>(
  make: () => Made,
  pixels: (made: Made) => Output,
  free: (made: Made) => void = () => {},
): Contestant & { made(): Made } {
  let made: Made | undefined;
  const release = () => {
    if (made !== undefined) free(made);
    made = undefined;
  };
  return {
    call() {
      release();
      made = make();
    },
    output: () => pixels(made as Made),
    made: () => made as Made,
    release,
  };
}
