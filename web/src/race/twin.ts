/**
 * The JavaScript twins on an application's own arrays: nothing is copied. The package's lane `js` keeps images of its own,
 * as every lane does, so this reaches past it to the functions themselves.
 */

import { type KernelName, registry } from '../../../dist/bindings/generated/registry.js';
import { baseline } from '../../../dist/bindings/generated/baseline.js';
import { KernelCall } from '../../../dist/bindings/kernel-call.js';
import type { Pixels } from './types';

/** A kernel's result in a fresh array. @throws ImageError for wrong parameters, as an engine would */
export function runTwin(name: string, source: Pixels, params: object): Pixels {
  const kernel = registry.kernels.find((each) => each.name === name);
  if (!kernel) throw new RangeError(`There is no kernel ${name}`);
  const call = new KernelCall(kernel);
  call.fill(params);
  call.sizeFor(source.width, source.height);
  const { width, height, values } = call;
  const result: Pixels = { data: new Uint8Array(4 * width * height), width, height };
  baseline[name as KernelName](source, result, values);
  return result;
}
