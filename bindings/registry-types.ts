/** A parameter of a kernel. `role: 'size'` marks one that only decides the size of the output. */
export type Parameter = {
  readonly name: string;
  readonly summary: string;
  readonly unit?: string;
  readonly role?: 'size';
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
      readonly min: number;
      readonly max: number;
      readonly default: number | readonly number[];
    }
);

/** A kernel with parameters that is raced. A string like `"1/4"` stands for that fraction of the source's width. */
export interface Case {
  readonly name: string;
  readonly params: Readonly<Record<string, number | string | boolean | readonly number[]>>;
}

/** An operation on pixels. */
export interface Kernel {
  readonly name: string;
  readonly file: string;
  readonly summary: string;
  readonly source: string;
  /** Size of the output: the source's, height by width, or decided by the parameters `width` and `height`. */
  readonly output: 'same' | 'transposed' | 'size';
  /** True when the kernel needs memory of its own. */
  readonly scratch?: boolean;
  /** By how much a channel may differ between lanes, 0..255; 0 means bit for bit. */
  readonly tolerance: number;
  readonly parameters: readonly Parameter[];
  readonly cases: readonly Case[];
}

/** The list of kernels. */
export interface Registry {
  readonly kernels: readonly Kernel[];
}
