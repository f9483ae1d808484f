import { type Depth, type KernelName, registry } from 'pixlane';
import type { Format } from './opponents';
import type { CaseParams } from './params';
import type { Clock, Kind } from './types';

/** What is raced. The list of kernels is the registry's; the rest stands here. */
export interface Task {
  name: string;
  kind: Kind;
  clocks: readonly Clock[];
  work: Work;
}

export type Work =
  | { do: 'copy'; depth: Depth }
  | { do: 'kernel'; kernel: KernelName; params: CaseParams; depth: Depth; tolerance: number }
  | { do: 'decode' | 'encode'; format: Format }
  | { do: 'pipeline' };

const FORMATS: readonly Format[] = ['jpeg', 'png', 'webp'];

/** One task a lane is enough for the cold clock: it shows the start, not the kernel. */
const COLD_TASK = 'resize-lanczos3';

export const COPY: Task = { name: 'copy', kind: 'yardstick', clocks: ['kernel'], work: { do: 'copy', depth: 8 } };
/** What kernels of 16 bits a channel are compared with. */
const COPY_16: Task = {
  name: 'copy-16bit',
  kind: 'yardstick',
  clocks: ['kernel'],
  work: { do: 'copy', depth: 16 },
};

const KERNEL_TASKS: readonly Task[] = registry.kernels.flatMap((kernel) =>
  kernel.cases.map((one): Task => {
    const { depth = 8 } = one;
    return {
      name: one.name,
      kind: 'kernel',
      clocks: one.name === COLD_TASK ? ['kernel', 'endToEnd', 'cold'] : ['kernel', 'endToEnd'],
      work: {
        do: 'kernel',
        kernel: kernel.name as KernelName,
        params: one.params as CaseParams,
        depth,
        tolerance: depth === 16 ? 0 : kernel.tolerance,
      },
    };
  }),
);

const CODEC_TASKS: readonly Task[] = (['decode', 'encode'] as const).flatMap((direction) =>
  FORMATS.map(
    (format): Task => ({
      name: `${direction}-${format}`,
      kind: 'codec',
      clocks: ['kernel', 'endToEnd'],
      work: { do: direction, format },
    }),
  ),
);

/** JPEG to a quarter of its width to JPEG: what a server of thumbnails does. Bytes in, bytes out: one clock. */
const PIPELINE: Task = { name: 'jpeg-resize-jpeg', kind: 'pipeline', clocks: ['endToEnd'], work: { do: 'pipeline' } };

/** Every task but the yardstick, in the order of the race. */
export const TASKS: readonly Task[] = [...KERNEL_TASKS, ...CODEC_TASKS, PIPELINE];

/** The yardsticks of these tasks, and they themselves. */
export function withYardsticks(tasks: readonly Task[]): Task[] {
  const deep = tasks.some(({ work }) => work.do === 'kernel' && work.depth === 16);
  return [COPY, ...(deep ? [COPY_16] : []), ...tasks];
}

/**
 * The tasks that any of the names means: a task's or a kernel's name, a format, or a kind.
 * @throws RangeError for a name that means none
 */
export function selectTasks(names: readonly string[] | undefined): readonly Task[] {
  if (!names || names.length === 0) return TASKS;
  const selected = new Set<Task>();
  for (const name of names) {
    if (name === COPY.name || name === COPY_16.name) continue; // always there
    const meant = TASKS.filter((task) => namesOf(task).includes(name));
    if (meant.length === 0) {
      throw new RangeError(`Expected a task among ${TASKS.map((task) => task.name).join(', ')} but received ${name}`);
    }
    for (const task of meant) selected.add(task);
  }
  return TASKS.filter((task) => selected.has(task));
}

function namesOf({ name, kind, work }: Task): string[] {
  const names: string[] = [name, kind];
  if (work.do === 'kernel') names.push(work.kernel);
  if ('format' in work) names.push(work.format, work.do);
  return names;
}
