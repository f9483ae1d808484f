/** The kernel tasks and the yardstick: each lane's way to run one case, with pixels in place and as an application does. */
import { type Contestant, type Input, type LaneAtSize, maker } from './contestant';
import { outOfEngine, runInEngine } from './in-engine';
import { resolveParams } from './params';
import type { Work } from './tasks';
import { runTwin } from './twin';

export type KernelWork = Extract<Work, { do: 'kernel' }>;

/** Pixels in place on both sides: the clock sees the kernel and what the package adds to every call. */
export function kernelContestant({ engine, image }: LaneAtSize, { kernel, params }: KernelWork): Contestant {
  const resolved = resolveParams(params, image.width);
  const { width, height } = engine.outputSize(kernel, image.width, image.height, resolved);
  const result = engine.createImage(width, height);
  return {
    call: () => engine.run(kernel, image, result, resolved),
    output: () => outOfEngine(engine, result),
    release: () => result.release(),
  };
}

/** RGBA in from an application's array, result out to a fresh one; JavaScript works on the application's array itself. */
export function endToEndContestant({ lane, engine }: LaneAtSize, { source }: Input, work: KernelWork): Contestant {
  const params = resolveParams(work.params, source.width);
  const { kernel } = work;
  if (lane === 'js')
    return maker(
      () => runTwin(kernel, source, params),
      (made) => made,
    );
  return maker(
    () => runInEngine(engine, kernel, source, params),
    (made) => made,
  );
}

/** The memory copy of the input's bytes: what nothing that reads and writes them can beat. */
export function copyContestant({ engine, image }: LaneAtSize): Contestant {
  const result = engine.createImage(image.width, image.height);
  return {
    call: () => engine.copy(image, result),
    output: () => outOfEngine(engine, result),
    release: () => result.release(),
  };
}
