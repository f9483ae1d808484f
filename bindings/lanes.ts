import { LANES, type Lane } from './lane.js';

/** Whether a lane can run here. */
export interface LaneState {
  readonly lane: Lane;
  readonly available: boolean;
  /** Why it cannot; empty where it can. */
  readonly reason: string;
}

// Modules of one function each, written by hand from the specification of WebAssembly's binary format.
const HEADER = [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
/** () -> v128: i32.const 0, i8x16.splat. */
const SIMD_MODULE = [...HEADER, 1, 5, 1, 0x60, 0, 1, 0x7b, 3, 2, 1, 0, 10, 8, 1, 6, 0, 0x41, 0, 0xfd, 15, 0x0b];
/** A shared memory of one page. */
const THREADS_MODULE = [...HEADER, 5, 4, 1, 3, 1, 1];

/**
 * The lanes and whether they can run in this window, worker or process, the fastest first.
 *
 * @example
 * `lanes().find(({ lane }) => lane === 'threads')?.reason` tells why there are no threads
 */
export function lanes(): LaneState[] {
  return LANES.map((lane) => {
    const reason = REASONS[lane]();
    return { lane, available: reason === '', reason };
  });
}

const REASONS: Readonly<Record<Lane, () => string>> = {
  threads: () => whyNoSimd() || whyNoThreads(),
  simd: whyNoSimd,
  scalar: whyNoWasm,
  js: () => '',
};

function whyNoWasm(): string {
  if (typeof WebAssembly !== 'object') return 'There is no WebAssembly here.';
  try {
    new WebAssembly.Module(new Uint8Array(HEADER));
    return '';
  } catch {
    return "The page's Content-Security-Policy forbids WebAssembly: its script-src needs 'wasm-unsafe-eval'.";
  }
}

function whyNoSimd(): string {
  return whyNoWasm() || (validates(SIMD_MODULE) ? '' : 'WebAssembly has no SIMD here.');
}

function whyNoThreads(): string {
  // Memory that is shared can be made on pages that may not share it, so that says nothing.
  if (globalThis.crossOriginIsolated === false) {
    return (
      'The page is not cross-origin isolated: it must be served with Cross-Origin-Opener-Policy: same-origin and ' +
      'Cross-Origin-Embedder-Policy: require-corp.'
    );
  }
  if (typeof SharedArrayBuffer === 'undefined') return 'There is no SharedArrayBuffer here.';
  if (!validates(THREADS_MODULE)) return 'WebAssembly has no threads here.';
  // Node's workers are a module's, not the global scope's.
  if (typeof Worker === 'undefined' && !isNode()) return 'Workers cannot be started here.';
  if (nodeProcess()?.execArgv?.some((option) => option.startsWith('--input-type'))) {
    return "Node's workers refuse the option --input-type.";
  }
  return '';
}

function validates(module: readonly number[]): boolean {
  return WebAssembly.validate(new Uint8Array(module));
}

/** True where the loader of the lane `threads` finds Node's workers. */
export function isNode(): boolean {
  return nodeProcess()?.versions?.node !== undefined;
}

interface NodeProcess {
  versions?: { node?: string };
  /** The options that Node hands on to its workers. */
  execArgv?: readonly string[];
  getBuiltinModule?(name: 'node:fs'): { promises: { readFile(url: URL): Promise<Uint8Array<ArrayBuffer>> } };
  getBuiltinModule?(name: 'node:os'): { availableParallelism(): number };
}

/** Node's `process`, which bundlers for pages neither see nor replace. */
export function nodeProcess(): NodeProcess | undefined {
  return (globalThis as { process?: NodeProcess }).process;
}
