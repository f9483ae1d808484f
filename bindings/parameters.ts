import { invalidArgument } from './errors.js';
import type { Parameter } from './registry-types.js';

/** Doubles that the parameter area of a compiled lane holds. */
const PARAMETER_AREA = 256;

export type Value = number | boolean | string | Float64Array | Float32Array;

/**
 * Parameters, checked and completed, in the forms that the lanes take. They are filled anew at every call: nothing is
 * allocated for a call.
 */
export class Parameters {
  /** By name, defaults filled in, single numbers spread where the kernel sees several: what the JavaScript twins take. */
  readonly values: Record<string, Value> = {};
  /** What a compiled lane takes: in the list's order, without those that only decide the output's size. */
  readonly packed = new Float64Array(PARAMETER_AREA);
  packedLength = 0;
  /** The kernel's table, which crosses by itself: its address belongs into `packed[0]`. */
  table: Float32Array<ArrayBuffer> | undefined;

  readonly #noun: string;
  readonly #parameters: readonly Parameter[];
  readonly #names: ReadonlySet<string>;
  /** Space for an array of each length a parameter allows, so that `values` never holds the caller's own array. */
  readonly #arrays: Record<string, Map<number, Float64Array>> = {};
  /** Where each parameter's value begins in `packed`. */
  readonly #places: Record<string, number> = {};

  /** @param noun - what messages call them: `params` */
  constructor(parameters: readonly Parameter[], noun: string) {
    this.#noun = noun;
    this.#parameters = parameters;
    this.#names = new Set(parameters.map((parameter) => parameter.name));
    for (const parameter of parameters) {
      if (parameter.type === 'numbers') {
        this.#arrays[parameter.name] = new Map(parameter.lengths.map((length) => [length, new Float64Array(length)]));
      }
    }
  }

  /**
   * Takes over a caller's parameters.
   *
   * @throws {@link ImageError} `INVALID_ARGUMENT`; the message names the parameter, what was expected and what came
   */
  fill(params: object | undefined): void {
    const given = (params ?? {}) as Record<string, unknown>;
    if (typeof given !== 'object') throw invalidArgument(this.#noun, 'object', params);
    for (const name in given) {
      if (!this.#names.has(name)) throw invalidArgument(this.#noun, this.#expectedNames(), name);
    }
    let length = 0;
    for (const parameter of this.#parameters) {
      const value = given[parameter.name];
      this.#places[parameter.name] = length;
      const at = this.#take(parameter, value === undefined ? parameter.default : value, length);
      if (parameter.role !== 'size') length = at;
    }
    this.packedLength = length;
  }

  /** Replaces an enum's value, where there is one of that name. */
  protected replace(name: string, value: string): void {
    const parameter = this.#parameters.find((one) => one.name === name);
    if (parameter?.type !== 'enum') return;
    this.values[name] = value;
    this.packed[this.#places[name] as number] = parameter.values.indexOf(value);
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
      case 'table':
        this.table = tableOf(parameter, value, this.table);
        this.values[name] = this.table;
        this.packed[at + 1] = this.table.length;
        return at + 2;
    }
  }

  #numbers(parameter: Parameter & { type: 'numbers' }, value: unknown): Float64Array {
    const { name, broadcast } = parameter;
    const arrays = this.#arrays[name] as Map<number, Float64Array>;
    if (broadcast !== undefined && typeof value === 'number') {
      checkNumber(parameter, name, value);
      return (arrays.get(broadcast) as Float64Array).fill(value);
    }
    const given = (named(parameter, value) ?? value) as ArrayLike<unknown>;
    const array = typeof given === 'object' && given !== null ? arrays.get(given.length) : undefined;
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

/** The caller's values in memory of our own: `before`, where it has the length. */
function tableOf(
  parameter: Parameter & { type: 'table' },
  value: unknown,
  before: Float32Array<ArrayBuffer> | undefined,
): Float32Array<ArrayBuffer> {
  const { name, lengths } = parameter;
  const given = value as ArrayLike<unknown>;
  if (typeof value !== 'object' || value === null || !lengths.includes(given.length)) {
    throw invalidArgument(name, expectedNumbers(parameter), value);
  }
  const table = before?.length === given.length ? before : new Float32Array(given.length);
  for (let i = 0; i < table.length; i++) {
    const number = given[i];
    if (!isNumberWithin(number, parameter)) checkNumber(parameter, `${name}[${i}]`, number);
    table[i] = number as number;
  }
  return table;
}

/** The array that a name stands for. */
function named({ named }: Parameter & { type: 'numbers' }, value: unknown): readonly number[] | undefined {
  return typeof value === 'string' && named !== undefined && Object.hasOwn(named, value) ? named[value] : undefined;
}

interface Range {
  readonly type: 'integer' | 'number' | 'numbers' | 'table';
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

/** Lengths that a message names; of more it names the ends. */
const FEW = 8;

function expectedNumbers(parameter: Parameter & { type: 'numbers' | 'table' }): string {
  const { lengths, min, max } = parameter;
  const broadcast = parameter.type === 'numbers' ? parameter.broadcast : undefined;
  const some = lengths.length <= FEW ? lengths.join(' or ') : `${lengths.slice(0, 3).join(', ')} … ${lengths.at(-1)}`;
  const array = `array of ${some} numbers between ${min} and ${max}`;
  if (broadcast !== undefined) return `number between ${min} and ${max} or ${array}`;
  const names = parameter.type === 'numbers' && parameter.named ? Object.keys(parameter.named) : [];
  return names.length === 0 ? array : `${array} or one of ${names.join(', ')}`;
}
