import { invalidArgument } from './errors.js';
import type { Kernel, Parameter } from './registry-types.js';

/** Doubles that the parameter area of a compiled lane holds. */
const PARAMETER_AREA = 64;

type Value = number | boolean | string | Float64Array;

/**
 * A kernel's parameters, checked and completed, in the forms that the lanes take. An engine has one for each kernel and
 * fills it anew at every call: nothing is allocated for a call.
 */
export class KernelCall {
  readonly kernel: Kernel;
  /** By name, defaults filled in, single numbers spread where the kernel sees several: what the JavaScript twins take. */
  readonly values: Record<string, Value> = {};
  /** What a compiled lane takes: in the registry's order, without those that only decide the output's size. */
  readonly packed = new Float64Array(PARAMETER_AREA);
  packedLength = 0;
  /** Size of the output in px, after {@link KernelCall.sizeFor}. */
  width = 0;
  height = 0;

  readonly #parameters: readonly Parameter[];
  readonly #names: ReadonlySet<string>;
  /** Space for an array of each length a parameter allows, so that `values` never holds the caller's own array. */
  readonly #arrays: Record<string, Map<number, Float64Array>> = {};

  constructor(kernel: Kernel) {
    this.kernel = kernel;
    this.#parameters = kernel.parameters;
    this.#names = new Set(kernel.parameters.map((parameter) => parameter.name));
    for (const parameter of kernel.parameters) {
      if (parameter.type === 'numbers') {
        this.#arrays[parameter.name] = new Map(parameter.lengths.map((length) => [length, new Float64Array(length)]));
      }
    }
    this.fill(undefined);
  }

  /**
   * Takes over a caller's parameters.
   *
   * @throws {@link ImageError} `INVALID_ARGUMENT`; the message names the parameter, what was expected and what came
   */
  fill(params: object | undefined): void {
    const given = (params ?? {}) as Record<string, unknown>;
    if (typeof given !== 'object') throw invalidArgument('params', 'object', params);
    for (const name in given) {
      if (!this.#names.has(name)) throw invalidArgument('params', this.#expectedNames(), name);
    }
    let length = 0;
    for (const parameter of this.#parameters) {
      const value = given[parameter.name];
      const at = this.#take(parameter, value === undefined ? parameter.default : value, length);
      if (parameter.role !== 'size') length = at;
    }
    this.packedLength = length;
  }

  /** Decides the size of the output for a source of `width` x `height` px; `fill` comes first. */
  sizeFor(width: number, height: number): void {
    this.width = width;
    this.height = height;
    if (this.kernel.output === 'transposed') {
      this.width = height;
      this.height = width;
    } else if (this.kernel.output === 'size') {
      const wide = this.values.width as number;
      const high = this.values.height as number;
      if (wide > 0 || high > 0) {
        this.width = wide || Math.max(1, Math.round((high * width) / height));
        this.height = high || Math.max(1, Math.round((wide * height) / width));
      }
    }
  }

  /** True when the parameters leave the size of the output to whoever makes it. */
  get sizeIsOpen(): boolean {
    return this.kernel.output === 'size' && this.values.width === 0 && this.values.height === 0;
  }

  /** Checks one value and packs it from `at` on; returns where the next one goes. */
  #take(parameter: Parameter, value: unknown, at: number): number {
    const { name } = parameter;
    switch (parameter.type) {
      case 'integer':
      case 'number':
        checkNumber(parameter, name, value);
        this.values[name] = value;
        this.packed[at] = value;
        return at + 1;
      case 'boolean':
        if (typeof value !== 'boolean') throw invalidArgument(name, 'boolean', value);
        this.values[name] = value;
        this.packed[at] = value ? 1 : 0;
        return at + 1;
      case 'enum': {
        const index = parameter.values.indexOf(value as string);
        if (index < 0) throw invalidArgument(name, `one of ${parameter.values.join(', ')}`, value);
        this.values[name] = value as string;
        this.packed[at] = index;
        return at + 1;
      }
      case 'numbers': {
        const numbers = this.#numbers(parameter, value);
        this.values[name] = numbers;
        this.packed[at] = numbers.length;
        this.packed.set(numbers, at + 1);
        return at + 1 + numbers.length;
      }
    }
  }

  #numbers(parameter: Parameter & { type: 'numbers' }, value: unknown): Float64Array {
    const { name, broadcast } = parameter;
    const arrays = this.#arrays[name] as Map<number, Float64Array>;
    if (broadcast !== undefined && typeof value === 'number') {
      checkNumber(parameter, name, value);
      return (arrays.get(broadcast) as Float64Array).fill(value);
    }
    const given = value as ArrayLike<unknown>;
    const array = typeof value === 'object' && value !== null ? arrays.get(given.length) : undefined;
    if (array === undefined) throw invalidArgument(name, expectedNumbers(parameter), value);
    for (let i = 0; i < array.length; i++) {
      const number = given[i];
      // The name of the element is only made where it is needed: this runs at every call.
      if (!isNumberWithin(number, parameter)) checkNumber(parameter, `${name}[${i}]`, number);
      array[i] = number as number;
    }
    return array;
  }

  #expectedNames(): string {
    return this.#names.size > 0 ? `any of ${[...this.#names].join(', ')}` : 'no parameter';
  }
}

interface Range {
  readonly type: 'integer' | 'number' | 'numbers';
  readonly min: number;
  readonly max: number;
}

function isNumberWithin(value: unknown, { min, max }: Range): value is number {
  return typeof value === 'number' && value >= min && value <= max;
}

function checkNumber(range: Range, name: string, value: unknown): asserts value is number {
  const integer = range.type === 'integer';
  if (!isNumberWithin(value, range) || (integer && !Number.isInteger(value))) {
    throw invalidArgument(name, `${integer ? 'integer' : 'number'} between ${range.min} and ${range.max}`, value);
  }
}

function expectedNumbers({ lengths, broadcast, min, max }: Parameter & { type: 'numbers' }): string {
  const array = `array of ${lengths.join(' or ')} numbers between ${min} and ${max}`;
  return broadcast === undefined ? array : `number between ${min} and ${max} or ${array}`;
}
