import { registry } from 'pixlane';
import { TASKS, type Task } from '../race/tasks';
import { CLOCKS, type Clock, type Lane, type LaneState, type RaceOptions, SIZES, type SizeName } from '../race/types';
import { byId, choice, element } from './dom';
import { CLOCK_WORDS, LANE_WORDS, SIZE_WORDS } from './words';

/** A first race of under a minute that shows every sort of work. */
const FIRST_TASKS = ['resize-lanczos3', 'blur-sigma5', 'convolve-3x3', 'sobel', 'grayscale', 'rotate90', 'decode-jpeg'];
const FIRST_SIZES: readonly SizeName[] = ['full'];
const FIRST_CLOCKS: readonly Clock[] = ['kernel', 'endToEnd'];

/** Where a task stands: kernels in the registry's groups. */
function groupOf({ kind, work }: Task): string {
  if (work.do === 'kernel') return registry.kernels.find(({ name }) => name === work.kernel)?.group ?? 'Kernels';
  return kind === 'codec' ? 'Codecs' : 'Pipeline';
}

/** What the form asks for, but for the photo; `missing` says what is not chosen yet. */
export type Choice = { options: Omit<RaceOptions, 'photo'> } | { missing: string };

/** Fills the form's choices. The lanes come later, when the worker has tried them. */
export function buildForm(): void {
  const tasks = byId('tasks', HTMLDivElement);
  for (const title of new Set(TASKS.map(groupOf))) {
    const members = TASKS.filter((task) => groupOf(task) === title);
    const boxes = members.map(({ name }) =>
      choice({ type: 'checkbox', name: 'task', value: name, checked: FIRST_TASKS.includes(name) }, name),
    );
    // Closed where nothing is chosen: ninety boxes are many for the eye and for the Tab key.
    const open = members.some(({ name }) => FIRST_TASKS.includes(name));
    tasks.append(
      element(
        'details',
        { class: 'task-group', open },
        element('summary', {}, title, ' ', element('small', {}, String(members.length))),
        element('div', { class: 'choices columns', role: 'group', 'aria-label': title }, ...boxes),
      ),
    );
  }
  byId('sizes', HTMLDivElement).append(
    ...SIZES.map((value) =>
      choice({ type: 'checkbox', name: 'size', value, checked: FIRST_SIZES.includes(value) }, SIZE_WORDS[value]),
    ),
  );
  byId('clocks', HTMLDivElement).append(
    ...CLOCKS.map((value) =>
      choice(
        { type: 'checkbox', name: 'clock', value, checked: FIRST_CLOCKS.includes(value) },
        CLOCK_WORDS[value].label,
        CLOCK_WORDS[value].explanation,
      ),
    ),
  );
  for (const [id, checked] of [
    ['tasks-all', true],
    ['tasks-none', false],
  ] as const) {
    byId(id, HTMLButtonElement).addEventListener('click', () => {
      for (const box of tasks.querySelectorAll('input')) box.checked = checked;
    });
  }
}

/** Shows every lane, and why one that is absent is. */
export function showLanes(lanes: readonly LaneState[]): void {
  const list = byId('lanes', HTMLDivElement);
  list.replaceChildren(
    ...lanes.map(({ lane, available, reason }) => {
      const fixed = lane === 'js'; // what the others are compared with
      return choice(
        { type: 'checkbox', name: 'lane', value: lane, checked: available, disabled: fixed || !available },
        lane,
        available ? LANE_WORDS[lane] : reason,
      );
    }),
  );
}

export function readForm(form: HTMLFormElement): Choice {
  const data = new FormData(form);
  const tasks = data.getAll('task').map(String);
  const sizes = data.getAll('size').map(String) as SizeName[];
  const clocks = data.getAll('clock').map(String) as Clock[];
  if (tasks.length === 0) return { missing: 'Choose at least one task.' };
  if (sizes.length === 0) return { missing: 'Choose at least one size.' };
  if (clocks.length === 0) return { missing: 'Choose at least one clock.' };
  const lanes: Lane[] = ['js', ...(data.getAll('lane').map(String) as Lane[])];
  return { options: { tasks, sizes, clocks, lanes, quick: data.get('care') === 'quick' } };
}
