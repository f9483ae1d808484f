/** The kernel tasks and the yardstick: each lane's way to run one case, with pixels in place and as an application does. */

import { type Depth, type KernelName, registry } from 'pixlane';
import { type Contestant, type Input, maker } from './contestant';
import { flat, outOfEngine, runInEngine } from './in-engine';
import type { LaneAtSize } from './lane-at-size';
import { resolveParams } from './params';
import type { Work } from './tasks';
import { runTwin } from './twin';
import type { AnyPixels, Pixels } from './types';

export type KernelWork = Extract<Work, { do: 'kernel' }>;

/** Pixels in place on both sides: the clock sees the kernel and what the package adds to every call. */
export function kernelContestant(at: LaneAtSize, work: KernelWork): Contestant {
  const { kernel, depth } = work;
  const { engine } = at;
  const image = at.imageOf(depth);
  const resolved = resolveParams(work, image.width);
  const other = secondOf(kernel) ? at.secondOf(depth) : undefined;
  if (isMeasure(kernel)) {
    return maker(
      () => flat(engine.measure(kernel, image, resolved, other)),
      (values) => ({ values }),
    );
  }
  const { width, height } = engine.outputSize(kernel, image.width, image.height, resolved);
  const result = engine.createImage(width, height, entry(kernel)?.outputDepth ?? depth);
  return {
    call: () => engine.run(kernel, image, result, resolved, other),
    output: () => outOfEngine(engine, result),
    release: () => result.release(),
  };
}

/** RGBA in from an application's array, result out to a fresh one; JavaScript works on the application's array itself. */
export function endToEndContestant({ lane, engine }: LaneAtSize, input: Input, work: KernelWork): Contestant {
  const { kernel, depth } = work;
  const params = resolveParams(work, input.source.width);
  const inDepth = (pixels: Pixels): AnyPixels => (depth === 16 ? input.in16Bits(pixels) : pixels);
  const source = inDepth(input.source);
  const other = secondOf(kernel) ? inDepth(input.second()) : undefined;
  const make =
    lane === 'js'
      ? () => runTwin(kernel, source, params, other)
      : () => runInEngine(engine, kernel, source, params, other);
  return maker(make, (made) => made);
}

const entry = (kernel: KernelName) => registry.kernels.find(({ name }) => name === kernel);
export const secondOf = (kernel: KernelName): boolean => entry(kernel)?.second !== undefined;
const isMeasure = (kernel: KernelName): boolean => entry(kernel)?.results !== undefined;

/** The memory copy of the input's bytes: what nothing that reads and writes them can beat. */
export function copyContestant(at: LaneAtSize, depth: Depth): Contestant {
  const { engine } = at;
  const image = at.imageOf(depth);
  const result = engine.createImage(image.width, image.height, depth);
  return {
    call: () => engine.copy(image, result),
    output: () => outOfEngine(engine, result),
    release: () => result.release(),
  };
}
