/** The outcomes of the compiled lanes by number: the order of `Code` in codecs/codec.h, whose 0 is success. */
const COMPILED_CODES = [
  'OK',
  'NOT_AN_IMAGE',
  'UNSUPPORTED',
  'CORRUPT',
  'TRUNCATED',
  'LIMIT',
  'OUT_OF_MEMORY',
  'INVALID_ARGUMENT',
  'INTERNAL',
  'TIMEOUT',
] as const;

/**
 * What went wrong:
 *
 * - `NOT_AN_IMAGE`: the bytes begin like none of the formats
 * - `UNSUPPORTED`: a valid file, or a lane, that lacks what was asked for
 * - `CORRUPT`: the bytes break the rules of their format
 * - `TRUNCATED`: the bytes end too early
 * - `LIMIT`: larger than the limits allow
 * - `OUT_OF_MEMORY`: memory could not be had; the engine goes on working
 * - `TIMEOUT`: decoding took longer than the limits allow
 * - `ABORTED`, `WORKER_CRASHED`: a job of a worker did not finish
 * - `INVALID_ARGUMENT`: the caller's mistake
 * - `INTERNAL`: a mistake of this library; the engine must be replaced
 */
export type ErrorCode = Exclude<(typeof COMPILED_CODES)[number], 'OK'> | 'ABORTED' | 'WORKER_CRASHED';

/** The one error that this package throws. */
export class ImageError extends Error {
  /** For programs; `message` is for people. */
  readonly code: ErrorCode;

  /**
   * @param code - what went wrong
   * @param message - what went wrong, for people
   * @param options - `cause`: the error behind this one
   */
  constructor(code: ErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'ImageError';
    this.code = code;
  }
}

/** An error for the number and the reason of a compiled lane; numbers that nobody knows are internal errors. */
export function compiledError(code: number, operation: string, reason: string): ImageError {
  const name = COMPILED_CODES[code];
  if (name === undefined || name === 'OK') return new ImageError('INTERNAL', `${operation}: unknown code ${code}`);
  return new ImageError(name, `${operation}: ${reason || REASONS[name] || name}`);
}

/** For kernels, which return a code alone. */
const REASONS: { readonly [code in ErrorCode]?: string } = {
  OUT_OF_MEMORY: 'out of memory',
  INVALID_ARGUMENT: 'the images do not fit the kernel',
};

/**
 * The error for an argument of the wrong kind.
 *
 * @example
 * `Expected number between 0.3 and 1000 for sigma but received 0 of type number`
 */
export function invalidArgument(name: string, expected: string, received: unknown): ImageError {
  return new ImageError(
    'INVALID_ARGUMENT',
    `Expected ${expected} for ${name} but received ${show(received)} of type ${received === null ? 'null' : typeof received}`,
  );
}

const LONGEST_SHOWN = 60;

function show(value: unknown): string {
  let text: string;
  try {
    text = String(value); // throws for objects without a prototype, among others
  } catch {
    text = Object.prototype.toString.call(value);
  }
  return text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text;
}
