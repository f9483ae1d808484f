/** One task at one size on one clock: prepare every lane, verify, time, and make the rows. */
import { measure, type Pace, type Samples } from './clock';
import { decodeContestant, encodeContestant, pipelineContestant, type ReferenceCodec, shrink } from './codecs';
import { type ColdJob, coldStart, measureCold } from './cold';
import type { Contestant, Input } from './contestant';
import { agreeWithTwin, decodeAlike, equal, type Judge, resemble, type Verdict } from './judge';
import { copyContestant, endToEndContestant, kernelContestant, secondOf } from './kernels';
import type { LaneAtSize } from './lane-at-size';
import { OPPONENTS } from './opponents';
import { resolveParams } from './params';
import { median, type Random, speedup } from './statistics';
import type { Task } from './tasks';
import type { Clock, Lane, Output, Row } from './types';

/** What does not change while one size is raced. */
export interface Course {
  input: Input;
  lanes: readonly LaneAtSize[];
  codec: ReferenceCodec;
  /** Of the lane `threads`; undefined when it is not raced. */
  threads: number | undefined;
  pace: Pace;
  random: Random;
  /** Median of the yardstick a lane and depth; filled when it has been raced. */
  copyMs: Map<string, number>;
  /** Sees every judged output; outputs are not kept. */
  onOutput(task: Task, lane: Lane, output: Output, verdict: Verdict): void;
  /** Called between rounds; `rounds` is done out of about `of`. */
  onRound(rounds: number, of: number): Promise<void>;
}

/** A lane's way through one task. */
interface Entry {
  lane: Lane;
  verdict: Verdict;
  samples?: Samples;
  bytes?: number;
  note?: string;
}

/** Outputs are verified on every clock, for every clock has its own way of making them. */
export async function raceTask(task: Task, clock: Clock, course: Course): Promise<Row[]> {
  const entries = clock === 'cold' ? await raceCold(task, course) : await raceWarm(task, clock, course);
  return rows(task, clock, course, entries);
}

async function raceWarm(task: Task, clock: Clock, course: Course): Promise<Entry[]> {
  const judge = judgeOf(task, course);
  const entries: Entry[] = [];
  const verified = new Map<Entry, Contestant>();
  const all: Contestant[] = [];
  try {
    for (const at of course.lanes) {
      const entry: Entry = { lane: at.lane, verdict: { verified: false } };
      try {
        const contestant = contestantOf(task, clock, at, course);
        if (!contestant) continue;
        all.push(contestant);
        contestant.call();
        const output = contestant.output();
        entry.verdict = judge(at.lane, output);
        entry.bytes = contestant.bytes?.();
        course.onOutput(task, at.lane, output, entry.verdict);
        if (entry.verdict.verified) verified.set(entry, contestant);
      } catch (error) {
        // A lane that fails is a result of the race like another: the row says why.
        entry.note = String(error);
      }
      entries.push(entry);
    }
    const samples = await measure(verified, course.pace, course.random, (done) =>
      course.onRound(done, course.pace.rounds),
    );
    for (const [entry, taken] of samples) entry.samples = taken;
  } finally {
    for (const contestant of all) contestant.release();
  }
  return entries;
}

async function raceCold({ work, ...task }: Task, course: Course): Promise<Entry[]> {
  if (work.do !== 'kernel') throw new Error(`${task.name} has no cold clock`);
  const judge = agreeWithTwin(work.tolerance);
  const { source } = course.input;
  const entries = new Map<Lane, Entry>();
  const jobs = new Map<Lane, ColdJob>();
  for (const { lane } of course.lanes) {
    const params = resolveParams(work, source.width);
    const second = secondOf(work.kernel) ? course.input.second() : undefined;
    const job: ColdJob = { lane, threads: course.threads, kernel: work.kernel, params, source, second };
    const entry: Entry = { lane, verdict: { verified: false } };
    try {
      entry.verdict = judge(lane, (await coldStart(job)).output);
      if (entry.verdict.verified) jobs.set(lane, job);
    } catch (error) {
      entry.note = String(error);
    }
    entries.set(lane, entry);
  }
  const samples = await measureCold(jobs, course.pace, course.random, (done) =>
    course.onRound(done, course.pace.rounds),
  );
  for (const [lane, taken] of samples) (entries.get(lane) as Entry).samples = taken;
  return [...entries.values()];
}

