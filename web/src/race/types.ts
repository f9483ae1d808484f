/**
 * What the race says and hears: its options, its messages, and the result file. bench/results.schema.json is the
 * contract of RaceResult; the names here follow it.
 */

export type Lane = 'js' | 'scalar' | 'simd' | 'threads';
export type Clock = 'kernel' | 'endToEnd' | 'cold';
export type Kind = 'kernel' | 'codec' | 'pipeline' | 'yardstick';
export type SizeName = 'full' | '1/2' | '1/4' | '64';

export const LANES: readonly Lane[] = ['js', 'scalar', 'simd', 'threads'];
export const CLOCKS: readonly Clock[] = ['kernel', 'endToEnd', 'cold'];
export const SIZES: readonly SizeName[] = ['full', '1/2', '1/4', '64'];

/** Whether a lane runs in this browser, and if not, why. */
export interface LaneState {
  lane: Lane;
  available: boolean;
  /** Empty where it is available. */
  reason: string;
}

/** RGBA, 8 bits a channel, straight alpha, rows without gaps. */
export interface Pixels {
  data: Uint8Array<ArrayBuffer>;
  width: number;
  height: number;
}

/** The same of 16 bits a channel. */
export interface Pixels16 {
  data: Uint16Array<ArrayBuffer>;
  width: number;
  height: number;
}

export type AnyPixels = Pixels | Pixels16;

/** What a contestant makes: pixels, or the numbers of a measure. */
export type Output = AnyPixels | { values: Float64Array };

export interface RaceOptions {
  /** A built-in photo's name, a URL of the same origin, or a file. */
  photo: string | File;
  /** Names of cases, kernels, codec tasks or kinds; all when absent. The yardstick `copy` always runs. */
  tasks?: string[];
  /** Fractions of the photo's width, or '64' for 64 x 64; all when absent. */
  sizes?: SizeName[];
  /** Lanes to race; those that are not available are left out. `js` always runs: it is what the others are compared with. */
  lanes?: Lane[];
  clocks?: Clock[];
  /** Samples a lane, 5 to 1000; 11 when absent, 5 when quick. Slow tasks stop at 5 when their time is used up. */
  rounds?: number;
  /** Shorter samples and less time a task. */
  quick?: boolean;
  /** Seeds the order of the lanes and the bootstrap; 1 when absent. */
  seed?: number;
  /** Threads of the lane `threads`; the package's default when absent. */
  threads?: number;
  /** Whether small pictures of the outputs are sent; true when absent. Drivers that do not look save their time. */
  pictures?: boolean;
}

/** A ratio of times (JavaScript over this lane) with its 95% interval. */
export interface Speedup {
  against: 'js';
  median: number;
  low: number;
  high: number;
}

/** How a lane's picture stands to what it was compared with. */
export interface Difference {
  /** Pixels in which any channel differs. */
  pixels: number;
  /** Largest difference of a channel, 0..255 or, of 16 bits, 0..65535. */
  max: number;
  /** Peak signal to noise ratio over the four channels in dB; null when nothing differs. */
  psnrDb: number | null;
}

export interface Row {
  task: string;
  kind: Kind;
  /** Of the input image. */
  width: number;
  height: number;
  size: SizeName;
  lane: Lane;
  clock: Clock;
  /** Milliseconds a call, one entry a round; empty when the lane was not verified. */
  samplesMs: number[];
  medianMs: number | null;
  /** Calls that were timed together for one sample. */
  callsPerSample: number;
  verified: boolean;
  /** null for the lane js, for lanes that were not verified, and where JavaScript has no opponent. */
  speedup: Speedup | null;
  /** The JavaScript side: a library, `js-baseline`, or null where there is none. */
  opponent: string | null;
  /** Median over the median of copying the input image in the same lane; kernel clock of kernels only. */
  memoryCopies?: number;
  /** Bytes an encoder wrote. */
  bytes?: number;
  difference?: Difference;
  /** What the row's reader must know: a missing opponent, an error, another setting. */
  note?: string;
}

export interface RaceResult {
  schema: 1;
  /** ISO 8601, UTC: when the race began. */
  date: string;
  /** Git commit of the build; `-dirty` is appended when the tree had changes. */
  commit: string;
  host: Host;
  /** SHA-256 of each raced lane's .wasm file. */
  wasm: Partial<Record<Lane, string>>;
  input: { name: string; sha256: string; width: number; height: number };
  rows: Row[];
}

export interface Host {
  engine: 'chromium' | 'firefox' | 'webkit' | 'unknown';
  version: string;
  userAgent: string;
  os: string;
  cores: number;
  crossOriginIsolated: boolean;
  /** Smallest step of performance.now() that was seen, ms. */
  timerStepMs: number;
  /** Threads of the lane `threads`; absent when it was not raced. */
  threads?: number;
}

/** Small pictures for the page: what a lane made, and where it differs from the reference. */
export interface Picture {
  /** Empty for the input, which all tasks of a size share. */
  task: string;
  size: SizeName;
  /** The lane whose output it is, or what went in. */
  of: Lane | 'input';
  /** Of the whole output; `preview` is at most PREVIEW_WIDTH wide. */
  width: number;
  height: number;
  preview: Pixels;
  /** What it was compared with; absent for the input and for the reference itself. */
  against?: 'js' | 'reference';
  difference?: Difference;
  /** The largest difference within each preview pixel, amplified. */
  differencePreview?: Pixels;
  verified?: boolean;
}

/** What a race will run, in its order. */
export interface Plan {
  tasks: string[];
  sizes: SizeName[];
  lanes: Lane[];
  clocks: Clock[];
}

export interface Progress {
  /** 0..1 */
  progress: number;
  label: string;
}

export type ToWorker = { type: 'lanes' } | { type: 'start'; options: RaceOptions; base: string };

export type FromWorker =
  | { type: 'lanes'; lanes: LaneState[] }
  | { type: 'header'; header: Omit<RaceResult, 'rows'>; plan: Plan }
  | ({ type: 'progress' } & Progress)
  | { type: 'rows'; rows: Row[] }
  | { type: 'picture'; picture: Picture }
  | { type: 'done' }
  | { type: 'error'; message: string };
