/** Runs a race: loads, then size by size verifies, times and reports. No DOM: it lives in a worker. */
import { createEngine, type Engine } from 'pixlane';
import { type Pace, pace, timerStep } from './clock';
import { type ReferenceCodec, referenceCodec } from './codecs';
import { describeHost } from './host';
import { inputAt, openPhoto, type Photo } from './inputs';
import { LaneAtSize } from './lane-at-size';
import { laneStates } from './lanes';
import { loadPhoto } from './photos';
import { pictureOfInput, pictureOfOutput } from './picture';
import { type Course, raceTask } from './race-task';
import { seededRandom } from './statistics';
import { selectTasks, type Task, withYardsticks } from './tasks';
import {
  CLOCKS,
  type Clock,
  type FromWorker,
  LANES,
  type Lane,
  type Plan,
  type RaceOptions,
  type RaceResult,
  SIZES,
  type SizeName,
} from './types';
import { wasmHash } from './wasm-files';

const FEWEST_ROUNDS = 5;
const MOST_ROUNDS = 1000;

/** Rough share of the time that a size takes: large pictures take long, small ones a few samples' length. */
const WEIGHT: Readonly<Record<SizeName, number>> = { full: 6, '1/2': 3, '1/4': 2, '64': 1 };

const CLOCK_LABEL: Readonly<Record<Clock, string>> = { kernel: 'kernel', endToEnd: 'end to end', cold: 'cold start' };

type Send = (message: FromWorker) => void;

/** One task at one size on one clock. */
interface Leg {
  task: Task;
  size: SizeName;
  clock: Clock;
}

/** What all sizes share. */
interface Meeting {
  options: RaceOptions;
  engines: ReadonlyMap<Lane, Engine>;
  threads: number | undefined;
  photo: Photo;
  codec: ReferenceCodec;
  pace: Pace;
}

/**
 * @param base address of the page, for photos
 * @param send hears of everything as it happens
 * @throws Error when the photo, the options or a lane cannot be used
 */
export async function race(options: RaceOptions, base: string, send: Send): Promise<void> {
  const tasks = withYardsticks(selectTasks(options.tasks));
  const sizes = chosen(SIZES, options.sizes, 'size');
  const clocks = chosen(CLOCKS, options.clocks, 'clock');
  checkRounds(options.rounds);
  const date = new Date().toISOString();

  send({ type: 'progress', progress: 0, label: 'Loading the lanes' });
  const engines = await loadEngines(chosen(LANES, options.lanes, 'lane'), options.threads);
  const threads = engines.get('threads')?.info.threads;
  const codec = referenceCodec(fastest(engines));
  send({ type: 'progress', progress: 0, label: 'Loading the photo' });
  const { name, bytes } = await loadPhoto(options.photo, base);
  const photo = await openPhoto(name, bytes, codec);
  const stepMs = timerStep();

  const plan: Plan = { tasks: tasks.map((task) => task.name), sizes, lanes: [...engines.keys()], clocks };
  send({ type: 'header', header: await header(date, stepMs, photo, plan.lanes, threads), plan });

  const legs = sizes.flatMap((size) => tasks.flatMap((task) => legsOf(task, size, clocks)));
  const meeting: Meeting = { options, engines, threads, photo, codec, pace: pace(options, stepMs) };
  const progress = progressOver(legs, send);
  for (const size of sizes) {
    const legsHere = legs.filter((leg) => leg.size === size);
    await raceSize(meeting, size, legsHere, progress, send);
  }
}

/** The yardstick is measured whatever clocks were chosen: kernels are compared with it. */
function legsOf(task: Task, size: SizeName, clocks: readonly Clock[]): Leg[] {
  const run = task.kind === 'yardstick' ? task.clocks : clocks.filter((clock) => task.clocks.includes(clock));
  return run.map((clock) => ({ task, size, clock }));
}