function contestantOf({ work }: Task, clock: Clock, at: LaneAtSize, { input, codec }: Course): Contestant | null {
  switch (work.do) {
    case 'copy':
      return copyContestant(at, work.depth);
    case 'kernel':
      return clock === 'kernel' ? kernelContestant(at, work) : endToEndContestant(at, input, work);
    case 'decode':
      return decodeContestant(at, input, work.format, clock);
    case 'encode':
      return encodeContestant(at, input, work.format, clock, codec);
    case 'pipeline':
      return pipelineContestant(at, input, codec);
  }
}

function judgeOf({ work }: Task, { input, codec }: Course): Judge {
  switch (work.do) {
    case 'copy':
      return equal(work.depth === 16 ? input.in16Bits(input.source) : input.source);
    case 'kernel':
      return agreeWithTwin(work.tolerance);
    case 'decode': {
      if (work.format === 'png' && !input.original('png')) return equal(input.source);
      const decoded = codec.decode(input.encoded(work.format), work.format);
      return decodeAlike(decoded, input.original(work.format) ? undefined : input.source);
    }
    case 'encode':
      return work.format === 'png' ? equal(input.source) : resemble(input.source);
    case 'pipeline': {
      const decoded = codec.decode(input.encoded('jpeg'), 'jpeg');
      return resemble(shrink(decoded));
    }
  }
}

function rows(task: Task, clock: Clock, { input, copyMs, random }: Course, entries: readonly Entry[]): Row[] {
  const reference = entries.find(({ lane }) => lane === 'js')?.samples;
  const opponent = opponentOf(task);
  return entries.map((entry): Row => {
    const { lane, verdict, samples, bytes } = entry;
    const medianMs = samples ? median(samples.samplesMs) : null;
    const yardstick = `${lane} ${'depth' in task.work ? task.work.depth : 8}`;
    if (task.work.do === 'copy' && medianMs !== null) copyMs.set(yardstick, medianMs);
    const copy = copyMs.get(yardstick);
    const isKernel = task.kind === 'kernel' && clock === 'kernel';
    const note = entry.note ?? verdict.note ?? noteOf(task, lane);
    return {
      task: task.name,
      kind: task.kind,
      width: input.source.width,
      height: input.source.height,
      size: input.size,
      lane,
      clock,
      samplesMs: samples?.samplesMs ?? [],
      medianMs,
      callsPerSample: samples?.callsPerSample ?? 0,
      verified: verdict.verified,
      speedup: lane !== 'js' && samples && reference ? speedup(reference.samplesMs, samples.samplesMs, random) : null,
      opponent,
      ...(isKernel && medianMs !== null && copy !== undefined && { memoryCopies: medianMs / copy }),
      ...(bytes !== undefined && { bytes }),
      ...(verdict.difference && { difference: verdict.difference }),
      ...(note !== undefined && { note }),
    };
  });
}

function opponentOf({ work }: Task): string | null {
  if ('format' in work) return OPPONENTS[work.format]?.name ?? null;
  if (work.do === 'pipeline') return `${OPPONENTS.jpeg?.name} and js-baseline`;
  return work.do === 'copy' ? 'TypedArray.set' : 'js-baseline';
}

function noteOf({ work }: Task, lane: Lane): string | undefined {
  if (!('format' in work)) return undefined;
  const codec = OPPONENTS[work.format];
  if (!codec) return 'JavaScript has no maintained codec of this format';
  return lane === 'js' && work.do === 'encode' ? codec.encodeNote : undefined;
}
