import type { Clock, Lane, Row, SizeName, Speedup } from '../race/types';
import { element, place } from './dom';
import { logScale, percent, type Scale, tickLabel } from './scale';
import { milliseconds, ratio } from './words';

/** A kernel that costs at most this many copies of its input has nothing left to win. */
const MEMORY_LIMIT_COPIES = 1.5;

/** What the chart shows. */
export interface ChartView {
  rows: readonly Row[];
  /** Tasks of the race in their order: those without rows yet keep their place. */
  tasks: readonly string[];
  lanes: readonly Lane[];
  size: SizeName;
  clock: Clock;
  running: boolean;
}

/** Draws the bars of one size and clock: a group a task, a line a compiled lane. */
export function drawChart(chart: HTMLElement, view: ChartView): void {
  const rows = view.rows.filter(({ size, clock }) => size === view.size && clock === view.clock);
  const tasks = view.tasks.filter((task) => view.running || rows.some((row) => row.task === task));
  if (tasks.length === 0) {
    const text = view.rows.length > 0 ? 'Nothing was timed with this size and clock.' : 'No race yet.';
    chart.replaceChildren(element('p', { class: 'empty' }, text));
    return;
  }
  const scale = logScale(rows.flatMap(({ speedup }) => (speedup ? [speedup.low, speedup.median, speedup.high] : [])));
  chart.replaceChildren(
    axis(scale),
    ...tasks.map((task) =>
      group(
        task,
        rows.filter((row) => row.task === task),
        view.lanes,
        scale,
      ),
    ),
  );
}

function axis(scale: Scale): HTMLElement {
  const labels = scale.ticks.map((tick) =>
    place(element('span', { class: 'axis-label' }, tickLabel(tick)), { at: percent(scale.at(tick)) }),
  );
  return element('div', { class: 'axis', 'aria-hidden': 'true' }, element('div', { class: 'scale' }, ...labels));
}

function group(task: string, rows: readonly Row[], lanes: readonly Lane[], scale: Scale): HTMLElement {
  const head = element('div', { class: 'group-head' }, element('h3', {}, task), element('p', {}, reference(rows)));
  const copies = rows
    .map((row) => (row.lane === 'js' ? undefined : row.memoryCopies))
    .filter((each) => each !== undefined);
  const fewest = Math.min(...copies);
  if (fewest <= MEMORY_LIMIT_COPIES) {
    const word = fewest.toFixed(1) === '1.0' ? 'copy' : 'copies';
    head.append(element('span', { class: 'limit' }, `at the memory limit: ${fewest.toFixed(1)} ${word}`));
  }
  const lines = lanes
    .filter((lane) => lane !== 'js')
    .map((lane) =>
      line(
        lane,
        rows.find((row) => row.lane === lane),
        scale,
        rows.length > 0,
      ),
    );
  return element('section', { class: 'group' }, head, element('ul', { class: 'lanes' }, ...lines));
}

/** What the ratios are ratios of. */
function reference(rows: readonly Row[]): string {
  if (rows.length === 0) return 'waiting';
  const js = rows.find((row) => row.lane === 'js');
  if (!js) return rows[0].note ?? 'JavaScript has no opponent';
  const by = js.opponent && js.opponent !== 'js-baseline' ? `JavaScript (${js.opponent})` : 'JavaScript';
  if (js.medianMs === null) return `${by}: ${js.note ?? 'mismatch'}`;
  return `${by} ${milliseconds(js.medianMs)}`;
}

function line(lane: Lane, row: Row | undefined, scale: Scale, judged: boolean): HTMLElement {
  const track = element('div', { class: 'track', 'aria-hidden': 'true' });
  for (const tick of scale.ticks) {
    const mark = element('span', { class: tick === 1 ? 'tick one' : 'tick' });
    track.append(place(mark, { at: percent(scale.at(tick)) }));
  }
  if (row?.speedup) track.append(...bar(row.speedup, scale));
  const name = element('span', { class: 'name' }, lane);
  return element('li', { class: 'lane', 'data-lane': lane }, name, track, figures(row, judged));
}

/** A bar from 1 to the median, to the left where JavaScript is faster, and its interval. */
function bar({ median, low, high }: Speedup, scale: Scale): HTMLElement[] {
  const span = (from: number, to: number) => ({
    from: percent(scale.at(from)),
    wide: percent(scale.at(to) - scale.at(from)),
  });
  const slower = median < 1;
  return [
    place(element('span', { class: slower ? 'bar slower' : 'bar' }), slower ? span(median, 1) : span(1, median)),
    place(element('span', { class: 'whisker' }), span(low, high)),
  ];
}

function figures(row: Row | undefined, judged: boolean): HTMLElement {
  const box = element('div', { class: 'figures' });
  if (!row) {
    box.append(element('span', { class: 'message' }, judged ? 'not raced' : ''));
  } else if (!row.verified) {
    box.append(element('span', { class: 'message mismatch' }, 'mismatch'));
    if (row.note) box.append(element('span', { class: 'message' }, row.note));
  } else if (row.medianMs !== null) {
    const time = element('span', { class: 'ms' }, milliseconds(row.medianMs));
    if (!row.speedup) {
      box.append(element('span', {}), element('span', {}), time);
    } else {
      const { median, low, high } = row.speedup;
      const interval = element(
        'span',
        {},
        element('span', { class: 'unseen' }, '95% interval '),
        `${ratio(low)}–${ratio(high)}`,
      );
      box.append(element('b', {}, `${ratio(median)}×`), interval, time);
    }
  }
  return box;
}
