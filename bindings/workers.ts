/**
 * Workers of a worker, started by the page.
 *
 * In Firefox a worker that starts a worker can stop for good inside the constructor: `new Worker` waits there for the new
 * worker's registration with the debugger, on the condition variable that the new worker's event loop waits on as well, and the one
 * notification may wake the wrong side (seen in 153.7: one start in 200 to 500, under a remote-controlled browser one in 25).
 * Nothing in such a worker runs any more, no timer either, so it cannot help itself. A page never waits.
 *
 * @packageDocumentation
 */

interface StartMessage {
  pixlaneWorker: { url: string; options: WorkerOptions | undefined; port: MessagePort };
}

type ToHost = { message: unknown } | { terminate: true };
type FromHost = { message: unknown } | { error: string };

/**
 * For the page: starts the workers that `worker` asks for after {@link useHostedWorkers}, and those that they ask for. To be
 * called right after `worker` was made.
 *
 * @returns what ends `worker` and everything that was started for it; `worker.terminate()` would leave the others running
 */
export function hostWorkers(worker: Worker): () => void {
  const ends = new Set<() => void>();
  worker.addEventListener('message', (event: MessageEvent<Partial<StartMessage> | null>) => {
    const start = event.data?.pixlaneWorker;
    if (!start) return;
    event.stopImmediatePropagation();
    const end = host(start, () => ends.delete(end));
    ends.add(end);
  });
  return () => {
    worker.terminate();
    for (const end of ends) end();
  };
}

function host({ url, options, port }: StartMessage['pixlaneWorker'], onEnd: () => void): () => void {
  const answer = (answer: FromHost) => port.postMessage(answer);
  let worker: Worker;
  try {
    worker = new Worker(url, options);
  } catch (error) {
    answer({ error: String(error) });
    return () => {};
  }
  const end = hostWorkers(worker);
  worker.addEventListener('message', ({ data }) => answer({ message: data }));
  worker.addEventListener('messageerror', () => answer({ error: 'A message could not be read' }));
  worker.addEventListener('error', (event) => {
    event.preventDefault();
    answer({ error: event.message || `The worker ${url} could not be loaded` });
  });
  port.onmessage = ({ data }: MessageEvent<ToHost>) => {
    if (!('terminate' in data)) return worker.postMessage(data.message);
    end();
    onEnd();
  };
  return end;
}

/**
 * For a worker, before it calls `createEngine`: has the page start this worker's own workers, wherever the engine of the browser
 * would not do so reliably itself; elsewhere it does nothing. The page must have called {@link hostWorkers}.
 */
export function useHostedWorkers(): void {
  if (!startsWorkersReliably()) globalThis.Worker = HostedWorker as unknown as typeof Worker;
}

/** Whether `new Worker` always returns here. @internal */
export function startsWorkersReliably(): boolean {
  const isWindow = typeof document !== 'undefined';
  const isFirefox = /\bFirefox\//.test(globalThis.navigator?.userAgent ?? '');
  return isWindow || !isFirefox || 'isHosted' in globalThis.Worker;
}

/** As much of `Worker` as the loader of the lane `threads` and simple users need. Messages are copied, never transferred. */
class HostedWorker extends EventTarget {
  /** Known by this and not by identity: a bundler may put this module into more than one file. */
  static readonly isHosted = true;
  onmessage: ((event: MessageEvent) => void) | null = null;
  onerror: ((event: ErrorEvent) => void) | null = null;
  readonly #port: MessagePort;

  constructor(url: string | URL, options?: WorkerOptions) {
    super();
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    port1.onmessage = ({ data }: MessageEvent<FromHost>) => this.#hear(data);
    const start = { url: new URL(url, globalThis.location.href).href, options, port: port2 };
    globalThis.postMessage({ pixlaneWorker: start } satisfies StartMessage, { transfer: [port2] });
  }

  postMessage(message: unknown): void {
    this.#port.postMessage({ message } satisfies ToHost);
  }

  terminate(): void {
    this.#port.onmessage = null;
    this.#port.postMessage({ terminate: true } satisfies ToHost);
  }

  #hear(answer: FromHost): void {
    if ('error' in answer) {
      const event = new ErrorEvent('error', { message: answer.error });
      this.onerror?.(event);
      this.dispatchEvent(event);
    } else {
      const event = new MessageEvent('message', { data: answer.message });
      this.onmessage?.(event);
      this.dispatchEvent(event);
    }
  }
}
