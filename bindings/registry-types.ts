/**
 * A parameter of a kernel. The role `size` marks one that only decides the size of the output, `position` a place that must lie inside the
 * source.
 */
export type Parameter = {
  readonly name: string;
  readonly summary: string;
  readonly unit?: string;
  readonly role?: 'size' | 'position';
  /** What is tried where outputs would grow beyond reason at the ends of the range. */
  readonly typical?: readonly [number, number];
} & (
  | { readonly type: 'integer' | 'number'; readonly min: number; readonly max: number; readonly default: number }
  | { readonly type: 'boolean'; readonly default: boolean }
  | { readonly type: 'enum'; readonly values: readonly string[]; readonly default: string }
  | {
      readonly type: 'numbers';
      /** The lengths that an array may have. */
      readonly lengths: readonly number[];
      /** One number stands for this many equal ones. */
      readonly broadcast?: number;
      /** Names that stand for arrays. */
      readonly named?: Readonly<Record<string, readonly number[]>>;
      readonly min: number;
      readonly max: number;
      readonly default: number | readonly number[];
    }
  | {
      /** A long array, held as 32-bit floats; always the first parameter, and always to be given. */
      readonly type: 'table';
      readonly lengths: readonly number[];
      readonly min: number;
      readonly max: number;
      readonly default?: undefined;
    }
);

/** A number, or `count` of them, that a kernel without an output image answers with. */
export interface Result {
  readonly name: string;
  readonly count: number;
  readonly summary: string;
  /** Not numbers but bytes, or characters by their codes: as many as the first number says, at most the `count - 1` behind it. */
  readonly as?: 'bytes' | 'text';
}

/** A kernel with parameters that is raced. A string like `"1/4"` stands for that fraction of the source's width. */
export interface Case {
  readonly name: string;
  readonly params: Readonly<Record<string, number | string | boolean | readonly number[]>>;
  /** Bits a channel of what it is raced on; absent, 8. */
  readonly depth?: Depth;
}

/** Bits a channel. */
export type Depth = 8 | 16;

/** An operation on pixels. */
export interface Kernel {
  readonly name: string;
  /** Where it stands in the reference. */
  readonly group: string;
  readonly file: string;
  readonly summary: string;
  readonly source: string;
  /** What it computes, exactly, in one line. */
  readonly formula: string;
  /** A second image goes in: of the source's size, or of any. */
  readonly second?: 'same' | 'any';
  /** Size of the output, a rule of js-baseline/output-size.js; `values`: numbers come out and no image. */
  readonly output: string;
  /** What comes out where `output` is `values`. */
  readonly results?: readonly Result[];
  /** True when the kernel needs memory of its own. */
  readonly scratch?: boolean;
  /** Bits a channel that the source, and a second image with it, may have: [8, 16] or, where absent, 8 only. */
  readonly depths?: readonly Depth[];
  /** Bits a channel of the output; absent, those of the source. */
  readonly outputDepth?: Depth;
  /** Where the kernel of 16 bits is a function of its own, its file, and whether it needs memory. */
  readonly file16?: string;
  readonly scratch16?: boolean;
  /** By how much a channel of 8 bits may differ between lanes, or values, relatively; 0 means bit for bit, as 16 bits always are. */
  readonly tolerance: number;
  readonly parameters: readonly Parameter[];
  readonly cases: readonly Case[];
}

/** The list of kernels. */
export interface Registry {
  readonly kernels: readonly Kernel[];
}
