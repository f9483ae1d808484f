import { Engine } from './engine.js';
import { ImageError, invalidArgument } from './errors.js';
import { LANES, type Lane, type LaneRuntime } from './lane.js';
import { type LaneState, lanes, nodeProcess } from './lanes.js';
import { DEFAULT_LIMITS, type Limits, resolveLimits } from './limits.js';
import type { WasmSource } from './load-wasm.js';
import { startsWorkersReliably } from './workers.js';

/** Options of {@link createEngine}. */
export interface EngineOptions {
  /**
   * Which lane to run. `auto`, the default, takes the fastest that can run here; in a window that is never `threads`, nor in
   * a worker of Firefox without `useHostedWorkers` of `pixlane/workers`. A lane that is named is used or refused, never replaced.
   */
  lane?: Lane | 'auto';
  /** Threads of the lane `threads`, 1 to 64, the calling one included. Default: the processor's, at most 8. */
  threads?: number;
  /**
   * Where the lane's .wasm comes from, for hosts that move it away from the package: an address, a response to one, its
   * bytes, or the compiled module. Needs `lane` to say which lane it is.
   */
  wasm?: WasmSource;
  /** The largest image that the engine makes, decodes or encodes. */
  limits?: Partial<Limits>;
}

const OPTIONS = ['lane', 'threads', 'wasm', 'limits'];
const MOST_THREADS = 64;

/** More threads than this gain little in image work, and each costs memory. */
const MOST_THREADS_UNASKED = 8;

/**
 * Loads a lane and makes an engine of it.
 *
 * @throws {@link ImageError} `INVALID_ARGUMENT`; `UNSUPPORTED` when the lane cannot run here or its files cannot be loaded;
 * `TIMEOUT` when its threads do not start within 20 s
 */
export async function createEngine(options: EngineOptions = {}): Promise<Engine> {
  if (typeof options !== 'object' || options === null) throw invalidArgument('options', 'object', options);
  for (const name of Object.keys(options)) {
    if (!OPTIONS.includes(name)) throw invalidArgument('options', `any of ${OPTIONS.join(', ')}`, name);
  }
  const { lane = 'auto', threads = threadsUnasked(), wasm } = options;
  if (lane !== 'auto' && !LANES.includes(lane)) throw invalidArgument('lane', `one of auto, ${LANES.join(', ')}`, lane);
  if (!Number.isInteger(threads) || threads < 1 || threads > MOST_THREADS) {
    throw invalidArgument('threads', `integer between 1 and ${MOST_THREADS}`, threads);
  }
  if (wasm !== undefined && (lane === 'auto' || lane === 'js')) {
    throw invalidArgument('lane', 'the lane that wasm is', lane);
  }
  const limits = resolveLimits(options.limits, DEFAULT_LIMITS);
  return new Engine(lane === 'auto' ? await loadFastest(threads) : await loadNamed(lane, threads, wasm), limits);
}

async function loadNamed(lane: Lane, threads: number, wasm: WasmSource | undefined): Promise<LaneRuntime> {
  const { available, reason } = lanes().find((state) => state.lane === lane) as LaneState;
  if (!available) throw new ImageError('UNSUPPORTED', `The lane ${lane} cannot run here. ${reason}`);
  return load(lane, threads, wasm, '');
}

async function loadFastest(threads: number): Promise<LaneRuntime> {
  const reasons: string[] = [];
  for (const { lane, available, reason } of lanes()) {
    // A window may not sleep. The thread pool would spin there until the others are done, and the page stand still.
    if (lane === 'threads' && isWindow()) continue;
    // Who wants no choice made must not be left hanging.
    if (lane === 'threads' && !startsWorkersReliably()) continue;
    if (!available) {
      reasons.push(reason);
      continue;
    }
    try {
      return await load(lane, threads, undefined, reasons.at(-1) ?? '');
    } catch (error) {
      // A module that this engine cannot compile leaves the next lane; one that is not there would hide a broken page.
      if (!(error instanceof ImageError && error.cause instanceof WebAssembly.CompileError)) throw error;
      reasons.push(error.message);
    }
  }
  throw new ImageError('INTERNAL', `No lane can run here. ${reasons.join(' ')}`);
}

async function load(
  lane: Lane,
  threads: number,
  wasm: WasmSource | undefined,
  whyNotCompiled: string,
): Promise<LaneRuntime> {
  // Lanes are loaded when they are asked for: an application pays for the one that it uses.
  if (lane === 'js') {
    const { JsLane } = await import('./js-lane.js');
    return new JsLane(whyNotCompiled);
  }
  const { loadWasmLane } = await import('./load-wasm.js');
  return loadWasmLane(lane, lane === 'threads' ? threads : 1, wasm);
}

function isWindow(): boolean {
  return typeof window !== 'undefined' && typeof document !== 'undefined';
}

function threadsUnasked(): number {
  const processors =
    globalThis.navigator?.hardwareConcurrency ??
    nodeProcess()?.getBuiltinModule?.('node:os').availableParallelism() ??
    1;
  return Math.max(1, Math.min(MOST_THREADS_UNASKED, processors));
}
