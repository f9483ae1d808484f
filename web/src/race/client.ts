import { hostWorkers } from 'pixlane/workers';
import type { FromWorker, LaneState, Picture, Plan, RaceOptions, RaceResult, Row, ToWorker } from './types';

/** What a driver polls. `result` fills as rows come in and is whole when `done`. */
export interface RaceState {
  running: boolean;
  /** 0..1 */
  progress: number;
  label: string;
  done: boolean;
  error: string | null;
  result: RaceResult | null;
}

interface RaceEvents {
  lanes: LaneState[];
  state: RaceState;
  plan: Plan;
  rows: Row[];
  picture: Picture;
}

type Listener<Event> = (event: Event) => void;

const IDLE: RaceState = { running: false, progress: 0, label: '', done: false, error: null, result: null };

/**
 * The page's end of the race. Every race runs in a worker of its own, so that it starts with cold code and an empty
 * memory whatever ran before, and so that stopping is immediate even in the middle of a long call.
 */
export class RaceClient {
  /** Every lane and whether it runs here; empty until the worker has answered. */
  lanes: LaneState[] = [];
  state: RaceState = { ...IDLE };
  private terminate = () => {};
  private readonly listeners = new Map<keyof RaceEvents, Set<Listener<never>>>();

  constructor() {
    this.spawn().postMessage({ type: 'lanes' } satisfies ToWorker);
  }

  on<Name extends keyof RaceEvents>(name: Name, listener: Listener<RaceEvents[Name]>): void {
    const listeners = this.listeners.get(name) ?? new Set();
    this.listeners.set(name, listeners.add(listener as Listener<never>));
  }

  /**
   * Begins a race; `state` tells how it goes, wrong options included.
   * @throws Error when one is running
   */
  start(options: RaceOptions): void {
    if (this.state.running) throw new Error('A race is running: stop it first');
    this.setState({ ...IDLE, running: true, label: 'Loading' });
    this.spawn().postMessage({ type: 'start', options, base: document.baseURI } satisfies ToWorker);
  }

  /** Ends the race at once; the rows so far stay in `state.result`. */
  stop(): void {
    if (!this.state.running) return;
    this.end({ label: 'Stopped', error: 'Stopped' });
  }

  private spawn(): Worker {
    this.terminate();
    const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
    this.terminate = hostWorkers(worker);
    worker.addEventListener('message', ({ data }: MessageEvent<FromWorker>) => this.hear(data));
    worker.addEventListener('error', (event) => {
      event.preventDefault();
      this.end({ label: 'Failed', error: event.message || 'The race worker could not be loaded' });
    });
    return worker;
  }

  private hear(message: FromWorker): void {
    switch (message.type) {
      case 'lanes':
        this.lanes = message.lanes;
        this.emit('lanes', this.lanes);
        break;
      case 'header':
        this.setState({ ...this.state, result: { ...message.header, rows: [] } });
        this.emit('plan', message.plan);
        break;
      case 'progress':
        this.setState({ ...this.state, progress: message.progress, label: message.label });
        break;
      case 'rows':
        this.state.result?.rows.push(...message.rows);
        this.emit('rows', message.rows);
        break;
      case 'picture':
        this.emit('picture', message.picture);
        break;
      case 'done':
        this.end({ label: 'Finished', progress: 1, done: true });
        break;
      case 'error':
        this.end({ label: 'Failed', error: message.message });
        break;
    }
  }

  private end(last: Partial<RaceState>): void {
    this.terminate();
    this.setState({ ...this.state, ...last, running: false, done: true });
  }

  private setState(state: RaceState): void {
    this.state = state;
    this.emit('state', state);
  }

  private emit<Name extends keyof RaceEvents>(name: Name, event: RaceEvents[Name]): void {
    for (const listener of this.listeners.get(name) ?? []) (listener as Listener<RaceEvents[Name]>)(event);
  }
}

declare global {
  interface Window {
    /** For headless drivers. */
    pixlaneRace: Pick<RaceClient, 'start' | 'stop' | 'state' | 'lanes'>;
  }
}

/** Puts the race where drivers look for it; `state` and `lanes` are always the present ones. */
export function exposeToDrivers(client: RaceClient): void {
  window.pixlaneRace = {
    start: (options) => client.start(options),
    stop: () => client.stop(),
    get state() {
      return client.state;
    },
    get lanes() {
      return client.lanes;
    },
  };
}
