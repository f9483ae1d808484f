import { type Bytes, bytesOf } from './bytes.js';
import { ImageError, invalidArgument } from './errors.js';
import type { Lane } from './lane.js';
import { nodeProcess } from './lanes.js';
import type { Factory, RawModule } from './raw.js';
import { WasmLane } from './wasm-lane.js';

export type CompiledLane = Exclude<Lane, 'js'>;

/** Where a lane's .wasm comes from: an address, a response to one, its bytes, or the compiled module. */
export type WasmSource = URL | string | Response | Bytes | WebAssembly.Module;

/** Where a lane's parts are. Literals each, because that is what bundlers find and carry along. */
const PARTS: Readonly<Record<CompiledLane, { loader(): Promise<{ default: Factory }>; address(): URL }>> = {
  scalar: {
    loader: () => import('./wasm/scalar.js'),
    address: () => new URL('./wasm/scalar.wasm', import.meta.url),
  },
  simd: {
    loader: () => import('./wasm/simd.js'),
    address: () => new URL('./wasm/simd.wasm', import.meta.url),
  },
  threads: {
    loader: () => import('./wasm/threads.js'),
    address: () => new URL('./wasm/threads.wasm', import.meta.url),
  },
};

/** Compiled modules by address: a second engine, or one that replaces a failed one, compiles nothing. */
const modules = new Map<string, Promise<WebAssembly.Module>>();

/**
 * Loads a compiled lane.
 *
 * @param threads - of the lane `threads`
 * @param source - in place of the file beside this module
 * @throws {@link ImageError} `UNSUPPORTED` when the module cannot be had or compiled, `cause` tells more; `TIMEOUT` when its
 * threads do not start
 */
export async function loadWasmLane(lane: CompiledLane, threads: number, source?: WasmSource): Promise<WasmLane> {
  try {
    const parts = PARTS[lane];
    const [{ default: factory }, module] = await Promise.all([parts.loader(), compile(source ?? parts.address())]);
    const raw = await start(factory, module, threads);
    return new WasmLane(lane, raw);
  } catch (error) {
    if (error instanceof ImageError) throw error;
    throw new ImageError('UNSUPPORTED', `The lane ${lane} could not be loaded: ${String(error)}`, { cause: error });
  }
}

/** Workers that a policy forbids, or whose script is not there, never answer. */
const START_MS = 20_000;

function start(factory: Factory, module: WebAssembly.Module, pixlaneThreads: number): Promise<RawModule> {
  let timer: ReturnType<typeof setTimeout>;
  // The factory's own promise never settles when instantiation fails, because the hook has no way to tell it.
  const started = new Promise<RawModule>((resolve, reject) => {
    const late = () => reject(new ImageError('TIMEOUT', `The engine did not start within ${START_MS / 1000} s`));
    timer = setTimeout(late, START_MS);
    factory({
      pixlaneThreads,
      instantiateWasm(imports, receive) {
        WebAssembly.instantiate(module, imports)
          .then((instance) => receive(instance, module))
          .catch(reject);
        return {};
      },
    }).then(resolve, reject);
  });
  return started.finally(() => clearTimeout(timer));
}

function compile(source: WasmSource): Promise<WebAssembly.Module> {
  if (source instanceof WebAssembly.Module) return Promise.resolve(source);
  if (typeof Response !== 'undefined' && source instanceof Response) return compileResponse(source);
  if (source instanceof URL || typeof source === 'string') return compileAddress(addressOf(source));
  try {
    // Some engines compile no DataView, and none compiles shared memory: a copy suits all.
    return WebAssembly.compile(Uint8Array.from(bytesOf(source as Bytes, 'wasm')));
  } catch {
    throw invalidArgument('wasm', 'URL, string, Response, bytes or WebAssembly.Module', source);
  }
}

/** A relative address is the page's, as it is for `fetch`. */
function addressOf(source: URL | string): URL {
  try {
    return source instanceof URL ? source : new URL(source, globalThis.location?.href);
  } catch {
    throw invalidArgument('wasm', 'URL', source);
  }
}

function compileAddress(address: URL): Promise<WebAssembly.Module> {
  const known = modules.get(address.href);
  if (known) return known;
  const compiled = read(address);
  modules.set(address.href, compiled);
  compiled.catch(() => modules.delete(address.href)); // the network may be back at the next try
  return compiled;
}

async function read(address: URL): Promise<WebAssembly.Module> {
  const files = address.protocol === 'file:' ? nodeProcess()?.getBuiltinModule?.('node:fs') : undefined;
  if (files) return WebAssembly.compile(await files.promises.readFile(address));
  return compileResponse(await fetch(address, { credentials: 'same-origin' }));
}

async function compileResponse(response: Response): Promise<WebAssembly.Module> {
  if (!response.ok) throw new Error(`HTTP ${response.status} for ${response.url}`);
  // Servers that do not know the type are common, and streaming refuses their answer.
  const type = response.headers.get('content-type')?.split(';')[0]?.trim();
  if (type === 'application/wasm' && WebAssembly.compileStreaming) return WebAssembly.compileStreaming(response);
  return WebAssembly.compile(await response.arrayBuffer());
}
