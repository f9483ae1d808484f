/**
 * The JavaScript twins on an application's own arrays: nothing is copied. The package's lane `js` keeps images of its own,
 * as every lane does, so this reaches past it to the functions themselves.
 */
import { type KernelName, registry } from '../../../dist/bindings/generated/registry.js';
import { runTwin as callTwin } from '../../../dist/bindings/js-lane.js';
import { KernelCall } from '../../../dist/bindings/kernel-call.js';
import { namedResults } from '../../../dist/bindings/results.js';
import { flat } from './in-engine';
import type { AnyPixels, Output } from './types';

/** Checks and completes parameters as an engine does; one a kernel, for an engine does not make them at every call either. */
const calls = new Map(registry.kernels.map((kernel) => [kernel.name, new KernelCall(kernel)]));

/** A kernel's result in a fresh array. @throws ImageError for wrong parameters, as an engine would */
export function runTwin(kernel: KernelName, source: AnyPixels, params: object, second?: AnyPixels): Output {
  const call = calls.get(kernel) as KernelCall;
  call.fill(params);
  call.sizeFor(source.width, source.height);
  const { width, height, resultCount } = call;
  const { results, outputDepth } = call.kernel;
  if (results) {
    const values = new Float64Array(resultCount);
    callTwin(call, source, second, values);
    return { values: flat(namedResults(results, values)) };
  }
  const depth = outputDepth ?? (source.data instanceof Uint16Array ? 16 : 8);
  const data = depth === 16 ? new Uint16Array(4 * width * height) : new Uint8Array(4 * width * height);
  const result = { data, width, height } as AnyPixels;
  callTwin(call, source, second, result);
  return result;
}