async function raceSize(meeting: Meeting, size: SizeName, legs: readonly Leg[], progress: LegProgress, send: Send) {
  const { options, engines, threads, photo, codec, pace } = meeting;
  const input = inputAt(photo, size, fastest(engines) ?? (engines.get('js') as Engine), codec);
  const { width, height } = input.source;
  const lanes = [...engines].map(([lane, engine]) => new LaneAtSize(lane, engine, input));
  const pictured = new Set<Task>();
  const pictures = options.pictures ?? true;
  if (pictures) send({ type: 'picture', picture: pictureOfInput(input) });
  const course: Course = {
    input,
    lanes,
    codec,
    threads,
    pace,
    random: seededRandom(options.seed ?? 1),
    copyMs: new Map(),
    onOutput(task, lane, output, verdict) {
      if (!pictures || task.kind === 'yardstick' || pictured.has(task) || 'values' in output) return;
      send({ type: 'picture', picture: pictureOfOutput(task.name, size, lane, output, verdict) });
    },
    async onRound(done, of) {
      progress.within(done / of);
      await breathe();
    },
  };
  for (const { task, clock } of legs) {
    progress.begin(`${task.name}, ${width} × ${height}, ${CLOCK_LABEL[clock]}`, size);
    await breathe();
    send({ type: 'rows', rows: await raceTask(task, clock, course) });
    pictured.add(task); // one clock's outputs are enough to look at
    for (const lane of lanes) lane.releaseDeep();
    progress.end();
  }
  for (const lane of lanes) lane.release();
}

/** Every lane that was asked for and is available; `js` always. */
async function loadEngines(wanted: readonly Lane[], threads: number | undefined): Promise<Map<Lane, Engine>> {
  const engines = new Map<Lane, Engine>();
  for (const { lane, available } of laneStates()) {
    if (!available || (lane !== 'js' && !wanted.includes(lane))) continue;
    engines.set(lane, await createEngine({ lane, ...(lane === 'threads' && { threads }) }));
  }
  return engines;
}

/** The lane that does the race's own decoding and scaling. */
function fastest(engines: ReadonlyMap<Lane, Engine>): Engine | undefined {
  return engines.get('simd') ?? engines.get('threads') ?? engines.get('scalar');
}

async function header(date: string, stepMs: number, photo: Photo, lanes: readonly Lane[], threads: number | undefined) {
  const wasm: RaceResult['wasm'] = {};
  for (const lane of lanes) if (lane !== 'js') wasm[lane] = await wasmHash(lane);
  const { width, height } = photo.pixels;
  return {
    schema: 1 as const,
    date,
    commit: __COMMIT__,
    host: { ...describeHost(stepMs), ...(threads !== undefined && { threads }) },
    wasm,
    input: { name: photo.name, sha256: photo.sha256, width, height },
  };
}

interface LegProgress {
  begin(label: string, size: SizeName): void;
  within(part: number): void;
  end(): void;
}

function progressOver(legs: readonly Leg[], send: Send): LegProgress {
  const whole = legs.reduce((sum, { size }) => sum + WEIGHT[size], 0);
  let before = 0;
  let share = 0;
  let label = '';
  const within = (part: number) => send({ type: 'progress', progress: (before + part * share) / whole, label });
  return {
    begin(next, size) {
      label = next;
      share = WEIGHT[size];
      within(0);
    },
    within,
    end() {
      before += share;
    },
  };
}

/** In the order of the list. @throws RangeError for a value that is not in it */
function chosen<Value extends string>(
  all: readonly Value[],
  wanted: readonly Value[] | undefined,
  what: string,
): Value[] {
  const unknown = wanted?.find((value) => !all.includes(value));
  if (unknown !== undefined) throw new RangeError(`Expected a ${what} among ${all.join(', ')} but received ${unknown}`);
  return wanted && wanted.length > 0 ? all.filter((value) => wanted.includes(value)) : [...all];
}

function checkRounds(rounds: number | undefined): void {
  if (rounds === undefined) return;
  if (!Number.isInteger(rounds) || rounds < FEWEST_ROUNDS || rounds > MOST_ROUNDS) {
    throw new RangeError(
      `Expected an integer from ${FEWEST_ROUNDS} to ${MOST_ROUNDS} for rounds but received ${rounds}`,
    );
  }
}

/** Lets messages and the garbage collector through. */
function breathe(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}
